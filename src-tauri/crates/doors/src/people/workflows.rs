//! Workflows: published, in the gallery, checked, drawn.

use axum::extract::State;
use host::Member;
use model::{
    Code,
    view::designer::{EditFile, EditedFile, ExportFile, ExportedFile, ImportFile, ImportedFile},
    view::rehearsal::{Rehearsal, RehearsalView},
    view::workflows::{
        Checked, Difference, PublishedView, WorkflowList, WorkflowSource, WorkflowView,
    },
};
use serde::Deserialize;
use utoipa::{IntoParams, ToSchema};
use utoipa_axum::{router::OpenApiRouter, routes};

use super::Door;
use crate::{
    answer::{Done, No, Read, Reply, Svg},
    call::By,
    filter::OfVersion,
    parse::{Filter, Flaw, Named, Sent},
};

/// The routes with their description.
pub(super) fn routes() -> OpenApiRouter<Door> {
    OpenApiRouter::new()
        .routes(routes!(list, publish))
        .routes(routes!(workflow))
        .routes(routes!(diagram))
        .routes(routes!(difference))
        .routes(routes!(gallery_diagram))
        .routes(routes!(check))
        .routes(routes!(edit))
        .routes(routes!(rehearse))
        .routes(routes!(import))
        .routes(routes!(export))
}

#[derive(Deserialize, IntoParams)]
#[serde(deny_unknown_fields)]
#[into_params(parameter_in = Query)]
struct Drawn {
    /// The version; absent: the newest.
    version: Option<u32>,
    /// How large; absent: full.
    #[param(inline)]
    size: Option<Size>,
}

#[derive(Deserialize, IntoParams)]
#[serde(deny_unknown_fields)]
#[into_params(parameter_in = Query)]
struct Large {
    /// How large; absent: full.
    #[param(inline)]
    size: Option<Size>,
}

#[derive(Deserialize, IntoParams)]
#[serde(deny_unknown_fields)]
#[into_params(parameter_in = Query)]
struct Between {
    /// The version to compare with; absent: the newest.
    from: Option<u32>,
    /// The version that is compared; absent: the newest.
    to: Option<u32>,
}

/// How large a drawing is.
#[derive(Clone, Copy, Deserialize, ToSchema)]
#[serde(rename_all = "snake_case")]
enum Size {
    /// To be recognised.
    Small,
    /// To be read.
    Full,
}

fn size(size: Option<Size>) -> host::Size {
    match size {
        Some(Size::Small) => host::Size::Small,
        Some(Size::Full) | None => host::Size::Full,
    }
}

/// Published workflows and the gallery.
#[utoipa::path(
    get, path = "/console/w/{workspace}/workflows", tag = "workflows", params(("workspace" = String, Path)),
    responses((status = 200, body = WorkflowList))
)]
async fn list(member: By<Member>) -> Reply<Read<WorkflowList>> {
    Ok(Read(member.who.workflows().await?))
}

/// Publishes a file.
#[utoipa::path(
    post, path = "/console/w/{workspace}/workflows", tag = "workflows", params(("workspace" = String, Path)),
    request_body = WorkflowSource, responses((status = 201, body = PublishedView))
)]
async fn publish(
    member: By<Member>,
    Sent(source): Sent<WorkflowSource>,
) -> Reply<Done<PublishedView>> {
    Ok(Done(member.who.publish(source, &member.meta).await?))
}

/// A workflow in full.
#[utoipa::path(
    get, path = "/console/w/{workspace}/workflows/{name}", tag = "workflows",
    params(("workspace" = String, Path), ("name" = String, Path), OfVersion), responses((status = 200, body = WorkflowView))
)]
async fn workflow(
    member: By<Member>,
    Named(name): Named<String>,
    Filter(of): Filter<OfVersion>,
) -> Reply<Read<WorkflowView>> {
    Ok(Read(member.who.workflow(&name, of.version).await?))
}

