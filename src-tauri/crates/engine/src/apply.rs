//! What follows from an entry. The only code that changes a [`World`]; the same at work, at start and in `verify`.

use std::{collections::BTreeMap, sync::Arc};

use model::{
    ActorId, Decision, Deed, Digest, Entry, Exclusion, Holder, Outcome, PersonId, Published,
    Request, RequestId, RequestState, RoleName, Seq, Ticket, TicketId, TicketKey, Version,
    WorkflowRef, deed::Ending, entry::About, ticket::Changes,
};

use crate::{
    Access, World,
    access::{Bot, Invitation, Member, Token},
    world::{Project, PublishedAt},
};

/// A log that cannot have been written by this engine.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum ApplyError {
    /// A place is skipped or taken twice.
    #[error("Entry {found} follows where entry {expected} should stand.")]
    OutOfOrder {
        /// The place it should have.
        expected: Seq,
        /// The place it has.
        found: Seq,
    },
    /// Time runs backwards.
    #[error("Entry {0} is older than the one before it.")]
    TimeRanBack(Seq),
    /// It is about something that is not there.
    #[error("Entry {seq} is about a {what} that is not there.")]
    Missing {
        /// The entry.
        seq: Seq,
        /// What.
        what: &'static str,
    },
    /// It does not follow from what was.
    #[error("Entry {seq} does not follow from the ones before it: {what}.")]
    Contradiction {
        /// The entry.
        seq: Seq,
        /// In what.
        what: &'static str,
    },
}

/// Takes in `entry`, whose leaf hash is `leaf`.
///
/// # Errors
/// [`ApplyError`] when it does not follow. The world is not to be used any further then.
pub fn apply(world: &mut World, entry: &Entry, leaf: Digest) -> Result<(), ApplyError> {
    let seq = entry.seq;
    let expected = world.head.map_or(Seq(0), |head| Seq(head.0 + 1));
    if seq != expected {
        return Err(ApplyError::OutOfOrder {
            expected,
            found: seq,
        });
    }
    if world.last_at.is_some_and(|last| entry.at < last) {
        return Err(ApplyError::TimeRanBack(seq));
    }
    let confirmed = matches!(entry.deed, Some(Deed::ConfirmClock));
    world.clock_in_doubt = world.clock_in_doubt(entry.at) && !confirmed;
    world.head = Some(seq);
    world.last_at = Some(entry.at);
    let before = entry
        .about
        .ticket
        .and_then(|id| world.ticket_by_id(id))
        .map(|t| t.last);
    if before.is_some() && entry.previous != before {
        return Err(ApplyError::Contradiction {
            seq,
            what: "the ticket's previous entry",
        });
    }
    if entry.outcome == Outcome::Done {
        let deed = entry.deed.as_ref().ok_or(ApplyError::Contradiction {
            seq,
            what: "nothing was done",
        })?;
        done(world, entry, deed)?;
    }
    if let Some(ticket) = entry.about.ticket.and_then(|id| world.tickets.get_mut(&id)) {
        ticket.last = (seq, leaf);
    }
    Ok(())
}

