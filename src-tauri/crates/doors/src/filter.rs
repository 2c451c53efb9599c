//! What lists can be narrowed by, as query parameters. Each is parsed once, here.

use host::{EntriesQuery, TicketsQuery};
use model::{Action, Code, Kind, Outcome, Timestamp};
use serde::Deserialize;
use utoipa::IntoParams;

/// Tickets.
#[derive(Deserialize, IntoParams)]
#[serde(deny_unknown_fields)]
#[into_params(parameter_in = Query)]
pub(crate) struct Tickets {
    /// Of this project only.
    project: Option<String>,
    /// In this state only.
    state: Option<String>,
}

impl From<Tickets> for TicketsQuery {
    fn from(filter: Tickets) -> Self {
        Self {
            project: filter.project,
            state: filter.state,
        }
    }
}

/// A version of a workflow.
#[derive(Deserialize, IntoParams)]
#[serde(deny_unknown_fields)]
#[into_params(parameter_in = Query)]
pub(crate) struct OfVersion {
    /// The version; absent: the newest.
    pub(crate) version: Option<u32>,
}

/// Entries.
#[derive(Deserialize, IntoParams)]
#[serde(deny_unknown_fields)]
#[into_params(parameter_in = Query)]
pub(crate) struct Entries {
    /// Older than this entry.
    before: Option<u64>,
    /// So many at most.
    limit: Option<u32>,
    /// By this person or bot.
    #[param(value_type = Option<String>)]
    actor: Option<uuid::Uuid>,
    /// By persons, bots or the clock.
    kind: Option<Kind>,
    /// Of this action.
    action: Option<Action>,
    /// That ended so.
    outcome: Option<Outcome>,
    /// Refused with this code.
    code: Option<Code>,
    /// About tickets of this project.
    project: Option<String>,
    /// About this ticket.
    ticket: Option<String>,
    /// Not before.
    #[param(value_type = Option<String>)]
    since: Option<Timestamp>,
    /// Before.
    #[param(value_type = Option<String>)]
    until: Option<Timestamp>,
}

impl From<Entries> for EntriesQuery {
    fn from(filter: Entries) -> Self {
        Self {
            before: filter.before,
            limit: filter.limit,
            actor: filter.actor,
            kind: filter.kind,
            action: filter.action,
            outcome: filter.outcome,
            code: filter.code,
            project: filter.project,
            ticket: filter.ticket,
            since: filter.since,
            until: filter.until,
        }
    }
}
