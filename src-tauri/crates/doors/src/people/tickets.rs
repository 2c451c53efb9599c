//! Tickets, for people: board, list, open, edit, comment, move.

use host::Member;
use model::view::tickets::{
    Board, Commented, Created, EditTicket, Edited, EraseTexts, Erased, History, MoveAnswer, Moves,
    NewComment, NewTicket, TakeMove, TicketList, TicketView,
};
use serde::Deserialize;
use utoipa::IntoParams;
use utoipa_axum::{router::OpenApiRouter, routes};

use super::Door;
use crate::{
    answer::{Done, Read, Reply, Svg},
    call::By,
    filter::Tickets,
    parse::{Filter, Named, Sent},
};

/// The routes with their description.
pub(super) fn routes() -> OpenApiRouter<Door> {
    OpenApiRouter::new()
        .routes(routes!(board))
        .routes(routes!(list, create))
        .routes(routes!(ticket, edit))
        .routes(routes!(moves, take))
        .routes(routes!(comment))
        .routes(routes!(erase))
        .routes(routes!(history))
        .routes(routes!(diagram))
}

#[derive(Deserialize, IntoParams)]
#[serde(deny_unknown_fields)]
#[into_params(parameter_in = Query)]
struct OfProject {
    /// The project's key.
    project: String,
}

/// A project's board.
#[utoipa::path(
    get, path = "/console/w/{workspace}/board", tag = "tickets", params(("workspace" = String, Path), OfProject),
    responses((status = 200, body = Board))
)]
async fn board(member: By<Member>, Filter(of): Filter<OfProject>) -> Reply<Read<Board>> {
    Ok(Read(member.who.board(&of.project).await?))
}

/// Tickets.
#[utoipa::path(
    get, path = "/console/w/{workspace}/tickets", tag = "tickets", params(("workspace" = String, Path), Tickets),
    responses((status = 200, body = TicketList))
)]
async fn list(member: By<Member>, Filter(filter): Filter<Tickets>) -> Reply<Read<TicketList>> {
    Ok(Read(member.who.tickets(filter.into()).await?))
}

/// Opens a ticket, in its workflow's initial state.
#[utoipa::path(
    post, path = "/console/w/{workspace}/tickets", tag = "tickets", params(("workspace" = String, Path)),
    request_body = NewTicket, responses((status = 201, body = Created))
)]
async fn create(member: By<Member>, Sent(new): Sent<NewTicket>) -> Reply<Done<Created>> {
    Ok(Done(member.who.create_ticket(new, &member.meta).await?))
}

/// A ticket in full.
#[utoipa::path(
    get, path = "/console/w/{workspace}/tickets/{key}", tag = "tickets",
    params(("workspace" = String, Path), ("key" = String, Path)), responses((status = 200, body = TicketView))
)]
async fn ticket(member: By<Member>, Named(key): Named<String>) -> Reply<Read<TicketView>> {
    Ok(Read(member.who.ticket(&key).await?))
}

/// Changes a ticket's content.
#[utoipa::path(
    patch, path = "/console/w/{workspace}/tickets/{key}", tag = "tickets",
    params(("workspace" = String, Path), ("key" = String, Path)), request_body = EditTicket,
    responses((status = 200, body = Edited))
)]
async fn edit(
    member: By<Member>,
    Named(key): Named<String>,
    Sent(edit): Sent<EditTicket>,
) -> Reply<Done<Edited>> {
    Ok(Done(
        member.who.edit_ticket(&key, edit, &member.meta).await?,
    ))
}

/// Every transition from where the ticket stands: allowed, gated, or why not.
#[utoipa::path(
    get, path = "/console/w/{workspace}/tickets/{key}/moves", tag = "tickets",
    params(("workspace" = String, Path), ("key" = String, Path)), responses((status = 200, body = Moves))
)]
async fn moves(member: By<Member>, Named(key): Named<String>) -> Reply<Read<Moves>> {
    Ok(Read(member.who.moves_with_glass(&key).await?))
}

/// Takes a transition: 200 when the ticket moved, 202 when a request waits at the gate.
#[utoipa::path(
    post, path = "/console/w/{workspace}/tickets/{key}/moves", tag = "tickets",
    params(("workspace" = String, Path), ("key" = String, Path)), request_body = TakeMove,
    responses((status = 200, body = MoveAnswer), (status = 202, body = MoveAnswer))
)]
async fn take(
    member: By<Member>,
    Named(key): Named<String>,
    Sent(take): Sent<TakeMove>,
) -> Reply<Done<MoveAnswer>> {
    Ok(Done(member.who.take(&key, take, &member.meta).await?))
}

/// Comments on a ticket.
#[utoipa::path(
    post, path = "/console/w/{workspace}/tickets/{key}/comments", tag = "tickets",
    params(("workspace" = String, Path), ("key" = String, Path)), request_body = NewComment,
    responses((status = 201, body = Commented))
)]
async fn comment(
    member: By<Member>,
    Named(key): Named<String>,
    Sent(new): Sent<NewComment>,
) -> Reply<Done<Commented>> {
    Ok(Done(member.who.comment(&key, new, &member.meta).await?))
}

/// Erases texts of a ticket, for good.
#[utoipa::path(
    post, path = "/console/w/{workspace}/tickets/{key}/erase", tag = "tickets",
    params(("workspace" = String, Path), ("key" = String, Path)), request_body = EraseTexts,
    responses((status = 200, body = Erased))
)]
async fn erase(
    member: By<Member>,
    Named(key): Named<String>,
    Sent(what): Sent<EraseTexts>,
) -> Reply<Done<Erased>> {
    Ok(Done(member.who.erase(&key, what, &member.meta).await?))
}

/// A ticket's entries, oldest first.
#[utoipa::path(
    get, path = "/console/w/{workspace}/tickets/{key}/history", tag = "tickets",
    params(("workspace" = String, Path), ("key" = String, Path)), responses((status = 200, body = History))
)]
async fn history(member: By<Member>, Named(key): Named<String>) -> Reply<Read<History>> {
    Ok(Read(member.who.history(&key).await?))
}

/// The ticket's workflow with its current state marked.
#[utoipa::path(
    get, path = "/console/w/{workspace}/tickets/{key}/diagram.svg", tag = "tickets",
    params(("workspace" = String, Path), ("key" = String, Path)),
    responses((status = 200, content_type = "image/svg+xml", body = String))
)]
async fn diagram(member: By<Member>, Named(key): Named<String>) -> Reply<Svg> {
    Ok(Svg(member.who.ticket_diagram(&key).await?))
}
