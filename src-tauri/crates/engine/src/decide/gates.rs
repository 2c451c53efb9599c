//! Decisions on requests, and how requests end.

use model::{
    Actor, ActorId, Deed, DelegationId, Event, Refusal, Request, RequestId, RequestState, Ticket,
    Timestamp, Verdict, Version,
    command::Decide,
    deed::{Ending, Freezable},
    entry::About,
    refusal::Thing,
};

use super::tickets::{ended, on};
use crate::{
    World,
    gate::{self, Fills, Voice},
    signing,
};

/// A person approves, rejects or asks for changes; the last approval moves the ticket in the same breath, in the requester's name.
pub fn decide(
    world: &World,
    actor: &Actor,
    said: &Decide,
    now: Timestamp,
) -> Result<Vec<Event>, Refusal> {
    let id = said.request;
    let (request, ticket) = find(world, id)?;
    let (voice, fills) = heard(world, actor, request, said.under, now)?;
    if request.gate.reauthenticate && !said.reauthenticated {
        return Err(Refusal::PasswordNeeded);
    }
    signing::by_person(world, voice.by, said, now).map_err(|_| Refusal::NotSigned)?;
    let workspace = world.id.ok_or(Refusal::NotFound(Thing::Workspace))?;
    if said.shown != request.shown(workspace) {
        return Err(Refusal::NotWhatWasShown);
    }
    pending(world, request, now)?;
    unheard(world, request, voice)?;
    if said.verdict == Verdict::Approve {
        finds_a_seat(world, request, &fills)?;
    } else if said.reason.is_none() {
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
        under: said.under,
        reauthenticated: said.reauthenticated,
        signature: said.signature,
    };
    let mut events = vec![Event {
        by: *actor,
        about,
        deed,
    }];
    match said.verdict {
        Verdict::Reject
            if request.rejections().count() + 1 < request.gate.rejections() as usize => {}
        Verdict::Reject => events.push(ended(*actor, ticket, request, Ending::Rejected)),
        Verdict::Approve if stopped(world, request).next().is_none() => {
            events.extend(opened(world, actor, (ticket, request), Some(voice), now));
        }
        Verdict::Approve | Verdict::Changes => {}
    }
    Ok(events)
}

/// That `actor` has a say on `request` at all, and which seats an approval of theirs could fill.
fn heard(
    world: &World,
    actor: &Actor,
    request: &Request,
    under: Option<DelegationId>,
    now: Timestamp,
) -> Result<(Voice, Fills), Refusal> {
    if world.clock_in_doubt(now) {
        return Err(Refusal::ClockInDoubt);
    }
    let ActorId::Person(by) = actor.id else {
        return Err(Refusal::BotCannotApprove {
            roles: request.gate.roles(),
        });
    };
    let voice = Voice { by, under };
    let fills = gate::entitled(world, request, voice, now)?;
    Ok((voice, fills))
}

/// What [`decide`](super::decide) would say to an approval of `request` that is signed, of what is shown, with a password where one
/// is asked for. It costs no signature: a list asks it of each of its requests.
///
/// # Errors
/// The refusal.
pub fn may_approve(
    world: &World,
    actor: &Actor,
    request: &Request,
    under: Option<DelegationId>,
    now: Timestamp,
) -> Result<(), Refusal> {
    let (voice, fills) = heard(world, actor, request, under, now)?;
    pending(world, request, now)?;
    unheard(world, request, voice)?;
    finds_a_seat(world, request, &fills)
}

/// That neither who decides nor whose seat it is stands behind a decision of this round already: one person counts once.
fn unheard(world: &World, request: &Request, voice: Voice) -> Result<(), Refusal> {
    let giver = voice
        .under
        .and_then(|id| Some(world.delegations.get(&id)?.from));
    let heard = giver
        .into_iter()
        .chain([voice.by])
        .any(|p| request.heard(p));
    if heard {
        return Err(Refusal::AlreadyDecided);
    }
    Ok(())
}

/// That one more approval has a seat to fill.
fn finds_a_seat(world: &World, request: &Request, fills: &Fills) -> Result<(), Refusal> {
    if gate::fits(&request.gate, &gate::approvals(world, request), fills) {
        return Ok(());
    }
    let roles = gate::open_seats(world, request);
    Err(Refusal::NoSeat { roles })
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
    (ticket, request): (&Ticket, &Request),
    newest: Option<Voice>,
    now: Timestamp,
) -> Option<Event> {
    let mut approvals: Vec<Voice> = request.approvals().map(Voice::of).collect();
    approvals.extend(newest);
    if approvals.len() < request.gate.needed() as usize {
        return None;
    }
    if let Err(because) = gate::recheck(world, request, &approvals, now) {
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

/// What follows for requests that gathered their approvals while `thawed`, or the clock's doubt, held them up.
pub fn released(
    world: &World,
    actor: &Actor,
    thawed: Option<&Freezable>,
    now: Timestamp,
) -> Vec<Event> {
    let free = |request: &&Request| stopped(world, request).all(|frozen| Some(&frozen) == thawed);
    let in_time = world.pending_requests().filter(|r| now < r.expires);
    let moves = in_time.filter(free).filter_map(|request| {
        let ticket = world.ticket_by_id(request.ticket)?;
        opened(world, actor, (ticket, request), None, now)
    });
    moves.collect()
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
    open(world, request, now)?;
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
    if !request.state.is_open() || now < request.expires {
        return Ok(Vec::new());
    }
    Ok(vec![ended(*actor, ticket, request, Ending::Expired)])
}

fn find(world: &World, id: RequestId) -> Result<(&Request, &Ticket), Refusal> {
    let request = world.request(id).ok_or(Refusal::NotFound(Thing::Request))?;
    let ticket = world
        .ticket_by_id(request.ticket)
        .ok_or(Refusal::NotFound(Thing::Request))?;
    Ok((request, ticket))
}

fn pending(world: &World, request: &Request, now: Timestamp) -> Result<(), Refusal> {
    open(world, request, now)?;
    if request.state == RequestState::Pending {
        return Ok(());
    }
    Err(Refusal::NotPending {
        state: request.state.word(),
    })
}

/// That it can still come to a move.
fn open(world: &World, request: &Request, now: Timestamp) -> Result<(), Refusal> {
    let state = match &request.state {
        open if open.is_open() && !gate::ran_out(world, request, now) => return Ok(()),
        open if open.is_open() => &RequestState::Expired,
        over => over,
    };
    Err(Refusal::NotPending {
        state: state.word(),
    })
}
