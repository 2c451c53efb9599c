//! The tables of a log file, and the stamp that says what wrote them.

use std::path::Path;

use sqlx::{Connection, SqliteConnection};
use tokio::sync::OnceCell;

use crate::{StoreError, folder};

/// The version of the tables. Another one is refused: until the first release, a folder is not carried over.
const FORMAT: i64 = 4;

/// The log and its tree are the truth: tiles by level and index (`write::place`), the head with its signed checkpoint (none before
/// the first entry), and one checkpoint of every 65,536 entries; `t_` are texts (zeros, once erased), `w_` published files, `p_` what the log comes to.
/// Times are microseconds since 1970; the rest stands as it does in entries, tickets and requests packed (`pack`). Tables with long rows keep their
/// rowid: without one, SQLite moves every row over 1,000 bytes out to a page of its own, which tripled their size. The triggers stop bugs; the tree finds the rest.
const TABLES: &str = "
CREATE TABLE log (seq INTEGER PRIMARY KEY, entry TEXT NOT NULL) STRICT;
CREATE TRIGGER log_never_changes BEFORE UPDATE ON log
    BEGIN SELECT RAISE(ABORT, 'an entry is never changed'); END;
CREATE TRIGGER log_never_shrinks BEFORE DELETE ON log
    BEGIN SELECT RAISE(ABORT, 'an entry is never deleted'); END;
CREATE TRIGGER log_has_no_gaps BEFORE INSERT ON log
    WHEN NEW.seq IS NOT (SELECT coalesce(max(seq) + 1, 0) FROM log)
    BEGIN SELECT RAISE(ABORT, 'entries follow one another'); END;

CREATE TABLE tile (place INTEGER PRIMARY KEY, hashes BLOB NOT NULL) STRICT;
CREATE TABLE head (
    only INTEGER PRIMARY KEY CHECK (only = 1),
    size INTEGER NOT NULL, frontier BLOB NOT NULL, note TEXT
) STRICT;
CREATE TABLE checkpoint (size INTEGER PRIMARY KEY, note TEXT NOT NULL) STRICT;

CREATE TABLE t_text (digest BLOB PRIMARY KEY, salt BLOB NOT NULL, text TEXT NOT NULL) STRICT;

CREATE TABLE w_source (digest TEXT PRIMARY KEY, bytes TEXT NOT NULL) STRICT, WITHOUT ROWID;
CREATE TRIGGER source_never_changes BEFORE UPDATE ON w_source
    BEGIN SELECT RAISE(ABORT, 'a published workflow is never changed'); END;
CREATE TRIGGER source_never_goes BEFORE DELETE ON w_source
    BEGIN SELECT RAISE(ABORT, 'a published workflow is never deleted'); END;

CREATE TABLE p_ticket (
    project TEXT NOT NULL, number INTEGER NOT NULL, id TEXT NOT NULL UNIQUE, state TEXT NOT NULL,
    last INTEGER NOT NULL, opened_at INTEGER NOT NULL, changed_at INTEGER NOT NULL, ticket BLOB NOT NULL,
    PRIMARY KEY (project, number)
) STRICT;

CREATE TABLE p_request (
    id TEXT NOT NULL PRIMARY KEY, ticket TEXT NOT NULL, opened INTEGER NOT NULL, closed INTEGER, request BLOB NOT NULL
) STRICT;
CREATE INDEX p_request_open ON p_request (opened) WHERE closed IS NULL;
CREATE INDEX p_request_closed ON p_request (closed) WHERE closed IS NOT NULL;
CREATE INDEX p_request_ticket ON p_request (ticket, opened);

CREATE TABLE p_comment (
    ticket TEXT NOT NULL, seq INTEGER NOT NULL, id TEXT NOT NULL, at INTEGER NOT NULL,
    author TEXT NOT NULL, text TEXT NOT NULL,
    PRIMARY KEY (ticket, seq)
) STRICT, WITHOUT ROWID;

