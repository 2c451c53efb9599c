//! Whether tickets of one version may go on by a newer one, state by state. Changing versions at a state that both have can walk around
//! a gate that both have (law 11); so a ticket stays in its state only where it could stand by the new version's rules too: by each way
//! that it can have come there, and no step of which asks for more than it did. Or it goes back to where tickets begin.

use std::collections::{BTreeMap, BTreeSet};

use model::{
    BreakGlass, FieldName, Gate, Handle, Holder, Kind, Published, Refusal, Rejection, StateName,
    Transition, Unmapped, Who, Workflow,
    workflow::{Field, FieldKind},
};

/// The steps by which tickets of an old version can have come to where they stand, beside a new version.
pub struct Ways<'a> {
    old: &'a Published,
    new: &'a Published,
    /// Where each state's transitions start.
    into: BTreeMap<&'a StateName, Vec<&'a StateName>>,
    /// What tickets can come to without having been in a state.
    without: BTreeMap<&'a StateName, BTreeSet<&'a StateName>>,
}

impl<'a> Ways<'a> {
    /// Takes a walk through the old version for each of its states.
    pub fn of(old: &'a Published, new: &'a Published) -> Self {
        let rules = &old.workflow;
        let mut onward: BTreeMap<_, Vec<_>> = BTreeMap::new();
        let mut into: BTreeMap<_, Vec<_>> = BTreeMap::new();
        for (step, start) in arrows(rules) {
            onward.entry(start).or_default().push(&step.to);
            into.entry(&step.to).or_default().push(start);
        }
        let states = rules.states.iter().map(|state| &state.name);
        let states = states.filter(|state| **state != rules.initial);
        let without = states
            .map(|state| (state, walk(&rules.initial, state, &onward)))
            .collect();
        Self {
            old,
            new,
            into,
            without,
        }
    }

    /// That each state of `states` may go where it is to.
    ///
    /// # Errors
    /// The first that may not.
    pub fn all_fit(&self, states: &BTreeMap<StateName, StateName>) -> Result<(), Refusal> {
        let mut each = states.iter();
        each.try_for_each(|(from, to)| {
            self.fits(from, to).map_err(|because| Refusal::NoMapping {
                state: from.clone(),
                because,
            })
        })
    }

    /// Whether a ticket in `from` of the old version may stand in `to` of the new one.
    ///
    /// # Errors
    /// Why not.
    pub fn fits(&self, from: &StateName, to: &StateName) -> Result<(), Unmapped> {
        let (was, is) = (&self.old.workflow, &self.new.workflow);
        if was.state(from).is_none_or(|state| state.terminal) {
            return Err(Unmapped::NotInFlight);
        }
        if *to == is.initial {
            return Ok(());
        }
        if to != from || is.state(to).is_none() {
            return Err(Unmapped::Elsewhere);
        }
        if was.initial != is.initial {
            return Err(Unmapped::BeginsElsewhere);
        }
        let leading = walk(from, &was.initial, &self.into);
        let mut steps = arrows(was);
        let more = steps.find(|(step, start)| {
            let mut same = is.leaving(start).filter(|now| now.to == step.to);
            let counts = leading.contains(&step.to) && self.came_by(step, start, from);
            counts && !same.any(|now| asks_no_more((self.old, step), (self.new, now)))
        });
        more.map_or(Ok(()), |(step, start)| {
            Err(Unmapped::AsksMore {
                transition: step.name.clone(),
                from: start.clone(),
            })
        })
    }

    /// Whether a ticket that has not yet been in `state`, nor where the step leads, can take the step from `start`. One that has adds nothing
    /// to how it came there by it.
    fn came_by(&self, step: &Transition, start: &StateName, state: &StateName) -> bool {
        let without = |state| {
            self.without
                .get(state)
                .is_some_and(|all| all.contains(start))
        };
        without(&step.to) && without(state)
    }
}

/// Each transition with each of the states where it starts.
fn arrows(rules: &Workflow) -> impl Iterator<Item = (&Transition, &StateName)> {
    let steps = rules.transitions.iter();
    steps.flat_map(|step| step.from.iter().map(move |start| (step, start)))
}

