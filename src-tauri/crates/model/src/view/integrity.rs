//! How far a workspace's log is proved, by what, and against whom.

use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

use super::{Who, tickets::May};
use crate::{AnchorId, PersonId, PublicKey, Seq, Timestamp, deed::HeldBy};

/// The Integrity room.
#[derive(Clone, Debug, Serialize, Deserialize, ToSchema)]
pub struct Integrity {
    /// How many entries the log has.
    pub size: u64,
    /// When the newest was written.
    pub last_at: Option<Timestamp>,
    /// Why nothing is written, while that is so.
    pub standing: Option<Standing>,
    /// How far each proof reaches: the log itself, its mark, then every anchor.
    pub proofs: Vec<Proof>,
    /// The check that runs now.
    pub running: Option<CheckRunning>,
    /// The last check that ended, since OpenWeave was started.
    pub last: Option<FullCheck>,
    /// Everybody's signing keys that are in use, by name.
    pub keys: Vec<SigningKey>,
    /// The log's own keys, oldest first; the last one signs.
    pub log_keys: Vec<LogKey>,
    /// Where the log went on from an older state of itself.
    pub epochs: Vec<EpochView>,
    /// When checkpoints are kept elsewhere next, where there is an anchor.
    pub next_anchoring: Option<Timestamp>,
    /// Whether I may name anchors and give the log another key.
    pub may_change: May,
}

/// Why nothing is written.
#[derive(Clone, Debug, Serialize, Deserialize, ToSchema)]
pub struct Standing {
    /// Which kind.
    pub kind: StandingKind,
    /// In a sentence, with what to do.
    pub text: String,
    /// How many entries the log is known to have had, where that is more than it has.
    pub had: Option<u64>,
}

/// A kind of standing still.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
#[serde(rename_all = "snake_case")]
pub enum StandingKind {
    /// It was put back to an older state.
    RolledBack,
    /// It is not the log that its mark was written for.
    OtherPast,
    /// Its mark is gone.
    NoMark,
    /// Its file is gone.
    Moved,
    /// The disk does not take what is written.
    Disk,
    /// A check found that it is not what it says it is.
    Broken,
}

/// How far one proof reaches.
#[derive(Clone, Debug, Serialize, Deserialize, ToSchema)]
pub struct Proof {
    /// What proves it.
    pub by: ProofBy,
    /// An anchor's place, as it was named.
    pub place: Option<String>,
    /// The anchor, where it can be taken back; one from the command line cannot.
    pub anchor: Option<AnchorId>,
    /// How many entries it reaches over; 0 while there is none.
    pub size: u64,
    /// When it was made, or found to be there still; absent where that is not known.
    pub at: Option<Timestamp>,
    /// Why it does not reach further.
    pub trouble: Option<String>,
}

/// What proves that the past is unchanged.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
#[serde(rename_all = "snake_case")]
pub enum ProofBy {
    /// The tree and the log's key: against anybody with a token or a role.
    Log,
    /// The mark on this disk: against a log that was put back.
    Mark,
    /// A copy in a folder elsewhere: against the owner of the data folder.
    Folder,
    /// A copy in a Git repository: the same.
    Git,
}

/// A check under way.
#[derive(Clone, Debug, Serialize, Deserialize, ToSchema)]
pub struct CheckRunning {
    /// Who started it.
    pub by: Who,
    /// When.
    pub since: Timestamp,
    /// How many entries are checked.
    pub done: u64,
    /// Of how many; 0 until that is known.
    pub all: u64,
}

/// A check that ended.
#[derive(Clone, Debug, Serialize, Deserialize, ToSchema)]
pub struct FullCheck {
    /// Who started it.
    pub by: Who,
    /// When it was started.
    pub at: Timestamp,
    /// How long it took, in milliseconds.
    pub took_ms: u64,
    /// How it ended.
    pub found: CheckFound,
}

/// How a check ended.
#[derive(Clone, Debug, Serialize, Deserialize, ToSchema)]
#[serde(rename_all = "snake_case", tag = "is")]
pub enum CheckFound {
    /// All of it was checked and holds.
    Holds(Box<Holding>),
    /// Something does not fit, the first bad entry first.
    Broken {
        /// What.
        findings: Vec<FindingView>,
    },
    /// It could not be checked.
    CouldNot {
        /// Why, in a sentence.
        because: String,
    },
    /// Somebody stopped it.
    Stopped {
        /// How many entries were checked by then; nothing is said of the rest.
        done: u64,
    },
}

/// What was counted in a log that holds.
#[derive(Clone, Debug, Serialize, Deserialize, ToSchema)]
pub struct Holding {
    /// Entries hashed again.
    pub entries: u64,
    /// Entries that the rules, asked again, gave as they stand.
    pub decided_again: u64,
    /// Signatures of people and keys.
    pub signatures: u64,
    /// Texts against their digests.
    pub texts: u64,
    /// Texts that were erased, with an entry that says so.
    pub erased: u64,
    /// Projected rows rebuilt and compared.
    pub rows: u64,
    /// Checkpoints kept elsewhere that the log goes on from.
    pub kept_elsewhere: u64,
    /// The newest of them is of so many entries.
    pub kept_up_to: u64,
}

/// Something that does not fit.
#[derive(Clone, Debug, Serialize, Deserialize, ToSchema)]
pub struct FindingView {
    /// The entry that it concerns, where one can be named.
    pub seq: Option<Seq>,
    /// What, in words.
    pub words: String,
}

/// A person's signing key.
#[derive(Clone, Debug, Serialize, Deserialize, ToSchema)]
pub struct SigningKey {
    /// Whose, by id: what a saved list says.
    pub person: PersonId,
    /// Whose.
    pub who: Who,
    /// The key.
    pub key: PublicKey,
    /// Since when.
    pub since: Timestamp,
    /// The entry that enrolled it.
    pub seq: Seq,
    /// Who has it open while they are signed in.
    pub held_by: HeldBy,
    /// Who readmitted them, if they lost an earlier one.
    pub readmitted_by: Option<Who>,
}

/// A key of the log itself.
#[derive(Clone, Debug, Serialize, Deserialize, ToSchema)]
pub struct LogKey {
    /// The key.
    pub key: PublicKey,
    /// The entry that named it.
    pub seq: Seq,
}

/// Where a log went on from an older state of itself.
#[derive(Clone, Debug, Serialize, Deserialize, ToSchema)]
pub struct EpochView {
    /// The entry that says so.
    pub seq: Seq,
    /// When.
    pub at: Timestamp,
    /// Who took it on.
    pub by: Who,
    /// From how many entries it went on.
    pub size: u64,
    /// How many it is known to have had.
    pub lost_size: u64,
    /// It came out of a backup.
    pub restored: bool,
    /// Why.
    pub reason: Option<String>,
}

/// Another place for checkpoints.
#[derive(Clone, Debug, Serialize, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct NewAnchor {
    /// The whole path of a folder or a Git repository on another disk or share.
    pub place: String,
}

/// An anchor that was named.
#[derive(Clone, Debug, Serialize, Deserialize, ToSchema)]
pub struct AnchorMade {
    /// Its id.
    pub anchor: AnchorId,
    /// Its entry.
    pub seq: Seq,
}
