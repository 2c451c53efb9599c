//! Refusals. Most cannot be decided again, because what the call named is a text; but what they were about can be looked at, and
//! where that is all there was to decide by, the answer must be the same.

use model::{
    Action, Code, Command, CommentId, DelegationId, Digest, Entry, Refusal, RequestId, Signature,
    Timestamp, Verdict, command::Decide, entry::About,
};

use super::{Disagreement, Ruling};
use crate::{World, decide};

/// What can be known of the refusal `entry`, which is to follow on `world`.
pub fn again(world: &World, entry: &Entry) -> Result<Ruling, Disagreement> {
    if entry.about != surroundings(world, entry) {
        return Err(Disagreement::NotSo);
    }
    let Some(stands) = entry.code.filter(|code| *code != Code::KeyReused) else {
        return Ok(Ruling::Unasked);
    };
    let mut named = named(world, entry).into_iter().peekable();
    if named.peek().is_none() {
        return Ok(Ruling::Unasked);
    }
    for command in named {
        match decide(world, &entry.by, &command, entry.at) {
            Err(refusal) if refusal.code() == stands => {
                return Ok(Ruling::Same { then: Vec::new() });
            }
            Err(Refusal::NotSigned) if unread(stands) => return Ok(Ruling::Unasked),
            _ => {}
        }
    }
    Err(Disagreement::Groundless(stands))
}

/// What the refusal can have been about, as the world has it.
fn surroundings(world: &World, entry: &Entry) -> About {
    let said = &entry.about;
    let request = said.request.and_then(|id| world.request(id));
    let id = match entry.action {
        Action::Decide | Action::EndRequest => request.map(|r| r.ticket),
        Action::EditTicket
        | Action::Comment
        | Action::Move
        | Action::BreakGlass
        | Action::MigrateTicket => said.ticket,
        _ => None,
    };
    let Some(ticket) = id.and_then(|id| world.ticket_by_id(id)) else {
        return About::default();
    };
    let leads_there = || {
        let rules = world.published(&ticket.workflow)?;
        let mut ways = rules.workflow.leaving(&ticket.state);
        ways.find(|t| Some(&t.to) == said.to.as_ref())
            .map(|t| t.to.clone())
    };
    let maps_there = || {
        let mut known = world.migrations.values();
        known.find_map(|known| {
            let to = known.mapping.states.get(&ticket.state);
            to.filter(|to| Some(*to) == said.to.as_ref()).cloned()
        })
    };
    About {
        ticket: Some(ticket.id),
        from: Some(ticket.state.clone()),
        to: match entry.action {
            Action::Move | Action::BreakGlass => leads_there(),
            Action::Decide => request.map(|r| r.to.clone()),
            Action::MigrateTicket => maps_there(),
            _ => None,
        },
        workflow: Some(ticket.workflow.digest),
        request: request.map(|r| r.id),
        ..About::default()
    }
}

/// The commands that it can have been, as far as they are known: none where a text would have to be read.
fn named(world: &World, entry: &Entry) -> Vec<Command> {
    let nothing = Digest::new([0; 32]);
    match (entry.action, entry.about.request) {
        (Action::EndRequest, Some(request)) => {
            vec![Command::Withdraw { request }, Command::Expire { request }]
        }
        (Action::Decide, Some(request)) => decisions(world, entry, request),
        (Action::Comment, _) => {
            let ticket = entry.about.ticket.and_then(|id| world.ticket_by_id(id));
            let comment = ticket.map(|ticket| Command::Comment {
                ticket: ticket.key.clone(),
                // Any: nobody is refused for it.
                comment: CommentId::new(ticket.id.uuid()),
                text: nothing,
            });
            comment.into_iter().collect()
        }
        _ => Vec::new(),
    }
}

/// What was signed is not known, but whether this person could decide at all is: by themselves, or in somebody's stead.
fn decisions(world: &World, entry: &Entry, request: RequestId) -> Vec<Command> {
    let given = world.delegations.iter();
    let given = given.filter(|(_, d)| entry.by.id.person() == Some(d.to));
    let none_of_theirs = DelegationId::new(request.uuid());
    let under = [None, Some(none_of_theirs)].into_iter();
    let under = under.chain(given.map(|(id, _)| Some(*id)));
    let ways = under.flat_map(|under| [(under, false), (under, true)]);
    ways.map(|(under, reauthenticated)| {
        Command::Decide(Box::new(Decide {
            request,
            verdict: Verdict::Approve,
            shown: Digest::new([0; 32]),
            reason: None,
            at: Timestamp::from_micros(i64::MIN),
            under,
            reauthenticated,
            signature: Signature::new([0; 64]),
        }))
    })
    .collect()
}

/// Whether a decision was refused for what it said, which is not known any more: only somebody who may decide is told so.
const fn unread(code: Code) -> bool {
    matches!(
        code,
        Code::NotSigned
            | Code::NotWhatWasShown
            | Code::NotPending
            | Code::AlreadyDecided
            | Code::NoSeat
            | Code::MissingFields
    )
}
