//! What the program is told on its command line.

use std::path::PathBuf;

use clap::{Parser, Subcommand};
use model::{CommentId, Handle, Part, TicketKey, WorkflowName, WorkspaceId};

use crate::failure::Failure;

/// A state machine between AI agents and the world: served, checked and read from the terminal.
#[derive(Debug, Parser)]
#[command(name = "openweave", version)]
pub struct Args {
    #[command(subcommand)]
    pub command: Command,
}

#[derive(Debug, Subcommand)]
pub enum Command {
    /// Serve the console to browsers on this machine, and the bots' door, until stopped
    Serve(Serve),
    /// Make the demo in an empty folder, or play its bots against a running console
    Demo(Demo),
    /// Check workflow files; every error at once, exit code 1 if there is one
    Check {
        /// Workflow files (TOML)
        #[arg(required = true)]
        files: Vec<PathBuf>,
    },
    /// Draw a workflow file as SVG
    Diagram {
        /// A workflow file (TOML)
        file: PathBuf,
    },
    /// Write a workflow file for another tool
    Export {
        /// A workflow file (TOML)
        file: PathBuf,
        /// For which
        #[arg(long = "as", value_enum)]
        tool: Tool,
    },
    /// Make a workflow file of an XState machine (JSON) or a Mermaid state diagram; what cannot be carried is named
    Import {
        /// The other tool's file
        file: PathBuf,
    },
    /// Print the entries of a log exactly as they are stored, one JSON a line
    Log(Log),
    /// Write every log into one file, beside a console at work, and check it; no private key is in it
    Backup(Backup),
    /// Go on from a backup, or from a folder that was put back: by an owner, by an entry, for good
    Restore(Restore),
    /// Erase texts of a ticket for good: by an owner, with a reason
    Erase(Erase),
    /// Give a log another key: by an owner
    Rotate(Rotate),
    /// Stop moves at once, of a bot, of a workflow or of all: by an owner or a freezer
    Freeze(Freeze),
    /// Let them go on
    Thaw(Thaw),
    /// Hash every entry again, rebuild tree and tables, compare; exit code 0 if all holds, 1 if not, 2 if it could not be checked
    Verify(Verify),
    /// Measure how fast this program is on this machine, beside plain statements; the houses it builds go away again
    Bench(Bench),
}

/// What a workflow file can be written for.
#[derive(Clone, Copy, Debug, clap::ValueEnum)]
pub enum Tool {
    /// Mermaid stateDiagram-v2: boxes and arrows, who may take them in the labels
    Mermaid,
    /// Graphviz DOT: the same
    Dot,
    /// XState v5 JSON: states and transitions, all else in meta
    Xstate,
}

/// Where data lies.
#[derive(Debug, clap::Args)]
pub struct Data {
    /// The data folder [default: openweave in $XDG_DATA_HOME]
    #[arg(long = "data", value_name = "DIR")]
    given: Option<PathBuf>,
}

impl Data {
    /// The folder that was asked for, else the one called `name` among this user's data.
    pub fn folder(&self, name: &str) -> Result<PathBuf, Failure> {
        at(self.given.as_ref(), name)
    }
}

/// The folder or file that was asked for, else the folder called `name` among this user's data.
pub fn at(given: Option<&PathBuf>, name: &str) -> Result<PathBuf, Failure> {
    let folder = given.cloned().or_else(|| host::data_home(name));
    folder.ok_or(Failure::NoHome)
}

#[derive(Debug, clap::Args)]
pub struct Serve {
    #[command(flatten)]
    pub data: Data,
    /// The bots' door on loopback; 0 takes a free port
    #[arg(long, default_value_t = 7610)]
    pub port: u16,
    /// The people's door on loopback; 0 takes a free port
    #[arg(long, value_name = "PORT", default_value_t = 7611)]
    pub console_port: u16,
    /// A folder on another disk or share, to keep checkpoints in; may be given several times
    #[arg(long, value_name = "DIR")]
    pub anchor: Vec<PathBuf>,
    /// Say that it is ready as a line of JSON
    #[arg(long)]
    pub json: bool,
}

#[derive(Debug, clap::Args)]
pub struct Demo {
    /// The demo's folder, empty or absent [default: openweave-demo in $XDG_DATA_HOME]
    #[command(flatten)]
    pub data: Data,
    /// The same seed gives the same people, moves, order and texts
    #[arg(long, default_value_t = 1)]
    pub seed: u64,
    /// How many tickets
    #[arg(long, default_value_t = 60, value_parser = clap::value_parser!(u32).range(1..=1_000_000))]
    pub tickets: u32,
    /// Print what was made, passwords and tokens included, as JSON
    #[arg(long)]
    pub json: bool,
    /// Play the bots of a demo that is there against the console that runs on it, until that stops
    #[arg(long, conflicts_with_all = ["seed", "tickets", "json"])]
    pub live: bool,
    /// With --live: where that console's bots call
    #[arg(long, default_value_t = 7610, requires = "live")]
    pub port: u16,
    /// With --live: seconds from one bot's deed to the next, on average
    #[arg(long, value_name = "SECONDS", default_value = "12", requires = "live", value_parser = pace)]
    pub pace: f64,
}

fn pace(text: &str) -> Result<f64, String> {
    let pace = text
        .parse::<f64>()
        .ok()
        .filter(|pace| (0.01..=3_600.0).contains(pace));
    pace.ok_or_else(|| "a pace is a number of seconds from 0.01 to 3600".to_owned())
}

