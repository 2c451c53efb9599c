//! A loop that writes the rows of a log once more, in the same batches, and decides nothing.

use std::{collections::BTreeSet, path::Path};

use model::{Digest, Salt, Seq, Text};
use sqlx::{Connection, SqliteConnection};

use crate::{
    ReadWorkflow, StoreError, Stored, folder,
    in_workspace::InWorkspace,
    realm::Realm,
    replay::{self, Replay, Sources},
    schema,
    touched::{Rows, Touched},
    write::{self, json},
};

/// The rows of a workspace's log: what came before the measured part, then a batch for each moment of the writer's clock.
pub struct Recorded {
    before: Batch,
    batches: Vec<Batch>,
}

struct Batch {
    stored: Vec<Stored>,
    rows: Rows,
    texts: Vec<Text>,
    tiles: Vec<ledger::Tile>,
    before: u64,
    head: replay::Head,
}

/// About as long as a checkpoint's note is.
const NOTE_BYTES: usize = 250;

/// A file into which they are written.
pub struct Bare(SqliteConnection);

impl Recorded {
    /// Reads the log in `dir` whole into memory; what is measured begins at `from`.
    ///
    /// # Errors
    /// Those of opening the log.
    pub async fn of(
        dir: &Path,
        read_workflow: ReadWorkflow,
        from: Seq,
    ) -> Result<Self, StoreError> {
        let file = folder::existing(dir.join(InWorkspace::FILE))?;
        let mut db = SqliteConnection::connect_with(&folder::for_reading(&file)).await?;
        let realm = InWorkspace { read_workflow };
        let sources = replay::sources(&mut db).await?;
        let (mut replay, mut edge) = (Replay::new(), ledger::Edge::new());
        let mut all: Vec<Stored> = Vec::new();
        loop {
            let page = replay::page(&mut db, all.len() as u64, replay::PAGE).await?;
            if page.is_empty() {
                break;
            }
            for (seq, json) in page {
                let damaged = |because| StoreError::damaged(Some(seq), because);
                all.push(Stored::read(seq, json).map_err(damaged)?);
            }
        }
        let split = all.iter().position(|s| s.entry.seq >= from);
        let measured = all.split_off(split.unwrap_or(all.len()));
        let before = record(&realm, &sources, (&mut replay, &mut edge), &all)?;
        let mut batches = Vec::new();
        for batch in measured.chunk_by(|a, b| a.entry.at == b.entry.at) {
            let rows = record(&realm, &sources, (&mut replay, &mut edge), batch)?;
            let texts = texts(&mut db, batch).await?;
            batches.push(Batch { texts, ..rows });
        }
        db.close().await?;
        Ok(Self { before, batches })
    }

    /// How many batches are measured.
    pub fn batches(&self) -> usize {
        self.batches.len()
    }

    /// How many entries are measured.
    pub fn entries(&self) -> usize {
        self.batches.iter().map(|b| b.stored.len()).sum()
    }
}

fn record(
    realm: &InWorkspace,
    sources: &Sources,
    (replay, edge): (&mut Replay<InWorkspace>, &mut ledger::Edge),
    stored: &[Stored],
) -> Result<Batch, StoreError> {
    let before = replay.tree.size();
    replay.touched = Touched::default();
    for next in stored {
        replay
            .step(realm, sources, next)
            .map_err(|because| StoreError::damaged(Some(next.entry.seq), because))?;
    }
    Ok(Batch {
        stored: stored.to_vec(),
        rows: replay.touched.rows::<InWorkspace>(&replay.world),
        texts: Vec::new(),
        tiles: edge.append(&stored.iter().map(|s| *s.leaf.bytes()).collect::<Vec<_>>()),
        before,
        // As long as a real one: the loop signs nothing.
        head: replay::Head {
            tree: replay.tree.clone(),
            note: Some("x".repeat(NOTE_BYTES)),
        },
    })
}

/// The texts that these entries name, salt and all.
async fn texts(db: &mut SqliteConnection, stored: &[Stored]) -> Result<Vec<Text>, StoreError> {
    let named: BTreeSet<Digest> = stored.iter().flat_map(|s| s.entry.texts()).collect();
    let hex = |digest: &Digest| digest.bytes().map(|b| format!("{b:02x}")).concat();
    let named: Vec<String> = named.iter().map(hex).collect();
    let rows: Vec<(Vec<u8>, String)> = sqlx::query_as(
        "SELECT salt, text FROM t_text WHERE digest IN (SELECT unhex(value) FROM json_each(?))",
    )
    .bind(json(&named))
    .fetch_all(db)
    .await?;
    let text = |(salt, text): (Vec<u8>, String)| {
        Some(Text {
            salt: Salt::new(salt.try_into().ok()?),
            text,
        })
    };
    Ok(rows.into_iter().filter_map(text).collect())
}

impl Bare {
    /// A fresh log file in `dir` with what came before the measured part.
    ///
    /// # Errors
    /// Those of [`crate::Workspace::create`], and [`StoreError::Unreadable`] when it cannot be written.
    pub async fn create(dir: &Path, recorded: &Recorded) -> Result<Self, StoreError> {
        let file = dir.join(InWorkspace::FILE);
        schema::create(&file, InWorkspace::APPLICATION_ID).await?;
        let mut bare = Self(SqliteConnection::connect_with(&folder::for_writing(&file)).await?);
        bare.batch(&recorded.before).await?;
        Ok(bare)
    }

    /// Writes the measured batches, each in one transaction.
    ///
    /// # Errors
    /// [`StoreError::Unreadable`] when they cannot be written.
    pub async fn write(&mut self, recorded: &Recorded) -> Result<(), StoreError> {
        for batch in &recorded.batches {
            self.batch(batch).await?;
        }
        Ok(())
    }

    /// Closes the file.
    ///
    /// # Errors
    /// [`StoreError::Unreadable`].
    pub async fn close(self) -> Result<(), StoreError> {
        Ok(self.0.close().await?)
    }

    async fn batch(&mut self, batch: &Batch) -> Result<(), StoreError> {
        let db = &mut self.0;
        sqlx::query("BEGIN IMMEDIATE").execute(&mut *db).await?;
        write::entries(db, &batch.stored).await?;
        write::tiles(db, &batch.tiles).await?;
        write::rows(db, &batch.rows).await?;
        write::texts(db, &batch.texts).await?;
        write::head(db, batch.before, &batch.head).await?;
        sqlx::query("COMMIT").execute(db).await?;
        Ok(())
    }
}
