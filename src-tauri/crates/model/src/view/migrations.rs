//! Tickets in flight that follow older versions of a workflow, and how they may go on by a newer one.

use std::collections::BTreeMap;

use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

use super::{Who, tickets::May};
use crate::{
    FieldName, MigrationId, Seq, StateName, TicketKey, Timestamp, TransitionName, WorkflowName,
};

/// The tickets of a workflow that are in no terminal state, by version.
#[derive(Clone, Debug, Serialize, Deserialize, ToSchema)]
pub struct InFlight {
    /// The workflow.
    pub workflow: WorkflowName,
    /// Its newest version.
    pub newest: u32,
    /// Whether I may propose that tickets go on by it.
    pub may_propose: May,
    /// The versions that tickets follow, and those that a migration is of; newest first.
    pub versions: Vec<VersionInFlight>,
}

/// The tickets of one version.
#[derive(Clone, Debug, Serialize, Deserialize, ToSchema)]
pub struct VersionInFlight {
    /// The version.
    pub version: u32,
    /// How many follow it.
    pub tickets: u32,
    /// Where they stand, in the order of its file.
    pub states: Vec<StateInFlight>,
    /// What a ticket loses that goes on by the newest version: fields that it does not have, or that take other values there.
    pub cleared: Vec<FieldName>,
    /// What is under way.
    pub migration: Option<MigrationView>,
}

/// The tickets in one state.
#[derive(Clone, Debug, Serialize, Deserialize, ToSchema)]
pub struct StateInFlight {
    /// The state.
    pub state: StateName,
    /// How many stand there.
    pub count: u32,
    /// Which ones; the first hundred.
    pub tickets: Vec<TicketInFlight>,
    /// Where they may go on in the newest version: under the same name, where tickets begin, both, or nowhere if they follow it.
    pub to: Vec<StateName>,
    /// Why not under the same name.
    pub because: Option<String>,
}

/// A ticket in flight.
#[derive(Clone, Debug, Serialize, Deserialize, ToSchema)]
pub struct TicketInFlight {
    /// Its key.
    pub key: TicketKey,
    /// Its title; absent where it was erased.
    pub title: Option<String>,
    /// The move that waits for approval: it would be stale.
    pub waiting: Option<TransitionName>,
}

/// Tickets on their way to a newer version.
#[derive(Clone, Debug, Serialize, Deserialize, ToSchema)]
pub struct MigrationView {
    /// Its id.
    pub id: MigrationId,
    /// The workflow.
    pub workflow: WorkflowName,
    /// The version that they follow.
    pub from: u32,
    /// The version that they are to follow.
    pub to: u32,
    /// State by state: where they stand, where they will.
    pub states: BTreeMap<StateName, StateName>,
    /// Who proposed it.
    pub by: Who,
    /// When.
    pub at: Timestamp,
    /// Its entry.
    pub seq: Seq,
    /// Who accepted it; absent while it waits for another author.
    pub accepted_by: Option<Who>,
    /// How many it would carry now.
    pub left: u32,
    /// Whether I may accept it.
    pub may_accept: May,
    /// Whether I may end it.
    pub may_end: May,
}

/// Asks another author to let tickets go on by a newer version.
#[derive(Clone, Debug, Serialize, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct ProposeMigration {
    /// The version that they follow.
    pub from: u32,
    /// The version that they are to follow.
    pub to: u32,
    /// State by state: where they stand, where they will. Tickets elsewhere keep their version.
    pub states: BTreeMap<StateName, StateName>,
}

/// Tickets that were carried to a newer version.
#[derive(Clone, Debug, Serialize, Deserialize, ToSchema)]
pub struct Carried {
    /// How many, by this call.
    pub carried: u32,
    /// How many are left: call again. With none left the migration has ended.
    pub left: u32,
    /// The last entry.
    pub seq: Seq,
}
