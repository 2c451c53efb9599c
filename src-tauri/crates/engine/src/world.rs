//! All that a workspace's `decide` may ask. Access, workflows and open requests are resident; tickets are loaded.

use std::{collections::BTreeMap, sync::Arc};

use model::{
    ActorId, AnchorId, BotId, DelegationId, Digest, DraftId, MigrationId, PersonId, ProjectId,
    ProjectKey, Published, Request, RequestId, RequestState, ReviewId, Seq, Span, Ticket, TicketId,
    TicketKey, Timestamp, Workflow, WorkflowName, WorkflowRef, WorkspaceId, deed::Freezable,
};
use serde::{Deserialize, Serialize};

use crate::{Access, Delegation, Draft, LogKeys, Migration, PersonKey, Review, Signing};

/// How far the clock may run ahead of the last entry before an owner must confirm it (law 10).
const AHEAD_MAX: Span = Span::days(30);

/// A workspace as its log says it is.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
#[serde(remote = "Self")] // Only as part of an `AtRest`: by itself it would lack its workflows.
pub struct World {
    pub(crate) id: Option<WorkspaceId>,
    pub(crate) simulated: bool,
    pub(crate) name: Option<Digest>,
    pub(crate) head: Option<Seq>,
    pub(crate) last_at: Option<Timestamp>,
    pub(crate) clock_in_doubt: bool,
    pub(crate) log_keys: LogKeys,
    pub(crate) rotated_at: Option<Timestamp>,
    pub(crate) signing: Signing,
    pub(crate) epochs: Vec<Seq>,
    pub(crate) restored: Option<Seq>,
    pub(crate) anchors: BTreeMap<AnchorId, Digest>,
    pub(crate) access: Access,
    pub(crate) projects: BTreeMap<ProjectKey, Project>,
    #[serde(skip)]
    pub(crate) workflows: BTreeMap<WorkflowName, Vec<PublishedAt>>,
    #[serde(skip)]
    pub(crate) taught: BTreeMap<Digest, Workflow>,
    pub(crate) tickets: BTreeMap<TicketId, Ticket>,
    pub(crate) keys: BTreeMap<TicketKey, TicketId>,
    pub(crate) requests: BTreeMap<RequestId, Request>,
    #[serde(with = "crate::at_rest::pairs")]
    pub(crate) frozen: BTreeMap<Freezable, Frost>,
    pub(crate) delegations: BTreeMap<DelegationId, Delegation>,
    pub(crate) reviews: BTreeMap<ReviewId, Review>,
    pub(crate) drafts: BTreeMap<DraftId, Draft>,
    pub(crate) migrations: BTreeMap<MigrationId, Migration>,
    pub(crate) governed: Option<bool>,
}

/// How something is frozen.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Frost {
    /// Who froze it.
    pub by: ActorId,
    /// When.
    pub at: Timestamp,
    /// Why.
    pub reason: Option<Digest>,
    /// Only somebody else can thaw it.
    pub second: bool,
}

/// A project.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Project {
    /// Its id.
    pub id: ProjectId,
    /// Its key.
    pub key: ProjectKey,
    /// Its name.
    pub name: Digest,
    /// What new tickets follow, in its newest version.
    pub workflow: WorkflowName,
    /// The newest ticket's number.
    pub last: u64,
}

/// A published version and where in the log it went live.
#[derive(Clone, Debug, PartialEq)]
pub struct PublishedAt {
    /// The version.
    pub published: Arc<Published>,
    /// Its entry.
    pub seq: Seq,
    /// When.
    pub at: Timestamp,
    /// Who published it.
    pub by: ActorId,
}

impl World {
    /// A workspace of which nothing is known yet.
    pub fn new() -> Self {
        Self::default()
    }

    /// Its id, once founded.
    pub const fn id(&self) -> Option<WorkspaceId> {
        self.id
    }
    /// Made by the demo, on a simulated clock.
    pub const fn simulated(&self) -> bool {
        self.simulated
    }
    /// The digest of its name.
    pub const fn name(&self) -> Option<Digest> {
        self.name
    }
    /// The newest entry.
    pub const fn head(&self) -> Option<Seq> {
        self.head
    }
    /// When the newest entry was written.
    pub const fn last_at(&self) -> Option<Timestamp> {
        self.last_at
    }
    /// The log's own keys.
    pub const fn log_keys(&self) -> &LogKeys {
        &self.log_keys
    }
    /// The members' keys.
    pub const fn signing(&self) -> &Signing {
        &self.signing
    }
    /// The key that `person` signs with; none from before a backup was put back, which holds no private key.
    pub fn key_in_use(&self, person: PersonId) -> Option<&PersonKey> {
        let lost = |key: &&PersonKey| self.restored.is_some_and(|restored| key.seq < restored);
        self.signing.key(person).filter(|key| !lost(key))
    }
    /// The entries by which the log went on from an older state of itself.
    pub fn epochs(&self) -> &[Seq] {
        &self.epochs
    }
    /// Where checkpoints are kept besides, each place as the digest of its name.
    pub const fn anchors(&self) -> &BTreeMap<AnchorId, Digest> {
        &self.anchors
    }
    /// Members, bots, roles, tokens.
    pub const fn access(&self) -> &Access {
        &self.access
    }
    /// What is frozen.
    pub const fn frozen(&self) -> &BTreeMap<Freezable, Frost> {
        &self.frozen
    }
    /// Every delegation there ever was.
    pub const fn delegations(&self) -> &BTreeMap<DelegationId, Delegation> {
        &self.delegations
    }
    /// Every broken glass, with its review.
    pub const fn reviews(&self) -> &BTreeMap<ReviewId, Review> {
        &self.reviews
    }
    /// The drafts that are not published yet.
    pub const fn drafts(&self) -> &BTreeMap<DraftId, Draft> {
        &self.drafts
    }
    /// The migrations that can still be accepted or carried out.
    pub const fn migrations(&self) -> &BTreeMap<MigrationId, Migration> {
        &self.migrations
    }
    /// Whether workflows need a second author to go live: as an owner said, or since two people were authors.
    pub fn governed(&self) -> bool {
        self.governed.unwrap_or(false)
    }
    /// The projects, by key.
    pub const fn projects(&self) -> &BTreeMap<ProjectKey, Project> {
        &self.projects
    }
    /// Every published version of every workflow, oldest first.
    pub const fn workflows(&self) -> &BTreeMap<WorkflowName, Vec<PublishedAt>> {
        &self.workflows
    }

