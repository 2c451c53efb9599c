//! The high-water mark: a small file outside the database with the last checkpoint in one of two slots, so that a torn write loses one and never both.
//! What it holds is a signed note; whether to believe it, a [`Verifier`](crate::Verifier) says.

use sha2::{Digest, Sha256};

use crate::{LedgerError, SIZE_MAX};

/// Bytes of a slot. The file has two.
pub const SLOT_BYTES: usize = 1024;
/// The longest note that fits: a slot without its first word, generation, length and SHA-256.
pub const NOTE_BYTES_MAX: usize = SLOT_BYTES - 8 - 8 - 4 - 32;

const FIRST_WORD: &[u8; 8] = b"owmark1\n";

/// What a mark says.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Mark {
    /// How many marks were written, this one included.
    pub generation: u64,
    /// The last checkpoint, as a signed note.
    pub note: String,
    /// The other slot is neither whole nor blank: a write was cut off, or somebody changed it.
    pub torn: bool,
}

/// What is to be written, and then synced.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Slot {
    /// Where in the file, in bytes.
    pub offset: u64,
    /// All of the slot.
    pub bytes: [u8; SLOT_BYTES],
}

enum Found {
    Blank,
    Torn,
    Whole(u64, String),
}

/// The newest whole slot of a mark's file.
///
/// # Errors
/// [`LedgerError::MarkEmpty`] when both slots are blank or absent; [`LedgerError::MarkTorn`] when none is whole.
pub fn read(file: &[u8]) -> Result<Mark, LedgerError> {
    let (first, second) = file.split_at(file.len().min(SLOT_BYTES));
    match (find(first, 1), find(second, 0)) {
        (Found::Blank, Found::Blank) => Err(LedgerError::MarkEmpty),
        (Found::Whole(a, note), Found::Whole(b, _)) if a > b => Ok(mark(a, note, false)),
        (Found::Whole(..), Found::Whole(b, note)) => Ok(mark(b, note, false)),
        (Found::Whole(generation, note), other) | (other, Found::Whole(generation, note)) => {
            Ok(mark(generation, note, matches!(other, Found::Torn)))
        }
        _ => Err(LedgerError::MarkTorn),
    }
}

/// The slot to write so that `note` is the newest: the one that does not hold what was newest in `file`, or the first of an empty one.
/// To begin again over a torn mark, give an empty `file` and cut the file to no bytes before.
///
/// # Errors
/// [`LedgerError::MarkTorn`]; [`LedgerError::MarkFull`] above [`NOTE_BYTES_MAX`].
pub fn write(file: &[u8], note: &str) -> Result<Slot, LedgerError> {
    let generation = match read(file) {
        Ok(newest) => newest.generation + 1,
        Err(LedgerError::MarkEmpty) => 1,
        Err(error) => return Err(error),
    };
    if note.len() > NOTE_BYTES_MAX {
        return Err(LedgerError::MarkFull { bytes: note.len() });
    }
    let mut said = FIRST_WORD.to_vec();
    said.extend(generation.to_be_bytes());
    said.extend((note.len() as u32).to_be_bytes());
    said.extend(note.as_bytes());
    said.resize(SLOT_BYTES - 32, 0);
    let sum = Sha256::digest(&said);
    let mut bytes = [0; SLOT_BYTES];
    bytes[..SLOT_BYTES - 32].copy_from_slice(&said);
    bytes[SLOT_BYTES - 32..].copy_from_slice(&sum);
    let offset = if generation % 2 == 1 {
        0
    } else {
        SLOT_BYTES as u64
    };
    Ok(Slot { offset, bytes })
}

const fn mark(generation: u64, note: String, torn: bool) -> Mark {
    Mark {
        generation,
        note,
        torn,
    }
}

/// What a slot holds that takes every generation with this remainder by two.
fn find(slot: &[u8], remainder: u64) -> Found {
    match whole(slot) {
        Some((generation, note)) if generation % 2 == remainder => Found::Whole(generation, note),
        None if slot.iter().all(|byte| *byte == 0) => Found::Blank,
        _ => Found::Torn,
    }
}

fn whole(slot: &[u8]) -> Option<(u64, String)> {
    let slot: &[u8; SLOT_BYTES] = slot.try_into().ok()?;
    let (said, sum) = slot.split_last_chunk::<32>()?;
    if Sha256::digest(said).as_slice() != sum {
        return None;
    }
    let (generation, rest) = said.strip_prefix(FIRST_WORD)?.split_first_chunk()?;
    let (length, rest) = rest.split_first_chunk()?;
    let (note, blank) = rest.split_at_checked(u32::from_be_bytes(*length) as usize)?;
    let generation = u64::from_be_bytes(*generation);
    if generation == 0 || generation > SIZE_MAX || blank.iter().any(|byte| *byte != 0) {
        return None;
    }
    Some((generation, String::from_utf8(note.to_vec()).ok()?))
}
