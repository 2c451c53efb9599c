//! What must hold of every reader of bytes from outside, whatever the bytes are: it says no, or what it read is what was written.
//! cargo-fuzz drives these with a fuzzer, the test beside them with the corpora and random changes of them.

use std::collections::BTreeMap;

use ledger::{
    Edge, Frontier, Hash, Head, Inclusion, TileId, Verifier, leaf, mark, root, tiles_for_root,
};
use model::Entry;

/// How many entries the log has that proofs are held against.
pub const SIZE: u64 = 300;

/// An entry: what is read comes out again, and is read as the same.
pub fn entry(bytes: &[u8]) {
    let Ok(text) = str::from_utf8(bytes) else {
        return;
    };
    let Ok(read) = Entry::from_json(text) else {
        return;
    };
    let written = read.to_json().expect("what was read can be written");
    let again = Entry::from_json(&written).expect("and read again");
    assert_eq!(again, read);
}

/// A note: only what the log's key signed is opened, byte for byte.
pub fn note(bytes: &[u8]) {
    let (verifier, signed) = known();
    if verifier.open(bytes).is_ok() {
        let text = |note: &[u8]| {
            let end = note.windows(2).position(|two| two == b"\n\n");
            note[..end.expect("a note has a body") + 1].to_vec()
        };
        assert_eq!(text(bytes), text(signed.as_bytes()), "nobody signed this");
    }
    drop(mark::read(bytes));
}

/// An inclusion proof: `index`, then hashes. It proves its leaf there and nothing else.
pub fn proof(bytes: &[u8]) {
    let Some((index, hashes)) = bytes.split_at_checked(8) else {
        return;
    };
    let index = u64::from_be_bytes(index.try_into().expect("8 bytes"));
    let path = hashes.chunks_exact(size_of::<Hash>());
    let path = path.map(|hash| hash.try_into().expect("32 bytes"));
    let claimed = Inclusion {
        index,
        path: path.collect(),
    };
    let (tiles, head) = log();
    for place in [0, index % SIZE, SIZE - 1] {
        if claimed.verify(&leaf_of(place), &head).is_ok() {
            assert_eq!(claimed.index, place, "a leaf was proved where it is not");
            let ours = Inclusion::prove(&tiles, place, SIZE).expect("our own tiles");
            assert_eq!(claimed.path, ours.path, "there is one proof");
        }
    }
}

/// A tile in the place of one of ours: a root that is ours comes of our hashes only.
pub fn tile(bytes: &[u8]) {
    let (mut tiles, head) = log();
    let ids: Vec<TileId> = tiles.keys().copied().collect();
    let id = ids[bytes.len() % ids.len()];
    let ours = tiles.insert(id, bytes.to_vec()).expect("a tile of ours");
    let read = tiles_for_root(SIZE).contains(&id);
    let found = root(&tiles, SIZE);
    if read && found.is_ok_and(|root| root == head.root) {
        assert!(bytes.starts_with(&ours), "other hashes, the same root");
    }
    drop(Edge::read(&tiles, SIZE));
    drop(Frontier::from_bytes(bytes));
}

/// The leaf hash of the entry there.
fn leaf_of(place: u64) -> Hash {
    leaf(&place.to_be_bytes())
}

/// A log of numbers.
pub fn log() -> (BTreeMap<TileId, Vec<u8>>, Head) {
    let leaves: Vec<Hash> = (0..SIZE).map(leaf_of).collect();
    let mut tree = Frontier::new();
    for leaf in &leaves {
        tree.append(*leaf);
    }
    let tiles = Edge::new().append(&leaves).into_iter();
    let tiles = tiles.map(|tile| (tile.id, tile.bytes)).collect();
    (tiles, tree.head())
}

/// The key of the example log, and the checkpoint that it signed.
pub fn known() -> (Verifier, String) {
    let verifier = include_str!("../vectors/example/vkey").trim();
    let signed = include_str!("../vectors/example/checkpoint").to_owned();
    (verifier.parse().expect("a verifier key"), signed)
}
