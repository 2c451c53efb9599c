//! Workflows tried out by people and bots made up for it.

use std::collections::{BTreeMap, BTreeSet};

use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

use super::tickets::May;
use crate::{Act, Cast, FieldName, Handle, RoleName, Scenario, StateName, TransitionName};

/// A run so far. It is made from the beginning each time.
#[derive(Clone, Debug, Serialize, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct Rehearsal {
    /// The file.
    pub source: String,
    /// Who takes part; absent: somebody for everything that the file asks for.
    pub cast: Option<Cast>,
    /// What was done.
    pub acts: Vec<Act>,
    /// Whose moves are told; absent: the creator's.
    pub by: Option<Handle>,
}

/// Where a run stands.
#[derive(Clone, Debug, Serialize, Deserialize, ToSchema)]
pub struct RehearsalView {
    /// Who takes part.
    pub cast: Cast,
    /// Whose moves are told.
    pub by: Handle,
    /// What came of each act.
    pub steps: Vec<StepView>,
    /// Where the ticket stands.
    pub state: StateName,
    /// How many seconds it has been going on.
    pub after: i64,
    /// The transitions that leave there.
    pub ways: Vec<WayView>,
    /// What waits at a gate.
    pub waiting: Option<AtGate>,
    /// The states in which the ticket stood.
    pub stood: Vec<StateName>,
}

/// What came of an act.
#[derive(Clone, Debug, Serialize, Deserialize, ToSchema)]
pub struct StepView {
    /// In words: `ana takes Submit`.
    pub words: String,
    /// Whether it was done.
    pub may: May,
    /// Where the ticket stood afterwards.
    pub state: StateName,
    /// Something waited at a gate afterwards.
    pub waits: bool,
    /// The transition that the ticket took by it, by its place in the file.
    pub took: Option<usize>,
    /// Where it stood before.
    pub from: StateName,
    /// How many seconds after the beginning.
    pub after: i64,
}

/// A transition that leaves where the ticket stands.
#[derive(Clone, Debug, Serialize, Deserialize, ToSchema)]
pub struct WayView {
    /// Which, by its place in the file.
    pub transition: usize,
    /// Its name.
    pub name: TransitionName,
    /// Where it leads.
    pub to: StateName,
    /// Whether it can be taken, or asked for at its gate, with every required field filled.
    pub may: May,
    /// People must approve it.
    pub gated: bool,
    /// It can be taken past its gate.
    pub breakable: bool,
    /// The fields that are required and empty.
    pub missing: BTreeSet<FieldName>,
}

/// What waits at a gate of a run.
#[derive(Clone, Debug, Serialize, Deserialize, ToSchema)]
pub struct AtGate {
    /// For which transition.
    pub transition: TransitionName,
    /// Who asked.
    pub by: Handle,
    /// How many must approve with which role.
    #[schema(value_type = BTreeMap<String, u32>)]
    pub seats: BTreeMap<RoleName, u32>,
    /// Who approved.
    pub approved: Vec<Handle>,
    /// It waits for its requester, who is to ask again.
    pub returned: bool,
    /// The people who take part, and whether they may approve.
    pub voices: Vec<Voice>,
    /// How many seconds until its time runs out.
    pub left: i64,
}

/// Somebody who might approve.
#[derive(Clone, Debug, Serialize, Deserialize, ToSchema)]
pub struct Voice {
    /// Who.
    pub who: Handle,
    /// Whether they may.
    pub may: May,
}

/// A scenario of a file, run.
#[derive(Clone, Debug, Serialize, Deserialize, ToSchema)]
pub struct ScenarioView {
    /// As the file has it.
    pub scenario: Scenario,
    /// Where it no longer holds, in words; absent: it holds.
    pub failure: Option<String>,
    /// At which step, from 0.
    pub at: Option<usize>,
}
