//! The tree against the published test vectors of RFC 6962 and against the definition, read literally.
#![allow(clippy::unwrap_used)] // A test that cannot go on has failed.

use openweave_ledger::{Frontier, Hash, NotAFrontier, leaf};
use proptest::prelude::*;

fn hex(hash: Hash) -> String {
    hash.iter().map(|b| format!("{b:02x}")).collect()
}

fn root_of(leaves: &[Hash]) -> Hash {
    let mut tree = Frontier::new();
    leaves.iter().for_each(|l| tree.append(*l));
    tree.root()
}

#[test]
fn roots_are_those_of_certificate_transparency() {
    let entries: [&[u8]; 8] = [
        b"",
        b"\x00",
        b"\x10",
        b"\x20\x21",
        b"\x30\x31",
        b"\x40\x41\x42\x43",
        b"\x50\x51\x52\x53\x54\x55\x56\x57",
        b"\x60\x61\x62\x63\x64\x65\x66\x67\x68\x69\x6a\x6b\x6c\x6d\x6e\x6f",
    ];
    let roots = [
        "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855",
        "6e340b9cffb37a989ca544e6bb780a2c78901d3fb33738768511a30617afa01d",
        "fac54203e7cc696cf0dfcb42c92a1d9dbaf70ad9e621f4bd8d98662f00e3c125",
        "aeb6bcfe274b70a14fb067a5e5578264db0fa9b51af5e0ba159158f329e06e77",
        "d37ee418976dd95753c1c73862b9398fa2a2cf9b4ff0fdfe8b30cd95209614b7",
        "4e3bbb1f7b478dcfe71fb631631519a3bca12c9aefca1612bfce4c13a86264d4",
        "76e67dadbcdf1e10e1b74ddc608abd2f98dfb16fbce75277b5232a127f2087ef",
        "ddb89be403809e325750d3d263cd78929c2942b7942a34b77e122c9594a74c8c",
        "5dc9da79a70659a9ad559cb701ded9a2ab9d823aad2f4960cfe370eff4604328",
    ];
    let leaves: Vec<Hash> = entries.iter().map(|e| leaf(e)).collect();
    for (size, root) in roots.iter().enumerate() {
        assert_eq!(hex(root_of(&leaves[..size])), *root, "{size} entries");
    }
}

#[test]
fn bytes_of_the_wrong_length_are_no_frontier() {
    let mut three = Frontier::new();
    for entry in [b"a", b"b", b"c"] {
        three.append(leaf(entry));
    }
    let bytes = three.to_bytes();
    assert_eq!(Frontier::from_bytes(&bytes), Ok(three));
    let too_many = [0xff; 8 + 64 * 32];
    for bad in [
        &bytes[..7],
        &bytes[..bytes.len() - 1],
        &bytes[..40],
        &[],
        &too_many,
    ] {
        assert_eq!(Frontier::from_bytes(bad), Err(NotAFrontier));
    }
}

/// MTH of RFC 6962, section 2.1, as it is written there: split at the largest power of two below the size.
fn literally(entries: &[Vec<u8>]) -> Hash {
    use sha2::{Digest, Sha256};
    match entries {
        [] => Sha256::digest([]).into(),
        [one] => Sha256::digest([&[0], one.as_slice()].concat()).into(),
        all => {
            let k = all.len().next_power_of_two() / 2;
            let (left, right) = all.split_at(k);
            let both = [&[1], &literally(left)[..], &literally(right)].concat();
            Sha256::digest(both).into()
        }
    }
}

proptest! {
    #[test]
    fn growing_gives_the_root_of_the_definition(
        entries in prop::collection::vec(prop::collection::vec(any::<u8>(), 0..40), 0..300),
    ) {
        let mut tree = Frontier::new();
        for entry in &entries {
            tree = Frontier::from_bytes(&tree.to_bytes()).unwrap();
            tree.append(leaf(entry));
        }
        prop_assert_eq!(tree.size(), entries.len() as u64);
        prop_assert_eq!(tree.root(), literally(&entries));
    }

    #[test]
    fn another_entry_or_order_is_another_root(
        entries in prop::collection::hash_set(prop::collection::vec(any::<u8>(), 0..8), 2..80),
        pick in any::<(prop::sample::Index, prop::sample::Index)>(),
    ) {
        let leaves: Vec<Hash> = entries.iter().map(|e| leaf(e)).collect();
        let (a, b) = (pick.0.index(leaves.len()), pick.1.index(leaves.len()));
        let mut changed = leaves.clone();
        changed[a] = leaf(b"something that is longer than any of them");
        prop_assert_ne!(root_of(&changed), root_of(&leaves));
        if a != b {
            let mut swapped = leaves.clone();
            swapped.swap(a, b);
            prop_assert_ne!(root_of(&swapped), root_of(&leaves));
        }
    }
}
