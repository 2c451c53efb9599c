//! Going on from an older state: a backup in the place of a data folder, or a folder that was found put back. An owner says so
//! with their password; each log's next entry names both heads, and brings it a key of its own. Nothing else can be done to a
//! log that was put back, and no console may have the folder meanwhile.

mod owner;

use std::{
    fs, io,
    path::{Path, PathBuf},
};

use model::WorkspaceId;
use owner::{Older, Owner};
use store::{DataLock, PutBack, StoreError};
use zeroize::Zeroizing;

use crate::{
    HostError,
    backup::{self, BackupError},
    beside::{self, Against, Found},
    clock,
};

/// Who goes on, and why.
#[derive(Debug)]
pub struct Says {
    /// How they sign in.
    pub handle: String,
    /// Their password.
    pub password: Zeroizing<String>,
    /// Why, for the entry.
    pub reason: String,
}

/// A log that went on from an older state.
#[derive(Debug)]
pub struct WentOn {
    /// A workspace's; the host's own without one.
    pub workspace: Option<WorkspaceId>,
    /// How many entries it goes on from.
    pub kept: u64,
    /// How many it is known to have had; the same where nobody can tell.
    pub lost: u64,
}

/// A backup that stands in the place of a data folder now.
#[derive(Debug)]
pub struct Restored {
    /// Each log.
    pub logs: Vec<WentOn>,
    /// Where the folder that stood there is now.
    pub before: Option<PathBuf>,
}

/// Why nothing was put back or taken on.
#[derive(Debug, thiserror::Error)]
pub enum RestoreError {
    /// Name or password is wrong.
    #[error("Name or password is wrong. Nothing was changed; check both, then try again.")]
    Stranger,
    /// No owner.
    #[error(
        "{handle} is no owner of the workspace {workspace}, and only an owner goes on from an older state of its log. Nothing was changed."
    )]
    NoOwner {
        /// Who said so.
        handle: String,
        /// Of which.
        workspace: WorkspaceId,
    },
    /// A reason is missing.
    #[error("Say why with --reason: it stands in the log for good.")]
    NoReason,
    /// The backup does not hold.
    #[error("{} does not hold: {words} Nothing was changed; take another backup.", .file.display())]
    Broken {
        /// The backup.
        file: PathBuf,
        /// What is wrong.
        words: String,
    },
    /// It is no backup, or cannot be read.
    #[error(transparent)]
    Backup(#[from] BackupError),
    /// A log's own reason.
    #[error(transparent)]
    Host(#[from] HostError),
    /// The log refused.
    #[error("The log refused: {0}")]
    Refused(model::Refusal),
    /// The system said no.
    #[error("{} cannot be moved or written: {why}. Nothing is lost.", .folder.display())]
    Folder {
        /// Which.
        folder: PathBuf,
        /// What it said.
        why: io::Error,
    },
}

impl From<StoreError> for RestoreError {
    fn from(error: StoreError) -> Self {
        Self::Host(error.into())
    }
}

/// Lets every log of the folder that was put back go on.
///
/// # Errors
/// [`RestoreError`]; [`StoreError::NotRolledBack`] when there is none. A log of another past is never gone on from.
pub async fn accept_rollback(data: &Path, says: &Says) -> Result<Vec<WentOn>, RestoreError> {
    let _lock = DataLock::take(data)?;
    go_on(data, says, |_, _| Ok(PutBack::AsItLies)).await
}

/// Checks the backup, lets each of its logs go on, and puts it where the folder stands, which is moved aside.
///
/// # Errors
/// [`RestoreError`]. Until the very end, the folder stays as it is.
pub async fn from_backup(file: &Path, data: &Path, says: &Says) -> Result<Restored, RestoreError> {
    let _lock = DataLock::take(data)?;
    let failed = |folder: &Path| {
        let folder = folder.to_owned();
        move |why| RestoreError::Folder { folder, why }
    };
    // A name without a folder before it has one all the same, in which the other shall stand.
    let data = &data.canonicalize().map_err(failed(data))?;
    let beside = data.parent().unwrap_or(data);
    let aside = tempfile::Builder::new()
        .prefix(".openweave-restore-")
        .tempdir_in(beside)
        .map_err(failed(beside))?;
    backup::unpack(file, aside.path())?;
    holds(file, aside.path()).await?;
    let known = |dir: &Path, origin: &str| {
        let old = dir.strip_prefix(aside.path()).map(|name| data.join(name));
        let lost = match old {
            Ok(old) => store::marked_head(&old, origin)?,
            Err(_) => None,
        };
        // Its own mark has done its work: what is lost, the folder before it knows.
        fs::remove_file(dir.join("mark")).map_err(failed(dir))?;
        Ok(PutBack::FromBackup { lost })
    };
    let logs = go_on(aside.path(), says, known).await?;
    let name = data.file_name().unwrap_or_default().to_string_lossy();
    let stamp = clock::wall().to_string().replace([':', '.'], "-");
    let before = beside.join(format!("{name}.before-{stamp}"));
    fs::rename(data, &before).map_err(failed(data))?;
    fs::rename(aside.keep(), data).map_err(failed(data))?;
    fs::File::open(beside)
        .and_then(|dir| dir.sync_all())
        .map_err(failed(beside))?;
    let empty = fs::read_dir(&before).is_ok_and(|mut inside| {
        inside.all(|file| file.is_ok_and(|file| file.file_name() == "lock"))
    });
    if empty {
        fs::remove_dir_all(&before).map_err(failed(&before))?;
    }
    Ok(Restored {
        logs,
        before: (!empty).then_some(before),
    })
}

async fn holds(file: &Path, folder: &Path) -> Result<(), RestoreError> {
    for checked in beside::verify(folder, &Against::default()).await? {
        match checked.found {
            Found::Holds { .. } => {}
            Found::Broken { words, .. } | Found::Unreadable(words) => {
                return Err(RestoreError::Broken {
                    file: file.to_owned(),
                    words,
                });
            }
        }
    }
    Ok(())
}

/// Asks first whether all of it may be done, then does it: the host's log, then each workspace's.
async fn go_on(
    data: &Path,
    says: &Says,
    how: impl Fn(&Path, &str) -> Result<PutBack, RestoreError>,
) -> Result<Vec<WentOn>, RestoreError> {
    if says.reason.trim().is_empty() {
        return Err(RestoreError::NoReason);
    }
    let mut logs = vec![(None, data.to_owned())];
    let workspaces = beside::workspaces(data)?;
    logs.extend(workspaces.into_iter().map(|(id, dir)| (Some(id), dir)));
    let mut found = Vec::new();
    for (workspace, dir) in logs {
        let origin = beside::origin(&dir, workspace).await.unwrap_or_default();
        let put_back = how(&dir, &origin)?;
        found.push(Older {
            workspace,
            dir,
            put_back,
        });
    }
    let owner = Owner::of(data, says).await?;
    let mut older = Vec::new();
    for log in found {
        if owner.may_go_on(&log).await? {
            older.push(log);
        }
    }
    if older.is_empty() {
        return Err(StoreError::NotRolledBack(data.to_owned()).into());
    }
    let mut went_on = Vec::new();
    for log in older {
        went_on.push(match log.workspace {
            None => owner.host_goes_on(&log).await?,
            Some(id) => owner.workspace_goes_on(&log, id).await?,
        });
    }
    owner.signed_in(data).await?;
    Ok(went_on)
}
