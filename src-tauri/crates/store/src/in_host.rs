//! The host's log: people, sign-ins, workspaces made. It has no tickets, so nothing is ever loaded.

use std::collections::BTreeMap;

use engine::{
    Disagreement, Ruling,
    host::{self, HostWorld},
};
use ledger::Origin;
use model::{
    Action, Actor, Code, Digest, Entry, Event, HostCommand, PublicKey, Refusal, Request, RequestId,
    Seq, Ticket, TicketId, TicketKey, Timestamp, entry::About,
};

use crate::{realm::Realm, write::json};

/// What makes a log the host's.
#[derive(Clone, Copy, Debug)]
pub struct InHost;

impl Realm for InHost {
    type World = HostWorld;
    type Command = HostCommand;

    const FILE: &'static str = "host.db";
    const APPLICATION_ID: i64 = 0x4F57_4831;

    fn new_world() -> HostWorld {
        HostWorld::new()
    }
    fn head(world: &HostWorld) -> Option<Seq> {
        world.head()
    }
    fn last_at(world: &HostWorld) -> Option<Timestamp> {
        world.last_at()
    }
    fn origin(world: &HostWorld) -> Option<Origin> {
        world.id().map(|id| Origin::Host(id.uuid()))
    }
    fn key_at(world: &HostWorld, size: u64) -> Option<PublicKey> {
        world.log_keys().at(size)
    }
    fn decide(
        world: &HostWorld,
        actor: &Actor,
        command: &HostCommand,
        now: Timestamp,
    ) -> Result<Vec<Event>, Refusal> {
        host::decide(world, actor, command, now)
    }
    fn about(_world: &HostWorld, _actor: &Actor, _command: &HostCommand) -> About {
        About::default()
    }
    fn apply(world: &mut HostWorld, entry: &Entry, _leaf: Digest) -> Result<(), String> {
        host::apply(world, entry).map_err(|e| e.to_string())
    }
    fn action(command: &HostCommand) -> Action {
        command.action()
    }
    fn again(world: &HostWorld, entry: &Entry) -> Result<Ruling, Disagreement> {
        host::again(world, entry)
    }
    fn attest(world: &HostWorld, entry: &Entry) -> Result<u64, String> {
        host::attest(world, entry).map_err(|e| e.to_string())
    }
    fn counted(command: &HostCommand) -> Option<(Code, u64)> {
        match command {
            HostCommand::Counted { code, count, .. } => Some((*code, *count)),
            _ => None,
        }
    }
    fn teach(&self, _: &mut HostWorld, _: Digest, _: &str) -> Result<(), String> {
        Err("no workflow is published in a host's log".to_owned())
    }
    fn at_rest(world: &HostWorld) -> String {
        json(world)
    }
    fn wake(&self, text: &str, _: &BTreeMap<Digest, String>) -> Result<HostWorld, String> {
        serde_json::from_str(text).map_err(|e| e.to_string())
    }

    fn tickets_named(_: &HostCommand) -> impl Iterator<Item = &TicketKey> {
        std::iter::empty()
    }
    fn request_named(_: &HostCommand) -> Option<RequestId> {
        None
    }
    fn ticket(_: &HostWorld, _: TicketId) -> Option<&Ticket> {
        None
    }
    fn ticket_by_key<'w>(_: &'w HostWorld, _: &TicketKey) -> Option<&'w Ticket> {
        None
    }
    fn load(_: &mut HostWorld, _: Ticket) {}
    fn forget(_: &mut HostWorld, _: TicketId) {}
    fn request(_: &HostWorld, _: RequestId) -> Option<&Request> {
        None
    }
    fn open_requests(_: &HostWorld) -> Vec<RequestId> {
        Vec::new()
    }
    fn load_request(_: &mut HostWorld, _: Request) {}
    fn forget_request(_: &mut HostWorld, _: RequestId) {}
}
