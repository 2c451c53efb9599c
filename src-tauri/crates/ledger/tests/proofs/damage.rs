//! Proofs, heads and tiles with something changed in them: none holds.

use std::collections::BTreeMap;

use openweave_ledger::{
    Consistency, Edge, Hash, Head, Inclusion, LedgerError, Tile, TileId, leaf, root,
};

use crate::log::{Log, entry, only};

/// Every path that differs in one bit, lacks a hash, or has one more.
fn damaged(path: &[Hash]) -> impl Iterator<Item = Vec<Hash>> {
    let flipped = (0..path.len() * 256).map(|bit| {
        let mut path = path.to_vec();
        path[bit / 256][bit % 256 / 8] ^= 1 << (bit % 8);
        path
    });
    let without = (0..path.len()).map(|at| [&path[..at], &path[at + 1..]].concat());
    let with = (0..=path.len()).map(|at| [&path[..at], &[[0; 32]], &path[at..]].concat());
    flipped.chain(without).chain(with)
}

#[test]
fn a_proof_with_any_bit_changed_is_wrong() {
    let log = Log::of((0..600).map(entry));
    for (index, size) in [
        (0, 1),
        (0, 2),
        (6, 7),
        (7, 8),
        (255, 257),
        (256, 257),
        (300, 600),
    ] {
        let head = log.head_at(size);
        let proof = Inclusion::prove(&log.tiles, index, size).unwrap();
        let leaf = leaf(&entry(index));
        for path in damaged(&proof.path) {
            let wrong = Inclusion { index, path };
            assert_eq!(wrong.verify(&leaf, &head), Err(LedgerError::ProofWrong));
        }
        for place in (0..size).filter(|place| *place != index) {
            let elsewhere = Inclusion {
                index: place,
                ..proof.clone()
            };
            assert_eq!(elsewhere.verify(&leaf, &head), Err(LedgerError::ProofWrong));
        }
    }
    for (old, new) in [
        (0, 5),
        (1, 2),
        (4, 7),
        (6, 8),
        (8, 8),
        (255, 256),
        (256, 257),
        (300, 600),
    ] {
        let heads = (log.head_at(old), log.head_at(new));
        for path in damaged(&Consistency::prove(&log.tiles, old, new).unwrap().path) {
            let wrong = Consistency { path };
            assert_eq!(
                wrong.verify(&heads.0, &heads.1),
                Err(LedgerError::ProofWrong)
            );
        }
    }
}

#[test]
fn a_head_with_any_bit_changed_is_not_proved() {
    let log = Log::of((0..600).map(entry));
    let (old, new) = (log.head_at(300), log.head_at(600));
    let included = Inclusion::prove(&log.tiles, 7, 600).unwrap();
    let grown = Consistency::prove(&log.tiles, 300, 600).unwrap();
    let flip = |head: Head, bit: usize| {
        let mut root = head.root;
        root[bit / 8] ^= 1 << (bit % 8);
        Head { root, ..head }
    };
    for bit in 0..256 {
        assert!(included.verify(&leaf(&entry(7)), &flip(new, bit)).is_err());
        assert!(
            included
                .verify(&flip(log.head_at(1), bit).root, &new)
                .is_err()
        );
        assert!(grown.verify(&flip(old, bit), &new).is_err());
        assert!(grown.verify(&old, &flip(new, bit)).is_err());
    }
    let nothing = log.head_at(0);
    let stay = Consistency { path: Vec::new() };
    assert_eq!(stay.verify(&nothing, &nothing), Ok(()));
    assert!(stay.verify(&flip(nothing, 3), &new).is_err());
    assert!(stay.verify(&nothing, &flip(nothing, 3)).is_err());
    assert!(stay.verify(&old, &new).is_err());
    assert_eq!(
        grown.verify(&new, &old),
        Err(LedgerError::Shrunk { old: 600, new: 300 })
    );
}

#[test]
fn a_proof_does_not_hold_for_a_size_that_is_not_the_roots() {
    let log = Log::of((0..64).map(entry));
    for size in 1..=64 {
        let true_head = log.head_at(size);
        let included = Inclusion::prove(&log.tiles, 0, size).unwrap();
        let grown = Consistency::prove(&log.tiles, 1, size).unwrap();
        // Where the paths are as long, the size is the checkpoint's to vouch for.
        for lie in (0..=64).filter(|lie| *lie == 0 || height(*lie) != height(size)) {
            let head = Head {
                size: lie,
                ..true_head
            };
            assert!(included.verify(&leaf(&entry(0)), &head).is_err());
            assert!(grown.verify(&log.head_at(1), &head).is_err());
        }
        let beyond = Inclusion {
            index: size,
            ..included
        };
        let refused = Err(LedgerError::NoSuchEntry { index: size, size });
        assert_eq!(beyond.verify(&leaf(&entry(0)), &true_head), refused);
    }
    let peaks = Consistency {
        path: vec![root_between(4..6), root_between(0..4)],
    };
    assert!(peaks.verify(&log.head_at(6), &log.head_at(6)).is_err());
}

