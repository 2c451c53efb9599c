//! What follows from an entry. The only code that changes a [`World`]; the same at work, at start and in `verify`.

mod access;
mod delegations;
mod keys;
mod rules;
mod tickets;

use model::{Deed, Digest, Entry, Outcome, Seq};

use crate::World;

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
    match deed {
        Deed::FoundWorkspace { .. }
        | Deed::Invite { .. }
        | Deed::Join { .. }
        | Deed::RemovePerson { .. }
        | Deed::GrantRole { .. }
        | Deed::RevokeRole { .. }
        | Deed::AddBot { .. }
        | Deed::ChangeKeeper { .. }
        | Deed::IssueToken { .. }
        | Deed::RevokeToken { .. } => access::on_access(world, entry, deed),
        Deed::Readmit { .. }
        | Deed::EnrolKey { .. }
        | Deed::RotateKey { .. }
        | Deed::Erase { .. }
        | Deed::Epoch { .. }
        | Deed::AddAnchor { .. }
        | Deed::RemoveAnchor { .. } => keys::on_keys(world, entry, deed),
        Deed::Delegate { .. } | Deed::AcceptDelegation { .. } | Deed::EndDelegation { .. } => {
            delegations::on_delegation(world, entry, deed)
        }
        Deed::CreateProject { .. }
        | Deed::EditDraft { .. }
        | Deed::ProposeWorkflow { .. }
        | Deed::GovernWorkflows { .. }
        | Deed::ProposeMigration { .. }
        | Deed::AcceptMigration { .. }
        | Deed::EndMigration { .. }
        | Deed::CloseReview { .. }
        | Deed::PublishWorkflow { .. }
        | Deed::Freeze { .. }
        | Deed::Thaw { .. }
        | Deed::ConfirmClock => rules::on_rules(world, entry, deed),
        Deed::CreateTicket { .. }
        | Deed::EditTicket { .. }
        | Deed::Comment { .. }
        | Deed::Move { .. }
        | Deed::BreakGlass { .. }
        | Deed::MigrateTicket { .. }
        | Deed::Request { .. }
        | Deed::Decide { .. }
        | Deed::EndRequest { .. } => tickets::on_ticket(world, entry, deed),
        Deed::FoundHost { .. }
        | Deed::AddPerson { .. }
        | Deed::ChangePassword { .. }
        | Deed::SignIn { .. }
        | Deed::SignOut { .. }
        | Deed::AddWorkspace { .. }
        | Deed::Call => Err(ApplyError::Contradiction {
            seq: entry.seq,
            what: "it belongs to a host's log",
        }),
    }
}
