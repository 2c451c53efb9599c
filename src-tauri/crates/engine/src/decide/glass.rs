//! Past a gate in an emergency, and the look at it afterwards that somebody else owes.

use model::{
    Actor, ActorId, Deed, Digest, Event, Finding, Holder, Refusal, ReviewId, RoleName, Timestamp,
    Transition, Version, Who,
    command::Break,
    deed::Ending,
    entry::About,
    refusal::{Code, Thing},
    request::Staleness,
};

use super::{
    access::fresh,
    only,
    tickets::{at, declared, ended, fields_only, filled, find, on, starting_here, thawed, waiting},
};
use crate::{World, review::reviewers};

/// A ticket takes a transition at once. Whoever the workflow names may, with their password given again; never a bot.
pub fn smash(
    world: &World,
    actor: &Actor,
    broken: &Break,
    now: Timestamp,
) -> Result<Vec<Event>, Refusal> {
    let (ticket, rules) = find(world, &broken.ticket)?;
    let linked = world.ticket(&broken.linked);
    let linked = linked.ok_or(Refusal::NotFound(Thing::Ticket))?;
    if linked.id == ticket.id {
        return Err(Refusal::TurnedAway(Code::Malformed));
    }
    fields_only(&broken.arguments)?;
    declared(rules, &broken.arguments)?;
    thawed(world, actor, rules)?;
    if world.clock_in_doubt(now) {
        return Err(Refusal::ClockInDoubt);
    }
    let transition = starting_here(ticket, rules, &broken.transition)?;
    let review = allowed(world, actor, transition)?;
    if !broken.reauthenticated {
        return Err(Refusal::PasswordNeeded);
    }
    if let Some(expected) = broken.expected {
        at(ticket, expected)?;
    }
    fresh(!world.reviews.contains_key(&broken.review), Thing::Review)?;
    filled(ticket, transition, &broken.arguments)?;
    let (waiting, over) = waiting(world, ticket, now);
    let mut events: Vec<Event> = over.into_iter().collect();
    events.push(Event {
        by: *actor,
        about: About {
            to: Some(transition.to.clone()),
            changed: broken.arguments.clone(),
            ..on(ticket)
        },
        deed: Deed::BreakGlass {
            transition: transition.name.clone(),
            version: Version(ticket.version.0 + 1),
            category: broken.category,
            reason: broken.reason,
            linked: linked.id,
            review: broken.review,
            due: now.plus(review),
        },
    });
    let stale = Ending::Stale(Staleness::TicketMoved);
    events.extend(waiting.map(|request| ended(*actor, ticket, request, stale)));
    Ok(events)
}

/// Whether `actor` may take a transition past its gate at `now`, apart from what only they can say: which ticket it is about, a password.
///
/// # Errors
/// What [`decide`](super::decide) would say to it.
pub fn may_break(
    world: &World,
    actor: &Actor,
    broken: &Break,
    now: Timestamp,
) -> Result<(), Refusal> {
    let (ticket, rules) = find(world, &broken.ticket)?;
    thawed(world, actor, rules)?;
    if world.clock_in_doubt(now) {
        return Err(Refusal::ClockInDoubt);
    }
    let transition = starting_here(ticket, rules, &broken.transition)?;
    allowed(world, actor, transition).map(drop)
}

/// That `actor` is a person whom `transition` lets past its gate; how long its review may take.
fn allowed(world: &World, actor: &Actor, transition: &Transition) -> Result<model::Span, Refusal> {
    let glass = transition.break_glass.as_ref();
    let roles = glass.into_iter().flat_map(|glass| &glass.roles);
    let holds = |role: &RoleName| match actor.id {
        ActorId::Person(person) => world.access.holds(Holder::Person(person), role.as_str()),
        _ => false,
    };
    match glass {
        Some(glass) if glass.roles.iter().any(holds) => Ok(glass.review),
        _ => Err(Refusal::NotPermitted {
            allowed: roles.cloned().map(Who::Role).collect(),
        }),
    }
}

/// Somebody else says what a look at it found: an owner, or who could have opened the gate.
pub fn close(
    world: &World,
    actor: &Actor,
    id: ReviewId,
    (finding, said): (Finding, Digest),
) -> Result<Vec<Event>, Refusal> {
    let review = world.reviews.get(&id);
    let review = review.ok_or(Refusal::NotFound(Thing::Review))?;
    let roles = reviewers(world, review);
    let not_permitted = |roles: std::collections::BTreeSet<RoleName>| Refusal::NotPermitted {
        allowed: roles.into_iter().map(Who::Role).collect(),
    };
    let ActorId::Person(person) = actor.id else {
        return Err(not_permitted(roles));
    };
    if person == review.by {
        return Err(Refusal::OwnBreak);
    }
    let since = |role: &&RoleName| world.access.since(Holder::Person(person), role.as_str());
    let held: Vec<_> = roles.iter().filter_map(|r| Some((r, since(&r)?))).collect();
    if held.is_empty() {
        return Err(not_permitted(roles));
    }
    if held.iter().all(|(_, since)| *since >= review.seq) {
        let roles = held.into_iter().map(|(role, _)| role.clone()).collect();
        return Err(Refusal::RoleTooLate { roles });
    }
    if review.closed.is_some() {
        return Err(Refusal::Over(Thing::Review));
    }
    Ok(only(
        actor,
        Deed::CloseReview {
            review: id,
            finding,
            said,
        },
    ))
}
