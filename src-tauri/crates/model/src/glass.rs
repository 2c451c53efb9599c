//! Around the gates: why a glass was broken and what a look at it found, and what a delegation covers.

use std::collections::BTreeSet;

use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

use crate::{RoleName, WorkflowName};

/// What sort of emergency it was.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize, ToSchema)]
#[serde(rename_all = "snake_case")]
pub enum Category {
    /// Something that people rely on did not work.
    Outage,
    /// An attack, or a hole that was open to one.
    Security,
    /// Data was being lost or spoilt.
    DataLoss,
    /// Somebody could have come to harm.
    Safety,
    /// A law or an order left no time.
    Legal,
}

/// What somebody else found who looked at it afterwards.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize, ToSchema)]
#[serde(rename_all = "snake_case")]
pub enum Finding {
    /// It was right to break the glass.
    Justified,
    /// It was not.
    NotJustified,
}

/// What a delegation covers.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct Scope {
    /// Gates that ask for one of these roles. Empty means none.
    pub roles: BTreeSet<RoleName>,
    /// Only of these workflows; absent: of any.
    #[serde(default)]
    pub workflows: Option<BTreeSet<WorkflowName>>,
}

impl Scope {
    /// Whether gates of `workflow` that ask for `role` are covered.
    pub fn covers(&self, workflow: &WorkflowName, role: &RoleName) -> bool {
        let here = self.workflows.as_ref();
        self.roles.contains(role) && here.is_none_or(|only| only.contains(workflow))
    }
}
