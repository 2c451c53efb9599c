//! A person's signing keys at rest: one for each workspace, sealed under their password (argon2id, then XChaCha20-Poly1305).
//! Unsealed they are in memory only, for as long as somebody is signed in.

use std::{fs, path::Path};

use chacha20poly1305::{
    KeyInit, XChaCha20Poly1305, XNonce,
    aead::{Aead, Payload},
};
use ledger::SecretKey;
use model::{Digest, PersonId, WorkspaceId};
use zeroize::Zeroizing;

use crate::{
    luck,
    password::{Cost, PasswordError},
};

/// A sealed key begins with this, then memory, passes and lanes in 4 bytes each (big endian), nonce and ciphertext.
const FIRST_WORD: &[u8; 8] = b"owseal1\n";
const NONCE_BYTES: usize = 24;
/// A file says what opening it costs; more than this nobody has sealed with.
const MEMORY_KIB_MAX: u32 = 256 * 1_024;
const PASSES_MAX: u32 = 16;
const LANES_MAX: u32 = 8;

/// What seals and opens a person's keys; derived from their password, wiped when it goes.
pub(crate) struct Sealing {
    person: PersonId,
    cost: Cost,
    key: Zeroizing<[u8; 32]>,
}

impl Sealing {
    /// Derives it. Takes as long as `cost` says: never on an async thread.
    pub(crate) fn derive(
        person: PersonId,
        password: &Zeroizing<String>,
        cost: Cost,
    ) -> Result<Self, PasswordError> {
        // A salt need only be another one for everybody. Ids are, and nothing has to be kept for it.
        let salt = Digest::of_parts("openweave/seal/v1", [person.to_string().as_bytes()]);
        let mut key = Zeroizing::new([0; 32]);
        cost.derive(password.as_bytes(), salt.bytes(), key.as_mut_slice())?;
        Ok(Self { person, cost, key })
    }

    /// The bytes to keep of `key`, which only the same password opens, and only for this workspace.
    pub(crate) fn seal(&self, workspace: WorkspaceId, key: &SecretKey) -> Option<Vec<u8>> {
        let nonce = &luck::bytes32()[..NONCE_BYTES];
        let mut bytes = FIRST_WORD.to_vec();
        for number in [self.cost.memory_kib, self.cost.passes, self.cost.lanes] {
            bytes.extend(number.to_be_bytes());
        }
        bytes.extend(nonce);
        let (seed, bound) = (key.seed(), self.bound(workspace));
        let payload = Payload {
            msg: seed.as_slice(),
            aad: &bound,
        };
        let sealed = self.cipher().encrypt(XNonce::from_slice(nonce), payload);
        bytes.extend(sealed.ok()?);
        Some(bytes)
    }

    /// The key that was sealed; nothing when another password, person or workspace sealed it.
    pub(crate) fn open(&self, workspace: WorkspaceId, bytes: &[u8]) -> Option<SecretKey> {
        let sealed = bytes.get(FIRST_WORD.len() + 12..)?;
        let (nonce, sealed) = sealed.split_at_checked(NONCE_BYTES)?;
        let payload = Payload {
            msg: sealed,
            aad: &self.bound(workspace),
        };
        let seed = self.cipher().decrypt(XNonce::from_slice(nonce), payload);
        let seed = Zeroizing::new(seed.ok()?);
        let seed: Zeroizing<[u8; 32]> = Zeroizing::new(seed.as_slice().try_into().ok()?);
        Some(SecretKey::from_seed(&seed))
    }

    fn cipher(&self) -> XChaCha20Poly1305 {
        XChaCha20Poly1305::new(self.key.as_slice().into())
    }

    fn bound(&self, workspace: WorkspaceId) -> Vec<u8> {
        format!("{workspace} {}", self.person).into_bytes()
    }
}

/// What it cost when these bytes were sealed; nothing when they are no sealed key, or one that would cost more than we ever asked.
pub(crate) fn cost_of(bytes: &[u8]) -> Option<Cost> {
    let rest = bytes.strip_prefix(FIRST_WORD)?;
    let number = |at: usize| Some(u32::from_be_bytes(rest.get(at..at + 4)?.try_into().ok()?));
    let cost = Cost {
        memory_kib: number(0)?,
        passes: number(4)?,
        lanes: number(8)?,
    };
    let sane =
        cost.memory_kib <= MEMORY_KIB_MAX && cost.passes <= PASSES_MAX && cost.lanes <= LANES_MAX;
    sane.then_some(cost)
}

/// The sealed keys that are kept for a person in a workspace: the one in use, and one that waits for its entry.
pub(crate) fn kept(folder: &Path, person: PersonId) -> Vec<Vec<u8>> {
    let file = folder.join("keys").join(person.to_string());
    [file.clone(), file.with_extension("next")]
        .iter()
        .filter_map(|file| fs::read(file).ok())
        .collect()
}

/// Keeps a sealed key until its entry is written.
pub(crate) fn prepare(
    folder: &Path,
    person: PersonId,
    sealed: &[u8],
) -> Result<(), store::StoreError> {
    let file = folder.join("keys").join(person.to_string());
    store::write_private(&file.with_extension("next"), sealed)
}

/// Its entry is written.
pub(crate) fn keep(folder: &Path, person: PersonId) {
    let file = folder.join("keys").join(person.to_string());
    if let Err(error) = store::rename(&file.with_extension("next"), &file) {
        // It opens from where it is, too.
        tracing::warn!(%error, "a sealed key was not put in its place");
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use uuid::Uuid;

    #[test]
    fn only_the_same_password_person_and_workspace_open_a_key() {
        let (ada, bob) = (
            PersonId::new(Uuid::from_u128(1)),
            PersonId::new(Uuid::from_u128(2)),
        );
        let (here, there) = (
            WorkspaceId::new(Uuid::from_u128(3)),
            WorkspaceId::new(Uuid::from_u128(4)),
        );
        let sealing = |person, password: &str| {
            Sealing::derive(person, &Zeroizing::new(password.to_owned()), Cost::MINIMUM).unwrap()
        };
        let key = SecretKey::from_seed(&[7; 32]);
        let sealed = sealing(ada, "correct horse").seal(here, &key).unwrap();
        assert_eq!(cost_of(&sealed), Some(Cost::MINIMUM));
        let opened = sealing(ada, "correct horse").open(here, &sealed).unwrap();
        assert_eq!(opened.public(), key.public());
        assert!(sealing(ada, "wrong horse").open(here, &sealed).is_none());
        assert!(sealing(bob, "correct horse").open(here, &sealed).is_none());
        assert!(sealing(ada, "correct horse").open(there, &sealed).is_none());
        for bit in 0..sealed.len() * 8 {
            let mut bad = sealed.clone();
            bad[bit / 8] ^= 1 << (bit % 8);
            // The first word and the cost are read before: another cost derives another key.
            if bit / 8 >= FIRST_WORD.len() + 12 {
                assert!(
                    sealing(ada, "correct horse").open(here, &bad).is_none(),
                    "{bit}"
                );
            }
        }
        assert!(!sealed.windows(32).any(|w| w == key.seed().as_slice()));
    }
}
