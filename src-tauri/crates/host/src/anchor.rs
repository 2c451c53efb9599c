//! Checkpoints kept elsewhere: on a timer and at the end, the newest one of every log is written to places outside of the data
//! folder. Whoever can change the data folder and not these cannot change the past unseen: `verify --against` holds one to the other.

mod folder;
mod git;

use std::{
    collections::BTreeMap,
    io,
    path::{Path, PathBuf},
    sync::{Arc, Mutex, PoisonError},
    time::Duration,
};

use model::{AnchorId, Span, Timestamp, WorkspaceId};

use crate::{Host, place::Place};

/// How often a checkpoint is kept elsewhere, when there is a new one.
pub(crate) const EVERY: Duration = Duration::from_secs(15 * 60);
/// How long one place may take. A share whose server is gone answers never.
const PATIENCE: Duration = Duration::from_secs(30);

/// A place outside of the data folder.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(crate) struct Anchor {
    /// The entry that named it; absent for one from the command line.
    pub(crate) id: Option<AnchorId>,
    /// A folder, or a Git repository.
    pub(crate) at: PathBuf,
}

/// The last checkpoint of a workspace that one place keeps.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Anchored {
    /// How many entries it is of; 0 while there is none.
    pub(crate) size: u64,
    /// When it was last written, or found to be there still.
    pub(crate) at: Timestamp,
    /// Why the newest could not be kept there, if so.
    pub(crate) trouble: Option<String>,
}

/// What is known of the anchors of this host, since it runs.
#[derive(Default)]
pub(crate) struct Anchors {
    known: Mutex<BTreeMap<(WorkspaceId, PathBuf), Anchored>>,
    /// When the timer has last gone round.
    round: Mutex<Option<Timestamp>>,
}

impl Anchors {
    /// How far the workspace's log is held in one place.
    pub(crate) fn of(&self, workspace: WorkspaceId, at: &Path) -> Option<Anchored> {
        let known = self.known.lock().unwrap_or_else(PoisonError::into_inner);
        known.get(&(workspace, at.to_owned())).cloned()
    }

    /// How far it is held at best; with the trouble of any place that has some.
    pub(crate) fn best(&self, workspace: WorkspaceId) -> Option<Anchored> {
        let known = self.known.lock().unwrap_or_else(PoisonError::into_inner);
        let ours = known.iter().filter(|((id, _), _)| *id == workspace);
        let ours: Vec<&Anchored> = ours.map(|(_, anchored)| anchored).collect();
        let best = ours
            .iter()
            .max_by_key(|anchored| (anchored.size, anchored.at))?;
        Some(Anchored {
            trouble: ours.iter().find_map(|anchored| anchored.trouble.clone()),
            ..(*best).clone()
        })
    }

    /// When checkpoints are kept next, by the timer.
    pub(crate) fn next(&self) -> Option<Timestamp> {
        let round = self.round.lock().unwrap_or_else(PoisonError::into_inner);
        let seconds = i64::try_from(EVERY.as_secs()).ok()?;
        round.map(|last| last.plus(Span::seconds(seconds)))
    }

    /// A place is named no longer.
    pub(crate) fn forget(&self, workspace: WorkspaceId, at: &Path) {
        let mut known = self.known.lock().unwrap_or_else(PoisonError::into_inner);
        known.remove(&(workspace, at.to_owned()));
    }

    fn note(&self, workspace: WorkspaceId, at: PathBuf, anchored: Anchored) {
        let mut known = self.known.lock().unwrap_or_else(PoisonError::into_inner);
        known.insert((workspace, at), anchored);
    }
}

impl Host {
    /// Keeps the newest checkpoint of every log in every place that was named for it. No commit waits for this.
    pub async fn anchor(&self) {
        *self
            .inner
            .anchors
            .round
            .lock()
            .unwrap_or_else(PoisonError::into_inner) = Some(self.inner.clock.now());
        if let Ok(Some(note)) = self.inner.log.checkpoint().await {
            for folder in &self.inner.options.anchors {
                drop(keep(folder, &note).await);
            }
        }
        for place in self.places() {
            self.anchor_workspace(&place).await;
        }
    }

    /// The same for one workspace's log.
    pub(crate) async fn anchor_workspace(&self, place: &Arc<Place>) {
        let Ok(Some(note)) = place.store.checkpoint().await else {
            return;
        };
        for anchor in self.anchors_of(place).await {
            let kept = keep(&anchor.at, &note).await;
            let before = self.inner.anchors.of(place.id, &anchor.at);
            let before_size = before.as_ref().map_or(0, |before| before.size);
            let now = self.inner.clock.now();
            let anchored = match kept {
                Ok(()) => Anchored {
                    size: size(&note).unwrap_or(before_size),
                    at: now,
                    trouble: None,
                },
                Err(error) => Anchored {
                    size: before_size,
                    at: before.map_or(now, |before| before.at),
                    trouble: Some(format!("{}: {error}", anchor.at.display())),
                },
            };
            self.inner.anchors.note(place.id, anchor.at, anchored);
        }
    }

    /// Where a workspace's checkpoints are kept: what the command line says for all, and what its own log names.
    pub(crate) async fn anchors_of(&self, place: &Arc<Place>) -> Vec<Anchor> {
        let from_the_command_line = self.inner.options.anchors.iter().map(|at| Anchor {
            id: None,
            at: at.clone(),
        });
        let named = place.world(|world| world.anchors().clone());
        // A place whose name was erased, or cannot be read now, is no place.
        let texts = place
            .texts(named.values().copied())
            .await
            .unwrap_or_default();
        let named = named.into_iter().filter_map(|(id, digest)| {
            let at = PathBuf::from(texts.get(&digest)?);
            Some(Anchor { id: Some(id), at })
        });
        from_the_command_line.chain(named).collect()
    }
}

/// Whether a place is a Git repository.
pub(crate) fn is_git(place: &Path) -> bool {
    place.join(".git").exists() || (place.join("HEAD").is_file() && place.join("objects").is_dir())
}

/// Every checkpoint that is kept in `place`: a folder full of them, or a Git repository, which has the newest of each log.
///
/// # Errors
/// What the system or Git said.
pub(crate) async fn kept(place: &Path) -> io::Result<Vec<String>> {
    if is_git(place) {
        git::kept(place).await
    } else {
        folder::kept(place.to_owned()).await
    }
}

/// Writes the note to a place. One that is not there is a disk that is not there: it is not made.
async fn keep(place: &Path, note: &str) -> io::Result<()> {
    let keeping = async {
        if is_git(place) {
            git::keep(place, note).await
        } else {
            folder::keep(place.to_owned(), note.to_owned()).await
        }
    };
    let late = |_| io::Error::new(io::ErrorKind::TimedOut, "it does not answer");
    let kept = tokio::time::timeout(PATIENCE, keeping)
        .await
        .map_err(late)?;
    if let Err(error) = &kept {
        tracing::error!(place = %place.display(), %error, "a checkpoint could not be kept elsewhere");
    }
    kept
}

/// What a checkpoint's log is called, as a file's name.
fn name(note: &str) -> String {
    note.lines().next().unwrap_or_default().replace('/', "-")
}

fn size(note: &str) -> Option<u64> {
    note.lines().nth(1)?.parse().ok()
}
