//! A log is opened, at start and again after a failure: what its file and its mark say is what happened.

use std::{
    path::{Path, PathBuf},
    sync::{Arc, PoisonError, RwLock},
};

use ledger::{SecretKey, Signer};
use model::PublicKey;
use sqlx::{Connection, SqliteConnection};
use tokio::sync::{mpsc, watch};

use super::{
    Committed, Message, Writer,
    keeping::Keeping,
    standing::{Failed, TakingOn},
};
use crate::{
    StoreError, folder,
    mark::MarkFile,
    moved::OpenFiles,
    opened::{self, Heads, Opened, PutBack},
    realm::{Clock, Realm},
    replay,
    reserve::Reserve,
    schema,
    signing::{self, Keyring},
    snapshot::{self, Snapshot},
};

impl<R: Realm> Writer<R> {
    /// Reads the log, and only then, where something may be added to it, opens its file for writing: what is damaged or
    /// was put back is left as it is found.
    pub async fn open(
        realm: R,
        file: PathBuf,
        clock: Clock,
        queue: mpsc::Receiver<Message<R::Command>>,
    ) -> Result<Self, StoreError> {
        let dir = file.parent().unwrap_or(Path::new(".")).to_owned();
        let (mark, keyring) = (MarkFile::read(&dir)?, Keyring::of(&dir));
        let snapshot = snapshot::believed(&dir, &keyring);
        let mut reading = SqliteConnection::connect_with(&folder::for_reading(&file)).await?;
        let found = found(&mut reading, (&realm, &file), &mark, &keyring, snapshot).await;
        let (Opened { whole, read_only }, signer) = match found {
            Ok(found) => found,
            Err(error) => return Err(closed(reading, error).await),
        };
        let mut replay = whole.replay;
        replay.settle();
        let committed = Committed {
            head: watch::Sender::new(R::head(&replay.world)),
            world: RwLock::new(replay.world.clone()),
            read_only: watch::Sender::new(read_only),
        };
        let mut writer = Self {
            realm,
            clock,
            queue,
            committed: Arc::new(committed),
            db: None,
            files: OpenFiles::none(),
            world: replay.world,
            tree: replay.tree,
            edge: whole.edge,
            keyring,
            signer,
            mark,
            owed: whole.head.note,
            taking_on: None,
            reserve: Reserve::in_folder(&dir),
            keys: replay.keys,
            loaded: 0,
            to_fold: false,
            firm: false,
            keeping: Keeping::since(whole.kept),
            file,
        };
        if !writer.reads_only()
            && let Err(Failed::Disk(because)) = writer.ready().await
        {
            writer.only_read(&because);
        }
        reading.close().await?;
        Ok(writer)
    }

    /// Lets a log that was put back go on, signed by `key`, which waits until then: its next entry says from what, what it is
    /// known to have had, and that this is its key.
    ///
    /// # Errors
    /// [`StoreError::NotRolledBack`]; [`StoreError::ReadOnly`] when it is another past, which nobody can take on;
    /// [`StoreError::Unreadable`] when the key cannot be written.
    pub fn take_on(&mut self, put_back: PutBack, key: &SecretKey) -> Result<Heads, StoreError> {
        let Some(standing) = self.committed.read_only.borrow().clone() else {
            return Err(StoreError::NotRolledBack(self.file.clone()));
        };
        let heads = opened::heads(&standing, &self.tree, &self.mark, put_back)?;
        self.keyring.prepare(key)?;
        self.taking_on = Some(TakingOn {
            heads,
            key: PublicKey::new(*key.public().bytes()),
            restored: matches!(put_back, PutBack::FromBackup { .. }),
        });
        Ok(heads)
    }

    /// Starts the task that writes.
    pub fn start(mut self) -> Arc<Committed<R>> {
        let committed = Arc::clone(&self.committed);
        if !self.reads_only() {
            // What a power cut left between commit and mark, and between commit and key, is made up for.
            if let Some(note) = self.owed.take() {
                self.set_mark(note);
            }
            if let Some(signer) = &self.signer {
                self.keyring.settle(signer.verifier().key);
                self.keyring.tidy();
            }
            self.reserve.hold();
        }
        tokio::spawn(self.run());
        committed
    }

