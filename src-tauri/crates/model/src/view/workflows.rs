//! Workflows: published, in the gallery, checked.

use std::collections::{BTreeMap, BTreeSet};

use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

use super::{Sentence, Who, designer::Shown, rehearsal::ScenarioView, tickets::FieldView};
use crate::{Digest, RoleName, Seq, StateName, Timestamp, TransitionName, WorkflowName};

/// The workflows of a workspace.
#[derive(Clone, Debug, Serialize, Deserialize, ToSchema)]
pub struct WorkflowList {
    /// Published, newest version of each.
    pub workflows: Vec<WorkflowCard>,
    /// Offered as starting points.
    pub gallery: Vec<GalleryCard>,
}

/// A published workflow in a list.
#[derive(Clone, Debug, Serialize, Deserialize, ToSchema)]
pub struct WorkflowCard {
    /// Its name.
    pub name: WorkflowName,
    /// Its newest version.
    pub version: u32,
    /// What it is for.
    pub description: Option<String>,
    /// How many states.
    pub states: u32,
    /// How many gates.
    pub gates: u32,
    /// Tickets that follow any version of it and are not in a terminal state.
    pub open_tickets: u64,
    /// When the newest version went live.
    pub published: Timestamp,
    /// Projects that use it.
    pub projects: Vec<String>,
    /// What is not well: a gate too few people can open.
    pub warnings: Vec<String>,
}

/// A ready-made workflow.
#[derive(Clone, Debug, Serialize, Deserialize, ToSchema)]
pub struct GalleryCard {
    /// Its slug: `change-management`.
    pub slug: String,
    /// Its name.
    pub name: WorkflowName,
    /// Which control it serves: `CC8.1`.
    pub control: String,
    /// What it is for.
    pub description: Option<String>,
    /// How many states.
    pub states: u32,
    /// Roles its gates ask for, each with how many.
    pub seats: Vec<SeatView>,
    /// One of that name is published already.
    pub published: bool,
    /// The file.
    pub source: String,
}

/// Whom gates ask for.
#[derive(Clone, Debug, Serialize, Deserialize, ToSchema)]
pub struct SeatView {
    /// The role.
    pub role: RoleName,
    /// How many of them the most demanding gate asks for.
    pub needed: u32,
    /// Who holds it now.
    pub holders: Vec<Who>,
}

/// What differs between two versions of a workflow.
#[derive(Clone, Debug, Serialize, Deserialize, ToSchema)]
pub struct Difference {
    /// The version that is compared with.
    pub from: u32,
    /// The version that is compared.
    pub to: u32,
    /// What changes in the rules, in words. Empty: nothing.
    pub changes: Vec<Sentence>,
    /// The states that only stand elsewhere.
    pub moved: Vec<StateName>,
    /// Both versions in one drawing, for a page.
    pub svg: String,
}

/// A workflow in full.
#[derive(Clone, Debug, Serialize, Deserialize, ToSchema)]
pub struct WorkflowView {
    /// Its name.
    pub name: WorkflowName,
    /// Its version.
    pub version: u32,
    /// SHA-256 of the file.
    pub digest: Digest,
    /// What it is for.
    pub description: Option<String>,
    /// Where tickets begin.
    pub initial: StateName,
    /// Its states.
    pub states: Vec<StateView>,
    /// Its fields.
    pub fields: Vec<FieldView>,
    /// Its transitions.
    pub transitions: Vec<TransitionView>,
    /// The file.
    pub source: String,
    /// Who published it.
    pub published_by: Who,
    /// When.
    pub published: Timestamp,
    /// The entry.
    pub seq: Seq,
    /// Every version there is, newest first.
    pub versions: Vec<u32>,
    /// Whom its gates ask for.
    pub seats: Vec<SeatView>,
    /// What is not well.
    pub warnings: Vec<String>,
}

/// A state.
#[derive(Clone, Debug, Serialize, Deserialize, ToSchema)]
pub struct StateView {
    /// Its name.
    pub name: StateName,
    /// Nothing leaves it.
    pub terminal: bool,
    /// What it means.
    pub description: Option<String>,
    /// How many tickets stand in it, in this version.
    pub tickets: u64,
}

/// A transition.
#[derive(Clone, Debug, Serialize, Deserialize, ToSchema)]
pub struct TransitionView {
    /// Its name.
    pub name: TransitionName,
    /// Where it starts.
    pub from: Vec<StateName>,
    /// Where it ends.
    pub to: StateName,
    /// Who may take it, as in the file.
    pub by: Vec<String>,
    /// Fields that must be filled.
    pub requires: Vec<String>,
    /// Approvals and role of its gate.
    pub gate: Option<GateView>,
    /// The rule in words.
    pub rule: Sentence,
}

/// A gate.
#[derive(Clone, Debug, Serialize, Deserialize, ToSchema)]
pub struct GateView {
    /// How many must approve with which role.
    pub seats: BTreeMap<RoleName, u32>,
    /// How long a request may wait: `48h`.
    pub expires: String,
    /// Whoever decides gives their password again.
    pub reauthenticate: bool,
    /// Who cannot approve besides those who never can: `creator`, `last_editor`, `mover:<transition>`.
    pub not: Vec<String>,
    /// How many rejections end a request.
    pub rejections: u32,
}

/// A workflow file from outside.
#[derive(Clone, Debug, Serialize, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct WorkflowSource {
    /// The TOML.
    pub source: String,
}

/// What the checker says of a file.
#[derive(Clone, Debug, Serialize, Deserialize, ToSchema)]
pub struct Checked {
    /// All errors; none means it can be published.
    pub errors: Vec<FileError>,
    /// What will not work with today's people.
    pub warnings: Vec<String>,
    /// The drawing, if there are no errors.
    pub svg: Option<String>,
    /// What a canvas shows of it, errors and all.
    pub shown: Shown,
    /// Whom a file can name here.
    pub here: Here,
    /// Its scenarios, run; none of a file with errors.
    pub scenarios: Vec<ScenarioView>,
    /// The states in which they stand.
    pub stood: Vec<StateName>,
    /// The transitions that they take, by their place in the file.
    pub taken: Vec<usize>,
}

/// Whom a workflow can name in this workspace, besides `bot` and `person`.
#[derive(Clone, Debug, Default, Serialize, Deserialize, ToSchema)]
pub struct Here {
    /// The roles that somebody holds, and those that published workflows ask for.
    pub roles: BTreeSet<RoleName>,
    /// The handles of members and bots.
    pub handles: BTreeSet<String>,
}

/// An error in a file.
#[derive(Clone, Debug, Serialize, Deserialize, ToSchema)]
pub struct FileError {
    /// Line, from 1.
    pub line: u32,
    /// Column, from 1, in characters.
    pub column: u32,
    /// What is wrong and what to do.
    pub message: String,
    /// The offending words.
    pub words: String,
    /// What was meant, perhaps.
    pub suggestion: Option<String>,
}

/// A workflow that went live.
#[derive(Clone, Debug, Serialize, Deserialize, ToSchema)]
pub struct PublishedView {
    /// Its name.
    pub name: WorkflowName,
    /// Its version.
    pub version: u32,
    /// SHA-256 of the file.
    pub digest: Digest,
    /// The entry.
    pub seq: Seq,
}
