//! Along the log from its first entry: every text hashed again, held to its tile, put past the rules once more, followed by the replay.
//! Memory does not grow with the log, but for what the world itself holds.

use std::collections::{BTreeMap, BTreeSet};

use ledger::{Edge, Frontier, Hash, TILE_WIDTH};
use model::{Deed, Digest, Seq};
use sqlx::SqliteConnection;

use super::{EnrolledKey, Finding, Older, rules::Rules, texts, tree};
use crate::{
    StoreError, Stored,
    realm::Realm,
    replay::{self, Replay, Sources},
};

/// How many entries are read at once: whole tiles.
const PAGE: u64 = 8 * TILE_WIDTH as u64;

/// What a walk along the log has come to.
pub(super) struct Walk<'a, R: Realm> {
    realm: &'a R,
    sources: &'a Sources,
    pub tree: Frontier,
    pub edge: Edge,
    /// Absent when an entry could not be followed: what comes after it means nothing then.
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
}

impl<'a, R: Realm> Walk<'a, R> {
    /// Before the first entry. The roots at the `watched` sizes are kept.
    pub fn new(
        realm: &'a R,
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
            sources,
            roots: roots.into_iter().collect(),
            tree,
            edge: Edge::new(),
            replay: Some(Replay::new()),
            rules: Rules::default(),
            suspects,
            missing: BTreeMap::new(),
            erased: BTreeSet::new(),
            keys: Vec::new(),
            epochs: Vec::new(),
            watched,
        }
    }

    /// To the last entry.
    pub async fn along(
        &mut self,
        db: &mut SqliteConnection,
        progress: Option<&(dyn Fn(u64, u64) + Send + Sync)>,
        findings: &mut Vec<Finding>,
    ) -> Result<(), StoreError> {
        let all = tree::count(db).await?;
        loop {
            let page = replay::page(db, self.tree.size(), PAGE).await?;
            if page.is_empty() {
                return Ok(());
            }
            let hashed = tree::leaves(db, self.tree.size(), PAGE).await?;
            let mut leaves = Vec::with_capacity(page.len());
            let mut named = Vec::new();
            for (seq, json) in page {
                let place = self.tree.size();
                if seq.0 != place {
                    findings.push(Finding::at(place, format!("the log goes on at {seq}")));
                    self.replay = None;
                    return Ok(());
                }
                let leaf = ledger::leaf(json.as_bytes());
                if hashed.get(leaves.len()) != Some(&leaf) {
                    findings.push(Finding::at(
                        place,
                        "its text is not the one that was hashed",
                    ));
                }
                leaves.push(leaf);
                self.accuse(&json, place, findings);
                self.tree.append(leaf);
                if self.watched.contains(&self.tree.size()) {
                    self.roots.insert(self.tree.size(), self.tree.root());
                }
                if let Err(because) = self.follow(seq, json, &mut named, findings) {
                    findings.push(Finding::at(place, because));
                    self.replay = None;
                }
            }
            let changed = self.edge.append(&leaves);
            tree::upper(db, &changed, findings).await?;
            self.miss(db, named).await?;
            if let Some(tell) = progress {
                tell(self.tree.size(), all);
            }
        }
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
        seq: Seq,
        json: String,
        named: &mut Vec<(Digest, Seq)>,
        findings: &mut Vec<Finding>,
    ) -> Result<(), String> {
        let stored = Stored::read(seq, json)?;
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
        self.rules
            .judge::<R>(&replay.world, &stored.entry, findings);
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
