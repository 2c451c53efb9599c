//! A log as a store keeps it, without the store.

use std::collections::BTreeMap;

use openweave_ledger::{Edge, Frontier, Hash, Head, TileId, Tiles, leaf, root};

/// A log as a store keeps it: its edge in memory, its tiles in a table.
#[derive(Default)]
pub struct Log {
    pub edge: Edge,
    pub frontier: Frontier,
    pub tiles: BTreeMap<TileId, Vec<u8>>,
}

impl Log {
    pub fn of(entries: impl IntoIterator<Item = Vec<u8>>) -> Self {
        let mut log = Self::default();
        log.append(entries);
        log
    }

    pub fn append(&mut self, entries: impl IntoIterator<Item = Vec<u8>>) {
        let leaves: Vec<Hash> = entries.into_iter().map(|e| leaf(&e)).collect();
        leaves.iter().for_each(|l| self.frontier.append(*l));
        let changed = self.edge.append(&leaves);
        self.tiles
            .extend(changed.into_iter().map(|t| (t.id, t.bytes)));
    }

    pub fn head_at(&self, size: u64) -> Head {
        let root = root(&self.tiles, size).unwrap();
        Head { size, root }
    }
}

/// Nothing but the tiles that were named: reading another one is an error.
pub fn only(log: &Log, named: impl IntoIterator<Item = TileId>) -> BTreeMap<TileId, Vec<u8>> {
    let held = |id: TileId| (id, log.tiles.tile(id).unwrap().to_vec());
    named.into_iter().map(held).collect()
}

pub fn entry(n: u64) -> Vec<u8> {
    format!("entry {n}").into_bytes()
}
