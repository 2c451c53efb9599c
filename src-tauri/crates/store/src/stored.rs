//! An entry with the bytes that stand for it.

use model::{Digest, Entry, Seq, entry::EntryError};

/// An entry, the exact text that is stored and hashed (law 4), and its leaf hash.
#[derive(Clone, Debug, PartialEq)]
pub struct Stored {
    /// The entry.
    pub entry: Entry,
    /// Its text in the log.
    pub json: String,
    /// Its hash in the tree.
    pub leaf: Digest,
}

impl Stored {
    /// Writes an entry down: the only time that its text is made.
    pub(crate) fn write(entry: Entry) -> Result<Self, EntryError> {
        let json = entry.to_json()?;
        let leaf = leaf(&json);
        Ok(Self { entry, json, leaf })
    }

    /// Reads what stands at `seq`.
    pub(crate) fn read(seq: Seq, json: String) -> Result<Self, String> {
        let leaf = leaf(&json);
        Self::hashed(seq, json, leaf)
    }

    /// Reads what stands at `seq`, whose leaf hash is known.
    pub(crate) fn hashed(seq: Seq, json: String, leaf: Digest) -> Result<Self, String> {
        let entry = Entry::from_json(&json).map_err(|e| e.to_string())?;
        if entry.seq != seq {
            return Err(format!("entry {} stands in its place", entry.seq));
        }
        Ok(Self { entry, json, leaf })
    }
}

fn leaf(json: &str) -> Digest {
    Digest::new(ledger::leaf(json.as_bytes()))
}
