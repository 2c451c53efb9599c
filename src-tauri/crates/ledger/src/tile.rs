//! The tree as it is kept: 256 hashes wide tiles (C2SP tlog-tiles), from which any root and proof is read.

use std::{
    collections::{BTreeMap, BTreeSet},
    fmt,
    ops::Range,
};

use crate::{
    Hash, LedgerError,
    subtree::{root_of, tiles_of},
};

/// Hashes in a full tile.
pub const TILE_WIDTH: usize = 256;

/// Where a tile stands. At level 0 its hashes are those of entries `256 · index ..`; at each level above, those of full tiles below.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct TileId {
    /// Height above the entries, in steps of 8; at most 7.
    pub level: u8,
    /// Place in its level, from 0 without gaps.
    pub index: u64,
}

/// A tile and its bytes, as they are to be kept in the place of what was there.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Tile {
    /// Where.
    pub id: TileId,
    /// Its hashes one after the other: 32 to 8,192 bytes.
    pub bytes: Vec<u8>,
}

/// Tiles at hand. Whoever keeps them on a disk loads those that `tiles_for` names first: a disk's failure is not a missing tile.
pub trait Tiles {
    /// The bytes of a tile; nothing when it is not there. It may be wider than asked for: a log has grown since.
    fn tile(&self, id: TileId) -> Option<&[u8]>;
}

impl Tiles for BTreeMap<TileId, Vec<u8>> {
    fn tile(&self, id: TileId) -> Option<&[u8]> {
        self.get(&id).map(Vec::as_slice)
    }
}

/// The root over entries `0..size` (RFC 6962, section 2.1). Reads one tile per level and hashes at most 255 times for each.
///
/// # Errors
/// [`LedgerError::TileMissing`], [`LedgerError::TileShort`], [`LedgerError::NotATile`]: a log with a hole has no root.
pub fn root(tiles: &impl Tiles, size: u64) -> Result<Hash, LedgerError> {
    root_of(tiles, 0..size)
}

/// The tiles that [`root`] and [`Edge::read`](crate::Edge::read) read: the last of each level, unless it is full.
pub fn tiles_for_root(size: u64) -> BTreeSet<TileId> {
    tiles_of(std::iter::once(0..size))
}

impl Tile {
    /// Whether it will never change again.
    pub const fn is_full(&self) -> bool {
        self.bytes.len() == TILE_WIDTH * 32
    }
}

impl TileId {
    /// Those of its hashes, counted within it.
    pub(crate) fn hashes(
        self,
        tiles: &impl Tiles,
        which: Range<usize>,
    ) -> Result<&[Hash], LedgerError> {
        let bytes = tiles.tile(self).ok_or(LedgerError::TileMissing(self))?;
        let (hashes, rest) = bytes.as_chunks();
        if !rest.is_empty() || hashes.is_empty() || hashes.len() > TILE_WIDTH {
            return Err(LedgerError::NotATile {
                tile: self,
                bytes: bytes.len(),
            });
        }
        let needed = which.end;
        hashes.get(which).ok_or(LedgerError::TileShort {
            tile: self,
            hashes: hashes.len(),
            needed,
        })
    }
}

impl fmt::Display for TileId {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}/{}", self.level, self.index)
    }
}
