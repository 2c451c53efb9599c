//! Moves stop, and go on: what gathered its approvals meanwhile is checked again then.

use model::{
    Actor, ActorId, BotId, Deed, Digest, Event, Holder, Refusal, RoleName, Timestamp, Who,
    deed::Freezable, refusal::Thing,
};

use super::{gates, needs_role, only};
use crate::World;

/// Moves stop, from this entry on.
pub fn freeze(
    world: &World,
    actor: &Actor,
    target: &Freezable,
    (reason, second): (Option<Digest>, bool),
) -> Result<Vec<Event>, Refusal> {
    match target {
        Freezable::Bot(bot) => known_bot(world, *bot)?,
        Freezable::Workflow(name) => {
            let newest = world.newest(name).map(drop);
            newest.ok_or(Refusal::NotFound(Thing::Workflow))?;
        }
        Freezable::Workspace => {}
    }
    owner_or_freezer(world, actor)?;
    if world.frozen.contains_key(target) {
        return Ok(Vec::new());
    }
    Ok(only(
        actor,
        Deed::Freeze {
            target: target.clone(),
            reason,
            second,
        },
    ))
}

/// Moves go on.
pub fn thaw(
    world: &World,
    actor: &Actor,
    target: &Freezable,
    now: Timestamp,
) -> Result<Vec<Event>, Refusal> {
    owner_or_freezer(world, actor)?;
    let Some(frost) = world.frozen.get(target) else {
        return Ok(Vec::new());
    };
    if frost.second && frost.by == actor.id {
        return Err(Refusal::SecondPerson);
    }
    let mut events = only(
        actor,
        Deed::Thaw {
            target: target.clone(),
        },
    );
    if !world.clock_in_doubt(now) {
        events.extend(gates::released(world, actor, Some(target), now));
    }
    Ok(events)
}

/// An owner says that the clock is right. What was thawed in doubt goes on too.
pub fn confirm_clock(world: &World, actor: &Actor, now: Timestamp) -> Result<Vec<Event>, Refusal> {
    needs_role(world, actor, RoleName::owner())?;
    let mut events = only(actor, Deed::ConfirmClock);
    events.extend(gates::released(world, actor, None, now));
    Ok(events)
}

fn owner_or_freezer(world: &World, actor: &Actor) -> Result<(), Refusal> {
    let roles = [RoleName::owner(), RoleName::freezer()];
    let holds = |role: &RoleName| match actor.id {
        ActorId::Person(person) => world.access.holds(Holder::Person(person), role.as_str()),
        _ => false,
    };
    if roles.iter().any(holds) {
        return Ok(());
    }
    Err(Refusal::NotPermitted {
        allowed: roles.map(Who::Role).into(),
    })
}

fn known_bot(world: &World, bot: BotId) -> Result<(), Refusal> {
    let known = world.access.bots.get(&bot).map(drop);
    known.ok_or(Refusal::NotFound(Thing::Bot))
}
