//! Tickets and moves.

use std::collections::{BTreeMap, BTreeSet};

use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

use super::{Sentence, Who, audit::EntryView, reviews::GlassView};
use crate::{
    Code, CommentId, FieldName, Part, ProjectKey, RequestId, Seq, StateName, TicketId, TicketKey,
    Timestamp, TransitionName, Version, WorkflowRef, workflow::FieldKind,
};

/// A project.
#[derive(Clone, Debug, Serialize, Deserialize, ToSchema)]
pub struct ProjectView {
    /// Its key.
    pub key: ProjectKey,
    /// Its name.
    pub name: String,
    /// What its tickets follow.
    pub workflow: String,
    /// How many tickets are not in a terminal state.
    pub open: u64,
}

/// A ticket on a board or in a list.
#[derive(Clone, Debug, Serialize, Deserialize, ToSchema)]
pub struct TicketCard {
    /// Its id.
    pub id: TicketId,
    /// Its key.
    pub key: TicketKey,
    /// Its title; absent when erased.
    pub title: Option<String>,
    /// Where it stands.
    pub state: StateName,
    /// Its version.
    pub version: Version,
    /// Who opened it.
    pub creator: Who,
    /// Who touched it last.
    pub last_actor: Who,
    /// When.
    pub last_at: Timestamp,
    /// How many comments.
    pub comments: u64,
    /// What waits on it.
    pub waiting: Option<WaitingView>,
}

/// What waits on a ticket, in short.
#[derive(Clone, Debug, Serialize, Deserialize, ToSchema)]
pub struct WaitingView {
    /// The request.
    pub request: RequestId,
    /// The transition asked for.
    pub transition: TransitionName,
    /// Approvals so far.
    pub approvals: u32,
    /// Approvals needed.
    pub needed: u32,
    /// When it expires.
    pub expires: Timestamp,
}

/// A list of tickets.
#[derive(Clone, Debug, Serialize, Deserialize, ToSchema)]
pub struct TicketList {
    /// The tickets, newest activity first.
    pub tickets: Vec<TicketCard>,
}

/// A board: the states of a project's workflow, in order, with their tickets.
#[derive(Clone, Debug, Serialize, Deserialize, ToSchema)]
pub struct Board {
    /// The project.
    pub project: ProjectView,
    /// A column a state.
    pub columns: Vec<Column>,
    /// Fields a new ticket may have.
    pub fields: Vec<FieldView>,
    /// Whether I may open a ticket here.
    pub may_create: May,
}

/// A column of a board.
#[derive(Clone, Debug, Serialize, Deserialize, ToSchema)]
pub struct Column {
    /// The state.
    pub state: StateName,
    /// Nothing leaves it.
    pub terminal: bool,
    /// Its tickets, newest activity first.
    pub tickets: Vec<TicketCard>,
}

/// A field a ticket may have, with its value.
#[derive(Clone, Debug, Serialize, Deserialize, ToSchema)]
pub struct FieldView {
    /// Its name.
    pub name: FieldName,
    /// What values it takes.
    pub kind: FieldKind,
    /// What it is for.
    pub description: Option<String>,
    /// Its value; absent when empty or erased.
    pub value: Option<String>,
    /// It has a value that was erased.
    pub erased: bool,
}

/// Whether I may, and if not why not.
#[derive(Clone, Debug, Serialize, Deserialize, ToSchema)]
pub struct May {
    /// Yes or no, now.
    pub allowed: bool,
    /// Why not.
    pub code: Option<Code>,
    /// Why not, as a sentence.
    pub because: Option<String>,
}

/// A ticket in full.
#[derive(Clone, Debug, Serialize, Deserialize, ToSchema)]
pub struct TicketView {
    /// Its id.
    pub id: TicketId,
    /// Its key.
    pub key: TicketKey,
    /// Its title; absent when erased.
    pub title: Option<String>,
    /// Its body; absent when empty or erased.
    pub body: Option<String>,
    /// Where it stands.
    pub state: StateName,
    /// Nothing leaves that state.
    pub terminal: bool,
    /// Its version: send it back as `expected_version`.
    pub version: Version,
    /// The workflow it follows.
    pub workflow: WorkflowRef,
    /// Who opened it.
    pub creator: Who,
    /// When.
    pub created: Timestamp,
    /// All declared fields.
    pub fields: Vec<FieldView>,
    /// What waits on it.
    pub waiting: Option<WaitingView>,
    /// Comments, oldest first.
    pub comments: Vec<CommentView>,
    /// Whether I may edit it.
    pub may_edit: May,
    /// Whether I may comment.
    pub may_comment: May,
}

/// A comment.
#[derive(Clone, Debug, Serialize, Deserialize, ToSchema)]
pub struct CommentView {
    /// Its id.
    pub id: CommentId,
    /// Who.
    pub by: Who,
    /// When.
    pub at: Timestamp,
    /// What; absent when erased.
    pub text: Option<String>,
    /// Its entry.
    pub seq: Seq,
}

/// A ticket's history, oldest first: moves, refusals, everything.
#[derive(Clone, Debug, Serialize, Deserialize, ToSchema)]
pub struct History {
    /// The entries.
    pub entries: Vec<EntryView>,
}

