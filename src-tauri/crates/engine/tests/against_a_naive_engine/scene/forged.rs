//! What was refused, written down as if it had been done: told again, it is refused as it was.

use model::{Actor, Command, Deed, Event, Refusal, Version, entry::About};
use openweave_engine::{Disagreement, again};
use proptest::{prelude::*, test_runner::TestCaseError};

use super::{Scene, cast};
use crate::naive::written;

impl Scene {
    /// Nobody gets what `command` was refused by writing that they did.
    pub fn not_done(
        &self,
        by: &Actor,
        command: &Command,
        refusal: &Refusal,
    ) -> Result<(), TestCaseError> {
        let Some(deed) = deed(command) else {
            return Ok(());
        };
        let ticket = command.ticket().and_then(|key| self.world.ticket(key));
        if command.ticket().is_some() && ticket.is_none() {
            return Ok(());
        }
        let about = About {
            ticket: ticket.map(|ticket| ticket.id),
            request: command.request(),
            ..About::default()
        };
        let event = Event {
            by: *by,
            about,
            deed,
        };
        let forged = written(event, self.log.len(), self.now);
        prop_assert_eq!(
            again(&self.world, &forged),
            Err(Disagreement::Refused(refusal.clone())),
            "{:?} by {:?}",
            command,
            by
        );
        Ok(())
    }
}

/// What stands in the log of `command` if it is done: of those of which all stands there that was asked.
fn deed(command: &Command) -> Option<Deed> {
    Some(match command.clone() {
        Command::Invite {
            invitation,
            code,
            roles,
            expires,
        } => Deed::Invite {
            invitation,
            code,
            roles,
            expires,
        },
        Command::Readmit {
            invitation,
            code,
            person,
            expires,
        } => Deed::Readmit {
            invitation,
            code,
            person,
            expires,
        },
        Command::RotateKey(rotation) => Deed::RotateKey {
            old: rotation.old,
            new: rotation.new,
            at: rotation.at,
            by_old: rotation.by_old,
            by_new: rotation.by_new,
        },
        Command::Erase { texts, reason } => Deed::Erase { texts, reason },
        Command::RemovePerson { person } => Deed::RemovePerson { person },
        Command::GrantRole { role, holder } => Deed::GrantRole { role, holder },
        Command::RevokeRole { role, holder } => Deed::RevokeRole { role, holder },
        Command::AddBot {
            bot,
            handle,
            keeper,
        } => Deed::AddBot {
            bot,
            handle,
            keeper,
        },
        Command::ChangeKeeper { bot, keeper } => Deed::ChangeKeeper { bot, keeper },
        Command::IssueToken {
            token,
            bot,
            secret,
            expires,
            rate,
        } => Deed::IssueToken {
            token,
            bot,
            secret,
            expires,
            rate,
        },
        Command::RevokeToken { token } => Deed::RevokeToken { token },
        Command::CreateProject {
            project,
            key,
            name,
            workflow,
        } => Deed::CreateProject {
            project,
            key,
            name,
            workflow,
        },
        Command::Comment { comment, text, .. } => Deed::Comment { comment, text },
        Command::Decide(said) => Deed::Decide {
            verdict: said.verdict,
            shown: said.shown,
            reason: said.reason,
            at: said.at,
            under: said.under,
            reauthenticated: said.reauthenticated,
            signature: said.signature,
        },
        Command::Freeze {
            target,
            reason,
            second,
        } => Deed::Freeze {
            target,
            reason,
            second,
        },
        Command::Delegate {
            delegation,
            to,
            scope,
            until,
        } => Deed::Delegate {
            delegation,
            to,
            scope,
            until,
        },
        Command::AcceptDelegation { delegation } => Deed::AcceptDelegation { delegation },
        Command::EndDelegation { delegation } => Deed::EndDelegation { delegation },
        Command::CloseReview {
            review,
            finding,
            said,
        } => Deed::CloseReview {
            review,
            finding,
            said,
        },
        Command::EditDraft { draft, workflow } => Deed::EditDraft { draft, workflow },
        Command::ProposeMigration { migration, mapping } => Deed::ProposeMigration {
            migration,
            mapping: *mapping,
        },
        Command::AcceptMigration { migration } => Deed::AcceptMigration { migration },
        Command::EndMigration { migration } => Deed::EndMigration { migration },
        Command::MigrateTicket { migration, .. } => Deed::MigrateTicket {
            migration,
            workflow: cast::text("file", 0),
            version: Version(1),
        },
        Command::GovernWorkflows { review } => Deed::GovernWorkflows { review },
        Command::Thaw { target } => Deed::Thaw { target },
        Command::ConfirmClock => Deed::ConfirmClock,
        _ => return None,
    })
}
