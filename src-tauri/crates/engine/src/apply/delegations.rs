//! Who decides in whose stead.

use model::{Deed, Entry};

use super::ApplyError;
use crate::{Delegation, World};

pub(super) fn on_delegation(
    world: &mut World,
    entry: &Entry,
    deed: &Deed,
) -> Result<(), ApplyError> {
    let seq = entry.seq;
    let missing = |what| ApplyError::Missing { seq, what };
    match deed {
        Deed::Delegate {
            delegation,
            to,
            scope,
            until,
        } => {
            let given = Delegation {
                from: entry.by.id.person().ok_or(missing("person"))?,
                to: *to,
                scope: scope.clone(),
                until: *until,
                made: seq,
                made_at: entry.at,
                accepted: None,
                ended: None,
            };
            world.delegations.insert(*delegation, given);
        }
        Deed::AcceptDelegation { delegation } => {
            let given = world.delegations.get_mut(delegation);
            given.ok_or(missing("delegation"))?.accepted = Some(seq);
        }
        Deed::EndDelegation { delegation } => {
            let given = world.delegations.get_mut(delegation);
            given.ok_or(missing("delegation"))?.ended = Some(seq);
        }
        _ => {
            return Err(ApplyError::Contradiction {
                seq,
                what: "it is about no delegation",
            });
        }
    }
    Ok(())
}
