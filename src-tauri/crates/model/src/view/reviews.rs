//! Broken glass: what was taken past its gate, and the look at it that somebody else owes.

use std::collections::{BTreeMap, BTreeSet};

use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

use super::{Sentence, Who, audit::EntryView, requests::Seats, tickets::May};
use crate::{
    Category, FieldName, Finding, ReviewId, RoleName, Seq, StateName, TicketKey, Timestamp,
    TransitionName, Version,
};

/// The reviews.
#[derive(Clone, Debug, Serialize, Deserialize, ToSchema)]
pub struct Reviews {
    /// Those that are due, soonest first: late ones stand above.
    pub open: Vec<ReviewCard>,
    /// Those that were closed, newest first, at most 200.
    pub closed: Vec<ReviewCard>,
}

/// A broken glass in a list.
#[derive(Clone, Debug, Serialize, Deserialize, ToSchema)]
pub struct ReviewCard {
    /// Its id.
    pub id: ReviewId,
    /// The ticket that moved.
    pub ticket: TicketKey,
    /// Its title; absent when erased.
    pub title: Option<String>,
    /// Who broke the glass.
    pub by: Who,
    /// By which transition.
    pub transition: TransitionName,
    /// From where.
    pub from: StateName,
    /// To where.
    pub to: StateName,
    /// When.
    pub at: Timestamp,
    /// Its entry.
    pub seq: Seq,
    /// What sort of emergency.
    pub category: Category,
    /// When somebody else must have looked at it.
    pub due: Timestamp,
    /// That is over, and nobody has.
    pub late: bool,
    /// What they found.
    pub closed: Option<ClosedView>,
    /// Whether I may close it.
    pub may_close: May,
}

/// What somebody else found.
#[derive(Clone, Debug, Serialize, Deserialize, ToSchema)]
pub struct ClosedView {
    /// Who.
    pub by: Who,
    /// Whether it was right.
    pub finding: Finding,
    /// In their words; absent when erased.
    pub said: Option<String>,
    /// When.
    pub at: Timestamp,
    /// Its entry.
    pub seq: Seq,
}

/// A broken glass in full.
#[derive(Clone, Debug, Serialize, Deserialize, ToSchema)]
pub struct ReviewView {
    /// The card.
    #[serde(flatten)]
    pub card: ReviewCard,
    /// Why, in the words of whoever broke it; absent when erased.
    pub reason: Option<String>,
    /// The ticket that the emergency was about.
    pub linked: TicketKey,
    /// Its title; absent when erased.
    pub linked_title: Option<String>,
    /// What the gate would have asked for; empty where the transition is for emergencies alone.
    pub skipped: Vec<Seats>,
    /// The rule in words.
    pub rule: Sentence,
    /// What happened on the ticket since, oldest first, at most 50.
    pub after: Vec<EntryView>,
    /// Who may close it, by role. Never whoever broke the glass.
    pub reviewers: BTreeSet<RoleName>,
    /// How often in the last 90 days, by whom, and how many were not justified.
    pub how_often: String,
}

/// A look at a broken glass.
#[derive(Clone, Debug, Serialize, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct CloseReview {
    /// Whether it was right.
    pub finding: Finding,
    /// What you found; it stands in the log.
    pub said: String,
}

/// What breaking the glass would do, before it is done.
#[derive(Clone, Debug, Serialize, Deserialize, ToSchema)]
pub struct GlassView {
    /// Whether I may.
    pub may: May,
    /// What its gate asks for, which is skipped.
    pub skips: Vec<Seats>,
    /// Within how many seconds somebody else must have looked at it.
    pub review_seconds: i64,
    /// Members who could close the review.
    pub reviewers: Vec<Who>,
}

/// A transition to be taken past its gate.
#[derive(Clone, Debug, Serialize, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct BreakGlass {
    /// The transition's name.
    pub transition: TransitionName,
    /// The version you know.
    #[serde(default)]
    pub expected_version: Option<Version>,
    /// Values the ticket takes.
    #[serde(default)]
    pub arguments: BTreeMap<FieldName, Option<String>>,
    /// What sort of emergency.
    pub category: Category,
    /// Why, in 20 characters or more; it stands in the log.
    pub reason: String,
    /// The ticket that the emergency is about; another one than this.
    pub linked: TicketKey,
    /// Your password.
    pub password: String,
}

/// A glass that was broken.
#[derive(Clone, Debug, Serialize, Deserialize, ToSchema)]
pub struct Broken {
    /// The entry.
    pub seq: Seq,
    /// Where the ticket stands now.
    pub state: StateName,
    /// The review that somebody else owes.
    pub review: ReviewId,
    /// Until when.
    pub due: Timestamp,
}
