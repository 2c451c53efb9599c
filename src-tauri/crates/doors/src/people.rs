//! The people's door: `/console` and the UI beside it. In the window it is called in process, under `serve` on HTTP.

mod access;
mod audit;
mod delegations;
mod drafts;
mod entrance;
mod frame;
mod integrity;
mod migrations;
mod requests;
mod reviews;
mod tickets;
mod workflows;

use axum::{
    RequestPartsExt, Router,
    extract::{RawPathParams, Request, State},
    http::{HeaderMap, Method, header, request::Parts},
    middleware::{self, Next},
    response::{IntoResponse, Response},
    routing::any,
};
use host::{Host, Refused};
use model::{Code, WorkspaceId};
use utoipa_axum::router::OpenApiRouter;

use crate::{
    answer::No,
    call::{Caller, no_method, no_route},
    guard::{self, Names},
    parse::Flaw,
    receive::Received,
    seat::Reached,
    site, span,
};

/// What no page of another site can send along: every write carries it.
const CONSOLE_HEADER: &str = "x-openweave-console";

/// What the people's handlers and layers share.
#[derive(Clone)]
pub(crate) struct Door {
    /// The host behind it.
    pub(crate) host: Host,
    /// How it is reached.
    pub(crate) reached: Reached,
}

/// Who is let in where.
#[derive(Clone, Copy)]
enum Area {
    /// Anybody: to sign in.
    Entrance,
    /// Whoever has a session.
    Hall,
    /// Members of the workspace in the path.
    Rooms,
    /// The same, for a window that looks for news by itself.
    Watch,
}

/// The people's door of `host`, with the UI.
pub fn people(host: Host, reached: Reached) -> Router {
    let door = Door { host, reached };
    let console = Router::new()
        .merge(area(&door, Area::Entrance, entrance::routes()))
        .merge(area(&door, Area::Hall, entrance::hall()))
        .merge(area(&door, Area::Rooms, rooms()))
        .merge(area(&door, Area::Watch, frame::news()))
        .fallback(site::file)
        .layer(middleware::from_fn_with_state(reached, from_console));
    let console = match reached {
        Reached::Window | Reached::Socket => console,
        Reached::Served { port } => console.layer(middleware::from_fn_with_state(
            Names { port },
            guard::only_from_here,
        )),
    };
    console
        .layer(middleware::from_fn(guard::calm))
        .layer(middleware::from_fn(span::spanned))
}

/// The routes with their description.
pub(crate) fn routes() -> OpenApiRouter<Door> {
    entrance::routes()
        .merge(entrance::hall())
        .merge(rooms())
        .merge(frame::news())
}

fn rooms() -> OpenApiRouter<Door> {
    OpenApiRouter::new()
        .merge(frame::routes())
        .merge(requests::routes())
        .merge(delegations::routes())
        .merge(reviews::routes())
        .merge(audit::routes())
        .merge(integrity::routes())
        .merge(migrations::routes())
        .merge(tickets::routes())
        .merge(workflows::routes())
        .merge(drafts::routes())
        .merge(access::routes())
        .route("/console/w/{workspace}/{*rest}", any(no_route))
}

fn area(door: &Door, area: Area, routes: OpenApiRouter<Door>) -> Router {
    let (routes, _) = routes.split_for_parts();
    routes
        .method_not_allowed_fallback(no_method)
        .route_layer(middleware::from_fn_with_state((door.clone(), area), admit))
        .with_state(door.clone())
}

/// Refuses writes that our own UI did not make. No entry: another site's page can be made to send them.
async fn from_console(State(reached): State<Reached>, request: Request, next: Next) -> Response {
    let reads = matches!(*request.method(), Method::GET | Method::HEAD);
    if reads || is_ours(reached, request.headers()) {
        return next.run(request).await;
    }
    let detail = "a write needs the header `X-OpenWeave-Console: 1` and, in a browser, this console's own `Origin`";
    No::unrecorded(Flaw::new(Code::NotPermitted, detail)).into_response()
}

fn is_ours(reached: Reached, headers: &HeaderMap) -> bool {
    // Whether an `Origin` is the right one, the guard has seen; WebKit sends none on the window's own scheme.
    let browser = matches!(reached, Reached::Served { .. });
    let origin = !browser || headers.contains_key(header::ORIGIN);
    origin
        && headers
            .get(CONSOLE_HEADER)
            .is_some_and(|value| value == "1")
}

async fn admit(State((door, area)): State<(Door, Area)>, request: Request, next: Next) -> Response {
    match admitted(&door, area, request).await {
        Ok(request) => next.run(request).await,
        Err(no) => no.into_response(),
    }
}

/// Refused in this order: too large, nobody known, no member.
async fn admitted(door: &Door, area: Area, request: Request) -> Result<Request, No> {
    let mut received = Received::of(request).await;
    let caller = match caller(door, area, &mut received.parts).await {
        Ok(caller) => caller,
        Err(refused) => return Err(received.for_nobody(refused)),
    };
    let (call, parts) = received.by(caller).await?;
    call.enter(parts).await
}

async fn caller(door: &Door, area: Area, parts: &mut Parts) -> Result<Caller, Refused> {
    let session = door.reached.session(&parts.headers, &parts.extensions);
    match area {
        Area::Entrance => Ok(Caller::Nobody),
        Area::Hall => Ok(Caller::Person(door.host.person(session.as_deref()).await?)),
        Area::Rooms | Area::Watch => {
            let person = match area {
                Area::Watch => door.host.watcher(session.as_deref()).await?,
                _ => door.host.person(session.as_deref()).await?,
            };
            let workspace = workspace(parts)
                .await
                .ok_or_else(|| Refused::new(Code::NotFound, "There is no such workspace here."))?;
            Ok(Caller::Member(person.member(workspace).await?))
        }
    }
}

async fn workspace(parts: &mut Parts) -> Option<WorkspaceId> {
    let params: RawPathParams = parts.extract().await.ok()?;
    params
        .iter()
        .find(|(name, _)| *name == "workspace")
        .and_then(|(_, id)| id.parse().ok())
}
