//! Access: people, bots, roles, tokens, projects; freezing and the clock.

use host::Member;
use model::{
    BotId, PersonId, TokenId,
    deed::Freezable,
    view::access::{
        Access, Cost, Invited, Issued, Made, NewBot, NewInvitation, NewKeeper, NewProject,
        NewToken, Recorded, RoleChange, Weigh,
    },
};
use serde::Deserialize;
use utoipa::ToSchema;
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
        .routes(routes!(access))
        .routes(routes!(weigh))
        .routes(routes!(invite))
        .routes(routes!(grant))
        .routes(routes!(revoke))
        .routes(routes!(remove_person))
        .routes(routes!(readmit))
        .routes(routes!(add_bot))
        .routes(routes!(change_keeper))
        .routes(routes!(issue_token))
        .routes(routes!(revoke_token))
        .routes(routes!(create_project))
        .routes(routes!(freeze))
        .routes(routes!(thaw))
        .routes(routes!(confirm_clock))
}

/// Who can do what here.
#[utoipa::path(
    get, path = "/console/w/{workspace}/access", tag = "access", params(("workspace" = String, Path)),
    responses((status = 200, body = Access))
)]
async fn access(member: By<Member>) -> Reply<Read<Access>> {
    Ok(Read(member.who.access().await?))
}

/// What a change costs, before it is made.
#[utoipa::path(
    post, path = "/console/w/{workspace}/access/weigh", tag = "access", params(("workspace" = String, Path)),
    request_body = Weigh, responses((status = 200, body = Cost))
)]
async fn weigh(member: By<Member>, Sent(weigh): Sent<Weigh>) -> Reply<Read<Cost>> {
    Ok(Read(member.who.weigh(weigh).await?))
}

/// Makes a one-time code.
#[utoipa::path(
    post, path = "/console/w/{workspace}/invitations", tag = "access", params(("workspace" = String, Path)),
    request_body = NewInvitation, responses((status = 201, body = Invited))
)]
async fn invite(member: By<Member>, Sent(new): Sent<NewInvitation>) -> Reply<Done<Invited>> {
    Ok(Done(member.who.invite(new, &member.meta).await?))
}

/// Gives a role.
#[utoipa::path(
    post, path = "/console/w/{workspace}/roles/grant", tag = "access", params(("workspace" = String, Path)),
    request_body = RoleChange, responses((status = 200, body = Recorded))
)]
async fn grant(member: By<Member>, Sent(change): Sent<RoleChange>) -> Reply<Done<Recorded>> {
    Ok(Done(member.who.grant(change, &member.meta).await?))
}

/// Takes a role.
#[utoipa::path(
    post, path = "/console/w/{workspace}/roles/revoke", tag = "access", params(("workspace" = String, Path)),
    request_body = RoleChange, responses((status = 200, body = Recorded))
)]
async fn revoke(member: By<Member>, Sent(change): Sent<RoleChange>) -> Reply<Done<Recorded>> {
    Ok(Done(member.who.revoke(change, &member.meta).await?))
}

/// Makes a one-time code for a member who cannot sign in or sign any more.
#[utoipa::path(
    post, path = "/console/w/{workspace}/people/{id}/readmission", tag = "access",
    params(("workspace" = String, Path), ("id" = PersonId, Path)), responses((status = 201, body = Invited))
)]
async fn readmit(member: By<Member>, Named(id): Named<String>) -> Reply<Done<Invited>> {
    Ok(Done(member.who.readmit(&id, &member.meta).await?))
}

/// Ends a membership.
#[utoipa::path(
    delete, path = "/console/w/{workspace}/people/{id}", tag = "access",
    params(("workspace" = String, Path), ("id" = PersonId, Path)), responses((status = 200, body = Recorded))
)]
async fn remove_person(member: By<Member>, Named(id): Named<String>) -> Reply<Done<Recorded>> {
    Ok(Done(member.who.remove_person(&id, &member.meta).await?))
}

