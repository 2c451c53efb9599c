//! The one writer of a log: takes what waits, decides it, writes it in one transaction, then answers (group commit).
//! A refusal is an entry; one command's failure never takes its neighbours down; nothing is answered before it is durable.

use std::{
    path::{Path, PathBuf},
    sync::{Arc, PoisonError, RwLock},
};

use model::{Asked, Seq};
use sqlx::{Connection, SqliteConnection};
use tokio::sync::{mpsc, oneshot, watch};

use crate::{
    Done, StoreError, Stored,
    draft::{Answer, Desk, Draft},
    folder,
    keys::Keys,
    load,
    realm::{Clock, Realm},
    replay::{self, follow},
    schema, write,
};

/// How many commands one transaction takes.
pub const BATCH_MAX: usize = 1_024;
/// How many commands wait; more are turned away as busy.
pub const QUEUE_MAX: usize = 4_096;
/// How many tickets that nothing waits on stay loaded between batches.
const TICKETS_KEPT: usize = 4_096;

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
}

/// Why a batch was not written.
enum Failed {
    /// One of its commands or statements does not fit. Nothing happened; the others may fit without it.
    Statement(String),
    /// The disk does not take it. Nothing happened.
    Disk(String),
    /// The commit's outcome cannot be learned.
    Unknown(String),
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
    /// Ahead of `committed` while a batch is being made; the same between batches, but for loaded tickets.
    world: R::World,
    tree: ledger::Frontier,
    keys: Keys,
    loaded: usize,
}

impl<R: Realm> Writer<R> {
    /// Opens the file, reads its log whole, and starts the task that writes.
    pub async fn start(
        realm: R,
        file: PathBuf,
        clock: Clock,
        queue: mpsc::Receiver<Message<R::Command>>,
    ) -> Result<Arc<Committed<R>>, StoreError> {
        let mut db = open::<R>(&file).await?;
        let mut replay = replay::whole(&mut db, &realm).await?;
        replay.settle();
        let committed = Arc::new(Committed {
            head: watch::Sender::new(R::head(&replay.world)),
            world: RwLock::new(replay.world.clone()),
        });
        let writer = Self {
            realm,
            file,
            clock,
            queue,
            committed: Arc::clone(&committed),
            db: Some(db),
            world: replay.world,
            tree: replay.tree,
            keys: replay.keys,
            loaded: 0,
        };
        tokio::spawn(writer.run());
        Ok(committed)
    }

