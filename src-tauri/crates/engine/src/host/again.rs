//! A host's log, decided again. One command leads to one entry here.

use model::{
    Deed, Entry, HostCommand, Outcome,
    command::{Epoch, Rotation},
};

use super::{HostWorld, decide};
use crate::again::{Disagreement, Ruling, about_nothing, compared};

/// Decides `entry` again, which is to follow on `world`.
///
/// # Errors
/// [`Disagreement`]: the rules give something else.
pub fn again(world: &HostWorld, entry: &Entry) -> Result<Ruling, Disagreement> {
    match (entry.outcome, &entry.deed) {
        (Outcome::Done, Some(deed)) => {
            compared(decide(world, &entry.by, &command(deed)?, entry.at), entry)
        }
        (Outcome::Done, None) => Err(Disagreement::Misplaced),
        (Outcome::Refused | Outcome::Counted, _) => about_nothing(entry),
    }
}

fn command(deed: &Deed) -> Result<HostCommand, Disagreement> {
    Ok(match deed.clone() {
        Deed::FoundHost {
            host,
            simulated,
            key,
        } => HostCommand::FoundHost {
            host,
            simulated,
            key,
        },
        Deed::AddPerson {
            person,
            handle,
            name,
            password,
        } => HostCommand::AddPerson {
            person,
            handle,
            name,
            password,
        },
        Deed::ChangePassword { person, password } => {
            HostCommand::ChangePassword { person, password }
        }
        Deed::SignIn { person } => HostCommand::SignIn {
            person: Some(person),
            right: true,
        },
        Deed::SignOut { person } => HostCommand::SignOut { person },
        Deed::AddWorkspace { workspace, founder } => {
            HostCommand::AddWorkspace { workspace, founder }
        }
        Deed::RotateKey {
            old,
            new,
            at,
            by_old,
            by_new,
        } => HostCommand::RotateKey(Box::new(Rotation {
            old,
            new,
            at,
            by_old,
            by_new,
        })),
        Deed::Epoch {
            size,
            root,
            lost_size,
            lost_root,
            key,
            restored,
            reason,
        } => HostCommand::BeginEpoch(Box::new(Epoch {
            kept: (size, root),
            lost: (lost_size, lost_root),
            key,
            restored,
            reason,
        })),
        Deed::FoundWorkspace { .. }
        | Deed::Invite { .. }
        | Deed::Join { .. }
        | Deed::Readmit { .. }
        | Deed::EnrolKey { .. }
        | Deed::Erase { .. }
        | Deed::AddAnchor { .. }
        | Deed::RemoveAnchor { .. }
        | Deed::RemovePerson { .. }
        | Deed::GrantRole { .. }
        | Deed::RevokeRole { .. }
        | Deed::AddBot { .. }
        | Deed::ChangeKeeper { .. }
        | Deed::IssueToken { .. }
        | Deed::RevokeToken { .. }
        | Deed::CreateProject { .. }
        | Deed::EditDraft { .. }
        | Deed::ProposeWorkflow { .. }
        | Deed::GovernWorkflows { .. }
        | Deed::ProposeMigration { .. }
        | Deed::AcceptMigration { .. }
        | Deed::EndMigration { .. }
        | Deed::MigrateTicket { .. }
        | Deed::PublishWorkflow { .. }
        | Deed::CreateTicket { .. }
        | Deed::EditTicket { .. }
        | Deed::Comment { .. }
        | Deed::Move { .. }
        | Deed::BreakGlass { .. }
        | Deed::CloseReview { .. }
        | Deed::Delegate { .. }
        | Deed::AcceptDelegation { .. }
        | Deed::EndDelegation { .. }
        | Deed::Request { .. }
        | Deed::Decide { .. }
        | Deed::EndRequest { .. }
        | Deed::Freeze { .. }
        | Deed::Thaw { .. }
        | Deed::ConfirmClock
        | Deed::Call => return Err(Disagreement::Misplaced),
    })
}

#[cfg(test)]
mod tests {
    use model::{Actor, Digest, PersonId, Refusal, Seq, SessionId, Timestamp, entry::FORMAT};

    use super::*;

    fn person(n: u128) -> PersonId {
        PersonId::new(uuid::Uuid::from_u128(n))
    }

    fn entry(by: PersonId, deed: Deed) -> Entry {
        Entry {
            v: FORMAT,
            seq: Seq(0),
            at: Timestamp::from_micros(0),
            by: Actor::person(by, SessionId::new(uuid::Uuid::from_u128(9))),
            action: deed.action(),
            about: Default::default(),
            outcome: Outcome::Done,
            code: None,
            named: None,
            previous: None,
            key: None,
            count: None,
            trace: None,
            engine: crate::VERSION,
            deed: Some(deed),
        }
    }

    #[test]
    fn a_person_is_made_known_by_themselves_and_nobody_else_sets_their_password() {
        let digest = Digest::of(b"a text");
        let added = Deed::AddPerson {
            person: person(1),
            handle: digest,
            name: digest,
            password: digest,
        };
        let mut world = HostWorld::new();
        let same = Ok(Ruling::Same { then: Vec::new() });
        let refused = Err(Disagreement::Refused(Refusal::Unauthenticated));
        let by_another = entry(person(2), added.clone());
        assert_eq!(again(&world, &by_another), refused);
        let added = entry(person(1), added);
        assert_eq!(again(&world, &added), same);
        super::super::apply(&mut world, &added).unwrap();
        let set = Deed::ChangePassword {
            person: person(1),
            password: digest,
        };
        assert_eq!(again(&world, &entry(person(1), set.clone())), same);
        assert_eq!(again(&world, &entry(person(2), set)), refused);
        let foreign = entry(person(1), Deed::ConfirmClock);
        assert_eq!(again(&world, &foreign), Err(Disagreement::Misplaced));
    }
}
