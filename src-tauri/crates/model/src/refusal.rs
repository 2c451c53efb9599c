//! Why an attempt was turned down: a stable code for bots, a sentence for people, the values of both.

use std::{collections::BTreeMap, collections::BTreeSet, fmt};

use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

use crate::{
    Exclusion, FieldName, PersonId, RequestId, RoleName, StateName, TransitionName, Version, Who,
    deed::Freezable,
};

macro_rules! codes {
    ($($(#[$doc:meta])* $name:ident = $status:literal;)*) => {
        /// What a refusal is called, for ever.
        #[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize, ToSchema)]
        #[serde(rename_all = "snake_case")]
        pub enum Code { $($(#[$doc])* $name,)* }

        impl Code {
            /// Every code.
            pub const ALL: &[Self] = &[$(Self::$name,)*];
            /// The HTTP status a door answers with.
            pub const fn status(self) -> u16 { match self { $(Self::$name => $status,)* } }
        }
    };
}

codes! {
    /// Over 1 MiB.
    TooLarge = 413;
    /// No valid credential.
    Unauthenticated = 401;
    /// Over the credential's rate.
    TooManyRequests = 429;
    /// Not JSON.
    UnsupportedMediaType = 415;
    /// Not this shape.
    Malformed = 400;
    /// Not in this workspace, or not at all.
    NotFound = 404;
    /// No such method on this route.
    MethodNotAllowed = 405;
    /// Bot, workflow or workspace is frozen.
    Frozen = 423;
    /// The clock ran ahead; an owner must confirm it.
    ClockInDoubt = 423;
    /// The state machine has no such move from here.
    NoSuchTransition = 400;
    /// Not for this actor.
    NotPermitted = 403;
    /// The decision is not signed by the key that the person has in use.
    NotSigned = 403;
    /// The key is new, and whoever made the code for it stands behind the request.
    KeyTooNew = 403;
    /// Bots cannot approve.
    BotCannotApprove = 403;
    /// Who asks does not approve.
    OwnRequest = 403;
    /// Who keeps, or kept, the bot does not approve for it.
    OwnBot = 403;
    /// Who issued the bot's token does not approve for it.
    TokenIssuer = 403;
    /// The gate bars who had a hand in the ticket.
    Barred = 403;
    /// The role was given after the request opened.
    RoleTooLate = 403;
    /// No delegation lets this person decide in another's stead.
    NotDelegated = 403;
    /// The password must be given again.
    PasswordNeeded = 403;
    /// Who edited or proposed a draft does not publish it.
    OwnDraft = 403;
    /// Who proposed a migration does not accept it.
    OwnMigration = 403;
    /// Who broke the glass does not review it.
    OwnBreak = 403;
    /// Who froze does not thaw where a second person must.
    SecondPerson = 403;
    /// The ticket is at another version.
    Stale = 409;
    /// A request waits on the ticket.
    RequestOpen = 409;
    /// Too few people could approve.
    NoApprovers = 409;
    /// The approver saw something else.
    NotWhatWasShown = 409;
    /// The request is no longer pending.
    NotPending = 409;
    /// This person has decided already, or somebody in their stead.
    AlreadyDecided = 409;
    /// The seats that this person could fill are taken.
    NoSeat = 409;
    /// A second author publishes here.
    NeedsReview = 409;
    /// Tickets of that state cannot be mapped there.
    NoMapping = 409;
    /// There is one of that name.
    AlreadyExists = 409;
    /// A workspace keeps an owner.
    LastOwner = 409;
    /// A bot keeps a keeper.
    StillKeeper = 409;
    /// An auditor holds no other role.
    AuditorAlone = 409;
    /// The code or token is used up, revoked or over.
    NotValid = 409;
    /// Required fields are empty.
    MissingFields = 422;
    /// The same idempotency key with another body.
    KeyReused = 422;
    /// The log cannot be written; nothing happened.
    LogUnwritable = 503;
    /// The commit's outcome is not known; ask again with the same key.
    OutcomeUnknown = 503;
    /// The queue is full.
    Busy = 503;
}

impl fmt::Display for Code {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match serde_json::to_value(self) {
            Ok(serde_json::Value::String(code)) => f.write_str(&code),
            _ => fmt::Debug::fmt(self, f),
        }
    }
}

/// What could not be found.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Thing {
    /// A ticket.
    Ticket,
    /// A request.
    Request,
    /// A project.
    Project,
    /// A workflow.
    Workflow,
    /// A member.
    Person,
    /// A bot.
    Bot,
    /// A token.
    Token,
    /// An invitation.
    Invitation,
    /// A role's holder.
    Holder,
    /// A workspace.
    Workspace,
    /// A key.
    Key,
    /// A place where checkpoints are kept.
    Anchor,
    /// A delegation.
    Delegation,
    /// A review of a broken glass.
    Review,
    /// A workflow's draft.
    Draft,
    /// A draft that waits for another author.
    Proposal,
    /// Tickets that are to go on by another version.
    Migration,
}

impl fmt::Display for Thing {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            Self::Ticket => "ticket",
            Self::Request => "request",
            Self::Project => "project",
            Self::Workflow => "workflow",
            Self::Person => "member",
            Self::Bot => "bot",
            Self::Key => "key",
            Self::Token => "token",
            Self::Invitation => "invitation",
            Self::Holder => "holder of that role",
            Self::Workspace => "workspace",
            Self::Anchor => "anchor",
            Self::Delegation => "delegation",
            Self::Review => "review",
            Self::Draft => "draft",
            Self::Proposal => "proposal",
            Self::Migration => "migration",
        })
    }
}

