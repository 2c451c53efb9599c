//! The corpora of the fuzz targets, and random changes of them, as ordinary tests: 2,000 for each target, or as many as
//! `OPENWEAVE_FUZZ` says. `OPENWEAVE_BLESS=1` writes the corpora anew.

mod readers;

use std::{fs, path::PathBuf};

use ledger::{Inclusion, mark};
use rand::{Rng, SeedableRng, seq::IndexedRandom};
use rand_chacha::ChaCha8Rng;

/// How many changes are tried unless somebody says otherwise.
const CHANGES: u64 = 2_000;

fn corpus(target: &str) -> PathBuf {
    let fuzz = PathBuf::from(env!("CARGO_MANIFEST_DIR")).join("fuzz");
    fuzz.join("corpus").join(target)
}

fn seeds(target: &str) -> Vec<Vec<u8>> {
    let files = fs::read_dir(corpus(target)).expect("a corpus");
    let mut paths: Vec<PathBuf> = files.map(|file| file.expect("a file").path()).collect();
    paths.sort();
    let seeds: Vec<Vec<u8>> = paths
        .iter()
        .map(|path| fs::read(path).expect("a seed"))
        .collect();
    assert!(seeds.len() >= 3, "{target} has no corpus");
    seeds
}

fn replay(target: &str, reader: fn(&[u8])) {
    let seeds = seeds(target);
    seeds.iter().for_each(|seed| reader(seed));
    let asked = std::env::var("OPENWEAVE_FUZZ").ok();
    let changes = asked.map_or(CHANGES, |n| n.parse().expect("a number"));
    let mut luck = ChaCha8Rng::seed_from_u64(changes);
    for _ in 0..changes {
        let mut bytes = seeds.choose(&mut luck).expect("a seed").clone();
        for _ in 0..luck.random_range(1..4) {
            change(
                &mut bytes,
                seeds.choose(&mut luck).expect("a seed"),
                &mut luck,
            );
        }
        reader(&bytes);
    }
}

/// One change: a bit, a byte, a cut, a doubling, a piece of another seed.
fn change(bytes: &mut Vec<u8>, other: &[u8], luck: &mut impl Rng) {
    if bytes.is_empty() {
        bytes.extend(other);
        return;
    }
    let at = luck.random_range(0..bytes.len());
    let end = luck.random_range(at..bytes.len()) + 1;
    match luck.random_range(0..6) {
        0 => bytes[at] ^= 1 << luck.random_range(0..8),
        1 => bytes[at] = luck.random(),
        2 => bytes.truncate(at),
        3 => drop(bytes.drain(at..end)),
        4 => {
            let piece = bytes[at..end].to_vec();
            bytes.splice(at..at, piece);
        }
        _ => {
            let from = luck.random_range(0..=other.len());
            bytes.truncate(at);
            bytes.extend(&other[from..]);
        }
    }
}

#[test]
fn no_bytes_are_read_as_an_entry_that_nobody_could_have_written() {
    bless("entry", || {
        let golden = include_str!("../vectors/golden/0.1.0/workspace.jsonl");
        let host = include_str!("../vectors/golden/0.1.0/host.jsonl");
        golden.lines().chain(host.lines()).map(Vec::from).collect()
    });
    replay("entry", readers::entry);
}

#[test]
fn no_bytes_are_opened_as_a_checkpoint_that_nobody_signed() {
    bless("note", || {
        let (_, signed) = readers::known();
        let slot = mark::write(&[], &signed).expect("a mark").bytes.to_vec();
        let twice = format!("{signed}{}", signed.lines().last().expect("a line"));
        vec![signed.into_bytes(), slot, twice.into_bytes()]
    });
    replay("note", readers::note);
}

#[test]
fn no_bytes_prove_a_leaf_where_it_is_not() {
    bless("proof", || {
        let (tiles, _) = readers::log();
        let proof = |index: u64| {
            let proved = Inclusion::prove(&tiles, index, readers::SIZE).expect("our own tiles");
            let mut bytes = index.to_be_bytes().to_vec();
            bytes.extend(proved.path.concat());
            bytes
        };
        [0, 1, 127, 255, 256, readers::SIZE - 1].map(proof).to_vec()
    });
    replay("proof", readers::proof);
}

#[test]
fn no_bytes_in_the_place_of_a_tile_give_the_same_root() {
    bless("tile", || {
        let (tiles, _) = readers::log();
        let mut seeds: Vec<Vec<u8>> = tiles.into_values().collect();
        let first = seeds[0].clone();
        seeds.push([first.clone(), vec![0]].concat());
        seeds.push(first[..first.len() - 32].to_vec());
        seeds
    });
    replay("tile", readers::tile);
}

fn bless(target: &str, seeds: impl FnOnce() -> Vec<Vec<u8>>) {
    if std::env::var_os("OPENWEAVE_BLESS").is_none() {
        return;
    }
    let folder = corpus(target);
    drop(fs::remove_dir_all(&folder));
    fs::create_dir_all(&folder).expect("a folder");
    for (n, seed) in seeds().into_iter().enumerate() {
        fs::write(folder.join(format!("{n:03}")), seed).expect("a file");
    }
}
