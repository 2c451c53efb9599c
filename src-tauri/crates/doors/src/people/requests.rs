//! Approvals: what waits at gates, and decisions on it.

use host::Member;
use model::{
    RequestId,
    view::{
        access::Recorded,
        requests::{Decide, Decided, Inbox, RequestView},
    },
};
use utoipa_axum::{router::OpenApiRouter, routes};

use super::Door;
use crate::{
    answer::{Done, Read, Reply, Svg},
    call::By,
    parse::{Named, Sent},
};

/// The routes with their description.
pub(super) fn routes() -> OpenApiRouter<Door> {
    OpenApiRouter::new()
        .routes(routes!(inbox))
        .routes(routes!(request))
        .routes(routes!(diagram))
        .routes(routes!(decide))
        .routes(routes!(withdraw))
}

/// What waits for me, what waits for others, what was decided.
#[utoipa::path(
    get, path = "/console/w/{workspace}/requests", tag = "requests", params(("workspace" = String, Path)),
    responses((status = 200, body = Inbox))
)]
async fn inbox(member: By<Member>) -> Reply<Read<Inbox>> {
    Ok(Read(member.who.inbox().await?))
}

/// A request in full.
#[utoipa::path(
    get, path = "/console/w/{workspace}/requests/{id}", tag = "requests",
    params(("workspace" = String, Path), ("id" = RequestId, Path)), responses((status = 200, body = RequestView))
)]
async fn request(member: By<Member>, Named(id): Named<String>) -> Reply<Read<RequestView>> {
    Ok(Read(member.who.request(&id).await?))
}

/// The workflow, small, with the edge in question lit.
#[utoipa::path(
    get, path = "/console/w/{workspace}/requests/{id}/diagram.svg", tag = "requests",
    params(("workspace" = String, Path), ("id" = RequestId, Path)),
    responses((status = 200, content_type = "image/svg+xml", body = String))
)]
async fn diagram(member: By<Member>, Named(id): Named<String>) -> Reply<Svg> {
    Ok(Svg(member.who.request_diagram(&id).await?))
}

/// Approves, rejects or asks for changes.
#[utoipa::path(
    post, path = "/console/w/{workspace}/requests/{id}/decision", tag = "requests",
    params(("workspace" = String, Path), ("id" = RequestId, Path)), request_body = Decide,
    responses((status = 200, body = Decided))
)]
async fn decide(
    member: By<Member>,
    Named(id): Named<String>,
    Sent(decide): Sent<Decide>,
) -> Reply<Done<Decided>> {
    Ok(Done(member.who.decide(&id, decide, &member.meta).await?))
}

/// Takes a request of mine back.
#[utoipa::path(
    post, path = "/console/w/{workspace}/requests/{id}/withdraw", tag = "requests",
    params(("workspace" = String, Path), ("id" = RequestId, Path)), responses((status = 200, body = Recorded))
)]
async fn withdraw(member: By<Member>, Named(id): Named<String>) -> Reply<Done<Recorded>> {
    Ok(Done(member.who.withdraw(&id, &member.meta).await?))
}
