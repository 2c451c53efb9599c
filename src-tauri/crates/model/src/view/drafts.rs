//! Workflows while they are edited, and proposals that wait for another author.

use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

use super::{Sentence, Who, migrations::MigrationView, tickets::May, workflows::FileError};
use crate::{Digest, DraftId, Seq, Timestamp, WorkflowName};

/// The drafts, for authors.
#[derive(Clone, Debug, Serialize, Deserialize, ToSchema)]
pub struct Drafts {
    /// The drafts, newest edit first.
    pub drafts: Vec<DraftCard>,
    /// Tickets in flight that are to go on by a newer version: what waits for another author, and what is being carried out.
    pub migrations: Vec<MigrationView>,
    /// Workflows need a second author to go live.
    pub governed: bool,
    /// Whether I may say that they do, or do not.
    pub may_govern: May,
}

/// A draft in a list.
#[derive(Clone, Debug, Serialize, Deserialize, ToSchema)]
pub struct DraftCard {
    /// Its id.
    pub id: DraftId,
    /// What it is to be a new version of; absent for a new workflow.
    pub workflow: Option<WorkflowName>,
    /// What its file says it is called, as far as that can be read.
    pub name: Option<String>,
    /// Everybody who edited it.
    pub editors: Vec<Who>,
    /// When its text was saved last; absent where the text is lost.
    pub saved: Option<Timestamp>,
    /// What waits for another author.
    pub proposal: Option<ProposalView>,
}

/// A draft's file that waits for another author.
#[derive(Clone, Debug, Serialize, Deserialize, ToSchema)]
pub struct ProposalView {
    /// The workflow's name.
    pub name: WorkflowName,
    /// The version it would be.
    pub version: u32,
    /// SHA-256 of the file's bytes: send it back to publish.
    pub digest: Digest,
    /// Who proposed it.
    pub by: Who,
    /// When.
    pub at: Timestamp,
    /// Its entry.
    pub seq: Seq,
    /// Nobody of these publishes it.
    pub editors: Vec<Who>,
    /// Whether I may publish it.
    pub may_publish: May,
}

/// A draft in full.
#[derive(Clone, Debug, Serialize, Deserialize, ToSchema)]
pub struct DraftView {
    /// The card.
    #[serde(flatten)]
    pub card: DraftCard,
    /// The text as it was saved last.
    pub source: Option<String>,
    /// SHA-256 of that text: send it back as `base` to save another one.
    pub text: Option<Digest>,
    /// The text that is proposed, byte for byte.
    pub proposed: Option<String>,
    /// What it changes against the newest version, as sentences.
    pub changes: Vec<Sentence>,
    /// Both in one drawing, for a page; absent for a new workflow and for a text with errors.
    pub difference: Option<String>,
    /// What is wrong with the text as it was saved last.
    pub errors: Vec<FileError>,
}

/// A draft's text.
#[derive(Clone, Debug, Serialize, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct SaveDraft {
    /// What it is to be a new version of; absent for a new workflow.
    #[serde(default)]
    pub workflow: Option<WorkflowName>,
    /// The file as it is now, finished or not.
    pub source: String,
    /// SHA-256 of the text that this one goes on from; absent: whatever is there. If another was saved meanwhile, this one is not.
    #[serde(default)]
    pub base: Option<Digest>,
}

/// A draft that was saved.
#[derive(Clone, Debug, Serialize, Deserialize, ToSchema)]
pub struct Saved {
    /// The draft.
    pub id: DraftId,
    /// The entry that says I edited it.
    pub seq: Option<Seq>,
    /// SHA-256 of the text.
    pub text: Digest,
}

/// Publishing a proposal.
#[derive(Clone, Debug, Serialize, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct PublishProposal {
    /// The digest of what was shown.
    pub digest: Digest,
}

/// Whether workflows need a second author to go live.
#[derive(Clone, Debug, Serialize, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct Govern {
    /// They do.
    pub review: bool,
}
