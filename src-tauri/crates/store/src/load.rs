//! What the writer brings in before it decides, and what replays read again.

use std::{collections::BTreeSet, ops::Range};

use model::{Request, RequestId, Ticket, TicketKey};
use sqlx::SqliteConnection;

use crate::{
    StoreError, Stored, pack,
    realm::Realm,
    replay::line,
    write::{json, number},
};

/// Loads the closed requests and the tickets that `commands` name, one query each. Says how many tickets came.
pub(crate) async fn named<'c, R: Realm>(
    db: &mut SqliteConnection,
    world: &mut R::World,
    commands: impl Iterator<Item = &'c R::Command> + Clone,
) -> Result<usize, StoreError> {
    let requests: BTreeSet<RequestId> = commands.clone().filter_map(R::request_named).collect();
    let closed: BTreeSet<_> = requests
        .iter()
        .filter(|id| R::request(world, **id).is_none())
        .collect();
    for request in closed_requests(db, &closed).await? {
        R::load_request(world, request);
    }
    let named = commands.flat_map(R::tickets_named).cloned();
    let waited_on = requests
        .iter()
        .filter_map(|id| R::request(world, *id).map(|r| r.key.clone()));
    let absent: BTreeSet<TicketKey> = named
        .chain(waited_on)
        .filter(|key| R::ticket_by_key(world, key).is_none())
        .collect();
    let tickets = tickets(db, &absent).await?;
    let count = tickets.len();
    for ticket in tickets {
        R::load(world, ticket);
    }
    Ok(count)
}

async fn closed_requests(
    db: &mut SqliteConnection,
    ids: &BTreeSet<&RequestId>,
) -> Result<Vec<Request>, StoreError> {
    if ids.is_empty() {
        return Ok(Vec::new());
    }
    let rows: Vec<(Vec<u8>,)> = sqlx::query_as(
        "SELECT request FROM p_request WHERE id IN (SELECT value FROM json_each(?))",
    )
    .bind(json(ids))
    .fetch_all(db)
    .await?;
    rows.iter().map(|(packed,)| unpacked(packed)).collect()
}

async fn tickets(
    db: &mut SqliteConnection,
    keys: &BTreeSet<TicketKey>,
) -> Result<Vec<Ticket>, StoreError> {
    if keys.is_empty() {
        return Ok(Vec::new());
    }
    let pairs: Vec<_> = keys.iter().map(|k| (&k.project, k.number)).collect();
    let rows: Vec<(Vec<u8>,)> = sqlx::query_as(
        "SELECT t.ticket FROM json_each(?) AS named CROSS JOIN p_ticket AS t \
         ON t.project = named.value ->> 0 AND t.number = named.value ->> 1",
    )
    .bind(json(&pairs))
    .fetch_all(db)
    .await?;
    rows.iter().map(|(packed,)| unpacked(packed)).collect()
}

/// A projected value.
pub(crate) fn parse<T: serde::de::DeserializeOwned>(text: &str) -> Result<T, StoreError> {
    serde_json::from_str(text).map_err(|e| StoreError::damaged(None, e))
}

/// A projected value that is packed.
pub(crate) fn unpacked<T: serde::de::DeserializeOwned>(packed: &[u8]) -> Result<T, StoreError> {
    let text = pack::unpacked(packed).map_err(|e| StoreError::damaged(None, e))?;
    parse(&text)
}

/// The entries at `seqs`.
pub(crate) async fn range(
    db: &mut SqliteConnection,
    seqs: Range<u64>,
) -> Result<Vec<Stored>, StoreError> {
    let rows = sqlx::query("SELECT seq, entry FROM log WHERE seq >= ? AND seq < ? ORDER BY seq")
        .bind(number(seqs.start))
        .bind(number(seqs.end))
        .fetch_all(db)
        .await?;
    rows.iter().map(stored).collect()
}

/// An entry as it stands in its row.
pub(crate) fn stored(row: &sqlx::sqlite::SqliteRow) -> Result<Stored, StoreError> {
    let (seq, json) = line(row)?;
    Stored::read(seq, json).map_err(|because| StoreError::damaged(Some(seq), because))
}
