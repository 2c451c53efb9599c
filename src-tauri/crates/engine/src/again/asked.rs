//! From something done to the command that was asked for it. Ids, digests and names stand in the entry; what else a command
//! carries, the world before it knows.

use model::{
    Command, Deed, Digest, Entry, InvitationId, RequestId, TicketId, TicketKey, Version,
    command::{Break, Decide, Epoch, Proposed, Publication, Rotation, Take},
    deed::Ending,
    refusal::{Refusal, Thing},
};

use super::Disagreement;
use crate::World;

/// The command that led to `deed`, were it the first thing that the command led to.
///
/// # Errors
/// [`Disagreement::Unled`] where it cannot be the first; [`Disagreement::Refused`] where it is about what is not there.
pub fn command(world: &World, entry: &Entry, deed: &Deed) -> Result<Command, Disagreement> {
    Ok(match deed.clone() {
        Deed::FoundWorkspace {
            workspace,
            name,
            owner: _,
            simulated,
            key,
        } => Command::FoundWorkspace {
            workspace,
            name,
            simulated,
            key,
        },
        Deed::Invite {
            invitation,
            code,
            roles,
            expires,
        } => Command::Invite {
            invitation,
            code,
            roles,
            expires,
        },
        Deed::Join {
            invitation,
            person: _,
        } => Command::Join {
            invitation,
            code: invited(world, invitation)?,
        },
        Deed::Readmit {
            invitation,
            code,
            person,
            expires,
        } => Command::Readmit {
            invitation,
            code,
            person,
            expires,
        },
        Deed::EnrolKey {
            person: _,
            key,
            held_by,
            readmitted,
        } => Command::EnrolKey {
            key,
            held_by,
            readmitted: readmitted
                .map(|id| Ok((id, vouched(world, id)?)))
                .transpose()?,
        },
        Deed::RotateKey {
            old,
            new,
            at,
            by_old,
            by_new,
        } => Command::RotateKey(Box::new(Rotation {
            old,
            new,
            at,
            by_old,
            by_new,
        })),
        Deed::Erase { texts, reason } => Command::Erase { texts, reason },
        Deed::Epoch {
            size,
            root,
            lost_size,
            lost_root,
            key,
            restored,
            reason,
        } => Command::BeginEpoch(Box::new(Epoch {
            kept: (size, root),
            lost: (lost_size, lost_root),
            key,
            restored,
            reason,
        })),
        Deed::AddAnchor { anchor, place } => Command::AddAnchor { anchor, place },
        Deed::RemoveAnchor { anchor } => Command::RemoveAnchor { anchor },
        Deed::RemovePerson { person } => Command::RemovePerson { person },
        Deed::GrantRole { role, holder } => Command::GrantRole { role, holder },
        Deed::RevokeRole { role, holder } => Command::RevokeRole { role, holder },
        Deed::AddBot {
            bot,
            handle,
            keeper,
        } => Command::AddBot {
            bot,
            handle,
            keeper,
        },
        Deed::ChangeKeeper { bot, keeper } => Command::ChangeKeeper { bot, keeper },
        Deed::IssueToken {
            token,
            bot,
            secret,
            expires,
            rate,
        } => Command::IssueToken {
            token,
            bot,
            secret,
            expires,
            rate,
        },
        Deed::RevokeToken { token } => Command::RevokeToken { token },
        Deed::CreateProject {
            project,
            key,
            name,
            workflow,
        } => Command::CreateProject {
            project,
            key,
            name,
            workflow,
        },
        Deed::PublishWorkflow {
            name: _,
            version: _,
            digest,
            rules_digest,
            bound,
            draft,
        } => Command::PublishWorkflow(Box::new(Publication {
            workflow: world
                .taught
                .get(&digest)
                .cloned()
                .ok_or(gone(Thing::Workflow))?,
            digest,
            rules_digest,
            bound,
            draft,
        })),
        Deed::EditDraft { draft, workflow } => Command::EditDraft { draft, workflow },
        Deed::ProposeWorkflow {
            draft,
            name,
            digest,
            rules_digest,
            bound,
            editors: _,
        } => Command::ProposeWorkflow {
            draft,
            proposed: Box::new(Proposed {
                name,
                digest,
                rules_digest,
                bound,
            }),
        },
        Deed::ProposeMigration { migration, mapping } => Command::ProposeMigration {
            migration,
            mapping: Box::new(mapping),
        },
        Deed::AcceptMigration { migration } => Command::AcceptMigration { migration },
        Deed::EndMigration { migration } => Command::EndMigration { migration },
        Deed::MigrateTicket {
            migration,
            workflow: _,
            version: _,
        } => Command::MigrateTicket {
            ticket: ticket(world, entry)?,
            migration,
        },
        Deed::GovernWorkflows { review } => Command::GovernWorkflows { review },
        Deed::BreakGlass {
            transition,
            version: _,
            category,
            reason,
            linked,
            review,
            due: _,
        } => Command::BreakGlass(Box::new(Break {
            ticket: ticket(world, entry)?,
            transition,
            expected: None,
            arguments: entry.about.changed.clone(),
            category,
            reason,
            linked: key(world, linked)?,
            review,
            // Nobody gets past a gate without: what stands here was said with it.
            reauthenticated: true,
        })),
        Deed::CloseReview {
            review,
            finding,
            said,
        } => Command::CloseReview {
            review,
            finding,
            said,
        },
        Deed::Delegate {
            delegation,
            to,
            scope,
            until,
        } => Command::Delegate {
            delegation,
            to,
            scope,
            until,
        },
        Deed::AcceptDelegation { delegation } => Command::AcceptDelegation { delegation },
        Deed::EndDelegation { delegation } => Command::EndDelegation { delegation },
        Deed::CreateTicket { project, number: _ } => {
            let project = world.projects.values().find(|p| p.id == project);
            Command::CreateTicket {
                ticket: about(entry)?,
                project: project.ok_or(gone(Thing::Project))?.key.clone(),
                content: entry.about.changed.clone(),
            }
        }
        Deed::EditTicket { version } => Command::EditTicket {
            ticket: ticket(world, entry)?,
            expected: Version(version.0.saturating_sub(1)),
            changes: entry.about.changed.clone(),
        },
        Deed::Comment { comment, text } => Command::Comment {
            ticket: ticket(world, entry)?,
            comment,
            text,
        },
        Deed::Move {
            transition,
            version: _,
            note,
        } => {
            // Through a gate: the last approval, or the thaw that it waited for, stands before it.
            if entry.about.request.is_some() {
                return Err(Disagreement::Unled);
            }
            // Should one open, then not this move stands here, whatever the request's id.
            let request = RequestId::new(about(entry)?.uuid());
            take(world, entry, transition, note, request)?
        }
        Deed::Request {
            transition,
            version: _,
            note,
            expires: _,
            excluded: _,
            shown: _,
        } => take(world, entry, transition, note, request(entry)?)?,
        Deed::Decide {
            verdict,
            shown,
            reason,
            at,
            under,
            reauthenticated,
            signature,
        } => Command::Decide(Box::new(Decide {
            request: request(entry)?,
            verdict,
            shown,
            reason,
            at,
            under,
            reauthenticated,
            signature,
        })),
        Deed::EndRequest { ending } => match ending {
            // Whatever else found it over: the clock could have said so a moment before.
            Ending::Expired => Command::Expire {
                request: request(entry)?,
            },
            Ending::Withdrawn => Command::Withdraw {
                request: request(entry)?,
            },
            Ending::Rejected | Ending::Stale(_) => return Err(Disagreement::Unled),
        },
        Deed::Freeze {
            target,
            reason,
            second,
        } => Command::Freeze {
            target,
            reason,
            second,
        },
        Deed::Thaw { target } => Command::Thaw { target },
        Deed::ConfirmClock => Command::ConfirmClock,
        Deed::FoundHost { .. }
        | Deed::AddPerson { .. }
        | Deed::ChangePassword { .. }
        | Deed::SignIn { .. }
        | Deed::SignOut { .. }
        | Deed::AddWorkspace { .. }
        | Deed::Call => return Err(Disagreement::Misplaced),
    })
}

