//! What can go wrong with a data folder: a sentence that says what to do, and the code a door answers with.

use std::path::PathBuf;

use model::{Code, PublicKey, Seq};

/// Why a log is only read.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum ReadOnly {
    /// Its mark, or a checkpoint kept elsewhere, is of a log that this one is not the continuation of.
    #[error(
        "This log was put back to an older state: it has {has} entries, and had {had}. Nothing is written until an owner takes that on with `openweave restore --accept-rollback`; look for the missing entries first."
    )]
    RolledBack {
        /// How many entries it has.
        has: u64,
        /// How many it is known to have had.
        had: u64,
    },
    /// Its mark is of another past of the same length or less.
    #[error(
        "This log is not the one that its mark was written for: they differ within the first {had} entries. Nothing is written; run `openweave verify` and restore a backup."
    )]
    OtherPast {
        /// How many entries the mark is of.
        had: u64,
    },
    /// Its mark is gone or unreadable, so that it may have been put back.
    #[error(
        "The file `mark` beside this log is missing or damaged, so nobody can tell whether entries are missing. Nothing is written until an owner takes that on with `openweave restore --accept-rollback`."
    )]
    NoMark,
    /// A file of it is no longer the one that was opened.
    #[error(
        "{} was deleted, moved or replaced while this log was open. Nothing is written: close OpenWeave, put the file back, and start again.", .file.display()
    )]
    Moved {
        /// The file.
        file: PathBuf,
    },
    /// A check found that it is not what it says it is.
    #[error("{words} Nothing is written until a check of all of it holds again.")]
    Broken {
        /// What is wrong.
        words: String,
    },
    /// The disk does not take what is written.
    #[error(
        "The disk does not take what is written: {because}. Nothing is written until it does; make room or repair it."
    )]
    Disk {
        /// What the system said.
        because: String,
    },
}

/// Why the store could not do what it was asked. None of these is a refusal: refusals are entries.
#[derive(Clone, Debug, thiserror::Error)]
pub enum StoreError {
    /// The writer's queue is full.
    #[error("Too much is waiting to be written. Nothing happened: ask again in a moment.")]
    Busy,
    /// Nothing was written; a later attempt may succeed.
    #[error(
        "The log cannot be written, so nothing happened: {because}. Make room or repair the disk, then ask again."
    )]
    LogUnwritable {
        /// What SQLite or the system said.
        because: String,
    },
    /// Nothing was written here: another process did.
    #[error(
        "Another process wrote to this log meanwhile, so nothing happened. End that process, then ask again: one OpenWeave at a time has a folder."
    )]
    OtherWriter,
    /// It may or may not have been written.
    #[error(
        "Whether it was written is not known: {because}. Ask again with the same idempotency key."
    )]
    OutcomeUnknown {
        /// What SQLite or the system said.
        because: String,
    },
    /// The log was closed.
    #[error("This log is closed. Open it again.")]
    Closed,
    /// There is nothing to open.
    #[error("There is no log at {}. Check the folder's name.", .0.display())]
    Absent(PathBuf),
    /// There is something already.
    #[error("There is a log at {} already. Choose an empty folder.", .0.display())]
    Exists(PathBuf),
    /// Not one of our files, or of another release.
    #[error(
        "{} was written in format {found}; this release reads format {reads}. Open it with the release that wrote it.",
        .file.display()
    )]
    OtherFormat {
        /// The file.
        file: PathBuf,
        /// What it says it is.
        found: i64,
        /// What this release reads.
        reads: i64,
    },
    /// The tables, indexes or triggers were changed by another program.
    #[error(
        "{}: `{name}` is not as this release makes it, so another program changed the tables. Run `openweave verify`, then restore a backup.",
        .file.display()
    )]
    OtherTables {
        /// The file.
        file: PathBuf,
        /// What differs.
        name: String,
    },
    /// The log's key is gone or another one.
    #[error("The key {key} that signs this log is not in {}. Put the file back, or restore a backup.", .folder.display())]
    NoKey {
        /// Where keys lie.
        folder: PathBuf,
        /// The key that the log names.
        key: PublicKey,
    },
    /// There is nothing to take on.
    #[error("{} goes on from its mark: nothing was put back, so there is nothing to accept.", .0.display())]
    NotRolledBack(PathBuf),
    /// The log is only read: nothing may be added to what it holds.
    #[error("{0}")]
    ReadOnly(ReadOnly),
    /// Not one of our files.
    #[error("{} is not a log of this kind. Check the folder's name.", .0.display())]
    Foreign(PathBuf),
    /// What is stored contradicts itself.
    #[error("The log is damaged{}: {because}. Run `openweave verify`, then restore a backup.", place(.at))]
    Damaged {
        /// The first entry that does not fit, where known.
        at: Option<Seq>,
        /// What does not fit.
        because: String,
    },
    /// A read failed.
    #[error("The data folder cannot be read: {0}. Check the disk and the folder's permissions.")]
    Unreadable(String),
    /// Another process has the data folder.
    #[error(
        "{} is in use by {}. Close it first, or choose another folder with --data.",
        .dir.display(),
        holder(.pid)
    )]
    InUse {
        /// The data folder.
        dir: PathBuf,
        /// The process that has it, where it left its number.
        pid: Option<u32>,
    },
}

fn place(at: &Option<Seq>) -> String {
    at.map(|seq| format!(" at entry {seq}")).unwrap_or_default()
}

fn holder(pid: &Option<u32>) -> String {
    match pid {
        Some(pid) => format!("another OpenWeave (process {pid})"),
        None => "another OpenWeave".to_owned(),
    }
}

impl StoreError {
    /// What a door answers with.
    pub const fn code(&self) -> Code {
        match self {
            Self::Busy => Code::Busy,
            Self::OutcomeUnknown { .. } => Code::OutcomeUnknown,
            Self::LogUnwritable { .. }
            | Self::OtherWriter
            | Self::Closed
            | Self::Absent(_)
            | Self::Exists(_)
            | Self::OtherFormat { .. }
            | Self::OtherTables { .. }
            | Self::NoKey { .. }
            | Self::NotRolledBack(_)
            | Self::ReadOnly(_)
            | Self::Foreign(_)
            | Self::Damaged { .. }
            | Self::Unreadable(_)
            | Self::InUse { .. } => Code::LogUnwritable,
        }
    }

    /// The error of a failed read.
    pub(crate) fn unreadable(error: impl std::fmt::Display) -> Self {
        Self::Unreadable(error.to_string())
    }

    /// The error of a stored value that no type accepts.
    pub(crate) fn damaged(at: Option<Seq>, because: impl std::fmt::Display) -> Self {
        Self::Damaged {
            at,
            because: because.to_string(),
        }
    }
}

impl From<sqlx::Error> for StoreError {
    fn from(error: sqlx::Error) -> Self {
        if damaged(&error) {
            Self::damaged(None, error)
        } else {
            Self::unreadable(error)
        }
    }
}

/// Whether what was read is there and is no database, or not of the type that its column has.
fn damaged(error: &sqlx::Error) -> bool {
    const CORRUPT: u32 = 11;
    const NOT_A_DATABASE: u32 = 26;
    match error {
        sqlx::Error::Database(database) => {
            let code: Option<u32> = database.code().and_then(|code| code.parse().ok());
            code.is_some_and(|code| matches!(code & 0xff, CORRUPT | NOT_A_DATABASE))
        }
        sqlx::Error::ColumnDecode { .. } | sqlx::Error::Decode(_) => true,
        _ => false,
    }
}
