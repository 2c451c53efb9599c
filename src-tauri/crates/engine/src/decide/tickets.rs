//! Opening, editing, commenting and moving tickets.

use model::{
    Actor, CommentId, Deed, Digest, Event, Part, ProjectKey, Published, Refusal, Request,
    RequestState, Seq, Ticket, TicketId, TicketKey, Timestamp, Transition, TransitionName, Version,
    command::Take,
    deed::Ending,
    entry::About,
    refusal::{Code, Thing},
    request::Staleness,
    ticket::Changes,
};

use crate::{World, gate};

/// A new ticket, in the initial state of its project's newest workflow.
pub fn create(
    world: &World,
    actor: &Actor,
    ticket: TicketId,
    project: &ProjectKey,
    content: &Changes,
) -> Result<Vec<Event>, Refusal> {
    let project = world
        .projects
        .get(project)
        .ok_or(Refusal::NotFound(Thing::Project))?;
    let rules = &world
        .newest(&project.workflow)
        .ok_or(Refusal::NotFound(Thing::Workflow))?
        .published;
    declared(rules, content)?;
    thawed(world, actor, rules)?;
    permitted(world, actor, rules, &rules.workflow.tickets.create)?;
    let about = About {
        ticket: Some(ticket),
        to: Some(rules.workflow.initial.clone()),
        workflow: Some(rules.at.digest),
        changed: content
            .iter()
            .filter(|(_, digest)| digest.is_some())
            .map(|(p, d)| (p.clone(), *d))
            .collect(),
        ..About::default()
    };
    Ok(vec![Event {
        by: *actor,
        about,
        deed: Deed::CreateTicket {
            project: project.id,
            number: project.last + 1,
        },
    }])
}

/// New content. The requester's own edit ends what is pending, and is what a returned request waits for; anybody else's has to
/// wait.
pub fn edit(
    world: &World,
    actor: &Actor,
    (key, expected): (&TicketKey, Version),
    changes: &Changes,
    now: Timestamp,
) -> Result<Vec<Event>, Refusal> {
    let (ticket, rules) = find(world, key)?;
    declared(rules, changes)?;
    thawed(world, actor, rules)?;
    permitted(world, actor, rules, &rules.workflow.tickets.edit)?;
    at(ticket, expected)?;
    let (waiting, over) = waiting(world, ticket, now);
    if let Some(request) = waiting.filter(|r| r.requester != actor.id) {
        return Err(Refusal::RequestOpen {
            request: request.id,
        });
    }
    let changed: Changes = changes
        .iter()
        .filter(|(part, digest)| ticket.content.get(part) != digest.as_ref())
        .map(|(part, digest)| (part.clone(), *digest))
        .collect();
    if changed.is_empty() {
        return Ok(Vec::new());
    }
    let about = About {
        changed,
        ..on(ticket)
    };
    let mut events: Vec<Event> = over.into_iter().collect();
    events.push(Event {
        by: *actor,
        about,
        deed: Deed::EditTicket {
            version: Version(ticket.version.0 + 1),
        },
    });
    events.extend(
        waiting
            .filter(|r| r.state == RequestState::Pending)
            .map(|r| ended(*actor, ticket, r, Ending::Stale(Staleness::RequesterEdited))),
    );
    Ok(events)
}

/// A comment. It changes no version.
pub fn comment(
    world: &World,
    actor: &Actor,
    key: &TicketKey,
    comment: CommentId,
    text: Digest,
) -> Result<Vec<Event>, Refusal> {
    let (ticket, rules) = find(world, key)?;
    permitted(world, actor, rules, &rules.workflow.tickets.comment)?;
    Ok(vec![Event {
        by: *actor,
        about: on(ticket),
        deed: Deed::Comment { comment, text },
    }])
}

