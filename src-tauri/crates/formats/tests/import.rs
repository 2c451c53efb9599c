//! Workflows of other tools: what can be said there comes back as it was, what cannot be carried is named, and nothing hostile does harm.

#![allow(
    clippy::unwrap_used,
    reason = "strategies stand outside of the tests that use them"
)]

use std::collections::{BTreeMap, BTreeSet};

use model::{
    Barred, BreakGlass, Colour, Gate, Kind, Rejection, Span, StateName, Transition, Who, Workflow,
    workflow::{Field, FieldKind, State, TicketRules},
};
use openweave_formats::{
    ImportError, Imported, Origin, Sketch, Target, export, gallery, import, read, sketch,
};
use proptest::prelude::*;

fn imported(text: &str, origin: Origin) -> Imported {
    import(text, origin).unwrap_or_else(|error| panic!("{error}\n{text}"))
}

/// What a file says, mistakes apart.
fn drawn(source: &str) -> Workflow {
    match sketch(source) {
        Sketch::Drawn(workflow) => *workflow,
        other => panic!("{other:?} {:?}\n{source}", read(source).map(drop)),
    }
}

/// All that a rule says, for each state in which it starts.
type Rules = BTreeSet<String>;

fn rules(workflow: &Workflow, said: impl Fn(&Transition) -> String) -> Rules {
    let each = |t: &Transition| {
        let from = t.from.clone();
        let words = format!("{} → {}: {}", t.name, t.to, said(t));
        from.into_iter()
            .map(move |from| format!("{from} / {words}"))
    };
    workflow.transitions.iter().flat_map(each).collect()
}

fn who(by: &[Who]) -> BTreeSet<&Who> {
    by.iter().collect()
}

/// What Mermaid can say.
fn for_mermaid(workflow: &Workflow) -> (BTreeSet<(StateName, String)>, StateName, Rules) {
    let look = |s: &State| format!("{} {:?}", s.terminal, s.colour);
    let states = workflow.states.iter().map(|s| (s.name.clone(), look(s)));
    let rules = rules(workflow, |t| {
        let seats = t.gate.as_ref().map(|gate| &gate.seats);
        let glass = t.break_glass.as_ref().map(|glass| &glass.roles);
        let requires: BTreeSet<_> = t.requires.iter().collect();
        format!("{:?} {requires:?} {seats:?} {glass:?}", who(&t.by))
    });
    (states.collect(), workflow.initial.clone(), rules)
}

/// What XState can say, with what is kept in its `meta`: all of it, but for the order.
fn for_xstate(workflow: &Workflow) -> String {
    let states: Vec<_> = workflow
        .states
        .iter()
        .map(|s| (s, workflow.layout.get(&s.name)))
        .collect();
    let TicketRules {
        create,
        edit,
        comment,
    } = &workflow.tickets;
    let rules = rules(workflow, |t| {
        let requires: BTreeSet<_> = t.requires.iter().collect();
        format!(
            "{:?} {requires:?} {:?} {:?} {:?}",
            who(&t.by),
            t.gate,
            t.break_glass,
            t.description
        )
    });
    format!(
        "{} {:?} {} {states:?} {:?} {:?} {:?} {:?} {rules:#?}",
        workflow.name,
        workflow.description,
        workflow.initial,
        workflow.fields,
        who(create),
        who(edit),
        who(comment)
    )
}

fn name<N: std::str::FromStr + std::fmt::Debug>() -> impl Strategy<Value = N> {
    let words = "[A-Za-zÄß][A-Za-z0-9 \"'#;:\\[\\]{}<>*.,/&%-]{0,14}[A-Za-z0-9)]";
    words.prop_filter_map("a name", |words| words.parse().ok())
}

fn one_who() -> impl Strategy<Value = Who> {
    prop_oneof![
        Just(Who::Kind(Kind::Bot)),
        Just(Who::Kind(Kind::Person)),
        "[a-z][a-z0-9-]{0,6}".prop_map(|role| Who::Role(role.parse().unwrap())),
        "[a-z][a-z0-9._-]{0,6}".prop_map(|handle| Who::Actor(handle.parse().unwrap())),
    ]
}

fn allow() -> impl Strategy<Value = Vec<Who>> {
    prop::collection::btree_set(one_who(), 0..3).prop_map(|all| all.into_iter().collect())
}

fn span() -> impl Strategy<Value = Span> {
    (1_i64..400).prop_map(Span::hours)
}