/// Roles in a sentence: `` `a`, `b` or `c` ``.
struct OneOf<'a>(&'a BTreeSet<RoleName>);

impl fmt::Display for OneOf<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        for (i, role) in self.0.iter().enumerate() {
            let joint = match i {
                0 => "",
                _ if i + 1 == self.0.len() => " or ",
                _ => ", ",
            };
            write!(f, "{joint}`{role}`")?;
        }
        Ok(())
    }
}

/// What a gate asks for: `` 1 × `legal` and 2 × `security` ``.
struct Seats<'a>(&'a BTreeMap<RoleName, u32>);

impl fmt::Display for Seats<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        for (i, (role, needed)) in self.0.iter().enumerate() {
            let joint = if i > 0 { " and " } else { "" };
            write!(f, "{joint}{needed} × `{role}`")?;
        }
        Ok(())
    }
}

/// Names in a sentence: `A, B and C`, or `nobody` / `none`.
struct List<'a, T>(&'a [T], &'static str);

impl<T: fmt::Display> fmt::Display for List<'_, T> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self.0 {
            [] => f.write_str(self.1),
            [one] => one.fmt(f),
            [all @ .., last] => {
                for (i, item) in all.iter().enumerate() {
                    write!(f, "{}{item}", if i > 0 { ", " } else { "" })?;
                }
                write!(f, " and {last}")
            }
        }
    }
}

/// Why tickets that stand in a state cannot stand in another one of a newer version: they could get past a gate.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum Unmapped {
    /// There is no such state, or it ends tickets, or it is not part of the migration.
    #[error("none of them is in flight there.")]
    NotInFlight,
    /// It is neither the state of the same name nor where tickets begin.
    #[error("only the state of the same name and the one where tickets begin can be chosen.")]
    Elsewhere,
    /// Tickets begin in another state now.
    #[error("tickets begin elsewhere in the new version, so that what leads there asks for more.")]
    BeginsElsewhere,
    /// A step that a ticket can have come by is gone, or asks for more than it did.
    #[error("on the way, `{transition}` from `{from}` asks for more than it did, or is gone.")]
    AsksMore {
        /// The step as it was called.
        transition: TransitionName,
        /// Where it starts.
        from: StateName,
    },
}

