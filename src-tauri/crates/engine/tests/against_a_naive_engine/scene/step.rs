//! A step of a history. It says only roughly what is asked: which ticket or request that is, is seen when it is taken.

use std::collections::{BTreeMap, BTreeSet};

use model::{Action, Code, Span, Verdict};

/// Time passes, and somebody asks.
#[derive(Clone, Debug)]
pub struct Step {
    pub after: Span,
    pub by: Asker,
    pub ask: Ask,
}

impl Step {
    pub const fn at_once(by: Asker, ask: Ask) -> Self {
        Self {
            after: Span::hours(0),
            by,
            ask,
        }
    }
}

/// Who asks.
#[derive(Clone, Copy, Debug)]
pub enum Asker {
    /// One of those who, by the rules, come first to mind.
    Suited(u8),
    Person(u8),
    /// A bot with its newest token.
    Bot(u8),
    /// A bot with any bot's token, good or not.
    BotWith(u8, u8),
    Clock,
    Stranger,
}

/// One of those there are, or one that is nowhere.
#[derive(Clone, Copy, Debug)]
pub enum Which {
    Nth(u8),
    Unknown,
}

/// Somebody who could hold a role.
#[derive(Clone, Copy, Debug)]
pub enum Somebody {
    Person(u8),
    Bot(u8),
}

/// The ticket's version that the asker knows.
#[derive(Clone, Copy, Debug)]
pub enum Known {
    Right,
    Wrong(u8),
}

/// What can be frozen.
#[derive(Clone, Copy, Debug)]
pub enum Target {
    Bot(Which),
    Workflow(Which),
    Workspace,
    /// Whatever is frozen.
    Frozen,
}

/// How a request that waits is shaken: by what becomes of its approvers, of its requester, of its ticket.
#[derive(Clone, Copy, Debug)]
pub enum How {
    TakeTheRole,
    GiveTheRole(u8),
    MakeKeeper,
    IssueToken,
    EndTheCredential,
    TakeTheRequestersRole,
    Edit(u8),
    Move,
    Freeze,
}

/// Values by part: few enough to meet again.
pub type Values = BTreeMap<u8, Option<u8>>;

/// What is asked.
#[derive(Clone, Debug)]
pub enum Ask {
    Create {
        project: Which,
        content: Values,
    },
    Edit {
        ticket: Which,
        known: Known,
        values: Values,
    },
    Comment {
        ticket: Which,
    },
    Move {
        ticket: Which,
        arrow: Which,
        known: Option<Known>,
        arguments: Values,
        note: Option<u8>,
    },
    /// A move through a gate, if there is one to take.
    Gated,
    /// What a request asks for, once more, by whoever asked.
    Again {
        request: Which,
    },
    Decide {
        request: Which,
        verdict: Verdict,
        read: bool,
        reason: bool,
    },
    Withdraw {
        request: Which,
    },
    Expire {
        request: Which,
    },
    Grant {
        role: u8,
        to: Somebody,
    },
    Revoke {
        role: u8,
        from: Somebody,
    },
    /// One of the roles that are held.
    RevokeHeld {
        nth: u8,
    },
    AddBot {
        new: bool,
        keeper: u8,
    },
    Keep {
        bot: Which,
        keeper: u8,
    },
    Issue {
        bot: Which,
        new: bool,
        life: Span,
    },
    RevokeToken {
        token: Which,
    },
    Invite {
        roles: BTreeSet<u8>,
        life: Span,
    },
    Join {
        invitation: Which,
        right: bool,
    },
    Remove {
        person: u8,
    },
    Project {
        key: u8,
        workflow: Which,
    },
    Publish {
        file: u8,
        bound: Somebody,
    },
    Freeze {
        target: Target,
    },
    Thaw {
        target: Target,
    },
    /// What shakes a request that waits.
    Undermine(How),
    /// What an owner does so that work goes on: confirm the clock if it is in doubt, else thaw what is frozen.
    Mend,
    ConfirmClock,
    Found,
    TurnedAway {
        tried: Action,
        code: Code,
        count: Option<u64>,
    },
}
