//! Entries, as people and bots read them.

use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

use super::{Sentence, Who};
use crate::{Action, Code, Digest, Outcome, RequestId, Seq, StateName, TicketKey, Timestamp};

/// An entry in a list.
#[derive(Clone, Debug, Serialize, Deserialize, ToSchema)]
pub struct EntryView {
    /// Its place in the log.
    pub seq: Seq,
    /// When.
    pub at: Timestamp,
    /// Who.
    pub by: Who,
    /// What.
    pub action: Action,
    /// What, as a sentence without its subject: *moved PAY-42 by Deploy*.
    pub sentence: Sentence,
    /// The ticket.
    pub ticket: Option<TicketKey>,
    /// Its state before.
    pub from: Option<StateName>,
    /// Its state after, or where it would have led.
    pub to: Option<StateName>,
    /// How it ended.
    pub outcome: Outcome,
    /// A finer word for the outcome: `moved`, `requested`, `approved`, `rejected`, `expired`, `withdrawn`, `stale`, `refused`, `counted`, `recorded`, `published`.
    pub result: String,
    /// Why it was refused.
    pub code: Option<Code>,
    /// How many, for `counted`.
    pub count: Option<u64>,
    /// The request.
    pub request: Option<RequestId>,
}

/// A page of the log, newest first.
#[derive(Clone, Debug, Serialize, Deserialize, ToSchema)]
pub struct EntryPage {
    /// The entries.
    pub entries: Vec<EntryView>,
    /// Ask for `before` this to go on; absent at the end.
    pub next: Option<Seq>,
    /// How many entries the log has.
    pub size: u64,
}

/// An entry in full.
#[derive(Clone, Debug, Serialize, Deserialize, ToSchema)]
pub struct EntryDetail {
    /// The entry.
    #[serde(flatten)]
    pub entry: EntryView,
    /// Why it was allowed or refused.
    pub because: Sentence,
    /// The exact bytes that were hashed.
    pub bytes: String,
    /// Their leaf hash (RFC 6962).
    pub leaf: Digest,
    /// The log's root when this was read, and its size.
    pub root: Digest,
    /// See `root`.
    pub size: u64,
    /// The hashes that lead from the leaf to the root of the checkpoint (RFC 9162, section 2.1.3), nearest first.
    pub path: Vec<Digest>,
    /// The checkpoint, as the log's key signed it (C2SP tlog-checkpoint).
    pub checkpoint: String,
    /// What it named or wrote, by field; `null` when erased.
    pub texts: Vec<TextView>,
    /// The ticket's entry before it.
    pub previous: Option<Seq>,
    /// The entries of the same request: asking, decisions, move.
    pub related: Vec<EntryView>,
}

/// A text that an entry holds to its digest.
#[derive(Clone, Debug, Serialize, Deserialize, ToSchema)]
pub struct TextView {
    /// What it is: `title`, `reason`, `note`, `named`, a field's name.
    pub name: String,
    /// The text; absent when erased.
    pub text: Option<String>,
    /// Its digest.
    pub digest: Digest,
}