/// Makes a bot.
#[utoipa::path(
    post, path = "/console/w/{workspace}/bots", tag = "access", params(("workspace" = String, Path)),
    request_body = NewBot, responses((status = 201, body = Made))
)]
async fn add_bot(member: By<Member>, Sent(new): Sent<NewBot>) -> Reply<Done<Made>> {
    Ok(Done(member.who.add_bot(new, &member.meta).await?))
}

/// Lets another person answer for a bot.
#[utoipa::path(
    put, path = "/console/w/{workspace}/bots/{id}/keeper", tag = "access",
    params(("workspace" = String, Path), ("id" = BotId, Path)), request_body = NewKeeper,
    responses((status = 200, body = Recorded))
)]
async fn change_keeper(
    member: By<Member>,
    Named(id): Named<String>,
    Sent(new): Sent<NewKeeper>,
) -> Reply<Done<Recorded>> {
    Ok(Done(
        member.who.change_keeper(&id, new, &member.meta).await?,
    ))
}

/// Issues a token, shown once.
#[utoipa::path(
    post, path = "/console/w/{workspace}/bots/{id}/tokens", tag = "access",
    params(("workspace" = String, Path), ("id" = BotId, Path)), request_body = NewToken,
    responses((status = 201, body = Issued))
)]
async fn issue_token(
    member: By<Member>,
    Named(id): Named<String>,
    Sent(new): Sent<NewToken>,
) -> Reply<Done<Issued>> {
    Ok(Done(member.who.issue_token(&id, new, &member.meta).await?))
}

/// Makes a token worthless, at once.
#[utoipa::path(
    delete, path = "/console/w/{workspace}/tokens/{id}", tag = "access",
    params(("workspace" = String, Path), ("id" = TokenId, Path)), responses((status = 200, body = Recorded))
)]
async fn revoke_token(member: By<Member>, Named(id): Named<String>) -> Reply<Done<Recorded>> {
    Ok(Done(member.who.revoke_token(&id, &member.meta).await?))
}

/// Makes a project.
#[utoipa::path(
    post, path = "/console/w/{workspace}/projects", tag = "access", params(("workspace" = String, Path)),
    request_body = NewProject, responses((status = 201, body = Made))
)]
async fn create_project(member: By<Member>, Sent(new): Sent<NewProject>) -> Reply<Done<Made>> {
    Ok(Done(member.who.create_project(new, &member.meta).await?))
}

/// What is to be frozen.
#[derive(Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
struct Freeze {
    /// A bot, a workflow, or everything.
    target: Freezable,
    /// Why.
    #[serde(default)]
    reason: Option<String>,
    /// Only somebody else can thaw it.
    #[serde(default)]
    second: bool,
}

/// Stops moves; never the log.
#[utoipa::path(
    post, path = "/console/w/{workspace}/freeze", tag = "access", params(("workspace" = String, Path)),
    request_body = Freeze, responses((status = 200, body = Recorded))
)]
async fn freeze(member: By<Member>, Sent(freeze): Sent<Freeze>) -> Reply<Done<Recorded>> {
    Ok(Done(
        member
            .who
            .freeze(freeze.target, (freeze.reason, freeze.second), &member.meta)
            .await?,
    ))
}

/// What may move again.
#[derive(Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
struct Thaw {
    /// A bot, a workflow, or everything.
    target: Freezable,
}

/// Lets moves go on.
#[utoipa::path(
    post, path = "/console/w/{workspace}/thaw", tag = "access", params(("workspace" = String, Path)),
    request_body = Thaw, responses((status = 200, body = Recorded))
)]
async fn thaw(member: By<Member>, Sent(thaw): Sent<Thaw>) -> Reply<Done<Recorded>> {
    Ok(Done(member.who.thaw(thaw.target, &member.meta).await?))
}

/// Confirms that the clock is right although it ran ahead.
#[utoipa::path(
    post, path = "/console/w/{workspace}/clock/confirm", tag = "access", params(("workspace" = String, Path)),
    responses((status = 200, body = Recorded))
)]
async fn confirm_clock(member: By<Member>) -> Reply<Done<Recorded>> {
    Ok(Done(member.who.confirm_clock(&member.meta).await?))
}
