//! The right edge of the tiles: what a growing log needs to say which tiles change.

use crate::{Hash, LedgerError, SIZE_MAX, TILE_WIDTH, Tile, TileId, Tiles, hash::full};

/// The last tile of each level, as far as it is filled: at most 8,160 bytes per level, three levels for 16 million entries.
///
/// [`Frontier`](crate::Frontier) knows the root of the same log; a writer keeps both and clones both before a batch that may fail.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Edge {
    size: u64,
    // INVARIANT: level `l` holds `(size >> 8 * l) % 256` hashes; the last level is not empty.
    levels: Vec<Vec<Hash>>,
}

impl Edge {
    /// The edge of a log without entries.
    pub const fn new() -> Self {
        Self {
            size: 0,
            levels: Vec::new(),
        }
    }

    /// How many entries the log has.
    pub const fn size(&self) -> u64 {
        self.size
    }

    /// The edge of a log of `size` entries, from the tiles that [`tiles_for_root`](crate::tiles_for_root) names.
    ///
    /// # Errors
    /// [`LedgerError::TileMissing`], [`LedgerError::TileShort`], [`LedgerError::NotATile`]; [`LedgerError::TooLarge`] above [`SIZE_MAX`].
    pub fn read(tiles: &impl Tiles, size: u64) -> Result<Self, LedgerError> {
        if size > SIZE_MAX {
            return Err(LedgerError::TooLarge { size });
        }
        let levels = (0..8)
            .map(|level| (level, size >> (8 * level)))
            .take_while(|(_, hashes)| *hashes > 0)
            .map(|(level, hashes)| last_tile(tiles, level, hashes))
            .collect::<Result<_, _>>()?;
        Ok(Self { size, levels })
    }

    /// The tiles that are not full yet, lowest level first. A log has these and every full one that [`Edge::append`] ever named, and no other.
    pub fn open_tiles(&self) -> impl Iterator<Item = Tile> {
        let levels = (0_u8..).zip(&self.levels);
        let open = levels.filter(|(_, hashes)| !hashes.is_empty());
        open.map(|(level, hashes)| Tile {
            id: TileId {
                level,
                index: (self.size >> (8 * level)) >> 8,
            },
            bytes: hashes.concat(),
        })
    }

    /// Takes the next entries' [leaf hashes](crate::leaf) and says which tiles change and to what, lowest level first.
    /// The last tile of a level replaces the narrower one that was there. One hash per entry, 8 KiB per 256 entries.
    pub fn append(&mut self, leaves: &[Hash]) -> Vec<Tile> {
        let mut changed = Vec::new();
        let mut arriving = leaves.to_vec();
        for level in 0_u8.. {
            if arriving.is_empty() {
                break;
            }
            let first = (self.size >> (8 * level)) >> 8;
            if self.levels.len() == usize::from(level) {
                self.levels.push(Vec::new());
            }
            let open = &mut self.levels[usize::from(level)];
            open.append(&mut arriving);
            for (index, hashes) in (first..).zip(open.chunks(TILE_WIDTH)) {
                let id = TileId { level, index };
                let bytes = hashes.concat();
                changed.push(Tile { id, bytes });
            }
            let (whole, rest) = open.as_chunks::<TILE_WIDTH>();
            arriving = whole.iter().map(|tile| full(tile)).collect();
            *open = rest.to_vec();
        }
        self.size += leaves.len() as u64;
        changed
    }
}

/// The open tile of a level that has `hashes` hashes in all.
fn last_tile(tiles: &impl Tiles, level: u8, hashes: u64) -> Result<Vec<Hash>, LedgerError> {
    let tile = TileId {
        level,
        index: hashes >> 8,
    };
    match (hashes & 0xff) as usize {
        0 => Ok(Vec::new()),
        open => Ok(tile.hashes(tiles, 0..open)?.to_vec()),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn seventy_thousand_entries_fall_into_the_tiles_that_c2sp_counts() {
        let mut edge = Edge::new();
        let written = edge.append(&vec![[7; 32]; 70_000]);
        let count = |level: u8, width: usize| {
            let alike = |t: &&Tile| t.id.level == level && t.bytes.len() == width * 32;
            written.iter().filter(alike).count()
        };
        assert_eq!([count(0, 256), count(0, 112)], [273, 1]);
        assert_eq!([count(1, 256), count(1, 17), count(2, 1)], [1, 1, 1]);
        assert_eq!(written.len(), 277);
    }
}