fn done(world: &mut World, entry: &Entry, deed: &Deed) -> Result<(), ApplyError> {
    let (seq, at) = (entry.seq, entry.at);
    let missing = |what| ApplyError::Missing { seq, what };
    match deed {
        Deed::FoundWorkspace {
            workspace,
            name,
            owner,
            simulated,
        } => {
            if world.id.is_some() || seq != Seq(0) {
                return Err(ApplyError::Contradiction {
                    seq,
                    what: "the workspace is founded twice",
                });
            }
            world.id = Some(*workspace);
            world.name = Some(*name);
            world.simulated = *simulated;
            world.access.members.insert(*owner, Member { since: at });
            for role in [RoleName::owner(), RoleName::author()] {
                hold(&mut world.access, role, Holder::Person(*owner), seq);
            }
        }
        Deed::Invite {
            invitation,
            code,
            roles,
            expires,
        } => {
            let by = entry.by.id.person().ok_or(missing("person"))?;
            let invited = Invitation {
                code: *code,
                roles: roles.clone(),
                expires: *expires,
                by,
                redeemed: None,
            };
            world.access.invitations.insert(*invitation, invited);
        }
        Deed::Join { invitation, person } => {
            let invited = world
                .access
                .invitations
                .get_mut(invitation)
                .ok_or(missing("invitation"))?;
            invited.redeemed = Some(*person);
            let roles = invited.roles.clone();
            world.access.members.insert(*person, Member { since: at });
            for role in roles {
                hold(&mut world.access, role, Holder::Person(*person), seq);
            }
        }
        Deed::RemovePerson { person } => {
            world
                .access
                .members
                .remove(person)
                .ok_or(missing("member"))?;
            for holders in world.access.roles.values_mut() {
                holders.remove(&Holder::Person(*person));
            }
        }
        Deed::GrantRole { role, holder } => hold(&mut world.access, role.clone(), *holder, seq),
        Deed::RevokeRole { role, holder } => {
            let held = world
                .access
                .roles
                .get_mut(role)
                .and_then(|holders| holders.remove(holder));
            held.ok_or(missing("holder"))?;
        }
        Deed::AddBot {
            bot,
            handle,
            keeper,
        } => {
            world.access.bots.insert(
                *bot,
                Bot {
                    handle: *handle,
                    keeper: *keeper,
                    since: at,
                },
            );
        }
        Deed::ChangeKeeper { bot, keeper } => {
            world.access.bots.get_mut(bot).ok_or(missing("bot"))?.keeper = *keeper;
            exclude(world, ActorId::Bot(*bot), *keeper, Exclusion::Keeper);
        }
        Deed::IssueToken {
            token,
            bot,
            secret,
            expires,
            rate,
        } => {
            let issuer = entry.by.id.person().ok_or(missing("person"))?;
            let issued = Token {
                bot: *bot,
                secret: *secret,
                issuer,
                issued: at,
                expires: *expires,
                rate: *rate,
                revoked: None,
            };
            world.access.tokens.insert(*token, issued);
            exclude(world, ActorId::Bot(*bot), issuer, Exclusion::TokenIssuer);
        }
        Deed::RevokeToken { token } => {
            world
                .access
                .tokens
                .get_mut(token)
                .ok_or(missing("token"))?
                .revoked = Some(at);
        }
        Deed::CreateProject {
            project,
            key,
            name,
            workflow,
        } => {
            let made = Project {
                id: *project,
                key: key.clone(),
                name: *name,
                workflow: workflow.clone(),
                last: 0,
            };
            world.projects.insert(key.clone(), made);
        }
        Deed::PublishWorkflow {
            name,
            version,
            digest,
            rules_digest,
            bound,
        } => {
            let workflow = world
                .taught
                .remove(digest)
                .ok_or(missing("workflow file"))?;
            let versions = world.workflows.entry(name.clone()).or_default();
            if workflow.name != *name || versions.len() + 1 != *version as usize {
                return Err(ApplyError::Contradiction {
                    seq,
                    what: "the workflow's name or version",
                });
            }
            let reference = WorkflowRef {
                name: name.clone(),
                version: *version,
                digest: *digest,
            };
            let published = Published {
                at: reference,
                rules_digest: *rules_digest,
                workflow,
                bound: bound.clone(),
            };
            versions.push(PublishedAt {
                published: Arc::new(published),
                seq,
                at,
                by: entry.by.id,
            });
        }
        Deed::Freeze { target, .. } => {
            world.frozen.insert(target.clone());
        }
        Deed::Thaw { target } => {
            world.frozen.remove(target);
        }
        Deed::ConfirmClock => {}
        Deed::CreateTicket { .. }
        | Deed::EditTicket { .. }
        | Deed::Comment { .. }
        | Deed::Move { .. }
        | Deed::Request { .. }
        | Deed::Decide { .. }
        | Deed::EndRequest { .. } => on_ticket(world, entry, deed)?,
        Deed::FoundHost { .. }
        | Deed::AddPerson { .. }
        | Deed::ChangePassword { .. }
        | Deed::SignIn { .. }
        | Deed::SignOut { .. }
        | Deed::AddWorkspace { .. }
        | Deed::Call => {
            return Err(ApplyError::Contradiction {
                seq,
                what: "it belongs to a host's log",
            });
        }
    }
    Ok(())
}

