//! Roots and proofs read from tiles: against ct-merkle, the vectors of Certificate Transparency, and every kind of damage.
#![allow(clippy::unwrap_used)] // A test that cannot go on has failed.

mod damage;
mod log;

use ct_merkle::mem_backed_tree::MemoryBackedTree;
use openweave_ledger::{Consistency, Edge, Frontier, Hash, Head, Inclusion, leaf, tiles_for_root};
use proptest::prelude::*;
use sha2_of_ct_merkle::Sha256;

use crate::log::{Log, entry, only};

#[test]
fn every_size_to_1025_has_the_root_and_proofs_of_ct_merkle() {
    let mut oracle = MemoryBackedTree::<Sha256, Vec<u8>>::new();
    let mut log = Log::default();
    for size in 0..=1025_u64 {
        let head = log.frontier.head();
        assert_eq!(head.root.as_slice(), oracle.root().as_bytes().as_slice());
        assert_eq!(log.head_at(size), head);
        assert_eq!(
            Edge::read(&only(&log, tiles_for_root(size)), size),
            Ok(log.edge.clone())
        );
        assert_eq!(
            Frontier::read(&only(&log, tiles_for_root(size)), size),
            Ok(log.frontier.clone())
        );
        let step = if size <= 130 { 1 } else { 61 };
        for index in (0..size).rev().step_by(step) {
            let tiles = only(&log, Inclusion::tiles_for(index, size).unwrap());
            let proof = Inclusion::prove(&tiles, index, size).unwrap();
            let theirs = oracle.prove_inclusion(index as usize);
            assert_eq!(proof.path, hashes(theirs.as_bytes()), "{index} of {size}");
            assert_eq!(proof.verify(&leaf(&entry(index)), &head), Ok(()));
        }
        oracle.push(entry(size));
        log.append([entry(size)]);
    }
}

#[test]
fn every_pair_of_sizes_to_257_has_the_consistency_of_ct_merkle() {
    let log = Log::of((0..300).map(entry));
    let heads: Vec<Head> = (0..=257).map(|size| log.head_at(size)).collect();
    let mut oracle = MemoryBackedTree::<Sha256, Vec<u8>>::new();
    for new in 0..=257 {
        for old in 0..=new {
            let tiles = only(&log, Consistency::tiles_for(old, new).unwrap());
            let proof = Consistency::prove(&tiles, old, new).unwrap();
            if old > 0 {
                let theirs = oracle.prove_consistency((new - old) as usize);
                assert_eq!(proof.path, hashes(theirs.as_bytes()), "{old} to {new}");
            }
            let (old, new) = (&heads[old as usize], &heads[new as usize]);
            assert_eq!(proof.verify(old, new), Ok(()));
        }
        oracle.push(entry(new));
    }
}

fn hashes(bytes: &[u8]) -> Vec<Hash> {
    bytes.as_chunks::<32>().0.to_vec()
}

const CT_ENTRIES: [&[u8]; 8] = [
    b"",
    b"\x00",
    b"\x10",
    b"\x20\x21",
    b"\x30\x31",
    b"\x40\x41\x42\x43",
    b"\x50\x51\x52\x53\x54\x55\x56\x57",
    b"\x60\x61\x62\x63\x64\x65\x66\x67\x68\x69\x6a\x6b\x6c\x6d\x6e\x6f",
];

#[test]
fn proofs_are_those_of_certificate_transparency() {
    let log = Log::of(CT_ENTRIES.map(<[u8]>::to_vec));
    let inclusion: [(u64, u64, &[&str]); 5] = [
        (0, 1, &[]),
        (0, 8, &["96a296d2", "5f083f0a", "6b47aaf2"]),
        (5, 8, &["bc1a0643", "ca854ea1", "d37ee418"]),
        (2, 3, &["fac54203"]),
        (1, 5, &["6e340b9c", "5f083f0a", "bc1a0643"]),
    ];
    for (index, size, path) in inclusion {
        let proof = Inclusion::prove(&log.tiles, index, size).unwrap();
        assert_eq!(starts(&proof.path), path);
    }
    let consistency: [(u64, u64, &[&str]); 4] = [
        (1, 1, &[]),
        (1, 8, &["96a296d2", "5f083f0a", "6b47aaf2"]),
        (6, 8, &["0ebc5d34", "ca854ea1", "d37ee418"]),
        (2, 5, &["5f083f0a", "bc1a0643"]),
    ];
    for (old, new, path) in consistency {
        let proof = Consistency::prove(&log.tiles, old, new).unwrap();
        assert_eq!(starts(&proof.path), path);
    }
}

fn starts(path: &[Hash]) -> Vec<String> {
    let hex = |h: &Hash| h[..4].iter().map(|b| format!("{b:02x}")).collect();
    path.iter().map(hex).collect()
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(48))]

    #[test]
    fn batches_write_the_tiles_that_one_batch_writes(
        batches in prop::collection::vec(0_u64..700, 0..6),
    ) {
        let mut log = Log::default();
        let mut size = 0;
        for batch in batches {
            log.append((size..size + batch).map(entry));
            size += batch;
        }
        let at_once = Log::of((0..size).map(entry));
        prop_assert_eq!(&log.tiles, &at_once.tiles);
        prop_assert_eq!(&log.edge, &at_once.edge);
        prop_assert_eq!(log.edge.size(), size);
        prop_assert_eq!(log.head_at(size), log.frontier.head());
    }

    #[test]
    fn an_older_log_is_proved_from_the_tiles_of_a_newer_one(
        sizes in prop::array::uniform3(0_u64..20_000),
    ) {
        let mut sizes = sizes;
        sizes.sort_unstable();
        let [index, old, new] = [sizes[0], sizes[1] + 1, sizes[2] + 2];
        let mut log = Log::of((0..old).map(entry));
        let head = log.frontier.head();
        log.append((old..new).map(entry));
        let newest = log.frontier.head();
        let included = Inclusion::prove(&log.tiles, index, old).unwrap();
        prop_assert_eq!(included.verify(&leaf(&entry(index)), &head), Ok(()));
        let grown = Consistency::prove(&log.tiles, old, new).unwrap();
        prop_assert_eq!(grown.verify(&head, &newest), Ok(()));
    }

    #[test]
    fn hostile_proofs_are_refused_without_a_panic(
        path in prop::collection::vec(any::<Hash>(), 0..70),
        (index, old, new) in (any::<u64>(), any::<u64>(), any::<u64>()),
        (a, b) in any::<(Hash, Hash)>(),
    ) {
        let (old, new) = (Head { size: old, root: a }, Head { size: new, root: b });
        let proof = Inclusion { index, path: path.clone() };
        prop_assert!(proof.verify(&a, &new).is_err());
        let proof = Consistency { path };
        prop_assert!(proof.verify(&old, &new).is_err());
    }
}
