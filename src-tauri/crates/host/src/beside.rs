//! A data folder read from outside, also beside the console that runs on it: its entries as they stand, and whether they hold.
//! Nothing here changes anything.

use std::path::{Path, PathBuf};

use model::{Deed, Digest, Seq, TicketKey, WorkspaceId};
pub use store::{Against, EnrolledKey, Kept, Older};
use store::{HostReads, Reads, Report, StoreError, VerifyError, WorkspaceReads};

use crate::{
    HostError,
    open::{folders, read_workflow},
};

/// How many entries are read at once.
const PAGE: u32 = 1_000;

/// Which log of a data folder.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Which {
    /// The host's.
    Host,
    /// A workspace's.
    Workspace(WorkspaceId),
}

impl std::fmt::Display for Which {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        match self {
            Self::Host => f.write_str("host"),
            Self::Workspace(id) => id.fmt(f),
        }
    }
}

/// A log that was checked.
#[derive(Debug)]
pub struct Checked {
    /// Which.
    pub which: Which,
    /// What a person calls it: a workspace's name, unless it was erased or cannot be read.
    pub name: Option<String>,
    /// Its name in checkpoints (C2SP tlog-checkpoint, origin), as far as it can be read.
    pub origin: Option<String>,
    /// What came of it.
    pub found: Found,
}

/// What came of checking a log.
#[derive(Debug)]
pub enum Found {
    /// Everything fits.
    Holds {
        /// How many entries.
        entries: u64,
        /// The root over them.
        root: Digest,
        /// How many texts, all as their digests say.
        texts: u64,
        /// How many projected rows, all as the log says.
        rows: u64,
        /// How many signatures of people and keys, all right.
        signatures: u64,
        /// How many entries the rules, asked again, gave as they stand.
        decided_again: u64,
        /// How many entries an older engine decided, whose rules are not asked again.
        by_older_engine: u64,
        /// The newest checkpoint, as the log's key signed it.
        checkpoint: Option<String>,
        /// The checkpoints kept elsewhere that are of this log.
        kept: Kept,
        /// Every key that a member ever enrolled, in order.
        keys: Vec<EnrolledKey>,
        /// Where the log went on from an older state of itself.
        epochs: Vec<Older>,
    },
    /// It is not what it says it is.
    Broken {
        /// The first entry that does not fit, where one can be named.
        first_bad: Option<Seq>,
        /// What is wrong, in a sentence or two.
        words: String,
    },
    /// It could not be read.
    Unreadable(String),
}

/// The checkpoints that an anchor keeps: a folder full of them, or a Git repository, which has the newest of each log.
///
/// # Errors
/// What the system or Git said.
pub async fn kept(anchor: &Path) -> std::io::Result<Vec<String>> {
    crate::anchor::kept(anchor).await
}

/// Checks every log in the folder: hashes and decides every entry again, rebuilds tree and projections, compares.
/// A workspace that the host's log names and that is not there is broken, not passed over.
///
/// # Errors
/// [`HostError`] when the folder itself cannot be read.
pub async fn verify(data: &Path, against: &Against<'_>) -> Result<Vec<Checked>, HostError> {
    let host = store::verify_host(data, against).await;
    let named = match host {
        Ok(_) => named_workspaces(data).await?,
        Err(_) => Vec::new(),
    };
    let mut checked = vec![Checked {
        which: Which::Host,
        name: None,
        origin: told(HostReads::open(data).await).await,
        found: host.into(),
    }];
    let there = workspaces(data)?;
    for (id, folder) in &there {
        let found: Found = store::verify_workspace(folder, read_workflow, against)
            .await
            .into();
        let origin = told(WorkspaceReads::open(folder).await).await;
        checked.push(Checked {
            which: Which::Workspace(*id),
            name: name(folder).await,
            found: in_its_place(found, *id, origin.as_deref()),
            origin,
        });
    }
    let gone = named
        .into_iter()
        .filter(|id| there.iter().all(|(known, _)| known != id));
    checked.extend(gone.map(|id| Checked {
        which: Which::Workspace(id),
        name: None,
        origin: Some(format!("openweave/{id}")),
        found: Found::Broken {
            first_bad: None,
            words: format!(
                "The host's log names the workspace {id}, and its folder is not there. Restore a backup of it."
            ),
        },
    }));
    Ok(checked)
}

/// A log that holds, and is of another workspace than its folder says, was put there.
fn in_its_place(found: Found, id: WorkspaceId, origin: Option<&str>) -> Found {
    match (found, origin) {
        (Found::Holds { .. }, Some(origin)) if origin != format!("openweave/{id}") => {
            Found::Broken {
                first_bad: Some(Seq(0)),
                words: format!(
                    "The folder is of the workspace {id}, and the log in it is {origin}. Keep the folder as evidence and restore a backup."
                ),
            }
        }
        (found, _) => found,
    }
}

/// The entries of one log, as they are stored, a page at a time.
pub struct Entries {
    from: Source,
    last: Option<Seq>,
}

enum Source {
    Host(HostReads),
    Workspace(WorkspaceReads),
    /// A ticket's history, which is read at once: oldest first.
    Ticket(std::vec::IntoIter<(Seq, String)>),
}

