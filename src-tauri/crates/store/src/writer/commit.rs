//! One transaction, and what to do when it fails.

use std::time::Duration;

use ledger::{Frontier, Signer};
use sqlx::SqliteConnection;

use super::{Pending, Writer, opening, standing::Failed};
use crate::{StoreError, draft::Draft, load, realm::Realm, replay, signing, write};

/// How long folding waits for readers, while nothing else is written.
const FOLD_WAIT: Duration = Duration::from_millis(500);

impl<R: Realm> Writer<R> {
    /// Brings in the tickets and closed requests that the batch names, in one query each.
    pub(super) async fn load(&mut self, batch: &[Pending<R::Command>]) -> Result<(), Failed> {
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
                self.let_go().await;
                Err(Failed::Disk(error.to_string()))
            }
        }
    }

    /// One transaction: the signed head, log, tiles, projections and texts. Then the mark.
    pub(super) async fn write(&mut self, draft: &Draft) -> Result<(), Failed> {
        let rows = draft.touched.rows::<R>(&self.world);
        let mut edge = self.edge.clone();
        let tiles = edge.append(&draft.leaves());
        let next = self.next_signer()?;
        let signer = next.as_ref().or(self.signer.as_ref());
        let note = signer.map(|signer| signer.checkpoint(draft.tree.head()));
        let note = note.ok_or_else(|| Failed::Statement("the log has not begun".to_owned()))?;
        let head = replay::Head {
            note: Some(note.clone()),
            tree: draft.tree.clone(),
        };
        let before = self.tree.size();
        let db = self.connection()?;
        let written = async {
            sqlx::query("BEGIN IMMEDIATE").execute(&mut *db).await?;
            // First: where another process has written, everything after would fail for lesser reasons.
            if !write::head(db, before, &head).await? {
                return Ok(false);
            }
            write::entries(db, &draft.stored).await?;
            write::tiles(db, &tiles).await?;
            write::rows(db, &rows).await?;
            write::texts(db, &draft.texts).await?;
            write::erase(db, &draft.erased).await?;
            write::sources(db, &draft.sources).await?;
            Ok(true)
        }
        .await;
        match written {
            Err(error) => return Err(self.rolled_back(error).await),
            Ok(false) => {
                self.let_go().await;
                return Err(Failed::Foreign);
            }
            Ok(true) => {}
        }
        if let Err(error) = sqlx::query("COMMIT").execute(db).await {
            self.learn(&head.tree, error).await?;
        }
        if let Some(file) = self.files.missing() {
            let standing = self.moved(file.to_owned());
            return Err(Failed::Unknown(standing.to_string()));
        }
        self.edge = edge;
        if let Some(next) = next {
            self.keyring.settle(next.verifier().key);
            if self.signer.replace(next).is_some() {
                self.keeping.by_another_key();
            }
        }
        self.taken_on();
        self.set_mark(note);
        if self.to_fold || !draft.erased.is_empty() {
            self.fold().await;
        }
        Ok(())
    }

    /// Whose signature the log carries from this batch on, if the batch changes that.
    fn next_signer(&self) -> Result<Option<Signer>, Failed> {
        let named = R::key_at(&self.world, u64::MAX);
        let signs = self.signer.as_ref().map(Signer::verifier);
        if named.is_some_and(|key| signs.is_some_and(|now| now.key.bytes() == key.bytes())) {
            return Ok(None);
        }
        signing::signer::<R>(&self.keyring, &self.world)
            .map_err(|error| Failed::Statement(error.to_string()))
    }

    /// Folds the write-ahead log into the file and cuts it, so that nothing of what was erased is left in it.
    pub(super) async fn fold(&mut self) {
        let Some(db) = &mut self.db else { return };
        let folded = folded(db).await;
        self.to_fold = !matches!(folded, Ok(true));
        match folded {
            Ok(true) => {}
            Ok(false) => tracing::warn!(
                "somebody reads; what was erased stays in the write-ahead log until they end"
            ),
            Err(error) => {
                tracing::error!(%error, "what was erased is still in the write-ahead log")
            }
        }
    }

    /// What was found in the write-ahead log may be the last writer's that was killed before it was synced, or could not sync it:
    /// it looks whole, and a power cut would take it, with whatever was written after it. It is written anew, into the file.
    pub(super) async fn firm(&mut self) -> Result<(), Failed> {
        let (false, Some(db)) = (self.firm, &mut self.db) else {
            return Ok(());
        };
        match folded(db).await {
            Ok(true) => {}
            Ok(false) => {
                tracing::warn!("somebody reads; the write-ahead log stays as it was found")
            }
            Err(error) => return Err(Failed::Disk(error.to_string())),
        }
        self.firm = true;
        Ok(())
    }

    /// Undoes a transaction whose statement failed.
    async fn rolled_back(&mut self, error: sqlx::Error) -> Failed {
        let alone = concerns_one_statement(&error);
        let undone = match &mut self.db {
            Some(db) if alone => sqlx::query("ROLLBACK").execute(db).await.is_ok(),
            _ => false,
        };
        if !undone {
            self.let_go().await;
        }
        if alone {
            Failed::Statement(error.to_string())
        } else {
            Failed::Disk(error.to_string())
        }
    }

    /// COMMIT failed: what the file says now is what happened.
    async fn learn(&mut self, tree: &Frontier, error: sqlx::Error) -> Result<(), Failed> {
        tracing::error!(%error, "COMMIT failed; reading the head to learn what happened");
        self.let_go().await;
        if let Some(file) = self.files.missing() {
            let file = file.display();
            return Err(Failed::Unknown(format!("{error}; then {file} was gone")));
        }
        let unknown = |later: StoreError| Failed::Unknown(format!("{error}; then {later}"));
        let (mut db, files) = opening::open::<R>(&self.file).await.map_err(unknown)?;
        let now = match replay::head(&mut db).await.map_err(unknown) {
            Ok(head) => head.tree,
            Err(failed) => return Err(opening::closed(db, failed).await),
        };
        (self.db, self.files) = (Some(db), files);
        if now == *tree {
            // It is there; whether the disk has it, nobody said.
            self.firm = false;
            let firm = self.firm().await;
            return firm.map_err(|_| Failed::Unknown(error.to_string()));
        }
        if now == self.tree && writes_nothing_whole(&error) {
            return Err(Failed::Disk(error.to_string()));
        }
        if now == self.tree {
            // All of it may lie in the write-ahead log, not synced: gone with the next batch, or found at the next start.
            let because = error.to_string();
            self.only_read(&because);
            return Err(Failed::Unknown(because));
        }
        self.let_go().await;
        let now = now.size();
        Err(Failed::Unknown(format!(
            "{error}; then the log had {now} entries"
        )))
    }

    fn connection(&mut self) -> Result<&mut SqliteConnection, Failed> {
        self.db
            .as_mut()
            .ok_or_else(|| Failed::Disk("the log is not open".to_owned()))
    }
}

