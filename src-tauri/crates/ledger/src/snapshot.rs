//! What a log's key signs so that its program believes again what it has worked out itself. It proves nothing to anybody else.

use crate::{Hash, LedgerError, PublicKey, SecretKey, Signature, statement};

/// That the program which has this log's key came to what has this digest.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct SnapshotStatement {
    /// SHA-256 of what is kept.
    pub digest: Hash,
}

impl SnapshotStatement {
    /// What is signed.
    pub fn bytes(&self) -> Vec<u8> {
        statement::bytes("openweave/snapshot/v1", [&self.digest])
    }

    /// Signs it with the log's key.
    pub fn sign(&self, key: &SecretKey) -> Signature {
        key.sign(&self.bytes())
    }

    /// Whether the log's key signed exactly this.
    ///
    /// # Errors
    /// [`LedgerError::SignatureWrong`].
    pub fn verify(&self, key: &PublicKey, signature: &Signature) -> Result<(), LedgerError> {
        key.verify(&self.bytes(), signature)
    }
}
