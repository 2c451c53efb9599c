//! Drafts of workflows, and proposals that wait for another author.

use host::Member;
use model::{
    DraftId,
    view::{
        access::Recorded,
        drafts::{DraftView, Drafts, Govern, PublishProposal, SaveDraft, Saved},
        workflows::PublishedView,
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
        .routes(routes!(drafts, new_draft))
        .routes(routes!(draft, save))
        .routes(routes!(propose))
        .routes(routes!(publish))
        .routes(routes!(govern))
}

/// The drafts, for authors.
#[utoipa::path(
    get, path = "/console/w/{workspace}/drafts", tag = "drafts", params(("workspace" = String, Path)),
    responses((status = 200, body = Drafts))
)]
async fn drafts(member: By<Member>) -> Reply<Read<Drafts>> {
    Ok(Read(member.who.drafts().await?))
}

/// Saves a new draft.
#[utoipa::path(
    post, path = "/console/w/{workspace}/drafts", tag = "drafts", params(("workspace" = String, Path)),
    request_body = SaveDraft, responses((status = 201, body = Saved))
)]
async fn new_draft(member: By<Member>, Sent(save): Sent<SaveDraft>) -> Reply<Done<Saved>> {
    Ok(Done(member.who.new_draft(save, &member.meta).await?))
}

/// A draft in full.
#[utoipa::path(
    get, path = "/console/w/{workspace}/drafts/{id}", tag = "drafts",
    params(("workspace" = String, Path), ("id" = DraftId, Path)), responses((status = 200, body = DraftView))
)]
async fn draft(member: By<Member>, Named(id): Named<String>) -> Reply<Read<DraftView>> {
    Ok(Read(member.who.draft(&id).await?))
}

/// Saves a draft as it is now.
#[utoipa::path(
    put, path = "/console/w/{workspace}/drafts/{id}", tag = "drafts",
    params(("workspace" = String, Path), ("id" = DraftId, Path)), request_body = SaveDraft,
    responses((status = 200, body = Saved))
)]
async fn save(
    member: By<Member>,
    Named(id): Named<String>,
    Sent(save): Sent<SaveDraft>,
) -> Reply<Done<Saved>> {
    Ok(Done(member.who.save_draft(&id, save, &member.meta).await?))
}

/// Asks another author to make it live, as it was saved last.
#[utoipa::path(
    post, path = "/console/w/{workspace}/drafts/{id}/propose", tag = "drafts",
    params(("workspace" = String, Path), ("id" = DraftId, Path)), responses((status = 200, body = Recorded))
)]
async fn propose(member: By<Member>, Named(id): Named<String>) -> Reply<Done<Recorded>> {
    Ok(Done(member.who.propose(&id, &member.meta).await?))
}

/// Makes what is proposed live.
#[utoipa::path(
    post, path = "/console/w/{workspace}/drafts/{id}/publish", tag = "drafts",
    params(("workspace" = String, Path), ("id" = DraftId, Path)), request_body = PublishProposal,
    responses((status = 201, body = PublishedView))
)]
async fn publish(
    member: By<Member>,
    Named(id): Named<String>,
    Sent(shown): Sent<PublishProposal>,
) -> Reply<Done<PublishedView>> {
    Ok(Done(
        member
            .who
            .publish_proposal(&id, shown, &member.meta)
            .await?,
    ))
}

/// Says whether workflows need a second author to go live.
#[utoipa::path(
    put, path = "/console/w/{workspace}/governance", tag = "drafts", params(("workspace" = String, Path)),
    request_body = Govern, responses((status = 200, body = Recorded))
)]
async fn govern(member: By<Member>, Sent(govern): Sent<Govern>) -> Reply<Done<Recorded>> {
    Ok(Done(member.who.govern(govern, &member.meta).await?))
}
