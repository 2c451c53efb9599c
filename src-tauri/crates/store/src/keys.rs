//! Which idempotency keys were used, for what body, and which entries came of it. Service memory: filled again from the log at start.

use std::collections::{HashMap, VecDeque};

use model::{Code, Digest, Entry, Seq, Span, Timestamp};

/// How long a key is remembered.
const KEPT: Span = Span::hours(24);
/// How many are, at most: some 100 bytes each.
const KEYS_MAX: usize = 200_000;

/// What a key was used for.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct Known {
    /// Digest of the body it came with.
    pub body: Digest,
    /// The first of its entries; one command's entries follow one another.
    pub first: Seq,
    /// How many.
    pub count: u64,
    /// Why it was refused, if it was.
    pub code: Option<Code>,
    at: Timestamp,
}

impl Known {
    /// The entries that came of it.
    pub fn seqs(&self) -> std::ops::Range<u64> {
        self.first.0..self.first.0 + self.count
    }
}

/// The newest keys of the last day.
#[derive(Default)]
pub(crate) struct Keys {
    known: HashMap<Digest, Known>,
    // INVARIANT: oldest first, every key of `known` at least once.
    order: VecDeque<(Timestamp, Digest)>,
}

impl Keys {
    /// What `key` was used for in the day before `now`.
    pub fn get(&self, key: &Digest, now: Timestamp) -> Option<&Known> {
        self.known.get(key).filter(|k| now.since(k.at) < KEPT)
    }

    /// Learns from an entry in the log. A reused key's refusal changes nothing: the first use stands.
    pub fn note(&mut self, entry: &Entry) {
        let Some((key, body)) = entry.key else { return };
        if entry.code == Some(Code::KeyReused) {
            return;
        }
        self.let_go(entry.at);
        match self.known.get_mut(&key) {
            Some(known) if known.seqs().end == entry.seq.0 && known.at == entry.at => {
                known.count += 1;
            }
            _ => {
                let known = Known {
                    body,
                    first: entry.seq,
                    count: 1,
                    code: entry.code,
                    at: entry.at,
                };
                self.known.insert(key, known);
                self.order.push_back((entry.at, key));
            }
        }
    }

    fn let_go(&mut self, now: Timestamp) {
        while let Some((at, key)) = self.order.front().copied() {
            if self.order.len() < KEYS_MAX && now.since(at) < KEPT {
                return;
            }
            self.order.pop_front();
            if self.known.get(&key).is_some_and(|k| k.at == at) {
                self.known.remove(&key);
            }
        }
    }
}
