//! The high-water mark: whatever one write leaves behind, the one before it is still there.
#![allow(clippy::unwrap_used)] // A test that cannot go on has failed.

use openweave_ledger::{
    LedgerError,
    mark::{self, Mark, NOTE_BYTES_MAX, SLOT_BYTES},
};
use proptest::prelude::*;
use sha2::{Digest, Sha256};

/// Writes `note` as a store does, but only the first `bytes` of it reach the disk.
fn write_some(file: &mut Vec<u8>, note: &str, bytes: usize) {
    let slot = mark::write(file, note).unwrap();
    let start = slot.offset as usize;
    let end = start + bytes;
    file.resize(file.len().max(end), 0);
    file[start..end].copy_from_slice(&slot.bytes[..bytes]);
}

fn write(file: &mut Vec<u8>, note: &str) {
    write_some(file, note, SLOT_BYTES);
}

fn mark(generation: u64, note: &str, torn: bool) -> Result<Mark, LedgerError> {
    let note = note.to_owned();
    Ok(Mark {
        generation,
        note,
        torn,
    })
}

#[test]
fn the_newest_of_two_is_read_and_the_older_one_written_over() {
    let mut file = Vec::new();
    assert_eq!(mark::read(&file), Err(LedgerError::MarkEmpty));
    assert_eq!(
        mark::read(&[0; 2 * SLOT_BYTES]),
        Err(LedgerError::MarkEmpty)
    );
    for (generation, note) in (1..).zip(["one", "two", "three", "four"]) {
        let before = file.clone();
        write(&mut file, note);
        assert_eq!(mark::read(&file), mark(generation, note, false));
        let kept = if generation % 2 == 1 {
            SLOT_BYTES..2 * SLOT_BYTES
        } else {
            0..SLOT_BYTES
        };
        assert_eq!(file.get(kept.clone()), before.get(kept));
    }
    assert_eq!(file.len(), 2 * SLOT_BYTES);
}

#[test]
fn a_write_cut_off_anywhere_leaves_the_mark_before_it() {
    let mut whole = Vec::new();
    write(&mut whole, "one");
    for (generation, note) in [(1, "one"), (2, "two"), (3, "three")] {
        for bytes in 1..SLOT_BYTES {
            let mut file = whole.clone();
            write_some(&mut file, "the next, which is longer", bytes);
            let found = mark::read(&file).unwrap();
            // The first word of a slot is the same each time; cut off within it, the slot is still the older one.
            assert_eq!((found.generation, &*found.note), (generation, note));
            write(&mut file, "after");
            assert_eq!(mark::read(&file), mark(generation + 1, "after", false));
        }
        write(&mut whole, ["two", "three", ""][generation as usize - 1]);
    }
}

#[test]
fn a_mark_with_any_bit_changed_is_the_one_before_or_none_and_says_so() {
    let mut file = Vec::new();
    write(&mut file, "one");
    for bit in 0..file.len() * 8 {
        let mut changed = file.clone();
        changed[bit / 8] ^= 1 << (bit % 8);
        assert_eq!(mark::read(&changed), Err(LedgerError::MarkTorn));
        assert_eq!(mark::write(&changed, "two"), Err(LedgerError::MarkTorn));
    }
    write(&mut file, "two");
    for bit in 0..file.len() * 8 {
        let mut changed = file.clone();
        changed[bit / 8] ^= 1 << (bit % 8);
        let left = if bit / 8 < SLOT_BYTES {
            mark(2, "two", true)
        } else {
            mark(1, "one", true)
        };
        assert_eq!(mark::read(&changed), left, "bit {bit}");
    }
}

#[test]
fn slots_in_each_others_places_are_no_marks() {
    let mut file = Vec::new();
    write(&mut file, "one");
    write(&mut file, "two");
    let (first, second) = file.split_at(SLOT_BYTES);
    assert_eq!(
        mark::read(&[second, first].concat()),
        Err(LedgerError::MarkTorn)
    );
    assert_eq!(mark::read(&[first, first].concat()), mark(1, "one", true));
    assert_eq!(
        mark::read(&[&file[..], b"more"].concat()),
        mark(1, "one", true)
    );
}

#[test]
fn a_slot_that_nobody_writes_is_torn_whatever_its_checksum() {
    let mut file = Vec::new();
    write(&mut file, "one");
    let long = (NOTE_BYTES_MAX as u32 + 1).to_be_bytes();
    for (at, bytes) in [
        (0, b"owmark2\n".as_slice()),
        (8, &[0xff; 8]), // more generations than can be
        (16, &long),
        (20, &[0xff]),           // not UTF-8
        (SLOT_BYTES - 33, &[1]), // behind the note
    ] {
        let mut slot = file.clone();
        slot[at..at + bytes.len()].copy_from_slice(bytes);
        let sum = Sha256::digest(&slot[..SLOT_BYTES - 32]);
        slot[SLOT_BYTES - 32..].copy_from_slice(&sum);
        assert_eq!(mark::read(&slot), Err(LedgerError::MarkTorn), "at {at}");
    }
    write(&mut file, "two");
    file[SLOT_BYTES + 15] = 0; // generation 0, where even ones stand
    let sum = Sha256::digest(&file[SLOT_BYTES..2 * SLOT_BYTES - 32]);
    file[2 * SLOT_BYTES - 32..].copy_from_slice(&sum);
    assert_eq!(mark::read(&file), mark(1, "one", true));
}

#[test]
fn a_note_that_does_not_fit_is_refused() {
    let fits = "n".repeat(NOTE_BYTES_MAX);
    let mut file = Vec::new();
    write(&mut file, &fits);
    assert_eq!(mark::read(&file), mark(1, &fits, false));
    let bytes = NOTE_BYTES_MAX + 1;
    let refused = mark::write(&file, &"n".repeat(bytes));
    assert_eq!(refused, Err(LedgerError::MarkFull { bytes }));
}

proptest! {
    #[test]
    fn any_bytes_are_no_mark_and_no_panic(bytes in prop::collection::vec(1_u8.., 1..2100)) {
        prop_assert_eq!(mark::read(&bytes), Err(LedgerError::MarkTorn));
    }
}