fn on_ticket(world: &mut World, entry: &Entry, deed: &Deed) -> Result<(), ApplyError> {
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
            change(ticket, &entry.about.changed);
        }
        Deed::Comment { .. } => ticket(world, seq, id)?.comments += 1,
        Deed::Move { version, .. } => {
            let to = entry
                .about
                .to
                .clone()
                .ok_or(ApplyError::Missing { seq, what: "state" })?;
            let ticket = ticket(world, seq, id)?;
            if entry.about.from.as_ref() != Some(&ticket.state) {
                return Err(ApplyError::Contradiction {
                    seq,
                    what: "the state it moved from",
                });
            }
            step(ticket, seq, *version)?;
            ticket.state = to;
            change(ticket, &entry.about.changed);
            if let Some(request) = entry.about.request {
                end(world, seq, id, request, RequestState::Moved { at: seq })?;
            }
        }
        Deed::Request { .. } => {
            let request = asked(world, entry, id, deed)?;
            ticket(world, seq, id)?.request = Some(request.id);
            world.requests.insert(request.id, request);
        }
        Deed::Decide {
            verdict,
            shown,
            reason,
        } => {
            let by = entry.by.id.person().ok_or(ApplyError::Missing {
                seq,
                what: "person",
            })?;
            let decision = Decision {
                by,
                verdict: *verdict,
                reason: *reason,
                shown: *shown,
                at: entry.at,
                seq,
            };
            request(world, entry)?.decisions.push(decision);
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
                Ending::Stale(because) => RequestState::Stale { because: *because },
            };
            end(world, seq, id, request, state)?;
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
        content: BTreeMap::new(),
        comments: 0,
        request: None,
        last: (seq, Digest::new([0; 32])),
    };
    change(&mut ticket, &entry.about.changed);
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
    let request = Request {
        id: request,
        ticket: id,
        key: ticket.key.clone(),
        version: *version,
        workflow: ticket.workflow.clone(),
        transition: transition.clone(),
        from,
        to,
        gate: gate.ok_or(missing("gate"))?,
        requester: entry.by.id,
        via: entry.by.via,
        opened: seq,
        opened_at: entry.at,
        expires: *expires,
        content: ticket.content.clone(),
        arguments: changed,
        note: *note,
        excluded: excluded.clone(),
        decisions: Vec::new(),
        state: RequestState::Pending,
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

fn end(
    world: &mut World,
    seq: Seq,
    id: TicketId,
    request: RequestId,
    state: RequestState,
) -> Result<(), ApplyError> {
    let ended = world
        .requests
        .get_mut(&request)
        .ok_or(ApplyError::Missing {
            seq,
            what: "request",
        })?;
    if ended.state != RequestState::Pending || ended.ticket != id {
        return Err(ApplyError::Contradiction {
            seq,
            what: "the request is not pending",
        });
    }
    ended.state = state;
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

fn change(ticket: &mut Ticket, changes: &Changes) {
    for (part, digest) in changes {
        match digest {
            Some(digest) => ticket.content.insert(part.clone(), *digest),
            None => ticket.content.remove(part),
        };
    }
}

/// Holding a role again does not make it older; being given what one holds does not make it newer.
fn hold(access: &mut Access, role: RoleName, holder: Holder, seq: Seq) {
    access
        .roles
        .entry(role)
        .or_default()
        .entry(holder)
        .or_insert(seq);
}

/// The excluded of what `requester` has open only ever grow (law 7).
fn exclude(world: &mut World, requester: ActorId, person: PersonId, why: Exclusion) {
    let open = world
        .requests
        .values_mut()
        .filter(|r| r.state == RequestState::Pending && r.requester == requester);
    for request in open {
        request.excluded.entry(person).or_default().insert(why);
    }
}
