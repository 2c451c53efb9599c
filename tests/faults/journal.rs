//! What `disk.c` and the test wrote down, in the order in which it happened.

use serde_json::Value;

/// One thing that happened.
#[derive(Debug)]
pub struct Record {
    /// Which process did it.
    pub process: u32,
    /// Through which of its open files, where that matters.
    pub fd: i32,
    /// What.
    pub what: What,
}

/// What happened. Paths begin below the disk's root.
#[derive(Debug)]
pub enum What {
    /// A process began.
    Started,
    /// A file or folder was opened; made or emptied by that, as the case may be.
    Opened {
        path: String,
        made: bool,
        emptied: bool,
    },
    /// It was closed.
    Closed,
    /// Bytes were written.
    Written { at: usize, bytes: Vec<u8> },
    /// It was cut, or made longer, to so many bytes.
    Cut(usize),
    /// It was synced.
    Synced,
    /// It should have been synced, and the system said that it could not.
    NotSynced,
    /// A name became another, in place of what had that.
    Renamed { from: String, to: String },
    /// A name went.
    Unlinked(String),
    /// A folder was made.
    MadeFolder(String),
    /// A client was told something.
    Said(Value),
}

const HEAD_BYTES: usize = 32;
const SAID: u32 = 10;

/// The record of what a client was told, in the form of `struct record`.
pub fn said(value: &Value) -> Vec<u8> {
    let data = value.to_string().into_bytes();
    let length = u32::try_from(data.len()).expect("a short saying");
    let mut bytes = Vec::with_capacity(HEAD_BYTES + data.len());
    for word in [SAID, 0, 0, 0, 0, 0, 0, length] {
        bytes.extend(word.to_ne_bytes());
    }
    bytes.extend(data);
    bytes
}

/// All that a journal holds.
///
/// # Panics
/// When it ends in the middle of a record or says something unknown: then `disk.c` and this file differ.
pub fn read(mut journal: &[u8]) -> Vec<Record> {
    let mut records = Vec::new();
    while !journal.is_empty() {
        let (record, rest) = next(journal);
        records.push(record);
        journal = rest;
    }
    records
}

fn next(journal: &[u8]) -> (Record, &[u8]) {
    let (head, rest) = journal.split_at(HEAD_BYTES);
    let word = |n: usize| u32::from_ne_bytes(head[4 * n..4 * n + 4].try_into().expect("a word"));
    let at = u64::from_ne_bytes(head[16..24].try_into().expect("two words"));
    let at = usize::try_from(at).expect("a place in a file");
    let (path, rest) = rest.split_at(word(6) as usize);
    let (data, rest) = rest.split_at(word(7) as usize);
    let text = |bytes: &[u8]| String::from_utf8(bytes.to_vec()).expect("a name");
    let flag = |flag: u32| word(1) & flag != 0;
    let what = match word(0) {
        1 => What::Started,
        2 => What::Opened {
            path: text(path),
            made: flag(1),
            emptied: flag(2),
        },
        3 => What::Closed,
        4 => What::Written {
            at,
            bytes: data.to_vec(),
        },
        5 => What::Cut(at),
        6 if flag(4) => What::NotSynced,
        6 => What::Synced,
        7 => What::Renamed {
            from: text(path),
            to: text(data),
        },
        8 => What::Unlinked(text(path)),
        9 => What::MadeFolder(text(path)),
        SAID => What::Said(serde_json::from_slice(data).expect("what was said")),
        kind => panic!("a record of kind {kind}"),
    };
    let record = Record {
        process: word(2),
        fd: word(3).cast_signed(),
        what,
    };
    (record, rest)
}