impl Entries {
    /// The log of `which`, from the entry after `after` on; from the first without it.
    ///
    /// # Errors
    /// The store's: there is no such log, or it cannot be read.
    pub async fn of(data: &Path, which: Which, after: Option<Seq>) -> Result<Self, HostError> {
        let from = match which {
            Which::Host => Source::Host(HostReads::open(data).await?),
            Which::Workspace(id) => {
                Source::Workspace(WorkspaceReads::open(&place(data, id)).await?)
            }
        };
        Ok(Self { from, last: after })
    }

    /// Those about one ticket.
    ///
    /// # Errors
    /// The same, and [`HostError::NoTicket`].
    pub async fn of_ticket(
        data: &Path,
        workspace: WorkspaceId,
        key: &TicketKey,
        after: Option<Seq>,
    ) -> Result<Self, HostError> {
        let reads = WorkspaceReads::open(&place(data, workspace)).await?;
        let row = reads.ticket(key).await?;
        let row = row.ok_or_else(|| HostError::NoTicket(key.clone()))?;
        let mut history = reads.history(row.ticket.id).await?;
        history.reverse();
        let lines: Vec<_> = history
            .into_iter()
            .map(|stored| (stored.entry.seq, stored.json))
            .filter(|(seq, _)| Some(*seq) > after)
            .collect();
        Ok(Self {
            from: Source::Ticket(lines.into_iter()),
            last: after,
        })
    }

    /// The exact texts of the next entries, oldest first; none at the end.
    ///
    /// # Errors
    /// The store's: an entry that cannot be read.
    pub async fn next(&mut self) -> Result<Vec<String>, HostError> {
        let stored = match &mut self.from {
            Source::Host(reads) => reads.entries_after(self.last, PAGE).await?,
            Source::Workspace(reads) => reads.entries_after(self.last, PAGE).await?,
            Source::Ticket(lines) => return Ok(lines.map(|(_, json)| json).collect()),
        };
        self.last = stored.last().map_or(self.last, |s| Some(s.entry.seq));
        Ok(stored.into_iter().map(|s| s.json).collect())
    }
}

/// The workspaces whose folders are there, with what each is called.
///
/// # Errors
/// [`HostError::Folder`].
pub async fn named(data: &Path) -> Result<Vec<(WorkspaceId, Option<String>)>, HostError> {
    let mut named = Vec::new();
    for (id, folder) in workspaces(data)? {
        named.push((id, name(&folder).await));
    }
    Ok(named)
}

fn place(data: &Path, id: WorkspaceId) -> PathBuf {
    data.join("workspaces").join(id.to_string())
}

pub(crate) fn workspaces(data: &Path) -> Result<Vec<(WorkspaceId, PathBuf)>, HostError> {
    let folders = folders(&data.join("workspaces"))?;
    let id = |path: &PathBuf| path.file_name()?.to_str()?.parse().ok();
    Ok(folders
        .into_iter()
        .filter_map(|path| Some((id(&path)?, path)))
        .collect())
}

/// What the newest checkpoint of a log calls it: not what its folder is called.
async fn told<R: store::Realm>(reads: Result<Reads<R>, StoreError>) -> Option<String> {
    let note = reads.ok()?.checkpoint().await.ok()??;
    note.lines().next().map(str::to_owned)
}

/// What the newest checkpoint of the log in `dir` calls it: a workspace's, or the host's without one.
pub(crate) async fn origin(dir: &Path, workspace: Option<WorkspaceId>) -> Option<String> {
    match workspace {
        None => told(HostReads::open(dir).await).await,
        Some(_) => told(WorkspaceReads::open(dir).await).await,
    }
}

/// What the workspace's first entry calls it.
async fn name(folder: &Path) -> Option<String> {
    let reads = WorkspaceReads::open(folder).await.ok()?;
    let first = reads.entry(Seq(0)).await.ok()??;
    let Some(Deed::FoundWorkspace { name, .. }) = first.entry.deed else {
        return None;
    };
    reads.texts(&[name]).await.ok()?.remove(&name)
}

/// Every workspace that the host's log says was made.
pub(crate) async fn named_workspaces(data: &Path) -> Result<Vec<WorkspaceId>, StoreError> {
    let reads: HostReads = Reads::open(data).await?;
    let (mut named, mut last) = (Vec::new(), None);
    loop {
        let page = reads.entries_after(last, PAGE).await?;
        let Some(end) = page.last() else {
            return Ok(named);
        };
        last = Some(end.entry.seq);
        named.extend(page.iter().filter_map(|s| match s.entry.deed {
            Some(Deed::AddWorkspace { workspace, .. }) => Some(workspace),
            _ => None,
        }));
    }
}

impl From<Result<Report, VerifyError>> for Found {
    fn from(report: Result<Report, VerifyError>) -> Self {
        match report {
            Ok(report) => Self::Holds {
                entries: report.entries,
                root: report.root,
                texts: report.texts,
                rows: report.rows,
                signatures: report.signatures,
                decided_again: report.decided_again,
                by_older_engine: report.by_older_engine,
                checkpoint: report.checkpoint,
                kept: report.kept,
                keys: report.keys,
                epochs: report.epochs,
            },
            Err(VerifyError::Unreadable(StoreError::Damaged { at, because })) => Self::Broken {
                first_bad: at,
                words: because,
            },
            Err(VerifyError::Unreadable(error)) => Self::Unreadable(error.to_string()),
            Err(broken) => Self::Broken {
                first_bad: broken.first_bad(),
                words: broken.to_string(),
            },
        }
    }
}