fn roles() -> impl Strategy<Value = BTreeSet<model::RoleName>> {
    prop::collection::btree_set("[a-z][a-z0-9-]{0,6}".prop_map(|r| r.parse().unwrap()), 1..3)
}

fn gates() -> impl Strategy<Value = Gate> {
    let barred = prop_oneof![
        Just(Barred::Creator),
        Just(Barred::LastEditor),
        name().prop_map(Barred::Mover)
    ];
    let seats =
        roles().prop_map(|roles| roles.into_iter().zip(1_u32..).collect::<BTreeMap<_, _>>());
    let barred = prop::collection::btree_set(barred, 0..2);
    (seats, span(), any::<bool>(), barred, any::<bool>()).prop_map(
        |(seats, expires, reauthenticate, not, first)| Gate {
            seats,
            expires,
            reauthenticate,
            not,
            reject: if first {
                Rejection::First
            } else {
                Rejection::Majority
            },
        },
    )
}

fn glasses() -> impl Strategy<Value = BreakGlass> {
    (roles(), span(), roles()).prop_map(|(roles, review, reviewers)| BreakGlass {
        roles,
        review,
        reviewers,
    })
}

fn words() -> impl Strategy<Value = Option<String>> {
    prop::option::of("[A-Za-z \"'#;\\\\äß→\\n]{1,20}")
}

/// Workflows as files have them, apart from names that nobody gave them.
fn workflows() -> impl Strategy<Value = Workflow> {
    let states = prop::collection::btree_set(name::<StateName>(), 1..6);
    let fields = prop::collection::btree_set("[a-z][a-z0-9_]{0,6}", 0..3);
    let arrow = (
        name::<model::TransitionName>(),
        any::<[prop::sample::Index; 3]>(),
        allow(),
        prop::option::of(gates()),
        prop::option::of(glasses()),
        words(),
        any::<bool>(),
    );
    let arrows = prop::collection::vec(arrow, 0..8);
    let rest = (
        name(),
        words(),
        allow(),
        allow(),
        allow(),
        any::<bool>(),
        any::<u64>(),
    );
    (states, fields, arrows, rest).prop_map(
        |(names, fields, arrows, (name, description, create, edit, comment, ends, seed))| {
            let names: Vec<StateName> = names.into_iter().collect();
            // The last one is an end.
            let ends = ends && names.len() > 1;
            let open = names.len() - usize::from(ends);
            let kinds = [
                FieldKind::Text,
                FieldKind::Url,
                FieldKind::Choice {
                    options: vec!["a".to_owned(), "b \"c".to_owned()],
                },
            ];
            let fields: Vec<Field> = fields
                .into_iter()
                .zip(kinds.into_iter().cycle())
                .map(|(name, kind)| Field {
                    name: name.parse().unwrap(),
                    kind,
                    description: None,
                })
                .collect();
            let mut taken = BTreeSet::new();
            let mut transitions = Vec::new();
            for (name, at, by, gate, break_glass, description, needs) in arrows {
                let mut from = BTreeSet::from([
                    names[at[0].index(open)].clone(),
                    names[at[1].index(open)].clone(),
                ]);
                from.retain(|from| taken.insert((from.clone(), name.clone())));
                if from.is_empty() {
                    continue;
                }
                let requires = fields
                    .iter()
                    .filter(|_| needs)
                    .map(|field| field.name.clone())
                    .collect();
                transitions.push(Transition {
                    name,
                    from: from.into_iter().collect(),
                    to: names[at[2].index(names.len())].clone(),
                    by,
                    requires,
                    gate,
                    break_glass,
                    description,
                });
            }
            let states = names.iter().enumerate().map(|(n, name)| State {
                name: name.clone(),
                terminal: ends && n == open,
                colour: Colour::ALL
                    .get((seed >> (2 * n)) as usize % 4)
                    .map(|(_, colour)| *colour),
                description: None,
            });
            let layout = names.iter().take((seed % 4) as usize).enumerate();
            Workflow {
                name,
                description,
                initial: names[0].clone(),
                tickets: TicketRules {
                    create,
                    edit,
                    comment,
                },
                fields,
                states: states.collect(),
                transitions,
                layout: layout
                    .map(|(n, name)| (name.clone(), (n as f64 * 240.0, 120.0)))
                    .collect(),
            }
        },
    )
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(400))]

    #[test]
    fn nothing_is_lost_on_the_way_to_xstate_and_back(workflow in workflows()) {
        let back = imported(&export(&workflow, Target::XState), Origin::XState);
        prop_assert_eq!(for_xstate(&drawn(&back.source)), for_xstate(&workflow));
        // All that is said is that nobody may, where that is so.
        prop_assert!(back.left.iter().all(|left| left.what.contains("open to nobody")), "{:?}", back.left);
    }

    #[test]
    fn nothing_that_mermaid_can_say_is_lost_on_the_way_there_and_back(workflow in workflows()) {
        let back = imported(&export(&workflow, Target::Mermaid), Origin::Mermaid);
        prop_assert_eq!(for_mermaid(&drawn(&back.source)), for_mermaid(&workflow), "{}", export(&workflow, Target::Mermaid));
        prop_assert!(back.left.iter().all(|left| left.what.contains("open to nobody")), "{:?}", back.left);
    }

    #[test]
    fn any_text_makes_a_file_or_an_error(text in any::<String>(), json in any::<bool>()) {
        tolerated(&text, if json { Origin::XState } else { Origin::Mermaid });
    }

    #[test]
    fn something_good_cut_and_put_together_makes_a_file_or_an_error(which in 0_usize..5, json in any::<bool>(), at in 0_usize..9_000, cut in 0_usize..90, put in "[\\[\\]{}\":,a-z>*\\- \n]{0,9}") {
        let workflow = read(gallery()[which].source).unwrap().workflow;
        let (target, origin) = if json { (Target::XState, Origin::XState) } else { (Target::Mermaid, Origin::Mermaid) };
        let text = export(&workflow, target);
        let start = text.floor_char_boundary(at.min(text.len()));
        let end = text.ceil_char_boundary((start + cut).min(text.len()));
        tolerated(&format!("{}{put}{}", &text[..start], &text[end..]), origin);
    }
}