/// A move, or the request for one.
pub fn take(
    world: &World,
    actor: &Actor,
    take: &Take,
    now: Timestamp,
) -> Result<Vec<Event>, Refusal> {
    let (ticket, rules) = find(world, &take.ticket)?;
    fields_only(&take.arguments)?;
    declared(rules, &take.arguments)?;
    thawed(world, actor, rules)?;
    if world.clock_in_doubt(now) {
        return Err(Refusal::ClockInDoubt);
    }
    let transition = starting_here(ticket, rules, &take.transition)?;
    permitted(world, actor, rules, &transition.by)?;
    if let Some(expected) = take.expected {
        at(ticket, expected)?;
    }
    let (waiting, over) = waiting(world, ticket, now);
    let mut events: Vec<Event> = over.into_iter().collect();
    if transition.gate.is_none() {
        filled(ticket, transition, &take.arguments)?;
        events.push(moved(actor, ticket, transition, take));
        events.extend(
            waiting.map(|r| ended(*actor, ticket, r, Ending::Stale(Staleness::TicketMoved))),
        );
        return Ok(events);
    }
    match waiting {
        Some(request) if same_ask(request, actor, take) => return Ok(Vec::new()),
        Some(request) if !asked_again(request, actor, take) => {
            return Err(Refusal::RequestOpen {
                request: request.id,
            });
        }
        _ => {}
    }
    let request = asking(world, actor, (ticket, transition), take, now)?;
    let request = match waiting {
        Some(before) => request.after(before),
        None => request,
    };
    gate::enough(world, &request)?;
    filled(ticket, transition, &take.arguments)?;
    events.push(requested(world, actor, ticket, &request)?);
    Ok(events)
}

/// The request that `take` would open.
fn asking(
    world: &World,
    actor: &Actor,
    (ticket, transition): (&Ticket, &Transition),
    take: &Take,
    now: Timestamp,
) -> Result<Request, Refusal> {
    let gate = transition.gate.clone();
    let gate = gate.ok_or(Refusal::NotFound(Thing::Request))?;
    let barred = gate::barred(&gate, ticket);
    Ok(Request {
        id: take.request,
        ticket: ticket.id,
        key: ticket.key.clone(),
        version: ticket.version,
        workflow: ticket.workflow.clone(),
        transition: transition.name.clone(),
        from: ticket.state.clone(),
        to: transition.to.clone(),
        requester: actor.id,
        via: actor.via,
        keeper: world.access.keeper(actor.id),
        opened: world.head.map_or(Seq(0), |head| Seq(head.0 + 1)),
        opened_at: now,
        round: 1,
        asked_at: now,
        expires: now.plus(gate.expires),
        gate,
        content: ticket.content.clone(),
        arguments: take.arguments.clone(),
        note: take.note,
        excluded: gate::exclusions(world, actor.id, &barred, now),
        barred,
        decisions: Vec::new(),
        state: RequestState::Pending,
    })
}

fn requested(
    world: &World,
    actor: &Actor,
    ticket: &Ticket,
    request: &Request,
) -> Result<Event, Refusal> {
    let workspace = world.id.ok_or(Refusal::NotFound(Thing::Workspace))?;
    let about = About {
        to: Some(request.to.clone()),
        request: Some(request.id),
        changed: request.arguments.clone(),
        ..on(ticket)
    };
    let deed = Deed::Request {
        transition: request.transition.clone(),
        version: request.version,
        note: request.note,
        expires: request.expires,
        excluded: request.excluded.clone(),
        shown: request.shown(workspace),
    };
    Ok(Event {
        by: *actor,
        about,
        deed,
    })
}

fn moved(actor: &Actor, ticket: &Ticket, transition: &Transition, take: &Take) -> Event {
    let about = About {
        to: Some(transition.to.clone()),
        changed: take.arguments.clone(),
        ..on(ticket)
    };
    let deed = Deed::Move {
        transition: transition.name.clone(),
        version: Version(ticket.version.0 + 1),
        note: take.note,
    };
    Event {
        by: *actor,
        about,
        deed,
    }
}

/// The same requester asks for the same transition with the same arguments and note: the same request.
fn same_ask(request: &Request, actor: &Actor, take: &Take) -> bool {
    request.state == RequestState::Pending
        && request.requester == actor.id
        && request.transition == take.transition
        && request.arguments == take.arguments
        && request.note == take.note
}

/// The requester comes back with what was to be changed.
fn asked_again(request: &Request, actor: &Actor, take: &Take) -> bool {
    matches!(request.state, RequestState::Returned { .. })
        && request.requester == actor.id
        && request.transition == take.transition
}

