//! What a log is a log of: a workspace or the host. The writer, the replay and `verify` are the same for both.

use std::{collections::BTreeMap, sync::Arc};

use engine::{Disagreement, Ruling};
use ledger::Origin;
use model::{
    Action, Actor, Code, Digest, Entry, Event, PublicKey, Refusal, Request, RequestId, Seq, Ticket,
    TicketId, TicketKey, Timestamp, Workflow, entry::About,
};

/// The wall clock. The host's is the only one; the store never looks at another.
pub type Clock = Arc<dyn Fn() -> Timestamp + Send + Sync>;

/// Reads a published workflow's bytes; the sentence says why they are none.
pub type ReadWorkflow = fn(&str) -> Result<Workflow, String>;

/// The pure functions of one kind of log, and what it is called on disk.
pub trait Realm: Send + Sync + 'static {
    /// All that its decisions ask.
    type World: Clone + Send + Sync + 'static;
    /// What can be asked of it.
    type Command: Send + Sync + 'static;

    /// The name of its file.
    const FILE: &'static str;
    /// Stands in the file's header.
    const APPLICATION_ID: i64;

    /// The world before the first entry.
    fn new_world() -> Self::World;
    /// The newest entry it knows.
    fn head(world: &Self::World) -> Option<Seq>;
    /// When that was.
    fn last_at(world: &Self::World) -> Option<Timestamp>;
    /// Which log it is, once it has begun.
    fn origin(world: &Self::World) -> Option<Origin>;
    /// The log's own key, as it was over the first `size` entries.
    fn key_at(world: &Self::World, size: u64) -> Option<PublicKey>;
    /// Yes with events, or no.
    fn decide(
        world: &Self::World,
        actor: &Actor,
        command: &Self::Command,
        now: Timestamp,
    ) -> Result<Vec<Event>, Refusal>;
    /// What a refusal of it is about.
    fn about(world: &Self::World, actor: &Actor, command: &Self::Command) -> About;
    /// What an entry changes. The sentence says why it cannot follow.
    fn apply(world: &mut Self::World, entry: &Entry, leaf: Digest) -> Result<(), String>;
    /// What the command is called in the log.
    fn action(command: &Self::Command) -> Action;
    /// What the rules say of an entry that is to follow on `world`, when they are asked again.
    fn again(world: &Self::World, entry: &Entry) -> Result<Ruling, Disagreement>;
    /// Checks the signatures in an entry that is to follow on `world`, and counts them. The sentence says which is wrong.
    fn attest(world: &Self::World, entry: &Entry) -> Result<u64, String>;
    /// The code and number of refusals that the command counts, if that is what it does.
    fn counted(command: &Self::Command) -> Option<(Code, u64)>;
    /// Makes a published workflow known, before the entry that publishes it is applied.
    fn teach(&self, world: &mut Self::World, digest: Digest, source: &str) -> Result<(), String>;

    /// What is resident of a world, as text: the same for the same world.
    fn at_rest(world: &Self::World) -> String;
    /// The world again. What its published workflows say is in `sources`. The sentence says why it is none.
    fn wake(&self, text: &str, sources: &BTreeMap<Digest, String>) -> Result<Self::World, String>;

    /// The tickets that the command names and that must be loaded before it is decided.
    fn tickets_named(command: &Self::Command) -> impl Iterator<Item = &TicketKey>;
    /// The request that it names.
    fn request_named(command: &Self::Command) -> Option<RequestId>;
    /// A ticket that is loaded.
    fn ticket(world: &Self::World, id: TicketId) -> Option<&Ticket>;
    /// The same by its key.
    fn ticket_by_key<'w>(world: &'w Self::World, key: &TicketKey) -> Option<&'w Ticket>;
    /// Loads a ticket.
    fn load(world: &mut Self::World, ticket: Ticket);
    /// Lets go of one.
    fn forget(world: &mut Self::World, id: TicketId);
    /// A request that is resident: all open ones are.
    fn request(world: &Self::World, id: RequestId) -> Option<&Request>;
    /// The open ones.
    fn open_requests(world: &Self::World) -> Vec<RequestId>;
    /// Loads a closed one.
    fn load_request(world: &mut Self::World, request: Request);
    /// Lets go of a closed one.
    fn forget_request(world: &mut Self::World, id: RequestId);
}
