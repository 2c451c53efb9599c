//! Reading a log file: beside the writer, beside another process, never waiting for either, and never writing.

mod entries;
mod projections;

use std::{collections::BTreeMap, marker::PhantomData, path::Path};

use ledger::{Consistency, Inclusion};
use model::{ActorId, Digest, Seq, Timestamp, TokenId, Via};
use sqlx::{SqlitePool, sqlite::SqlitePoolOptions};

pub use entries::EntryFilter;
pub(crate) use entries::HISTORY;
pub use projections::TicketFilter;

use crate::{
    StoreError, folder, in_host::InHost, in_workspace::InWorkspace, realm::Realm, replay, schema,
    tiles, touched::actor_word,
};

/// How many reads run at once; more wait.
const READERS_MAX: u32 = 8;

/// A log file of one kind, open for reading only.
pub struct Reads<R> {
    pool: SqlitePool,
    of: PhantomData<fn() -> R>,
}

/// A workspace's log, open for reading only.
pub type WorkspaceReads = Reads<InWorkspace>;
/// The host's log, open for reading only.
pub type HostReads = Reads<InHost>;

impl<R> Clone for Reads<R> {
    fn clone(&self) -> Self {
        Self {
            pool: self.pool.clone(),
            of: PhantomData,
        }
    }
}

impl<R: Realm> Reads<R> {
    /// Opens the log in `dir` for reading, also beside a running console.
    ///
    /// # Errors
    /// [`StoreError::Absent`], [`StoreError::Foreign`], [`StoreError::OtherFormat`], [`StoreError::Unreadable`].
    pub async fn open(dir: &Path) -> Result<Self, StoreError> {
        let file = folder::existing(dir.join(R::FILE))?;
        let pool = SqlitePoolOptions::new()
            .max_connections(READERS_MAX)
            .min_connections(1)
            .idle_timeout(None)
            .max_lifetime(None)
            .test_before_acquire(false)
            .connect_with(folder::for_reading(&file))
            .await?;
        let mut db = pool.acquire().await?;
        let ours = schema::check(&mut db, &file, R::APPLICATION_ID).await;
        drop(db);
        let reads = Self {
            pool,
            of: PhantomData,
        };
        match ours {
            Ok(()) => Ok(reads),
            Err(error) => {
                reads.close().await;
                Err(error)
            }
        }
    }

    /// Closes the file; reads that are under way end first.
    pub async fn close(&self) {
        self.pool.close().await;
    }

    /// The texts of these digests. What is absent was erased, or never was.
    ///
    /// # Errors
    /// [`StoreError::Unreadable`].
    pub async fn texts(&self, digests: &[Digest]) -> Result<BTreeMap<Digest, String>, StoreError> {
        if digests.is_empty() {
            return Ok(BTreeMap::new());
        }
        let mut sql = sqlx::QueryBuilder::new(
            "SELECT digest, text FROM t_text WHERE salt <> zeroblob(32) AND digest IN (",
        );
        let mut found = BTreeMap::new();
        for some in digests.chunks(DIGESTS_MAX) {
            let mut list = sql.separated(", ");
            for digest in some {
                list.push_bind(digest.bytes().to_vec());
            }
            sql.push(")");
            let rows: Vec<(Vec<u8>, String)> = sql.build_query_as().fetch_all(&self.pool).await?;
            for (digest, text) in rows {
                let digest = digest
                    .try_into()
                    .map_err(|_| StoreError::damaged(None, "a text's digest is not 32 bytes"))?;
                found.insert(Digest::new(digest), text);
            }
            sql.reset();
        }
        Ok(found)
    }

    /// How many entries the log has, and the root over them.
    ///
    /// # Errors
    /// [`StoreError::Unreadable`], [`StoreError::Damaged`].
    pub async fn root(&self) -> Result<(u64, Digest), StoreError> {
        let mut db = self.pool.acquire().await?;
        let tree = replay::head(&mut db).await?.tree;
        Ok((tree.size(), Digest::new(tree.root())))
    }

    /// The newest checkpoint, as the log's key signed it; none before the first entry.
    ///
    /// # Errors
    /// [`StoreError::Unreadable`], [`StoreError::Damaged`].
    pub async fn checkpoint(&self) -> Result<Option<String>, StoreError> {
        let mut db = self.pool.acquire().await?;
        Ok(replay::head(&mut db).await?.note)
    }

    /// Entry `seq`'s proof of being in the log as it is now, with the checkpoint that it leads to.
    ///
    /// # Errors
    /// [`StoreError::Unreadable`], [`StoreError::Damaged`].
    pub async fn inclusion(&self, seq: Seq) -> Result<Option<(Inclusion, String)>, StoreError> {
        let mut db = self.pool.begin().await?;
        let head = replay::head(&mut db).await?;
        let size = head.tree.size();
        let Some(note) = head.note.filter(|_| seq.0 < size) else {
            return Ok(None);
        };
        let damaged = |error| StoreError::damaged(Some(seq), error);
        let named = Inclusion::tiles_for(seq.0, size).map_err(damaged)?;
        let there = tiles::read(&mut db, &named).await?;
        let proof = Inclusion::prove(&there, seq.0, size).map_err(damaged)?;
        Ok(Some((proof, note)))
    }

    /// How the log as it is now goes on from its first `old` entries, with the checkpoint that the proof leads to.
    ///
    /// # Errors
    /// [`StoreError::Unreadable`], [`StoreError::Damaged`].
    pub async fn consistency(&self, old: u64) -> Result<Option<(Consistency, String)>, StoreError> {
        let mut db = self.pool.begin().await?;
        let head = replay::head(&mut db).await?;
        let size = head.tree.size();
        let Some(note) = head.note.filter(|_| old <= size) else {
            return Ok(None);
        };
        let damaged = |error| StoreError::damaged(None, error);
        let named = Consistency::tiles_for(old, size).map_err(damaged)?;
        let there = tiles::read(&mut db, &named).await?;
        let proof = Consistency::prove(&there, old, size).map_err(damaged)?;
        Ok(Some((proof, note)))
    }

    /// When somebody was last seen in this log.
    ///
    /// # Errors
    /// [`StoreError::Unreadable`].
    pub async fn last_use(&self, who: ActorId) -> Result<Option<(Seq, Timestamp)>, StoreError> {
        match actor_word(who) {
            Some(word) => self.last_use_of(word).await,
            None => Ok(None),
        }
    }

    /// When a token was last seen in this log.
    ///
    /// # Errors
    /// [`StoreError::Unreadable`].
    pub async fn last_use_of_token(
        &self,
        token: TokenId,
    ) -> Result<Option<(Seq, Timestamp)>, StoreError> {
        self.last_use_of(Via::Token(token).to_string()).await
    }

    async fn last_use_of(&self, word: String) -> Result<Option<(Seq, Timestamp)>, StoreError> {
        let row: Option<(i64, i64)> = sqlx::query_as("SELECT seq, at FROM p_use WHERE who = ?")
            .bind(word)
            .fetch_optional(&self.pool)
            .await?;
        Ok(row.map(|(s, at)| (seq(s), Timestamp::from_micros(at))))
    }
}

/// How many digests one query asks for.
const DIGESTS_MAX: usize = 1_000;

/// A place in the log as SQLite keeps it.
fn seq(n: i64) -> Seq {
    Seq(u64::try_from(n).unwrap_or_default())
}