fn take(
    world: &World,
    entry: &Entry,
    transition: model::TransitionName,
    note: Option<Digest>,
    request: RequestId,
) -> Result<Command, Disagreement> {
    Ok(Command::Move(Box::new(Take {
        ticket: ticket(world, entry)?,
        transition,
        expected: None,
        arguments: entry.about.changed.clone(),
        note,
        request,
    })))
}

/// The word of the code that was redeemed. Only its digest was ever kept, and that is what the command carried.
fn invited(world: &World, id: InvitationId) -> Result<Digest, Disagreement> {
    let made = world.access.invitations.get(&id);
    Ok(made.ok_or(gone(Thing::Invitation))?.code)
}

fn vouched(world: &World, id: InvitationId) -> Result<Digest, Disagreement> {
    let made = world.signing.codes.get(&id);
    Ok(made.ok_or(gone(Thing::Invitation))?.code)
}

fn about(entry: &Entry) -> Result<TicketId, Disagreement> {
    entry.about.ticket.ok_or(gone(Thing::Ticket))
}

fn ticket(world: &World, entry: &Entry) -> Result<TicketKey, Disagreement> {
    let found = world.ticket_by_id(about(entry)?);
    Ok(found.ok_or(gone(Thing::Ticket))?.key.clone())
}

fn key(world: &World, id: TicketId) -> Result<TicketKey, Disagreement> {
    let found = world.ticket_by_id(id);
    Ok(found.ok_or(gone(Thing::Ticket))?.key.clone())
}

fn request(entry: &Entry) -> Result<RequestId, Disagreement> {
    entry.about.request.ok_or(gone(Thing::Request))
}

const fn gone(thing: Thing) -> Disagreement {
    Disagreement::Refused(Refusal::NotFound(thing))
}