/// It ends, and what it makes is a file that can be shown.
fn tolerated(text: &str, origin: Origin) {
    if let Ok(made) = import(text, origin) {
        drawn(&made.source);
    }
}

#[test]
fn the_gallery_comes_back_without_a_mistake() {
    for item in gallery() {
        let workflow = read(item.source).unwrap().workflow;
        for (target, origin) in [
            (Target::XState, Origin::XState),
            (Target::Mermaid, Origin::Mermaid),
        ] {
            let text = export(&workflow, target);
            assert_eq!(Origin::of(&text), Some(origin));
            let back = imported(&text, origin);
            assert_eq!(back.left, [], "{}", item.slug);
            let read = read(&back.source).unwrap_or_else(|problems| panic!("{problems:?}"));
            if origin == Origin::XState {
                assert_eq!(for_xstate(&read.workflow), for_xstate(&workflow));
            }
        }
        assert_eq!(Origin::of(item.source), None);
    }
}

/// A machine as it is written in the world: conditions, actions, nesting, parts at once, delays.
const LIGHT: &str = r##"{
  "id": "light",
  "initial": "green",
  "context": { "cycles": 0 },
  "states": {
    "green": { "on": { "TIMER": "yellow", "EMERGENCY": { "target": "red", "cond": "isRed", "actions": ["beep"] } }, "after": { "1000": "yellow" } },
    "yellow": { "on": { "TIMER": [{ "target": "red", "guard": "cars" }, { "target": "green" }] } },
    "red": {
      "initial": "walk",
      "states": { "walk": { "on": { "PED": "wait" } }, "wait": {} },
      "on": { "TIMER": "#light.green", "INNER": ".walk", "NOWHERE": { "actions": "log" } },
      "entry": ["count"],
      "tags": ["stop"]
    },
    "off": { "type": "final", "on": { "ON": "green" } }
  },
  "on": { "POWER_CUT": ".off" }
}"##;

#[test]
fn what_xstate_says_and_we_cannot_is_named_one_by_one() {
    let made = imported(LIGHT, Origin::XState);
    let places: Vec<&str> = made.left.iter().map(|left| left.at.as_str()).collect();
    assert_eq!(
        places,
        [
            "context",
            "on",
            "states.green.after",
            "states.red.initial",
            "states.red.states",
            "states.red.entry",
            "states.red.tags",
            "states.green.on.EMERGENCY.cond",
            "states.green.on.EMERGENCY.actions",
            "states.yellow.on.TIMER",
            "states.yellow.on.TIMER.guard",
            "states.red.on.INNER",
            "states.red.on.NOWHERE.actions",
            "states.red.on.NOWHERE",
            "states.off.on.ON",
            "transitions",
        ],
        "{:#?}",
        made.left
    );
    let workflow = drawn(&made.source);
    let arrows: Vec<String> = workflow
        .transitions
        .iter()
        .map(|t| format!("{} {:?} {}", t.name, t.from, t.to))
        .collect();
    assert_eq!(arrows.len(), 4, "{arrows:?}");
    assert!(
        workflow.transitions.iter().all(|t| t.by.is_empty()),
        "nobody may until somebody says who"
    );
    assert!(workflow.state(&"off".parse().unwrap()).unwrap().terminal);
}

