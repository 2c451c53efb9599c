//! A move that waits at a gate, the decisions on it, and what an approver must have been shown.

use std::collections::{BTreeMap, BTreeSet};

use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

use crate::{
    Actor, ActorId, DelegationId, Digest, Gate, Part, PersonId, PublicKey, RequestId, Seq,
    StateName, TicketId, TicketKey, Timestamp, TransitionName, Version, Via, WorkflowRef,
    WorkspaceId,
};

/// A move that waits at a gate.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Request {
    /// Its id.
    pub id: RequestId,
    /// The ticket that would move.
    pub ticket: TicketId,
    /// The ticket's key.
    pub key: TicketKey,
    /// The ticket's version when it was asked.
    pub version: Version,
    /// The published workflow whose rules hold.
    pub workflow: WorkflowRef,
    /// The transition asked for.
    pub transition: TransitionName,
    /// From this state.
    pub from: StateName,
    /// To this one.
    pub to: StateName,
    /// What must be approved.
    pub gate: Gate,
    /// Who asks.
    pub requester: ActorId,
    /// By which credential. It must still be valid when the ticket moves.
    pub via: Via,
    /// The keeper of the bot that asks, as of the asking.
    pub keeper: Option<PersonId>,
    /// The entry that opened it. Roles count that were held before it.
    pub opened: Seq,
    /// When.
    pub opened_at: Timestamp,
    /// How often it was asked, from 1. Only decisions of the last round count.
    pub round: u32,
    /// When it was asked last.
    pub asked_at: Timestamp,
    /// From this moment on nobody can approve it.
    pub expires: Timestamp,
    /// The ticket's content when it was asked.
    pub content: BTreeMap<Part, Digest>,
    /// Values the ticket takes only if the move happens; `None` empties a field.
    pub arguments: BTreeMap<Part, Option<Digest>>,
    /// What the requester said.
    pub note: Option<Digest>,
    /// Who cannot approve, and why. It only grows (law 7).
    pub excluded: BTreeMap<PersonId, BTreeSet<Exclusion>>,
    /// Whom the gate bars for their hand in the ticket. Whoever comes to stand behind such a bot is excluded too.
    pub barred: BTreeMap<ActorId, BTreeSet<Exclusion>>,
    /// The decisions, oldest first.
    pub decisions: Vec<Decision>,
    /// How it stands.
    pub state: RequestState,
}

/// How a request stands.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case", tag = "is")]
pub enum RequestState {
    /// It waits for approvals.
    Pending,
    /// It waits for its requester, who is to change something and ask again.
    Returned {
        /// Who asked for changes.
        by: PersonId,
    },
    /// The gate opened; this entry is the move.
    Moved {
        /// The move's entry.
        at: Seq,
    },
    /// Somebody said no.
    Rejected {
        /// Who.
        by: PersonId,
    },
    /// Time ran out.
    Expired,
    /// The requester took it back.
    Withdrawn,
    /// The world changed under it.
    Stale {
        /// How.
        because: Staleness,
        /// The entry that did it.
        by: Seq,
    },
}

impl RequestState {
    /// It can still come to a move.
    pub const fn is_open(&self) -> bool {
        matches!(self, Self::Pending | Self::Returned { .. })
    }

    /// The word for it, in the API and on screen.
    pub const fn word(&self) -> &'static str {
        match self {
            Self::Pending => "pending",
            Self::Returned { .. } => "returned",
            Self::Moved { .. } => "moved",
            Self::Rejected { .. } => "rejected",
            Self::Expired => "expired",
            Self::Withdrawn => "withdrawn",
            Self::Stale { .. } => "stale",
        }
    }
}

/// Why a request can no longer be decided.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize, ToSchema)]
#[serde(rename_all = "snake_case")]
pub enum Staleness {
    /// The requester edited the ticket.
    RequesterEdited,
    /// The ticket took another move.
    TicketMoved,
    /// The ticket goes on by another version of its workflow.
    TicketMigrated,
    /// The requester's token was revoked or ran out, or the requester is no member any more.
    RequesterCredential,
    /// The transition is no longer open to the requester.
    RequesterNotPermitted,
    /// Somebody who approved no longer holds the role, or is excluded by now.
    ApproverNotEntitled,
}

