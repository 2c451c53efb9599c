//! Workflow files while they are drawn: one change after the other, made to the text itself.

use std::collections::{BTreeMap, BTreeSet};

use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

use super::Sentence;
use crate::{
    Colour, FieldName, RoleName, Scenario, Span, StateName, TransitionName, WorkflowName,
    workflow::{FieldKind, Rejection},
};

/// The middle of a box on the canvas, in whole pixels: x, y.
pub type Spot = (i32, i32);

/// Changes to a file.
#[derive(Clone, Debug, Serialize, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct EditFile {
    /// The file. Empty: it is begun.
    pub source: String,
    /// The changes, one after the other. All of them are made, or none.
    pub edits: Vec<Edit>,
}

/// A file after its changes.
#[derive(Clone, Debug, Serialize, Deserialize, ToSchema)]
pub struct EditedFile {
    /// The file. What was not changed stands in it as it was, byte for byte.
    pub source: String,
}

/// A file of another tool, or of ours.
#[derive(Clone, Debug, Serialize, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct ImportFile {
    /// XState machine configuration (v4 or v5, JSON), a Mermaid state diagram, or a workflow file, which stays as it is.
    pub text: String,
}

/// A workflow file made of another tool's.
#[derive(Clone, Debug, Serialize, Deserialize, ToSchema)]
pub struct ImportedFile {
    /// The file.
    pub source: String,
    /// What could not be carried.
    pub left: Vec<LeftOut>,
}

/// Something of another tool's file that could not be carried.
#[derive(Clone, Debug, Serialize, Deserialize, ToSchema)]
pub struct LeftOut {
    /// Where it stands: `line 4`, `states.Draft.on.SUBMIT`.
    pub at: String,
    /// What it is, and what to do instead.
    pub what: String,
}

/// A workflow file for another tool.
#[derive(Clone, Debug, Serialize, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct ExportFile {
    /// The file.
    pub source: String,
    /// For which.
    pub target: ExportTarget,
}

/// What a workflow is written as.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
#[serde(rename_all = "snake_case")]
pub enum ExportTarget {
    /// Mermaid `stateDiagram-v2`.
    Mermaid,
    /// Graphviz DOT.
    Dot,
    /// XState v5 machine configuration, JSON.
    Xstate,
    /// The drawing, with its colours in it.
    Svg,
}

/// A workflow as another tool reads it.
#[derive(Clone, Debug, Serialize, Deserialize, ToSchema)]
pub struct ExportedFile {
    /// The text.
    pub text: String,
}

/// What a canvas shows of a file.
#[derive(Clone, Debug, Serialize, Deserialize, ToSchema)]
#[serde(tag = "is", rename_all = "snake_case")]
pub enum Shown {
    /// The text cannot be read: what was shown last stays.
    Broken,
    /// There are no states yet.
    Empty,
    /// The machine, mistakes and all.
    Drawn(Box<Canvas>),
}

/// A state machine on a canvas.
#[derive(Clone, Debug, Serialize, Deserialize, ToSchema)]
pub struct Canvas {
    /// The workflow's name.
    pub name: WorkflowName,
    /// What it is for.
    pub description: Option<String>,
    /// Where tickets begin.
    pub initial: StateName,
    /// Who creates, edits and comments.
    pub tickets: TicketParts,
    /// The fields, in the file's order.
    pub fields: Vec<FieldParts>,
    /// The states, in the file's order.
    pub states: Vec<CanvasState>,
    /// The transitions, in the file's order.
    pub transitions: Vec<CanvasTransition>,
    /// Each transition once for every state it starts in.
    pub edges: Vec<CanvasEdge>,
    /// The start's dot and line, as SVG.
    pub start: String,
    /// All edges as they are seen below half their size, as SVG on the same style sheet: single strokes, discs for gates, no words.
    pub far: String,
    /// Everything lies inside.
    pub bounds: Area,
}

/// Who may do what with tickets, moves apart.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
pub struct TicketParts {
    /// Who opens them.
    pub create: Vec<String>,
    /// Who changes them.
    pub edit: Vec<String>,
    /// Who comments.
    pub comment: Vec<String>,
}

/// A box on the canvas.
#[derive(Clone, Debug, Serialize, Deserialize, ToSchema)]
pub struct CanvasState {
    /// The state.
    #[serde(flatten)]
    pub parts: StateParts,
    /// Where its box stands.
    pub area: Area,
    /// The file says where; else it stands wherever there is room.
    pub placed: bool,
}

/// A transition on the canvas.
#[derive(Clone, Debug, Serialize, Deserialize, ToSchema)]
pub struct CanvasTransition {
    /// The transition.
    #[serde(flatten)]
    pub parts: TransitionParts,
    /// The rule in words.
    pub rule: Sentence,
}

/// An edge on the canvas.
#[derive(Clone, Debug, Serialize, Deserialize, ToSchema)]
pub struct CanvasEdge {
    /// The transition, by its place in the list.
    pub transition: usize,
    /// The state it starts in.
    pub from: StateName,
    /// Its strokes, head and signs, as SVG on the classes of the drawings' style sheet.
    pub svg: String,
    /// Its way, as SVG path data.
    pub path: String,
    /// Where its label stands.
    pub label: Option<Area>,
    /// Where its gate's pills stand.
    pub gate: Option<Area>,
}

