//! Whether every state can be reached: a box that no arrow leads to is a rule that its author forgot.

use std::collections::{BTreeMap, BTreeSet};

use model::StateName;

use crate::{
    file::StateTable,
    mistake::Mistake,
    tree::{At, Notes},
};

/// Where a transition starts and ends; `None` where nobody can tell what its author meant.
pub(crate) struct Arrow<'f> {
    pub(crate) from: Option<Vec<&'f str>>,
    pub(crate) to: Option<&'f str>,
}

/// Notes every state that no path from `initial` reaches. Says nothing where it would have to guess.
pub(crate) fn check(
    initial: &str,
    states: &[(At<StateName>, StateTable)],
    arrows: &[Arrow<'_>],
    notes: &mut Notes,
) {
    let mut after: BTreeMap<&str, Vec<&str>> = BTreeMap::new();
    for arrow in arrows {
        let (Some(from), Some(to)) = (&arrow.from, arrow.to) else {
            return;
        };
        for from in from {
            after.entry(from).or_default().push(to);
        }
    }
    let mut reached = BTreeSet::from([initial]);
    let mut waiting = vec![initial];
    while let Some(state) = waiting.pop() {
        for next in after.get(state).into_iter().flatten() {
            if reached.insert(next) {
                waiting.push(next);
            }
        }
    }
    for (state, _) in states {
        if !reached.contains(state.value.as_str()) {
            let mistake = Mistake::Unreachable {
                state: state.value.as_str().into(),
                initial: initial.into(),
            };
            notes.note(mistake, state.span.clone());
        }
    }
}
