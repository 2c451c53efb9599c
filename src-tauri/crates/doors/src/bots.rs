//! The bots' door: `/v1`, by bearer token. It has no route for approving, and knows no workspace but the token's.

mod tickets;

use axum::{
    Router,
    extract::{Request, State},
    http::header,
    middleware::{self, Next},
    response::{IntoResponse, Response},
    routing::get,
};
use host::{Bot, Host};
use model::{
    RequestId,
    view::{requests::RequestStatus, session::BotMe, workflows::WorkflowView},
};
use serde::Deserialize;
use utoipa::IntoParams;
use utoipa_axum::{router::OpenApiRouter, routes};

use crate::{
    answer::{No, Read, Reply},
    call::{By, Caller, no_method, no_route},
    filter::OfVersion,
    guard::{self, Names},
    openapi,
    parse::{Filter, Named},
    patience::Patience,
    receive::Received,
    span,
};

/// How long a bot may wait for its request in one call, in seconds.
const WAIT_SECONDS_MAX: u64 = 60;

/// The bots' door of `host`, to be served on `port` of this machine.
pub fn bots(host: Host, port: u16) -> Router {
    let (routes, _) = routes().split_for_parts();
    routes
        .fallback(no_route)
        .method_not_allowed_fallback(no_method)
        .layer(middleware::from_fn_with_state(host, admit))
        .route("/v1/openapi.json", get(description))
        .layer(middleware::from_fn_with_state(
            Names { port },
            guard::only_from_here,
        ))
        .layer(middleware::from_fn(guard::calm))
        .layer(middleware::from_fn(span::spanned))
}

/// The routes with their description.
pub(crate) fn routes() -> OpenApiRouter {
    OpenApiRouter::new()
        .routes(routes!(me))
        .routes(routes!(request))
        .routes(routes!(workflow))
        .merge(tickets::routes())
}

/// Lets bots in. Refused in this order: too large, nobody known, too often.
async fn admit(State(host): State<Host>, request: Request, next: Next) -> Response {
    match admitted(&host, request).await {
        Ok(request) => next.run(request).await,
        Err(no) => no.into_response(),
    }
}

async fn admitted(host: &Host, request: Request) -> Result<Request, No> {
    let received = Received::of(request).await;
    let bot = match host.bot(received.header(header::AUTHORIZATION)).await {
        Ok(bot) => bot,
        Err(refused) => return Err(received.for_nobody(refused)),
    };
    let (call, parts) = received.by(Caller::Bot(bot.clone())).await?;
    bot.spend().await?;
    call.enter(parts).await
}

async fn description() -> Response {
    (
        [(header::CONTENT_TYPE, "application/json")],
        openapi::bots_openapi(),
    )
        .into_response()
}

/// Who the token makes me.
#[utoipa::path(get, path = "/v1/me", tag = "bots", responses((status = 200, body = BotMe)))]
async fn me(bot: By<Bot>) -> Reply<Read<BotMe>> {
    Ok(Read(bot.who.me().await?))
}

#[derive(Deserialize, IntoParams)]
#[serde(deny_unknown_fields)]
#[into_params(parameter_in = Query)]
struct Wait {
    /// How many seconds to wait while the request is pending, at most 60.
    wait: Option<u64>,
}

/// How a request of mine stands. Waits while it is pending.
#[utoipa::path(
    get, path = "/v1/requests/{id}", tag = "bots", params(("id" = RequestId, Path), Wait),
    responses((status = 200, body = RequestStatus))
)]
async fn request(
    bot: By<Bot>,
    Named(id): Named<String>,
    Filter(query): Filter<Wait>,
    patience: Patience,
) -> Reply<Read<RequestStatus>> {
    let status = patience
        .ask(query.wait, WAIT_SECONDS_MAX, |wait| {
            bot.who.request(&id, wait)
        })
        .await?;
    Ok(Read(status))
}

/// A workflow in full.
#[utoipa::path(
    get, path = "/v1/workflows/{name}", tag = "bots", params(("name" = String, Path), OfVersion),
    responses((status = 200, body = WorkflowView))
)]
async fn workflow(
    bot: By<Bot>,
    Named(name): Named<String>,
    Filter(of): Filter<OfVersion>,
) -> Reply<Read<WorkflowView>> {
    Ok(Read(bot.who.workflow(&name, of.version).await?))
}