/// What a transition is to me, here and now.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
#[serde(rename_all = "snake_case")]
pub enum MoveStatus {
    /// It goes through at once.
    Allowed,
    /// It opens a request.
    Gated,
    /// My request for it waits already.
    Waiting,
    /// Not now or not for me.
    Refused,
}

/// A transition from where the ticket stands.
#[derive(Clone, Debug, Serialize, Deserialize, ToSchema)]
pub struct MoveView {
    /// Its name.
    pub transition: TransitionName,
    /// Where it leads.
    pub to: StateName,
    /// What it is to me.
    pub status: MoveStatus,
    /// Why not.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub code: Option<Code>,
    /// Why not, as a sentence.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub because: Option<String>,
    /// Fields that must be filled first and are not.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub missing: Vec<FieldName>,
    /// The rule in words.
    pub rule: Sentence,
    /// What taking it past its gate would do, where the workflow allows that to anybody.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub break_glass: Option<GlassView>,
}

/// Every transition from where a ticket stands.
#[derive(Clone, Debug, Serialize, Deserialize, ToSchema)]
pub struct Moves {
    /// Where it stands.
    pub state: StateName,
    /// At which version.
    pub version: Version,
    /// The transitions.
    pub moves: Vec<MoveView>,
}

/// A ticket to be opened. It starts in its workflow's initial state, always.
#[derive(Clone, Debug, Serialize, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct NewTicket {
    /// The project.
    pub project: ProjectKey,
    /// A line, 1 to 200 characters.
    pub title: String,
    /// More, up to 64 KiB.
    #[serde(default)]
    pub body: Option<String>,
    /// Values of declared fields.
    #[serde(default)]
    pub fields: BTreeMap<FieldName, String>,
}

/// A ticket that was opened.
#[derive(Clone, Debug, Serialize, Deserialize, ToSchema)]
pub struct Created {
    /// Its id.
    pub id: TicketId,
    /// Its key.
    pub key: TicketKey,
    /// Where it stands.
    pub state: StateName,
    /// Its version.
    pub version: Version,
    /// The entry.
    pub seq: Seq,
}

/// A change of a ticket's content.
#[derive(Clone, Debug, Serialize, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct EditTicket {
    /// The version you know.
    pub expected_version: Version,
    /// A new title.
    #[serde(default)]
    pub title: Option<String>,
    /// A new body; the empty text empties it.
    #[serde(default)]
    pub body: Option<String>,
    /// New values; `null` or the empty text empties a field.
    #[serde(default)]
    pub fields: BTreeMap<FieldName, Option<String>>,
}

/// An edit that was made.
#[derive(Clone, Debug, Serialize, Deserialize, ToSchema)]
pub struct Edited {
    /// The ticket's version now.
    pub version: Version,
    /// The entry.
    pub seq: Seq,
}

/// A comment to be made.
#[derive(Clone, Debug, Serialize, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct NewComment {
    /// What it says, up to 64 KiB.
    pub text: String,
}

/// A comment that was made.
#[derive(Clone, Debug, Serialize, Deserialize, ToSchema)]
pub struct Commented {
    /// Its id.
    pub id: CommentId,
    /// The entry.
    pub seq: Seq,
}

/// What is to be erased on a ticket, as it is and as it ever was.
#[derive(Clone, Debug, Serialize, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct EraseTexts {
    /// `title`, `body`, `fields.<name>`.
    #[serde(default)]
    pub parts: BTreeSet<Part>,
    /// Comments, by their ids.
    #[serde(default)]
    pub comments: BTreeSet<CommentId>,
    /// Why; it stands in the log.
    pub reason: String,
}

/// What was erased.
#[derive(Clone, Debug, Serialize, Deserialize, ToSchema)]
pub struct Erased {
    /// How many texts.
    pub texts: u64,
    /// The entry.
    pub seq: Seq,
}

/// A move that is asked for.
#[derive(Clone, Debug, Serialize, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct TakeMove {
    /// The transition's name.
    pub transition: TransitionName,
    /// The version you know.
    #[serde(default)]
    pub expected_version: Option<Version>,
    /// Values the ticket takes only if it moves.
    #[serde(default)]
    pub arguments: BTreeMap<FieldName, Option<String>>,
    /// What you say to it.
    #[serde(default)]
    pub note: Option<String>,
}

/// What came of a move: 200 `moved`, or 202 `pending`.
#[derive(Clone, Debug, Serialize, Deserialize, ToSchema)]
#[serde(rename_all = "snake_case", tag = "outcome")]
pub enum MoveAnswer {
    /// The ticket moved.
    Moved {
        /// The entry.
        seq: Seq,
        /// Where it stands now.
        state: StateName,
        /// Its version now.
        version: Version,
    },
    /// The gate is closed: a request is open.
    Pending {
        /// Its id: ask `GET /v1/requests/{id}?wait=30`.
        request: RequestId,
        /// The entry that opened it.
        seq: Seq,
        /// Who may approve.
        may_approve: Vec<Who>,
        /// How many must.
        needed: u32,
        /// When it expires.
        expires: Timestamp,
    },
}
