//! What only a workspace's log can do: hand its key over, go on from an older state, be asked without doing.

use std::{path::Path, sync::PoisonError};

use engine::World;
use ledger::{Head, RotationStatement, SecretKey};
use model::{PublicKey, Signature, TicketKey, Timestamp, command::Rotation};

use super::Log;
use crate::{
    StoreError,
    in_workspace::InWorkspace,
    opened::Heads,
    realm::{Clock, ReadWorkflow, Realm},
};

impl Log<InWorkspace> {
    /// Makes a workspace's log in `dir`, which is made too, and opens it. Nothing is in it yet; its first command names `key`.
    ///
    /// # Errors
    /// [`StoreError::Exists`] when there is one; [`StoreError::Unreadable`] when the folder cannot be written.
    pub async fn create(
        dir: &Path,
        key: &SecretKey,
        clock: Clock,
        read_workflow: ReadWorkflow,
    ) -> Result<Self, StoreError> {
        Self::found(dir, key).await?;
        Self::open(dir, clock, read_workflow).await
    }

    /// Opens the workspace's log in `dir`: reads it whole, a second or a few for 100,000 entries.
    ///
    /// # Errors
    /// [`StoreError::Absent`], [`StoreError::Foreign`], [`StoreError::OtherFormat`], and
    /// [`StoreError::Damaged`] when the log does not add up: it is not written any further then.
    pub async fn open(
        dir: &Path,
        clock: Clock,
        read_workflow: ReadWorkflow,
    ) -> Result<Self, StoreError> {
        Self::start(InWorkspace { read_workflow }, dir, clock).await
    }

    /// Opens a log that is only read because it was put back to an older state, or because its mark is gone, so that an owner
    /// can take that on: what it goes on from, and what it is known to have had (the same without a mark). Nothing but the epoch
    /// that says both is written next; after that it is a log like any other.
    ///
    /// # Errors
    /// As [`Workspace::open`]; nothing to take on is [`StoreError::NotRolledBack`], another past [`StoreError::ReadOnly`].
    pub async fn take_on(
        dir: &Path,
        clock: Clock,
        read_workflow: ReadWorkflow,
    ) -> Result<(Self, (Head, Head)), StoreError> {
        let (mut writer, queue) = Self::writer(InWorkspace { read_workflow }, dir, clock).await?;
        match writer.take_on() {
            Ok(Heads { kept, lost }) => {
                Ok((Self::started(writer, queue, dir).await?, (kept, lost)))
            }
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
        let origin = self.world(InWorkspace::origin);
        let origin = origin.ok_or_else(|| StoreError::unreadable("the log has not begun"))?;
        let named = self.world(|world| InWorkspace::key_at(world, u64::MAX));
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

    /// Shows `look` the world with the ticket in it, as far as it is durable: for asking `decide` without doing.
    /// A ticket that is not there is not in the world either.
    ///
    /// # Errors
    /// [`StoreError::Unreadable`].
    pub async fn with_ticket<T>(
        &self,
        key: &TicketKey,
        look: impl FnOnce(&World) -> T,
    ) -> Result<T, StoreError> {
        let mut left = LOADS_MAX;
        loop {
            let head = self.world(World::head);
            let ticket = self.ticket(key).await?.map(|row| row.ticket);
            let mut world = self
                .committed
                .world
                .write()
                .unwrap_or_else(PoisonError::into_inner);
            left -= 1;
            // A batch may have been written in between; then ticket and world are not of one moment.
            let newest = ticket.as_ref().map(|t| t.last.0).max(head);
            if left > 0 && world.head() != newest {
                continue;
            }
            let Some(ticket) = ticket.filter(|_| world.ticket(key).is_none()) else {
                return Ok(look(&world));
            };
            let guest = Guest::load(&mut world, ticket);
            return Ok(look(guest.world));
        }
    }
}

/// How often a ticket is read again because a batch came between.
const LOADS_MAX: usize = 8;

/// A ticket that is in the readers' world for as long as somebody looks.
struct Guest<'w> {
    world: &'w mut World,
    ticket: model::TicketId,
}

impl<'w> Guest<'w> {
    fn load(world: &'w mut World, ticket: model::Ticket) -> Self {
        let id = ticket.id;
        world.load(ticket);
        Self { world, ticket: id }
    }
}

impl Drop for Guest<'_> {
    fn drop(&mut self) {
        self.world.forget(self.ticket);
    }
}
