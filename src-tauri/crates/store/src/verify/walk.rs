//! Along the log from its first entry: every text hashed again, held to its tile, put past the rules once more, followed by the replay.
//! Memory does not grow with the log, but for what the world itself holds.

use std::{
    collections::{BTreeMap, BTreeSet},
    future::poll_fn,
    pin::{Pin, pin},
    task::Poll,
};

use ledger::{Edge, Frontier, Hash, TILE_WIDTH};
use model::{Deed, Digest, Seq};
use sqlx::SqliteConnection;

use super::{EnrolledKey, Finding, Older, beside::Beside, rules::Rules, texts, tree};
use crate::{
    StoreError, Stored,
    realm::Realm,
    replay::{self, Replay, Sources},
};

/// How many entries are read at once: whole tiles.
pub(crate) const PAGE: u64 = 8 * TILE_WIDTH as u64;

/// How much of an entry a walk looks at.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Depth {
    /// Its text, hashed and held to the tree.
    Hashes,
    /// What follows from it, too.
    Replay,
    /// Whether the rules give it, and the signatures in it, too.
    Signatures,
}

/// What a walk along the log has come to.
pub(super) struct Walk<'a, R: Realm> {
    realm: &'a R,
    depth: Depth,
    sources: &'a Sources,
    pub tree: Frontier,
    pub edge: Edge,
    /// Absent where only hashes are asked for, and when an entry could not be followed: what comes after it means nothing then.
    pub replay: Option<Replay<R>>,
    /// The roots at the sizes that marks and anchors name.
    pub roots: BTreeMap<u64, Hash>,
    /// What the rules say of the entries.
    pub rules: Rules,
    /// Texts that are not what their digests say, until an entry names them.
    suspects: Vec<Digest>,
    /// Texts that entries name and that are not there.
    missing: BTreeMap<Digest, Seq>,
    /// Texts that were erased. Later entries may name them again: a move does, whose arguments were erased while it waited.
    pub erased: BTreeSet<Digest>,
    /// Keys that members enrolled.
    pub keys: Vec<EnrolledKey>,
    /// Older states that the log went on from.
    pub epochs: Vec<Older>,
    watched: BTreeSet<u64>,
    /// The snapshot beside the log, to be compared when the walk comes to its size.
    pub beside: Option<Beside<'a>>,
}

/// What came of looking at a page.
#[derive(Default)]
struct LookedAt {
    leaves: Vec<Hash>,
    /// The texts that its entries name.
    named: Vec<(Digest, Seq)>,
}

