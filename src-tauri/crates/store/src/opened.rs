//! A log at start: from its snapshot or whole, held to its head, and held to its mark. One that was put back is read, and nothing is
//! added to it.

use std::path::Path;

use ledger::{Checkpoint, Frontier, Head};
use sqlx::SqliteConnection;

use crate::{
    ReadOnly, StoreError,
    mark::{MarkFile, Marked},
    realm::Realm,
    replay::{self, Whole},
    snapshot::{self, Snapshot},
};

/// A log that adds up, and why nothing may be added to it, if so.
pub(crate) struct Opened<R: Realm> {
    pub whole: Whole<R>,
    pub read_only: Option<ReadOnly>,
}

/// Reads the log, from its `snapshot` where there is one that fits, and compares it with what its mark says it has been.
pub(crate) async fn opened<R: Realm>(
    db: &mut SqliteConnection,
    realm: &R,
    mark: &MarkFile,
    snapshot: Option<Snapshot>,
) -> Result<Opened<R>, StoreError> {
    let note = match mark.says() {
        Marked::At(note) => Some(note),
        Marked::Never | Marked::Torn => None,
    };
    let marked = note.as_deref().and_then(replay::size_of);
    // One moment of the file, whoever else may write.
    sqlx::query("BEGIN").execute(&mut *db).await?;
    let sources = replay::sources(db).await?;
    let resumed = match snapshot {
        Some(snapshot) => snapshot::resumed(db, realm, &sources, snapshot, marked).await,
        None => None,
    };
    let whole = match resumed {
        Some(whole) => whole,
        None => replay::whole(db, realm, &sources, marked).await?,
    };
    sqlx::query("COMMIT").execute(db).await?;
    let read_only = held::<R>(&whole, note.as_deref());
    if let Some(standing) = &read_only {
        tracing::error!(%standing, "the log is only read");
    }
    Ok(Opened { whole, read_only })
}

/// How many entries a log may have and no mark: a power cut may come before the first.
pub(crate) const MARKLESS_MAX: u64 = 1;

/// How a log came to be older than it was.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum PutBack {
    /// It lies in its folder as it was found; its mark says what it had.
    AsItLies,
    /// It came out of a backup, which has no mark and no key of its own.
    FromBackup {
        /// What the folder that it replaces is known to have had; none where nobody can tell.
        lost: Option<Head>,
    },
}

/// Two heads of a log that was put back.
#[derive(Clone, Copy, Debug)]
pub struct Heads {
    /// What it goes on from.
    pub kept: Head,
    /// What it is known to have had; the same where nobody can tell.
    pub lost: Head,
}

/// What an owner takes on who lets a log go on that was put back.
///
/// # Errors
/// [`StoreError::ReadOnly`] when that is not why it is only read.
pub(crate) fn heads(
    standing: &ReadOnly,
    tree: &Frontier,
    mark: &MarkFile,
    put_back: PutBack,
) -> Result<Heads, StoreError> {
    let kept = tree.head();
    let lost = match (put_back, standing, mark.says()) {
        (PutBack::FromBackup { lost }, ReadOnly::NoMark, _) => {
            lost.filter(|lost| lost.size > kept.size)
        }
        (PutBack::AsItLies, ReadOnly::RolledBack { .. }, Marked::At(note)) => root_of(&note),
        (PutBack::AsItLies, ReadOnly::RolledBack { .. } | ReadOnly::NoMark, _) => None,
        _ => return Err(StoreError::ReadOnly(standing.clone())),
    };
    Ok(Heads {
        kept,
        lost: lost.unwrap_or(kept),
    })
}

/// What the mark in `dir` says that the log of `origin` has had; none where it has no mark, or another log's.
///
/// # Errors
/// [`StoreError::Unreadable`].
pub fn marked_head(dir: &Path, origin: &str) -> Result<Option<Head>, StoreError> {
    let Marked::At(note) = MarkFile::read(dir)?.says() else {
        return Ok(None);
    };
    let ours = note.lines().next() == Some(origin);
    Ok(root_of(&note).filter(|_| ours))
}

/// What a note says its log was, whoever signed it.
fn root_of(note: &str) -> Option<Head> {
    let (text, _) = note.split_once("\n\n")?;
    let checkpoint: Checkpoint = format!("{text}\n").parse().ok()?;
    Some(checkpoint.head)
}

/// What speaks against going on. A log has no mark before its first entry's is written, and no more than that entry to lose.
fn held<R: Realm>(whole: &Whole<R>, note: Option<&str>) -> Option<ReadOnly> {
    let has = whole.head.tree.size();
    let Some(note) = note else {
        return (has > MARKLESS_MAX).then_some(ReadOnly::NoMark);
    };
    let Some(had) = replay::size_of(note) else {
        return Some(ReadOnly::NoMark);
    };
    if had > has {
        return Some(ReadOnly::RolledBack { has, had });
    }
    let theirs = replay::opened::<R>(&whole.replay.world, note, had).ok();
    let same = theirs.is_some_and(|marked| Some(marked.head.root) == whole.at_mark);
    (!same).then_some(ReadOnly::OtherPast { had })
}
