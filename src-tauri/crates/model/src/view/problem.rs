//! Every refusal as problem details (RFC 9457), `application/problem+json`.

use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

use super::tickets::MoveView;
use crate::{Code, Seq};

/// Why the answer is no, and what to do next.
#[derive(Clone, Debug, Serialize, Deserialize, ToSchema)]
pub struct Problem {
    /// `urn:openweave:problem:<code>`.
    #[serde(rename = "type")]
    pub kind: String,
    /// The code in words.
    pub title: String,
    /// The HTTP status.
    pub status: u16,
    /// What bots match on.
    pub code: Code,
    /// What happened, then what to do.
    pub detail: String,
    /// The entry that records it, where the log took it.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub seq: Option<Seq>,
    /// The trace id of the call.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub trace: Option<String>,
    /// The moves from where the ticket stands, where there is a ticket.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub moves: Option<Vec<MoveView>>,
    /// Where in the body or file it is: `line 3 column 7`, a field's name.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub at: Option<String>,
    /// Required fields that are empty.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub fields: Vec<String>,
    /// The request in the way.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub request: Option<crate::RequestId>,
    /// The ticket's version now.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub version: Option<crate::Version>,
    /// Who cannot approve and why, one sentence each.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub excluded: Vec<String>,
}
