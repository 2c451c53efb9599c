//! An open log: a handle that is cheap to clone. Commands go in, what was written comes out.

mod succession;
mod workspace;

use std::{
    ops::Deref,
    path::Path,
    sync::{Arc, PoisonError},
};

use ledger::SecretKey;
use model::{Asked, PublicKey, Seq};
use tokio::sync::{mpsc, oneshot, watch};

use crate::{
    Done, ReadOnly, StoreError, folder,
    in_host::InHost,
    in_workspace::InWorkspace,
    opened::{Heads, PutBack},
    reads::Reads,
    realm::{Clock, Realm},
    schema,
    signing::Keyring,
    writer::{Committed, Message, Pending, QUEUE_MAX, Writer},
};

/// A workspace's log, open for writing. Reads are those of [`Reads`].
pub type Workspace = Log<InWorkspace>;
/// The host's log, open for writing.
pub type HostLog = Log<InHost>;

type Queue<R> = mpsc::Sender<Message<<R as Realm>::Command>>;

/// An open log of either kind. The last clone's end lets the writer finish what waits and close the file.
pub struct Log<R: Realm> {
    reads: Reads<R>,
    keyring: Keyring,
    queue: Queue<R>,
    committed: Arc<Committed<R>>,
}

impl<R: Realm> Clone for Log<R> {
    fn clone(&self) -> Self {
        Self {
            reads: self.reads.clone(),
            keyring: self.keyring.clone(),
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

impl Log<InHost> {
    /// Makes the host's log in `dir`, which is made too, and opens it. Nothing is in it yet.
    ///
    /// # Errors
    /// As [`Workspace::create`].
    pub async fn create(dir: &Path, key: &SecretKey, clock: Clock) -> Result<Self, StoreError> {
        Self::found(dir, key).await?;
        Self::open(dir, clock).await
    }

    /// Opens the host's log in `dir`.
    ///
    /// # Errors
    /// As [`Workspace::open`].
    pub async fn open(dir: &Path, clock: Clock) -> Result<Self, StoreError> {
        Self::start(InHost, dir, clock).await
    }

    /// As [`Workspace::take_on`].
    ///
    /// # Errors
    /// The same.
    pub async fn take_on(
        dir: &Path,
        clock: Clock,
        (put_back, key): (PutBack, &SecretKey),
    ) -> Result<(Self, Heads), StoreError> {
        Self::taking_on(InHost, dir, clock, (put_back, key)).await
    }
}

impl<R: Realm> Log<R> {
    /// Makes a log without entries, and its key. A log that is there keeps its own.
    async fn found(dir: &Path, key: &SecretKey) -> Result<(), StoreError> {
        let file = dir.join(R::FILE);
        if file.exists() {
            return Err(StoreError::Exists(file));
        }
        Keyring::of(dir).found(key)?;
        schema::create(&file, R::APPLICATION_ID).await
    }

    async fn start(realm: R, dir: &Path, clock: Clock) -> Result<Self, StoreError> {
        let (writer, queue) = Self::writer(realm, dir, clock).await?;
        Self::started(writer, queue, dir).await
    }

    async fn writer(
        realm: R,
        dir: &Path,
        clock: Clock,
    ) -> Result<(Writer<R>, Queue<R>), StoreError> {
        let file = folder::existing(dir.join(R::FILE))?;
        let (queue, waiting) = mpsc::channel(QUEUE_MAX);
        Ok((Writer::open(realm, file, clock, waiting).await?, queue))
    }

    async fn started(
        mut writer: Writer<R>,
        queue: Queue<R>,
        dir: &Path,
    ) -> Result<Self, StoreError> {
        let reads = match Reads::open(dir).await {
            Ok(reads) => reads,
            Err(error) => {
                writer.let_go().await;
                return Err(error);
            }
        };
        Ok(Self {
            reads,
            keyring: Keyring::of(dir),
            queue,
            committed: writer.start(),
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

    /// The public half of the key that lies beside the log: what its first command names.
    ///
    /// # Errors
    /// [`StoreError::Unreadable`] when it is not there.
    pub fn own_key(&self) -> Result<PublicKey, StoreError> {
        Ok(PublicKey::new(*self.keyring.founding()?.public().bytes()))
    }

    /// Why nothing is written, while that is so.
    pub fn read_only(&self) -> Option<ReadOnly> {
        self.committed.read_only.borrow().clone()
    }

    /// Nothing is written from here on: a check found that the log is not what it says it is.
    pub fn distrust(&self, words: &str) {
        let words = words.to_owned();
        tracing::error!(%words, "the log is only read");
        self.committed
            .read_only
            .send_if_modified(|standing| match standing {
                None | Some(ReadOnly::Disk { .. } | ReadOnly::Broken { .. }) => {
                    *standing = Some(ReadOnly::Broken { words });
                    true
                }
                Some(_) => false,
            });
    }

    /// A check of all of it holds: what an earlier one found is settled.
    pub fn trust(&self) {
        self.committed
            .read_only
            .send_if_modified(|standing| match standing {
                Some(ReadOnly::Broken { .. }) => standing.take().is_some(),
                _ => false,
            });
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