/// Why a person cannot approve a request.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize, ToSchema)]
#[serde(rename_all = "snake_case")]
pub enum Exclusion {
    /// They asked.
    Requester,
    /// They are, or were, keeper of the bot that asked.
    Keeper,
    /// They issued a token of the bot that asked.
    TokenIssuer,
    /// They opened the ticket, and the gate bars who did.
    Creator,
    /// They changed its content last, and the gate bars who did.
    LastEditor,
    /// They took a move on it before, and the gate bars who did.
    Mover,
}

/// Yes, no, or not like this.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize, ToSchema)]
#[serde(rename_all = "snake_case")]
pub enum Verdict {
    /// Let it move.
    Approve,
    /// It must not move.
    Reject,
    /// It must be changed first: its requester asks again.
    Changes,
}

/// One person's word on a request.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Decision {
    /// Who.
    pub by: PersonId,
    /// What.
    pub verdict: Verdict,
    /// Why.
    pub reason: Option<Digest>,
    /// What they were shown.
    pub shown: Digest,
    /// When they clicked.
    pub at: Timestamp,
    /// The entry of it.
    pub seq: Seq,
    /// The key it is signed with.
    pub key: PublicKey,
    /// In whose stead, by which delegation.
    pub stead: Option<Stead>,
    /// They gave their password again for it.
    pub reauthenticated: bool,
    /// In which round. Only those of the last one count.
    pub round: u32,
}

/// Whose seat a decision fills when it is not the decider's own.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Stead {
    /// Who is away.
    pub of: PersonId,
    /// Their word that the decider may.
    pub under: DelegationId,
}

impl Decision {
    /// Whoever's seat it fills.
    pub fn seat(&self) -> PersonId {
        self.stead.map_or(self.by, |stead| stead.of)
    }
}

impl Request {
    /// Whoever asks.
    pub const fn actor(&self) -> Actor {
        Actor {
            id: self.requester,
            via: self.via,
        }
    }

    /// The decisions that count: those of the last round.
    pub fn counted(&self) -> impl Iterator<Item = &Decision> {
        self.decisions.iter().filter(|d| d.round == self.round)
    }

    /// The approvals that count. Nobody stands behind two of them.
    pub fn approvals(&self) -> impl Iterator<Item = &Decision> {
        self.counted().filter(|d| d.verdict == Verdict::Approve)
    }

    /// The rejections that count.
    pub fn rejections(&self) -> impl Iterator<Item = &Decision> {
        self.counted().filter(|d| d.verdict == Verdict::Reject)
    }

    /// Whether `person` decided, or somebody in their stead.
    pub fn heard(&self, person: PersonId) -> bool {
        self.counted().any(|d| d.by == person || d.seat() == person)
    }

    /// This asking as the next round of `before`: who was excluded stays so, what was decided stays and does not count.
    pub fn after(self, before: &Self) -> Self {
        let mut next = Self {
            id: before.id,
            opened: before.opened,
            opened_at: before.opened_at,
            round: before.round + 1,
            decisions: before.decisions.clone(),
            ..self
        };
        for (person, why) in &before.excluded {
            next.excluded.entry(*person).or_default().extend(why);
        }
        for (actor, why) in &before.barred {
            next.barred.entry(*actor).or_default().extend(why);
        }
        next
    }

    /// The digest of what an approver must have seen (law 8): every value below, each under its length.
    pub fn shown(&self, workspace: WorkspaceId) -> Digest {
        let mut parts: Vec<String> = vec![
            workspace.to_string(),
            self.id.to_string(),
            self.ticket.to_string(),
            self.version.to_string(),
            self.transition.to_string(),
            self.from.to_string(),
            self.to.to_string(),
            self.workflow.digest.to_string(),
            format!("{:?}", self.requester),
            self.via.to_string(),
            self.keeper.map(|k| k.to_string()).unwrap_or_default(),
            self.round.to_string(),
            self.expires.to_string(),
            self.note.map(|d| d.to_string()).unwrap_or_default(),
            self.content.len().to_string(),
        ];
        for (part, digest) in &self.content {
            parts.extend([part.to_string(), digest.to_string()]);
        }
        for (part, digest) in &self.arguments {
            parts.extend([
                part.to_string(),
                digest.map(|d| d.to_string()).unwrap_or_default(),
            ]);
        }
        Digest::of_parts("openweave/shown/v1", parts.iter().map(String::as_bytes))
    }
}
