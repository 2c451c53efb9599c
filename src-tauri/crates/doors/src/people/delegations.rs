//! Who decides for whom.

use host::Member;
use model::{
    DelegationId,
    view::{
        access::{Cost, Made, Recorded},
        delegations::{Delegations, NewDelegation},
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
        .routes(routes!(delegations, delegate))
        .routes(routes!(weigh))
        .routes(routes!(accept))
        .routes(routes!(end))
}

/// Who decides for whom, and what of mine somebody else could decide.
#[utoipa::path(
    get, path = "/console/w/{workspace}/delegations", tag = "delegations", params(("workspace" = String, Path)),
    responses((status = 200, body = Delegations))
)]
async fn delegations(member: By<Member>) -> Reply<Read<Delegations>> {
    Ok(Read(member.who.delegations().await?))
}

/// Lets somebody decide for me. It starts when they accept.
#[utoipa::path(
    post, path = "/console/w/{workspace}/delegations", tag = "delegations", params(("workspace" = String, Path)),
    request_body = NewDelegation, responses((status = 201, body = Made))
)]
async fn delegate(member: By<Member>, Sent(new): Sent<NewDelegation>) -> Reply<Done<Made>> {
    Ok(Done(member.who.delegate(new, &member.meta).await?))
}

/// What a delegation would not do: seats that it cannot fill. Nothing is changed.
#[utoipa::path(
    post, path = "/console/w/{workspace}/delegations/weigh", tag = "delegations",
    params(("workspace" = String, Path)), request_body = NewDelegation, responses((status = 200, body = Cost))
)]
async fn weigh(member: By<Member>, Sent(new): Sent<NewDelegation>) -> Reply<Read<Cost>> {
    Ok(Read(member.who.weigh_delegation(new).await?))
}

/// Decides for somebody from now on.
#[utoipa::path(
    post, path = "/console/w/{workspace}/delegations/{id}/accept", tag = "delegations",
    params(("workspace" = String, Path), ("id" = DelegationId, Path)), responses((status = 200, body = Recorded))
)]
async fn accept(member: By<Member>, Named(id): Named<String>) -> Reply<Done<Recorded>> {
    Ok(Done(member.who.accept_delegation(&id, &member.meta).await?))
}

/// Ends a delegation.
#[utoipa::path(
    post, path = "/console/w/{workspace}/delegations/{id}/end", tag = "delegations",
    params(("workspace" = String, Path), ("id" = DelegationId, Path)), responses((status = 200, body = Recorded))
)]
async fn end(member: By<Member>, Named(id): Named<String>) -> Reply<Done<Recorded>> {
    Ok(Done(member.who.end_delegation(&id, &member.meta).await?))
}