/// Whether all of the write-ahead log is in the file now, and nothing is left of it.
async fn folded(db: &mut SqliteConnection) -> Result<bool, sqlx::Error> {
    wait_for(db, FOLD_WAIT).await?;
    let said: (i64, i64, i64) = sqlx::query_as("PRAGMA wal_checkpoint(TRUNCATE)")
        .fetch_one(&mut *db)
        .await?;
    wait_for(db, crate::folder::BUSY_WAIT).await?;
    Ok(said.0 == 0)
}

/// How long a statement waits for a lock from here on.
async fn wait_for(db: &mut SqliteConnection, wait: Duration) -> Result<(), sqlx::Error> {
    let wait = format!("PRAGMA busy_timeout = {}", wait.as_millis());
    sqlx::raw_sql(sqlx::AssertSqlSafe(wait)).execute(db).await?;
    Ok(())
}

/// Whether a COMMIT that failed so has left no whole transaction in the write-ahead log: its last page was not written.
fn writes_nothing_whole(error: &sqlx::Error) -> bool {
    const BUSY: u32 = 5;
    const FULL: u32 = 13;
    const WRITE: u32 = 10 | 3 << 8;
    code(error).is_some_and(|code| matches!(code & 0xff, BUSY | FULL) || code == WRITE)
}

/// Whether another statement may well succeed: a broken constraint or a value that does not fit, not the disk.
fn concerns_one_statement(error: &sqlx::Error) -> bool {
    const ERROR: u32 = 1;
    const TOO_BIG: u32 = 18;
    const CONSTRAINT: u32 = 19;
    const MISMATCH: u32 = 20;
    code(error).is_some_and(|code| matches!(code & 0xff, ERROR | TOO_BIG | CONSTRAINT | MISMATCH))
}

/// SQLite's own number for it.
fn code(error: &sqlx::Error) -> Option<u32> {
    let code = error.as_database_error()?.code()?;
    code.parse().ok()
}
