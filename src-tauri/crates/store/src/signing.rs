//! The log's own key: 32 bytes beside the log, readable by its owner alone. It signs what the log has grown to.
//! A new one waits in a file of its own, named after its public half, until the entry that makes it the log's key is written.

use std::path::{Path, PathBuf};

use ledger::{SecretKey, Signer};
use model::PublicKey;
use zeroize::Zeroizing;

use crate::{StoreError, folder, realm::Realm};

/// The key that signs.
const NOW: &str = "log";
/// Where a log's keys lie.
#[derive(Clone, Debug)]
pub(crate) struct Keyring(PathBuf);

impl Keyring {
    /// The keys of the log in `dir`.
    pub fn of(dir: &Path) -> Self {
        Self(dir.join("keys"))
    }

    /// Keeps the key of a new log.
    pub fn found(&self, key: &SecretKey) -> Result<(), StoreError> {
        folder::private_dir(&self.0)?;
        folder::write_private(&self.0.join(NOW), key.seed().as_slice())
    }

    /// Keeps a key until the log says that it is its own.
    pub fn prepare(&self, key: &SecretKey) -> Result<(), StoreError> {
        folder::private_dir(&self.0)?;
        folder::write_private(&self.waiting(key.public()), key.seed().as_slice())
    }

    /// The key whose public half the log names: the one that signs, or one that was prepared and then became it.
    ///
    /// # Errors
    /// [`StoreError::NoKey`] when neither is it.
    pub fn named(&self, key: &PublicKey) -> Result<SecretKey, StoreError> {
        let no_key = || StoreError::NoKey {
            folder: self.0.clone(),
            key: *key,
        };
        let public = ledger::PublicKey::from_bytes(key.bytes()).map_err(|_| no_key())?;
        for path in [self.0.join(NOW), self.waiting(public)] {
            let secret = read(&path)?;
            if let Some(secret) = secret.filter(|secret| secret.public() == public) {
                return Ok(secret);
            }
        }
        Err(no_key())
    }

    /// The public half of the key that signs; none where it cannot be read.
    pub fn signs(&self) -> Option<ledger::PublicKey> {
        let secret = read(&self.0.join(NOW)).ok().flatten();
        secret.map(|secret| secret.public())
    }

    /// Puts the key that the log names by now in the place of the one before. Left undone, it is done at the next start.
    pub fn settle(&self, key: ledger::PublicKey) {
        let waiting = self.waiting(key);
        if waiting.exists()
            && let Err(error) = folder::rename(&waiting, &self.0.join(NOW))
        {
            tracing::warn!(%error, "the log's new key still lies beside the old one");
        }
    }

    /// Removes keys that wait in vain: only at start, when no rotation is under way.
    pub fn tidy(&self) {
        let waiting =
            |name: &std::ffi::OsStr| name.to_str().is_some_and(|name| name.starts_with("log."));
        let files = std::fs::read_dir(&self.0).into_iter().flatten().flatten();
        for file in files.filter(|file| waiting(&file.file_name())) {
            if let Err(error) = std::fs::remove_file(file.path()) {
                tracing::warn!(%error, "a key that is not used still lies beside the log's");
            }
        }
    }

    /// The key of a log that has not begun.
    pub fn founding(&self) -> Result<SecretKey, StoreError> {
        let secret = read(&self.0.join(NOW))?;
        secret.ok_or_else(|| StoreError::unreadable("the log's key is not there"))
    }

    fn waiting(&self, key: ledger::PublicKey) -> PathBuf {
        self.0.join(format!("{NOW}.{key}"))
    }
}

/// Who signs for the log as `world` has it; nobody before it has begun.
pub(crate) fn signer<R: Realm>(
    keyring: &Keyring,
    world: &R::World,
) -> Result<Option<Signer>, StoreError> {
    let (Some(origin), Some(key)) = (R::origin(world), R::key_at(world, u64::MAX)) else {
        return Ok(None);
    };
    Ok(Some(Signer::new(origin, keyring.named(&key)?)))
}

/// A key in its file; none when there is no such file, or another thing in it.
fn read(path: &Path) -> Result<Option<SecretKey>, StoreError> {
    let bytes = match std::fs::read(path) {
        Ok(bytes) => Zeroizing::new(bytes),
        Err(error) if error.kind() == std::io::ErrorKind::NotFound => return Ok(None),
        Err(error) => return Err(StoreError::unreadable(error)),
    };
    let seed: Result<Zeroizing<[u8; 32]>, _> = bytes.as_slice().try_into().map(Zeroizing::new);
    Ok(seed.ok().map(|seed| SecretKey::from_seed(&seed)))
}
