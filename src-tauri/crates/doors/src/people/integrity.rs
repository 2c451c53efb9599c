//! Integrity: how far the log is proved, the full check, anchors, the log's key. For auditors and owners.

use axum::http::StatusCode;
use host::Member;
use model::view::{
    access::Recorded,
    integrity::{AnchorMade, Integrity, NewAnchor},
};
use utoipa_axum::{router::OpenApiRouter, routes};

use super::Door;
use crate::{
    answer::{Done, Read, Reply},
    call::By,
    parse::{Named, Sent},
};

/// The routes with their description.
pub(super) fn routes() -> OpenApiRouter<Door> {
    OpenApiRouter::new()
        .routes(routes!(integrity))
        .routes(routes!(check, stop_check))
        .routes(routes!(anchor_now))
        .routes(routes!(add_anchor))
        .routes(routes!(remove_anchor))
        .routes(routes!(rotate_key))
}

/// How far the log is proved, by what and against whom; the check that runs, and the last one.
#[utoipa::path(
    get, path = "/console/w/{workspace}/integrity", tag = "integrity", params(("workspace" = String, Path)),
    responses((status = 200, body = Integrity))
)]
async fn integrity(member: By<Member>) -> Reply<Read<Integrity>> {
    Ok(Read(member.who.integrity().await?))
}

/// Starts a full check. Where one runs, that one goes on.
#[utoipa::path(
    post, path = "/console/w/{workspace}/integrity/check", tag = "integrity",
    params(("workspace" = String, Path)), responses((status = 202))
)]
async fn check(member: By<Member>) -> Reply<StatusCode> {
    member.who.check_log().await?;
    Ok(StatusCode::ACCEPTED)
}

/// Stops the check that runs.
#[utoipa::path(
    delete, path = "/console/w/{workspace}/integrity/check", tag = "integrity",
    params(("workspace" = String, Path)), responses((status = 204))
)]
async fn stop_check(member: By<Member>) -> Reply<StatusCode> {
    member.who.stop_checking().await?;
    Ok(StatusCode::NO_CONTENT)
}

/// Keeps the newest checkpoint elsewhere now.
#[utoipa::path(
    post, path = "/console/w/{workspace}/integrity/anchor", tag = "integrity",
    params(("workspace" = String, Path)), responses((status = 204))
)]
async fn anchor_now(member: By<Member>) -> Reply<StatusCode> {
    member.who.anchor_now().await?;
    Ok(StatusCode::NO_CONTENT)
}

/// Names another place for checkpoints.
#[utoipa::path(
    post, path = "/console/w/{workspace}/integrity/anchors", tag = "integrity",
    params(("workspace" = String, Path)), request_body = NewAnchor,
    responses((status = 201, body = AnchorMade))
)]
async fn add_anchor(member: By<Member>, Sent(new): Sent<NewAnchor>) -> Reply<Done<AnchorMade>> {
    Ok(Done(member.who.add_anchor(new, &member.meta).await?))
}

/// Keeps no more checkpoints in a place.
#[utoipa::path(
    delete, path = "/console/w/{workspace}/integrity/anchors/{anchor}", tag = "integrity",
    params(("workspace" = String, Path), ("anchor" = String, Path)),
    responses((status = 200, body = Recorded))
)]
async fn remove_anchor(member: By<Member>, Named(id): Named<String>) -> Reply<Done<Recorded>> {
    Ok(Done(member.who.remove_anchor(&id, &member.meta).await?))
}

/// Gives the log another key.
#[utoipa::path(
    post, path = "/console/w/{workspace}/integrity/key", tag = "integrity",
    params(("workspace" = String, Path)), responses((status = 200, body = Recorded))
)]
async fn rotate_key(member: By<Member>) -> Reply<Done<Recorded>> {
    Ok(Done(member.who.rotate_key(&member.meta).await?))
}
