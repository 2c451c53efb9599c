//! Whether today's people can open today's gates: for every bot, and for people, whether enough others may approve what they ask.

use std::collections::{BTreeMap, BTreeSet};

use engine::World;
use model::{ActorId, Gate, Handle, Holder, PersonId, Timestamp, Transition, Workflow};

use crate::names::{Names, listed};

/// What of `rules` will not work with today's people, a sentence each.
pub(crate) fn warnings(
    world: &World,
    rules: &Workflow,
    bound: &BTreeMap<Handle, Holder>,
    names: &Names,
    now: Timestamp,
) -> Vec<String> {
    let gated = rules
        .transitions
        .iter()
        .filter_map(|t| Some((t, t.gate.as_ref()?)));
    gated
        .flat_map(|(transition, gate)| of_gate(world, transition, gate, bound, names, now))
        .collect()
}

fn of_gate(
    world: &World,
    transition: &Transition,
    gate: &Gate,
    bound: &BTreeMap<Handle, Holder>,
    names: &Names,
    now: Timestamp,
) -> Vec<String> {
    let holders = holders(world, gate);
    let needed = gate.approvals as usize;
    if holders.len() < needed {
        return vec![format!(
            "Nobody can open the gate of {}: it asks for {} holding {}, and {}.",
            transition.name,
            gate.approvals,
            gate.role,
            hold(&holders, names)
        )];
    }
    let open = |actor: ActorId| world.access().opens(&transition.by, bound, actor);
    let actors = world
        .access()
        .bots
        .keys()
        .map(|b| ActorId::Bot(*b))
        .chain(world.access().members.keys().map(|p| ActorId::Person(*p)));
    let stuck: Vec<String> = actors
        .filter(|actor| open(*actor) && approvers(world, gate, *actor, now).len() < needed)
        .map(|actor| {
            let could = approvers(world, gate, actor, now);
            format!(
                "{} cannot get {}: it asks for {} holding {}, and {}.",
                names.who(actor).name,
                transition.name,
                gate.approvals,
                gate.role,
                could_only(&could, names)
            )
        })
        .collect();
    stuck
}

/// The people who could approve at `gate` what `requester` asked at `now`.
pub(crate) fn approvers(
    world: &World,
    gate: &Gate,
    requester: ActorId,
    now: Timestamp,
) -> BTreeSet<PersonId> {
    let excluded = engine::exclusions(world, requester, now);
    holders(world, gate)
        .into_iter()
        .filter(|p| !excluded.contains_key(p))
        .collect()
}

fn holders(world: &World, gate: &Gate) -> BTreeSet<PersonId> {
    world
        .access()
        .people_with(gate.role.as_str())
        .map(|(p, _)| p)
        .collect()
}

fn hold(holders: &BTreeSet<PersonId>, names: &Names) -> String {
    match holders.len() {
        0 => "nobody holds it".to_owned(),
        1 => format!("only {} does", people(holders, names)),
        _ => format!("only {} do", people(holders, names)),
    }
}

fn could_only(could: &BTreeSet<PersonId>, names: &Names) -> String {
    match could.len() {
        0 => "nobody else could approve it".to_owned(),
        _ => format!("only {} could approve it", people(could, names)),
    }
}

fn people(people: &BTreeSet<PersonId>, names: &Names) -> String {
    let people: Vec<String> = people.iter().map(|p| names.person_name(*p)).collect();
    listed(&people)
}
