//! Keys: the log's own, and one for each member who decides. What they signed is checked here, and never believed unchecked.

use std::collections::BTreeMap;

use ledger::{DecisionStatement, LedgerError, Origin, RotationStatement};
use model::{
    Deed, Digest, Entry, InvitationId, PersonId, PublicKey, Request, Seq, Span, Timestamp,
    command::{Decide, Rotation},
    deed::HeldBy,
};
use serde::{Deserialize, Serialize};

use crate::World;

/// How long a key that a code brought cannot approve what the code's maker stands behind.
const NEW: Span = Span::days(30);

/// The keys that a log has had, oldest first.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct LogKeys(Vec<(Seq, PublicKey)>);

impl LogKeys {
    /// The key that signs for the first `size` entries; none before the first entry.
    pub fn at(&self, size: u64) -> Option<PublicKey> {
        let named = self.0.iter().rev().find(|(seq, _)| seq.0 < size);
        named.map(|(_, key)| *key)
    }

    /// Each, with the entry that named it.
    pub fn all(&self) -> &[(Seq, PublicKey)] {
        &self.0
    }

    pub(crate) fn add(&mut self, seq: Seq, key: PublicKey) {
        self.0.push((seq, key));
    }
}

/// A member's key.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct PersonKey {
    /// The key.
    pub key: PublicKey,
    /// The entry that enrolled it.
    pub seq: Seq,
    /// When.
    pub at: Timestamp,
    /// Who has it open while they are signed in.
    pub held_by: HeldBy,
    /// Who made the code that brought it; nobody for a first key.
    pub readmitted_by: Option<PersonId>,
}

impl PersonKey {
    /// Whether it is younger than 30 days at `now`.
    pub fn is_new(&self, now: Timestamp) -> bool {
        now < self.at.plus(NEW)
    }
}

/// A one-time code for a member who cannot sign any more.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Readmission {
    /// SHA-256 of the code.
    pub code: Digest,
    /// For whom.
    pub person: PersonId,
    /// Who made it.
    pub by: PersonId,
    /// From then on it is worth nothing.
    pub expires: Timestamp,
    /// It was used.
    pub used: bool,
}

/// The keys of a workspace's members, and the codes for new ones.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Signing {
    pub(crate) keys: BTreeMap<PersonId, Vec<PersonKey>>,
    pub(crate) codes: BTreeMap<InvitationId, Readmission>,
}

impl Signing {
    /// The key that `person` has in use.
    pub fn key(&self, person: PersonId) -> Option<&PersonKey> {
        self.keys.get(&person)?.last()
    }

    /// All that they ever had, oldest first.
    pub fn keys_of(&self, person: PersonId) -> &[PersonKey] {
        self.keys.get(&person).map_or(&[], Vec::as_slice)
    }

    /// The codes, by id.
    pub const fn codes(&self) -> &BTreeMap<InvitationId, Readmission> {
        &self.codes
    }

    /// Whether anybody ever enrolled `key`.
    pub(crate) fn names(&self, key: PublicKey) -> bool {
        self.keys.values().flatten().any(|known| known.key == key)
    }

    /// Whether `person`'s key is too new for `request`: whoever made the code for it stands behind the request.
    /// The newest code counts, also for a key that was enrolled after it without one: a backup that was put back makes nobody older.
    pub(crate) fn too_new(&self, person: PersonId, request: &Request, now: Timestamp) -> bool {
        let mut keys = self.keys_of(person).iter().rev();
        let brought = keys.find_map(|key| Some((key.at, key.readmitted_by?)));
        brought.is_some_and(|(at, by)| now < at.plus(NEW) && request.excluded.contains_key(&by))
    }
}

/// How many signatures of people and keys `entry` carries.
pub const fn signatures(entry: &Entry) -> u64 {
    match entry.deed {
        Some(Deed::Decide { .. }) => 1,
        Some(Deed::RotateKey { .. }) => 2,
        _ => 0,
    }
}

