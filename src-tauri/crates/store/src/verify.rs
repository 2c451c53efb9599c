//! Whether a log is what it says it is: every entry hashed and decided again, the tree and the projections built again and compared.
//! Reads one moment of the file, also beside a running console, and changes nothing.

mod beside;
mod compare;
mod marked;
mod partly;
mod rules;
mod texts;
mod tree;
mod walk;

use std::path::Path;

use model::{Digest, PersonId, PublicKey, Seq};
use sqlx::{Connection, SqliteConnection};

use crate::{
    StoreError, folder,
    in_host::InHost,
    in_workspace::InWorkspace,
    mark::MarkFile,
    realm::{ReadWorkflow, Realm},
    schema,
    snapshot::Sealed,
};

pub use partly::{Walked, walk_workspace};
pub use walk::Depth;
pub(crate) use walk::PAGE;

/// A log in which everything fits.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Report {
    /// How many entries.
    pub entries: u64,
    /// The root over them.
    pub root: Digest,
    /// How many texts, all as their digests say. Erased ones are not counted.
    pub texts: u64,
    /// How many projected rows, all as the log says.
    pub rows: u64,
    /// How many signatures of people and keys, all right. Checkpoints are not counted.
    pub signatures: u64,
    /// How many entries the rules gave again as they stand: all that was done, and such refusals as can be decided again.
    pub decided_again: u64,
    /// How many entries an older engine decided. The rules of this release were not asked about them.
    pub by_older_engine: u64,
    /// How many texts were erased, with an entry that says so.
    pub erased: u64,
    /// The checkpoints kept elsewhere that are of this log. It goes on from every one of them.
    pub kept: Kept,
    /// Every key that a member ever enrolled, in order.
    pub keys: Vec<EnrolledKey>,
    /// Where the log went on from an older state of itself.
    pub epochs: Vec<Older>,
    /// The newest checkpoint, as the log's key signed it.
    pub checkpoint: Option<String>,
}

/// Checkpoints of a log that somebody kept elsewhere.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Kept {
    /// How many.
    pub count: u64,
    /// How many entries the newest is of: up to there nobody has changed anything since, whoever holds the folder and its keys.
    pub up_to: u64,
}

/// A key that a member enrolled.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct EnrolledKey {
    /// Who.
    pub person: PersonId,
    /// The key.
    pub key: PublicKey,
    /// By which entry.
    pub seq: Seq,
}

/// An older state that a log went on from.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Older {
    /// The entry that says so.
    pub seq: Seq,
    /// How many entries it went on from.
    pub size: u64,
    /// How many it is known to have had.
    pub lost_size: u64,
}

/// Something that does not fit.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Finding {
    /// The entry that it concerns, where one can be named.
    pub seq: Option<Seq>,
    /// What does not fit.
    pub words: String,
}

/// Why a log was not found in order.
#[derive(Clone, Debug, thiserror::Error)]
pub enum VerifyError {
    /// It is not what it says it is.
    #[error("{}. Keep the folder as evidence and restore a backup.", say(.0))]
    Broken(Vec<Finding>),
    /// It could not be read.
    #[error(transparent)]
    Unreadable(#[from] StoreError),
}

impl VerifyError {
    /// The first entry that does not fit, where one can be named.
    pub fn first_bad(&self) -> Option<Seq> {
        match self {
            Self::Broken(findings) => findings.first()?.seq,
            Self::Unreadable(_) => None,
        }
    }
}

fn say(findings: &[Finding]) -> String {
    let Some(first) = findings.first() else {
        return "Something does not fit".to_owned();
    };
    let place = match first.seq {
        Some(seq) => format!("The first that does not fit is entry {seq}"),
        None => "The log does not add up".to_owned(),
    };
    match findings.len() {
        1 => format!("{place}: {}", first.words),
        n => format!("{place}: {} ({} more findings)", first.words, n - 1),
    }
}

/// What a check is held against beside the folder itself, and whom it tells how far it is.
#[derive(Default)]
pub struct Against<'a> {
    /// Checkpoints kept elsewhere, as signed notes: those of other logs are passed over.
    pub checkpoints: &'a [String],
    /// Told how many entries are checked, of how many; every few thousand.
    pub progress: Option<&'a (dyn Fn(u64, u64) + Send + Sync)>,
}

/// Checks the workspace's log in `dir`.
///
/// # Errors
/// [`VerifyError::Broken`] with every finding, the first entry's first; [`VerifyError::Unreadable`].
pub fn verify_workspace<'a>(
    dir: &'a Path,
    read_workflow: ReadWorkflow,
    against: &'a Against<'a>,
) -> impl Future<Output = Result<Report, VerifyError>> + Send + 'a {
    verify(InWorkspace { read_workflow }, dir, against)
}

