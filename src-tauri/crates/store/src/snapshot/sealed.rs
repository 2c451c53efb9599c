//! A snapshot's file: what it says, then the signature of the log's key over that.

use std::path::{Path, PathBuf};

use ledger::{SecretKey, Signature, SnapshotStatement};
use model::{Digest, PublicKey};

use super::Snapshot;
use crate::{StoreError, folder, signing::Keyring};

/// What a file holds, and who signed it only a key can say.
pub(crate) struct Sealed(Vec<u8>);

impl Sealed {
    /// `said`, signed.
    pub fn by(mut said: Vec<u8>, key: &SecretKey) -> Self {
        let signature = statement(&said).sign(key);
        said.extend(signature.bytes());
        Self(said)
    }

    /// The one beside the log in `dir`; none where there is none that can be read.
    pub fn beside(dir: &Path) -> Option<Self> {
        std::fs::read(file(dir)).ok().map(Self)
    }

    /// Puts it in the place of the one before, durably.
    pub fn keep(&self, dir: &Path) -> Result<(), StoreError> {
        folder::write_private(&file(dir), &self.0)
    }

    /// Of how many entries it says that it is, if this release wrote it.
    pub fn size(&self) -> Option<u64> {
        super::size_of(self.said()?)
    }

    /// What it says, if this key signed it and this release wrote it.
    pub fn opened(&self, key: &ledger::PublicKey) -> Option<Snapshot> {
        let said = self.signed_by(key)?;
        Snapshot::read(said, PublicKey::new(*key.bytes()))
    }

    /// What it says, if this key signed it.
    pub fn signed_by(&self, key: &ledger::PublicKey) -> Option<&[u8]> {
        let (said, signature) = self.0.split_last_chunk()?;
        let signature = Signature::from_bytes(*signature);
        statement(said).verify(key, &signature).ok()?;
        Some(said)
    }

    fn said(&self) -> Option<&[u8]> {
        let (said, _) = self.0.split_last_chunk::<64>()?;
        Some(said)
    }
}

/// The snapshot beside the log in `dir`, if the key signed it that lies there too.
pub(crate) fn believed(dir: &Path, keyring: &Keyring) -> Option<Snapshot> {
    Sealed::beside(dir)?.opened(&keyring.signs()?)
}

fn file(dir: &Path) -> PathBuf {
    dir.join("snapshot")
}

fn statement(said: &[u8]) -> SnapshotStatement {
    SnapshotStatement {
        digest: *Digest::of(said).bytes(),
    }
}
