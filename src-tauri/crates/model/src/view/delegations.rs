//! Who decides for whom.

use std::collections::BTreeSet;

use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

use super::{Who, tickets::May};
use crate::{DelegationId, PersonId, RoleName, Seq, Timestamp, WorkflowName};

/// Every delegation that is not over, and those that ended in the last 30 days; newest first.
#[derive(Clone, Debug, Serialize, Deserialize, ToSchema)]
pub struct Delegations {
    /// The delegations.
    pub delegations: Vec<DelegationView>,
    /// The gates that ask for a role of mine: what I could let somebody else decide.
    pub mine: Vec<Delegable>,
    /// Members that could decide for me.
    pub people: Vec<Who>,
}

/// A role of mine that gates ask for.
#[derive(Clone, Debug, Serialize, Deserialize, ToSchema)]
pub struct Delegable {
    /// The role.
    pub role: RoleName,
    /// The workflows whose gates ask for it, in their newest version.
    pub workflows: Vec<WorkflowName>,
    /// How many gates those are.
    pub gates: u32,
}

/// How a delegation stands.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
#[serde(rename_all = "snake_case")]
pub enum DelegationState {
    /// It waits for whoever is to decide.
    Offered,
    /// Decisions can be made under it.
    InForce,
    /// Its time ran out.
    Over,
    /// Somebody ended it.
    Ended,
}

/// A delegation.
#[derive(Clone, Debug, Serialize, Deserialize, ToSchema)]
pub struct DelegationView {
    /// Its id.
    pub id: DelegationId,
    /// Who is away.
    pub from: Who,
    /// Who decides.
    pub to: Who,
    /// At gates that ask for one of these.
    pub roles: BTreeSet<RoleName>,
    /// Of these workflows only; absent: of any.
    pub workflows: Option<BTreeSet<WorkflowName>>,
    /// Until when.
    pub until: Timestamp,
    /// When it was given.
    pub given: Timestamp,
    /// The entry that gave it.
    pub seq: Seq,
    /// How it stands.
    pub state: DelegationState,
    /// It is mine to accept.
    pub may_accept: May,
    /// Whether I may end it.
    pub may_end: May,
}

/// A delegation to be given.
#[derive(Clone, Debug, Serialize, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct NewDelegation {
    /// Who decides.
    pub to: PersonId,
    /// At gates that ask for one of these roles of yours.
    pub roles: BTreeSet<RoleName>,
    /// Of these workflows only; absent: of any.
    #[serde(default)]
    pub workflows: Option<BTreeSet<WorkflowName>>,
    /// Until when.
    pub until: Timestamp,
}
