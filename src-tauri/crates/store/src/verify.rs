//! Whether a log is what it says it is: every entry hashed again, the tree and the projections built again and compared.
//! Reads one moment of the file, also beside a running console, and changes nothing.

mod compare;
mod texts;

use std::path::Path;

use ledger::Frontier;
use model::{Digest, Seq};
use sqlx::{Connection, Row, SqliteConnection};

use crate::{
    StoreError, Stored, folder,
    in_host::InHost,
    in_workspace::InWorkspace,
    realm::{ReadWorkflow, Realm},
    replay::{self, Replay, Sources},
    schema,
    write::number,
};

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

/// Checks the workspace's log in `dir`.
///
/// # Errors
/// [`VerifyError::Broken`] with every finding, the first entry's first; [`VerifyError::Unreadable`].
pub async fn verify_workspace(
    dir: &Path,
    read_workflow: ReadWorkflow,
) -> Result<Report, VerifyError> {
    verify(&InWorkspace { read_workflow }, dir).await
}

/// Checks the host's log in `dir`.
///
/// # Errors
/// As [`verify_workspace`].
pub async fn verify_host(dir: &Path) -> Result<Report, VerifyError> {
    verify(&InHost, dir).await
}

/// How many findings are told; the first are what matters.
const FINDINGS_MAX: usize = 100;

async fn verify<R: Realm>(realm: &R, dir: &Path) -> Result<Report, VerifyError> {
    let file = folder::existing(dir.join(R::FILE))?;
    let mut db = SqliteConnection::connect_with(&folder::for_reading(&file))
        .await
        .map_err(StoreError::from)?;
    schema::check(&mut db, &file, R::APPLICATION_ID).await?;
    // One moment of the file, whatever is written meanwhile.
    sqlx::query("BEGIN")
        .execute(&mut db)
        .await
        .map_err(StoreError::from)?;
    let mut findings = Vec::new();
    let (texts, mut suspects) = texts::check(&mut db).await?;
    let sources = texts::sources(&mut db, &mut findings).await?;
    let walk = walk(&mut db, realm, &sources, &mut suspects, &mut findings).await?;
    findings.extend(suspects.into_iter().map(|digest| Finding {
        seq: None,
        words: format!("the text {digest} is not what its digest says, and no entry names it"),
    }));
    let whole = head(&mut db, &walk.tree, &mut findings).await?;
    let mut rows = 0;
    // The projections of a cut log are of a longer one: comparing them would accuse entries that are as they were.
    if let Some(replay) = walk.replay.filter(|_| whole) {
        rows = compare::projections(&mut db, &replay, &mut findings).await?;
    }
    if findings.is_empty() {
        return Ok(Report {
            entries: walk.tree.size(),
            root: Digest::new(walk.tree.root()),
            texts,
            rows,
        });
    }
    findings.sort_by_key(|f| f.seq.map_or(u64::MAX, |seq| seq.0));
    findings.truncate(FINDINGS_MAX);
    Err(VerifyError::Broken(findings))
}

/// What a walk along the log came to.
struct Walk<R: Realm> {
    tree: Frontier,
    /// Absent when an entry could not be followed: what comes after it means nothing then.
    replay: Option<Replay<R>>,
}

/// Hashes and follows every entry. Takes the `suspects` that entries name, and says which entry named them first.
async fn walk<R: Realm>(
    db: &mut SqliteConnection,
    realm: &R,
    sources: &Sources,
    suspects: &mut Vec<Digest>,
    findings: &mut Vec<Finding>,
) -> Result<Walk<R>, StoreError> {
    let mut tree = Frontier::new();
    let mut replay = Some(Replay::<R>::new());
    let mut next = 0;
    loop {
        let rows = sqlx::query(
            "SELECT log.seq, log.entry, leaf.hash FROM log LEFT JOIN leaf ON leaf.seq = log.seq \
             WHERE log.seq >= ? ORDER BY log.seq LIMIT 2000",
        )
        .bind(number(next))
        .fetch_all(&mut *db)
        .await?;
        if rows.is_empty() {
            break;
        }
        for row in rows {
            let (seq, json) = replay::line(&row)?;
            let mut bad = |at: u64, words: String| {
                findings.push(Finding {
                    seq: Some(Seq(at)),
                    words,
                });
            };
            if seq.0 != next {
                bad(next, format!("the log goes on at {}", seq.0));
                replay = None;
            }
            let hash: Option<Vec<u8>> = row.try_get("hash")?;
            let leaf = ledger::leaf(json.as_bytes());
            if hash.as_deref() != Some(&leaf[..]) {
                bad(seq.0, "its text is not the one that was hashed".to_owned());
            }
            suspects.retain(|digest| {
                let named = json.contains(&digest.to_string());
                if named {
                    bad(
                        seq.0,
                        "a text it names is not what its digest says".to_owned(),
                    );
                }
                !named
            });
            if let Some(following) = &mut replay {
                let followed = Stored::read(seq, json)
                    .and_then(|stored| following.step(realm, sources, &stored));
                if let Err(because) = followed {
                    bad(seq.0, because);
                    replay = None;
                }
            }
            tree.append(leaf);
            next = seq.0 + 1;
        }
    }
    Ok(Walk { tree, replay })
}

/// Holds the tree of what is there to the head that was written. Says whether there are as many entries as it counts.
async fn head(
    db: &mut SqliteConnection,
    tree: &Frontier,
    findings: &mut Vec<Finding>,
) -> Result<bool, StoreError> {
    let (written, root) = match replay::head(db).await {
        Ok(head) => head,
        Err(StoreError::Damaged { because, .. }) => {
            findings.push(Finding {
                seq: None,
                words: because,
            });
            return Ok(false);
        }
        Err(error) => return Err(error),
    };
    let (there, said) = (tree.size(), written.size());
    if there < said {
        findings.push(Finding {
            seq: Some(Seq(there)),
            words: format!("it is missing: the log had {said} entries and has {there}"),
        });
    } else if there > said {
        findings.push(Finding {
            seq: Some(Seq(said)),
            words: format!("it is not in the tree, which has {said} entries"),
        });
    } else if written != *tree || root.bytes() != &tree.root() {
        findings.push(Finding {
            seq: None,
            words: format!(
                "the root over {there} entries is {}, but the head says {root}",
                Digest::new(tree.root())
            ),
        });
    }
    let leaves: i64 = sqlx::query_scalar("SELECT count(*) FROM leaf")
        .fetch_one(db)
        .await?;
    if leaves > number(there.max(said)) {
        findings.push(Finding {
            seq: Some(Seq(there)),
            words: "it was hashed, but is not there".to_owned(),
        });
    }
    Ok(there == said)
}
