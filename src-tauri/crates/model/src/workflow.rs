//! A state machine as its author meant it, checked by `formats` before it becomes one of these.

use std::collections::BTreeMap;

use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

use crate::{
    Digest, FieldName, Handle, Holder, Kind, RoleName, Span, StateName, TransitionName,
    WorkflowName,
};

/// A state machine.
#[derive(Clone, Debug, PartialEq)]
pub struct Workflow {
    /// Its name; a published workflow is known by it.
    pub name: WorkflowName,
    /// What it is for, in a sentence or two.
    pub description: Option<String>,
    /// Where tickets begin.
    pub initial: StateName,
    /// Who may create, edit and comment.
    pub tickets: TicketRules,
    /// The fields its tickets may have, in the file's order.
    pub fields: Vec<Field>,
    /// Its states, in the file's order.
    pub states: Vec<State>,
    /// Its transitions, in the file's order. No two of one name start in the same state.
    pub transitions: Vec<Transition>,
    /// Where boxes stand on the canvas: x and y of their middle, in pixels. Not part of the rules.
    pub layout: BTreeMap<StateName, (f64, f64)>,
}

/// Who may do what with tickets, moves apart.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct TicketRules {
    /// Who opens them.
    pub create: Allow,
    /// Who changes title, body and fields.
    pub edit: Allow,
    /// Who comments.
    pub comment: Allow,
}

/// A field that tickets may have.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Field {
    /// Its name.
    pub name: FieldName,
    /// What values it takes.
    pub kind: FieldKind,
    /// What it is for.
    pub description: Option<String>,
}

/// What values a field takes.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
#[serde(rename_all = "snake_case", tag = "type")]
pub enum FieldKind {
    /// Any text.
    Text,
    /// A decimal number.
    Number,
    /// A day, `2026-03-02`.
    Date,
    /// One of a list.
    Choice {
        /// The list.
        options: Vec<String>,
    },
    /// An absolute http or https address.
    Url,
    /// A member's handle.
    Person,
}

/// A box.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct State {
    /// Its name.
    pub name: StateName,
    /// Nothing leaves it.
    pub terminal: bool,
    /// What it means.
    pub description: Option<String>,
}

/// A named arrow.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Transition {
    /// Its name.
    pub name: TransitionName,
    /// Where it may start.
    pub from: Vec<StateName>,
    /// Where it ends.
    pub to: StateName,
    /// Who may take it. Empty: nobody.
    pub by: Allow,
    /// Fields that must be filled first.
    pub requires: Vec<FieldName>,
    /// What it demands before it opens.
    pub gate: Option<Gate>,
    /// What it means.
    pub description: Option<String>,
}

/// A list of who may. Empty means nobody (law 5).
pub type Allow = Vec<Who>;

/// One of those who may.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Who {
    /// All bots or all people.
    Kind(Kind),
    /// Who holds a role: `role:release-manager`.
    Role(RoleName),
    /// One actor: `actor:deploy-bot`, bound to an id when published.
    Actor(Handle),
}

impl std::fmt::Display for Who {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        match self {
            Self::Kind(kind) => kind.fmt(f),
            Self::Role(role) => write!(f, "role:{role}"),
            Self::Actor(handle) => write!(f, "actor:{handle}"),
        }
    }
}

/// What a transition demands before it opens.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Gate {
    /// How many people must approve; at least 1.
    pub approvals: u32,
    /// The role they must hold.
    pub role: RoleName,
    /// How long a request may wait.
    pub expires: Span,
}

impl Gate {
    /// How long a request waits when the file does not say.
    pub const EXPIRES: Span = Span::days(7);
}

impl Workflow {
    /// The state of that name.
    pub fn state(&self, name: &StateName) -> Option<&State> {
        self.states.iter().find(|s| s.name == *name)
    }
    /// The field of that name.
    pub fn field(&self, name: &FieldName) -> Option<&Field> {
        self.fields.iter().find(|f| f.name == *name)
    }
    /// The transitions that start in `state`, in the file's order.
    pub fn leaving<'a>(&'a self, state: &'a StateName) -> impl Iterator<Item = &'a Transition> {
        self.transitions
            .iter()
            .filter(move |t| t.from.contains(state))
    }
}

/// Which published workflow a ticket follows. It keeps it (law 11).
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize, ToSchema)]
pub struct WorkflowRef {
    /// The workflow's name.
    pub name: WorkflowName,
    /// Its version, from 1.
    pub version: u32,
    /// SHA-256 of the file's bytes.
    pub digest: Digest,
}

/// A workflow that went live: immutable.
#[derive(Clone, Debug, PartialEq)]
pub struct Published {
    /// Name, version and digest.
    pub at: WorkflowRef,
    /// SHA-256 of the rules alone, without layout, comments and descriptions.
    pub rules_digest: Digest,
    /// The state machine.
    pub workflow: Workflow,
    /// Whom its `actor:` names meant when it was published.
    pub bound: BTreeMap<Handle, Holder>,
}
