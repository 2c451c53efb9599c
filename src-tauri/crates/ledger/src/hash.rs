//! The two hashes of the tree. Their first byte differs, so that no entry can pass for an inner node.

use sha2::{Digest, Sha256};

/// SHA-256.
pub type Hash = [u8; 32];

/// The hash of one entry, taken over the bytes as they are stored: SHA-256(0x00 ‖ bytes).
pub fn leaf(bytes: &[u8]) -> Hash {
    Sha256::new()
        .chain_update([0])
        .chain_update(bytes)
        .finalize()
        .into()
}

/// The hash of two subtrees: SHA-256(0x01 ‖ left ‖ right).
pub(crate) fn node(left: &Hash, right: &Hash) -> Hash {
    Sha256::new()
        .chain_update([1])
        .chain_update(left)
        .chain_update(right)
        .finalize()
        .into()
}

/// The root of a log without entries: SHA-256 of nothing.
pub(crate) fn nothing() -> Hash {
    Sha256::digest([]).into()
}

/// The root over full subtrees of falling size, from left to right. One hash for each but the last.
pub(crate) fn join(subtrees: &[Hash]) -> Hash {
    let Some((smallest, larger)) = subtrees.split_last() else {
        return nothing();
    };
    larger
        .iter()
        .rev()
        .fold(*smallest, |right, left| node(left, &right))
}

/// The root over subtrees of one size, as many as a power of two. One hash for each but the last.
pub(crate) fn full(subtrees: &[Hash]) -> Hash {
    match subtrees {
        [] => nothing(),
        [one] => *one,
        all => {
            let (left, right) = all.split_at(all.len() / 2);
            node(&full(left), &full(right))
        }
    }
}
