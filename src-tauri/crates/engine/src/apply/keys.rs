//! The log's keys, its members' keys, the codes for new ones; where it went on from an older state, and where its checkpoints are kept.

use model::{Deed, Entry};

use super::ApplyError;
use crate::{PersonKey, Readmission, World};

pub(super) fn on_keys(world: &mut World, entry: &Entry, deed: &Deed) -> Result<(), ApplyError> {
    let (seq, at) = (entry.seq, entry.at);
    let missing = |what| ApplyError::Missing { seq, what };
    match deed {
        Deed::Readmit {
            invitation,
            code,
            person,
            expires,
        } => {
            let by = entry.by.id.person().ok_or(missing("person"))?;
            let made = Readmission {
                code: *code,
                person: *person,
                by,
                expires: *expires,
                used: false,
            };
            world.signing.codes.insert(*invitation, made);
        }
        Deed::EnrolKey {
            person,
            key,
            held_by,
            readmitted,
        } => {
            let readmitted_by = match readmitted {
                Some(id) => {
                    let made = world.signing.codes.get_mut(id);
                    let made = made.ok_or(missing("code"))?;
                    made.used = true;
                    Some(made.by)
                }
                None => None,
            };
            let key = PersonKey {
                key: *key,
                seq,
                at,
                held_by: *held_by,
                readmitted_by,
            };
            world.signing.keys.entry(*person).or_default().push(key);
        }
        Deed::RotateKey { new, at, .. } => {
            world.log_keys.add(seq, *new);
            world.rotated_at = Some(*at);
        }
        Deed::Erase { .. } => {}
        Deed::AddAnchor { anchor, place } => {
            world.anchors.insert(*anchor, *place);
        }
        Deed::RemoveAnchor { anchor } => {
            world.anchors.remove(anchor).ok_or(missing("anchor"))?;
        }
        Deed::Epoch { restored, key, .. } => {
            world.epochs.push(seq);
            world.log_keys.add(seq, *key);
            if *restored {
                world.restored = Some(seq);
            }
        }
        _ => {
            return Err(ApplyError::Contradiction {
                seq,
                what: "it is about no key",
            });
        }
    }
    Ok(())
}