/// A part of the canvas, in pixels.
#[derive(Clone, Copy, Debug, PartialEq, Serialize, Deserialize, ToSchema)]
pub struct Area {
    /// Its left.
    pub x: f64,
    /// Its top.
    pub y: f64,
    /// Its width.
    pub w: f64,
    /// Its height.
    pub h: f64,
}

/// One change to a workflow file, as it is made on the canvas.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, ToSchema)]
#[serde(tag = "do", rename_all = "snake_case", deny_unknown_fields)]
pub enum Edit {
    /// What the workflow is called and what it is for.
    SetWorkflow {
        /// Its name.
        name: WorkflowName,
        /// What it is for.
        description: Option<String>,
    },
    /// Where tickets begin.
    SetInitial {
        /// The state.
        state: StateName,
    },
    /// Who creates, edits and comments.
    SetTickets {
        /// Who opens tickets: `bot`, `person`, `role:…`, `actor:…`.
        create: Vec<String>,
        /// Who changes them.
        edit: Vec<String>,
        /// Who comments.
        comment: Vec<String>,
    },
    /// A new state; the first one is where tickets begin.
    AddState {
        /// Its name.
        state: StateName,
        /// Where its box stands; absent: wherever there is room.
        #[schema(value_type = Option<Vec<i32>>)]
        at: Option<Spot>,
    },
    /// A state as it is to be. A new name is carried to everything that names it.
    SetState {
        /// Its name as it is.
        state: StateName,
        /// As it is to be.
        to: StateParts,
    },
    /// Takes a state away, with every transition that leads nowhere or comes from nowhere without it.
    RemoveState {
        /// Its name.
        state: StateName,
    },
    /// Where boxes stand; `null`: wherever there is room.
    Place {
        /// By state.
        #[schema(value_type = BTreeMap<String, Option<Vec<i32>>>)]
        places: BTreeMap<StateName, Option<Spot>>,
    },
    /// A new transition.
    AddTransition {
        /// As it is to be.
        to: TransitionParts,
    },
    /// A transition as it is to be. A new name is carried to the gates that name it.
    SetTransition {
        /// Which one: how many stand before it in the file.
        at: usize,
        /// As it is to be.
        to: TransitionParts,
    },
    /// Takes a transition away.
    RemoveTransition {
        /// Which one: how many stand before it in the file.
        at: usize,
    },
    /// A new field.
    AddField {
        /// Its name.
        field: FieldName,
        /// As it is to be.
        to: FieldParts,
    },
    /// A field as it is to be. A new name is carried to the transitions that require it.
    SetField {
        /// Its name as it is.
        field: FieldName,
        /// As it is to be.
        to: FieldParts,
    },
    /// Takes a field away, also from the transitions that require it.
    RemoveField {
        /// Its name.
        field: FieldName,
    },
    /// A new scenario.
    AddScenario {
        /// As it is to be.
        to: Scenario,
    },
    /// A scenario as it is to be.
    SetScenario {
        /// Which one: how many stand before it in the file.
        at: usize,
        /// As it is to be.
        to: Scenario,
    },
    /// Takes a scenario away.
    RemoveScenario {
        /// Which one: how many stand before it in the file.
        at: usize,
    },
}

/// A state's parts.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct StateParts {
    /// Its name.
    pub name: StateName,
    /// Nothing leaves it.
    pub terminal: bool,
    /// What it means to stand there, for the eye.
    #[serde(default)]
    pub colour: Option<Colour>,
    /// What it means.
    pub description: Option<String>,
}

/// A transition's parts.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct TransitionParts {
    /// Its name.
    pub name: TransitionName,
    /// Where it may start.
    pub from: Vec<StateName>,
    /// Where it ends.
    pub to: StateName,
    /// Who may take it: `bot`, `person`, `role:…`, `actor:…`. Empty: nobody.
    pub by: Vec<String>,
    /// Fields that must be filled first.
    pub requires: Vec<FieldName>,
    /// What it demands before it opens.
    pub gate: Option<GateParts>,
    /// Who may take it without all that, in an emergency.
    pub break_glass: Option<GlassParts>,
    /// What it means.
    pub description: Option<String>,
}

/// A gate's parts.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct GateParts {
    /// How many must approve with which role.
    pub seats: BTreeMap<RoleName, u32>,
    /// How long a request may wait: `48h`.
    pub expires: Span,
    /// Whoever decides gives their password again.
    pub reauthenticate: bool,
    /// Who cannot approve besides those who never can: `creator`, `last_editor`, `mover:…`.
    pub not: BTreeSet<String>,
    /// How many rejections end a request.
    #[schema(value_type = String, example = "first")]
    pub reject: Rejection,
}

/// Who may break the glass, and who reviews it.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct GlassParts {
    /// People with one of these roles may.
    pub roles: BTreeSet<RoleName>,
    /// Within this time somebody else must have reviewed it: `24h`.
    pub review: Span,
    /// Who may review it, besides owners and those whom the gate asks for.
    pub reviewers: BTreeSet<RoleName>,
}

/// A field's parts.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct FieldParts {
    /// Its name.
    pub name: FieldName,
    /// What values it takes.
    pub kind: FieldKind,
    /// What it is for.
    pub description: Option<String>,
}
