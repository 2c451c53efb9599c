//! From a snapshot to the log's head: the entries since are applied, the last of those before are hashed again, and all of it must come
//! to the head that the log's key signed.

use ledger::{Edge, Frontier, Hash, TILE_WIDTH};
use sqlx::SqliteConnection;

use super::{Snapshot, rewind};
use crate::{
    Stored,
    realm::Realm,
    replay::{self, Replay, Sources, Whole},
    tiles,
    touched::Touched,
};

/// How many of the last entries are hashed at every start, whatever the snapshot is of: where a crash leaves damage, and what people
/// are most likely to look at. A few milliseconds.
const AGAIN: u64 = 2_000;
/// How many entries after a snapshot are held in memory to be applied; more are read as if there was none.
const TAIL_MAX: u64 = 262_144;

/// The log as its snapshot and the entries after it have it; nothing where they do not fit together. `marked` as in [`replay::whole`].
pub(crate) async fn resumed<R: Realm>(
    db: &mut SqliteConnection,
    realm: &R,
    sources: &Sources,
    snapshot: Snapshot,
    marked: Option<u64>,
) -> Option<Whole<R>> {
    match resume(db, realm, sources, snapshot, marked).await {
        Ok(whole) => Some(whole),
        Err(because) => {
            tracing::warn!(%because, "the snapshot does not lead to the log's head; the log is read whole");
            None
        }
    }
}

async fn resume<R: Realm>(
    db: &mut SqliteConnection,
    realm: &R,
    sources: &Sources,
    snapshot: Snapshot,
    marked: Option<u64>,
) -> Result<Whole<R>, String> {
    let head = replay::head(db).await.map_err(words)?;
    let (kept, size) = (snapshot.tree.size(), head.tree.size());
    if kept > size || size - kept > TAIL_MAX {
        return Err(format!("it is of {kept} entries, and the log has {size}"));
    }
    let world = snapshot.wake(realm, sources)?;
    if R::key_at(&world, kept) != Some(snapshot.key) {
        return Err("it was signed by a key that is not its log's".to_owned());
    }
    let first = kept.min(size.saturating_sub(AGAIN)) / TILE_WIDTH as u64 * TILE_WIDTH as u64;
    let mut end = End::after(db, first, marked).await?;
    let tail = end.along(db, kept).await?;
    let mut replay = Replay {
        world,
        tree: snapshot.tree,
        keys: snapshot.keys,
        touched: Touched::default(),
    };
    for ticket in rewind::tickets::<R>(db, &replay.world, &tail).await? {
        R::load(&mut replay.world, ticket);
    }
    for next in &tail {
        replay.step(realm, sources, next)?;
    }
    if [&end.tree, &replay.tree] != [&head.tree; 2] {
        return Err("it does not add up to the log's head".to_owned());
    }
    replay::signed::<R>(&replay.world, &head)?;
    Ok(Whole {
        replay,
        head,
        edge: end.edge,
        at_mark: end.at_mark,
        kept,
    })
}

/// The end of a log, as far as it was read again.
struct End {
    // INVARIANT: what stands in the tiles before the first entry read is believed once `tree` is the log's: both came from them.
    tree: Frontier,
    edge: Edge,
    marked: Option<u64>,
    at_mark: Option<Hash>,
}

impl End {
    /// Before entry `first`, which begins a tile.
    async fn after(
        db: &mut SqliteConnection,
        first: u64,
        marked: Option<u64>,
    ) -> Result<Self, String> {
        if marked.is_some_and(|marked| marked < first) {
            return Err("the mark is of so few entries that only the whole log tells".to_owned());
        }
        let named = ledger::tiles_for_root(first);
        let there = tiles::read(db, &named).await.map_err(words)?;
        let mut end = Self {
            tree: Frontier::read(&there, first).map_err(words)?,
            edge: Edge::read(&there, first).map_err(words)?,
            marked,
            at_mark: None,
        };
        end.look();
        Ok(end)
    }

    /// To the last entry. Those that follow the first `kept` come back.
    async fn along(&mut self, db: &mut SqliteConnection, kept: u64) -> Result<Vec<Stored>, String> {
        let mut tail = Vec::new();
        loop {
            let page = replay::page(db, self.tree.size(), replay::PAGE).await;
            let page = page.map_err(words)?;
            if page.is_empty() {
                return Ok(tail);
            }
            let mut leaves = Vec::with_capacity(page.len());
            for (seq, json) in page {
                let place = self.tree.size();
                let leaf = if place < kept {
                    ledger::leaf(json.as_bytes())
                } else {
                    let next = Stored::read(seq, json)?;
                    let leaf = *next.leaf.bytes();
                    tail.push(next);
                    leaf
                };
                if seq.0 != place {
                    return Err(format!("entry {place} is missing"));
                }
                self.tree.append(leaf);
                self.look();
                leaves.push(leaf);
            }
            self.edge.append(&leaves);
        }
    }

    fn look(&mut self) {
        if self.marked == Some(self.tree.size()) {
            self.at_mark = Some(self.tree.root());
        }
    }
}

fn words(error: impl std::fmt::Display) -> String {
    error.to_string()
}
