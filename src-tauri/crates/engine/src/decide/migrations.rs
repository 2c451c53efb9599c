//! Tickets in flight go on by a newer version: proposed, accepted by another author, and then each by an entry of its own.

use model::{
    Actor, Deed, Event, Holder, Mapping, MigrationId, Part, Refusal, RoleName, TicketKey,
    Timestamp, Unmapped, Version,
    deed::Ending,
    entry::About,
    refusal::{Code, Thing},
    request::Staleness,
};

use super::{
    needs_role, only,
    tickets::{ended, find, on, thawed, waiting},
};
use crate::{
    Migration, World,
    mapping::{self, Ways},
    world::PublishedAt,
};

/// It waits for another author. There is one at a time from each version.
pub fn propose(
    world: &World,
    actor: &Actor,
    migration: MigrationId,
    said: &Mapping,
) -> Result<Vec<Event>, Refusal> {
    if said.from >= said.to || said.states.is_empty() {
        return Err(Refusal::TurnedAway(Code::Malformed));
    }
    let (old, new) = versions(world, said)?;
    needs_role(world, actor, RoleName::author())?;
    let open = |known: &Migration| {
        known.mapping.workflow == said.workflow && known.mapping.from == said.from
    };
    if world.migrations.contains_key(&migration) || world.migrations.values().any(open) {
        return Err(Refusal::AlreadyExists(Thing::Migration));
    }
    Ways::of(&old.published, &new.published).all_fit(&said.states)?;
    let mapping = said.clone();
    Ok(only(actor, Deed::ProposeMigration { migration, mapping }))
}

/// Another author says that it may be carried out: like a publication, by whoever proposed it only where nobody else is an author.
pub fn accept(world: &World, actor: &Actor, migration: MigrationId) -> Result<Vec<Event>, Refusal> {
    let known = found(world, migration)?;
    let person = needs_role(world, actor, RoleName::author())?;
    if world.governed() {
        if known.by == person {
            return Err(Refusal::OwnMigration);
        }
        let since = world.access.since(Holder::Person(person), RoleName::AUTHOR);
        if since.is_none_or(|since| since >= known.seq) {
            let roles = [RoleName::author()].into();
            return Err(Refusal::RoleTooLate { roles });
        }
    }
    if known.accepted.is_some() {
        return Ok(Vec::new());
    }
    Ok(only(actor, Deed::AcceptMigration { migration }))
}

/// An author says that no more comes of it.
pub fn end(world: &World, actor: &Actor, migration: MigrationId) -> Result<Vec<Event>, Refusal> {
    found(world, migration)?;
    needs_role(world, actor, RoleName::author())?;
    Ok(only(actor, Deed::EndMigration { migration }))
}

/// A ticket goes on by the newer version. What waits on it was approved by the old one, and is stale.
pub fn migrate(
    world: &World,
    actor: &Actor,
    migration: MigrationId,
    key: &TicketKey,
    now: Timestamp,
) -> Result<Vec<Event>, Refusal> {
    let (ticket, rules) = find(world, key)?;
    let known = found(world, migration)?;
    let (old, new) = versions(world, &known.mapping)?;
    let (old, new) = (&old.published, &new.published);
    if ticket.workflow != old.at && ticket.workflow != new.at {
        return Err(Refusal::NotFound(Thing::Ticket));
    }
    thawed(world, actor, rules)?;
    if world.clock_in_doubt(now) {
        return Err(Refusal::ClockInDoubt);
    }
    needs_role(world, actor, RoleName::author())?;
    if known.accepted.is_none() {
        return Err(Refusal::NotAccepted);
    }
    if ticket.workflow == new.at {
        return Ok(Vec::new());
    }
    // INVARIANT: that the state may go there was found when the migration was proposed; published versions do not change.
    let to = known.mapping.states.get(&ticket.state);
    let to = to.ok_or_else(|| Refusal::NoMapping {
        state: ticket.state.clone(),
        because: Unmapped::NotInFlight,
    })?;
    let lost = mapping::cleared(&old.workflow, &new.workflow);
    let lost = lost.into_iter().map(Part::Field);
    let lost = lost.filter(|part| ticket.content.contains_key(part));
    let about = About {
        to: Some(to.clone()),
        changed: lost.map(|part| (part, None)).collect(),
        ..on(ticket)
    };
    let (waiting, over) = waiting(world, ticket, now);
    let mut events: Vec<Event> = over.into_iter().collect();
    events.push(Event {
        by: *actor,
        about,
        deed: Deed::MigrateTicket {
            migration,
            workflow: new.at.digest,
            version: Version(ticket.version.0 + 1),
        },
    });
    let stale = Ending::Stale(Staleness::TicketMigrated);
    events.extend(waiting.map(|request| ended(*actor, ticket, request, stale)));
    Ok(events)
}

fn found(world: &World, migration: MigrationId) -> Result<&Migration, Refusal> {
    let known = world.migrations.get(&migration);
    known.ok_or(Refusal::NotFound(Thing::Migration))
}

fn versions<'a>(
    world: &'a World,
    said: &Mapping,
) -> Result<(&'a PublishedAt, &'a PublishedAt), Refusal> {
    let version = |n| world.version(&said.workflow, n);
    let both = version(said.from).zip(version(said.to));
    both.ok_or(Refusal::NotFound(Thing::Workflow))
}
