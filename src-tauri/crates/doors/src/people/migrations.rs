//! Tickets in flight, and how they go on by a newer version of their workflow.

use host::Member;
use model::{
    MigrationId,
    view::{
        access::{Made, Recorded},
        migrations::{Carried, InFlight, ProposeMigration},
    },
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
        .routes(routes!(in_flight))
        .routes(routes!(propose))
        .routes(routes!(accept))
        .routes(routes!(carry))
        .routes(routes!(end))
}

/// A workflow's tickets in flight, by version, and where those of older versions may go on.
#[utoipa::path(
    get, path = "/console/w/{workspace}/workflows/{name}/in-flight", tag = "migrations",
    params(("workspace" = String, Path), ("name" = String, Path)), responses((status = 200, body = InFlight))
)]
async fn in_flight(member: By<Member>, Named(name): Named<String>) -> Reply<Read<InFlight>> {
    Ok(Read(member.who.in_flight(&name).await?))
}

/// Asks another author to let tickets of a version go on by a newer one.
#[utoipa::path(
    post, path = "/console/w/{workspace}/workflows/{name}/migrations", tag = "migrations",
    params(("workspace" = String, Path), ("name" = String, Path)), request_body = ProposeMigration,
    responses((status = 201, body = Made))
)]
async fn propose(
    member: By<Member>,
    Named(name): Named<String>,
    Sent(proposed): Sent<ProposeMigration>,
) -> Reply<Done<Made>> {
    let made = member
        .who
        .propose_migration(&name, proposed, &member.meta)
        .await?;
    Ok(Done(made))
}

/// Says that they may.
#[utoipa::path(
    post, path = "/console/w/{workspace}/migrations/{id}/accept", tag = "migrations",
    params(("workspace" = String, Path), ("id" = MigrationId, Path)), responses((status = 200, body = Recorded))
)]
async fn accept(member: By<Member>, Named(id): Named<String>) -> Reply<Done<Recorded>> {
    Ok(Done(member.who.accept_migration(&id, &member.meta).await?))
}

/// Carries the next of its tickets, and ends it with the last.
#[utoipa::path(
    post, path = "/console/w/{workspace}/migrations/{id}/carry", tag = "migrations",
    params(("workspace" = String, Path), ("id" = MigrationId, Path)), responses((status = 200, body = Carried))
)]
async fn carry(member: By<Member>, Named(id): Named<String>) -> Reply<Done<Carried>> {
    Ok(Done(member.who.carry(&id, &member.meta).await?))
}

/// Says that no more of them do.
#[utoipa::path(
    post, path = "/console/w/{workspace}/migrations/{id}/end", tag = "migrations",
    params(("workspace" = String, Path), ("id" = MigrationId, Path)), responses((status = 200, body = Recorded))
)]
async fn end(member: By<Member>, Named(id): Named<String>) -> Reply<Done<Recorded>> {
    Ok(Done(member.who.end_migration(&id, &member.meta).await?))
}
