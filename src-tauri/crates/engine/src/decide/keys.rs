//! Keys and what only an owner may do to the log itself: enrol, readmit, rotate, erase, go on from an older state, keep it elsewhere too.

use std::collections::BTreeSet;

use model::{
    Actor, ActorId, AnchorId, Deed, Digest, Event, InvitationId, PersonId, PublicKey, Refusal,
    RoleName, Timestamp, Who,
    command::{Epoch, Rotation},
    deed::HeldBy,
    refusal::Thing,
};

use super::{
    access::{fresh, member},
    both, needs_role, only,
};
use crate::{LogKeys, Readmission, World, signing};

/// Somebody's first key, or their first after a backup was put back; or another one, for a code that an owner made for them.
/// Always a new one: were it another member's, what that member signed would be signed by both.
pub fn enrol(
    world: &World,
    actor: &Actor,
    (key, held_by): (PublicKey, HeldBy),
    readmitted: Option<(InvitationId, Digest)>,
    now: Timestamp,
) -> Result<Vec<Event>, Refusal> {
    let code = readmitted
        .map(|(id, code)| vouched(world, actor, id, code))
        .transpose()?;
    let ActorId::Person(person) = actor.id else {
        return Err(Refusal::NotPermitted {
            allowed: vec![Who::Kind(model::Kind::Person)],
        });
    };
    match code {
        Some(made) if made.used || now >= made.expires => {
            return Err(Refusal::NotValid(Thing::Invitation));
        }
        None => fresh(world.key_in_use(person).is_none(), Thing::Key)?,
        Some(_) => {}
    }
    if ledger::PublicKey::from_bytes(key.bytes()).is_err() {
        return Err(Refusal::NotValid(Thing::Key));
    }
    fresh(!world.signing.names(key), Thing::Key)?;
    let readmitted = readmitted.map(|(id, _)| id);
    Ok(only(
        actor,
        Deed::EnrolKey {
            person,
            key,
            held_by,
            readmitted,
        },
    ))
}

/// The code that was made for `actor`. One for somebody else looks like none.
fn vouched<'a>(
    world: &'a World,
    actor: &Actor,
    id: InvitationId,
    code: Digest,
) -> Result<&'a Readmission, Refusal> {
    world
        .signing
        .codes
        .get(&id)
        .filter(|made| made.code == code && actor.id == ActorId::Person(made.person))
        .ok_or(Refusal::NotFound(Thing::Invitation))
}

/// An owner vouches for a member who cannot sign any more. Nobody readmits themselves: the code would be their own word for themselves.
pub fn readmit(
    world: &World,
    actor: &Actor,
    (invitation, code): (InvitationId, Digest),
    person: PersonId,
    expires: Timestamp,
) -> Result<Vec<Event>, Refusal> {
    both(
        needs_role(world, actor, RoleName::owner()).map(drop),
        readmissible(world, actor, invitation, person),
    )?;
    Ok(only(
        actor,
        Deed::Readmit {
            invitation,
            code,
            person,
            expires,
        },
    ))
}

fn readmissible(
    world: &World,
    actor: &Actor,
    invitation: InvitationId,
    person: PersonId,
) -> Result<(), Refusal> {
    member(world, person)?;
    if actor.id == ActorId::Person(person) {
        return Err(Refusal::NotPermitted {
            allowed: vec![Who::Role(RoleName::owner())],
        });
    }
    fresh(
        !world.signing.codes.contains_key(&invitation),
        Thing::Invitation,
    )
}

/// The log gets another key. A rotation that was shown before is not taken again.
pub fn rotate(
    world: &World,
    actor: &Actor,
    rotation: &Rotation,
    now: Timestamp,
) -> Result<Vec<Event>, Refusal> {
    needs_role(world, actor, RoleName::owner())?;
    signing::succession(world)
        .and_then(|after| signing::rotated(&after, rotation, now))
        .map_err(|_| Refusal::NotSigned)?;
    Ok(only(actor, rotated(rotation)))
}

/// The deed that a rotation becomes.
pub(crate) const fn rotated(rotation: &Rotation) -> Deed {
    Deed::RotateKey {
        old: rotation.old,
        new: rotation.new,
        at: rotation.at,
        by_old: rotation.by_old,
        by_new: rotation.by_new,
    }
}

/// Texts are erased; nothing to do where none is named.
pub fn erase(
    world: &World,
    actor: &Actor,
    texts: &BTreeSet<Digest>,
    reason: Option<Digest>,
) -> Result<Vec<Event>, Refusal> {
    needs_role(world, actor, RoleName::owner())?;
    if texts.is_empty() {
        return Ok(Vec::new());
    }
    if reason.is_none() {
        return Err(Refusal::ReasonNeeded);
    }
    let texts = texts.clone();
    Ok(only(actor, Deed::Erase { texts, reason }))
}

/// The log goes on from an older state: said by an owner, for good. Its key is another one from there on.
pub fn epoch(world: &World, actor: &Actor, epoch: &Epoch) -> Result<Vec<Event>, Refusal> {
    needs_role(world, actor, RoleName::owner())?;
    Ok(only(actor, begun(&world.log_keys, epoch)?))
}

/// The deed that an epoch becomes, if its key is a new one.
pub(crate) fn begun(keys: &LogKeys, epoch: &Epoch) -> Result<Deed, Refusal> {
    if ledger::PublicKey::from_bytes(epoch.key.bytes()).is_err() {
        return Err(Refusal::NotValid(Thing::Key));
    }
    let known = keys.all().iter().any(|(_, key)| *key == epoch.key);
    fresh(!known, Thing::Key)?;
    Ok(Deed::Epoch {
        size: epoch.kept.0,
        root: epoch.kept.1,
        lost_size: epoch.lost.0,
        lost_root: epoch.lost.1,
        key: epoch.key,
        restored: epoch.restored,
        reason: epoch.reason,
    })
}

/// Checkpoints are kept in another place too.
pub fn add_anchor(
    world: &World,
    actor: &Actor,
    anchor: AnchorId,
    place: Digest,
) -> Result<Vec<Event>, Refusal> {
    needs_role(world, actor, RoleName::owner())?;
    fresh(!world.anchors.contains_key(&anchor), Thing::Anchor)?;
    Ok(only(actor, Deed::AddAnchor { anchor, place }))
}

/// They are kept there no longer.
pub fn remove_anchor(
    world: &World,
    actor: &Actor,
    anchor: AnchorId,
) -> Result<Vec<Event>, Refusal> {
    if !world.anchors.contains_key(&anchor) {
        return Err(Refusal::NotFound(Thing::Anchor));
    }
    needs_role(world, actor, RoleName::owner())?;
    Ok(only(actor, Deed::RemoveAnchor { anchor }))
}
