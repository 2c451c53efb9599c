//! A run through a workflow with people and bots made up for it: what each does, and what is to come of it.

use std::{
    collections::{BTreeMap, BTreeSet},
    fmt,
};

use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

use crate::{Code, FieldName, Handle, RoleName, ScenarioName, Span, StateName, TransitionName};

/// A run through a workflow that is kept in its file as a test of it. Not part of the rules.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct Scenario {
    /// What it shows; no two of a file have the same.
    pub name: ScenarioName,
    /// Who takes part.
    pub cast: Cast,
    /// What is done, one after the other, to one ticket.
    pub steps: Vec<Step>,
}

/// Who takes part in a run: everybody there is, apart from a founder who keeps out of it.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct Cast {
    /// People, with the roles that they hold.
    #[schema(value_type = BTreeMap<String, BTreeSet<RoleName>>)]
    pub people: BTreeMap<Handle, BTreeSet<RoleName>>,
    /// Bots.
    #[schema(value_type = BTreeMap<String, CastBot>)]
    pub bots: BTreeMap<Handle, CastBot>,
    /// Who opens the ticket.
    pub creator: Handle,
}

/// A bot that takes part in a run.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct CastBot {
    /// Who answers for it; absent: somebody who does not take part.
    pub keeper: Option<Handle>,
    /// The roles that it holds.
    #[serde(default)]
    pub roles: BTreeSet<RoleName>,
}

/// One step of a run.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct Step {
    /// What is done.
    pub act: Act,
    /// What is to come of it.
    pub expected: Expected,
}

/// What somebody does in a run.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
#[serde(tag = "do", rename_all = "snake_case", deny_unknown_fields)]
pub enum Act {
    /// Takes a transition, or asks for it at its gate.
    Take {
        /// Who.
        by: Handle,
        /// Which.
        transition: TransitionName,
        /// The fields that are filled with it.
        #[serde(default)]
        with: BTreeSet<FieldName>,
    },
    /// Takes a transition past its gate.
    BreakGlass {
        /// Who.
        by: Handle,
        /// Which.
        transition: TransitionName,
        /// The fields that are filled with it.
        #[serde(default)]
        with: BTreeSet<FieldName>,
    },
    /// Changes the ticket.
    Edit {
        /// Who.
        by: Handle,
        /// The fields that are filled.
        with: BTreeSet<FieldName>,
    },
    /// Approves what waits at a gate.
    Approve {
        /// Who.
        by: Handle,
        /// Which transition waits.
        transition: TransitionName,
    },
    /// Rejects it.
    Reject {
        /// Who.
        by: Handle,
        /// Which transition waits.
        transition: TransitionName,
    },
    /// Asks for changes to it.
    Return {
        /// Who.
        by: Handle,
        /// Which transition waits.
        transition: TransitionName,
    },
    /// Takes back what they asked for.
    Withdraw {
        /// Who.
        by: Handle,
        /// Which transition waits.
        transition: TransitionName,
    },
    /// Lets time pass.
    Wait {
        /// How much: `48h`.
        span: Span,
    },
}

/// What is to come of a step.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
#[serde(tag = "is", rename_all = "snake_case", deny_unknown_fields)]
pub enum Expected {
    /// It is done.
    Done {
        /// Where the ticket stands then; absent: anywhere.
        then: Option<StateName>,
    },
    /// It is refused.
    Refused {
        /// As what.
        code: Code,
    },
}

impl Scenario {
    /// The most of a file.
    pub const MAX: usize = 100;
}

impl Step {
    /// The most of a scenario.
    pub const MAX: usize = 100;
}

impl Cast {
    /// The most people who take part, and the most bots.
    pub const MAX: usize = 50;

    /// Whether `handle` takes part.
    pub fn has(&self, handle: &Handle) -> bool {
        self.people.contains_key(handle) || self.bots.contains_key(handle)
    }
}

impl Act {
    /// Who does it; nobody lets time pass.
    pub const fn by(&self) -> Option<&Handle> {
        match self {
            Self::Take { by, .. }
            | Self::BreakGlass { by, .. }
            | Self::Edit { by, .. }
            | Self::Approve { by, .. }
            | Self::Reject { by, .. }
            | Self::Return { by, .. }
            | Self::Withdraw { by, .. } => Some(by),
            Self::Wait { .. } => None,
        }
    }
}

impl fmt::Display for Act {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Take { by, transition, .. } => write!(f, "{by} takes {transition}"),
            Self::BreakGlass { by, transition, .. } => {
                write!(f, "{by} breaks the glass for {transition}")
            }
            Self::Edit { by, .. } => write!(f, "{by} edits the ticket"),
            Self::Approve { by, transition } => write!(f, "{by} approves {transition}"),
            Self::Reject { by, transition } => write!(f, "{by} rejects {transition}"),
            Self::Return { by, transition } => write!(f, "{by} asks for changes to {transition}"),
            Self::Withdraw { by, transition } => write!(f, "{by} withdraws {transition}"),
            Self::Wait { span } => write!(f, "{span} pass"),
        }
    }
}
