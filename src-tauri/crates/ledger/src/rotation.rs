//! A log's key hands over to the next: both sign the same statement, the old one so that nobody else can, the new one so that it is held.

use model::Timestamp;

use crate::{LedgerError, Origin, PublicKey, SecretKey, Signature, statement};

/// That a log's checkpoints are signed by another key from now on.
///
/// A statement stays true when a log returns to an older key and could be shown again: whoever reads a log takes only one that is later than the last.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct RotationStatement {
    /// The log.
    pub origin: Origin,
    /// The key that signed until now.
    pub old: PublicKey,
    /// The key that signs from now on.
    pub new: PublicKey,
    /// The host's `now` at the change.
    pub at: Timestamp,
}

impl RotationStatement {
    /// What both keys sign: the log's name and the time as text, the keys as 32 bytes.
    pub fn bytes(&self) -> Vec<u8> {
        statement::bytes(
            "openweave/rotation/v1",
            [
                self.origin.to_string().as_bytes(),
                self.old.bytes(),
                self.new.bytes(),
                self.at.to_string().as_bytes(),
            ],
        )
    }

    /// Signs it with one of the two keys.
    pub fn sign(&self, key: &SecretKey) -> Signature {
        key.sign(&self.bytes())
    }

    /// Whether both keys signed exactly this.
    ///
    /// # Errors
    /// [`LedgerError::SameKey`] when nothing changes; [`LedgerError::SignatureWrong`].
    pub fn verify(&self, by_old: &Signature, by_new: &Signature) -> Result<(), LedgerError> {
        if self.old == self.new {
            return Err(LedgerError::SameKey);
        }
        let bytes = self.bytes();
        self.old.verify(&bytes, by_old)?;
        self.new.verify(&bytes, by_new)
    }
}
