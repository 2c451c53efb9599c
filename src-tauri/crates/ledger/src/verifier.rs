//! Who signs a log's checkpoints, and who believes them: a key under the log's name.

use std::{fmt, str::FromStr};

use base64::{Engine, engine::general_purpose::STANDARD};

use crate::{
    Checkpoint, Head, LedgerError, Origin, PublicKey, SecretKey,
    note::{self, Note, Signed, key_id},
};

/// A log's key. It signs nothing but heads of its log.
#[derive(Debug)]
pub struct Signer {
    origin: Origin,
    key: SecretKey,
}

/// What a log's checkpoints are checked with. As text, the verifier key of golang.org/x/mod/sumdb/note:
/// `<name>+<key id in hex>+<base64 of 0x01 ‖ public key>`.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Verifier {
    /// The log.
    pub origin: Origin,
    /// Its key.
    pub key: PublicKey,
}

impl Signer {
    /// The key of a log.
    pub const fn new(origin: Origin, key: SecretKey) -> Self {
        Self { origin, key }
    }

    /// What others check with.
    pub fn verifier(&self) -> Verifier {
        Verifier {
            origin: self.origin,
            key: self.key.public(),
        }
    }

    /// The checkpoint of this head as a signed note, about 280 bytes. A log must never sign two heads of which one does not continue the other.
    pub fn checkpoint(&self, head: Head) -> String {
        let origin = self.origin;
        let text = Checkpoint { origin, head }.to_string();
        note::sign(&text, &origin.to_string(), &self.key)
    }
}

impl Verifier {
    /// The checkpoint that a note states, once this key has signed it. Lines by other keys are passed over (C2SP signed-note).
    ///
    /// # Errors
    /// [`LedgerError::NotANote`]; [`LedgerError::NotSigned`] without a line by this key, [`LedgerError::Forged`] with a wrong one;
    /// [`LedgerError::NotACheckpoint`], [`LedgerError::NotAnOrigin`]; [`LedgerError::OtherLog`] when the key signed for another log.
    pub fn open(&self, note: &[u8]) -> Result<Checkpoint, LedgerError> {
        let note = Note::parse(note)?;
        match note.signed(&self.origin.to_string(), &self.key) {
            Signed::Yes => {}
            Signed::No => return Err(LedgerError::NotSigned(self.origin)),
            Signed::Forged => return Err(LedgerError::Forged(self.origin)),
        }
        let checkpoint: Checkpoint = note.text.parse()?;
        if checkpoint.origin != self.origin {
            return Err(LedgerError::OtherLog {
                expected: self.origin,
                found: checkpoint.origin,
            });
        }
        Ok(checkpoint)
    }
}

impl fmt::Display for Verifier {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let name = self.origin.to_string();
        let id = u32::from_be_bytes(key_id(&name, &self.key));
        let key = STANDARD.encode([&[1], self.key.bytes().as_slice()].concat());
        write!(f, "{name}+{id:08x}+{key}")
    }
}

impl FromStr for Verifier {
    type Err = LedgerError;

    fn from_str(text: &str) -> Result<Self, LedgerError> {
        let mut parts = text.splitn(3, '+');
        let (Some(name), Some(_), Some(key)) = (parts.next(), parts.next(), parts.next()) else {
            return Err(LedgerError::NotAVerifier("it has not three parts"));
        };
        let key = STANDARD.decode(key).ok();
        let key: Option<[u8; 33]> = key.and_then(|bytes| bytes.try_into().ok());
        let Some([1, key @ ..]) = key else {
            return Err(LedgerError::NotAVerifier("its key is not Ed25519"));
        };
        let verifier = Self {
            origin: name.parse()?,
            key: PublicKey::from_bytes(&key)?,
        };
        if verifier.to_string() != text {
            return Err(LedgerError::NotAVerifier("its digits do not fit its key"));
        }
        Ok(verifier)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_key_that_signs_in_one_name_for_another_is_not_believed() {
        let origin = |id| Origin::Host(uuid::Uuid::from_u128(id));
        let head = Head {
            size: 0,
            root: [0; 32],
        };
        let key = SecretKey::from_seed(&[1; 32]);
        let text = Checkpoint {
            origin: origin(2),
            head,
        };
        let note = note::sign(&text.to_string(), &origin(1).to_string(), &key);
        let verifier = Signer::new(origin(1), key).verifier();
        let refused = LedgerError::OtherLog {
            expected: origin(1),
            found: origin(2),
        };
        assert_eq!(verifier.open(note.as_bytes()), Err(refused));
    }
}