fn height(size: u64) -> u32 {
    size.next_power_of_two().ilog2()
}

fn root_between(range: std::ops::Range<u64>) -> Hash {
    Log::of(range.map(entry)).frontier.root()
}

/// Builds the tree again, some entries at a time, and names the first tile that is not as it was kept: what `verify` does.
fn first_unlike(kept: &BTreeMap<TileId, Vec<u8>>, leaves: &[Hash]) -> Option<TileId> {
    let mut edge = Edge::new();
    let unlike = |tile: &Tile| kept.get(&tile.id) != Some(&tile.bytes);
    for some in leaves.chunks(100) {
        let full = edge.append(some).into_iter().filter(Tile::is_full);
        if let Some(tile) = full.into_iter().find(unlike) {
            return Some(tile.id);
        }
    }
    edge.open_tiles().find(unlike).map(|tile| tile.id)
}

#[test]
fn a_tile_with_any_bit_changed_gives_another_root_or_is_unlike_the_one_built_again() {
    let log = Log::of((0..261).map(entry));
    let leaves: Vec<Hash> = (0..261).map(|n| leaf(&entry(n))).collect();
    for size in [0, 1, 256, 261] {
        let log = Log::of((0..size as u64).map(entry));
        assert_eq!(first_unlike(&log.tiles, &leaves[..size]), None);
    }
    let whole = log.frontier.root();
    for (id, bytes) in &log.tiles {
        // The newest root does not read a full tile.
        let full = *id == TileId { level: 0, index: 0 };
        for bit in (0..bytes.len() * 8).step_by(if full { 67 } else { 1 }) {
            let mut changed = log.tiles.clone();
            changed.get_mut(id).unwrap()[bit / 8] ^= 1 << (bit % 8);
            assert_eq!(root(&changed, 261) == Ok(whole), full);
            assert_eq!(first_unlike(&changed, &leaves), Some(*id));
        }
    }
}

#[test]
fn a_full_tile_with_any_bit_changed_proves_nothing() {
    let log = Log::of((0..300).map(entry));
    let head = log.frontier.head();
    let id = TileId { level: 0, index: 0 };
    for bit in (0..256).flat_map(|hash| [hash * 256 + hash, hash * 256 + 255 - hash]) {
        let mut tiles = only(&log, [0, 1].map(|index| TileId { level: 0, index }));
        tiles.get_mut(&id).unwrap()[bit / 8] ^= 1 << (bit % 8);
        let neighbour = (bit / 256) as u64 ^ 1;
        let proof = Inclusion::prove(&tiles, neighbour, 300).unwrap();
        let verdict = proof.verify(&leaf(&entry(neighbour)), &head);
        assert_eq!(verdict, Err(LedgerError::ProofWrong));
    }
}

#[test]
fn holes_and_torn_tiles_are_named() {
    let log = Log::of((0..600).map(entry));
    let last = TileId { level: 0, index: 2 };
    let with = |bytes: Option<usize>| {
        let mut tiles = log.tiles.clone();
        match bytes {
            Some(bytes) => tiles.get_mut(&last).unwrap().resize(bytes, 0),
            None => drop(tiles.remove(&last)),
        }
        let asked = [
            root(&tiles, 600).map(|_| ()),
            Edge::read(&tiles, 600).map(|_| ()),
            Inclusion::prove(&tiles, 0, 600).map(|_| ()),
            Consistency::prove(&tiles, 512, 600).map(|_| ()),
        ];
        assert!(
            asked.iter().all(|a| a.is_err() && *a == asked[1]),
            "{asked:?}"
        );
        asked[1].clone().unwrap_err()
    };
    assert_eq!(with(None), LedgerError::TileMissing(last));
    let short = LedgerError::TileShort {
        tile: last,
        hashes: 87,
        needed: 88,
    };
    assert_eq!(with(Some(87 * 32)), short);
    assert_eq!(
        with(Some(0)),
        LedgerError::NotATile {
            tile: last,
            bytes: 0
        }
    );
    assert_eq!(
        with(Some(33)),
        LedgerError::NotATile {
            tile: last,
            bytes: 33
        }
    );
    assert_eq!(
        with(Some(8224)),
        LedgerError::NotATile {
            tile: last,
            bytes: 8224
        }
    );
}

#[test]
fn sizes_and_places_without_sense_are_errors_and_no_panics() {
    let log = Log::of((0..10).map(entry));
    assert_eq!(
        Inclusion::prove(&log.tiles, 10, 10),
        Err(LedgerError::NoSuchEntry {
            index: 10,
            size: 10
        })
    );
    assert_eq!(
        Consistency::prove(&log.tiles, 10, 9),
        Err(LedgerError::Shrunk { old: 10, new: 9 })
    );
    assert_eq!(
        Edge::read(&log.tiles, u64::MAX),
        Err(LedgerError::TooLarge { size: u64::MAX })
    );
    assert!(root(&log.tiles, u64::MAX).is_err());
    let last = Inclusion::prove(&log.tiles, u64::MAX - 1, u64::MAX);
    assert!(matches!(last, Err(LedgerError::TileMissing(_))));
}
