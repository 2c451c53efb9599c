//! A state machine as its author meant it, checked by `formats` before it becomes one of these.

use std::{
    collections::{BTreeMap, BTreeSet},
    fmt,
    str::FromStr,
};

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
    /// What it means to stand there, as its box shows it. Not part of the rules.
    pub colour: Option<Colour>,
    /// What it means.
    pub description: Option<String>,
}

/// What it means that a ticket stands in a state, for the eye: the colours mean there what they mean everywhere.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
#[serde(rename_all = "snake_case")]
pub enum Colour {
    /// It went well.
    Green,
    /// Something is waited for.
    Amber,
    /// It did not come to be.
    Red,
}

impl Colour {
    /// Each with its word.
    pub const ALL: [(&str, Self); 3] = [
        ("green", Self::Green),
        ("amber", Self::Amber),
        ("red", Self::Red),
    ];

    /// Its word.
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Green => "green",
            Self::Amber => "amber",
            Self::Red => "red",
        }
    }
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
    /// Who may take it without all that, in an emergency.
    pub break_glass: Option<BreakGlass>,
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
    /// How many people must approve with each role: at least one role, and at least one person with each. One person fills one seat.
    pub seats: BTreeMap<RoleName, u32>,
    /// How long a request may wait.
    pub expires: Span,
    /// Whoever decides gives their password again at that moment (21 CFR 11.200).
    pub reauthenticate: bool,
    /// Who cannot approve besides those who never can.
    pub not: BTreeSet<Barred>,
    /// How many rejections end a request.
    pub reject: Rejection,
}

impl Gate {
    /// How long a request waits when the file does not say.
    pub const EXPIRES: Span = Span::days(7);

    /// How many people must approve.
    pub fn needed(&self) -> u32 {
        self.seats.values().fold(0, |sum, n| sum.saturating_add(*n))
    }

    /// The roles it asks for.
    pub fn roles(&self) -> BTreeSet<RoleName> {
        self.seats.keys().cloned().collect()
    }

    /// How many rejections end a request: one, or more than half as many people as must approve.
    pub fn rejections(&self) -> u32 {
        match self.reject {
            Rejection::First => 1,
            Rejection::Majority => self.needed() / 2 + 1,
        }
    }
}

/// Somebody who had a hand in the ticket. A bot stands for its keeper and whoever issued its tokens.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(try_from = "String", into = "String")]
pub enum Barred {
    /// Whoever opened the ticket.
    Creator,
    /// Whoever changed its content last.
    LastEditor,
    /// Whoever took this transition on it: `mover:Submit`.
    Mover(TransitionName),
}

impl fmt::Display for Barred {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Creator => f.write_str("creator"),
            Self::LastEditor => f.write_str("last_editor"),
            Self::Mover(name) => write!(f, "mover:{name}"),
        }
    }
}

/// A text names nobody that a gate could bar.
#[derive(Debug, Clone, thiserror::Error)]
#[error("This bars nobody. Write creator, last_editor or mover:<transition>.")]
pub struct NotBarred;

impl FromStr for Barred {
    type Err = NotBarred;
    fn from_str(s: &str) -> Result<Self, NotBarred> {
        match s {
            "creator" => Ok(Self::Creator),
            "last_editor" => Ok(Self::LastEditor),
            other => other
                .strip_prefix("mover:")
                .and_then(|name| name.parse().ok())
                .map(Self::Mover)
                .ok_or(NotBarred),
        }
    }
}
impl TryFrom<String> for Barred {
    type Error = NotBarred;
    fn try_from(s: String) -> Result<Self, NotBarred> {
        s.parse()
    }
}
impl From<Barred> for String {
    fn from(barred: Barred) -> Self {
        barred.to_string()
    }
}

/// How many rejections end a request.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Rejection {
    /// One.
    #[default]
    First,
    /// More than half as many people as must approve.
    Majority,
}

/// Who may take a transition at once, in an emergency, and who looks at it afterwards. Never a bot.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct BreakGlass {
    /// People with one of these roles may.
    pub roles: BTreeSet<RoleName>,
    /// Within this time somebody else must have reviewed it.
    pub review: Span,
    /// Who may review it, besides owners and those whom the transition's gate asks for.
    pub reviewers: BTreeSet<RoleName>,
}

impl BreakGlass {
    /// How long a review may take when the file does not say.
    pub const REVIEW: Span = Span::days(3);
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
