//! The proof that a log only grew: what both its roots are made of (RFC 9162, section 2.1.4).

use std::{collections::BTreeSet, ops::Range};

use crate::{
    Hash, Head, LedgerError, TileId, Tiles,
    hash::{node, nothing},
    subtree::{root_of, split, tiles_of},
};

/// That everything in the log with an older head is in the log with a newer one, in the same places.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Consistency {
    /// The hashes that both roots are made of, deepest first. At most 65.
    pub path: Vec<Hash>,
}

impl Consistency {
    /// Proves that the log of `new` entries continues the one of `old`. Nothing is needed to continue nothing, or to stay. Reads at most two tiles per level.
    ///
    /// # Errors
    /// [`LedgerError::Shrunk`]; [`LedgerError::TileMissing`], [`LedgerError::TileShort`], [`LedgerError::NotATile`].
    pub fn prove(tiles: &impl Tiles, old: u64, new: u64) -> Result<Self, LedgerError> {
        let shared = shared(old, new)?.into_iter();
        let path: Result<_, _> = shared.map(|range| root_of(tiles, range)).collect();
        Ok(Self { path: path? })
    }

    /// The tiles that [`Consistency::prove`] reads.
    ///
    /// # Errors
    /// [`LedgerError::Shrunk`].
    pub fn tiles_for(old: u64, new: u64) -> Result<BTreeSet<TileId>, LedgerError> {
        Ok(tiles_of(shared(old, new)?))
    }

    /// Whether the log with the head `new` continues the one with the head `old` (RFC 9162, section 2.1.4.2).
    ///
    /// # Errors
    /// [`LedgerError::Shrunk`]; [`LedgerError::ProofWrong`] when the path leads to other roots, is too short or too long.
    pub fn verify(&self, old: &Head, new: &Head) -> Result<(), LedgerError> {
        if new.size < old.size {
            return Err(LedgerError::Shrunk {
                old: old.size,
                new: new.size,
            });
        }
        let holds = match (old.size, self.path.split_first()) {
            (0, None) => old.root == nothing() && (new.size > 0 || new.root == old.root),
            (size, None) => size == new.size && old.root == new.root,
            (0, Some(_)) => false,
            (size, Some(_)) if size == new.size => false,
            (size, Some(_)) if size.is_power_of_two() => leads(&old.root, &self.path, old, new),
            (_, Some((deepest, rest))) => leads(deepest, rest, old, new),
        };
        if holds {
            Ok(())
        } else {
            Err(LedgerError::ProofWrong)
        }
    }
}

/// Whether both roots come out, starting from a part that the old tree ends with. Asked for `0 < old.size < new.size`.
fn leads(deepest: &Hash, rest: &[Hash], old: &Head, new: &Head) -> bool {
    let (mut first, mut last) = (old.size - 1, new.size - 1);
    let up = first.trailing_ones();
    (first, last) = (first >> up, last >> up);
    let (mut old_root, mut new_root) = (*deepest, *deepest);
    for beside in rest {
        if last == 0 {
            return false;
        }
        if first & 1 == 1 || first == last {
            old_root = node(beside, &old_root);
            new_root = node(beside, &new_root);
            let up = first.trailing_zeros();
            (first, last) = (first >> up, last >> up);
        } else {
            new_root = node(&new_root, beside);
        }
        (first, last) = (first >> 1, last >> 1);
    }
    last == 0 && old_root == old.root && new_root == new.root
}

/// The parts that both trees are made of, deepest first (PROOF and SUBPROOF of RFC 9162, section 2.1.4.1).
fn shared(old: u64, new: u64) -> Result<Vec<Range<u64>>, LedgerError> {
    if new < old {
        return Err(LedgerError::Shrunk { old, new });
    }
    let mut parts = Vec::new();
    if old == 0 {
        return Ok(parts);
    }
    let (mut start, mut end) = (0, new);
    while end > old {
        let middle = start + split(end - start);
        if old <= middle {
            parts.push(middle..end);
            end = middle;
        } else {
            parts.push(start..middle);
            start = middle;
        }
    }
    // The old root itself is known to whoever asks.
    if start > 0 {
        parts.push(start..end);
    }
    parts.reverse();
    Ok(parts)
}
