//! Opening a data folder: take its lock, open its logs, finish what a crash left half done, remember who can call, start the timers.

use std::{
    collections::{BTreeMap, HashMap},
    fs,
    path::{Path, PathBuf},
    sync::{Arc, Mutex, PoisonError, RwLock},
};

use engine::host::HostWorld;
use ledger::SecretKey;
use model::{
    Actor, Asked, Command, Digest, HostCommand, HostId, PublicKey, Timestamp, TokenId, Workflow,
    WorkspaceId,
};
use store::{DataLock, HostLog, StoreError, Workspace};
use tokio::sync::Semaphore;
use tokio_util::{sync::CancellationToken, task::TaskTracker};
use zeroize::Zeroizing;

use crate::{
    Console, Host, HostOptions, SimulatedClock,
    anchor::Anchors,
    clock::Clock,
    flood::Floods,
    host::Inner,
    luck,
    password::{self, Guesses, PasswordError},
    people::{Directory, Known},
    place::Place,
    rate::Rates,
    session::Sessions,
};

/// Passwords checked at once.
const HASHING_MAX: usize = 2;

/// Why a data folder cannot be opened.
#[derive(Debug, thiserror::Error)]
pub enum HostError {
    /// The store's reason.
    #[error(transparent)]
    Store(#[from] StoreError),
    /// The folder of workspaces cannot be read.
    #[error("{} cannot be read: {because}. Check the folder's permissions.", .folder.display())]
    Folder {
        /// The folder.
        folder: PathBuf,
        /// What the system said.
        because: String,
    },
    /// Only an empty folder takes a simulated clock.
    #[error("{} is not empty. The demo is only made in an empty folder: choose another with --data.", .0.display())]
    NotEmpty(PathBuf),
    /// A log has no such ticket.
    #[error("There is no ticket {0} in this workspace. Its key is like PAY-42.")]
    NoTicket(model::TicketKey),
    /// A password record cannot be made.
    #[error(transparent)]
    Password(#[from] PasswordError),
    /// The host's log refused its own beginning.
    #[error("The host's log does not begin: {0}. Choose an empty folder with --data.")]
    NoBeginning(model::Refusal),
}

impl Host {
    /// Opens the data folder, or makes it.
    ///
    /// # Errors
    /// [`HostError`]: another process has it, or it cannot be read.
    pub async fn open(options: HostOptions) -> Result<Self, HostError> {
        Self::open_with(options, Clock::Wall).await
    }

    /// Opens an empty folder on a clock that is set by hand, for the demo. The folder says so for ever.
    ///
    /// # Errors
    /// [`HostError::NotEmpty`] for any folder in whose log there is an entry.
    pub async fn open_simulated(
        options: HostOptions,
        start: Timestamp,
    ) -> Result<(Self, SimulatedClock), HostError> {
        let clock = SimulatedClock::at(start);
        let host = Self::open_with(options, Clock::Simulated(clock.clone())).await?;
        Ok((host, clock))
    }

    async fn open_with(options: HostOptions, clock: Clock) -> Result<Self, HostError> {
        let lock = DataLock::take(&options.data)?;
        let log = host_log(&options.data, &clock).await?;
        begin(&log, &clock, &options.data).await?;
        let cost = options.argon2;
        let decoy = tokio::task::spawn_blocking(move || {
            password::record(&Zeroizing::new(luck::secret()), cost)
        });
        let decoy = decoy.await.map_err(|e| HostError::Folder {
            folder: options.data.clone(),
            because: e.to_string(),
        })??;
        let host = Self {
            inner: Arc::new(Inner {
                people: people(&log).await?,
                places: RwLock::new(BTreeMap::new()),
                credentials: RwLock::new(HashMap::new()),
                sessions: Sessions::new(options.idle),
                guesses: Guesses::default(),
                rates: Rates::default(),
                floods: Floods::default(),
                anchors: Anchors::default(),
                setup_code: Mutex::new(None),
                bots_door: RwLock::new(None),
                decoy,
                hashing: Semaphore::new(HASHING_MAX),
                arriving: tokio::sync::Mutex::new(()),
                stop: CancellationToken::new(),
                tasks: TaskTracker::new(),
                lock: Mutex::new(Some(lock)),
                options,
                clock,
                log,
            }),
        };
        host.open_workspaces().await?;
        let empty = host.inner.people.now().is_empty();
        if empty && host.inner.options.console == Console::Served {
            *host
                .inner
                .setup_code
                .lock()
                .unwrap_or_else(PoisonError::into_inner) = Some(luck::code());
        }
        host.start_timers();
        Ok(host)
    }

    /// Opens every workspace that there is. One that a crash left unnamed is named now; one half built is cleared away.
    async fn open_workspaces(&self) -> Result<(), HostError> {
        let folder = self.workspaces_folder();
        for path in folders(&folder)? {
            let name = path
                .file_name()
                .and_then(|n| n.to_str())
                .unwrap_or_default()
                .to_owned();
            if name.ends_with(".new") {
                fs::remove_dir_all(&path).map_err(|e| unreadable(&path, &e))?;
                continue;
            }
            let Ok(id) = name.parse::<WorkspaceId>() else {
                tracing::warn!(folder = %path.display(), "this is no workspace");
                continue;
            };
            let store = Workspace::open(&path, self.inner.clock.shared(), read_workflow).await?;
            self.name_workspace(id, &store).await?;
            self.install(id, store);
        }
        Ok(())
    }

    /// The second half of making a workspace, done again where it is missing.
    async fn name_workspace(&self, id: WorkspaceId, store: &Workspace) -> Result<(), HostError> {
        if self.inner.log.world(|w| w.workspaces().contains_key(&id)) {
            return Ok(());
        }
        let first = store.entry(model::Seq(0)).await?;
        let founder = first.map(|stored| stored.entry.by);
        if let Some((by, founder)) = founder.and_then(|by| Some((by, by.id.person()?))) {
            let command = HostCommand::AddWorkspace {
                workspace: id,
                founder,
            };
            self.inner.log.submit(Asked::new(by, command)).await?;
        }
        Ok(())
    }

    /// Takes an open workspace in: from here on its bots and members are known.
    pub(crate) fn install(&self, id: WorkspaceId, store: Workspace) -> Arc<Place> {
        let place = Arc::new(Place::new(id, store));
        let tokens: Vec<TokenId> = place.world(|w| w.access().tokens.keys().copied().collect());
        let mut credentials = self
            .inner
            .credentials
            .write()
            .unwrap_or_else(PoisonError::into_inner);
        credentials.extend(tokens.into_iter().map(|token| (token, id)));
        drop(credentials);
        let mut places = self
            .inner
            .places
            .write()
            .unwrap_or_else(PoisonError::into_inner);
        places.insert(id, place.clone());
        drop(places);
        place
    }

    pub(crate) fn workspaces_folder(&self) -> PathBuf {
        self.inner.options.data.join("workspaces")
    }

    /// Makes a workspace: built aside, renamed when whole, then named in the host's log.
    pub(crate) async fn make_workspace(&self, by: Actor, name: &str) -> crate::Result<Arc<Place>> {
        let id = WorkspaceId::new(crate::clock::id());
        let folder = self.workspaces_folder();
        let (building, whole) = (
            folder.join(format!("{id}.new")),
            folder.join(id.to_string()),
        );
        let clock = self.inner.clock.shared();
        let key = SecretKey::from_seed(&Zeroizing::new(luck::bytes32()));
        let store = Workspace::create(&building, &key, clock.clone(), read_workflow).await?;
        let mut texts = crate::texts::Texts::default();
        let command = Command::FoundWorkspace {
            workspace: id,
            name: texts.fresh(name),
            simulated: !self.inner.clock.ticks(),
            key: PublicKey::new(*key.public().bytes()),
        };
        let done = store
            .submit(Asked {
                texts: texts.into_fresh(),
                ..Asked::new(by, command)
            })
            .await?;
        if let Some(refusal) = done.refusal {
            return Err((&refusal).into());
        }
        store.close().await;
        store::rename(&building, &whole).map_err(|e| {
            crate::Refused::new(
                model::Code::LogUnwritable,
                format!(
                    "The workspace cannot be made: {e}. Check the data folder, then try again."
                ),
            )
        })?;
        let store = Workspace::open(&whole, clock, read_workflow).await?;
        if let Some(founder) = by.id.person() {
            let command = HostCommand::AddWorkspace {
                workspace: id,
                founder,
            };
            self.inner.log.submit(Asked::new(by, command)).await?;
        }
        Ok(self.install(id, store))
    }
}

/// The host's log, made where it is missing.
async fn host_log(data: &Path, clock: &Clock) -> Result<HostLog, StoreError> {
    match HostLog::open(data, clock.shared()).await {
        Err(StoreError::Absent(_)) => {
            let key = SecretKey::from_seed(&Zeroizing::new(luck::bytes32()));
            HostLog::create(data, &key, clock.shared()).await
        }
        opened => opened,
    }
}

/// The log's first entry says whether time is simulated. Later that cannot be chosen any more.
async fn begin(log: &HostLog, clock: &Clock, data: &Path) -> Result<(), HostError> {
    let simulated = !clock.ticks();
    if log.world(HostWorld::head).is_some() {
        return if simulated {
            Err(HostError::NotEmpty(data.to_owned()))
        } else {
            Ok(())
        };
    }
    let done = log
        .submit(Asked::new(
            Actor::CLOCK,
            HostCommand::FoundHost {
                host: HostId::new(crate::clock::id()),
                simulated,
                key: log.own_key()?,
            },
        ))
        .await?;
    done.refusal
        .map_or(Ok(()), |refusal| Err(HostError::NoBeginning(refusal)))
}

/// Everybody whom the log knows, with the texts that it only has the digests of.
pub(crate) async fn people(log: &HostLog) -> Result<Directory, StoreError> {
    let known = log.world(|w| w.people().clone());
    let digests: Vec<Digest> = known
        .values()
        .flat_map(|p| [p.handle, p.name, p.password])
        .collect();
    let mut texts = log.texts(&digests).await?;
    let directory = Directory::default();
    for (id, person) in known {
        directory.add(Known {
            id,
            handle: texts
                .remove(&person.handle)
                .unwrap_or_else(|| id.to_string()),
            name: texts
                .remove(&person.name)
                .unwrap_or_else(|| "An erased person".to_owned()),
            record: texts.remove(&person.password),
        });
    }
    Ok(directory)
}

/// How the store reads a published file.
pub(crate) fn read_workflow(source: &str) -> Result<Workflow, String> {
    formats::read(source)
        .map(|read| read.workflow)
        .map_err(|problems| {
            let first = problems.first().map(|p| p.message.clone());
            first.unwrap_or_else(|| "it is not a workflow".to_owned())
        })
}

pub(crate) fn folders(folder: &Path) -> Result<Vec<PathBuf>, HostError> {
    let Ok(entries) = fs::read_dir(folder) else {
        return Ok(Vec::new());
    };
    let mut paths = Vec::new();
    for entry in entries {
        let path = entry.map_err(|e| unreadable(folder, &e))?.path();
        if path.is_dir() {
            paths.push(path);
        }
    }
    paths.sort();
    Ok(paths)
}

fn unreadable(folder: &Path, error: &std::io::Error) -> HostError {
    HostError::Folder {
        folder: folder.to_owned(),
        because: error.to_string(),
    }
}
