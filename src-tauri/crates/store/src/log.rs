//! An open log: a handle that is cheap to clone. Commands go in, what was written comes out.

use std::{
    ops::Deref,
    path::Path,
    sync::{Arc, PoisonError},
};

use engine::World;
use model::{Asked, Seq, TicketKey};
use tokio::sync::{mpsc, oneshot, watch};

use crate::{
    Done, StoreError, folder,
    in_host::InHost,
    in_workspace::InWorkspace,
    reads::Reads,
    realm::{Clock, ReadWorkflow, Realm},
    schema,
    writer::{Committed, Message, Pending, QUEUE_MAX, Writer},
};

/// A workspace's log, open for writing. Reads are those of [`Reads`].
pub type Workspace = Log<InWorkspace>;
/// The host's log, open for writing.
pub type HostLog = Log<InHost>;

/// An open log of either kind. The last clone's end lets the writer finish what waits and close the file.
pub struct Log<R: Realm> {
    reads: Reads<R>,
    queue: mpsc::Sender<Message<R::Command>>,
    committed: Arc<Committed<R>>,
}

impl<R: Realm> Clone for Log<R> {
    fn clone(&self) -> Self {
        Self {
            reads: self.reads.clone(),
            queue: self.queue.clone(),
            committed: Arc::clone(&self.committed),
        }
    }
}

impl<R: Realm> Deref for Log<R> {
    type Target = Reads<R>;
    fn deref(&self) -> &Reads<R> {
        &self.reads
    }
}

impl Log<InWorkspace> {
    /// Makes a workspace's log in `dir`, which is made too, and opens it. Nothing is in it yet.
    ///
    /// # Errors
    /// [`StoreError::Exists`] when there is one; [`StoreError::Unreadable`] when the folder cannot be written.
    pub async fn create(
        dir: &Path,
        clock: Clock,
        read_workflow: ReadWorkflow,
    ) -> Result<Self, StoreError> {
        schema::create(&dir.join(InWorkspace::FILE), InWorkspace::APPLICATION_ID).await?;
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

impl Log<InHost> {
    /// Makes the host's log in `dir`, which is made too, and opens it. Nothing is in it yet.
    ///
    /// # Errors
    /// As [`Workspace::create`].
    pub async fn create(dir: &Path, clock: Clock) -> Result<Self, StoreError> {
        schema::create(&dir.join(InHost::FILE), InHost::APPLICATION_ID).await?;
        Self::open(dir, clock).await
    }

    /// Opens the host's log in `dir`.
    ///
    /// # Errors
    /// As [`Workspace::open`].
    pub async fn open(dir: &Path, clock: Clock) -> Result<Self, StoreError> {
        Self::start(InHost, dir, clock).await
    }
}

impl<R: Realm> Log<R> {
    async fn start(realm: R, dir: &Path, clock: Clock) -> Result<Self, StoreError> {
        let file = folder::existing(dir.join(R::FILE))?;
        let (queue, waiting) = mpsc::channel(QUEUE_MAX);
        let committed = Writer::start(realm, file, clock, waiting).await?;
        Ok(Self {
            reads: Reads::open(dir).await?,
            queue,
            committed,
        })
    }

    /// Has a command decided and written. A caller who walks away undoes nothing.
    ///
    /// # Errors
    /// [`StoreError::Busy`] and [`StoreError::LogUnwritable`]: nothing happened.
    /// [`StoreError::OutcomeUnknown`]: ask again with the same idempotency key. Refusals are no errors; they are in [`Done`].
    pub async fn submit(&self, asked: Asked<R::Command>) -> Result<Done, StoreError> {
        let (answer, answered) = oneshot::channel();
        let message = Message::Ask(Box::new(Pending { asked, answer }));
        self.queue.try_send(message).map_err(|error| match error {
            mpsc::error::TrySendError::Full(_) => StoreError::Busy,
            mpsc::error::TrySendError::Closed(_) => StoreError::Closed,
        })?;
        answered.await.unwrap_or_else(|_| {
            Err(StoreError::OutcomeUnknown {
                because: "the writer stopped".to_owned(),
            })
        })
    }

    /// Shows `look` the world as far as it is durable. Of tickets, only those are in it on which a request waits.
    /// The writer waits while `look` looks: keep it short.
    pub fn world<T>(&self, look: impl FnOnce(&R::World) -> T) -> T {
        look(
            &self
                .committed
                .world
                .read()
                .unwrap_or_else(PoisonError::into_inner),
        )
    }

    /// The newest durable entry, and a way to wait for the next.
    pub fn changes(&self) -> watch::Receiver<Option<Seq>> {
        self.committed.head.subscribe()
    }

    /// Writes what waits and closes the file; every other clone's commands and reads fail from here on.
    /// Readers go first: the last to close must be the writer, which folds the write-ahead log into the file.
    pub async fn close(self) {
        self.reads.close().await;
        let (done, closed) = oneshot::channel();
        if self.queue.send(Message::Close(done)).await.is_ok() {
            closed.await.ok();
        }
    }
}
