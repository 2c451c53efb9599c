//! Before the rooms: who is here, first run, signing in and out, invitations.

use axum::{
    extract::State,
    http::{StatusCode, header},
    response::{IntoResponse, Response},
};
use host::Person;
use model::view::{
    access::Recorded,
    session::{
        JoinWorkspace, NewWorkspace, Redeem, Session, Setup, SignIn, SignedIn, WorkspaceCard,
    },
};
use utoipa_axum::{router::OpenApiRouter, routes};

use super::Door;
use crate::{
    answer::{Done, No, Read, Reply},
    call::By,
    parse::Sent,
    seat::Seat,
};

/// For anybody.
pub(super) fn routes() -> OpenApiRouter<Door> {
    OpenApiRouter::new()
        .routes(routes!(session))
        .routes(routes!(setup))
        .routes(routes!(sign_in))
        .routes(routes!(redeem))
        .routes(routes!(stylesheet))
}

/// For whoever has a session.
pub(super) fn hall() -> OpenApiRouter<Door> {
    OpenApiRouter::new()
        .routes(routes!(sign_out))
        .routes(routes!(join))
        .routes(routes!(new_workspace))
        .routes(routes!(rotate_host_key))
}

/// What to show first: first run, sign-in, or who is here.
#[utoipa::path(get, path = "/console/session", tag = "session", responses((status = 200, body = Session)))]
async fn session(State(door): State<Door>, seat: Seat) -> Reply<Read<Session>> {
    Ok(Read(door.host.session(seat.session.as_deref()).await?))
}

/// First run: the first workspace and its owner.
#[utoipa::path(post, path = "/console/setup", tag = "session", request_body = Setup, responses((status = 200, body = SignedIn)))]
async fn setup(
    State(door): State<Door>,
    seat: Seat,
    Sent(setup): Sent<Setup>,
) -> Result<Response, No> {
    let (session, who) = door.host.setup(setup).await?;
    Ok(seat.begin(&session, Read(who)))
}

/// Signs in.
#[utoipa::path(post, path = "/console/sign-in", tag = "session", request_body = SignIn, responses((status = 200, body = SignedIn)))]
async fn sign_in(
    State(door): State<Door>,
    seat: Seat,
    Sent(sign_in): Sent<SignIn>,
) -> Result<Response, No> {
    let (session, who) = door.host.sign_in(sign_in).await?;
    Ok(seat.begin(&session, Read(who)))
}

/// Redeems an invitation as somebody new.
#[utoipa::path(post, path = "/console/redeem", tag = "session", request_body = Redeem, responses((status = 200, body = SignedIn)))]
async fn redeem(
    State(door): State<Door>,
    seat: Seat,
    Sent(redeem): Sent<Redeem>,
) -> Result<Response, No> {
    let (session, who) = door.host.redeem(redeem).await?;
    Ok(seat.begin(&session, Read(who)))
}

/// Signs out.
#[utoipa::path(post, path = "/console/sign-out", tag = "session", responses((status = 204)))]
async fn sign_out(seat: Seat, person: By<Person>) -> Result<Response, No> {
    person.who.sign_out().await?;
    Ok(seat.end(StatusCode::NO_CONTENT))
}

/// Redeems an invitation while signed in.
#[utoipa::path(post, path = "/console/join", tag = "session", request_body = JoinWorkspace, responses((status = 200, body = WorkspaceCard)))]
async fn join(person: By<Person>, Sent(join): Sent<JoinWorkspace>) -> Reply<Read<WorkspaceCard>> {
    Ok(Read(person.who.join(join, &person.meta).await?))
}

/// Makes another workspace.
#[utoipa::path(post, path = "/console/workspaces", tag = "session", request_body = NewWorkspace, responses((status = 200, body = WorkspaceCard)))]
async fn new_workspace(
    person: By<Person>,
    Sent(new): Sent<NewWorkspace>,
) -> Reply<Read<WorkspaceCard>> {
    Ok(Read(person.who.new_workspace(new).await?))
}

/// Gives the host's log another key: whoever founded a workspace may.
#[utoipa::path(post, path = "/console/key", tag = "session", responses((status = 200, body = Recorded)))]
async fn rotate_host_key(person: By<Person>) -> Reply<Done<Recorded>> {
    Ok(Done(person.who.rotate_host_key(&person.meta).await?))
}

/// The styles that drawings on a page share.
#[utoipa::path(get, path = "/console/diagram.css", tag = "session", responses((status = 200, content_type = "text/css", body = String)))]
async fn stylesheet(State(door): State<Door>) -> Response {
    (
        [
            (header::CONTENT_TYPE, "text/css"),
            (header::CACHE_CONTROL, "no-cache"),
        ],
        door.host.diagram_stylesheet(),
    )
        .into_response()
}
