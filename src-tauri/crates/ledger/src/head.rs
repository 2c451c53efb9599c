//! What a log comes down to: how many entries, and the root over them.

use crate::Hash;

/// The most entries a log can have. Rows are numbered with 63 bits, and so a size never overflows by an append.
pub const SIZE_MAX: u64 = i64::MAX as u64;

/// A log's size and root (the tree head of RFC 9162, without time and signature). Proofs are held against it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Head {
    /// How many entries; a log has at most [`SIZE_MAX`].
    pub size: u64,
    /// The Merkle tree hash of entries `0..size` (RFC 6962, section 2.1).
    pub root: Hash,
}
