//! Audit: entries, for auditors and owners.

use host::Member;
use model::view::audit::{EntryDetail, EntryPage};
use utoipa_axum::{router::OpenApiRouter, routes};

use super::Door;
use crate::{
    answer::{Read, Reply},
    call::By,
    filter::Entries,
    parse::{Filter, Named},
};

/// The routes with their description.
pub(super) fn routes() -> OpenApiRouter<Door> {
    OpenApiRouter::new()
        .routes(routes!(entries))
        .routes(routes!(entry))
}

/// Entries, newest first.
#[utoipa::path(
    get, path = "/console/w/{workspace}/entries", tag = "audit", params(("workspace" = String, Path), Entries),
    responses((status = 200, body = EntryPage))
)]
async fn entries(member: By<Member>, Filter(filter): Filter<Entries>) -> Reply<Read<EntryPage>> {
    Ok(Read(member.who.entries(filter.into()).await?))
}

/// An entry in full.
#[utoipa::path(
    get, path = "/console/w/{workspace}/entries/{seq}", tag = "audit",
    params(("workspace" = String, Path), ("seq" = u64, Path)), responses((status = 200, body = EntryDetail))
)]
async fn entry(member: By<Member>, Named(seq): Named<u64>) -> Reply<Read<EntryDetail>> {
    Ok(Read(member.who.entry(seq).await?))
}
