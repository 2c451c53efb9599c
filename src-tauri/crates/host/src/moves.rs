//! Every transition from where a ticket stands, and what it is to one actor: open, gated, waiting, or why not.

use analysis::Sentence;
use engine::World;
use model::{
    Actor, Command, Deed, FieldName, Part, Published, Refusal, Request, RequestId, RequestState,
    Ticket, Timestamp, Transition,
    command::Take,
    view::{
        Run,
        tickets::{MoveStatus, MoveView, Moves},
    },
};
use uuid::Uuid;

use crate::may;

/// The moves of `actor` on a loaded `ticket`.
pub(crate) fn moves(world: &World, ticket: &Ticket, actor: &Actor, now: Timestamp) -> Moves {
    let rules = world.published(&ticket.workflow);
    let leaving = rules.into_iter().flat_map(|rules| {
        let from_here = rules.workflow.leaving(&ticket.state);
        from_here.map(|transition| view(world, rules, ticket, transition, actor, now))
    });
    Moves {
        state: ticket.state.clone(),
        version: ticket.version,
        moves: leaving.collect(),
    }
}

fn view(
    world: &World,
    rules: &Published,
    ticket: &Ticket,
    transition: &Transition,
    actor: &Actor,
    now: Timestamp,
) -> MoveView {
    let missing = missing(ticket, transition);
    let seen = |status, refusal: Option<Refusal>| MoveView {
        transition: transition.name.clone(),
        to: transition.to.clone(),
        status,
        code: refusal.as_ref().map(Refusal::code),
        because: refusal.map(|r| r.to_string()),
        missing: missing.clone(),
        rule: runs(&analysis::rule(&rules.workflow, transition)),
        break_glass: None,
    };
    let mine = waiting(world, ticket)
        .filter(|r| r.requester == actor.id && r.transition == transition.name)
        .filter(|r| r.state == RequestState::Pending);
    if mine.is_some_and(|r| may::at(world, now) < r.expires) {
        return seen(MoveStatus::Waiting, None);
    }
    match engine::decide(world, actor, &dry(ticket, transition), may::at(world, now)) {
        Ok(events)
            if events
                .iter()
                .any(|e| matches!(e.deed, Deed::Request { .. })) =>
        {
            seen(MoveStatus::Gated, None)
        }
        Ok(_) => seen(MoveStatus::Allowed, None),
        Err(refusal) => seen(MoveStatus::Refused, Some(refusal)),
    }
}

/// The bare move: no version expected, no arguments, no note.
fn dry(ticket: &Ticket, transition: &Transition) -> Command {
    Command::Move(Box::new(Take {
        ticket: ticket.key.clone(),
        transition: transition.name.clone(),
        expected: None,
        arguments: Default::default(),
        note: None,
        request: RequestId::new(Uuid::nil()),
    }))
}

fn missing(ticket: &Ticket, transition: &Transition) -> Vec<FieldName> {
    let empty = |name: &&FieldName| !ticket.content.contains_key(&Part::Field((*name).clone()));
    transition.requires.iter().filter(empty).cloned().collect()
}

/// The request that waits on `ticket`.
pub(crate) fn waiting<'a>(world: &'a World, ticket: &Ticket) -> Option<&'a Request> {
    let request = world.request(ticket.request?)?;
    request.state.is_open().then_some(request)
}

/// A sentence as doors answer it.
pub(crate) fn runs(sentence: &Sentence) -> Vec<Run> {
    let run = |r: &analysis::Run| Run {
        text: r.text.clone(),
        strong: r.strong,
    };
    sentence.runs().iter().map(run).collect()
}
