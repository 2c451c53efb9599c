//! Changes that the canvas makes to a file: to its text, and to nothing in it that was not meant.
#![allow(clippy::unwrap_used)]

use std::collections::{BTreeMap, BTreeSet};

use model::{
    BreakGlass, Colour, Gate, Kind, Rejection, Span, StateName, TransitionName, Who, Workflow,
    view::designer::{Edit, FieldParts, GateParts, GlassParts, StateParts, TransitionParts},
    workflow::{Field, FieldKind, State, Transition},
};
use openweave_formats::{EditError, Sketch, edit, gallery, read, sketch};
use proptest::prelude::*;

fn drawn(text: &str) -> Workflow {
    match sketch(text) {
        Sketch::Drawn(workflow) => *workflow,
        other => panic!("{other:?} of\n{text}"),
    }
}

fn change_management() -> &'static str {
    gallery()[0].source
}

fn parts(transition: &Transition) -> TransitionParts {
    TransitionParts {
        name: transition.name.clone(),
        from: transition.from.clone(),
        to: transition.to.clone(),
        by: transition.by.iter().map(ToString::to_string).collect(),
        requires: transition.requires.clone(),
        gate: transition.gate.as_ref().map(|gate| GateParts {
            seats: gate.seats.clone(),
            expires: gate.expires,
            reauthenticate: gate.reauthenticate,
            not: gate.not.iter().map(ToString::to_string).collect(),
            reject: gate.reject,
        }),
        break_glass: transition.break_glass.as_ref().map(|glass| GlassParts {
            roles: glass.roles.clone(),
            review: glass.review,
            reviewers: glass.reviewers.clone(),
        }),
        description: transition.description.clone(),
    }
}

fn arrow(name: &str, from: &str, to: &str) -> TransitionParts {
    TransitionParts {
        name: name.parse().unwrap(),
        from: vec![from.parse().unwrap()],
        to: to.parse().unwrap(),
        by: vec!["person".to_owned()],
        requires: Vec::new(),
        gate: None,
        break_glass: None,
        description: None,
    }
}

fn add(state: &str, at: (i32, i32)) -> Edit {
    Edit::AddState {
        state: state.parse().unwrap(),
        at: Some(at),
    }
}

/// The lines that are in one text and not in the other.
fn changed(before: &str, after: &str) -> (Vec<String>, Vec<String>) {
    let only = |a: &str, b: &str| {
        let there: Vec<&str> = b.lines().collect();
        let lost = a.lines().filter(|line| !there.contains(line));
        lost.map(str::to_owned).collect()
    };
    (only(before, after), only(after, before))
}

#[test]
fn from_an_empty_text_a_machine_is_drawn_that_reads_like_one_written_by_hand() {
    let text = edit(
        "",
        &[
            Edit::SetWorkflow {
                name: "Errand".parse().unwrap(),
                description: Some("Somebody goes somewhere.".to_owned()),
            },
            add("Open", (120, 120)),
            add("In review", (360, 120)),
            Edit::AddTransition {
                to: arrow("Submit", "Open", "In review"),
            },
            Edit::AddField {
                field: "risk".parse().unwrap(),
                to: FieldParts {
                    name: "risk".parse().unwrap(),
                    kind: FieldKind::Choice {
                        options: vec!["low".to_owned(), "high".to_owned()],
                    },
                    description: None,
                },
            },
        ],
    );
    assert_eq!(
        text.as_deref().unwrap(),
        r#"format = 1
name = "Errand"
description = "Somebody goes somewhere."
initial = "Open"

[tickets]
create = ["person"]
edit = ["person"]
comment = ["person"]

[fields.risk]
type = "choice"
options = ["low", "high"]

[states.Open]

[states."In review"]

[[transitions]]
name = "Submit"
from = ["Open"]
to = "In review"
by = ["person"]

[layout]
Open = [120, 120]
"In review" = [360, 120]
"#
    );
    assert!(read(&text.unwrap()).is_ok());
}

#[test]
fn a_drag_changes_one_line() {
    let before = change_management();
    let places = [("Deployed".parse().unwrap(), Some((700, 440)))].into();
    let after = edit(before, &[Edit::Place { places }]).unwrap();
    assert_eq!(
        changed(before, &after),
        (
            vec!["Deployed = [680, 420]".to_owned()],
            vec!["Deployed = [700, 440]".to_owned()]
        )
    );
}

