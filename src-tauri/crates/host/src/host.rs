//! A running OpenWeave: one data folder, its people, its workspaces, and whoever calls.

use std::{
    collections::{BTreeMap, HashMap},
    net::SocketAddr,
    path::{Path, PathBuf},
    sync::{Arc, Mutex, PoisonError, RwLock},
    time::{Duration, Instant},
};

use model::{Action, Actor, Code, Command, HostCommand, Seq, TokenId, WorkspaceId};
use store::{DataLock, HostLog};
use tokio::sync::Semaphore;
use tokio_util::{sync::CancellationToken, task::TaskTracker};

use crate::{
    Cost, Meta, Result,
    acting::entries,
    anchor::Anchors,
    clock::Clock,
    flood::Floods,
    password::Guesses,
    people::Directory,
    place::Place,
    rate::Rates,
    session::{Moment, Sessions},
};

/// How the console is served.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Console {
    /// In the desktop window: whoever sits there may set up an empty folder.
    Window,
    /// Over HTTP: setting up needs the one-time code from the terminal.
    Served,
}

/// What a host is opened with.
#[derive(Clone, Debug)]
pub struct HostOptions {
    /// The data folder; made where it is missing.
    pub data: PathBuf,
    /// How the console is served.
    pub console: Console,
    /// A session without a call for so long is over.
    pub idle: Duration,
    /// What checking a password costs.
    pub argon2: Cost,
    /// Folders on another disk or share, in which checkpoints are kept.
    pub anchors: Vec<PathBuf>,
}

impl HostOptions {
    /// A window on `data`, with what people get unless they say otherwise.
    pub fn new(data: impl Into<PathBuf>) -> Self {
        Self {
            data: data.into(),
            console: Console::Window,
            idle: Duration::from_secs(15 * 60),
            argon2: Cost::default(),
            anchors: Vec::new(),
        }
    }
}

/// A running OpenWeave. Clones are handles to the same one.
#[derive(Clone)]
pub struct Host {
    pub(crate) inner: Arc<Inner>,
}

pub(crate) struct Inner {
    pub(crate) options: HostOptions,
    pub(crate) clock: Clock,
    pub(crate) log: HostLog,
    pub(crate) people: Directory,
    pub(crate) places: RwLock<BTreeMap<WorkspaceId, Arc<Place>>>,
    /// Which workspace a token opens. Filled from the logs at start, added to when one is issued.
    pub(crate) credentials: RwLock<HashMap<TokenId, WorkspaceId>>,
    pub(crate) sessions: Sessions,
    pub(crate) guesses: Guesses,
    pub(crate) rates: Rates,
    pub(crate) floods: Floods<Flood>,
    pub(crate) anchors: Anchors,
    pub(crate) setup_code: Mutex<Option<String>>,
    pub(crate) bots_door: RwLock<Option<std::result::Result<SocketAddr, String>>>,
    /// A record that fits no password, checked for names that nobody has.
    pub(crate) decoy: String,
    /// Passwords checked at once: each costs memory.
    pub(crate) hashing: Semaphore,
    /// Held while somebody arrives: handles are looked up and taken under it.
    pub(crate) arriving: tokio::sync::Mutex<()>,
    pub(crate) stop: CancellationToken,
    pub(crate) tasks: TaskTracker,
    /// Ours until the host is shut down.
    pub(crate) lock: Mutex<Option<DataLock>>,
}

/// What makes two refusals the same: who, where, what they tried and the code.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(crate) struct Flood {
    pub(crate) id: model::ActorId,
    pub(crate) via: model::Via,
    pub(crate) place: Option<WorkspaceId>,
    pub(crate) tried: Action,
    pub(crate) code: Code,
}

impl Host {
    /// Stops the timer, tells what was counted, keeps the last checkpoints elsewhere, closes the logs and lets go of the folder. Calls after it find the logs closed.
    pub async fn shutdown(&self) {
        self.inner.stop.cancel();
        self.inner.tasks.close();
        self.inner.tasks.wait().await;
        for (flood, count) in self.inner.floods.rest(Instant::now()) {
            self.tell_count(flood, count).await;
        }
        self.anchor().await;
        for place in self.places() {
            place.store.clone().close().await;
        }
        self.inner.log.clone().close().await;
        self.inner
            .lock
            .lock()
            .unwrap_or_else(PoisonError::into_inner)
            .take();
    }

