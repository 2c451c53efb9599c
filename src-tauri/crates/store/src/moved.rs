//! Whether the files that a connection has open still stand under their names: SQLite goes on writing into one that was deleted,
//! and what it writes there is gone when it is closed.

use std::{
    fs::metadata,
    os::unix::fs::MetadataExt,
    path::{Path, PathBuf},
};

/// Device and number: what the system knows a file by.
type Identity = Option<(u64, u64)>;

/// The files of an open log, as they were when it was opened.
pub(crate) struct OpenFiles(Vec<(PathBuf, Identity)>);

impl OpenFiles {
    /// None are open.
    pub const fn none() -> Self {
        Self(Vec::new())
    }

    /// Those of the log at `file`, which a connection has just read from.
    pub fn of(file: &Path) -> Self {
        let named = ["", "-wal", "-shm"].into_iter().map(|beside| {
            let mut path = file.as_os_str().to_owned();
            path.push(beside);
            let path = PathBuf::from(path);
            let found = identity(&path);
            (path, found)
        });
        Self(named.collect())
    }

    /// The first that was deleted, moved or replaced since. Three calls to the system.
    pub fn missing(&self) -> Option<&Path> {
        let moved = |(path, was): &&(PathBuf, Identity)| identity(path) != *was;
        self.0.iter().find(moved).map(|(path, _)| path.as_path())
    }
}

fn identity(path: &Path) -> Identity {
    metadata(path).ok().map(|file| (file.dev(), file.ino()))
}
