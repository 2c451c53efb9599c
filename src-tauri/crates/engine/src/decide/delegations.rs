//! "While I am away until Friday, Ana decides for me": given, accepted, ended.

use model::{
    Actor, ActorId, Deed, DelegationId, Event, Holder, Kind, PersonId, Refusal, RoleName, Scope,
    Timestamp, Who,
    refusal::{Code, Thing},
};

use super::{
    access::{fresh, member},
    needs_role, only,
};
use crate::{Delegation, World};

/// Somebody lets another decide for them. It starts when that one accepts.
pub fn give(
    world: &World,
    actor: &Actor,
    delegation: DelegationId,
    (to, scope, until): (PersonId, &Scope, Timestamp),
    now: Timestamp,
) -> Result<Vec<Event>, Refusal> {
    let nothing = scope.roles.is_empty() || scope.workflows.as_ref().is_some_and(|w| w.is_empty());
    if nothing || actor.id == ActorId::Person(to) {
        return Err(Refusal::TurnedAway(Code::Malformed));
    }
    member(world, to)?;
    let ActorId::Person(person) = actor.id else {
        return Err(Refusal::NotPermitted {
            allowed: vec![Who::Kind(Kind::Person)],
        });
    };
    let holds = |role: &&RoleName| world.access.holds(Holder::Person(person), role.as_str());
    if let Some(missing) = scope.roles.iter().find(|role| !holds(role)) {
        return Err(Refusal::NotPermitted {
            allowed: vec![Who::Role(missing.clone())],
        });
    }
    let known = world.delegations.contains_key(&delegation);
    fresh(!known, Thing::Delegation)?;
    if world.access.audits(to) {
        return Err(Refusal::AuditorAlone);
    }
    if until <= now {
        return Err(Refusal::NotValid(Thing::Delegation));
    }
    Ok(only(
        actor,
        Deed::Delegate {
            delegation,
            to,
            scope: scope.clone(),
            until,
        },
    ))
}

/// Whoever is to decide accepts.
pub fn accept(
    world: &World,
    actor: &Actor,
    id: DelegationId,
    now: Timestamp,
) -> Result<Vec<Event>, Refusal> {
    let delegation = found(world, id)?;
    if actor.id != ActorId::Person(delegation.to) {
        return Err(nobody());
    }
    if delegation.over(now) {
        return Err(Refusal::Over(Thing::Delegation));
    }
    if delegation.accepted.is_some() {
        return Ok(Vec::new());
    }
    Ok(only(actor, Deed::AcceptDelegation { delegation: id }))
}

/// Either of the two ends it, or an owner.
pub fn end(
    world: &World,
    actor: &Actor,
    id: DelegationId,
    now: Timestamp,
) -> Result<Vec<Event>, Refusal> {
    let delegation = found(world, id)?;
    let both = [delegation.from, delegation.to].map(ActorId::Person);
    if !both.contains(&actor.id) && needs_role(world, actor, RoleName::owner()).is_err() {
        return Err(nobody());
    }
    if delegation.ended.is_some() {
        return Ok(Vec::new());
    }
    if delegation.over(now) {
        return Err(Refusal::Over(Thing::Delegation));
    }
    Ok(only(actor, Deed::EndDelegation { delegation: id }))
}

fn found(world: &World, id: DelegationId) -> Result<&Delegation, Refusal> {
    let known = world.delegations.get(&id);
    known.ok_or(Refusal::NotFound(Thing::Delegation))
}

const fn nobody() -> Refusal {
    Refusal::NotPermitted {
        allowed: Vec::new(),
    }
}