#[test]
fn a_new_name_is_carried_to_everything_that_names_it_and_nothing_else_changes() {
    let before = change_management();
    let to = StateParts {
        name: "Under review".parse().unwrap(),
        terminal: false,
        colour: None,
        description: drawn(before).states[1].description.clone(),
    };
    let state = "In review".parse().unwrap();
    let after = edit(before, &[Edit::SetState { state, to }]).unwrap();
    let by_hand = before.replace("\"In review\"", "\"Under review\"");
    assert_eq!(after, by_hand);

    let source = gallery().iter().find(|one| one.slug == "agent-onboarding");
    let source = source.unwrap().source;
    let at = drawn(source)
        .transitions
        .iter()
        .position(|t| t.name.as_str() == "Try");
    let mut to = parts(&drawn(source).transitions[at.unwrap()]);
    to.name = "Let it try".parse().unwrap();
    let after = edit(
        source,
        &[Edit::SetTransition {
            at: at.unwrap(),
            to,
        }],
    )
    .unwrap();
    let by_hand = source
        .replace("name = \"Try\"", "name = \"Let it try\"")
        .replace("\"mover:Try\"", "\"mover:Let it try\"")
        .replace("take = \"Try\"", "take = \"Let it try\"")
        .replace("approve = \"Try\"", "approve = \"Let it try\"");
    assert_eq!(after, by_hand);
}

#[test]
fn a_gate_is_changed_where_it_stands_with_its_comments() {
    let before = change_management();
    let at = drawn(before)
        .transitions
        .iter()
        .position(|t| t.name.as_str() == "Deploy")
        .unwrap();
    let mut to = parts(&drawn(before).transitions[at]);
    let gate = to.gate.as_mut().unwrap();
    gate.seats = [("release-manager".parse().unwrap(), 3)].into();
    let three = edit(before, &[Edit::SetTransition { at, to: to.clone() }]).unwrap();
    assert_eq!(three, before.replacen("approvals = 2", "approvals = 3", 1));

    let gate = to.gate.as_mut().unwrap();
    gate.seats.insert("service-owner".parse().unwrap(), 1);
    gate.not.insert("creator".to_owned());
    gate.reject = Rejection::Majority;
    let both = edit(before, &[Edit::SetTransition { at, to: to.clone() }]).unwrap();
    let (_, new) = changed(before, &both);
    assert_eq!(
        new,
        [
            "roles = { release-manager = 3, service-owner = 1 }",
            "not = [\"creator\"]",
            "reject = \"majority\""
        ]
    );
    assert_eq!(parts(&drawn(&both).transitions[at]), to);
    to.gate = None;
    let none = edit(&both, &[Edit::SetTransition { at, to }]).unwrap();
    assert!(drawn(&none).transitions[at].gate.is_none());
    assert!(none.contains("# Two people look before production"));
}

#[test]
fn what_stands_in_line_stays_in_line() {
    let before = "format = 1\nname = \"X\"\ninitial = \"A\"\nstates = { A = {}, B = { terminal = true } } # both\ntransitions = [{ name = \"Go\", from = [\"A\"], to = \"B\", by = [\"bot\"] }]\n";
    let mut to = arrow("Go on", "A", "B");
    to.by.push("bot".to_owned());
    let after = edit(
        before,
        &[Edit::SetTransition { at: 0, to }, add("C", (0, 0))],
    )
    .unwrap();
    assert!(
        after.contains("states = { A = {}, B = { terminal = true }, C = {} } # both\n"),
        "{after}"
    );
    assert!(after.contains("transitions = [{ name = \"Go on\", from = [\"A\"], to = \"B\", by = [\"person\", \"bot\"] }]"), "{after}");
}

#[test]
fn what_cannot_be_changed_says_why_and_leaves_the_text() {
    let broken = edit("name = ", &[add("A", (0, 0))]).unwrap_err();
    assert!(matches!(broken, EditError::Broken(_)), "{broken}");
    let twice = edit(change_management(), &[add("Draft", (0, 0))]).unwrap_err();
    assert_eq!(
        twice.to_string(),
        "There is a state Draft already. Choose another name."
    );
    let state: StateName = "Nowhere".parse().unwrap();
    let gone = edit(change_management(), &[Edit::RemoveState { state }]).unwrap_err();
    assert!(
        gone.to_string()
            .starts_with("There is no state Nowhere any more.")
    );
    let shape = edit("states = 7\n", &[add("A", (0, 0))]).unwrap_err();
    assert_eq!(shape, EditError::Misshapen("states"));
    let odd = edit("transitions = [7]\n", &[Edit::RemoveTransition { at: 0 }]).unwrap_err();
    assert_eq!(odd, EditError::Misshapen("transitions"));
    let large = edit(&"#".repeat(3 << 20), &[]).unwrap_err();
    assert_eq!(large, EditError::TooLarge);
}

