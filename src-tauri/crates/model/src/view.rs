//! What doors answer with and take. Answers name people and bots; requests from outside are parsed into these or refused.

pub mod access;
pub mod audit;
pub mod delegations;
pub mod designer;
pub mod drafts;
pub mod integrity;
pub mod migrations;
pub mod problem;
pub mod rehearsal;
pub mod requests;
pub mod reviews;
pub mod session;
pub mod tickets;
pub mod workflows;

use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

use crate::{Kind, Seq};

/// Who somebody is, in words.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
pub struct Who {
    /// Person, bot, clock or stranger.
    pub kind: Kind,
    /// Their id; absent for the clock and strangers.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub id: Option<uuid::Uuid>,
    /// The name to show.
    pub name: String,
    /// For a bot: who answers for it.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub keeper: Option<String>,
}

/// A piece of a sentence.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
pub struct Run {
    /// What it says.
    pub text: String,
    /// A name: to be set strong.
    #[serde(default, skip_serializing_if = "std::ops::Not::not")]
    pub strong: bool,
}

/// A rule in words.
pub type Sentence = Vec<Run>;

/// What changed since the reader last asked.
#[derive(Clone, Debug, Serialize, Deserialize, ToSchema)]
pub struct Changed {
    /// The newest entry: ask again with it.
    pub seq: Option<Seq>,
    /// How many entries are new.
    pub entries: u64,
}
