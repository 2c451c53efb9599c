//! Whether today's people can open today's gates: for every bot, and for people, whether enough others may approve what they ask.

use std::collections::{BTreeMap, BTreeSet};

use engine::{Fills, World};
use model::{ActorId, Gate, Handle, Holder, PersonId, Timestamp, Transition, Workflow};

use crate::{
    access::asked_for,
    names::{Names, listed},
};

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
    if !opens(gate, &holders) {
        return vec![format!(
            "Nobody can open the gate of {}: it asks for {}, and {}.",
            transition.name,
            asked_for(gate),
            hold(&people_of(&holders), names)
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
        .filter(|actor| open(*actor) && !opens(gate, &approvers(world, gate, *actor, now)))
        .map(|actor| {
            let could = approvers(world, gate, actor, now);
            format!(
                "{} cannot get {}: it asks for {}, and {}.",
                names.who(actor).name,
                transition.name,
                asked_for(gate),
                could_only(&people_of(&could), names)
            )
        })
        .collect();
    stuck
}

/// Whether these people can fill the seats of `gate`, each one.
fn opens(gate: &Gate, people: &BTreeMap<PersonId, Fills>) -> bool {
    engine::seated(gate, people.values()) == gate.needed()
}

/// The people who could approve at `gate` what `requester` asked at `now`, as far as that depends on no ticket.
pub(crate) fn approvers(
    world: &World,
    gate: &Gate,
    requester: ActorId,
    now: Timestamp,
) -> BTreeMap<PersonId, Fills> {
    let excluded = engine::exclusions(world, requester, &BTreeMap::new(), now);
    let mut people = holders(world, gate);
    people.retain(|person, _| !excluded.contains_key(person));
    people
}

fn holders(world: &World, gate: &Gate) -> BTreeMap<PersonId, Fills> {
    let mut holders: BTreeMap<PersonId, Fills> = BTreeMap::new();
    for role in gate.seats.keys() {
        for (person, _) in world.access().people_with(role.as_str()) {
            holders.entry(person).or_default().insert(role.clone());
        }
    }
    holders
}

fn people_of(people: &BTreeMap<PersonId, Fills>) -> BTreeSet<PersonId> {
    people.keys().copied().collect()
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
