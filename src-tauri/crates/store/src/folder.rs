//! Files and folders: who may see them (0600, 0700), who has the data folder, how a database file is opened.

use std::{
    fs::{DirBuilder, File, OpenOptions, TryLockError},
    io::{Read, Seek, Write},
    path::{Path, PathBuf},
    time::Duration,
};

use sqlx::{
    ConnectOptions,
    sqlite::{SqliteConnectOptions, SqliteJournalMode, SqliteSynchronous},
};

use crate::StoreError;

/// How long a statement waits for a lock.
pub(crate) const BUSY_WAIT: Duration = Duration::from_secs(5);

/// Held by the one process that has a data folder. The system lets go of it when the process ends, however it ends.
#[derive(Debug)]
pub struct DataLock {
    _file: File,
}

impl DataLock {
    /// Takes the data folder for this process, making it where it is missing.
    ///
    /// # Errors
    /// [`StoreError::InUse`] with the holder's process number; [`StoreError::Unreadable`] when the folder cannot be made.
    pub fn take(dir: &Path) -> Result<Self, StoreError> {
        private_dir(dir)?;
        let mut file = private_file(OpenOptions::new().read(true).write(true).create(true))
            .open(dir.join("lock"))
            .map_err(StoreError::unreadable)?;
        match file.try_lock() {
            Ok(()) => {}
            Err(TryLockError::WouldBlock) => {
                let mut pid = String::new();
                let read = file.read_to_string(&mut pid);
                return Err(StoreError::InUse {
                    dir: dir.to_owned(),
                    pid: read.ok().and_then(|_| pid.trim().parse().ok()),
                });
            }
            Err(TryLockError::Error(error)) => return Err(StoreError::unreadable(error)),
        }
        file.set_len(0)
            .and_then(|()| file.rewind())
            .and_then(|()| writeln!(file, "{}", std::process::id()))
            .map_err(StoreError::unreadable)?;
        Ok(Self { _file: file })
    }
}

/// Makes a folder, and those above it, that only its owner enters. A power cut takes none of them away again.
pub fn private_dir(dir: &Path) -> Result<(), StoreError> {
    if dir.is_dir() {
        // Whoever made it may have been killed before this. Where the folder above is not ours to read, it was not made by us.
        if let Err(error) = sync_folder_of(dir) {
            tracing::debug!(%error, folder = %dir.display(), "the folder above cannot be synced");
        }
        return Ok(());
    }
    if let Some(above) = dir.parent().filter(|above| !above.as_os_str().is_empty()) {
        private_dir(above)?;
    }
    let mut builder = DirBuilder::new();
    #[cfg(unix)]
    std::os::unix::fs::DirBuilderExt::mode(&mut builder, 0o700);
    match builder.create(dir) {
        Err(error) if error.kind() != std::io::ErrorKind::AlreadyExists => Err(error),
        _ => sync_folder_of(dir),
    }
    .map_err(StoreError::unreadable)
}

/// How a file is opened that only its owner reads.
pub(crate) fn private_file(options: &mut OpenOptions) -> &mut OpenOptions {
    #[cfg(unix)]
    std::os::unix::fs::OpenOptionsExt::mode(options, 0o600);
    options
}

/// Writes a small file whole, for its owner alone: aside first, then in its place, synced.
///
/// # Errors
/// [`StoreError::Unreadable`] when the disk or the folder's permissions forbid it.
pub fn write_private(path: &Path, bytes: &[u8]) -> Result<(), StoreError> {
    let mut aside = path.as_os_str().to_owned();
    aside.push(".new");
    let write = || {
        let mut file = private_file(OpenOptions::new().write(true).create(true).truncate(true))
            .open(&aside)?;
        file.write_all(bytes)?;
        file.sync_all()?;
        rename(aside.as_ref(), path)
    };
    write().map_err(|error| {
        // On a full disk what was begun takes the room of what matters more.
        std::fs::remove_file(&aside).ok();
        StoreError::unreadable(error)
    })
}

/// Gives a file or folder its name, in place of what has it: a power cut leaves one or the other, and what was renamed stays so.
///
/// # Errors
/// What the system said.
pub fn rename(from: &Path, to: &Path) -> std::io::Result<()> {
    std::fs::rename(from, to)?;
    sync_folder_of(to)
}

/// Makes it durable that a file or folder is there.
pub(crate) fn sync_folder_of(file: &Path) -> std::io::Result<()> {
    match file.parent() {
        None => Ok(()),
        Some(dir) if dir.as_os_str().is_empty() => File::open(".")?.sync_all(),
        Some(dir) => File::open(dir)?.sync_all(),
    }
}

/// Makes an empty file that only its owner reads, in place of what a crash has left there.
/// SQLite gives the files beside it the same permissions.
pub(crate) fn fresh_private_file(file: &Path) -> Result<(), StoreError> {
    for beside in ["", "-wal", "-shm", "-journal"] {
        let mut left = file.as_os_str().to_owned();
        left.push(beside);
        match std::fs::remove_file(&left) {
            Err(error) if error.kind() != std::io::ErrorKind::NotFound => {
                return Err(StoreError::unreadable(error));
            }
            _ => {}
        }
    }
    private_file(OpenOptions::new().write(true).create_new(true))
        .open(file)
        .map(drop)
        .map_err(StoreError::unreadable)
}

/// The file there, or [`StoreError::Absent`].
pub(crate) fn existing(file: PathBuf) -> Result<PathBuf, StoreError> {
    if file.is_file() {
        Ok(file)
    } else {
        Err(StoreError::Absent(file))
    }
}

/// How the one writer opens a log.
pub(crate) fn for_writing(file: &Path) -> SqliteConnectOptions {
    common(file)
        .journal_mode(SqliteJournalMode::Wal)
        .synchronous(SqliteSynchronous::Full)
        .pragma("recursive_triggers", "ON")
        .pragma("secure_delete", "ON")
        .pragma("temp_store", "MEMORY")
        .pragma("cache_size", "-16384")
}

/// How everybody else does: nothing that they run can change the file.
pub(crate) fn for_reading(file: &Path) -> SqliteConnectOptions {
    common(file).read_only(true).pragma("query_only", "ON")
}

/// How a log is copied: the file itself cannot be changed, another one is written.
pub(crate) fn for_copying(file: &Path) -> SqliteConnectOptions {
    common(file).read_only(true)
}

/// How a log is read from one end to the other: SQLite's thread is up to so many rows ahead.
pub(crate) fn for_reading_through(file: &Path, rows_ahead: u64) -> SqliteConnectOptions {
    for_reading(file).row_buffer_size(usize::try_from(rows_ahead).unwrap_or(usize::MAX))
}

fn common(file: &Path) -> SqliteConnectOptions {
    SqliteConnectOptions::new()
        .filename(file)
        .foreign_keys(true)
        .busy_timeout(BUSY_WAIT)
        .pragma("trusted_schema", "OFF")
        .disable_statement_logging()
}
