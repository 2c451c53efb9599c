//! Which idempotency keys were used, for what body, and which entries came of it. Service memory: filled again from the log at start,
//! or from its snapshot.

use std::collections::{HashMap, VecDeque};

use model::{Code, Digest, Entry, Seq, Span, Timestamp};

/// How long a key is remembered.
const KEPT: Span = Span::hours(24);
/// How many are, at most: some 100 bytes each.
const KEYS_MAX: usize = 200_000;
/// Bytes of one as it is kept: key, body, first entry, how many, when; then its code's place among all codes, counted from 1, or 0.
const KEPT_BYTES: usize = 32 + 32 + 8 + 8 + 8 + 1;

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
#[derive(Clone, Default)]
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

    /// All of them, oldest first, each in the same number of bytes: reading them again is most of what a start does.
    pub fn to_bytes(&self) -> Vec<u8> {
        let mut bytes = Vec::with_capacity(self.order.len() * KEPT_BYTES);
        for (at, key) in &self.order {
            let Some(known) = self.known.get(key).filter(|known| known.at == *at) else {
                continue;
            };
            bytes.extend(key.bytes());
            bytes.extend(known.body.bytes());
            bytes.extend(known.first.0.to_be_bytes());
            bytes.extend(known.count.to_be_bytes());
            bytes.extend(at.micros().to_be_bytes());
            bytes.push(place(known.code));
        }
        bytes
    }

    /// Reads what [`Keys::to_bytes`] wrote; nothing else is any keys.
    pub fn from_bytes(bytes: &[u8]) -> Option<Self> {
        let (all, rest) = bytes.as_chunks::<KEPT_BYTES>();
        let mut keys = Self {
            known: HashMap::with_capacity(all.len()),
            order: VecDeque::with_capacity(all.len()),
        };
        for one in all {
            let (key, known) = read(one)?;
            keys.known.insert(key, known);
            keys.order.push_back((known.at, key));
        }
        rest.is_empty().then_some(keys)
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

fn read(bytes: &[u8; KEPT_BYTES]) -> Option<(Digest, Known)> {
    let (key, rest) = bytes.split_first_chunk()?;
    let (body, rest) = rest.split_first_chunk()?;
    let (first, rest) = rest.split_first_chunk()?;
    let (count, rest) = rest.split_first_chunk()?;
    let (at, rest) = rest.split_first_chunk()?;
    let code = match *rest {
        [0] => None,
        [place] => Some(*Code::ALL.get(usize::from(place) - 1)?),
        _ => return None,
    };
    let known = Known {
        body: Digest::new(*body),
        first: Seq(u64::from_be_bytes(*first)),
        count: u64::from_be_bytes(*count),
        code,
        at: Timestamp::from_micros(i64::from_be_bytes(*at)),
    };
    Some((Digest::new(*key), known))
}

fn place(code: Option<Code>) -> u8 {
    let place = code.and_then(|code| Code::ALL.iter().position(|known| *known == code));
    place.map_or(0, |place| {
        u8::try_from(place + 1).expect("there are few codes")
    })
}

#[cfg(test)]
mod tests {
    use model::{Actor, ActorId, Outcome, Via, entry::About};

    use super::*;

    fn entry(seq: u64, key: u64, at: i64, code: Option<Code>) -> Entry {
        Entry {
            v: model::entry::FORMAT,
            seq: Seq(seq),
            at: Timestamp::from_micros(at),
            by: Actor {
                id: ActorId::Clock,
                via: Via::Clock,
            },
            action: model::Action::Call,
            about: About::default(),
            outcome: Outcome::Done,
            code,
            named: None,
            previous: None,
            key: Some((Digest::of(&key.to_be_bytes()), Digest::of(b"body"))),
            count: None,
            trace: None,
            engine: 1,
            deed: None,
        }
    }

    #[test]
    fn keys_are_kept_in_their_order_with_every_code_and_let_go_alike() {
        let mut keys = Keys::default();
        let codes = Code::ALL.iter().copied().map(Some).chain([None]);
        for (n, code) in (0..).zip(codes.filter(|code| *code != Some(Code::KeyReused))) {
            keys.note(&entry(2 * n, n, n as i64, code));
            keys.note(&entry(2 * n + 1, n, n as i64, code));
        }
        let bytes = keys.to_bytes();
        let mut again = Keys::from_bytes(&bytes).unwrap();
        assert_eq!(again.known, keys.known);
        assert_eq!(again.order, keys.order);
        for (n, past) in [(900, 0), (901, 24 * 3_600 * 1_000_000 + 10)] {
            keys.note(&entry(n, n, past, None));
            again.note(&entry(n, n, past, None));
            assert_eq!(again.to_bytes(), keys.to_bytes());
        }
        assert!(keys.to_bytes().len() < bytes.len(), "a day has passed");
        assert!(Keys::from_bytes(&bytes[1..]).is_none());
        let mut unknown = bytes;
        *unknown.last_mut().unwrap() = 255;
        assert!(Keys::from_bytes(&unknown).is_none());
    }
}
