//! A person's word that another decides for them while they are away.

use model::{PersonId, RoleName, Scope, Seq, Timestamp, WorkflowName};
use serde::{Deserialize, Serialize};

/// A delegation. It never makes one person count twice, and reaches nobody who could not decide themselves (law 7).
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Delegation {
    /// Who is away.
    pub from: PersonId,
    /// Who decides.
    pub to: PersonId,
    /// What.
    pub scope: Scope,
    /// From then on it is over.
    pub until: Timestamp,
    /// The entry that gave it.
    pub made: Seq,
    /// When.
    pub made_at: Timestamp,
    /// The entry by which whoever decides accepted.
    pub accepted: Option<Seq>,
    /// The entry that ended it before its time.
    pub ended: Option<Seq>,
}

impl Delegation {
    /// Whether decisions can be made under it at `now`.
    pub fn in_force(&self, now: Timestamp) -> bool {
        self.stands() && now < self.until
    }

    /// Whether decisions that were made under it count: it was accepted, and nobody ended it. That its time ran out is no matter.
    pub const fn stands(&self) -> bool {
        self.accepted.is_some() && self.ended.is_none()
    }

    /// Whether it is over at `now`, accepted or not.
    pub fn over(&self, now: Timestamp) -> bool {
        self.ended.is_some() || now >= self.until
    }

    /// Whether gates of `workflow` that ask for `role` are covered.
    pub fn covers(&self, workflow: &WorkflowName, role: &RoleName) -> bool {
        self.scope.covers(workflow, role)
    }
}