/// Checks the host's log in `dir`.
///
/// # Errors
/// As [`verify_workspace`].
pub fn verify_host<'a>(
    dir: &'a Path,
    against: &'a Against<'a>,
) -> impl Future<Output = Result<Report, VerifyError>> + Send + 'a {
    verify(InHost, dir, against)
}

/// How many findings are told; the first are what matters.
const FINDINGS_MAX: usize = 100;

async fn verify<R: Realm>(
    realm: R,
    dir: &Path,
    against: &Against<'_>,
) -> Result<Report, VerifyError> {
    let file = folder::existing(dir.join(R::FILE))?;
    // Before the file is opened: a commit in between can only be ahead of it.
    let mark = MarkFile::read(dir)?;
    let snapshot = Sealed::beside(dir);
    let mut db = SqliteConnection::connect_with(&folder::for_reading_through(&file, PAGE))
        .await
        .map_err(StoreError::from)?;
    let mut findings = Vec::new();
    let beside = (&mark, snapshot.as_ref());
    let report = check(&realm, &mut db, &file, beside, against, &mut findings).await;
    db.close().await.map_err(StoreError::from)?;
    match report {
        Ok(report) if findings.is_empty() => return Ok(report),
        Err(error) if findings.is_empty() && !damaged(&error) => return Err(error.into()),
        Err(error) => findings.push(Finding::general(error)),
        Ok(_) => {}
    }
    findings.sort_by_key(|f| f.seq.map_or(u64::MAX, |seq| seq.0));
    findings.truncate(FINDINGS_MAX);
    Err(VerifyError::Broken(findings))
}

/// What there is to report if nothing was found, or why it could not be looked at any further.
async fn check<R: Realm>(
    realm: &R,
    db: &mut SqliteConnection,
    file: &Path,
    (mark, snapshot): (&MarkFile, Option<&Sealed>),
    against: &Against<'_>,
    findings: &mut Vec<Finding>,
) -> Result<Report, StoreError> {
    match schema::check(db, file, R::APPLICATION_ID).await {
        Err(error @ StoreError::OtherTables { .. }) => findings.push(Finding::general(error)),
        checked => checked?,
    }
    // One moment of the file, whatever is written meanwhile.
    sqlx::query("BEGIN").execute(&mut *db).await?;
    intact(db, findings).await?;
    let (texts, suspects) = texts::check(db).await?;
    let sources = texts::sources(db, findings).await?;
    let watched = marked::watched(mark, against);
    let mut walk = walk::Walk::new((realm, Depth::Signatures), &sources, suspects, watched);
    walk.beside = beside::Beside::of(snapshot);
    walk.along(db, against.progress, findings).await?;
    walk.ends(findings);
    let whole = tree::head(db, &walk, findings).await?;
    let kept = marked::held(&walk, mark, against, findings);
    let mut rows = 0;
    // The projections of a cut log are of a longer one: comparing them would accuse entries that are as they were.
    if let Some(replay) = walk.replay.as_ref().filter(|_| whole) {
        tree::checkpoints::<R>(db, &replay.world, findings).await?;
        rows = compare::projections(db, replay, findings).await?;
    }
    Ok(Report {
        entries: walk.tree.size(),
        root: Digest::new(walk.tree.root()),
        texts,
        rows,
        signatures: walk.rules.signatures,
        decided_again: walk.rules.again,
        by_older_engine: walk.rules.older,
        erased: walk.erased.len() as u64,
        kept,
        keys: walk.keys,
        epochs: walk.epochs,
        checkpoint: crate::replay::head(db).await?.note,
    })
}

/// Whether what could not be read was there and is not what it should be.
const fn damaged(error: &StoreError) -> bool {
    matches!(error, StoreError::Damaged { .. })
}

/// Whether the database is one: pages, indexes, constraints, as SQLite itself sees them.
async fn intact(db: &mut SqliteConnection, findings: &mut Vec<Finding>) -> Result<(), StoreError> {
    let said: Vec<String> = sqlx::query_scalar("PRAGMA integrity_check(10)")
        .fetch_all(db)
        .await?;
    let bad = said.into_iter().filter(|line| line != "ok");
    findings.extend(bad.map(|line| Finding::general(format!("SQLite finds it damaged: {line}"))));
    Ok(())
}

impl Finding {
    /// One that concerns no entry in particular.
    fn general(words: impl ToString) -> Self {
        Self {
            seq: None,
            words: words.to_string(),
        }
    }

    /// One that concerns the entry at `seq`.
    fn at(seq: u64, words: impl ToString) -> Self {
        Self {
            seq: Some(Seq(seq)),
            words: words.to_string(),
        }
    }
}
