//! What only a workspace's log can do: be asked without doing.

use std::{path::Path, sync::PoisonError};

use engine::World;
use ledger::SecretKey;
use model::TicketKey;

use super::Log;
use crate::{
    StoreError,
    in_workspace::InWorkspace,
    opened::{Heads, PutBack},
    realm::{Clock, ReadWorkflow},
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

    /// Opens the workspace's log in `dir` from its snapshot and what came after it; without one it is read whole, a second or a few
    /// for 100,000 entries.
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

    /// As [`Log::taking_on`], for a workspace's log.
    ///
    /// # Errors
    /// The same.
    pub async fn take_on(
        dir: &Path,
        clock: Clock,
        read_workflow: ReadWorkflow,
        (put_back, key): (PutBack, &SecretKey),
    ) -> Result<(Self, Heads), StoreError> {
        Self::taking_on(InWorkspace { read_workflow }, dir, clock, (put_back, key)).await
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
