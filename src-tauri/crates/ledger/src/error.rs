//! Everything that can be wrong with a log's bytes.

use crate::{Origin, SIZE_MAX, TileId, mark::NOTE_BYTES_MAX as MARK_BYTES_MAX};

/// Why bytes were not believed, or a proof not made.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum LedgerError {
    /// An index beyond the end.
    #[error("There is no entry {index} in a log of {size}. The first is 0.")]
    NoSuchEntry {
        /// Which was asked for.
        index: u64,
        /// How many there are.
        size: u64,
    },
    /// A log that is shorter than it was.
    #[error(
        "A log of {new} entries does not continue one of {old}: something was cut off, or the two are not from one log."
    )]
    Shrunk {
        /// How many there were.
        old: u64,
        /// How many there are.
        new: u64,
    },
    /// A size that no log reaches.
    #[error("{size} entries are more than a log can have ({SIZE_MAX}). The size was changed.")]
    TooLarge {
        /// The size.
        size: u64,
    },
    /// A tile that should be there.
    #[error("Tile {0} of the tree is missing. Run `verify`.")]
    TileMissing(TileId),
    /// A tile that ends too early.
    #[error("Tile {tile} of the tree has {hashes} hashes where {needed} are needed. Run `verify`.")]
    TileShort {
        /// Which.
        tile: TileId,
        /// How many it has.
        hashes: usize,
        /// How many it should have at least.
        needed: usize,
    },
    /// Bytes that no tile has.
    #[error("Tile {tile} of the tree has {bytes} bytes: no 1 to 256 hashes of 32. Run `verify`.")]
    NotATile {
        /// Which.
        tile: TileId,
        /// How many it has.
        bytes: usize,
    },
    /// A path that leads to another root.
    #[error(
        "This proof does not lead to the root it is held against. Either the proof or the log was changed."
    )]
    ProofWrong,
    /// Bytes that are no key of a person or log.
    #[error(
        "This is not an Ed25519 public key: 32 bytes, a point of large order, as RFC 8032 writes it."
    )]
    NotAKey,
    /// Text that is no signature.
    #[error(
        "This is not an Ed25519 signature: 64 bytes in base64url without padding, 86 characters."
    )]
    NotASignature,
    /// A signature by another key, or of something else.
    #[error("This signature does not fit what was signed, or its key.")]
    SignatureWrong,
    /// A name that no log of ours has.
    #[error(
        "This is not a log's name: `openweave/` or `openweave/host/`, then a UUID in small letters."
    )]
    NotAnOrigin,
    /// Text that is no verifier key.
    #[error("This is not a log's key: {0}. It reads `openweave/<uuid>+<8 hex digits>+<base64>`.")]
    NotAVerifier(&'static str),
    /// Bytes that are no signed note.
    #[error("This is not a signed note: {0}.")]
    NotANote(&'static str),
    /// A note without the signature that was looked for.
    #[error(
        "No key of `{0}` that is known here signed this note. Give the key that was in use when it was made."
    )]
    NotSigned(Origin),
    /// A note whose text or signature was changed.
    #[error("The signature of `{0}` under this note is wrong: the note was changed or forged.")]
    Forged(Origin),
    /// A signed note that states something else.
    #[error("This note is not a checkpoint: {0}.")]
    NotACheckpoint(&'static str),
    /// A checkpoint of another log.
    #[error("This checkpoint is of the log `{found}`, not of `{expected}`.")]
    OtherLog {
        /// Which was asked for.
        expected: Origin,
        /// Which it is of.
        found: Origin,
    },
    /// A key that would follow itself.
    #[error("A key cannot follow itself. Make a new one.")]
    SameKey,
    /// No mark was ever written.
    #[error("No mark was written here yet.")]
    MarkEmpty,
    /// Bytes that no mark left.
    #[error("No slot of this mark is whole. Compare the log with an anchor before you go on.")]
    MarkTorn,
    /// A note that does not fit into a slot.
    #[error("A note of {bytes} bytes does not fit into a mark: {MARK_BYTES_MAX} at most.")]
    MarkFull {
        /// How many it has.
        bytes: usize,
    },
}
