//! The tree as it is kept in the file: tiles read in one query, whichever a proof names.

use std::collections::{BTreeMap, BTreeSet};

use ledger::TileId;
use sqlx::SqliteConnection;

use crate::{
    StoreError,
    write::{json, place, tile_at},
};

/// These tiles, as far as they are there.
pub(crate) async fn read(
    db: &mut SqliteConnection,
    named: &BTreeSet<TileId>,
) -> Result<BTreeMap<TileId, Vec<u8>>, StoreError> {
    let places: Vec<i64> = named.iter().copied().map(place).collect();
    let rows: Vec<(i64, Vec<u8>)> = sqlx::query_as(
        "SELECT place, hashes FROM tile WHERE place IN (SELECT value FROM json_each(?))",
    )
    .bind(json(&places))
    .fetch_all(db)
    .await?;
    let tile = |(place, hashes)| Some((tile_at(place)?, hashes));
    Ok(rows.into_iter().filter_map(tile).collect())
}
