//! What waits at gates, and decisions.

use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

use super::{
    Sentence, Who,
    tickets::{May, MoveAnswer},
};
use crate::{
    DelegationId, Digest, PublicKey, RequestId, RoleName, Seq, StateName, TicketKey, Timestamp,
    TransitionName, Verdict, Version, WorkflowRef, request::Staleness,
};

/// The approver's inbox.
#[derive(Clone, Debug, Serialize, Deserialize, ToSchema)]
pub struct Inbox {
    /// What I can decide now, soonest expiry first.
    pub for_me: Vec<RequestCard>,
    /// What waits, but not for me, with the reason.
    pub for_others: Vec<RequestCard>,
    /// What is no longer pending, newest first, at most 200.
    pub decided: Vec<RequestCard>,
}

/// A request in a list.
#[derive(Clone, Debug, Serialize, Deserialize, ToSchema)]
pub struct RequestCard {
    /// Its id.
    pub id: RequestId,
    /// `pending`, `returned`, `moved`, `rejected`, `expired`, `withdrawn`, `stale`.
    pub state: String,
    /// The ticket.
    pub ticket: TicketKey,
    /// Its title; absent when erased.
    pub title: Option<String>,
    /// Who asks.
    pub requester: Who,
    /// Which move.
    pub transition: TransitionName,
    /// From where.
    pub from: StateName,
    /// To where.
    pub to: StateName,
    /// Since when.
    pub opened: Timestamp,
    /// Until when.
    pub expires: Timestamp,
    /// Approvals so far.
    pub approvals: u32,
    /// Approvals needed.
    pub needed: u32,
    /// How often it was asked, from 1: again after changes that somebody asked for.
    pub round: u32,
    /// What I see, as a digest: send it back with your decision. Another one than I saw last is another ask.
    pub shown: Digest,
    /// Whether I may decide, and why not.
    pub may_decide: May,
    /// In whose stead I could decide, where I cannot in my own name.
    pub stead: Option<Who>,
    /// When it ended.
    pub ended: Option<Timestamp>,
    /// How I decided, if I did.
    pub mine: Option<Verdict>,
}

/// A request in full.
#[derive(Clone, Debug, Serialize, Deserialize, ToSchema)]
pub struct RequestView {
    /// The card.
    #[serde(flatten)]
    pub card: RequestCard,
    /// The ticket's version it was asked at.
    pub version: Version,
    /// The rules that hold.
    pub workflow: WorkflowRef,
    /// What the requester said.
    pub note: Option<String>,
    /// What will happen: the state and every argument, now and after.
    pub changes: Vec<ChangeView>,
    /// The ticket's title, body and fields as asked.
    pub content: Vec<ContentView>,
    /// What changed on the ticket since its entry before: edits and comments between, newest first.
    pub since: Vec<String>,
    /// Why it waits.
    pub rule: Sentence,
    /// What the gate asks for, role by role.
    pub seats: Vec<Seats>,
    /// How many rejections end it.
    pub rejections_needed: u32,
    /// Whoever decides gives their password again.
    pub reauthenticate: bool,
    /// Who answers for the bot that asks, as of the asking.
    pub keeper: Option<Who>,
    /// Who asked for changes, why and when, while it waits for its requester.
    pub returned: Option<ReturnedView>,
    /// Under which names I can decide: my own first.
    pub voices: Vec<VoiceView>,
    /// The decisions so far, oldest first.
    pub decisions: Vec<DecisionView>,
    /// Who may still decide.
    pub may_approve: Vec<Who>,
    /// Who cannot, and why, a sentence each.
    pub excluded: Vec<ExcludedView>,
    /// Too few people are left to open the gate; it can only be withdrawn or run out.
    pub hopeless: bool,
    /// Whether I may withdraw it.
    pub may_withdraw: May,
    /// Why it is stale.
    pub stale: Option<Staleness>,
    /// The entry that made it stale: the edit, the move.
    pub stale_seq: Option<Seq>,
    /// The entry that opened it.
    pub opened_seq: Seq,
    /// The entry that moved the ticket.
    pub moved_seq: Option<Seq>,
    /// Earlier decisions on the same transition, newest first, at most 10.
    pub similar: Vec<SimilarView>,
}

/// The seats of one role.
#[derive(Clone, Debug, Serialize, Deserialize, ToSchema)]
pub struct Seats {
    /// The role.
    pub role: RoleName,
    /// How many people must approve with it.
    pub needed: u32,
    /// It waits for more of them.
    pub open: bool,
}

