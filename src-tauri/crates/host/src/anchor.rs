//! Checkpoints kept elsewhere: on a timer and at the end, the newest one of every log is written to folders outside of the data
//! folder. Whoever can change the data folder and not these cannot change the past unseen: `verify --against` holds one to the other.

use std::{
    collections::BTreeMap,
    path::{Path, PathBuf},
    sync::{Mutex, PoisonError},
    time::Duration,
};

use model::{Timestamp, WorkspaceId};

use crate::Host;

/// How often a checkpoint is kept elsewhere, when there is a new one.
pub(crate) const EVERY: Duration = Duration::from_secs(15 * 60);

/// The last checkpoint of a workspace that is kept elsewhere.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Anchored {
    /// How many entries it is of.
    pub(crate) size: u64,
    /// When it was last written, or found to be there still.
    pub(crate) at: Timestamp,
    /// Why the newest could not be kept in every folder, if so.
    pub(crate) trouble: Option<String>,
}

/// What is known of the anchors of this host.
#[derive(Default)]
pub(crate) struct Anchors(Mutex<BTreeMap<WorkspaceId, Anchored>>);

impl Anchors {
    /// How far the workspace's log is held elsewhere.
    pub(crate) fn of(&self, workspace: WorkspaceId) -> Option<Anchored> {
        let known = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        known.get(&workspace).cloned()
    }

    fn note(&self, workspace: WorkspaceId, anchored: Anchored) {
        let mut known = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        known.insert(workspace, anchored);
    }
}

impl Host {
    /// Keeps the newest checkpoint of every log in every folder that was named for it. No commit waits for this.
    pub async fn anchor(&self) {
        let folders = &self.inner.options.anchors;
        if folders.is_empty() {
            return;
        }
        if let Ok(Some(note)) = self.inner.log.checkpoint().await {
            keep(folders, &note).await;
        }
        for place in self.places() {
            let Ok(Some(note)) = place.store.checkpoint().await else {
                continue;
            };
            let trouble = keep(folders, &note).await;
            let before = self.inner.anchors.of(place.id);
            let anchored = match (size(&note), trouble, before) {
                (Some(size), None, _) => Anchored {
                    size,
                    at: self.inner.clock.now(),
                    trouble: None,
                },
                (_, trouble, Some(before)) => Anchored { trouble, ..before },
                (_, trouble, None) => Anchored {
                    size: 0,
                    at: self.inner.clock.now(),
                    trouble,
                },
            };
            self.inner.anchors.note(place.id, anchored);
        }
    }
}

/// Writes the note to every folder; says which would not take it.
async fn keep(folders: &[PathBuf], note: &str) -> Option<String> {
    let (folders, note) = (folders.to_vec(), note.to_owned());
    let kept = tokio::task::spawn_blocking(move || {
        let mut trouble = None;
        for folder in &folders {
            if let Err(error) = write(folder, &note) {
                tracing::error!(folder = %folder.display(), %error, "a checkpoint could not be kept elsewhere");
                trouble = Some(format!("{}: {error}", folder.display()));
            }
        }
        trouble
    });
    kept.await.unwrap_or_else(|error| Some(error.to_string()))
}

/// `openweave-<uuid>-<size>.checkpoint`, whole or not at all. A folder that is not there is a disk that is not there: it is not made.
fn write(folder: &Path, note: &str) -> std::io::Result<()> {
    let origin = note.lines().next().unwrap_or_default().replace('/', "-");
    let name = format!("{origin}-{:012}.checkpoint", size(note).unwrap_or_default());
    let file = folder.join(&name);
    if file.exists() {
        return Ok(());
    }
    let aside = folder.join(format!(".{name}.new"));
    std::fs::write(&aside, note)?;
    std::fs::File::open(&aside)?.sync_all()?;
    std::fs::rename(&aside, &file)
}

fn size(note: &str) -> Option<u64> {
    note.lines().nth(1)?.parse().ok()
}
