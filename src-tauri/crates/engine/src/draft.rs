//! A workflow while it is edited, as far as the log knows it: who edited it, and what is proposed.

use std::collections::{BTreeMap, BTreeSet};

use model::{Digest, Handle, Holder, PersonId, Seq, Timestamp, WorkflowName};
use serde::{Deserialize, Serialize};

/// A draft.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Draft {
    /// What it is to be a new version of.
    pub workflow: Option<WorkflowName>,
    /// Everybody who edited it.
    pub editors: BTreeSet<PersonId>,
    /// What waits for another author.
    pub proposal: Option<Proposal>,
}

/// A draft's file that waits for an author who did not edit it.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Proposal {
    /// Its name.
    pub name: WorkflowName,
    /// SHA-256 of the file's bytes.
    pub digest: Digest,
    /// SHA-256 of its rules alone.
    pub rules_digest: Digest,
    /// Whom its `actor:` names mean.
    pub bound: BTreeMap<Handle, Holder>,
    /// None of them publishes it.
    pub editors: BTreeSet<PersonId>,
    /// Who proposed it.
    pub by: PersonId,
    /// Its entry. Authors count who were authors before it.
    pub seq: Seq,
    /// When.
    pub at: Timestamp,
}
