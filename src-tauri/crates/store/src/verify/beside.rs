//! The snapshot beside the log: what a start believes must be what the entries come to.

use ledger::Frontier;

use super::Finding;
use crate::{
    realm::Realm,
    replay::Replay,
    snapshot::{self, Sealed},
};

/// A snapshot, not yet believed, and the size at which it can be compared.
pub(super) struct Beside<'a> {
    size: u64,
    sealed: &'a Sealed,
}

impl<'a> Beside<'a> {
    /// One that a start might believe.
    pub fn of(sealed: Option<&'a Sealed>) -> Option<Self> {
        let sealed = sealed?;
        let size = sealed.size()?;
        Some(Self { size, sealed })
    }

    /// Whether the log's key signed another thing than what `replay` and its `tree` have come to, once they are of the same size.
    /// One that nobody signed is passed over here as it is at start.
    pub fn differs<R: Realm>(&self, replay: &Replay<R>, tree: &Frontier) -> Option<Finding> {
        if tree.size() != self.size {
            return None;
        }
        let key = R::key_at(&replay.world, self.size)?;
        let key = ledger::PublicKey::from_bytes(key.bytes()).ok()?;
        let said = self.sealed.signed_by(&key)?;
        let should = snapshot::said::<R>(&replay.world, &replay.keys, tree);
        (said != should).then(|| {
            let size = self.size;
            Finding::general(format!(
                "its snapshot is not what the first {size} entries come to"
            ))
        })
    }
}
