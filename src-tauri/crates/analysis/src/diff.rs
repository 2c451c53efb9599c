//! What a new version of a workflow changes, as sentences: states, fields, moves and who may take them. Layout and descriptions
//! are no rules and are not compared.

use model::{Gate, StateName, Transition, Workflow};

use crate::{
    rule::{rule, who},
    sentence::Sentence,
};

/// What changes from `old` to `new`: removed, added, changed; in the files' order. Empty when the rules are the same.
pub fn diff(old: &Workflow, new: &Workflow) -> Vec<Sentence> {
    let mut told = Vec::new();
    if old.initial != new.initial {
        told.push(
            Sentence::default()
                .plain("Tickets begin in ")
                .strong(new.initial.as_str())
                .plain(format!(" instead of {}.", old.initial)),
        );
    }
    states(old, new, &mut told);
    fields(old, new, &mut told);
    moves(old, new, &mut told);
    tickets(old, new, &mut told);
    told
}

fn states(old: &Workflow, new: &Workflow, told: &mut Vec<Sentence>) {
    for gone in old.states.iter().filter(|s| new.state(&s.name).is_none()) {
        told.push(named("The state ", gone.name.as_str(), " goes away."));
    }
    for state in &new.states {
        let end = if state.terminal {
            " is an end now: nothing leaves it."
        } else {
            " is no end any more."
        };
        match old.state(&state.name) {
            None => told.push(named("A state is new: ", state.name.as_str(), ".")),
            Some(was) if was.terminal != state.terminal => {
                told.push(named("", state.name.as_str(), end));
            }
            Some(_) => {}
        }
    }
}

fn fields(old: &Workflow, new: &Workflow, told: &mut Vec<Sentence>) {
    for gone in old.fields.iter().filter(|f| new.field(&f.name).is_none()) {
        told.push(named("The field ", gone.name.as_str(), " goes away."));
    }
    for field in &new.fields {
        match old.field(&field.name) {
            None => told.push(named("A field is new: ", field.name.as_str(), ".")),
            Some(was) if was.kind != field.kind => {
                told.push(named(
                    "The field ",
                    field.name.as_str(),
                    " takes other values.",
                ));
            }
            Some(_) => {}
        }
    }
}

fn moves(old: &Workflow, new: &Workflow, told: &mut Vec<Sentence>) {
    for (from, was) in steps(old) {
        if step(new, from, was).is_none() {
            told.push(named(
                "",
                was.name.as_str(),
                &format!(" from {from} goes away."),
            ));
        }
    }
    let mut said: Vec<(&Transition, Option<&Transition>)> = Vec::new();
    for (from, is) in steps(new) {
        let before = step(old, from, is);
        if before.is_some_and(|was| same_rule(was, is)) || said.contains(&(is, before)) {
            continue;
        }
        said.push((is, before));
        match before {
            None => told.push(
                Sentence::default()
                    .plain("New: ")
                    .then(rule(new, is))
                    .plain(format!(" It leads to {}.", is.to)),
            ),
            Some(was) => changed(new, was, is, told),
        }
    }
}

/// What is another about one move: who, where it leads, how many approve, each by itself; all else by the whole rule.
fn changed(new: &Workflow, was: &Transition, is: &Transition, told: &mut Vec<Sentence>) {
    let lost: Vec<_> = was
        .by
        .iter()
        .filter(|w| !is.by.contains(w))
        .cloned()
        .collect();
    let won: Vec<_> = is
        .by
        .iter()
        .filter(|w| !was.by.contains(w))
        .cloned()
        .collect();
    for (some, can) in [(&lost, " can no longer "), (&won, " can now ")] {
        if !some.is_empty() {
            let sentence = who(some).plain(can).strong(is.name.as_str());
            told.push(sentence.plain("."));
        }
    }
    if was.to != is.to {
        let leads = format!(" leads to {} instead of {}.", is.to, was.to);
        told.push(named("", is.name.as_str(), &leads));
    }
    let seats = match (&was.gate, &is.gate) {
        (Some(before), Some(after)) if before.seats != after.seats => {
            let gate = Sentence::default()
                .plain("Gate on ")
                .strong(is.name.as_str())
                .plain(format!(": {} → ", seats(before)));
            told.push(gate.strong(seats(after)).plain("."));
            Some(&after.seats)
        }
        _ => None,
    };
    let rest = Transition {
        to: was.to.clone(),
        by: was.by.clone(),
        gate: was.gate.clone().map(|gate| Gate {
            seats: seats.cloned().unwrap_or(gate.seats),
            ..gate
        }),
        ..was.clone()
    };
    let told_already = Transition {
        to: was.to.clone(),
        by: was.by.clone(),
        ..is.clone()
    };
    if !same_rule(&rest, &told_already) {
        let whole = Sentence::default().plain("Changed: ").then(rule(new, is));
        told.push(whole);
    }
}

/// How many people with which role.
fn seats(gate: &Gate) -> String {
    let seats = gate.seats.iter().map(|(role, n)| format!("{n} × {role}"));
    seats.collect::<Vec<_>>().join(" and ")
}

fn tickets(old: &Workflow, new: &Workflow, told: &mut Vec<Sentence>) {
    let deeds = [
        (&old.tickets.create, &new.tickets.create, "open tickets"),
        (&old.tickets.edit, &new.tickets.edit, "edit tickets"),
        (&old.tickets.comment, &new.tickets.comment, "comment"),
    ];
    for (was, is, deed) in deeds {
        if !same(was, is) {
            let change = Sentence::default().plain("Changed: ").then(who(is));
            told.push(change.plain(" may ").strong(deed).plain("."));
        }
    }
}

fn steps(workflow: &Workflow) -> impl Iterator<Item = (&StateName, &Transition)> {
    let transitions = workflow.transitions.iter();
    transitions.flat_map(|t| t.from.iter().map(move |from| (from, t)))
}

/// The move of that name from that state: no two transitions of one name start in the same state.
pub(crate) fn step<'a>(
    workflow: &'a Workflow,
    from: &StateName,
    like: &Transition,
) -> Option<&'a Transition> {
    steps(workflow)
        .find(|(state, t)| *state == from && t.name == like.name)
        .map(|(_, t)| t)
}

pub(crate) fn same_rule(a: &Transition, b: &Transition) -> bool {
    a.to == b.to
        && same(&a.by, &b.by)
        && same(&a.requires, &b.requires)
        && a.gate == b.gate
        && a.break_glass == b.break_glass
}

/// Whether two lists name the same; their order is no rule.
fn same<T: PartialEq>(a: &[T], b: &[T]) -> bool {
    let within = |a: &[T], b: &[T]| a.iter().all(|one| b.contains(one));
    within(a, b) && within(b, a)
}

fn named(before: &str, name: &str, after: &str) -> Sentence {
    Sentence::default().plain(before).strong(name).plain(after)
}