    async fn run(mut self) {
        let mut closing = Vec::new();
        while let Some(message) = self.queue.recv().await {
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
            }
        }
        if let Some(db) = self.db.take() {
            close(db).await;
        }
        for done in closing {
            done.send(()).ok();
        }
    }

    /// Writes a batch and answers each of its commands.
    async fn settle(&mut self, batch: Vec<Pending<R::Command>>) {
        match self.commit(&batch).await {
            Err(Failed::Statement(because)) if batch.len() > 1 => {
                tracing::warn!(%because, commands = batch.len(), "the batch is done singly");
                for pending in batch {
                    let alone = vec![pending];
                    let outcome = self.commit(&alone).await;
                    answer(alone, outcome);
                }
            }
            outcome => answer(batch, outcome),
        }
    }

    /// Decides and writes all of `batch`, or nothing of it.
    async fn commit(&mut self, batch: &[Pending<R::Command>]) -> Result<Outcomes, Failed> {
        self.ready().await?;
        self.load(batch).await?;
        let mut draft = Draft::on(self.tree.clone());
        if let Err(because) = self.draft(&mut draft, batch) {
            self.world = self.committed_world();
            return Err(Failed::Statement(because));
        }
        if !draft.stored.is_empty() {
            if let Err(failed) = self.write(&draft).await {
                self.world = self.committed_world();
                return Err(failed);
            }
            self.publish(&mut draft);
        }
        Ok(self.outcomes(draft).await)
    }

    fn draft(&mut self, draft: &mut Draft, batch: &[Pending<R::Command>]) -> Result<(), String> {
        let mut desk = Desk {
            realm: &self.realm,
            world: &mut self.world,
            keys: &self.keys,
            clock: (self.clock)(),
        };
        batch
            .iter()
            .try_for_each(|pending| draft.take(&mut desk, &pending.asked))
    }

    /// One transaction: log, tree, texts, projections.
    async fn write(&mut self, draft: &Draft) -> Result<(), Failed> {
        let rows = draft.touched.rows::<R>(&self.world);
        let db = self.connection()?;
        let written = async {
            sqlx::query("BEGIN IMMEDIATE").execute(&mut *db).await?;
            write::entries(db, &draft.stored).await?;
            write::rows(db, &rows).await?;
            write::texts(db, &draft.texts).await?;
            write::sources(db, &draft.sources).await?;
            write::head(db, &draft.tree).await
        }
        .await;
        if let Err(error) = written {
            return Err(self.rolled_back(error).await);
        }
        match sqlx::query("COMMIT").execute(db).await {
            Ok(_) => Ok(()),
            Err(error) => self.learn(&draft.tree, error).await,
        }
    }

    /// Undoes a transaction whose statement failed.
    async fn rolled_back(&mut self, error: sqlx::Error) -> Failed {
        let Some(mut db) = self.db.take() else {
            return Failed::Disk(error.to_string());
        };
        if concerns_one_statement(&error) {
            if sqlx::query("ROLLBACK").execute(&mut db).await.is_ok() {
                self.db = Some(db);
            }
            return Failed::Statement(error.to_string());
        }
        close(db).await;
        Failed::Disk(error.to_string())
    }

    /// COMMIT failed: what the file says now is what happened.
    async fn learn(&mut self, tree: &ledger::Frontier, error: sqlx::Error) -> Result<(), Failed> {
        tracing::error!(%error, "COMMIT failed; reading the head to learn what happened");
        if let Some(db) = self.db.take() {
            close(db).await;
        }
        let unknown = |later: StoreError| Failed::Unknown(format!("{error}; then {later}"));
        let mut db = open::<R>(&self.file).await.map_err(unknown)?;
        let (now, _) = replay::head(&mut db).await.map_err(unknown)?;
        self.db = Some(db);
        if now == *tree {
            return Ok(());
        }
        if now == self.tree {
            return Err(Failed::Disk(error.to_string()));
        }
        self.db = None;
        Err(Failed::Unknown(format!(
            "{error}; then the log had {} entries",
            now.size()
        )))
    }

    /// Has the file open. After an unknown outcome, what the log says by now is what happened.
    async fn ready(&mut self) -> Result<(), Failed> {
        if self.db.is_some() {
            return Ok(());
        }
        let disk = |error: StoreError| Failed::Disk(error.to_string());
        let mut db = open::<R>(&self.file).await.map_err(disk)?;
        let (tree, _) = replay::head(&mut db).await.map_err(disk)?;
        if tree != self.tree {
            let mut replay = replay::whole(&mut db, &self.realm).await.map_err(disk)?;
            replay.settle();
            *self
                .committed
                .world
                .write()
                .unwrap_or_else(PoisonError::into_inner) = replay.world.clone();
            self.world = replay.world;
            self.tree = replay.tree;
            self.keys = replay.keys;
            self.loaded = 0;
            self.committed.head.send_replace(R::head(&self.world));
        }
        self.db = Some(db);
        Ok(())
    }

    /// Brings in the tickets and closed requests that the batch names, in one query each.
    async fn load(&mut self, batch: &[Pending<R::Command>]) -> Result<(), Failed> {
        let Self {
            db: Some(db),
            world,
            loaded,
            ..
        } = self
        else {
            return Err(Failed::Disk("the log is not open".to_owned()));
        };
        let commands = batch.iter().map(|p| &p.asked.command);
        match load::named::<R>(db, world, commands).await {
            Ok(tickets) => {
                *loaded += tickets;
                Ok(())
            }
            Err(error) => {
                self.db = None;
                Err(Failed::Disk(error.to_string()))
            }
        }
    }

    /// The batch is durable: readers see it from here on.
    fn publish(&mut self, draft: &mut Draft) {
        let committed = Arc::clone(&self.committed);
        let mut world = committed
            .world
            .write()
            .unwrap_or_else(PoisonError::into_inner);
        for (id, ticket) in std::mem::take(&mut draft.before) {
            if R::ticket(&world, id).is_none() {
                R::load(&mut world, ticket);
            }
        }
        for Stored { entry, leaf, .. } in &draft.stored {
            follow(&self.realm, &mut world, &draft.sources, entry, *leaf)
                .expect("the writer's own world has followed the same entries from the same state");
            self.keys.note(entry);
            let (seq, via, code) = (entry.seq.0, entry.by.via, entry.code);
            tracing::debug!(seq, %via, action = ?entry.action, ?code, "written");
        }
        replay::settle::<R>(&mut world, &draft.touched);
        drop(world);
        self.tree = draft.tree.clone();
        replay::forget_closed::<R>(&mut self.world, &draft.touched);
        self.loaded += draft.touched.opened();
        if self.loaded > TICKETS_KEPT {
            self.world = self.committed_world();
        }
        committed.head.send_replace(R::head(&self.world));
    }

    /// What each command came to. Entries of replays are read from the log, where they now all stand.
    async fn outcomes(&mut self, draft: Draft) -> Outcomes {
        let mut outcomes = Vec::with_capacity(draft.answers.len());
        let mut stored = draft.stored.into_iter();
        for answer in draft.answers {
            outcomes.push(match answer {
                Answer::New { entries, refusal } => Ok(Done {
                    entries: stored.by_ref().take(entries).collect(),
                    refusal,
                    replayed: false,
                }),
                Answer::Again { seqs, refusal } => self.replayed(seqs).await.map(|entries| Done {
                    entries,
                    refusal,
                    replayed: true,
                }),
            });
        }
        outcomes
    }

    async fn replayed(&mut self, seqs: std::ops::Range<u64>) -> Result<Vec<Stored>, StoreError> {
        match &mut self.db {
            Some(db) => load::range(db, seqs).await,
            None => Err(StoreError::Unreadable("the log is not open".to_owned())),
        }
    }

    fn committed_world(&mut self) -> R::World {
        self.loaded = 0;
        self.committed
            .world
            .read()
            .unwrap_or_else(PoisonError::into_inner)
            .clone()
    }

    fn connection(&mut self) -> Result<&mut SqliteConnection, Failed> {
        self.db
            .as_mut()
            .ok_or_else(|| Failed::Disk("the log is not open".to_owned()))
    }
}

