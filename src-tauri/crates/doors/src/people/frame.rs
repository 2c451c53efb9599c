//! The frame around every room: the workspace at a glance, and what is new.

use host::Member;
use model::{
    Seq,
    view::{Changed, session::Overview},
};
use serde::Deserialize;
use utoipa::IntoParams;
use utoipa_axum::{router::OpenApiRouter, routes};

use super::Door;
use crate::{
    answer::{Read, Reply},
    call::By,
    parse::Filter,
    patience::Patience,
};

/// How long a window may wait for news in one call, in seconds.
const WAIT_SECONDS_MAX: u64 = 30;

/// The routes with their description.
pub(super) fn routes() -> OpenApiRouter<Door> {
    OpenApiRouter::new().routes(routes!(overview))
}

/// The route that a window calls by itself, again and again: that keeps nobody signed in.
pub(super) fn news() -> OpenApiRouter<Door> {
    OpenApiRouter::new().routes(routes!(changes))
}

/// The workspace at a glance.
#[utoipa::path(
    get, path = "/console/w/{workspace}/overview", tag = "frame", params(("workspace" = String, Path)),
    responses((status = 200, body = Overview))
)]
async fn overview(member: By<Member>) -> Reply<Read<Overview>> {
    Ok(Read(member.who.overview().await?))
}

#[derive(Deserialize, IntoParams)]
#[serde(deny_unknown_fields)]
#[into_params(parameter_in = Query)]
struct News {
    /// The newest entry I know.
    after: Option<u64>,
    /// How many seconds to wait for a newer one, at most 30.
    wait: Option<u64>,
}

/// What is after the newest entry I know. Answers at once when there is something, else when there is, or after `wait`.
#[utoipa::path(
    get, path = "/console/w/{workspace}/changes", tag = "frame", params(("workspace" = String, Path), News),
    responses((status = 200, body = Changed))
)]
async fn changes(
    member: By<Member>,
    Filter(news): Filter<News>,
    patience: Patience,
) -> Reply<Read<Changed>> {
    let after = news.after.map(Seq);
    let changed = patience
        .ask(news.wait, WAIT_SECONDS_MAX, |wait| {
            member.who.changes(after, wait)
        })
        .await?;
    Ok(Read(changed))
}
