//! A log read from its first entry: the world, the tree and the projections that it comes to. The same at start and in `verify`.

use std::collections::BTreeMap;

use ledger::{Edge, Frontier};
use model::{Deed, Digest, Entry, Seq};
use sqlx::{Row, SqliteConnection, sqlite::SqliteRow};

use crate::{StoreError, Stored, keys::Keys, realm::Realm, touched::Touched, write::number};

/// How many entries are read at once.
pub(crate) const PAGE: u64 = 2_000;

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
        learn(realm, &mut self.world, sources, &next.entry)?;
        self.take(next)?;
        self.tree.append(*next.leaf.bytes());
        Ok(())
    }

    /// The same for whoever keeps the tree, where the world has learnt already what the entry publishes.
    pub fn take(&mut self, next: &Stored) -> Result<(), String> {
        R::apply(&mut self.world, &next.entry, next.leaf)?;
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
        if R::request(world, id).is_some_and(|r| !r.state.is_open()) {
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
    learn(realm, world, sources, entry)?;
    R::apply(world, entry, leaf)
}

/// Teaches the world the workflow that `entry` publishes, if it does.
pub(crate) fn learn<R: Realm>(
    realm: &R,
    world: &mut R::World,
    sources: &Sources,
    entry: &Entry,
) -> Result<(), String> {
    if let Some(Deed::PublishWorkflow { digest, .. }) = &entry.deed {
        let source = sources
            .get(digest)
            .ok_or("the published workflow's file is missing")?;
        realm.teach(world, *digest, source)?;
    }
    Ok(())
}

/// The entries from `from` on, as they stand there: at most `most` of them.
pub(crate) async fn page(
    db: &mut SqliteConnection,
    from: u64,
    most: u64,
) -> Result<Vec<(Seq, String)>, StoreError> {
    let rows = sqlx::query("SELECT seq, entry FROM log WHERE seq >= ? ORDER BY seq LIMIT ?")
        .bind(number(from))
        .bind(number(most))
        .fetch_all(db)
        .await?;
    rows.iter().map(line).collect()
}

/// A row of the log, `seq` and `entry`, not yet read.
pub(crate) fn line(row: &SqliteRow) -> Result<(Seq, String), StoreError> {
    let seq: i64 = row.try_get(0)?;
    let seq = u64::try_from(seq).map_err(|_| StoreError::damaged(None, "a place below 0"))?;
    Ok((Seq(seq), row.try_get(1)?))
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

/// What a log has grown to, and the checkpoint that its key signed over it: none before the first entry.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Head {
    pub tree: Frontier,
    pub note: Option<String>,
}

/// What the file says its log has grown to.
pub(crate) async fn head(db: &mut SqliteConnection) -> Result<Head, StoreError> {
    let (size, frontier, note): (i64, Vec<u8>, Option<String>) =
        sqlx::query_as("SELECT size, frontier, note FROM head")
            .fetch_one(db)
            .await?;
    let tree = Frontier::from_bytes(&frontier).map_err(|e| StoreError::damaged(None, e))?;
    if number(tree.size()) != size {
        return Err(StoreError::damaged(
            None,
            "the head's size is not its tree's",
        ));
    }
    Ok(Head { tree, note })
}

/// The log as its file has it, read whole and held to its head and its checkpoint: a log that does not add up is not opened.
/// Its tiles are not looked at: they are a cache, which `verify` compares. `marked` is looked at on the way: how many entries the mark is of.
pub(crate) async fn whole<R: Realm>(
    db: &mut SqliteConnection,
    realm: &R,
    sources: &Sources,
    marked: Option<u64>,
) -> Result<Whole<R>, StoreError> {
    let mut replay = Replay::new();
    let mut edge = Edge::new();
    let mut at_mark = (marked == Some(0)).then(|| replay.tree.root());
    loop {
        let page = page(db, replay.tree.size(), PAGE).await?;
        if page.is_empty() {
            break;
        }
        let mut leaves = Vec::with_capacity(page.len());
        for (seq, json) in page {
            let damaged = |because| StoreError::damaged(Some(seq), because);
            let next = Stored::read(seq, json).map_err(damaged)?;
            replay.step(realm, sources, &next).map_err(damaged)?;
            leaves.push(*next.leaf.bytes());
            if marked == Some(replay.tree.size()) {
                at_mark = Some(replay.tree.root());
            }
        }
        edge.append(&leaves);
    }
    let head = head(db).await?;
    if head.tree != replay.tree {
        return Err(StoreError::damaged(
            None,
            "its entries do not add up to its head",
        ));
    }
    signed::<R>(&replay.world, &head).map_err(|because| StoreError::damaged(None, because))?;
    Ok(Whole {
        replay,
        head,
        edge,
        at_mark,
        kept: 0,
    })
}

/// A log that adds up.
pub(crate) struct Whole<R: Realm> {
    pub replay: Replay<R>,
    pub head: Head,
    pub edge: Edge,
    /// The root over as many entries as the mark is of; none when there are fewer.
    pub at_mark: Option<ledger::Hash>,
    /// How many entries its snapshot was of; 0 where it was read without one.
    pub kept: u64,
}

/// That the head's checkpoint is of that head, and signed by the key that the log names.
pub(crate) fn signed<R: Realm>(world: &R::World, head: &Head) -> Result<(), String> {
    let Some(note) = &head.note else {
        return if head.tree.size() == 0 {
            Ok(())
        } else {
            Err("its head has no checkpoint".to_owned())
        };
    };
    let checkpoint = opened::<R>(world, note, head.tree.size())?;
    if checkpoint.head == head.tree.head() {
        Ok(())
    } else {
        Err("its checkpoint is of another head".to_owned())
    }
}

/// The checkpoint that `note` is, signed by the key that the log had when it had `size` entries.
pub(crate) fn opened<R: Realm>(
    world: &R::World,
    note: &str,
    size: u64,
) -> Result<ledger::Checkpoint, String> {
    let origin = R::origin(world).ok_or("a checkpoint of a log without a beginning")?;
    let key = R::key_at(world, size).ok_or("a checkpoint of a log without a key")?;
    let key = ledger::PublicKey::from_bytes(key.bytes()).map_err(|e| e.to_string())?;
    let verifier = ledger::Verifier { origin, key };
    verifier.open(note.as_bytes()).map_err(|e| e.to_string())
}

/// The size that a note says, before anybody has looked at its signature.
pub(crate) fn size_of(note: &str) -> Option<u64> {
    note.lines().nth(1)?.parse().ok()
}
