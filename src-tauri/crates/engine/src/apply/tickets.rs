//! Tickets, the requests that wait on them, and decisions on those.

use std::collections::BTreeMap;

use model::{
    Decision, Deed, Digest, Entry, MigrationId, Request, RequestId, RequestState, ReviewId, Seq,
    Stead, Ticket, TicketId, TicketKey, TransitionName, Verdict, Version, deed::Ending,
    entry::About,
};

use super::ApplyError;
use crate::{Review, World, gate};

pub(super) fn on_ticket(world: &mut World, entry: &Entry, deed: &Deed) -> Result<(), ApplyError> {
    let seq = entry.seq;
    let id = entry.about.ticket.ok_or(ApplyError::Missing {
        seq,
        what: "ticket",
    })?;
    match deed {
        Deed::CreateTicket { project, number } => {
            let opened = opened(world, entry, id, (*project, *number))?;
            world.load(opened);
        }
        Deed::EditTicket { version } => {
            let ticket = ticket(world, seq, id)?;
            step(ticket, seq, *version)?;
            change(ticket, entry);
        }
        Deed::Comment { .. } => ticket(world, seq, id)?.comments += 1,
        Deed::Move {
            transition,
            version,
            ..
        } => {
            moved(world, entry, id, (transition, *version))?;
            if let Some(request) = entry.about.request {
                end(world, entry, request, RequestState::Moved { at: seq })?;
            }
        }
        Deed::BreakGlass {
            transition,
            version,
            ..
        } => {
            let review = broken(world, entry, id, deed)?;
            moved(world, entry, id, (transition, *version))?;
            world.reviews.insert(review.0, review.1);
        }
        Deed::MigrateTicket {
            migration,
            workflow,
            version,
        } => migrated(world, entry, id, (*migration, *workflow, *version))?,
        Deed::Request { .. } => {
            let request = asked(world, entry, id, deed)?;
            ticket(world, seq, id)?.request = Some(request.id);
            world.requests.insert(request.id, request);
        }
        Deed::Decide {
            verdict,
            shown,
            reason,
            at,
            under,
            reauthenticated,
            ..
        } => {
            let by = entry.by.id.person().ok_or(ApplyError::Missing {
                seq,
                what: "person",
            })?;
            let key = world.signing.key(by).ok_or(ApplyError::Missing {
                seq,
                what: "signing key",
            })?;
            let key = key.key;
            let stead = under.map(|under| {
                let given = world.delegations.get(&under);
                let of = given.map(|d| d.from).ok_or(ApplyError::Missing {
                    seq,
                    what: "delegation",
                })?;
                Ok(Stead { of, under })
            });
            let stead = stead.transpose()?;
            let request = request(world, entry)?;
            request.decisions.push(Decision {
                by,
                verdict: *verdict,
                reason: *reason,
                shown: *shown,
                at: *at,
                seq,
                key,
                stead,
                reauthenticated: *reauthenticated,
                round: request.round,
            });
            if *verdict == Verdict::Changes {
                request.state = RequestState::Returned { by };
            }
        }
        Deed::EndRequest { ending } => {
            let request = entry.about.request.ok_or(ApplyError::Missing {
                seq,
                what: "request",
            })?;
            let state = match ending {
                Ending::Rejected => RequestState::Rejected {
                    by: entry.by.id.person().ok_or(ApplyError::Missing {
                        seq,
                        what: "person",
                    })?,
                },
                Ending::Expired => RequestState::Expired,
                Ending::Withdrawn => RequestState::Withdrawn,
                Ending::Stale(because) => RequestState::Stale {
                    because: *because,
                    by: entry.previous.map_or(seq, |(seq, _)| seq),
                },
            };
            end(world, entry, request, state)?;
        }
        _ => {
            return Err(ApplyError::Contradiction {
                seq,
                what: "it is about no ticket",
            });
        }
    }
    Ok(())
}