    /// The newest version of a workflow.
    pub fn newest(&self, name: &WorkflowName) -> Option<&PublishedAt> {
        self.workflows.get(name)?.last()
    }

    /// The published version that `at` names.
    pub fn published(&self, at: &WorkflowRef) -> Option<&Arc<Published>> {
        let found = &self.version(&at.name, at.version)?.published;
        (found.at == *at).then_some(found)
    }

    /// A version of a workflow, counted from 1.
    pub fn version(&self, name: &WorkflowName, version: u32) -> Option<&PublishedAt> {
        let index = usize::try_from(version).ok()?.checked_sub(1)?;
        self.workflows.get(name)?.get(index)
    }

    /// Whether the clock's word is not enough at `now`: it ran too far ahead, and no owner has confirmed it.
    pub fn clock_in_doubt(&self, now: Timestamp) -> bool {
        self.clock_in_doubt || self.last_at.is_some_and(|last| now.since(last) > AHEAD_MAX)
    }

    /// What stops `actor` from moving a ticket of `workflow`, if anything is frozen.
    pub fn frozen_for(&self, actor: ActorId, workflow: Option<&WorkflowName>) -> Option<Freezable> {
        self.freezes(actor, workflow).next()
    }

    /// All that stops `actor` from moving a ticket of `workflow`.
    pub(crate) fn freezes(
        &self,
        actor: ActorId,
        workflow: Option<&WorkflowName>,
    ) -> impl Iterator<Item = Freezable> {
        let bot = actor.bot().map(Freezable::Bot);
        let workflow = workflow.cloned().map(Freezable::Workflow);
        [Some(Freezable::Workspace), bot, workflow]
            .into_iter()
            .flatten()
            .filter(|f| self.frozen.contains_key(f))
    }

    /// Whether `bot` is frozen.
    pub fn bot_frozen(&self, bot: BotId) -> bool {
        self.frozen.contains_key(&Freezable::Bot(bot))
    }

    /// Hands over a workflow's rules before the entry that publishes them is applied.
    pub fn teach(&mut self, digest: Digest, workflow: Workflow) {
        self.taught.insert(digest, workflow);
    }

    /// Puts a ticket in, so that it can be asked for.
    pub fn load(&mut self, ticket: Ticket) {
        self.keys.insert(ticket.key.clone(), ticket.id);
        self.tickets.insert(ticket.id, ticket);
    }

    /// Takes a ticket out; what it was stays in the store.
    pub fn forget(&mut self, ticket: TicketId) {
        if let Some(ticket) = self.tickets.remove(&ticket) {
            self.keys.remove(&ticket.key);
        }
    }

    /// A loaded ticket, by key.
    pub fn ticket(&self, key: &TicketKey) -> Option<&Ticket> {
        self.tickets.get(self.keys.get(key)?)
    }

    /// A loaded ticket, by id.
    pub fn ticket_by_id(&self, id: TicketId) -> Option<&Ticket> {
        self.tickets.get(&id)
    }

    /// Puts a request in that is no longer open, so that it can be asked for.
    pub fn load_request(&mut self, request: Request) {
        self.requests.insert(request.id, request);
    }

    /// Takes a request out that is no longer open.
    pub fn forget_request(&mut self, id: RequestId) {
        self.requests.remove(&id);
    }

    /// A request: all open ones, and those that were loaded.
    pub fn request(&self, id: RequestId) -> Option<&Request> {
        self.requests.get(&id)
    }

    /// The requests that can still come to a move: pending, or returned to their requester.
    pub fn open_requests(&self) -> impl Iterator<Item = &Request> {
        self.requests.values().filter(|r| r.state.is_open())
    }

    /// The requests that wait for decisions.
    pub fn pending_requests(&self) -> impl Iterator<Item = &Request> {
        self.requests
            .values()
            .filter(|r| r.state == RequestState::Pending)
    }
}
