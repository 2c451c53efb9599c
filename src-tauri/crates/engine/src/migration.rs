//! Tickets in flight on their way to a newer version of their workflow, as far as the log knows it.

use model::{Mapping, PersonId, Seq, Timestamp};
use serde::{Deserialize, Serialize};

/// A migration that can still be accepted or carried out.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Migration {
    /// Which tickets, and where each will stand.
    pub mapping: Mapping,
    /// Who proposed it.
    pub by: PersonId,
    /// Its entry. Authors count who were authors before it.
    pub seq: Seq,
    /// When.
    pub at: Timestamp,
    /// Who accepted it, and when.
    pub accepted: Option<(PersonId, Timestamp)>,
}
