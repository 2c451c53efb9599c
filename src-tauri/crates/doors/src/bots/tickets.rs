//! Tickets, for bots: read, open, edit, comment, move.

use host::Bot;
use model::view::tickets::{
    Commented, Created, EditTicket, Edited, History, MoveAnswer, Moves, NewComment, NewTicket,
    TakeMove, TicketList, TicketView,
};
use utoipa_axum::{router::OpenApiRouter, routes};

use crate::{
    answer::{Done, Read, Reply},
    call::By,
    filter::Tickets,
    parse::{Filter, Named, Sent},
};

/// The routes with their description.
pub(super) fn routes() -> OpenApiRouter {
    OpenApiRouter::new()
        .routes(routes!(list, create))
        .routes(routes!(ticket, edit))
        .routes(routes!(moves, take))
        .routes(routes!(comment))
        .routes(routes!(history))
}

/// The tickets of this workspace.
#[utoipa::path(get, path = "/v1/tickets", tag = "bots", params(Tickets), responses((status = 200, body = TicketList)))]
async fn list(bot: By<Bot>, Filter(filter): Filter<Tickets>) -> Reply<Read<TicketList>> {
    Ok(Read(bot.who.tickets(filter.into()).await?))
}

/// Opens a ticket, in its workflow's initial state.
#[utoipa::path(
    post, path = "/v1/tickets", tag = "bots", request_body = NewTicket, responses((status = 201, body = Created))
)]
async fn create(bot: By<Bot>, Sent(new): Sent<NewTicket>) -> Reply<Done<Created>> {
    Ok(Done(bot.who.create_ticket(new, &bot.meta).await?))
}

/// A ticket in full.
#[utoipa::path(
    get, path = "/v1/tickets/{key}", tag = "bots", params(("key" = String, Path)), responses((status = 200, body = TicketView))
)]
async fn ticket(bot: By<Bot>, Named(key): Named<String>) -> Reply<Read<TicketView>> {
    Ok(Read(bot.who.ticket(&key).await?))
}

/// Changes a ticket's content.
#[utoipa::path(
    patch, path = "/v1/tickets/{key}", tag = "bots", params(("key" = String, Path)), request_body = EditTicket,
    responses((status = 200, body = Edited))
)]
async fn edit(
    bot: By<Bot>,
    Named(key): Named<String>,
    Sent(edit): Sent<EditTicket>,
) -> Reply<Done<Edited>> {
    Ok(Done(bot.who.edit_ticket(&key, edit, &bot.meta).await?))
}

/// Every transition from where the ticket stands: allowed, gated, or why not.
#[utoipa::path(
    get, path = "/v1/tickets/{key}/moves", tag = "bots", params(("key" = String, Path)), responses((status = 200, body = Moves))
)]
async fn moves(bot: By<Bot>, Named(key): Named<String>) -> Reply<Read<Moves>> {
    Ok(Read(bot.who.moves(&key).await?))
}

/// Takes a transition: 200 when the ticket moved, 202 when a request waits at the gate.
#[utoipa::path(
    post, path = "/v1/tickets/{key}/moves", tag = "bots", params(("key" = String, Path)), request_body = TakeMove,
    responses((status = 200, body = MoveAnswer), (status = 202, body = MoveAnswer))
)]
async fn take(
    bot: By<Bot>,
    Named(key): Named<String>,
    Sent(take): Sent<TakeMove>,
) -> Reply<Done<MoveAnswer>> {
    Ok(Done(bot.who.take(&key, take, &bot.meta).await?))
}

/// Comments on a ticket.
#[utoipa::path(
    post, path = "/v1/tickets/{key}/comments", tag = "bots", params(("key" = String, Path)), request_body = NewComment,
    responses((status = 201, body = Commented))
)]
async fn comment(
    bot: By<Bot>,
    Named(key): Named<String>,
    Sent(comment): Sent<NewComment>,
) -> Reply<Done<Commented>> {
    Ok(Done(bot.who.comment(&key, comment, &bot.meta).await?))
}

/// A ticket's entries, oldest first.
#[utoipa::path(
    get, path = "/v1/tickets/{key}/history", tag = "bots", params(("key" = String, Path)), responses((status = 200, body = History))
)]
async fn history(bot: By<Bot>, Named(key): Named<String>) -> Reply<Read<History>> {
    Ok(Read(bot.who.history(&key).await?))
}
