//! Decisions on requests, and how requests end.

use model::{
    Actor, ActorId, Deed, Event, PersonId, Refusal, Request, RequestId, RequestState, RoleName,
    Ticket, Timestamp, Verdict, Version,
    command::Decide,
    deed::{Ending, Freezable},
    entry::About,
    refusal::Thing,
};

use super::{
    needs_role, only,
    tickets::{ended, on},
};
use crate::{World, gate, signing};

/// A person approves or rejects; the last approval moves the ticket in the same breath, in the requester's name.
pub fn decide(
    world: &World,
    actor: &Actor,
    said: &Decide,
    now: Timestamp,
) -> Result<Vec<Event>, Refusal> {
    let id = said.request;
    let (request, ticket) = find(world, id)?;
    if world.clock_in_doubt(now) {
        return Err(Refusal::ClockInDoubt);
    }
    let ActorId::Person(person) = actor.id else {
        return Err(Refusal::BotCannotApprove {
            role: request.gate.role.clone(),
        });
    };
    gate::entitled(world, request, person, now)?;
    signing::by_person(world, person, said, now).map_err(|_| Refusal::NotSigned)?;
    let workspace = world.id.ok_or(Refusal::NotFound(Thing::Workspace))?;
    if said.shown != request.shown(workspace) {
        return Err(Refusal::NotWhatWasShown);
    }
    pending(world, request, now)?;
    if request.decisions.iter().any(|d| d.by == person) {
        return Err(Refusal::AlreadyDecided);
    }
    if said.verdict == Verdict::Reject && said.reason.is_none() {
        return Err(Refusal::ReasonNeeded);
    }
    let about = About {
        to: Some(request.to.clone()),
        request: Some(id),
        ..on(ticket)
    };
    let deed = Deed::Decide {
        verdict: said.verdict,
        shown: said.shown,
        reason: said.reason,
        at: said.at,
        signature: said.signature,
    };
    let mut events = vec![Event {
        by: *actor,
        about,
        deed,
    }];
    match said.verdict {
        Verdict::Reject => events.push(ended(*actor, ticket, request, Ending::Rejected)),
        Verdict::Approve if stopped(world, request).next().is_some() => {}
        Verdict::Approve => events.extend(opened(world, actor, ticket, request, Some(person), now)),
    }
    Ok(events)
}

/// What is frozen and keeps `request` from moving its ticket.
fn stopped(world: &World, request: &Request) -> impl Iterator<Item = Freezable> {
    world.freezes(request.requester, Some(&request.workflow.name))
}

/// What follows when enough people have approved and nothing is frozen: the move, or the end of a request that nobody can
/// stand for any more. Nothing while too few have.
fn opened(
    world: &World,
    cause: &Actor,
    ticket: &Ticket,
    request: &Request,
    newest: Option<PersonId>,
    now: Timestamp,
) -> Option<Event> {
    let mut approvers = request.approvers();
    approvers.extend(newest);
    if approvers.len() < request.gate.approvals as usize {
        return None;
    }
    if let Err(because) = gate::recheck(world, request, &approvers, now) {
        return Some(ended(*cause, ticket, request, Ending::Stale(because)));
    }
    let about = About {
        to: Some(request.to.clone()),
        request: Some(request.id),
        changed: request.arguments.clone(),
        ..on(ticket)
    };
    let deed = Deed::Move {
        transition: request.transition.clone(),
        version: Version(ticket.version.0 + 1),
        note: request.note,
    };
    Some(Event {
        by: request.actor(),
        about,
        deed,
    })
}

/// The requester takes a request back.
pub fn withdraw(
    world: &World,
    actor: &Actor,
    id: RequestId,
    now: Timestamp,
) -> Result<Vec<Event>, Refusal> {
    let (request, ticket) = find(world, id)?;
    if request.requester != actor.id {
        return Err(Refusal::NotPermitted {
            allowed: Vec::new(),
        });
    }
    pending(world, request, now)?;
    Ok(vec![ended(*actor, ticket, request, Ending::Withdrawn)])
}

/// The clock records that a request's time ran out; nothing if it did not.
pub fn expire(
    world: &World,
    actor: &Actor,
    id: RequestId,
    now: Timestamp,
) -> Result<Vec<Event>, Refusal> {
    let (request, ticket) = find(world, id)?;
    if world.clock_in_doubt(now) {
        return Err(Refusal::ClockInDoubt);
    }
    if actor.id != ActorId::Clock {
        return Err(Refusal::NotPermitted {
            allowed: Vec::new(),
        });
    }
    if request.state != RequestState::Pending || now < request.expires {
        return Ok(Vec::new());
    }
    Ok(vec![ended(*actor, ticket, request, Ending::Expired)])
}

/// Moves go on. What gathered its approvals under the freeze is checked again now.
pub fn thaw(
    world: &World,
    actor: &Actor,
    target: &Freezable,
    now: Timestamp,
) -> Result<Vec<Event>, Refusal> {
    needs_role(world, actor, RoleName::owner())?;
    if !world.frozen.contains(target) {
        return Ok(Vec::new());
    }
    let mut events = only(
        actor,
        Deed::Thaw {
            target: target.clone(),
        },
    );
    if world.clock_in_doubt(now) {
        return Ok(events);
    }
    let free = |request: &&Request| stopped(world, request).all(|frozen| frozen == *target);
    let in_time = world.open_requests().filter(|r| now < r.expires);
    for request in in_time.filter(free) {
        if let Some(ticket) = world.ticket_by_id(request.ticket) {
            events.extend(opened(world, actor, ticket, request, None, now));
        }
    }
    Ok(events)
}

fn find(world: &World, id: RequestId) -> Result<(&Request, &Ticket), Refusal> {
    let request = world.request(id).ok_or(Refusal::NotFound(Thing::Request))?;
    let ticket = world
        .ticket_by_id(request.ticket)
        .ok_or(Refusal::NotFound(Thing::Request))?;
    Ok((request, ticket))
}

fn pending(world: &World, request: &Request, now: Timestamp) -> Result<(), Refusal> {
    let state = match &request.state {
        RequestState::Pending if !gate::ran_out(world, request, now) => return Ok(()),
        RequestState::Pending => &RequestState::Expired,
        over => over,
    };
    Err(Refusal::NotPending {
        state: state.word(),
    })
}
