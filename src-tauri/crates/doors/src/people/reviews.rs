//! Broken glass: past a gate in an emergency, and the review that somebody else owes.

use host::Member;
use model::{
    ReviewId, TicketKey,
    view::{
        access::Recorded,
        reviews::{BreakGlass, Broken, CloseReview, ReviewView, Reviews},
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
        .routes(routes!(break_glass))
        .routes(routes!(reviews))
        .routes(routes!(review))
        .routes(routes!(diagram))
        .routes(routes!(close))
}

/// Takes a transition past its gate. It opens a review.
#[utoipa::path(
    post, path = "/console/w/{workspace}/tickets/{key}/break-glass", tag = "reviews",
    params(("workspace" = String, Path), ("key" = TicketKey, Path)), request_body = BreakGlass,
    responses((status = 200, body = Broken))
)]
async fn break_glass(
    member: By<Member>,
    Named(key): Named<String>,
    Sent(wanted): Sent<BreakGlass>,
) -> Reply<Done<Broken>> {
    Ok(Done(
        member.who.break_glass(&key, wanted, &member.meta).await?,
    ))
}

/// The reviews: due ones, soonest first, and closed ones.
#[utoipa::path(
    get, path = "/console/w/{workspace}/reviews", tag = "reviews", params(("workspace" = String, Path)),
    responses((status = 200, body = Reviews))
)]
async fn reviews(member: By<Member>) -> Reply<Read<Reviews>> {
    Ok(Read(member.who.reviews().await?))
}

/// A broken glass in full.
#[utoipa::path(
    get, path = "/console/w/{workspace}/reviews/{id}", tag = "reviews",
    params(("workspace" = String, Path), ("id" = ReviewId, Path)), responses((status = 200, body = ReviewView))
)]
async fn review(member: By<Member>, Named(id): Named<String>) -> Reply<Read<ReviewView>> {
    Ok(Read(member.who.review(&id).await?))
}

/// The workflow, small, with the transition that was taken lit.
#[utoipa::path(
    get, path = "/console/w/{workspace}/reviews/{id}/diagram.svg", tag = "reviews",
    params(("workspace" = String, Path), ("id" = ReviewId, Path)),
    responses((status = 200, content_type = "image/svg+xml", body = String))
)]
async fn diagram(member: By<Member>, Named(id): Named<String>) -> Reply<Svg> {
    Ok(Svg(member.who.review_diagram(&id).await?))
}

/// Says what a look at a broken glass found.
#[utoipa::path(
    post, path = "/console/w/{workspace}/reviews/{id}/close", tag = "reviews",
    params(("workspace" = String, Path), ("id" = ReviewId, Path)), request_body = CloseReview,
    responses((status = 200, body = Recorded))
)]
async fn close(
    member: By<Member>,
    Named(id): Named<String>,
    Sent(found): Sent<CloseReview>,
) -> Reply<Done<Recorded>> {
    Ok(Done(
        member.who.close_review(&id, found, &member.meta).await?,
    ))
}
