//! What a log comes to, in words that later releases can say too.

use std::{collections::BTreeSet, fmt::Write, fs, path::Path};

use engine::{World, host::HostWorld};
use ledger::{Frontier, leaf};
use model::{Deed, Digest, Entry, Holder, TicketId};

/// Of a workspace's log; the published files lie beside it, each under its digest.
pub fn workspace(folder: &Path, log: &[(Entry, String)]) -> String {
    let (mut world, mut tree) = (World::new(), Frontier::new());
    let mut tickets = BTreeSet::new();
    let mut requests = BTreeSet::new();
    for (entry, line) in log {
        if let Some(Deed::PublishWorkflow { digest, .. }) = &entry.deed {
            let source = fs::read_to_string(folder.join(format!("{digest}.toml")));
            let source = source.expect("the published file");
            assert_eq!(Digest::of(source.as_bytes()), *digest);
            let read = formats::read(&source).expect("a workflow");
            world.teach(*digest, read.workflow);
        }
        tickets.extend(entry.about.ticket);
        requests.extend(entry.about.request);
        let hash = leaf(line.as_bytes());
        engine::attest(&world, entry).expect("what is signed");
        engine::apply(&mut world, entry, Digest::new(hash)).expect("it follows");
        tree.append(hash);
    }
    let mut told = format!(
        "workspace: {} entries, root {}\n",
        log.len(),
        Digest::new(tree.root())
    );
    let access = world.access();
    for person in access.members.keys() {
        let key = world.key_in_use(*person).map(|key| key.key.to_string());
        let key = key.unwrap_or_else(|| "no key".to_owned());
        let roles = access.roles_of(Holder::Person(*person));
        let roles: Vec<String> = roles.map(ToString::to_string).collect();
        _ = writeln!(told, "{person} is {roles:?}, signs with {key}");
    }
    for (bot, known) in &access.bots {
        _ = writeln!(told, "{bot} is kept by {}", known.keeper);
    }
    for (key, project) in world.projects() {
        _ = writeln!(
            told,
            "{key} follows {}, {} tickets",
            project.workflow, project.last
        );
    }
    for ticket in tickets
        .into_iter()
        .filter_map(|id: TicketId| world.ticket_by_id(id))
    {
        let last = ticket.last.0;
        _ = writeln!(
            told,
            "{} is {}, version {}, last entry {last}",
            ticket.key, ticket.state, ticket.version
        );
    }
    for request in requests.into_iter().filter_map(|id| world.request(id)) {
        let state = serde_json::to_string(&request.state).expect("JSON");
        _ = writeln!(told, "{} of {} is {state}", request.transition, request.key);
    }
    for delegation in world.delegations().values() {
        let (from, to) = (delegation.from, delegation.to);
        let (accepted, ended) = (delegation.accepted, delegation.ended);
        _ = writeln!(
            told,
            "{to} for {from}: accepted {accepted:?}, ended {ended:?}"
        );
    }
    for review in world.reviews().values() {
        let found = review.closed.map(|closed| closed.finding);
        _ = writeln!(
            told,
            "{} of {} was broken: {found:?}",
            review.transition, review.key
        );
    }
    _ = writeln!(
        told,
        "drafts: {}, governed: {}",
        world.drafts().len(),
        world.governed()
    );
    _ = writeln!(told, "frozen: {}", world.frozen().len());
    _ = writeln!(told, "keys of the log: {}", world.log_keys().all().len());
    _ = writeln!(
        told,
        "epochs: {:?}",
        world.epochs().iter().map(|seq| seq.0).collect::<Vec<_>>()
    );
    _ = writeln!(told, "anchors: {}", world.anchors().len());
    told
}

/// Of a host's log.
pub fn host(log: &[(Entry, String)]) -> String {
    let (mut world, mut tree) = (HostWorld::new(), Frontier::new());
    for (entry, line) in log {
        engine::host::attest(&world, entry).expect("what is signed");
        engine::host::apply(&mut world, entry).expect("it follows");
        tree.append(leaf(line.as_bytes()));
    }
    let mut told = format!(
        "host: {} entries, root {}\n",
        log.len(),
        Digest::new(tree.root())
    );
    for person in world.people().keys() {
        _ = writeln!(told, "{person} is known");
    }
    for (workspace, founder) in world.workspaces() {
        _ = writeln!(told, "{workspace} was founded by {founder}");
    }
    _ = writeln!(told, "keys of the log: {}", world.log_keys().all().len());
    _ = writeln!(
        told,
        "epochs: {:?}",
        world.epochs().iter().map(|seq| seq.0).collect::<Vec<_>>()
    );
    told
}