#[test]
fn the_last_state_goes_and_another_begins() {
    let one = edit("", &[add("Only", (0, 0))]).unwrap();
    let state = "Only".parse().unwrap();
    let none = edit(&one, &[Edit::RemoveState { state }]).unwrap();
    assert_eq!(sketch(&none), Sketch::Empty, "{none}");
    let again = edit(&none, &[add("First", (0, 0))]).unwrap();
    assert_eq!(drawn(&again).initial.as_str(), "First");
}

/// A few numbers from outside, made into a change that can be made to `now`.
fn change(now: &Workflow, [what, a, b, c]: [u16; 4]) -> Edit {
    let pick = |from: usize, by: u16| usize::from(by) % from.max(1);
    let state = |by: u16| now.states[pick(now.states.len(), by)].name.clone();
    let spot = (i32::from(a) - 500, i32::from(b));
    let fresh = |known: bool, name: String, other: String| if known { other } else { name };
    let new_state = {
        let name = format!("S{}", a % 7);
        let known = now.states.iter().any(|s| s.name.as_str() == name);
        fresh(known, name, format!("New {a} {b} {c}"))
    };
    let some = |by: u16| {
        by.is_multiple_of(3)
            .then(|| format!("Because of {by} # \"so\"."))
    };
    let no_transition = now.transitions.is_empty();
    let no_field = now.fields.is_empty();
    let transition = || random_transition(now, [a, b, c]);
    match what % 14 {
        0 | 1 => Edit::AddState {
            state: new_state.parse().unwrap(),
            at: (c % 2 == 0).then_some(spot),
        },
        2 => Edit::RemoveState { state: state(a) },
        3 => Edit::SetState {
            state: state(b),
            to: StateParts {
                name: new_state.parse().unwrap(),
                terminal: c % 2 == 0,
                colour: Colour::ALL
                    .get(usize::from(a % 5))
                    .map(|(_, colour)| *colour),
                description: some(c),
            },
        },
        4 => Edit::Place {
            places: [(state(c), (a % 5 > 0).then_some(spot))].into(),
        },
        5 | 6 => Edit::AddTransition { to: transition() },
        7 if !no_transition => Edit::RemoveTransition {
            at: pick(now.transitions.len(), b),
        },
        8 | 9 if !no_transition => Edit::SetTransition {
            at: pick(now.transitions.len(), c),
            to: transition(),
        },
        10 => Edit::SetInitial { state: state(a) },
        11 if !no_field => {
            let old = &now.fields[pick(now.fields.len(), a)];
            let name = format!("f{b}");
            let known = now.fields.iter().any(|field| field.name.as_str() == name);
            let name = fresh(known, name, old.name.to_string());
            Edit::SetField {
                field: old.name.clone(),
                to: FieldParts {
                    name: name.parse().unwrap(),
                    kind: kind(c),
                    description: some(b),
                },
            }
        }
        12 if !no_field => Edit::RemoveField {
            field: now.fields[pick(now.fields.len(), c)].name.clone(),
        },
        13 => Edit::SetTickets {
            create: who(a),
            edit: who(b),
            comment: who(c),
        },
        _ => {
            let name = (0..)
                .map(|n| format!("field_{n}"))
                .find(|name| now.fields.iter().all(|f| f.name.as_str() != name));
            let name: model::FieldName = name.unwrap().parse().unwrap();
            Edit::AddField {
                field: name.clone(),
                to: FieldParts {
                    name,
                    kind: kind(a),
                    description: some(b),
                },
            }
        }
    }
}

fn kind(by: u16) -> FieldKind {
    match by % 3 {
        0 => FieldKind::Text,
        1 => FieldKind::Choice {
            options: vec![format!("o{by}"), "other".to_owned()],
        },
        _ => FieldKind::Date,
    }
}

fn who(by: u16) -> Vec<String> {
    let all = ["bot", "person", "role:release-manager", "actor:deploy-bot"];
    let chosen = all.iter().enumerate().filter(|(at, _)| by >> at & 1 == 1);
    chosen.map(|(_, who)| (*who).to_owned()).collect()
}

