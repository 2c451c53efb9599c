//! A workspace's log: its world is the engine's.

use std::collections::BTreeMap;

use engine::{AtRest, Disagreement, Ruling, World};
use ledger::Origin;
use model::{
    Action, Actor, Code, Command, Digest, Entry, Event, PublicKey, Refusal, Request, RequestId,
    Seq, Ticket, TicketId, TicketKey, Timestamp, Workflow, entry::About,
};

use crate::{
    realm::{ReadWorkflow, Realm},
    write::json,
};

/// What makes a log a workspace's.
#[derive(Clone, Copy, Debug)]
pub struct InWorkspace {
    /// Reads a published workflow's bytes.
    pub read_workflow: ReadWorkflow,
}

impl InWorkspace {
    /// What the published file with this digest says.
    fn rules(&self, digest: Digest, source: &str) -> Result<Workflow, String> {
        if Digest::of(source.as_bytes()) != digest {
            return Err("the workflow's file is not the one whose digest was published".to_owned());
        }
        (self.read_workflow)(source)
    }
}

impl Realm for InWorkspace {
    type World = World;
    type Command = Command;

    const FILE: &'static str = "log.db";
    const APPLICATION_ID: i64 = 0x4F57_4C31;

    fn new_world() -> World {
        World::new()
    }
    fn head(world: &World) -> Option<Seq> {
        world.head()
    }
    fn last_at(world: &World) -> Option<Timestamp> {
        world.last_at()
    }
    fn origin(world: &World) -> Option<Origin> {
        world.id().map(Origin::Workspace)
    }
    fn key_at(world: &World, size: u64) -> Option<PublicKey> {
        world.log_keys().at(size)
    }
    fn decide(
        world: &World,
        actor: &Actor,
        command: &Command,
        now: Timestamp,
    ) -> Result<Vec<Event>, Refusal> {
        engine::decide(world, actor, command, now)
    }
    fn about(world: &World, actor: &Actor, command: &Command) -> About {
        engine::about(world, actor, command)
    }
    fn apply(world: &mut World, entry: &Entry, leaf: Digest) -> Result<(), String> {
        engine::apply(world, entry, leaf).map_err(|e| e.to_string())
    }
    fn action(command: &Command) -> Action {
        command.action()
    }
    fn again(world: &World, entry: &Entry) -> Result<Ruling, Disagreement> {
        engine::again(world, entry)
    }
    fn attest(world: &World, entry: &Entry) -> Result<u64, String> {
        engine::attest(world, entry).map_err(|e| e.to_string())
    }
    fn counted(command: &Command) -> Option<(Code, u64)> {
        match command {
            Command::Counted { code, count, .. } => Some((*code, *count)),
            _ => None,
        }
    }
    fn teach(&self, world: &mut World, digest: Digest, source: &str) -> Result<(), String> {
        world.teach(digest, self.rules(digest, source)?);
        Ok(())
    }
    fn at_rest(world: &World) -> String {
        json(&AtRest::of(world))
    }
    fn wake(&self, text: &str, sources: &BTreeMap<Digest, String>) -> Result<World, String> {
        let at_rest: AtRest = serde_json::from_str(text).map_err(|e| e.to_string())?;
        at_rest.wake(|digest| {
            let source = sources.get(&digest);
            self.rules(
                digest,
                source.ok_or("a published workflow's file is missing")?,
            )
        })
    }

    fn tickets_named(command: &Command) -> impl Iterator<Item = &TicketKey> {
        command.ticket().into_iter().chain(command.linked())
    }
    fn request_named(command: &Command) -> Option<RequestId> {
        command.request()
    }
    fn ticket(world: &World, id: TicketId) -> Option<&Ticket> {
        world.ticket_by_id(id)
    }
    fn ticket_by_key<'w>(world: &'w World, key: &TicketKey) -> Option<&'w Ticket> {
        world.ticket(key)
    }
    fn load(world: &mut World, ticket: Ticket) {
        world.load(ticket);
    }
    fn forget(world: &mut World, id: TicketId) {
        world.forget(id);
    }
    fn request(world: &World, id: RequestId) -> Option<&Request> {
        world.request(id)
    }
    fn open_requests(world: &World) -> Vec<RequestId> {
        world.open_requests().map(|r| r.id).collect()
    }
    fn load_request(world: &mut World, request: Request) {
        world.load_request(request);
    }
    fn forget_request(world: &mut World, id: RequestId) {
        world.forget_request(id);
    }
}