pub fn find<'a>(world: &'a World, key: &TicketKey) -> Result<(&'a Ticket, &'a Published), Refusal> {
    let ticket = world.ticket(key).ok_or(Refusal::NotFound(Thing::Ticket))?;
    let rules = world
        .published(&ticket.workflow)
        .ok_or(Refusal::NotFound(Thing::Workflow))?;
    Ok((ticket, rules))
}

pub fn starting_here<'a>(
    ticket: &Ticket,
    rules: &'a Published,
    name: &TransitionName,
) -> Result<&'a Transition, Refusal> {
    let found = rules
        .workflow
        .transitions
        .iter()
        .find(|t| t.name == *name && t.from.contains(&ticket.state));
    found.ok_or_else(|| Refusal::NoSuchTransition {
        state: ticket.state.clone(),
        legal: rules
            .workflow
            .leaving(&ticket.state)
            .map(|t| t.name.clone())
            .collect(),
    })
}

/// The request that waits on `ticket`; or the end of one whose time ran out before the clock wrote it down.
pub fn waiting<'a>(
    world: &'a World,
    ticket: &Ticket,
    now: Timestamp,
) -> (Option<&'a Request>, Option<Event>) {
    let open = ticket.request.and_then(|id| world.request(id));
    match open.filter(|r| r.state.is_open()) {
        Some(r) if gate::ran_out(world, r, now) => {
            (None, Some(ended(Actor::CLOCK, ticket, r, Ending::Expired)))
        }
        open => (open, None),
    }
}

pub fn thawed(world: &World, actor: &Actor, rules: &Published) -> Result<(), Refusal> {
    world
        .frozen_for(actor.id, Some(&rules.at.name))
        .map_or(Ok(()), |target| Err(Refusal::Frozen(target)))
}

fn permitted(
    world: &World,
    actor: &Actor,
    rules: &Published,
    allow: &[model::Who],
) -> Result<(), Refusal> {
    if world.access.opens(allow, &rules.bound, actor.id) {
        return Ok(());
    }
    Err(Refusal::NotPermitted {
        allowed: allow.to_vec(),
    })
}

pub fn at(ticket: &Ticket, expected: Version) -> Result<(), Refusal> {
    if ticket.version == expected {
        return Ok(());
    }
    Err(Refusal::Stale {
        now: ticket.version,
        expected,
    })
}

/// Only declared fields can be filled. Doors refuse the others with a place; here it is the last word.
pub fn declared(rules: &Published, changes: &Changes) -> Result<(), Refusal> {
    let known = |part: &Part| match part {
        Part::Title | Part::Body => true,
        Part::Field(name) => rules.workflow.field(name).is_some(),
    };
    if changes.keys().all(known) {
        Ok(())
    } else {
        Err(Refusal::TurnedAway(Code::Malformed))
    }
}

pub fn fields_only(arguments: &Changes) -> Result<(), Refusal> {
    if arguments.keys().all(|part| matches!(part, Part::Field(_))) {
        Ok(())
    } else {
        Err(Refusal::TurnedAway(Code::Malformed))
    }
}

pub fn filled(
    ticket: &Ticket,
    transition: &Transition,
    arguments: &Changes,
) -> Result<(), Refusal> {
    let empty = |name: &&model::FieldName| {
        let part = Part::Field((*name).clone());
        match arguments.get(&part) {
            Some(value) => value.is_none(),
            None => !ticket.content.contains_key(&part),
        }
    };
    let fields: Vec<_> = transition.requires.iter().filter(empty).cloned().collect();
    if fields.is_empty() {
        Ok(())
    } else {
        Err(Refusal::MissingFields { fields })
    }
}

/// About `ticket`, where it stands.
pub fn on(ticket: &Ticket) -> About {
    About {
        ticket: Some(ticket.id),
        from: Some(ticket.state.clone()),
        workflow: Some(ticket.workflow.digest),
        ..About::default()
    }
}

/// The end of `request` without a move.
pub fn ended(by: Actor, ticket: &Ticket, request: &Request, ending: Ending) -> Event {
    let about = About {
        to: Some(request.to.clone()),
        request: Some(request.id),
        ..on(ticket)
    };
    Event {
        by,
        about,
        deed: Deed::EndRequest { ending },
    }
}