/// Checks what is signed in `entry`, which is to follow on `world`; says how many signatures were right.
///
/// # Errors
/// [`LedgerError`]: a signature that is wrong, or by a key that nobody has.
pub fn attest(world: &World, entry: &Entry) -> Result<u64, LedgerError> {
    match &entry.deed {
        Some(Deed::Decide {
            verdict,
            shown,
            reason,
            at,
            under,
            reauthenticated,
            signature,
        }) => {
            let said = Decide {
                request: entry.about.request.ok_or(LedgerError::SignatureWrong)?,
                verdict: *verdict,
                shown: *shown,
                reason: *reason,
                at: *at,
                under: *under,
                reauthenticated: *reauthenticated,
                signature: *signature,
            };
            let person = entry.by.id.person().ok_or(LedgerError::SignatureWrong)?;
            by_person(world, person, &said, entry.at)?;
        }
        Some(deed) => {
            if let Some(rotation) = rotation(deed) {
                rotated(&succession(world)?, &rotation, entry.at)?;
            }
        }
        None => {}
    }
    Ok(signatures(entry))
}

/// The rotation that `deed` is, if it is one.
pub(crate) const fn rotation(deed: &Deed) -> Option<Rotation> {
    match deed {
        Deed::RotateKey {
            old,
            new,
            at,
            by_old,
            by_new,
        } => Some(Rotation {
            old: *old,
            new: *new,
            at: *at,
            by_old: *by_old,
            by_new: *by_new,
        }),
        _ => None,
    }
}

/// That `person` signed what they say with the key they have in use, after the request was asked and not after `now`.
pub(crate) fn by_person(
    world: &World,
    person: PersonId,
    said: &Decide,
    now: Timestamp,
) -> Result<(), LedgerError> {
    let request = world.request(said.request);
    let asked_at = request.ok_or(LedgerError::SignatureWrong)?.asked_at;
    if !(asked_at..=now).contains(&said.at) {
        return Err(LedgerError::SignatureWrong);
    }
    let statement = DecisionStatement {
        workspace: world.id.ok_or(LedgerError::NotAKey)?,
        request: said.request,
        verdict: said.verdict,
        shown: said.shown,
        reason: said.reason,
        at: said.at,
        under: said.under,
        reauthenticated: said.reauthenticated,
    };
    let key = world.key_in_use(person).ok_or(LedgerError::NotAKey)?;
    let key = ledger::PublicKey::from_bytes(key.key.bytes())?;
    statement.verify(
        &key,
        &ledger::Signature::from_bytes(*said.signature.bytes()),
    )
}

/// What a rotation follows on.
pub(crate) struct Succession<'a> {
    pub origin: Origin,
    pub keys: &'a LogKeys,
    /// When the last rotation was signed.
    pub rotated_at: Option<Timestamp>,
}

/// What a rotation of the workspace's log follows on.
pub(crate) fn succession(world: &World) -> Result<Succession<'_>, LedgerError> {
    Ok(Succession {
        origin: Origin::Workspace(world.id.ok_or(LedgerError::NotAKey)?),
        keys: &world.log_keys,
        rotated_at: world.rotated_at,
    })
}

/// That both keys of a rotation signed it, the old one being the log's. A rotation stays true when the log returns to a key
/// that it had, and could be shown again: only one that is later than the last is taken, and none from after `now`.
pub(crate) fn rotated(
    after: &Succession<'_>,
    rotation: &Rotation,
    now: Timestamp,
) -> Result<(), LedgerError> {
    if after.keys.at(u64::MAX) != Some(rotation.old) {
        return Err(LedgerError::NotAKey);
    }
    let later = after.rotated_at.is_none_or(|last| rotation.at > last);
    if !later || rotation.at > now {
        return Err(LedgerError::SignatureWrong);
    }
    let statement = RotationStatement {
        origin: after.origin,
        old: ledger::PublicKey::from_bytes(rotation.old.bytes())?,
        new: ledger::PublicKey::from_bytes(rotation.new.bytes())?,
        at: rotation.at,
    };
    statement.verify(
        &ledger::Signature::from_bytes(*rotation.by_old.bytes()),
        &ledger::Signature::from_bytes(*rotation.by_new.bytes()),
    )
}
