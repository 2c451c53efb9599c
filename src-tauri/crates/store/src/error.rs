//! What can go wrong with a data folder: a sentence that says what to do, and the code a door answers with.

use std::path::PathBuf;

use model::{Code, Seq};

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
            | Self::Closed
            | Self::Absent(_)
            | Self::Exists(_)
            | Self::OtherFormat { .. }
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
        Self::unreadable(error)
    }
}
