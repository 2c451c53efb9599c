//! What somebody kept elsewhere and holds a log against: checkpoints, or a list of the signing keys that they know.
//! Whether it is any good, the check says.

use std::{
    fs,
    path::{Path, PathBuf},
};

use host::beside::{self, Checked, Found, Which};
use model::{PersonId, PublicKey, WorkspaceId};

use crate::failure::Failure;

/// How a list of keys begins, before its workspace.
const KEYS: &str = "openweave-keys ";

/// What was kept.
pub enum Pinned {
    /// Checkpoints, as signed notes.
    Checkpoints { path: PathBuf, notes: Vec<String> },
    /// Keys: `openweave-keys WORKSPACE`, then a line for each person: id, key, and a name for the reader.
    Keys {
        path: PathBuf,
        workspace: WorkspaceId,
        keys: Vec<(PersonId, PublicKey)>,
    },
}

impl Pinned {
    /// What lies at `path`: a file of either kind, a folder of checkpoints, a Git repository.
    pub async fn at(path: &Path) -> Result<Self, Failure> {
        let unreadable = |why| Failure::File {
            file: path.to_owned(),
            why,
        };
        let path = path.to_owned();
        if path.is_dir() {
            let notes = beside::kept(&path).await.map_err(unreadable)?;
            return Ok(Self::Checkpoints { path, notes });
        }
        let text = fs::read_to_string(&path).map_err(unreadable)?;
        if !text.starts_with(KEYS) {
            let notes = vec![text];
            return Ok(Self::Checkpoints { path, notes });
        }
        let Some((workspace, keys)) = listed(&text) else {
            return Err(Failure::NoKeys(path));
        };
        Ok(Self::Keys {
            path,
            workspace,
            keys,
        })
    }

    /// Where it lies.
    pub fn path(&self) -> &Path {
        match self {
            Self::Checkpoints { path, .. } | Self::Keys { path, .. } => path,
        }
    }

    /// Its checkpoints.
    pub fn notes(&self) -> &[String] {
        match self {
            Self::Checkpoints { notes, .. } => notes,
            Self::Keys { .. } => &[],
        }
    }

    /// Whether anything of it is of one of these logs; if not, it was held against nothing.
    pub fn is_of(&self, checked: &[Checked]) -> bool {
        match self {
            Self::Checkpoints { notes, .. } => notes.iter().any(|note| {
                let origin = note.lines().next().unwrap_or_default();
                checked.iter().any(|c| c.origin.as_deref() == Some(origin))
            }),
            Self::Keys { workspace, .. } => {
                let which = Which::Workspace(*workspace);
                checked.iter().any(|c| c.which == which)
            }
        }
    }

    /// A log in which somebody has not the key that they are known by does not hold.
    pub fn hold(&self, checked: &mut [Checked]) {
        let Self::Keys {
            workspace, keys, ..
        } = self
        else {
            return;
        };
        let which = Which::Workspace(*workspace);
        for log in checked.iter_mut().filter(|c| c.which == which) {
            let Found::Holds { keys: enrolled, .. } = &log.found else {
                continue;
            };
            let known = |(person, key): &&(PersonId, PublicKey)| {
                let theirs = enrolled.iter().filter(|e| e.person == *person);
                !theirs.into_iter().any(|e| e.key == *key)
            };
            if let Some((person, key)) = keys.iter().find(known) {
                let first = enrolled.iter().find(|e| e.person == *person);
                log.found = Found::Broken {
                    first_bad: first.map(|e| e.seq),
                    words: format!(
                        "The key {key} that you saved for {person} is none of theirs in this log: somebody enrolled another in their name. Keep the folder as evidence."
                    ),
                };
            }
        }
    }
}

fn listed(text: &str) -> Option<(WorkspaceId, Vec<(PersonId, PublicKey)>)> {
    let mut lines = text.lines();
    let workspace = lines.next()?.strip_prefix(KEYS)?.trim().parse().ok()?;
    let key = |line: &str| {
        let mut words = line.split_whitespace();
        Some((words.next()?.parse().ok()?, words.next()?.parse().ok()?))
    };
    let lines = lines.filter(|line| !line.trim().is_empty());
    let keys: Option<Vec<_>> = lines.map(key).collect();
    Some((workspace, keys?))
}