    /// Has the file open. After an unknown outcome, what the log says by now is what happened.
    pub(super) async fn ready(&mut self) -> Result<(), Failed> {
        if let Some(file) = self.files.missing() {
            return Err(Failed::Standing(self.moved(file.to_owned())));
        }
        if self.db.is_none() {
            self.open_again().await?;
        }
        self.firm().await
    }

    async fn open_again(&mut self) -> Result<(), Failed> {
        let disk = |error: StoreError| Failed::Disk(error.to_string());
        let (mut db, files) = open::<R>(&self.file).await.map_err(disk)?;
        let same = match replay::head(&mut db).await.map_err(disk) {
            Ok(head) if head.tree == self.tree => Ok(()),
            Ok(_) => self.read_again(&mut db).await,
            Err(failed) => Err(failed),
        };
        if let Err(failed) = same {
            return Err(closed(db, failed).await);
        }
        (self.db, self.files) = (Some(db), files);
        Ok(())
    }

    async fn read_again(&mut self, db: &mut SqliteConnection) -> Result<(), Failed> {
        let disk = |error: StoreError| Failed::Disk(error.to_string());
        let dir = self.file.parent().unwrap_or(Path::new("."));
        let mark = MarkFile::read(dir).map_err(disk)?;
        let snapshot = snapshot::believed(dir, &self.keyring);
        let opened = opened::opened(db, &self.realm, &mark, snapshot);
        let opened = opened.await.map_err(disk)?;
        if let Some(standing) = opened.read_only {
            return Err(Failed::Standing(self.stand(standing)));
        }
        let whole = opened.whole;
        let mut replay = whole.replay;
        replay.settle();
        *self
            .committed
            .world
            .write()
            .unwrap_or_else(PoisonError::into_inner) = replay.world.clone();
        self.world = replay.world;
        self.tree = replay.tree;
        self.edge = whole.edge;
        self.keys = replay.keys;
        self.loaded = 0;
        self.mark = mark;
        self.committed.head.send_replace(R::head(&self.world));
        if let Some(note) = whole.head.note {
            self.set_mark(note);
        }
        Ok(())
    }
}

/// What the log is, and who signs for it.
async fn found<R: Realm>(
    db: &mut SqliteConnection,
    (realm, file): (&R, &Path),
    mark: &MarkFile,
    keyring: &Keyring,
    snapshot: Option<Snapshot>,
) -> Result<(Opened<R>, Option<Signer>), StoreError> {
    schema::check(db, file, R::APPLICATION_ID).await?;
    let opened = opened::opened(db, realm, mark, snapshot).await?;
    match signing::signer::<R>(keyring, &opened.whole.replay.world) {
        Ok(signer) => Ok((opened, signer)),
        // An older state may name a key that was given up since. It can be read all the same.
        Err(error) if opened.read_only.is_some() => {
            tracing::warn!(%error, "nobody can sign for this log");
            Ok((opened, None))
        }
        Err(error) => Err(error),
    }
}

/// Opens the file for writing, if it is a log of this kind.
pub(super) async fn open<R: Realm>(
    file: &Path,
) -> Result<(SqliteConnection, OpenFiles), StoreError> {
    let mut db = SqliteConnection::connect_with(&folder::for_writing(file)).await?;
    match schema::check(&mut db, file, R::APPLICATION_ID).await {
        Ok(()) => Ok((db, OpenFiles::of(file))),
        Err(error) => Err(closed(db, error).await),
    }
}

/// `error`, once the file is closed: left to itself, SQLite would tidy up beside whatever comes next.
pub(super) async fn closed<E>(db: SqliteConnection, error: E) -> E {
    if let Err(error) = db.close().await {
        tracing::warn!(%error, "the log was not closed cleanly; nothing is lost");
    }
    error
}