fn random_transition(now: &Workflow, [a, b, c]: [u16; 3]) -> TransitionParts {
    let state = |by: u16| now.states[usize::from(by) % now.states.len()].name.clone();
    let from: BTreeSet<StateName> = [state(a), state(c)].into();
    let mover = now.transitions.first().map(|t| format!("mover:{}", t.name));
    let names = ["legal", "security", "release-manager"];
    let seats = names.iter().take(usize::from(a % 3) + 1);
    let seats = seats
        .map(|role| (role.parse().unwrap(), u32::from(b % 4) + 1))
        .collect();
    let gate = (a % 2 == 0).then(|| GateParts {
        seats,
        expires: if b % 2 == 0 {
            Gate::EXPIRES
        } else {
            Span::hours(i64::from(b % 50) + 1)
        },
        reauthenticate: c % 2 == 0,
        not: mover
            .into_iter()
            .filter(|_| c % 3 == 0)
            .chain((b % 3 == 0).then(|| "creator".to_owned()))
            .collect(),
        reject: if c % 5 == 0 {
            Rejection::Majority
        } else {
            Rejection::First
        },
    });
    let break_glass = (gate.is_some() && b % 3 == 1).then(|| GlassParts {
        roles: ["incident-commander".parse().unwrap()].into(),
        review: if c % 2 == 0 {
            BreakGlass::REVIEW
        } else {
            Span::hours(24)
        },
        reviewers: (c % 3 == 0)
            .then(|| "legal".parse().unwrap())
            .into_iter()
            .collect(),
    });
    let requires = now.fields.iter().filter(|_| b % 2 == 0).take(2);
    TransitionParts {
        name: format!("T{}", b % 9).parse().unwrap(),
        from: from.into_iter().collect(),
        to: state(b),
        by: who(a),
        requires: requires.map(|field| field.name.clone()).collect(),
        gate,
        break_glass,
        description: (c % 4 == 0).then(|| "Why \"not\".".to_owned()),
    }
}

/// What a change means, said once more on the types.
fn expect(now: &mut Workflow, edit: &Edit) {
    match edit.clone() {
        Edit::SetWorkflow { name, description } => {
            (now.name, now.description) = (name, description)
        }
        Edit::SetInitial { state } => now.initial = state,
        Edit::SetTickets {
            create,
            edit,
            comment,
        } => {
            now.tickets.create = allow(&create);
            now.tickets.edit = allow(&edit);
            now.tickets.comment = allow(&comment);
        }
        Edit::AddState { state, at } => {
            if let Some((x, y)) = at {
                now.layout.insert(state.clone(), (x.into(), y.into()));
            }
            now.states.push(State {
                name: state,
                terminal: false,
                colour: None,
                description: None,
            });
        }
        Edit::SetState { state, to } => {
            let renamed = |name: &mut StateName| {
                if *name == state {
                    *name = to.name.clone()
                }
            };
            if let Some(at) = now.layout.remove(&state) {
                now.layout.insert(to.name.clone(), at);
            }
            renamed(&mut now.initial);
            for t in &mut now.transitions {
                t.from.iter_mut().for_each(renamed);
                renamed(&mut t.to);
            }
            let one = now.states.iter_mut().find(|s| s.name == state).unwrap();
            *one = State {
                name: to.name,
                terminal: to.terminal,
                colour: to.colour,
                description: to.description,
            };
        }
        Edit::RemoveState { state } => {
            now.states.retain(|s| s.name != state);
            now.layout.remove(&state);
            now.transitions
                .iter_mut()
                .for_each(|t| t.from.retain(|from| *from != state));
            now.transitions
                .retain(|t| t.to != state && !t.from.is_empty());
            forget(now);
            if now.initial == state
                && let Some(first) = now.states.first()
            {
                now.initial = first.name.clone();
            }
        }
        Edit::Place { places } => {
            for (state, at) in places {
                now.layout.remove(&state);
                now.layout
                    .extend(at.map(|(x, y)| (state, (x.into(), y.into()))));
            }
        }
        Edit::AddTransition { to } => now.transitions.push(made(&to)),
        Edit::SetTransition { at, to } => {
            let old = now.transitions[at].name.clone();
            now.transitions[at] = made(&to);
            if now.transitions.iter().all(|t| t.name != old) {
                movers(now, &old, Some(&to.name));
            }
        }
        Edit::RemoveTransition { at } => {
            now.transitions.remove(at);
            forget(now);
        }
        Edit::AddField { to, .. } => now.fields.push(field(to)),
        Edit::SetField { field: old, to } => {
            for t in &mut now.transitions {
                t.requires
                    .iter_mut()
                    .filter(|f| **f == old)
                    .for_each(|f| *f = to.name.clone());
            }
            let one = now.fields.iter_mut().find(|f| f.name == old).unwrap();
            *one = field(to);
        }
        Edit::RemoveField { field } => {
            now.fields.retain(|f| f.name != field);
            now.transitions
                .iter_mut()
                .for_each(|t| t.requires.retain(|f| *f != field));
        }
        // No rule: they have tests of their own.
        Edit::AddScenario { .. } | Edit::SetScenario { .. } | Edit::RemoveScenario { .. } => {}
    }
}

