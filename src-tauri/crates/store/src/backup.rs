//! A copy of a log as it is at one moment, beside whoever writes to it. It has the mark that belongs to it, and no key.

use std::path::Path;

use sqlx::{Connection, SqliteConnection};

use crate::{
    StoreError, folder, in_host::InHost, in_workspace::InWorkspace, mark::MarkFile, realm::Realm,
    replay, schema,
};

/// Copies the workspace's log in `dir` into the folder `to`, which is made.
///
/// # Errors
/// [`StoreError::Absent`]; [`StoreError::Foreign`] and its kind for what is no such log; [`StoreError::Unreadable`].
pub async fn copy_workspace(dir: &Path, to: &Path) -> Result<(), StoreError> {
    copy::<InWorkspace>(dir, to).await
}

/// Copies the host's log in `dir` into the folder `to`, which is made.
///
/// # Errors
/// As [`copy_workspace`].
pub async fn copy_host(dir: &Path, to: &Path) -> Result<(), StoreError> {
    copy::<InHost>(dir, to).await
}

async fn copy<R: Realm>(dir: &Path, to: &Path) -> Result<(), StoreError> {
    let from = folder::existing(dir.join(R::FILE))?;
    folder::private_dir(to)?;
    let copied = to.join(R::FILE);
    folder::fresh_private_file(&copied)?;
    let mut db = SqliteConnection::connect_with(&folder::for_copying(&from)).await?;
    let done = async {
        schema::check(&mut db, &from, R::APPLICATION_ID).await?;
        // One moment of the log, without what was erased: free pages are not copied (SQLite, VACUUM INTO).
        sqlx::query("VACUUM INTO ?")
            .bind(copied.to_string_lossy().as_ref())
            .execute(&mut db)
            .await?;
        Ok::<_, StoreError>(())
    }
    .await;
    db.close().await?;
    done?;
    let mut db = SqliteConnection::connect_with(&folder::for_reading(&copied)).await?;
    let head = replay::head(&mut db).await;
    db.close().await?;
    match head?.note {
        Some(note) => MarkFile::read(to)?.set(&note),
        None => Ok(()),
    }
}