impl<'a, R: Realm> Walk<'a, R> {
    /// Before the first entry. The roots at the `watched` sizes are kept.
    pub fn new(
        (realm, depth): (&'a R, Depth),
        sources: &'a Sources,
        suspects: Vec<Digest>,
        watched: BTreeSet<u64>,
    ) -> Self {
        let tree = Frontier::new();
        let roots = watched
            .first()
            .filter(|size| **size == 0)
            .map(|_| (0, tree.root()));
        Self {
            realm,
            depth,
            sources,
            roots: roots.into_iter().collect(),
            tree,
            edge: Edge::new(),
            replay: (depth > Depth::Hashes).then(Replay::new),
            rules: Rules::default(),
            suspects,
            missing: BTreeMap::new(),
            erased: BTreeSet::new(),
            keys: Vec::new(),
            epochs: Vec::new(),
            watched,
            beside: None,
        }
    }

    /// To the last entry. SQLite, in its own thread, reads the next page while this one is looked at.
    pub async fn along(
        &mut self,
        db: &mut SqliteConnection,
        progress: Option<&(dyn Fn(u64, u64) + Send + Sync)>,
        findings: &mut Vec<Finding>,
    ) -> Result<(), StoreError> {
        let all = tree::length(db).await?;
        let mut page = replay::page(db, 0, PAGE).await?;
        while !page.is_empty() {
            let first = self.tree.size();
            let hashed = tree::leaves(db, first, PAGE).await?;
            let (looked_at, next) = {
                let mut ahead = pin!(replay::page(db, first + page.len() as u64, PAGE));
                let come = begun(ahead.as_mut()).await;
                let looked_at = self.look(page, &hashed, findings);
                let next = match come {
                    Some(next) => next?,
                    None => ahead.await?,
                };
                (looked_at, next)
            };
            let Some(looked_at) = looked_at else {
                return Ok(());
            };
            page = next;
            let changed = self.edge.append(&looked_at.leaves);
            tree::upper(db, &changed, findings).await?;
            self.miss(db, looked_at.named).await?;
            if let Some(tell) = progress {
                tell(self.tree.size(), all);
            }
        }
        Ok(())
    }

    /// Looks at the entries of a page, whose leaf hashes should be those `hashed`. Nothing when the log does not go on there.
    fn look(
        &mut self,
        page: Vec<(Seq, String)>,
        hashed: &[Hash],
        findings: &mut Vec<Finding>,
    ) -> Option<LookedAt> {
        let mut looked_at = LookedAt::default();
        for (seq, json) in page {
            let place = self.tree.size();
            if seq.0 != place {
                findings.push(Finding::at(place, format!("the log goes on at {seq}")));
                self.replay = None;
                return None;
            }
            let leaf = ledger::leaf(json.as_bytes());
            if hashed.get(looked_at.leaves.len()) != Some(&leaf) {
                findings.push(Finding::at(
                    place,
                    "its text is not the one that was hashed",
                ));
            }
            looked_at.leaves.push(leaf);
            self.accuse(&json, place, findings);
            self.tree.append(leaf);
            if self.watched.contains(&self.tree.size()) {
                self.roots.insert(self.tree.size(), self.tree.root());
            }
            if self.depth > Depth::Hashes
                && let Err(because) = self.follow((seq, json, leaf), &mut looked_at.named, findings)
            {
                findings.push(Finding::at(place, because));
                self.replay = None;
            }
            if let (Some(beside), Some(replay)) = (&self.beside, &self.replay) {
                findings.extend(beside.differs(replay, &self.tree));
            }
        }
        Some(looked_at)
    }

    /// What is left over at the end.
    pub fn ends(&mut self, findings: &mut Vec<Finding>) {
        if self.replay.is_some() {
            findings.extend(self.rules.ends(self.tree.size()));
        }
        let missing = std::mem::take(&mut self.missing).into_iter();
        let missing = missing.filter(|(digest, _)| !self.erased.contains(digest));
        findings.extend(missing.map(|(_, seq)| {
            Finding::at(
                seq.0,
                "a text it names is gone, and no entry says that it was erased",
            )
        }));
        let unnamed = std::mem::take(&mut self.suspects).into_iter();
        findings.extend(unnamed.map(|digest| {
            Finding::general(format!(
                "the text {digest} is not what its digest says, and no entry names it"
            ))
        }));
    }

    /// Names the first entry that a wrong text belongs to.
    fn accuse(&mut self, json: &str, place: u64, findings: &mut Vec<Finding>) {
        self.suspects.retain(|digest| {
            let named = json.contains(&digest.to_string());
            if named {
                findings.push(Finding::at(
                    place,
                    "a text it names is not what its digest says",
                ));
            }
            !named
        });
    }

    fn follow(
        &mut self,
        (seq, json, leaf): (Seq, String, Hash),
        named: &mut Vec<(Digest, Seq)>,
        findings: &mut Vec<Finding>,
    ) -> Result<(), String> {
        let stored = Stored::hashed(seq, json, Digest::new(leaf))?;
        named.extend(stored.entry.texts().into_iter().map(|digest| (digest, seq)));
        match &stored.entry.deed {
            Some(Deed::Erase { texts, .. }) => self.erased.extend(texts),
            Some(Deed::EnrolKey { person, key, .. }) => self.keys.push(EnrolledKey {
                person: *person,
                key: *key,
                seq,
            }),
            Some(Deed::Epoch {
                size, lost_size, ..
            }) => self.epochs.push(Older {
                seq,
                size: *size,
                lost_size: *lost_size,
            }),
            _ => {}
        }
        let Some(replay) = &mut self.replay else {
            return Ok(());
        };
        replay::learn(self.realm, &mut replay.world, self.sources, &stored.entry)?;
        if self.depth == Depth::Signatures {
            self.rules
                .judge::<R>(&replay.world, &stored.entry, findings);
        }
        replay.take(&stored)
    }

    async fn miss(
        &mut self,
        db: &mut SqliteConnection,
        named: Vec<(Digest, Seq)>,
    ) -> Result<(), StoreError> {
        let there = texts::there(db, &named).await?;
        for (digest, seq) in named {
            if !there.contains(&digest) {
                self.missing.entry(digest).or_insert(seq);
            }
        }
        Ok(())
    }
}

/// Lets a task begin whose work another thread does. Most have not ended then.
async fn begun<F: Future>(mut task: Pin<&mut F>) -> Option<F::Output> {
    poll_fn(|context| match task.as_mut().poll(context) {
        Poll::Ready(ended) => Poll::Ready(Some(ended)),
        Poll::Pending => Poll::Ready(None),
    })
    .await
}