fn opened(
    world: &mut World,
    entry: &Entry,
    id: TicketId,
    (project, number): (model::ProjectId, u64),
) -> Result<Ticket, ApplyError> {
    let seq = entry.seq;
    let missing = |what| ApplyError::Missing { seq, what };
    let project = world
        .projects
        .values_mut()
        .find(|p| p.id == project)
        .ok_or(missing("project"))?;
    if number != project.last + 1 {
        return Err(ApplyError::Contradiction {
            seq,
            what: "the ticket's number",
        });
    }
    project.last = number;
    let key = TicketKey {
        project: project.key.clone(),
        number,
    };
    let (project, workflow) = (project.id, project.workflow.clone());
    let rules = &world
        .newest(&workflow)
        .ok_or(missing("workflow"))?
        .published;
    if entry.about.workflow != Some(rules.at.digest)
        || entry.about.to.as_ref() != Some(&rules.workflow.initial)
    {
        return Err(ApplyError::Contradiction {
            seq,
            what: "the ticket's first state",
        });
    }
    let mut ticket = Ticket {
        id,
        key,
        project,
        workflow: rules.at.clone(),
        state: rules.workflow.initial.clone(),
        version: Version(1),
        creator: entry.by.id,
        editor: entry.by.id,
        movers: BTreeMap::new(),
        content: BTreeMap::new(),
        comments: 0,
        request: None,
        last: (seq, Digest::new([0; 32])),
    };
    change(&mut ticket, entry);
    Ok(ticket)
}

fn asked(world: &World, entry: &Entry, id: TicketId, deed: &Deed) -> Result<Request, ApplyError> {
    let seq = entry.seq;
    let missing = |what| ApplyError::Missing { seq, what };
    let Deed::Request {
        transition,
        version,
        note,
        expires,
        excluded,
        shown,
    } = deed
    else {
        return Err(missing("request"));
    };
    let About {
        from: Some(from),
        to: Some(to),
        request: Some(request),
        changed,
        ..
    } = entry.about.clone()
    else {
        return Err(missing("request"));
    };
    let ticket = world.ticket_by_id(id).ok_or(missing("ticket"))?;
    let rules = world
        .published(&ticket.workflow)
        .ok_or(missing("workflow"))?;
    let gate = rules
        .workflow
        .leaving(&from)
        .find(|t| t.name == *transition)
        .and_then(|t| t.gate.clone());
    let gate = gate.ok_or(missing("gate"))?;
    let before = ticket.request.and_then(|open| world.request(open));
    let asked = Request {
        id: request,
        ticket: id,
        key: ticket.key.clone(),
        version: *version,
        workflow: ticket.workflow.clone(),
        transition: transition.clone(),
        from,
        to,
        barred: gate::barred(&gate, ticket),
        gate,
        requester: entry.by.id,
        via: entry.by.via,
        keeper: world.access.keeper(entry.by.id),
        opened: seq,
        opened_at: entry.at,
        round: 1,
        asked_at: entry.at,
        expires: *expires,
        content: ticket.content.clone(),
        arguments: changed,
        note: *note,
        excluded: excluded.clone(),
        decisions: Vec::new(),
        state: RequestState::Pending,
    };
    let request = match before {
        Some(before) if before.id == asked.id => asked.after(before),
        Some(_) => {
            return Err(ApplyError::Contradiction {
                seq,
                what: "another request waits on the ticket",
            });
        }
        None => asked,
    };
    if world.id.map(|workspace| request.shown(workspace)) != Some(*shown) {
        return Err(ApplyError::Contradiction {
            seq,
            what: "the digest of what is shown",
        });
    }
    Ok(request)
}

fn ticket(world: &mut World, seq: Seq, id: TicketId) -> Result<&mut Ticket, ApplyError> {
    world.tickets.get_mut(&id).ok_or(ApplyError::Missing {
        seq,
        what: "ticket",
    })
}

fn request<'a>(world: &'a mut World, entry: &Entry) -> Result<&'a mut Request, ApplyError> {
    let missing = ApplyError::Missing {
        seq: entry.seq,
        what: "request",
    };
    entry
        .about
        .request
        .and_then(|id| world.requests.get_mut(&id))
        .ok_or(missing)
}

