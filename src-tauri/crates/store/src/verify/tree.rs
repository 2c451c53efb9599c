//! The tree that the entries come to against the one that is kept: tiles, head, checkpoints.

use ledger::{Hash, TILE_WIDTH, Tile, TileId};
use sqlx::SqliteConnection;

use super::{Finding, walk::Walk};
use crate::{
    StoreError,
    realm::Realm,
    replay, tiles,
    write::{number, place},
};

/// How many entries there are unless some are missing: to tell how far a check is. Counting them would read the whole file.
pub(super) async fn length(db: &mut SqliteConnection) -> Result<u64, StoreError> {
    let length: i64 = sqlx::query_scalar("SELECT coalesce(max(seq) + 1, 0) FROM log")
        .fetch_one(db)
        .await?;
    Ok(u64::try_from(length).unwrap_or_default())
}

/// The hashes that the tiles have for the entries from `first` on, which begins a tile.
pub(super) async fn leaves(
    db: &mut SqliteConnection,
    first: u64,
    entries: u64,
) -> Result<Vec<Hash>, StoreError> {
    let width = TILE_WIDTH as u64;
    let named =
        (first / width..(first + entries).div_ceil(width)).map(|index| TileId { level: 0, index });
    let there = tiles::read(db, &named.clone().collect()).await?;
    let mut leaves = Vec::new();
    for id in named {
        let (hashes, _) = there
            .get(&id)
            .map_or(&[][..], Vec::as_slice)
            .as_chunks::<32>();
        leaves.extend_from_slice(hashes);
        if hashes.len() < TILE_WIDTH {
            break;
        }
    }
    Ok(leaves)
}

/// Compares the full tiles above the entries as soon as they are known.
pub(super) async fn upper(
    db: &mut SqliteConnection,
    changed: &[Tile],
    findings: &mut Vec<Finding>,
) -> Result<(), StoreError> {
    let full: Vec<&Tile> = changed
        .iter()
        .filter(|t| t.id.level > 0 && t.is_full())
        .collect();
    compare(db, full, findings).await
}

/// Holds the tree of what is there to the head that was written. Says whether there are as many entries as it counts.
pub(super) async fn head<R: Realm>(
    db: &mut SqliteConnection,
    walk: &Walk<'_, R>,
    findings: &mut Vec<Finding>,
) -> Result<bool, StoreError> {
    let head = match replay::head(db).await {
        Ok(head) => head,
        Err(StoreError::Damaged { because, .. }) => {
            findings.push(Finding::general(because));
            return Ok(false);
        }
        Err(error) => return Err(error),
    };
    let (there, said) = (walk.tree.size(), head.tree.size());
    if there < said {
        findings.push(Finding::at(
            there,
            format!("it is missing: the log had {said} entries and has {there}"),
        ));
    } else if there > said {
        findings.push(Finding::at(
            said,
            format!("it is not in the tree, which has {said} entries"),
        ));
    } else if head.tree != walk.tree {
        findings.push(Finding::general(format!(
            "the root over its {there} entries is not the one that its head says"
        )));
    } else if let Some(replay) = &walk.replay {
        let signed = replay::signed::<R>(&replay.world, &head);
        findings.extend(signed.err().map(Finding::general));
    }
    let open: Vec<Tile> = walk.edge.open_tiles().collect();
    compare(db, open.iter().collect(), findings).await?;
    let kept: i64 = sqlx::query_scalar("SELECT count(*) FROM tile")
        .fetch_one(db)
        .await?;
    if there == said && kept != number(tiles_of(there)) {
        findings.push(Finding::general(format!(
            "{kept} tiles are kept where a log of {there} entries has {}",
            tiles_of(there)
        )));
    }
    Ok(there == said)
}

/// That every checkpoint which is kept is one that this log's key signed over these entries.
pub(super) async fn checkpoints<R: Realm>(
    db: &mut SqliteConnection,
    world: &R::World,
    findings: &mut Vec<Finding>,
) -> Result<(), StoreError> {
    let rows: Vec<(i64, String)> =
        sqlx::query_as("SELECT size, note FROM checkpoint ORDER BY size")
            .fetch_all(&mut *db)
            .await?;
    for (size, note) in rows {
        let size = u64::try_from(size).unwrap_or_default();
        let there = tiles::read(db, &ledger::tiles_for_root(size)).await?;
        let opened = replay::opened::<R>(world, &note, size);
        let held = opened.and_then(|checkpoint| {
            let root = ledger::root(&there, size).map_err(|e| e.to_string())?;
            if checkpoint.head == (ledger::Head { size, root }) {
                Ok(())
            } else {
                Err("it is of another log".to_owned())
            }
        });
        findings.extend(held.err().map(|because| {
            Finding::general(format!(
                "the checkpoint of {size} entries does not hold: {because}"
            ))
        }));
    }
    Ok(())
}

async fn compare(
    db: &mut SqliteConnection,
    expected: Vec<&Tile>,
    findings: &mut Vec<Finding>,
) -> Result<(), StoreError> {
    if expected.is_empty() {
        return Ok(());
    }
    let there = tiles::read(db, &expected.iter().map(|t| t.id).collect()).await?;
    let wrong = expected
        .iter()
        .filter(|t| there.get(&t.id) != Some(&t.bytes));
    findings.extend(wrong.map(|tile| {
        Finding::general(format!(
            "the tile {} (row {}) is not what the entries come to",
            tile.id,
            place(tile.id)
        ))
    }));
    Ok(())
}

/// How many tiles a log of `size` entries has: on each level, one for 256 of what is below, or fewer at the end.
fn tiles_of(size: u64) -> u64 {
    let width = TILE_WIDTH as u64;
    let levels = std::iter::successors(Some(size), |hashes| Some(hashes / width));
    levels
        .take_while(|hashes| *hashes > 0)
        .map(|hashes| hashes.div_ceil(width))
        .sum()
}
