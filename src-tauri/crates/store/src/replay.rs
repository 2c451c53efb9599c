//! A log read from its first entry: the world, the tree and the projections that it comes to. The same at start and in `verify`.

use std::collections::BTreeMap;

use ledger::Frontier;
use model::{Deed, Digest, Entry, RequestState, Seq};
use sqlx::{Row, SqliteConnection, sqlite::SqliteRow};

use crate::{StoreError, Stored, keys::Keys, realm::Realm, touched::Touched, write::number};

/// How many entries are read at once.
const PAGE: u64 = 2_000;

/// What the entries so far come to. Every ticket and request stays loaded.
pub(crate) struct Replay<R: Realm> {
    pub world: R::World,
    pub tree: Frontier,
    pub keys: Keys,
    pub touched: Touched,
}

impl<R: Realm> Replay<R> {
    /// Before the first entry.
    pub fn new() -> Self {
        Self {
            world: R::new_world(),
            tree: Frontier::new(),
            keys: Keys::default(),
            touched: Touched::default(),
        }
    }

    /// Takes in the entry that stands next in the log.
    pub fn step(&mut self, realm: &R, sources: &Sources, next: &Stored) -> Result<(), String> {
        follow(realm, &mut self.world, sources, &next.entry, next.leaf)?;
        self.tree.append(*next.leaf.bytes());
        self.keys.note(&next.entry);
        self.touched.note::<R>(&self.world, &next.entry);
        Ok(())
    }

    /// Lets go of what is not resident: closed requests, and tickets on which none waits.
    pub fn settle(&mut self) {
        settle::<R>(&mut self.world, &self.touched);
    }
}

/// Lets go of the requests that `touched` names and that are closed, and of its tickets on which none waits.
pub(crate) fn settle<R: Realm>(world: &mut R::World, touched: &Touched) {
    forget_closed::<R>(world, touched);
    for id in touched.tickets() {
        if R::ticket(world, id).is_some_and(|t| t.request.is_none()) {
            R::forget(world, id);
        }
    }
}

/// Lets go of the requests that `touched` names and that are closed.
pub(crate) fn forget_closed<R: Realm>(world: &mut R::World, touched: &Touched) {
    for id in touched.requests() {
        if R::request(world, id).is_some_and(|r| r.state != RequestState::Pending) {
            R::forget_request(world, id);
        }
    }
}

/// Published files, by digest.
pub(crate) type Sources = BTreeMap<Digest, String>;

/// Applies `entry`; teaches the world a published workflow first.
pub(crate) fn follow<R: Realm>(
    realm: &R,
    world: &mut R::World,
    sources: &Sources,
    entry: &Entry,
    leaf: Digest,
) -> Result<(), String> {
    if let Some(Deed::PublishWorkflow { digest, .. }) = &entry.deed {
        let source = sources
            .get(digest)
            .ok_or("the published workflow's file is missing")?;
        realm.teach(world, *digest, source)?;
    }
    R::apply(world, entry, leaf)
}

/// The entries from `from` on, as they stand there: at most a page of them.
pub(crate) async fn page(
    db: &mut SqliteConnection,
    from: u64,
) -> Result<Vec<(Seq, String)>, StoreError> {
    let rows = sqlx::query("SELECT seq, entry FROM log WHERE seq >= ? ORDER BY seq LIMIT ?")
        .bind(number(from))
        .bind(number(PAGE))
        .fetch_all(db)
        .await?;
    rows.iter().map(line).collect()
}

/// A row of the log, not yet read.
pub(crate) fn line(row: &SqliteRow) -> Result<(Seq, String), StoreError> {
    let seq: i64 = row.try_get("seq")?;
    let seq = u64::try_from(seq).map_err(|_| StoreError::damaged(None, "a place below 0"))?;
    Ok((Seq(seq), row.try_get("entry")?))
}

/// All published files.
pub(crate) async fn sources(db: &mut SqliteConnection) -> Result<Sources, StoreError> {
    let rows: Vec<(String, String)> = sqlx::query_as("SELECT digest, bytes FROM w_source")
        .fetch_all(db)
        .await?;
    rows.into_iter()
        .map(|(digest, bytes)| {
            let digest = digest.parse().map_err(|e| StoreError::damaged(None, e))?;
            Ok((digest, bytes))
        })
        .collect()
}

/// What the file says its log has grown to: the tree, and the root that was written beside it.
pub(crate) async fn head(db: &mut SqliteConnection) -> Result<(Frontier, Digest), StoreError> {
    let (size, root, frontier): (i64, Vec<u8>, Vec<u8>) =
        sqlx::query_as("SELECT size, root, frontier FROM head")
            .fetch_one(db)
            .await?;
    let tree = Frontier::from_bytes(&frontier).map_err(|e| StoreError::damaged(None, e))?;
    let root = root
        .try_into()
        .map(Digest::new)
        .map_err(|_| StoreError::damaged(None, "the root is not 32 bytes"))?;
    if number(tree.size()) != size {
        return Err(StoreError::damaged(
            None,
            "the head's size is not its tree's",
        ));
    }
    Ok((tree, root))
}

/// The log as its file has it, read whole and held to its head: a log that does not add up is not opened.
pub(crate) async fn whole<R: Realm>(
    db: &mut SqliteConnection,
    realm: &R,
) -> Result<Replay<R>, StoreError> {
    let sources = sources(db).await?;
    let mut replay = Replay::new();
    loop {
        let page = page(db, replay.tree.size()).await?;
        if page.is_empty() {
            break;
        }
        for (seq, json) in page {
            let damaged = |because| StoreError::damaged(Some(seq), because);
            let next = Stored::read(seq, json).map_err(damaged)?;
            replay.step(realm, &sources, &next).map_err(damaged)?;
        }
    }
    let (tree, root) = head(db).await?;
    if tree != replay.tree || root.bytes() != &replay.tree.root() {
        return Err(StoreError::damaged(
            None,
            "its entries do not add up to its head",
        ));
    }
    Ok(replay)
}