/// Why `decide` said no.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum Refusal {
    /// See [`Code::Unauthenticated`].
    #[error("This credential is revoked or over. Ask whoever gave it to you for another.")]
    Unauthenticated,
    /// See [`Code::NotFound`].
    #[error("There is no such {0} here.")]
    NotFound(Thing),
    /// See [`Code::Frozen`].
    #[error("{} frozen: nothing moves until it is thawed.", frozen_words(.0))]
    Frozen(Freezable),
    /// See [`Code::ClockInDoubt`].
    #[error(
        "The clock is more than 30 days ahead of the last entry. An owner must confirm it before anything moves."
    )]
    ClockInDoubt,
    /// See [`Code::NoSuchTransition`].
    #[error("No such move starts in `{state}`. From here there are: {}.", List(.legal, "none"))]
    NoSuchTransition {
        /// Where the ticket stands.
        state: StateName,
        /// What starts there.
        legal: Vec<TransitionName>,
    },
    /// See [`Code::NotPermitted`].
    #[error("This is not for you to do. It is for: {}.", List(.allowed, "nobody"))]
    NotPermitted {
        /// Who may.
        allowed: Vec<Who>,
    },
    /// See [`Code::BotCannotApprove`].
    #[error("Bots cannot approve or reject. A person holding {} must decide.", OneOf(.roles))]
    BotCannotApprove {
        /// Who can.
        roles: BTreeSet<RoleName>,
    },
    /// See [`Code::OwnRequest`].
    #[error("You asked for this yourself. Somebody else holding {} must decide.", OneOf(.roles))]
    OwnRequest {
        /// Who can.
        roles: BTreeSet<RoleName>,
    },
    /// See [`Code::OwnBot`].
    #[error("You keep, or kept, the bot that asks. Somebody else holding {} must decide.", OneOf(.roles))]
    OwnBot {
        /// Who can.
        roles: BTreeSet<RoleName>,
    },
    /// See [`Code::TokenIssuer`].
    #[error("You issued a token of the bot that asks. Somebody else holding {} must decide.", OneOf(.roles))]
    TokenIssuer {
        /// Who can.
        roles: BTreeSet<RoleName>,
    },
    /// See [`Code::RoleTooLate`].
    #[error(
        "You hold {} only since after this was asked. You can decide on what is asked from now on.", OneOf(.roles)
    )]
    RoleTooLate {
        /// The roles that they hold too late.
        roles: BTreeSet<RoleName>,
    },
    /// See [`Code::Barred`].
    #[error(
        "You had a hand in this ticket, and its gate bars who had. Somebody else holding {} must decide.", OneOf(.roles)
    )]
    Barred {
        /// Who can.
        roles: BTreeSet<RoleName>,
    },
    /// See [`Code::NotDelegated`].
    #[error(
        "You cannot decide this for them: their delegation must be accepted and not over, cover this gate, and they must be able to decide it themselves."
    )]
    NotDelegated,
    /// See [`Code::PasswordNeeded`].
    #[error("This needs your password again, at this moment. Nothing was sent.")]
    PasswordNeeded,
    /// See [`Code::OwnDraft`].
    #[error("You edited or proposed this draft. Another author must publish it.")]
    OwnDraft,
    /// See [`Code::OwnMigration`].
    #[error("You proposed this migration. Another author must accept it.")]
    OwnMigration,
    /// See [`Code::OwnBreak`].
    #[error("You broke this glass yourself. Somebody else must close its review.")]
    OwnBreak,
    /// See [`Code::SecondPerson`].
    #[error(
        "You froze this, and thawing it needs a second person: somebody else with `owner` or `freezer`."
    )]
    SecondPerson,
    /// See [`Code::NotSigned`].
    #[error(
        "This decision is not signed by the key you have in use here. Sign in again, then decide."
    )]
    NotSigned,
    /// See [`Code::KeyTooNew`].
    #[error(
        "Your key here is new, and whoever made the code for it stands behind this request. Somebody else holding {} must decide.", OneOf(.roles)
    )]
    KeyTooNew {
        /// Who can.
        roles: BTreeSet<RoleName>,
    },
    /// See [`Code::Stale`].
    #[error("The ticket is at version {now}, you expected {expected}. Read it again, then decide.")]
    Stale {
        /// Where it is.
        now: Version,
        /// Where the caller thought it was.
        expected: Version,
    },
    /// See [`Code::RequestOpen`].
    #[error(
        "A request waits on this ticket. Wait for its decision, or let its requester withdraw it."
    )]
    RequestOpen {
        /// The request.
        request: RequestId,
    },
    /// See [`Code::NoApprovers`].
    #[error("The gate asks for {}, and {} who could approve cannot fill its seats. An owner can give the role to another member, or let the bot's keeper issue its token.", Seats(.seats), people(.could.len()))]
    NoApprovers {
        /// The gate's roles, and how many people it asks for with each.
        seats: BTreeMap<RoleName, u32>,
        /// Who could.
        could: BTreeSet<PersonId>,
        /// Who holds such a role but is excluded, and why.
        excluded: BTreeMap<PersonId, BTreeSet<Exclusion>>,
    },
    /// See [`Code::NotWhatWasShown`].
    #[error("The request is not what you were shown. Read it again, then decide.")]
    NotWhatWasShown,
    /// See [`Code::NotPending`].
    #[error("The request is {state}: nothing is left to decide.")]
    NotPending {
        /// How it stands.
        state: &'static str,
    },
    /// See [`Code::AlreadyDecided`].
    #[error(
        "You have decided on this request already, or somebody did in your stead: one person stands behind one decision."
    )]
    AlreadyDecided,
    /// See [`Code::NoSeat`].
    #[error("The seats that you could fill are taken. It waits for {}.", OneOf(.roles))]
    NoSeat {
        /// Who can.
        roles: BTreeSet<RoleName>,
    },
    /// See [`Code::NeedsReview`].
    #[error(
        "In this workspace another author publishes. Propose the draft; somebody who did not edit it makes it live."
    )]
    NeedsReview,
    /// See [`Code::NeedsReview`].
    #[error(
        "Another author must accept this migration before any ticket goes on by the new version."
    )]
    NotAccepted,
    /// See [`Code::NoMapping`].
    #[error(
        "Tickets in `{state}` cannot go on there: {because} They can go back to where tickets begin, or keep their version."
    )]
    NoMapping {
        /// Where they stand.
        state: StateName,
        /// Why not.
        because: Unmapped,
    },
    /// See [`Code::AlreadyExists`].
    #[error("There is such a {0} already.")]
    AlreadyExists(Thing),
    /// See [`Code::LastOwner`].
    #[error("This is the last owner. Make another one first.")]
    LastOwner,
    /// See [`Code::StillKeeper`].
    #[error("This person keeps {bots} bot(s). Give each another keeper first.")]
    StillKeeper {
        /// How many.
        bots: usize,
    },
    /// See [`Code::AuditorAlone`].
    #[error(
        "`auditor` is held with no other role: whoever checks does not act. Take the other away first."
    )]
    AuditorAlone,
    /// See [`Code::NotValid`].
    #[error("This {0} is used, revoked or over. Ask for a new one.")]
    NotValid(Thing),
    /// See [`Code::NotValid`].
    #[error("This {0} is closed or over already: nothing is left to do.")]
    Over(Thing),
    /// See [`Code::MissingFields`].
    #[error("These fields must be filled first: {}.", List(.fields, "none"))]
    MissingFields {
        /// Which.
        fields: Vec<FieldName>,
    },
    /// See [`Code::MissingFields`].
    #[error("Say why: the requester needs a reason.")]
    ReasonNeeded,
    /// A door, not the engine, turned the call away.
    #[error("The call was turned away at the door: {0}.")]
    TurnedAway(Code),
}