    /// The one-time code that setting up asks for: only while nobody is known, and only where the console is served over HTTP.
    pub fn setup_code(&self) -> Option<String> {
        self.inner
            .setup_code
            .lock()
            .unwrap_or_else(PoisonError::into_inner)
            .clone()
    }

    /// The data folder.
    pub fn folder(&self) -> &Path {
        &self.inner.options.data
    }

    /// Whether this folder was made by the demo.
    pub fn is_demo(&self) -> bool {
        self.inner.log.world(engine::host::HostWorld::simulated)
    }

    /// Where bots call, or why they cannot: for the people's windows.
    pub fn set_bots_door(&self, door: std::result::Result<SocketAddr, String>) {
        *self
            .inner
            .bots_door
            .write()
            .unwrap_or_else(PoisonError::into_inner) = Some(door);
    }

    /// Where bots call, when they can.
    pub(crate) fn bots_door(&self) -> Option<SocketAddr> {
        let door = self
            .inner
            .bots_door
            .read()
            .unwrap_or_else(PoisonError::into_inner);
        door.as_ref()?.as_ref().ok().copied()
    }

    pub(crate) fn place(&self, id: WorkspaceId) -> Option<Arc<Place>> {
        self.inner
            .places
            .read()
            .unwrap_or_else(PoisonError::into_inner)
            .get(&id)
            .cloned()
    }

    pub(crate) fn places(&self) -> Vec<Arc<Place>> {
        self.inner
            .places
            .read()
            .unwrap_or_else(PoisonError::into_inner)
            .values()
            .cloned()
            .collect()
    }

    pub(crate) fn moment(&self) -> Moment {
        Moment {
            steady: Instant::now(),
            wall: crate::clock::wall(),
        }
    }

    /// Tells a log of a refusal that may repeat: the first is an entry, the rest are counted. Without a place, the host's log.
    pub(crate) async fn tell(
        &self,
        place: Option<Arc<Place>>,
        by: Actor,
        tried: Action,
        code: Code,
    ) -> Result<Option<Seq>> {
        let flood = Flood {
            id: by.id,
            via: by.via,
            place: place.as_ref().map(|p| p.id),
            tried,
            code,
        };
        if !self.inner.floods.first(flood, Instant::now()) {
            return Ok(None);
        }
        let meta = Meta::once("");
        let done = match place {
            Some(place) => {
                let asked = meta.ask(by, Command::TurnedAway { tried, code }, Vec::new(), None);
                place.store.submit(asked).await?
            }
            None => {
                let asked = meta.ask(
                    by,
                    HostCommand::TurnedAway { tried, code },
                    Vec::new(),
                    None,
                );
                self.inner.log.submit(asked).await?
            }
        };
        let seq = entries(&done).last().map(|e| e.seq);
        tracing::warn!(?seq, via = %by.via, %code, "turned away");
        Ok(seq)
    }

    /// Tells a log how many more there were.
    pub(crate) async fn tell_count(&self, flood: Flood, count: u64) {
        let Flood { tried, code, .. } = flood;
        let by = Actor {
            id: flood.id,
            via: flood.via,
        };
        let meta = Meta::once("");
        let told = match flood.place {
            Some(id) => match self.place(id) {
                Some(place) => {
                    place
                        .store
                        .submit(meta.ask(
                            by,
                            Command::Counted { tried, code, count },
                            Vec::new(),
                            None,
                        ))
                        .await
                }
                None => return,
            },
            None => {
                self.inner
                    .log
                    .submit(meta.ask(
                        by,
                        HostCommand::Counted { tried, code, count },
                        Vec::new(),
                        None,
                    ))
                    .await
            }
        };
        if let Err(error) = told {
            tracing::error!(%error, count, %code, "a count of refusals could not be told");
        }
    }
}