#[derive(Debug, clap::Args)]
pub struct Log {
    #[command(flatten)]
    pub data: Data,
    /// Only entries after this one
    #[arg(long, value_name = "SEQ")]
    pub after: Option<u64>,
    /// Only entries about this ticket
    #[arg(long, value_name = "KEY", conflicts_with = "host")]
    pub ticket: Option<TicketKey>,
    /// Which workspace's log, where the folder has several
    #[arg(long, value_name = "ID", conflicts_with = "host")]
    pub workspace: Option<WorkspaceId>,
    /// The host's log instead: people, sign-ins, workspaces made
    #[arg(long)]
    pub host: bool,
}

#[derive(Debug, clap::Args)]
pub struct Backup {
    /// The file to write; it must not be there yet
    pub file: PathBuf,
    #[command(flatten)]
    pub data: Data,
}

#[derive(Debug, clap::Args)]
pub struct Restore {
    /// The backup that is to stand in the folder's place
    #[arg(required_unless_present = "accept_rollback")]
    pub file: Option<PathBuf>,
    #[command(flatten)]
    pub data: Data,
    /// Go on from the folder as it was put back: what is missing then is lost
    #[arg(long, conflicts_with = "file")]
    pub accept_rollback: bool,
    /// How an owner signs in; the password is asked for, or read from standard input
    #[arg(long = "as", value_name = "HANDLE")]
    pub owner: String,
    /// Why; it stands in the log
    #[arg(long)]
    pub reason: String,
}

#[derive(Debug, clap::Args)]
pub struct Erase {
    #[command(flatten)]
    pub data: Data,
    /// The ticket's key
    #[arg(long, value_name = "KEY")]
    pub ticket: TicketKey,
    /// title, body, or a field's name; may be given several times
    #[arg(long, value_name = "NAME", required_unless_present = "comment", value_parser = part)]
    pub field: Vec<Part>,
    /// A comment's id; may be given several times
    #[arg(long, value_name = "ID")]
    pub comment: Vec<CommentId>,
    /// Why; it stands in the log
    #[arg(long)]
    pub reason: String,
    /// How an owner signs in; the password is asked for, or read from standard input
    #[arg(long = "as", value_name = "HANDLE")]
    pub owner: String,
    /// Which workspace's ticket, where the owner belongs to several
    #[arg(long, value_name = "ID")]
    pub workspace: Option<WorkspaceId>,
}

fn part(text: &str) -> Result<Part, String> {
    let named = Part::try_from(text.to_owned()).ok();
    let field = || text.parse().map(Part::Field).ok();
    let part = named.or_else(field);
    part.ok_or_else(|| "name title, body, or a field".to_owned())
}

#[derive(Debug, clap::Args)]
pub struct Rotate {
    #[command(flatten)]
    pub data: Data,
    /// How an owner signs in; the password is asked for, or read from standard input
    #[arg(long = "as", value_name = "HANDLE")]
    pub owner: String,
    /// Which workspace's log, where the owner belongs to several
    #[arg(long, value_name = "ID", conflicts_with = "host")]
    pub workspace: Option<WorkspaceId>,
    /// The host's log instead: by whoever founded a workspace
    #[arg(long)]
    pub host: bool,
}

/// What is frozen or thawed; without a bot or a workflow, the whole workspace.
#[derive(Debug, clap::Args)]
pub struct Target {
    #[command(flatten)]
    pub data: Data,
    /// One bot, by its handle
    #[arg(long, value_name = "HANDLE")]
    pub bot: Option<Handle>,
    /// All tickets of a workflow
    #[arg(long, value_name = "NAME", conflicts_with = "bot")]
    pub workflow: Option<WorkflowName>,
    /// How an owner or a freezer signs in; the password is asked for, or read from standard input
    #[arg(long = "as", value_name = "HANDLE")]
    pub owner: String,
    /// Which workspace, where they belong to several
    #[arg(long, value_name = "ID")]
    pub workspace: Option<WorkspaceId>,
}

#[derive(Debug, clap::Args)]
pub struct Freeze {
    #[command(flatten)]
    pub what: Target,
    /// Why; every window shows it
    #[arg(long)]
    pub reason: String,
    /// Only somebody else can thaw it
    #[arg(long)]
    pub second: bool,
}

#[derive(Debug, clap::Args)]
pub struct Thaw {
    #[command(flatten)]
    pub what: Target,
}

#[derive(Debug, clap::Args)]
pub struct Verify {
    /// The data folder, or a backup [default: openweave in $XDG_DATA_HOME]
    #[arg(long, value_name = "DIR|BACKUP")]
    pub data: Option<PathBuf>,
    /// A checkpoint kept elsewhere, an anchor (a folder of them or a Git repository), or a saved list of signing keys; may be given several times
    #[arg(long, value_name = "CHECKPOINT_FILE")]
    pub against: Vec<PathBuf>,
    /// Print what was found as JSON
    #[arg(long)]
    pub json: bool,
}

#[derive(Debug, clap::Args)]
pub struct Bench {
    /// A folder on the disk to be measured [default: the system's folder for temporary files]
    #[arg(long = "in", value_name = "DIR")]
    pub disk: Option<PathBuf>,
    /// How many entries the longest log has; it is measured at 10,000, 100,000 and so on up to there
    #[arg(long, default_value_t = 100_000, value_parser = clap::value_parser!(u64).range(3_000..=100_000_000))]
    pub entries: u64,
    /// Only these, by name
    #[arg(long, value_name = "NAME", num_args = 1..)]
    pub only: Vec<String>,
    /// Everything once and in small, to see that it runs; the figures say nothing
    #[arg(long, conflicts_with_all = ["entries", "assert"])]
    pub quick: bool,
    /// Name the targets that are missed; exit code 1 if there is one
    #[arg(long)]
    pub assert: bool,
    /// Print the figures as JSON
    #[arg(long)]
    pub json: bool,
}