/// The fields whose values a ticket cannot keep: the new version does not have them, or takes other values there.
pub fn cleared(old: &Workflow, new: &Workflow) -> Vec<FieldName> {
    let lost = |field: &&Field| !kept(field, new);
    old.fields
        .iter()
        .filter(lost)
        .map(|f| f.name.clone())
        .collect()
}

fn kept(was: &Field, new: &Workflow) -> bool {
    new.field(&was.name)
        .is_some_and(|is| match (&was.kind, &is.kind) {
            (FieldKind::Choice { options: had }, FieldKind::Choice { options: has }) => {
                had.iter().all(|option| has.contains(option))
            }
            (had, has) => had == has,
        })
}

/// Everything that is come to from `start`, itself too, without ever being in `out`.
fn walk<'a>(
    start: &'a StateName,
    out: &StateName,
    next: &BTreeMap<&'a StateName, Vec<&'a StateName>>,
) -> BTreeSet<&'a StateName> {
    let (mut seen, mut open) = (BTreeSet::from([start]), vec![start]);
    while let Some(at) = open.pop() {
        let ends = next.get(at).into_iter().flatten().copied();
        open.extend(ends.filter(|end| *end != out && seen.insert(end)));
    }
    seen
}

type Step<'a> = (&'a Published, &'a Transition);

/// Whether everybody who could take the old step could take the new one, with what the old one asked for.
fn asks_no_more((old, was): Step<'_>, (new, is): Step<'_>) -> bool {
    let takers = was
        .by
        .iter()
        .all(|who| covers((&is.by, &new.bound), who, &old.bound));
    let filled = is.requires.iter().all(|name| {
        let field = old.workflow.field(name);
        was.requires.contains(name) && field.is_some_and(|field| kept(field, &new.workflow))
    });
    let gate = is.gate.as_ref().is_none_or(|is_gate| {
        let opened = was
            .gate
            .as_ref()
            .is_some_and(|gate| opens_as_well(gate, is_gate));
        opened && breaks_as_well(was.break_glass.as_ref(), is.break_glass.as_ref())
    });
    takers && filled && gate
}

/// Whether whoever `who` meant is among those of `allow`.
fn covers(
    (allow, bound): (&[Who], &BTreeMap<Handle, Holder>),
    who: &Who,
    meant: &BTreeMap<Handle, Holder>,
) -> bool {
    let all_of = |kind| allow.contains(&Who::Kind(kind));
    match who {
        Who::Kind(kind) => all_of(*kind),
        Who::Role(_) => allow.contains(who) || (all_of(Kind::Person) && all_of(Kind::Bot)),
        Who::Actor(handle) => {
            let Some(holder) = meant.get(handle) else {
                return true;
            };
            let named = |who: &Who| match who {
                Who::Actor(handle) => bound.get(handle) == Some(holder),
                Who::Kind(_) | Who::Role(_) => false,
            };
            let kind = match holder {
                Holder::Person(_) => Kind::Person,
                Holder::Bot(_) => Kind::Bot,
            };
            all_of(kind) || allow.iter().any(named)
        }
    }
}

/// Whether what opened the old gate opens the new one.
fn opens_as_well(was: &Gate, is: &Gate) -> bool {
    let seats = is
        .seats
        .iter()
        .all(|(role, people)| was.seats.get(role).is_some_and(|had| had >= people));
    let rejects = (was.reject, is.reject) != (Rejection::Majority, Rejection::First);
    seats
        && rejects
        && is.not.is_subset(&was.not)
        && is.expires >= was.expires
        && (was.reauthenticate || !is.reauthenticate)
}

/// Whether whoever could break the old glass could break the new one, and owed no more for it.
fn breaks_as_well(was: Option<&BreakGlass>, is: Option<&BreakGlass>) -> bool {
    was.is_none_or(|was| {
        is.is_some_and(|is| {
            was.roles.is_subset(&is.roles)
                && is.review >= was.review
                && was.reviewers.is_subset(&is.reviewers)
        })
    })
}

#[cfg(test)]
mod tests;