/// What each command of a batch came to, in order.
type Outcomes = Vec<Result<Done, StoreError>>;

fn answer<C>(batch: Vec<Pending<C>>, outcome: Result<Outcomes, Failed>) {
    let outcomes = outcome.unwrap_or_else(|failed| {
        let error = match failed {
            Failed::Statement(because) | Failed::Disk(because) => {
                StoreError::LogUnwritable { because }
            }
            Failed::Unknown(because) => StoreError::OutcomeUnknown { because },
        };
        tracing::error!(%error, code = %error.code(), commands = batch.len(), "not written");
        vec![Err(error); batch.len()]
    });
    for (pending, outcome) in batch.into_iter().zip(outcomes) {
        // Whoever asked may have walked away; what was written stays written.
        pending.answer.send(outcome).ok();
    }
}

/// Opens the file for writing, if it is a log of this kind.
async fn open<R: Realm>(file: &Path) -> Result<SqliteConnection, StoreError> {
    let mut db = SqliteConnection::connect_with(&folder::for_writing(file)).await?;
    schema::check(&mut db, file, R::APPLICATION_ID).await?;
    Ok(db)
}

async fn close(db: SqliteConnection) {
    if let Err(error) = db.close().await {
        tracing::warn!(%error, "the log was not closed cleanly; nothing is lost");
    }
}

/// Whether another statement may well succeed: a broken constraint or a value that does not fit, not the disk.
fn concerns_one_statement(error: &sqlx::Error) -> bool {
    const ERROR: u32 = 1;
    const TOO_BIG: u32 = 18;
    const CONSTRAINT: u32 = 19;
    const MISMATCH: u32 = 20;
    let Some(database) = error.as_database_error() else {
        return false;
    };
    let code: Option<u32> = database.code().and_then(|code| code.parse().ok());
    code.is_some_and(|code| matches!(code & 0xff, ERROR | TOO_BIG | CONSTRAINT | MISMATCH))
}