CREATE TABLE p_use (who TEXT PRIMARY KEY, seq INTEGER NOT NULL, at INTEGER NOT NULL) STRICT, WITHOUT ROWID;
";

/// Makes a log file with no entries, whole or not at all: it gets its name when it is complete.
/// `application_id` says, in the file's header, what it is a log of.
pub(crate) async fn create(file: &Path, application_id: i64) -> Result<(), StoreError> {
    if file.exists() {
        return Err(StoreError::Exists(file.to_owned()));
    }
    if let Some(dir) = file.parent() {
        folder::private_dir(dir)?;
    }
    let unfinished = file.with_extension("db.new");
    folder::fresh_private_file(&unfinished)?;
    let mut db = SqliteConnection::connect_with(&folder::for_writing(&unfinished)).await?;
    build(&mut db, application_id).await?;
    db.close().await?;
    folder::rename(&unfinished, file).map_err(StoreError::unreadable)
}

/// Makes the tables of a log with no entries.
pub(crate) async fn build(
    db: &mut SqliteConnection,
    application_id: i64,
) -> Result<(), StoreError> {
    let script = format!(
        "BEGIN; {TABLES} PRAGMA application_id = {application_id}; PRAGMA user_version = {FORMAT};"
    );
    sqlx::raw_sql(sqlx::AssertSqlSafe(script))
        .execute(&mut *db)
        .await?;
    let empty = ledger::Frontier::new();
    sqlx::query("INSERT INTO head (only, size, frontier) VALUES (1, 0, ?)")
        .bind(empty.to_bytes())
        .execute(&mut *db)
        .await?;
    sqlx::query("COMMIT").execute(db).await?;
    Ok(())
}

/// Refuses a file that is not of this kind and format, or whose tables are not byte for byte what this release makes.
pub(crate) async fn check(
    db: &mut SqliteConnection,
    file: &Path,
    application_id: i64,
) -> Result<(), StoreError> {
    let (application, format): (i64, i64) = sqlx::query_as(
        "SELECT application_id, user_version FROM pragma_application_id, pragma_user_version",
    )
    .fetch_one(&mut *db)
    .await?;
    if application != application_id {
        return Err(StoreError::Foreign(file.to_owned()));
    }
    if format != FORMAT {
        return Err(StoreError::OtherFormat {
            file: file.to_owned(),
            found: format,
            reads: FORMAT,
        });
    }
    let made = MADE.get_or_try_init(made).await?;
    let found = objects(db).await?;
    if found == *made {
        return Ok(());
    }
    let lost = made.iter().find(|object| !found.contains(object));
    let odd = lost.or(found.iter().find(|object| !made.contains(object)));
    let twice = || found.iter().zip(made).find(|(found, made)| found != made);
    let odd = odd.or_else(|| twice().map(|(found, _)| found));
    Err(StoreError::OtherTables {
        file: file.to_owned(),
        name: odd.map(|(name, _)| name.clone()).unwrap_or_default(),
    })
}

/// What the tables of this release look like, once somebody has asked.
static MADE: OnceCell<Vec<(String, String)>> = OnceCell::const_new();

async fn made() -> Result<Vec<(String, String)>, StoreError> {
    let mut fresh = SqliteConnection::connect("sqlite::memory:").await?;
    build(&mut fresh, 0).await?;
    let made = objects(&mut fresh).await?;
    fresh.close().await?;
    Ok(made)
}

/// Everything that a file's schema says, by name, with the statement that made it.
async fn objects(db: &mut SqliteConnection) -> Result<Vec<(String, String)>, StoreError> {
    let rows = sqlx::query_as(
        "SELECT type || ' ' || name, coalesce(sql, '') || ' on ' || tbl_name FROM sqlite_schema ORDER BY 1, 2",
    )
    .fetch_all(db)
    .await?;
    Ok(rows)
}
