//! How many bytes on disk an entry costs, and where they lie: SQLite's own count of pages, table by table.

use std::path::Path;

use sqlx::{Connection, SqliteConnection};

use crate::{StoreError, folder, in_workspace::InWorkspace, realm::Realm};

/// Bytes of a log file, by what they are for. Whole pages: a table that has begun a page has all of it.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Weight {
    /// How many entries.
    pub entries: u64,
    /// The entries themselves.
    pub log: u64,
    /// Tiles, head and checkpoints.
    pub tiles: u64,
    /// What the log comes to: tickets, requests, comments, last uses, and their indexes.
    pub projections: u64,
    /// Texts.
    pub texts: u64,
    /// Published workflows, and SQLite's own tables.
    pub rest: u64,
}

impl Weight {
    /// Log, tiles and projections, for each entry: what is promised.
    pub fn per_entry(&self) -> f64 {
        (self.log + self.tiles + self.projections) as f64 / self.entries.max(1) as f64
    }
}

/// Weighs the log in `dir`, which nobody writes.
///
/// # Errors
/// [`StoreError::Absent`], [`StoreError::Unreadable`].
pub async fn weigh(dir: &Path) -> Result<Weight, StoreError> {
    let file = folder::existing(dir.join(InWorkspace::FILE))?;
    let mut db = SqliteConnection::connect_with(&folder::for_reading(&file)).await?;
    let tables: Vec<(String, i64)> = sqlx::query_as(
        "SELECT coalesce(m.tbl_name, d.name), sum(d.pgsize) FROM dbstat AS d \
         LEFT JOIN sqlite_schema AS m ON m.name = d.name GROUP BY 1",
    )
    .fetch_all(&mut db)
    .await?;
    let entries: i64 = sqlx::query_scalar("SELECT count(*) FROM log")
        .fetch_one(&mut db)
        .await?;
    db.close().await?;
    let mut weight = Weight {
        entries: u64::try_from(entries).unwrap_or_default(),
        ..Weight::default()
    };
    for (table, bytes) in tables {
        let part = match table.as_str() {
            "log" => &mut weight.log,
            "tile" | "head" | "checkpoint" => &mut weight.tiles,
            "t_text" => &mut weight.texts,
            name if name.starts_with("p_") => &mut weight.projections,
            _ => &mut weight.rest,
        };
        *part += u64::try_from(bytes).unwrap_or_default();
    }
    Ok(weight)
}
