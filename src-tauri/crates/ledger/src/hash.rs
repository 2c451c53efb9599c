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
