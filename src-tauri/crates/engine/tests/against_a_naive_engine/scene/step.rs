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
    /// Whoever enrolled a key last.
    NewestKey,
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

/// How a decision is signed.
#[derive(Clone, Copy, Debug)]
pub enum Hand {
    /// By the key they enrolled last.
    Own,
    /// By the one they enrolled before that.
    Former,
    /// By any that was ever enrolled here.
    Anybodys(u8),
    /// By their own, but something else than they say.
    Slip(Slip),
    /// With one bit changed.
    Smudged,
    /// It is what somebody else said on this request, with the signature of that.
    Copied(u8),
}

/// What was signed instead.
#[derive(Clone, Copy, Debug)]
pub enum Slip {
    Verdict,
    Reason,
    Shown,
    Moment,
    Request,
    Workspace,
    Stead,
    Password,
}

/// When a decision says it was made.
#[derive(Clone, Copy, Debug)]
pub enum Click {
    Now,
    /// In the future, by a microsecond.
    Ahead,
    /// At the very moment of the asking.
    WithTheAsking,
    /// A microsecond before it.
    BeforeTheAsking,
}

/// A key to be enrolled.
#[derive(Clone, Copy, Debug)]
pub enum NewKey {
    Fresh,
    /// One that was enrolled already, the newest first.
    Known(u8),
    /// Bytes that are none.
    None,
}

/// The key that the log is to have.
#[derive(Clone, Copy, Debug)]
pub enum Turn {
    Fresh,
    /// The one before.
    Back,
    Same,
}

/// What is wrong with a rotation.
#[derive(Clone, Copy, Debug)]
pub enum Fault {
    /// It names an old key that is not the log's, and is signed by that.
    OtherOld,
    /// Somebody else signed for the old key.
    ByOld,
    /// Somebody else signed for the new key.
    ByNew,
    /// Each signed for the other.
    Swapped,
    /// It was signed at the moment of the last one, if there was one.
    Early,
    /// A microsecond after now.
    Late,
    /// For another log.
    OtherLog,
}

/// How a request that waits is shaken: by what becomes of its approvers, of its requester, of its ticket.
#[derive(Clone, Copy, Debug)]
pub enum How {
    TakeTheRole,
    GiveTheRole(u8),
    MakeKeeper,
    Readmit,
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
        click: Click,
        hand: Hand,
        /// In the stead of somebody who asked them to, whichever of those.
        stead: Option<u8>,
        password: bool,
    },
    Delegate {
        to: u8,
        roles: BTreeSet<u8>,
        only: Option<Which>,
        life: Span,
        new: bool,
    },
    /// A holder of the role that what waits asks for lets somebody decide.
    StandIn {
        to: u8,
    },
    Accept {
        delegation: Which,
    },
    EndDelegation {
        delegation: Which,
    },
    Smash {
        ticket: Which,
        arrow: Which,
        linked: Which,
        known: Option<Known>,
        arguments: Values,
        password: bool,
        new: bool,
    },
    Review {
        review: Which,
    },
    EditDraft {
        draft: Option<Which>,
        workflow: Option<Which>,
    },
    Propose {
        draft: Which,
        file: u8,
    },
    PublishDraft {
        draft: Which,
        file: Option<u8>,
    },
    Govern {
        review: bool,
    },
    /// From this version counted from the newest but one, each state back to the beginning or by its own name.
    ProposeMigration {
        workflow: Which,
        from: u8,
        back: u8,
        new: bool,
    },
    AcceptMigration {
        migration: Which,
    },
    EndMigration {
        migration: Which,
    },
    Migrate {
        ticket: Which,
        migration: Which,
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
    /// A key, and perhaps a code: which one, and whether its word is right.
    Enrol {
        key: NewKey,
        code: Option<(Which, bool)>,
    },
    Readmit {
        new: bool,
        person: u8,
        life: Span,
    },
    Rotate {
        turn: Turn,
        fault: Option<Fault>,
    },
    /// A rotation from the key that the log has, shown once more.
    RotateAgain,
    Erase {
        texts: bool,
        reason: bool,
    },
    Epoch {
        restored: bool,
        key: NewKey,
    },
    Anchor {
        new: bool,
    },
    Unanchor,
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
        second: bool,
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
