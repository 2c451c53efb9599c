//! Two versions of a workflow as one machine, for one drawing: what goes away stands in it beside what comes, each marked.

use std::collections::{BTreeMap, BTreeSet};

use model::{StateName, Transition, Workflow};

use crate::diff::{same_rule, step};

/// What a new version does to a state or a move.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Change {
    /// It comes.
    Added,
    /// It stays, by another rule.
    Changed,
    /// It goes away.
    Removed,
}

/// Two versions in one machine. It is only to be drawn: nothing can follow it.
#[derive(Clone, Debug, PartialEq)]
pub struct Merged {
    /// The new version, and after its own states and transitions those of the old one that go away.
    pub workflow: Workflow,
    /// States that are not as they were.
    pub states: BTreeMap<StateName, Change>,
    /// Moves that are not as they were, by the transition's place in `workflow` and the state they start in.
    pub moves: BTreeMap<(usize, StateName), Change>,
    /// Where states stood that stand elsewhere now, in pixels.
    pub moved: BTreeMap<StateName, (f64, f64)>,
}

/// A box with its room around it, in pixels: what goes away is put where nothing of the new version stands.
const ROOM: (f64, f64) = (220.0, 90.0);

/// `old` and `new` in one machine.
pub fn merged(old: &Workflow, new: &Workflow) -> Merged {
    let mut one = Merged {
        workflow: new.clone(),
        states: BTreeMap::new(),
        moves: BTreeMap::new(),
        moved: BTreeMap::new(),
    };
    for state in &new.states {
        let change = match old.state(&state.name) {
            None => Some(Change::Added),
            Some(was) if was.terminal != state.terminal => Some(Change::Changed),
            Some(_) => None,
        };
        one.states
            .extend(change.map(|change| (state.name.clone(), change)));
        let places = (old.layout.get(&state.name), new.layout.get(&state.name));
        if let (Some(was), Some(is)) = places
            && was != is
        {
            one.moved.insert(state.name.clone(), *was);
        }
    }
    for (number, is) in new.transitions.iter().enumerate() {
        for from in &is.from {
            let change = match step(old, from, is) {
                None => Change::Added,
                Some(was) if !same_rule(was, is) => Change::Changed,
                Some(_) => continue,
            };
            one.moves.insert((number, from.clone()), change);
        }
    }
    for gone in old.states.iter().filter(|s| new.state(&s.name).is_none()) {
        one.workflow.states.push(gone.clone());
        one.states.insert(gone.name.clone(), Change::Removed);
        if let Some(was) = old.layout.get(&gone.name) {
            let place = free(*was, &one.workflow.layout);
            one.workflow.layout.insert(gone.name.clone(), place);
        }
    }
    for was in &old.transitions {
        let gone = was
            .from
            .iter()
            .filter(|from| leads_elsewhere(new, from, was));
        let from: BTreeSet<&StateName> = gone.collect();
        if from.is_empty() {
            continue;
        }
        let number = one.workflow.transitions.len();
        for state in &from {
            one.moves
                .insert((number, (*state).clone()), Change::Removed);
        }
        one.workflow.transitions.push(Transition {
            from: from.into_iter().cloned().collect(),
            ..was.clone()
        });
    }
    one
}

/// Whether the move goes away, or ends in another state: then the old way is shown beside the new one.
fn leads_elsewhere(new: &Workflow, from: &StateName, was: &Transition) -> bool {
    step(new, from, was).is_none_or(|is| is.to != was.to)
}

/// The place itself, or the first one below it where nothing stands.
fn free(place: (f64, f64), taken: &BTreeMap<StateName, (f64, f64)>) -> (f64, f64) {
    let (x, mut y) = place;
    let is_taken = |y: f64| {
        let near = |(ox, oy): &(f64, f64)| (ox - x).abs() < ROOM.0 && (oy - y).abs() < ROOM.1;
        taken.values().any(near)
    };
    // Each step passes at least one box, so that it ends.
    for _ in 0..=taken.len() {
        if !is_taken(y) {
            break;
        }
        y += 2.0 * ROOM.1;
    }
    (x, y)
}
