//! Going on from an older state: a backup in the place of a data folder, or a folder that was found put back. An owner says so
//! with their password; each log's next entry names both heads, and brings it a key of its own. Nothing else can be done to a
//! log that was put back, and no console may have the folder meanwhile.

use std::{
    fs, io,
    path::{Path, PathBuf},
};

use ledger::SecretKey;
use model::{
    Actor, Asked, Command, Digest, Holder, HostCommand, PersonId, PublicKey, RoleName, SessionId,
    WorkspaceId, command::Epoch,
};
use store::{DataLock, Done, Heads, HostLog, PutBack, ReadOnly, StoreError, Workspace};
use zeroize::Zeroizing;

use crate::{
    HostError,
    backup::{self, BackupError},
    beside::{self, Against, Found},
    clock::{self, Clock},
    luck,
    open::{people, read_workflow},
    password,
    texts::Texts,
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
    let beside = data.parent().unwrap_or(Path::new("."));
    let failed = |folder: &Path| {
        let folder = folder.to_owned();
        move |why| RestoreError::Folder { folder, why }
    };
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

/// A log that is to go on, and how it came to be older.
struct Older {
    /// A workspace's; the host's own without one.
    workspace: Option<WorkspaceId>,
    dir: PathBuf,
    put_back: PutBack,
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

/// Whoever proved who they are, for the length of one command.
struct Owner<'a> {
    actor: Actor,
    person: PersonId,
    clock: Clock,
    says: &'a Says,
}

impl<'a> Owner<'a> {
    /// Whoever knows the password.
    async fn of(data: &Path, says: &'a Says) -> Result<Self, RestoreError> {
        let clock = Clock::Wall;
        let log = HostLog::open(data, clock.shared()).await?;
        let known = people(&log).await;
        log.close().await;
        let handle = says.handle.trim().to_lowercase();
        let known = known?.now();
        let known = known.by_handle(&handle).ok_or(RestoreError::Stranger)?;
        let (person, record) = (known.id, known.record.clone());
        let password = says.password.clone();
        let right =
            tokio::task::spawn_blocking(move || password::verify(&password, record.as_deref(), ""));
        if !right.await.unwrap_or(false) {
            return Err(RestoreError::Stranger);
        }
        Ok(Self {
            actor: Actor::person(person, SessionId::new(clock::id())),
            person,
            clock,
            says,
        })
    }

    /// Whether the log was put back, and they may say that it goes on.
    async fn may_go_on(&self, log: &Older) -> Result<bool, RestoreError> {
        let clock = self.clock.shared();
        let standing = match log.workspace {
            None => {
                let opened = HostLog::open(&log.dir, clock).await?;
                let standing = opened.read_only();
                opened.close().await;
                standing
            }
            Some(workspace) => {
                let opened = Workspace::open(&log.dir, clock, read_workflow).await?;
                let standing = opened.read_only();
                let me = Holder::Person(self.person);
                let owns = opened.world(|world| world.access().holds(me, RoleName::OWNER));
                opened.close().await;
                if standing.is_some() && !owns {
                    return Err(RestoreError::NoOwner {
                        handle: self.says.handle.clone(),
                        workspace,
                    });
                }
                standing
            }
        };
        match standing {
            None => Ok(false),
            Some(ReadOnly::RolledBack { .. } | ReadOnly::NoMark) => Ok(true),
            Some(other) => Err(StoreError::ReadOnly(other).into()),
        }
    }

    async fn host_goes_on(&self, log: &Older) -> Result<WentOn, RestoreError> {
        let key = SecretKey::from_seed(&Zeroizing::new(luck::bytes32()));
        let put_back = (log.put_back, &key);
        let (opened, heads) = HostLog::take_on(&log.dir, self.clock.shared(), put_back).await?;
        let asked = self.epoch(log, heads, &key, HostCommand::BeginEpoch);
        let done = opened.submit(asked).await;
        opened.close().await;
        went_on(log, heads, done)
    }

    async fn workspace_goes_on(
        &self,
        log: &Older,
        id: WorkspaceId,
    ) -> Result<WentOn, RestoreError> {
        tracing::warn!(workspace = %id, "the log goes on from an older state");
        let key = SecretKey::from_seed(&Zeroizing::new(luck::bytes32()));
        let (clock, put_back) = (self.clock.shared(), (log.put_back, &key));
        let (opened, heads) = Workspace::take_on(&log.dir, clock, read_workflow, put_back).await?;
        let asked = self.epoch(log, heads, &key, Command::BeginEpoch);
        let done = opened.submit(asked).await;
        opened.close().await;
        went_on(log, heads, done)
    }

    fn epoch<C>(
        &self,
        log: &Older,
        heads: Heads,
        key: &SecretKey,
        command: impl FnOnce(Box<Epoch>) -> C,
    ) -> Asked<C> {
        let mut texts = Texts::default();
        let head = |head: ledger::Head| (head.size, Digest::new(head.root));
        let epoch = Epoch {
            kept: head(heads.kept),
            lost: head(heads.lost),
            key: PublicKey::new(*key.public().bytes()),
            restored: matches!(log.put_back, PutBack::FromBackup { .. }),
            reason: Some(texts.fresh(self.says.reason.trim())),
        };
        Asked {
            texts: texts.into_fresh(),
            ..Asked::new(self.actor, command(Box::new(epoch)))
        }
    }

    /// The session that this was is over; that there was one, the host's log knows.
    async fn signed_in(&self, data: &Path) -> Result<(), RestoreError> {
        let log = HostLog::open(data, self.clock.shared()).await?;
        let person = self.person;
        let commands = [
            HostCommand::SignIn {
                person: Some(person),
                right: true,
            },
            HostCommand::SignOut { person },
        ];
        for command in commands {
            log.submit(Asked::new(self.actor, command)).await?;
        }
        log.close().await;
        Ok(())
    }
}

fn went_on(
    log: &Older,
    heads: Heads,
    done: Result<Done, StoreError>,
) -> Result<WentOn, RestoreError> {
    match done?.refusal {
        Some(refusal) => Err(RestoreError::Refused(refusal)),
        None => Ok(WentOn {
            workspace: log.workspace,
            kept: heads.kept.size,
            lost: heads.lost.size,
        }),
    }
}
