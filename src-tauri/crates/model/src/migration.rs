//! Tickets in flight that are to go on by another version of their workflow (law 11).

use std::collections::BTreeMap;

use serde::{Deserialize, Serialize};

use crate::{StateName, WorkflowName};

/// Which tickets, and where each of them will stand.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Mapping {
    /// The workflow.
    pub workflow: WorkflowName,
    /// The version that they follow.
    pub from: u32,
    /// The version that they are to follow; a newer one.
    pub to: u32,
    /// State by state. Tickets that stand elsewhere keep their version.
    pub states: BTreeMap<StateName, StateName>,
}
