//! Random workflows: a few states, arrows between them, gates on many.

use std::collections::{BTreeMap, BTreeSet};

use model::{
    Allow, Gate, Kind, Part, Span, StateName, Transition, Who, Workflow,
    workflow::{Field, FieldKind, State, TicketRules},
};
use proptest::{prelude::*, sample::subsequence};

use super::cast;

/// Names are few: some arrows share one, each from states of its own.
pub const ARROW_NAMES: usize = 4;

/// A workflow called `name`.
pub fn workflow(name: &'static str) -> impl Strategy<Value = Workflow> {
    let rules = (creators(), allow(), allow(), any::<bool>());
    (2usize..=4).prop_flat_map(move |states| {
        let arrows = prop::collection::vec(arrow(states), 2..8);
        (rules.clone(), arrows).prop_map(move |((create, edit, comment, more), arrows)| Workflow {
            name: name.parse().unwrap(),
            description: None,
            initial: state(0),
            tickets: TicketRules {
                create,
                edit,
                comment,
            },
            fields: [2, 3][..1 + usize::from(more)]
                .iter()
                .map(|n| field(*n))
                .collect(),
            states: (0..states).map(a_box).collect(),
            transitions: named(arrows),
            layout: BTreeMap::new(),
        })
    })
}

fn creators() -> impl Strategy<Value = Allow> + Clone {
    prop_oneof![
        8 => Just(vec![Who::Kind(Kind::Bot), Who::Kind(Kind::Person)]),
        1 => allow(),
    ]
}

fn allow() -> impl Strategy<Value = Allow> + Clone {
    let who = prop_oneof![
        4 => Just(Who::Kind(Kind::Bot)),
        4 => Just(Who::Kind(Kind::Person)),
        2 => (3u8..5).prop_map(|r| Who::Role(cast::role(r))),
        1 => Just(Who::Role(cast::role(0))),
        1 => Just(Who::Actor(cast::handle())),
    ];
    prop_oneof![
        1 => Just(Vec::new()),
        15 => prop::collection::vec(who, 1..4),
    ]
}

fn gate() -> impl Strategy<Value = Gate> {
    let approvals = prop_oneof![4 => Just(1), 4 => Just(2), 1 => Just(3)];
    let role = prop_oneof![4 => 3u8..5, 1 => Just(0u8)];
    let hours = prop_oneof![3 => 20i64..200, 1 => 1i64..20, 1 => 721i64..1_000];
    (approvals, role, hours).prop_map(|(approvals, role, hours)| Gate {
        approvals,
        role: cast::role(role),
        expires: Span::hours(hours),
    })
}

fn arrow(states: usize) -> impl Strategy<Value = (Transition, Vec<usize>)> {
    let from = subsequence((0..states).collect::<Vec<_>>(), 1..=states);
    let needs = prop::collection::vec(Just(2u8), 0..2);
    let gate = prop::option::weighted(0.65, gate());
    (from, 0..states, allow(), needs, gate).prop_map(|(from, to, by, needs, gate)| {
        let arrow = Transition {
            name: arrow_name(0),
            from: Vec::new(),
            to: state(to),
            by,
            requires: needs.into_iter().map(|n| field(n).name).collect(),
            gate,
            description: None,
        };
        (arrow, from)
    })
}

/// Gives names, such that no two arrows of one name start in the same state.
fn named(arrows: Vec<(Transition, Vec<usize>)>) -> Vec<Transition> {
    let mut taken = BTreeSet::new();
    let mut all = Vec::new();
    for (n, (arrow, from)) in arrows.into_iter().enumerate() {
        let name = n % ARROW_NAMES;
        let free = from.into_iter().filter(|from| taken.insert((name, *from)));
        let arrow = Transition {
            name: arrow_name(name),
            from: free.map(state).collect(),
            ..arrow
        };
        all.push(arrow);
    }
    all
}

pub fn arrow_name(n: usize) -> model::TransitionName {
    format!("Arrow {n}").parse().unwrap()
}

fn state(n: usize) -> StateName {
    format!("State {n}").parse().unwrap()
}

fn a_box(n: usize) -> State {
    State {
        name: state(n),
        terminal: false,
        description: None,
    }
}

fn field(n: u8) -> Field {
    let Part::Field(name) = cast::part(n) else {
        unreachable!("title and body are no fields")
    };
    Field {
        name,
        kind: FieldKind::Text,
        description: None,
    }
}
