//! A move that waits at a gate, the decisions on it, and what an approver must have been shown.

use std::collections::{BTreeMap, BTreeSet};

use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

use crate::{
    Actor, ActorId, Digest, Gate, Part, PersonId, PublicKey, RequestId, Seq, StateName, TicketId,
    TicketKey, Timestamp, TransitionName, Version, Via, WorkflowRef, WorkspaceId,
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
    /// The entry that opened it.
    pub opened: Seq,
    /// When.
    pub opened_at: Timestamp,
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
    },
}

impl RequestState {
    /// The word for it, in the API and on screen.
    pub const fn word(&self) -> &'static str {
        match self {
            Self::Pending => "pending",
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
}

/// Yes or no.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize, ToSchema)]
#[serde(rename_all = "snake_case")]
pub enum Verdict {
    /// Let it move.
    Approve,
    /// It must not move.
    Reject,
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
}

impl Request {
    /// Whoever asks.
    pub const fn actor(&self) -> Actor {
        Actor {
            id: self.requester,
            via: self.via,
        }
    }

    /// The people who approved, each once.
    pub fn approvers(&self) -> BTreeSet<PersonId> {
        self.decisions
            .iter()
            .filter(|d| d.verdict == Verdict::Approve)
            .map(|d| d.by)
            .collect()
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
