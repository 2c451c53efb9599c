//! Plain reading: the queries that the product asks, and nothing made of what they answer.

use std::path::Path;

use model::{Digest, Seq, TicketId};
use sqlx::{Connection, Row, SqliteConnection, sqlite::SqliteRow};

use crate::{
    StoreError, folder, in_workspace::InWorkspace, reads::HISTORY, realm::Realm, replay,
    verify::PAGE,
};

/// A workspace's log, open for plain reading.
pub struct Plain(SqliteConnection);

impl Plain {
    /// Opens the log in `dir`.
    ///
    /// # Errors
    /// [`StoreError::Absent`], [`StoreError::Unreadable`].
    pub async fn open(dir: &Path) -> Result<Self, StoreError> {
        let file = folder::existing(dir.join(InWorkspace::FILE))?;
        let db = SqliteConnection::connect_with(&folder::for_reading_through(&file, PAGE)).await?;
        Ok(Self(db))
    }

    /// Reads every entry by the query of `verify` and hands its text to `look`; says how many there are.
    ///
    /// # Errors
    /// [`StoreError::Unreadable`].
    pub async fn all(&mut self, mut look: impl FnMut(&str)) -> Result<u64, StoreError> {
        let mut read = 0;
        loop {
            let page = replay::page(&mut self.0, read, PAGE).await?;
            if page.is_empty() {
                return Ok(read);
            }
            read += page.len() as u64;
            page.iter().for_each(|(_, json)| look(json));
        }
    }

    /// Plain SHA-256 over the text of every entry.
    ///
    /// # Errors
    /// [`StoreError::Unreadable`].
    pub async fn hashed(&mut self) -> Result<u64, StoreError> {
        self.all(|json| {
            std::hint::black_box(Digest::of(json.as_bytes()));
        })
        .await
    }

    /// The texts of a ticket's entries, by the query of its history.
    ///
    /// # Errors
    /// [`StoreError::Unreadable`].
    pub async fn history(&mut self, ticket: TicketId) -> Result<Vec<String>, StoreError> {
        let rows = sqlx::query(HISTORY)
            .bind(ticket.to_string())
            .fetch_all(&mut self.0)
            .await?;
        texts(&rows)
    }

    /// The texts of the newest entries.
    ///
    /// # Errors
    /// [`StoreError::Unreadable`].
    pub async fn newest(&mut self, limit: u32) -> Result<Vec<String>, StoreError> {
        let rows = sqlx::query("SELECT seq, entry FROM log ORDER BY seq DESC LIMIT ?")
            .bind(limit)
            .fetch_all(&mut self.0)
            .await?;
        texts(&rows)
    }

    /// How many entries there are.
    ///
    /// # Errors
    /// [`StoreError::Unreadable`], [`StoreError::Damaged`].
    pub async fn head(&mut self) -> Result<Option<Seq>, StoreError> {
        let size = replay::head(&mut self.0).await?.tree.size();
        Ok(size.checked_sub(1).map(Seq))
    }

    /// Closes the file.
    ///
    /// # Errors
    /// [`StoreError::Unreadable`].
    pub async fn close(self) -> Result<(), StoreError> {
        Ok(self.0.close().await?)
    }
}

fn texts(rows: &[SqliteRow]) -> Result<Vec<String>, StoreError> {
    rows.iter().map(|row| Ok(row.try_get(1)?)).collect()
}
