//! The right edge of a growing tree: all that appending and the root need, in at most 64 hashes.

use crate::{
    Head, LedgerError, SIZE_MAX, Tiles,
    hash::{Hash, join, node},
    subtree::peaks_of,
};

/// The roots of the full subtrees that a log of `size` entries falls into, largest first: one for each 1 in the binary of `size`.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Frontier {
    size: u64,
    // INVARIANT: as many as `size` has ones in binary.
    peaks: Vec<Hash>,
}

/// Bytes are no frontier.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
#[error(
    "These bytes are no tree's edge: a size in 8 bytes, then 32 bytes for each 1 in its binary. Run `verify`."
)]
pub struct NotAFrontier;

impl Frontier {
    /// The edge of a log without entries.
    pub const fn new() -> Self {
        Self {
            size: 0,
            peaks: Vec::new(),
        }
    }

    /// The edge of a tree of `size` entries, from the tiles that [`tiles_for_root`](crate::tiles_for_root) names. It is all that
    /// [`Edge::read`](crate::Edge::read) takes from them: whoever believes the one may believe the other.
    ///
    /// # Errors
    /// [`LedgerError::TileMissing`], [`LedgerError::TileShort`], [`LedgerError::NotATile`]; [`LedgerError::TooLarge`] above [`SIZE_MAX`].
    pub fn read(tiles: &impl Tiles, size: u64) -> Result<Self, LedgerError> {
        if size > SIZE_MAX {
            return Err(LedgerError::TooLarge { size });
        }
        let peaks = peaks_of(tiles, 0..size)?;
        Ok(Self { size, peaks })
    }

    /// How many entries the tree has.
    pub const fn size(&self) -> u64 {
        self.size
    }

    /// Takes the next entry's [leaf hash](crate::leaf). Two hashes on average.
    pub fn append(&mut self, leaf: Hash) {
        let mut joined = leaf;
        for _ in 0..self.size.trailing_ones() {
            if let Some(left) = self.peaks.pop() {
                joined = node(&left, &joined);
            }
        }
        self.peaks.push(joined);
        self.size += 1;
    }

    /// The root over all entries so far. One hash per peak.
    pub fn root(&self) -> Hash {
        join(&self.peaks)
    }

    /// What a checkpoint states of the log so far.
    pub fn head(&self) -> Head {
        Head {
            size: self.size,
            root: self.root(),
        }
    }

    /// What is kept beside a log, so that it can grow without being read: the size (big endian), then the peaks.
    pub fn to_bytes(&self) -> Vec<u8> {
        let mut bytes = self.size.to_be_bytes().to_vec();
        bytes.extend(self.peaks.iter().flatten());
        bytes
    }

    /// Reads what [`Frontier::to_bytes`] wrote.
    ///
    /// # Errors
    /// [`NotAFrontier`] when there are too few or too many bytes, or the size is more than [`SIZE_MAX`].
    pub fn from_bytes(bytes: &[u8]) -> Result<Self, NotAFrontier> {
        let (size, rest) = bytes.split_first_chunk().ok_or(NotAFrontier)?;
        let size = u64::from_be_bytes(*size);
        let (peaks, remainder) = rest.as_chunks::<32>();
        let as_many = peaks.len() == size.count_ones() as usize;
        if size > SIZE_MAX || !remainder.is_empty() || !as_many {
            return Err(NotAFrontier);
        }
        Ok(Self {
            size,
            peaks: peaks.to_vec(),
        })
    }
}
