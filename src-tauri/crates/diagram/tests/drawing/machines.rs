//! Machines to draw, and what is wrong with a drawing.

use std::collections::{BTreeMap, BTreeSet};

use model::{
    Gate, Kind, Rejection, Span, Transition, Who, Workflow,
    workflow::{State, TicketRules},
};
use openweave_diagram::{Layout, Rect};
use rand::{Rng, SeedableRng, seq::IndexedRandom};
use rand_chacha::ChaCha8Rng;

pub(crate) fn machine(states: &[String], transitions: Vec<Transition>) -> Workflow {
    let state = |name: &String| State {
        name: name.parse().unwrap(),
        terminal: false,
        colour: None,
        description: None,
    };
    Workflow {
        name: "Machine".parse().unwrap(),
        description: None,
        initial: states[0].parse().unwrap(),
        tickets: TicketRules::default(),
        fields: vec![],
        states: states.iter().map(state).collect(),
        transitions,
        layout: BTreeMap::new(),
    }
}

pub(crate) fn transition(name: &str, from: &str, to: &str) -> Transition {
    Transition {
        name: name.parse().unwrap(),
        from: vec![from.parse().unwrap()],
        to: to.parse().unwrap(),
        by: vec![Who::Kind(Kind::Person)],
        requires: vec![],
        gate: None,
        break_glass: None,
        description: None,
    }
}

/// A machine of `size` states with back edges, self-loops, parallels, gates and long names.
pub(crate) fn random(seed: u64, size: usize) -> Workflow {
    let mut luck = ChaCha8Rng::seed_from_u64(seed);
    let words = [
        "Open",
        "In review",
        "Waiting for somebody else",
        "Done",
        "Übergabe",
        "A state with quite a long name",
    ];
    let names: Vec<String> = (0..size)
        .map(|i| format!("{} {i}", words.choose(&mut luck).unwrap()))
        .collect();
    let mut transitions = Vec::new();
    for i in 0..size * 2 {
        let from = luck.random_range(0..size);
        let to = match luck.random_range(0..10) {
            0 => from,
            1..=6 => (from + luck.random_range(1..4)).min(size - 1),
            _ => luck.random_range(0..size),
        };
        let mut one = transition(
            &format!("{} {i}", ["Go", "Send back to the author", "Accept"][i % 3]),
            &names[from],
            &names[to],
        );
        if luck.random_bool(0.2) {
            one.gate = Some(Gate {
                seats: [("release-manager".parse().unwrap(), 2)].into(),
                expires: Span::hours(6),
                reauthenticate: false,
                not: BTreeSet::new(),
                reject: Rejection::First,
            });
        }
        one.by = [
            vec![],
            vec![Who::Kind(Kind::Bot)],
            vec![Who::Kind(Kind::Person)],
            vec![Who::Role("sre".parse().unwrap())],
        ]
        .choose(&mut luck)
        .unwrap()
        .clone();
        if luck.random_bool(0.2) {
            let mut twin = one.clone();
            twin.name = format!("Also {i}").parse().unwrap();
            transitions.push(twin);
        }
        transitions.push(one);
    }
    machine(&names, transitions)
}

/// Every way through a foreign box, and every two signs, or sign and box, that overlap.
pub(crate) fn faults(drawn: &Layout) -> Vec<String> {
    let mut faults = Vec::new();
    let mut signs: Vec<(String, Rect)> = Vec::new();
    for route in &drawn.routes {
        let name = format!("{} from {}", route.transition, route.from);
        for placed in &drawn.boxes {
            let inside = route
                .path
                .points()
                .iter()
                .any(|p| placed.rect.grown(-1.0).holds(*p));
            if inside {
                faults.push(format!("{name} runs through {}", placed.state));
            }
        }
        for rect in route.label.iter().chain(&route.gate) {
            signs.push((name.clone(), *rect));
        }
    }
    for (i, (name, rect)) in signs.iter().enumerate() {
        for placed in drawn.boxes.iter().filter(|b| b.rect.overlaps(rect)) {
            faults.push(format!("the sign of {name} lies on {}", placed.state));
        }
        for (other, _) in signs[..i].iter().filter(|(_, r)| r.overlaps(rect)) {
            faults.push(format!("the signs of {name} and {other} overlap"));
        }
    }
    faults
}