fn field(to: FieldParts) -> Field {
    Field {
        name: to.name,
        kind: to.kind,
        description: to.description,
    }
}

fn allow(who: &[String]) -> Vec<Who> {
    let one = |who: &String| match who.split_once(':') {
        Some(("role", role)) => Who::Role(role.parse().unwrap()),
        Some((_, handle)) => Who::Actor(handle.parse().unwrap()),
        None if who == "bot" => Who::Kind(Kind::Bot),
        None => Who::Kind(Kind::Person),
    };
    let mut allowed: Vec<Who> = who.iter().map(one).collect();
    allowed.sort();
    allowed
}

fn made(to: &TransitionParts) -> Transition {
    Transition {
        name: to.name.clone(),
        from: to.from.clone(),
        to: to.to.clone(),
        by: allow(&to.by),
        requires: to.requires.clone(),
        gate: to.gate.clone().map(|gate| Gate {
            seats: gate.seats,
            expires: gate.expires,
            reauthenticate: gate.reauthenticate,
            not: gate.not.iter().map(|who| who.parse().unwrap()).collect(),
            reject: gate.reject,
        }),
        break_glass: to.break_glass.clone().map(|glass| BreakGlass {
            roles: glass.roles,
            review: glass.review,
            reviewers: glass.reviewers,
        }),
        description: to.description.clone(),
    }
}

/// No gate names a transition that there is no more, unless its author wrote a name that never was one.
fn forget(now: &mut Workflow) {
    let known: BTreeSet<TransitionName> = now.transitions.iter().map(|t| t.name.clone()).collect();
    for gate in now.transitions.iter_mut().filter_map(|t| t.gate.as_mut()) {
        gate.not.retain(|who| match who {
            model::Barred::Mover(name) => known.contains(name),
            _ => true,
        });
    }
}

fn movers(now: &mut Workflow, old: &TransitionName, new: Option<&TransitionName>) {
    for gate in now.transitions.iter_mut().filter_map(|t| t.gate.as_mut()) {
        if gate.not.remove(&model::Barred::Mover(old.clone())) {
            gate.not.extend(new.cloned().map(model::Barred::Mover));
        }
    }
}

fn comments(text: &str) -> BTreeMap<&str, usize> {
    let mut found = BTreeMap::new();
    for line in text.lines().filter(|line| line.starts_with('#')) {
        *found.entry(line).or_default() += 1;
    }
    found
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 300, ..ProptestConfig::default() })]

    #[test]
    fn any_sequence_of_changes_means_what_it_says_and_loses_no_comment(
        which in 0..5_usize,
        steps in proptest::collection::vec(any::<[u16; 4]>(), 1..40),
    ) {
        let mut text = gallery()[which].source.to_owned();
        let mut expected = drawn(&text);
        for step in steps {
            let one = change(&expected, step);
            let next = edit(&text, std::slice::from_ref(&one)).unwrap();
            expect(&mut expected, &one);
            if expected.states.is_empty() {
                prop_assert_eq!(sketch(&next), Sketch::Empty);
                break;
            }
            prop_assert_eq!(drawn(&next), expected.clone(), "after {:?}:\n{}", one, next);
            let removes = matches!(one, Edit::RemoveState { .. } | Edit::RemoveTransition { .. } | Edit::RemoveField { .. });
            let cuts = matches!(&one, Edit::SetTransition { to, .. } if to.gate.is_none() || to.break_glass.is_none());
            if !removes && !cuts {
                prop_assert_eq!(comments(&next), comments(&text), "after {:?}", one);
            }
            let once = removes || matches!(one, Edit::AddState { .. } | Edit::AddTransition { .. } | Edit::AddField { .. } | Edit::SetTransition { .. });
            if !once {
                prop_assert_eq!(&edit(&next, &[again(&one)]).unwrap(), &next, "twice is once");
            }
            text = next;
        }
    }
}

/// The same change under the name that it has given.
fn again(one: &Edit) -> Edit {
    match one.clone() {
        Edit::SetState { to, .. } => Edit::SetState {
            state: to.name.clone(),
            to,
        },
        Edit::SetField { to, .. } => Edit::SetField {
            field: to.name.clone(),
            to,
        },
        other => other,
    }
}