fn moved(
    world: &mut World,
    entry: &Entry,
    id: TicketId,
    (transition, version): (&TransitionName, Version),
) -> Result<(), ApplyError> {
    let seq = entry.seq;
    let to = entry.about.to.clone();
    let to = to.ok_or(ApplyError::Missing { seq, what: "state" })?;
    let ticket = ticket(world, seq, id)?;
    if entry.about.from.as_ref() != Some(&ticket.state) {
        return Err(ApplyError::Contradiction {
            seq,
            what: "the state it moved from",
        });
    }
    step(ticket, seq, version)?;
    ticket.state = to;
    let movers = ticket.movers.entry(transition.clone()).or_default();
    movers.insert(entry.by.id);
    change(ticket, entry);
    Ok(())
}

/// A ticket stands by another version. What it cannot keep is gone; whoever migrates it edits nothing, and takes no transition.
fn migrated(
    world: &mut World,
    entry: &Entry,
    id: TicketId,
    (migration, workflow, version): (MigrationId, Digest, Version),
) -> Result<(), ApplyError> {
    let seq = entry.seq;
    let missing = |what| ApplyError::Missing { seq, what };
    let known = world.migrations.get(&migration);
    let mapping = &known.ok_or(missing("migration"))?.mapping;
    let new = world.version(&mapping.workflow, mapping.to);
    let at = new.ok_or(missing("workflow"))?.published.at.clone();
    let to = entry.about.to.clone().ok_or(missing("state"))?;
    let ticket = ticket(world, seq, id)?;
    if at.digest != workflow || entry.about.from.as_ref() != Some(&ticket.state) {
        return Err(ApplyError::Contradiction {
            seq,
            what: "the state or the version it goes on from or to",
        });
    }
    step(ticket, seq, version)?;
    ticket.workflow = at;
    ticket.state = to;
    for part in entry.about.changed.keys() {
        ticket.content.remove(part);
    }
    Ok(())
}

/// The review that a broken glass opens.
fn broken(
    world: &World,
    entry: &Entry,
    id: TicketId,
    deed: &Deed,
) -> Result<(ReviewId, Review), ApplyError> {
    let missing = |what| ApplyError::Missing {
        seq: entry.seq,
        what,
    };
    let Deed::BreakGlass {
        transition,
        version: _,
        category,
        reason,
        linked,
        review,
        due,
    } = deed
    else {
        return Err(missing("broken glass"));
    };
    let ticket = world.ticket_by_id(id).ok_or(missing("ticket"))?;
    let opened = Review {
        ticket: id,
        key: ticket.key.clone(),
        workflow: ticket.workflow.clone(),
        transition: transition.clone(),
        from: ticket.state.clone(),
        to: entry.about.to.clone().ok_or(missing("state"))?,
        by: entry.by.id.person().ok_or(missing("person"))?,
        category: *category,
        reason: *reason,
        linked: *linked,
        seq: entry.seq,
        at: entry.at,
        due: *due,
        closed: None,
    };
    Ok((*review, opened))
}

fn end(
    world: &mut World,
    entry: &Entry,
    request: RequestId,
    state: RequestState,
) -> Result<(), ApplyError> {
    let seq = entry.seq;
    let ended = world.requests.get_mut(&request);
    let ended = ended.ok_or(ApplyError::Missing {
        seq,
        what: "request",
    })?;
    if !ended.state.is_open() || entry.about.ticket != Some(ended.ticket) {
        return Err(ApplyError::Contradiction {
            seq,
            what: "the request is not open",
        });
    }
    ended.state = state;
    let id = ended.ticket;
    ticket(world, seq, id)?.request = None;
    Ok(())
}

fn step(ticket: &mut Ticket, seq: Seq, version: Version) -> Result<(), ApplyError> {
    if version.0 != ticket.version.0 + 1 {
        return Err(ApplyError::Contradiction {
            seq,
            what: "the ticket's version",
        });
    }
    ticket.version = version;
    Ok(())
}

/// Takes in what `entry` changes; whoever changes content is its last editor.
fn change(ticket: &mut Ticket, entry: &Entry) {
    for (part, digest) in &entry.about.changed {
        match digest {
            Some(digest) => ticket.content.insert(part.clone(), *digest),
            None => ticket.content.remove(part),
        };
    }
    if !entry.about.changed.is_empty() {
        ticket.editor = entry.by.id;
    }
}
