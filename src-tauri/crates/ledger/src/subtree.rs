//! Full subtrees: what every range of a tree is made of, and what a tile can answer for.

use std::{collections::BTreeSet, ops::Range};

use crate::{
    Hash, LedgerError, TileId, Tiles,
    hash::{full, join},
};

/// The 2^`height` entries from `index` · 2^`height` on. At most 64 of them make up any tree.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
struct Subtree {
    height: u32,
    index: u64,
}

/// Where the left part of a tree of `size` entries ends: the largest power of two below it (k in RFC 6962, section 2.1).
/// Asked for two entries or more.
pub(crate) const fn split(size: u64) -> u64 {
    1 << (size - 1).ilog2()
}

/// The root over the entries of `range`, which is a part of a tree as [`split`] makes them.
pub(crate) fn root_of(tiles: &impl Tiles, range: Range<u64>) -> Result<Hash, LedgerError> {
    Ok(join(&peaks_of(tiles, range)?))
}

/// The roots of the full subtrees that `range` falls into, largest first.
pub(crate) fn peaks_of(tiles: &impl Tiles, range: Range<u64>) -> Result<Vec<Hash>, LedgerError> {
    subtrees(range).map(|s| s.root(tiles)).collect()
}

/// The tiles that [`root_of`] reads for these ranges.
pub(crate) fn tiles_of(ranges: impl IntoIterator<Item = Range<u64>>) -> BTreeSet<TileId> {
    ranges
        .into_iter()
        .flat_map(subtrees)
        .map(|s| s.place().0)
        .collect()
}

/// Largest first, from left to right.
fn subtrees(range: Range<u64>) -> impl Iterator<Item = Subtree> {
    // INVARIANT: `split` lets a range start at a multiple of every power of two that fits into it.
    let mut start = range.start;
    std::iter::from_fn(move || {
        let height = (range.end - start).checked_ilog2()?;
        let index = start >> height;
        start += 1 << height;
        Some(Subtree { height, index })
    })
}

impl Subtree {
    /// The tile it stands in, and the hashes there that it is the root over.
    fn place(self) -> (TileId, Range<usize>) {
        let level = self.height / 8;
        let within = self.height % 8;
        let first = self.index << within;
        let tile = TileId {
            level: level as u8,
            index: first >> 8,
        };
        let first = (first & 0xff) as usize;
        (tile, first..first + (1 << within))
    }

    fn root(self, tiles: &impl Tiles) -> Result<Hash, LedgerError> {
        let (tile, hashes) = self.place();
        tile.hashes(tiles, hashes).map(full)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_tree_splits_where_rfc_6962_splits_it() {
        let at = [2, 3, 4, 5, 8, 9, u64::MAX].map(split);
        assert_eq!(at, [1, 2, 2, 4, 4, 8, 1 << 63]);
    }

    #[test]
    fn the_largest_tree_falls_into_64_subtrees_on_8_levels() {
        let parts: Vec<Subtree> = subtrees(0..u64::MAX).collect();
        assert_eq!(parts.len(), 64);
        assert_eq!(parts[63].place().0.index, u64::MAX >> 8);
        let levels: BTreeSet<u8> = tiles_of(std::iter::once(0..u64::MAX))
            .iter()
            .map(|t| t.level)
            .collect();
        assert_eq!(levels, (0..8).collect());
    }
}
