//! The proof that an entry is in a log: the hashes beside its way to the root (RFC 9162, section 2.1.3).

use std::{collections::BTreeSet, ops::Range};

use crate::{
    Hash, Head, LedgerError, TileId, Tiles,
    hash::node,
    subtree::{root_of, split, tiles_of},
};

/// That an entry stands at `index`. How many entries there are, the [`Head`] says that it is held against.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Inclusion {
    /// The entry's place, from 0.
    pub index: u64,
    /// The hashes beside its way, from the entry up. At most 64.
    pub path: Vec<Hash>,
}

impl Inclusion {
    /// Proves entry `index` of the log of `size` entries, which may have grown since. Reads at most two tiles per level.
    ///
    /// # Errors
    /// [`LedgerError::NoSuchEntry`]; [`LedgerError::TileMissing`], [`LedgerError::TileShort`], [`LedgerError::NotATile`].
    pub fn prove(tiles: &impl Tiles, index: u64, size: u64) -> Result<Self, LedgerError> {
        let beside = siblings(index, size)?.into_iter();
        let path: Result<_, _> = beside.map(|range| root_of(tiles, range)).collect();
        Ok(Self { index, path: path? })
    }

    /// The tiles that [`Inclusion::prove`] reads.
    ///
    /// # Errors
    /// [`LedgerError::NoSuchEntry`].
    pub fn tiles_for(index: u64, size: u64) -> Result<BTreeSet<TileId>, LedgerError> {
        Ok(tiles_of(siblings(index, size)?))
    }

    /// Whether the entry with this leaf hash is in the log with this head, and there (RFC 9162, section 2.1.3.2).
    ///
    /// # Errors
    /// [`LedgerError::NoSuchEntry`]; [`LedgerError::ProofWrong`] when the path leads elsewhere, is too short or too long.
    pub fn verify(&self, leaf: &Hash, head: &Head) -> Result<(), LedgerError> {
        exists(self.index, head.size)?;
        let (mut first, mut last) = (self.index, head.size - 1);
        let mut root = *leaf;
        for beside in &self.path {
            if last == 0 {
                return Err(LedgerError::ProofWrong);
            }
            if first & 1 == 1 || first == last {
                root = node(beside, &root);
                let up = first.trailing_zeros();
                (first, last) = (first >> up, last >> up);
            } else {
                root = node(&root, beside);
            }
            (first, last) = (first >> 1, last >> 1);
        }
        if last != 0 || root != head.root {
            return Err(LedgerError::ProofWrong);
        }
        Ok(())
    }
}

/// The parts of the tree beside the way of entry `index`, from the entry up (PATH of RFC 9162, section 2.1.3.1).
fn siblings(index: u64, size: u64) -> Result<Vec<Range<u64>>, LedgerError> {
    exists(index, size)?;
    let mut beside = Vec::new();
    let (mut start, mut end) = (0, size);
    while end - start > 1 {
        let middle = start + split(end - start);
        if index < middle {
            beside.push(middle..end);
            end = middle;
        } else {
            beside.push(start..middle);
            start = middle;
        }
    }
    beside.reverse();
    Ok(beside)
}

const fn exists(index: u64, size: u64) -> Result<(), LedgerError> {
    if index < size {
        Ok(())
    } else {
        Err(LedgerError::NoSuchEntry { index, size })
    }
}
