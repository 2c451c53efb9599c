//! A data folder on disk: two kinds of log, each with one writer, its projections, and readers who never wait.
//! Commands go in, `engine` decides, and what it says is durable before anybody is told. Nothing outside this crate names SQLite.
//! What a log came to lies beside it as a snapshot, so that a start reads only what came after; the log alone is the truth.
//! Never here: who is asking, HTTP, a clock of its own.

mod backup;
pub mod bench;
mod done;
mod draft;
mod error;
mod folder;
mod in_host;
mod in_workspace;
mod keys;
mod load;
mod log;
mod mark;
mod moved;
mod opened;
mod pack;
mod reads;
mod realm;
mod replay;
mod reserve;
mod schema;
mod signing;
mod snapshot;
mod stored;
mod tiles;
mod touched;
mod verify;
mod write;
mod writer;

pub use backup::{copy_host, copy_workspace};
pub use done::Done;
pub use error::{ReadOnly, StoreError};
pub use folder::{DataLock, private_dir, rename, write_private};
pub use log::{HostLog, Log, Workspace};
pub use opened::{Heads, PutBack, marked_head};
pub use reads::{EntryFilter, HostReads, Reads, TicketFilter, WorkspaceReads};
pub use realm::{Clock, ReadWorkflow, Realm};
pub use stored::Stored;
pub use touched::{CommentRow, RequestRow, TicketRow};
pub use verify::{
    Against, EnrolledKey, Finding, Kept, Older, Report, VerifyError, verify_host, verify_workspace,
};
pub use writer::{BATCH_MAX, QUEUE_MAX};
