//! What a new version of a workflow changes, as sentences: states, fields, moves and who may take them. Layout and descriptions
//! are no rules and are not compared.

use model::{StateName, Transition, Workflow};

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
    let mut said: Vec<&Transition> = Vec::new();
    for (from, is) in steps(new) {
        let lead = match step(old, from, is) {
            None => "New: ",
            Some(was) if !same_rule(was, is) => "Changed: ",
            Some(_) => continue,
        };
        if said.contains(&is) {
            continue;
        }
        said.push(is);
        let ends = match step(old, from, is) {
            Some(was) if was.to == is.to => String::new(),
            _ => format!(" It leads to {}.", is.to),
        };
        told.push(
            Sentence::default()
                .plain(lead)
                .then(rule(new, is))
                .plain(ends),
        );
    }
}

fn tickets(old: &Workflow, new: &Workflow, told: &mut Vec<Sentence>) {
    let deeds = [
        (&old.tickets.create, &new.tickets.create, "open tickets"),
        (&old.tickets.edit, &new.tickets.edit, "edit tickets"),
        (&old.tickets.comment, &new.tickets.comment, "comment"),
    ];
    for (was, is, deed) in deeds {
        if was != is {
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
        && a.by == b.by
        && a.requires == b.requires
        && a.gate == b.gate
        && a.break_glass == b.break_glass
}

fn named(before: &str, name: &str, after: &str) -> Sentence {
    Sentence::default().plain(before).strong(name).plain(after)
}
