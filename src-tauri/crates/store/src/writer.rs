//! The one writer of a log: takes what waits, decides it, writes it in one transaction, then answers (group commit).
//! A refusal is an entry; one command's failure never takes its neighbours down; nothing is answered before it is durable.

mod commit;
mod keeping;
mod opening;
mod standing;
mod telling;

use std::{
    path::PathBuf,
    sync::{Arc, RwLock},
    time::Duration,
};

use ledger::{Edge, Frontier, Signer};
use model::{Asked, Seq};
use sqlx::SqliteConnection;
use tokio::sync::{mpsc, oneshot, watch};

use crate::{
    Done, ReadOnly, StoreError,
    draft::{Desk, Draft},
    keys::Keys,
    mark::MarkFile,
    moved::OpenFiles,
    realm::{Clock, Realm},
    reserve::Reserve,
    signing::Keyring,
};
use keeping::Keeping;
use standing::{Failed, TakingOn};
use telling::{Outcomes, answer};

/// How many commands one transaction takes.
pub const BATCH_MAX: usize = 1_024;
/// How many commands wait; more are turned away as busy.
pub const QUEUE_MAX: usize = 4_096;
/// How many tickets that nothing waits on stay loaded between batches.
const TICKETS_KEPT: usize = 4_096;
/// When the write-ahead log still holds something erased: how long until the next try at folding it in.
const FOLD_AGAIN: Duration = Duration::from_secs(5);

/// A command that waits, and who waits for it.
pub(crate) struct Pending<C> {
    pub asked: Asked<C>,
    pub answer: oneshot::Sender<Result<Done, StoreError>>,
}

/// What the queue holds.
pub(crate) enum Message<C> {
    /// Decide and write this.
    Ask(Box<Pending<C>>),
    /// Write what waits, then close the file.
    Close(oneshot::Sender<()>),
}

/// What readers see: the log as far as it is durable.
pub(crate) struct Committed<R: Realm> {
    pub world: RwLock<R::World>,
    pub head: watch::Sender<Option<Seq>>,
    /// Why nothing is written, while that is so.
    pub read_only: watch::Sender<Option<ReadOnly>>,
}

/// Owned by one task; the only place that has a connection which can write.
pub(crate) struct Writer<R: Realm> {
    realm: R,
    file: PathBuf,
    clock: Clock,
    queue: mpsc::Receiver<Message<R::Command>>,
    committed: Arc<Committed<R>>,
    /// Absent after a failure, until the file could be opened again.
    db: Option<SqliteConnection>,
    /// What `db` has open.
    files: OpenFiles,
    /// Ahead of `committed` while a batch is being made; the same between batches, but for loaded tickets.
    world: R::World,
    tree: Frontier,
    edge: Edge,
    keyring: Keyring,
    /// Absent before the first entry, which says whose it is.
    signer: Option<Signer>,
    mark: MarkFile,
    /// The checkpoint that the mark should have and could not be given.
    owed: Option<String>,
    /// What the next entry has to say, in a log that an owner takes on as it was put back.
    taking_on: Option<TakingOn>,
    reserve: Reserve,
    keys: Keys,
    loaded: usize,
    /// Something was erased, and the write-ahead log may hold it still.
    to_fold: bool,
    /// What the file held when it was opened is known to be on the disk.
    firm: bool,
    /// The snapshot beside the log.
    keeping: Keeping,
}

impl<R: Realm> Writer<R> {
    async fn run(mut self) {
        let mut closing = Vec::new();
        // A long log that had none, after another release's, does not wait for its end to get one.
        self.keep().await;
        while let Some(message) = self.next().await {
            let mut batch = Vec::new();
            let mut next = Some(message);
            while let Some(message) = next {
                match message {
                    Message::Ask(pending) => batch.push(*pending),
                    Message::Close(done) => {
                        self.queue.close();
                        closing.push(done);
                    }
                }
                next = if batch.len() < BATCH_MAX {
                    self.queue.try_recv().ok()
                } else {
                    None
                };
            }
            if !batch.is_empty() {
                self.settle(batch).await;
                self.keep().await;
            }
        }
        self.keep_last().await;
        self.let_go().await;
        for done in closing {
            done.send(()).ok();
        }
    }

    /// What waits next; meanwhile what was erased is gone after, if it is not gone yet.
    async fn next(&mut self) -> Option<Message<R::Command>> {
        while self.to_fold {
            match tokio::time::timeout(FOLD_AGAIN, self.queue.recv()).await {
                Ok(message) => return message,
                Err(_) => self.fold().await,
            }
        }
        self.queue.recv().await
    }

    /// Writes a batch and answers each of its commands.
    async fn settle(&mut self, batch: Vec<Pending<R::Command>>) {
        match self.attempt(&batch).await {
            Err(Failed::Statement(because)) if batch.len() > 1 => {
                tracing::warn!(%because, commands = batch.len(), "the batch is done singly");
                for pending in batch {
                    let alone = vec![pending];
                    let outcome = self.attempt(&alone).await;
                    answer(alone, outcome);
                }
            }
            outcome => answer(batch, outcome),
        }
    }

    async fn attempt(&mut self, batch: &[Pending<R::Command>]) -> Result<Outcomes, Failed> {
        let outcome = self.commit(batch).await;
        if let Err(Failed::Disk(because)) = &outcome {
            self.only_read(because);
        }
        outcome
    }

    /// Decides and writes all of `batch`, or nothing of it.
    async fn commit(&mut self, batch: &[Pending<R::Command>]) -> Result<Outcomes, Failed> {
        self.writable().await?;
        self.ready().await?;
        self.load(batch).await?;
        let mut draft = Draft::on(self.tree.clone());
        let written = match self.draft(&mut draft, batch) {
            Ok(()) if draft.stored.is_empty() => return Ok(self.outcomes(draft).await),
            Ok(()) => self.write(&draft).await,
            Err(failed) => Err(failed),
        };
        if let Err(failed) = written {
            self.world = self.committed_world();
            return Err(failed);
        }
        self.publish(&mut draft);
        Ok(self.outcomes(draft).await)
    }

    fn draft(&mut self, draft: &mut Draft, batch: &[Pending<R::Command>]) -> Result<(), Failed> {
        let mut desk = Desk {
            realm: &self.realm,
            world: &mut self.world,
            keys: &self.keys,
            clock: (self.clock)(),
        };
        batch
            .iter()
            .try_for_each(|pending| draft.take(&mut desk, &pending.asked))
            .map_err(Failed::Statement)?;
        self.begins_rightly(draft)
    }

    /// Closes the file, until it is opened again.
    pub async fn let_go(&mut self) {
        if let Some(db) = self.db.take() {
            opening::closed(db, ()).await;
        }
    }
}