/// A diagram as it is written in the world.
const DIAGRAM: &str = r#"---
title: Orders
---
%% a comment
stateDiagram-v2
    direction LR
    [*] --> New
    New --> Paid : pay
    New --> Paid : pay [card accepted]
    Paid --> Shipped
    state "On its way" as Shipped
    state Paid {
        [*] --> Packing
        Packing --> Packed
        state Packed {
            [*] --> Labelled
        }
    }
    Packing --> Shipped : rush
    note right of New
        Somebody ordered.
    end note
    state choice <<choice>>
    New --> choice : doubt
    Shipped --> [*]
    Shipped --> New : return #40;refund#41;
    classDef bad fill:#f00
    class New bad
    what is this?
"#;

#[test]
fn what_mermaid_says_and_we_cannot_is_named_with_its_line() {
    let made = imported(DIAGRAM, Origin::Mermaid);
    let told: Vec<String> = made
        .left
        .iter()
        .map(|left| format!("{}: {}", left.at, left.what))
        .collect();
    let said = told.join("\n");
    for expected in [
        "line 6: How it is drawn",
        "line 12: What stands inside of Paid",
        "line 20: Notes",
        "line 23: <<choice>>",
        "line 10: It has no name. It is called To On its way now.",
        "line 9: The condition card accepted",
        "line 10: On its way is an end that one can leave.",
        "line 27: How it is drawn",
        "line 29: This line is not understood",
        "transitions: pay leads from New to Paid twice.",
        "transitions: 5 of 5 transitions are open to nobody yet.",
    ] {
        assert!(said.contains(expected), "{expected}\n{said}");
    }
    let workflow = drawn(&made.source);
    assert_eq!(workflow.name.as_str(), "Orders");
    assert_eq!(workflow.initial.as_str(), "New");
    assert!(
        workflow
            .transitions
            .iter()
            .any(|t| t.name.as_str() == "return (refund)")
    );
}

#[test]
fn what_is_hostile_ends_at_once_and_says_why() {
    let huge = " ".repeat(100 << 20);
    for origin in [Origin::XState, Origin::Mermaid] {
        assert_eq!(import(&huge, origin), Err(ImportError::TooLarge(100 << 20)));
        assert!(import("", origin).is_err());
    }
    let deep = |n: usize| format!("{}{}", r#"{"states":{"a":"#.repeat(n), "}}".repeat(n));
    assert!(matches!(
        import(&deep(10_000), Origin::XState),
        Err(ImportError::Unreadable { .. })
    ));
    let deep = format!(
        "stateDiagram-v2\n{}{}",
        "state a {\n".repeat(10_000),
        "}\n".repeat(10_000)
    );
    assert_eq!(
        drawn(&imported(&deep, Origin::Mermaid).source).states.len(),
        1
    );
    for bad in [
        "{",
        "{}",
        "[]",
        "{\"states\": 3}",
        "{\"states\": {}}",
        "{\"states\": {\"a\": {}}} x",
        "nul",
        "{\"states\":{\"\":{}}}",
    ] {
        assert!(import(bad, Origin::XState).is_err(), "{bad}");
    }
    let many: Vec<String> = (0..1_001).map(|n| format!("\"s{n}\":{{}}")).collect();
    let many = format!("{{\"states\":{{{}}}}}", many.join(","));
    assert_eq!(
        import(&many, Origin::XState),
        Err(ImportError::TooMany {
            what: "states",
            max: 1_000
        })
    );
    let same = "stateDiagram-v2\na --> b : go\na --> c : go\n";
    let made = imported(same, Origin::Mermaid);
    assert!(
        made.left[0]
            .what
            .starts_with("Another go starts in the same state. This one is called go 2"),
        "{:?}",
        made.left
    );
    assert_eq!(drawn(&made.source).transitions.len(), 2);
    let twice = imported(
        "{\"states\":{\"a\":{\"on\":{}},\"a\":{},\"b\\u202e\":{}}}",
        Origin::XState,
    );
    assert_eq!(twice.left.len(), 2, "{:?}", twice.left);
    assert_eq!(drawn(&twice.source).states.len(), 2);
}
