//! Random workflows: a few states, arrows between them, gates on many.

use std::collections::{BTreeMap, BTreeSet};

use model::{
    Allow, Barred, BreakGlass, Gate, Kind, Part, Rejection, Span, StateName, Transition, Who,
    Workflow,
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

/// Another version of `first`: some gates ask for less or for more, or a field is gone.
pub fn eased(first: Workflow) -> impl Strategy<Value = Workflow> {
    let changes = prop::collection::vec((any::<u8>(), 0u8..7), 0..3);
    changes.prop_map(move |changes| {
        let mut next = first.clone();
        for (which, how) in changes {
            let arrows = next.transitions.len();
            let arrow = &mut next.transitions[usize::from(which) % arrows];
            match (how, &mut arrow.gate) {
                (0, gate) => *gate = None,
                (1, Some(gate)) => gate.expires = Span::seconds(gate.expires.as_seconds() + 3_600),
                (2, Some(gate)) => gate.seats.values_mut().for_each(|people| *people += 1),
                (3, Some(gate)) => gate.not.clear(),
                (4, _) => arrow.by = vec![Who::Kind(Kind::Bot), Who::Kind(Kind::Person)],
                (5, _) => arrow.requires.clear(),
                (_, _) => drop(next.fields.pop()),
            }
        }
        next
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
    let approvals = || prop_oneof![4 => Just(1u32), 4 => Just(2), 1 => Just(3)];
    let role = prop_oneof![4 => 3u8..5, 1 => Just(0u8)];
    let alone = (role, approvals()).prop_map(|(role, n)| BTreeMap::from([(cast::role(role), n)]));
    let both = (1u32..3, 1u32..3)
        .prop_map(|(a, b)| BTreeMap::from([(cast::role(3), a), (cast::role(4), b)]));
    let seats = prop_oneof![3 => alone.boxed(), 1 => both.boxed()];
    let hours = prop_oneof![3 => 20i64..200, 1 => 1i64..20, 1 => 721i64..1_000];
    let barred = prop_oneof![
        2 => Just(Barred::Creator),
        2 => Just(Barred::LastEditor),
        3 => (0..ARROW_NAMES).prop_map(|n| Barred::Mover(arrow_name(n))),
    ];
    let not = prop_oneof![
        3 => Just(BTreeSet::new()).boxed(),
        1 => prop::collection::btree_set(barred, 1..3).boxed(),
    ];
    let reject = prop_oneof![3 => Just(Rejection::First), 1 => Just(Rejection::Majority)];
    (seats, hours, prop::bool::weighted(0.15), not, reject).prop_map(
        |(seats, hours, reauthenticate, not, reject)| Gate {
            seats,
            expires: Span::hours(hours),
            reauthenticate,
            not,
            reject,
        },
    )
}

fn break_glass() -> impl Strategy<Value = BreakGlass> {
    let roles = prop::collection::btree_set(prop_oneof![4 => 3u8..5, 1 => Just(0u8)], 1..3);
    let reviewers = prop::collection::btree_set(3u8..5, 0..2);
    (roles, reviewers, 1i64..100).prop_map(|(roles, reviewers, hours)| BreakGlass {
        roles: roles.into_iter().map(cast::role).collect(),
        review: Span::hours(hours),
        reviewers: reviewers.into_iter().map(cast::role).collect(),
    })
}

fn arrow(states: usize) -> impl Strategy<Value = (Transition, Vec<usize>)> {
    let from = subsequence((0..states).collect::<Vec<_>>(), 1..=states);
    let needs = prop::collection::vec(Just(2u8), 0..2);
    let gate = prop::option::weighted(0.65, gate());
    let glass = prop::option::weighted(0.3, break_glass());
    (from, 0..states, allow(), needs, gate, glass).prop_map(|(from, to, by, needs, gate, glass)| {
        let arrow = Transition {
            name: arrow_name(0),
            from: Vec::new(),
            to: state(to),
            by,
            requires: needs.into_iter().map(|n| field(n).name).collect(),
            gate,
            break_glass: glass,
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
        colour: None,
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