/// A request that waits for its requester.
#[derive(Clone, Debug, Serialize, Deserialize, ToSchema)]
pub struct ReturnedView {
    /// Who asked for changes.
    pub by: Who,
    /// Which.
    pub reason: Option<String>,
    /// When.
    pub at: Timestamp,
}

/// A name that I can decide under.
#[derive(Clone, Debug, Serialize, Deserialize, ToSchema)]
pub struct VoiceView {
    /// The delegation: send it with the decision. Absent for my own name.
    pub under: Option<DelegationId>,
    /// Whose seat it fills.
    pub of: Who,
}

/// One line of what will happen.
#[derive(Clone, Debug, Serialize, Deserialize, ToSchema)]
pub struct ChangeView {
    /// `state` or a field's name.
    pub field: String,
    /// The value now; absent when not set.
    pub now: Option<String>,
    /// The value after; absent when emptied.
    pub after: Option<String>,
}

/// A part of the ticket's content.
#[derive(Clone, Debug, Serialize, Deserialize, ToSchema)]
pub struct ContentView {
    /// `title`, `body` or a field's name.
    pub name: String,
    /// Its text; absent when erased.
    pub value: Option<String>,
}

/// A decision.
#[derive(Clone, Debug, Serialize, Deserialize, ToSchema)]
pub struct DecisionView {
    /// Who.
    pub by: Who,
    /// What.
    pub verdict: Verdict,
    /// Why.
    pub reason: Option<String>,
    /// When.
    pub at: Timestamp,
    /// Its entry.
    pub seq: Seq,
    /// The key it is signed with.
    pub key: PublicKey,
    /// In whose stead.
    pub stead: Option<Who>,
    /// They gave their password again for it.
    pub reauthenticated: bool,
    /// It counts: it was said of what is asked now, not of what was asked before changes.
    pub counts: bool,
    /// An owner readmitted them with this key, which was younger than 30 days: who.
    pub new_key: Option<Who>,
}

/// Who cannot approve.
#[derive(Clone, Debug, Serialize, Deserialize, ToSchema)]
pub struct ExcludedView {
    /// Who.
    pub who: Who,
    /// Why: *keeps deploy-bot*.
    pub because: String,
}

/// An earlier decision like this one.
#[derive(Clone, Debug, Serialize, Deserialize, ToSchema)]
pub struct SimilarView {
    /// The request.
    pub id: RequestId,
    /// Its ticket.
    pub ticket: TicketKey,
    /// How it ended.
    pub state: String,
    /// When.
    pub ended: Timestamp,
    /// How long it waited, in seconds.
    pub waited_seconds: i64,
}

/// A decision to be made.
#[derive(Clone, Debug, Serialize, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct Decide {
    /// Approve, reject, or ask for changes.
    pub verdict: Verdict,
    /// The digest of what was shown.
    pub shown: Digest,
    /// Why; needed to reject and to ask for changes.
    #[serde(default)]
    pub reason: Option<String>,
    /// In the stead of whoever gave this delegation.
    #[serde(default)]
    pub under: Option<DelegationId>,
    /// Your password again, where the gate asks for it.
    #[serde(default)]
    pub password: Option<String>,
}

/// What came of a decision.
#[derive(Clone, Debug, Serialize, Deserialize, ToSchema)]
pub struct Decided {
    /// The decision's entry.
    pub seq: Seq,
    /// How the request stands now.
    pub state: String,
    /// Approvals so far.
    pub approvals: u32,
    /// Approvals needed.
    pub needed: u32,
    /// If this was the last one: the move.
    pub moved: Option<MoveAnswer>,
}

/// A bot's view of its request.
#[derive(Clone, Debug, Serialize, Deserialize, ToSchema)]
pub struct RequestStatus {
    /// Its id.
    pub id: RequestId,
    /// `pending`, `returned`, `moved`, `rejected`, `expired`, `withdrawn`, `stale`.
    pub state: String,
    /// The ticket.
    pub ticket: TicketKey,
    /// The transition.
    pub transition: TransitionName,
    /// Approvals so far.
    pub approvals: u32,
    /// Approvals needed.
    pub needed: u32,
    /// Who may still approve.
    pub may_approve: Vec<Who>,
    /// When it expires.
    pub expires: Timestamp,
    /// Why it was rejected, or what is to be changed.
    pub reason: Option<String>,
    /// Why it is stale.
    pub stale: Option<Staleness>,
    /// The move's entry.
    pub moved_seq: Option<Seq>,
}