fn people(n: usize) -> String {
    match n {
        0 => "nobody".to_owned(),
        1 => "the one person".to_owned(),
        n => format!("the {n} people"),
    }
}

fn frozen_words(target: &Freezable) -> String {
    match target {
        Freezable::Bot(_) => "This bot is".to_owned(),
        Freezable::Workflow(name) => format!("The workflow `{name}` is"),
        Freezable::Workspace => "The workspace is".to_owned(),
    }
}

impl Refusal {
    /// What bots match on and the log keeps.
    pub const fn code(&self) -> Code {
        match self {
            Self::Unauthenticated => Code::Unauthenticated,
            Self::NotFound(_) => Code::NotFound,
            Self::Frozen(_) => Code::Frozen,
            Self::ClockInDoubt => Code::ClockInDoubt,
            Self::NoSuchTransition { .. } => Code::NoSuchTransition,
            Self::NotPermitted { .. } => Code::NotPermitted,
            Self::BotCannotApprove { .. } => Code::BotCannotApprove,
            Self::OwnRequest { .. } => Code::OwnRequest,
            Self::OwnBot { .. } => Code::OwnBot,
            Self::TokenIssuer { .. } => Code::TokenIssuer,
            Self::Barred { .. } => Code::Barred,
            Self::RoleTooLate { .. } => Code::RoleTooLate,
            Self::NotDelegated => Code::NotDelegated,
            Self::PasswordNeeded => Code::PasswordNeeded,
            Self::OwnDraft => Code::OwnDraft,
            Self::OwnMigration => Code::OwnMigration,
            Self::OwnBreak => Code::OwnBreak,
            Self::SecondPerson => Code::SecondPerson,
            Self::NotSigned => Code::NotSigned,
            Self::KeyTooNew { .. } => Code::KeyTooNew,
            Self::Stale { .. } => Code::Stale,
            Self::RequestOpen { .. } => Code::RequestOpen,
            Self::NoApprovers { .. } => Code::NoApprovers,
            Self::NotWhatWasShown => Code::NotWhatWasShown,
            Self::NotPending { .. } => Code::NotPending,
            Self::AlreadyDecided => Code::AlreadyDecided,
            Self::NoSeat { .. } => Code::NoSeat,
            Self::NeedsReview | Self::NotAccepted => Code::NeedsReview,
            Self::NoMapping { .. } => Code::NoMapping,
            Self::AlreadyExists(_) => Code::AlreadyExists,
            Self::LastOwner => Code::LastOwner,
            Self::StillKeeper { .. } => Code::StillKeeper,
            Self::AuditorAlone => Code::AuditorAlone,
            Self::NotValid(_) | Self::Over(_) => Code::NotValid,
            Self::MissingFields { .. } | Self::ReasonNeeded => Code::MissingFields,
            Self::TurnedAway(code) => *code,
        }
    }
}
