//! The Merkle tree over a log's entries (RFC 6962, section 2.1). Whoever holds its root can tell whether an entry was changed.
//! Bytes in, hashes out. Never here: SQL, files, clock, what an entry means.

mod frontier;
mod hash;

pub use frontier::{Frontier, NotAFrontier};
pub use hash::{Hash, leaf};