/// A workflow, drawn.
#[utoipa::path(
    get, path = "/console/w/{workspace}/workflows/{name}/diagram.svg", tag = "workflows",
    params(("workspace" = String, Path), ("name" = String, Path), Drawn),
    responses((status = 200, content_type = "image/svg+xml", body = String))
)]
async fn diagram(
    member: By<Member>,
    Named(name): Named<String>,
    Filter(drawn): Filter<Drawn>,
) -> Reply<Svg> {
    Ok(Svg(member
        .who
        .workflow_diagram(&name, drawn.version, size(drawn.size))
        .await?))
}

/// What differs between two versions of a workflow.
#[utoipa::path(
    get, path = "/console/w/{workspace}/workflows/{name}/difference", tag = "workflows",
    params(("workspace" = String, Path), ("name" = String, Path), Between), responses((status = 200, body = Difference))
)]
async fn difference(
    member: By<Member>,
    Named(name): Named<String>,
    Filter(between): Filter<Between>,
) -> Reply<Read<Difference>> {
    let differs = member
        .who
        .workflow_difference(&name, between.from, between.to);
    Ok(Read(differs.await?))
}

/// A ready-made workflow, drawn.
#[utoipa::path(
    get, path = "/console/w/{workspace}/gallery/{slug}/diagram.svg", tag = "workflows",
    params(("workspace" = String, Path), ("slug" = String, Path), Large),
    responses((status = 200, content_type = "image/svg+xml", body = String))
)]
async fn gallery_diagram(
    State(door): State<Door>,
    Named(slug): Named<String>,
    Filter(large): Filter<Large>,
) -> Reply<Svg> {
    let drawn = door.host.gallery_diagram(&slug, size(large.size)).map(Svg);
    let missing = || {
        No::unrecorded(Flaw::new(
            Code::NotFound,
            "the gallery has no such workflow",
        ))
    };
    drawn.ok_or_else(missing)
}

/// All errors of a file, and what a canvas shows of it.
#[utoipa::path(
    post, path = "/console/w/{workspace}/workflows/check", tag = "workflows", params(("workspace" = String, Path)),
    request_body = WorkflowSource, responses((status = 200, body = Checked))
)]
async fn check(member: By<Member>, Sent(source): Sent<WorkflowSource>) -> Reply<Read<Checked>> {
    Ok(Read(member.who.check(source).await?))
}

/// A file after changes to it, as a canvas makes them. Nothing is kept.
#[utoipa::path(
    post, path = "/console/w/{workspace}/workflows/edit", tag = "workflows", params(("workspace" = String, Path)),
    request_body = EditFile, responses((status = 200, body = EditedFile))
)]
async fn edit(member: By<Member>, Sent(file): Sent<EditFile>) -> Reply<Read<EditedFile>> {
    Ok(Read(member.who.edit_file(&file)?))
}

/// A workflow tried out, from the beginning: nothing is kept.
#[utoipa::path(
    post, path = "/console/w/{workspace}/workflows/rehearse", tag = "workflows", params(("workspace" = String, Path)),
    request_body = Rehearsal, responses((status = 200, body = RehearsalView))
)]
async fn rehearse(
    member: By<Member>,
    Sent(rehearsal): Sent<Rehearsal>,
) -> Reply<Read<RehearsalView>> {
    Ok(Read(member.who.rehearse(&rehearsal)?))
}

/// A workflow file made of another tool's, with what could not be carried. Nothing is kept.
#[utoipa::path(
    post, path = "/console/w/{workspace}/workflows/import", tag = "workflows", params(("workspace" = String, Path)),
    request_body = ImportFile, responses((status = 200, body = ImportedFile))
)]
async fn import(member: By<Member>, Sent(file): Sent<ImportFile>) -> Reply<Read<ImportedFile>> {
    Ok(Read(member.who.import_file(file)?))
}

/// A workflow file as another tool reads it.
#[utoipa::path(
    post, path = "/console/w/{workspace}/workflows/export", tag = "workflows", params(("workspace" = String, Path)),
    request_body = ExportFile, responses((status = 200, body = ExportedFile))
)]
async fn export(member: By<Member>, Sent(file): Sent<ExportFile>) -> Reply<Read<ExportedFile>> {
    Ok(Read(member.who.export_file(&file)?))
}
