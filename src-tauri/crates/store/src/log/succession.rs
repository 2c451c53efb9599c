//! What becomes of a log itself: it gets another key, or goes on from an older state.

use std::path::Path;

use ledger::{RotationStatement, SecretKey};
use model::{PublicKey, Signature, Timestamp, command::Rotation};

use super::Log;
use crate::{
    StoreError,
    opened::{Heads, PutBack},
    realm::{Clock, Realm},
};

impl<R: Realm> Log<R> {
    /// Opens a log that is only read because it was put back to an older state, or because its mark is gone, so that somebody
    /// can take that on: what it goes on from, and what it is known to have had (the same where nobody can tell). Nothing but the
    /// epoch that says both, and that `key` is the log's from there on, is written next; after that it is a log like any other.
    ///
    /// # Errors
    /// As opening it; nothing to take on is [`StoreError::NotRolledBack`], another past [`StoreError::ReadOnly`].
    pub(super) async fn taking_on(
        realm: R,
        dir: &Path,
        clock: Clock,
        (put_back, key): (PutBack, &SecretKey),
    ) -> Result<(Self, Heads), StoreError> {
        let (mut writer, queue) = Self::writer(realm, dir, clock).await?;
        match writer.take_on(put_back, key) {
            Ok(heads) => Ok((Self::started(writer, queue, dir).await?, heads)),
            Err(error) => {
                writer.let_go().await;
                Err(error)
            }
        }
    }

    /// Signs that `next` is to be the log's key, with the key it has and with `next`, which waits beside it until the entry is written.
    ///
    /// # Errors
    /// [`StoreError::Unreadable`] when the keys cannot be read or written.
    pub fn rotation(&self, next: &SecretKey, at: Timestamp) -> Result<Rotation, StoreError> {
        let origin = self.world(R::origin);
        let origin = origin.ok_or_else(|| StoreError::unreadable("the log has not begun"))?;
        let named = self.world(|world| R::key_at(world, u64::MAX));
        let named = named.ok_or_else(|| StoreError::unreadable("the log has not begun"))?;
        let now = self.keyring.named(&named)?;
        let statement = RotationStatement {
            origin,
            old: now.public(),
            new: next.public(),
            at,
        };
        self.keyring.prepare(next)?;
        Ok(Rotation {
            old: PublicKey::new(*statement.old.bytes()),
            new: PublicKey::new(*statement.new.bytes()),
            at,
            by_old: Signature::new(*statement.sign(&now).bytes()),
            by_new: Signature::new(*statement.sign(next).bytes()),
        })
    }
}
