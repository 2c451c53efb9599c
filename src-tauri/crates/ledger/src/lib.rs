//! The Merkle log: a tree over stored entries (RFC 6962), its signed heads (C2SP), proofs, and what else people and keys sign.
//! Whoever holds a checkpoint can tell whether an entry before it was changed; FORMAT.md tells a stranger how.
//! Bytes in, values or errors out. Never here: SQL, files, clock, luck, what an entry means.

mod error;
mod hash;

mod edge;
mod frontier;
mod head;
mod subtree;
mod tile;

mod consistency;
mod inclusion;

mod key;
mod origin;

mod checkpoint;
mod note;
mod verifier;

mod decision;
mod rotation;
mod snapshot;
mod statement;

pub mod mark;

pub use checkpoint::Checkpoint;
pub use consistency::Consistency;
pub use decision::DecisionStatement;
pub use edge::Edge;
pub use error::LedgerError;
pub use frontier::{Frontier, NotAFrontier};
pub use hash::{Hash, leaf};
pub use head::{Head, SIZE_MAX};
pub use inclusion::Inclusion;
pub use key::{PublicKey, SecretKey, Signature};
pub use note::NOTE_BYTES_MAX;
pub use origin::Origin;
pub use rotation::RotationStatement;
pub use snapshot::SnapshotStatement;
pub use tile::{TILE_WIDTH, Tile, TileId, Tiles, root, tiles_for_root};
pub use verifier::{Signer, Verifier};
