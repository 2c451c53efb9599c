//! Why a command did not do its job: a sentence for the terminal, and the exit code that scripts match.

use std::{io, path::PathBuf, process::ExitCode};

/// Exit code of a command that found what it looked for: a bad file, a broken log.
pub const FOUND_BAD: u8 = 1;
/// Exit code of a command that could not do its job.
pub const COULD_NOT: u8 = 2;

/// Why a command did not do its job.
#[derive(Debug, thiserror::Error)]
pub enum Failure {
    /// There is no home folder.
    #[error("There is no home folder to keep data in. Say where with --data DIR.")]
    NoHome,
    /// The host's reason.
    #[error(transparent)]
    Host(#[from] host::HostError),
    /// A door did not open.
    #[error("{0} The flags are --port for bots and --console-port for browsers.")]
    Door(#[from] doors::ServeError),
    /// A file cannot be read.
    #[error("{} cannot be read: {why}. Check its name.", .file.display())]
    File {
        /// Which.
        file: PathBuf,
        /// What the system said.
        why: io::Error,
    },
    /// A file or folder cannot be written.
    #[error("{} cannot be written: {why}. Choose another folder with --data DIR.", .file.display())]
    Unwritable {
        /// Which.
        file: PathBuf,
        /// What the system said.
        why: io::Error,
    },
    /// A checkpoint was to be held against a log that is not there.
    #[error("{} is a checkpoint of none of these logs, so it was held against nothing. Check the file and the folder.", .0.display())]
    Foreign(PathBuf),
    /// A list of keys cannot be read.
    #[error("{} is no list of signing keys: a line is a person's id and a key. Save it again in Audit, Integrity.", .0.display())]
    NoKeys(PathBuf),
    /// A log was to be read, and there are several.
    #[error("There are {} workspaces in this folder. Say which with --workspace: {}.", .0.len(), .0.join(", "))]
    WhichWorkspace(Vec<String>),
    /// A bot was named that is not there.
    #[error("There is no bot `{0}` in this workspace. Access lists the bots by their handles.")]
    NoBot(String),
    /// A log was to be read, and there is none.
    #[error("There is no workspace in {}. Check the folder's name.", .0.display())]
    NoWorkspace(PathBuf),
    /// The demo's own commands were refused.
    #[error("The demo could not be made: {0}")]
    Demo(#[from] crate::demo::DemoError),
    /// Nothing runs there.
    #[error(
        "No console answers at {address}: {why}. Start one with `openweave serve` or `make run`, then try again."
    )]
    NoConsole {
        /// Where bots call.
        address: String,
        /// What the system said.
        why: String,
    },
    /// The console said no.
    #[error("{}", .0.detail)]
    Refused(Box<model::view::problem::Problem>),
    /// The console's answer was none.
    #[error("The console did not answer: {0}. Try again.")]
    Unanswered(String),
    /// No password could be read.
    #[error(
        "The password could not be read: {0}. Type it, or give it as the first line of standard input."
    )]
    NoPassword(io::Error),
    /// A backup's reason.
    #[error(transparent)]
    Backup(#[from] host::backup::BackupError),
    /// Why nothing was put back.
    #[error(transparent)]
    Restore(#[from] host::restore::RestoreError),
    /// A bench could not be run.
    #[error(transparent)]
    Bench(#[from] host::bench::BenchError),
    /// Somebody pressed Ctrl+C.
    #[error("Stopped. Nothing is left of it.")]
    Stopped,
    /// Nobody reads what we say.
    #[error("The output cannot be written: {0}.")]
    Output(io::Error),
    /// The system gives no threads.
    #[error("The system gives no threads: {0}.")]
    Runtime(io::Error),
}

impl Failure {
    /// What scripts match.
    pub fn exit(&self) -> ExitCode {
        COULD_NOT.into()
    }
}
