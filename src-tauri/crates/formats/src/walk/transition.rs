//! The transitions of a file.

use std::collections::BTreeSet;

use super::{
    Value,
    allow::allow,
    description,
    gate::{break_glass, gate},
    need,
};
use crate::{
    file::TransitionTable,
    mistake::{Mistake, TRANSITIONS_MAX},
    tree::{At, Notes},
};

/// All of them, in the file's order.
pub(super) fn transitions(notes: &mut Notes, value: &Value<'_>) -> Vec<TransitionTable> {
    let Some(items) = notes.list(value, "a list of tables: [[transitions]]") else {
        return Vec::new();
    };
    if let Some(beyond) = items.get(TRANSITIONS_MAX) {
        notes.note(
            Mistake::TooMany {
                what: "transitions",
                max: TRANSITIONS_MAX,
            },
            beyond.span(),
        );
    }
    items
        .iter()
        .take(TRANSITIONS_MAX)
        .filter_map(|item| transition(notes, item))
        .collect()
}

fn transition(notes: &mut Notes, value: &Value<'_>) -> Option<TransitionTable> {
    let place = notes.table(value, "a transition", "a table: [[transitions]]")?;
    notes.keys(
        place,
        &[
            "name",
            "from",
            "to",
            "by",
            "requires",
            "gate",
            "break_glass",
            "description",
        ],
        &[],
    );
    need(notes, place, "name", "name = \"Submit\"", value.span());
    need(notes, place, "from", "from = [\"Draft\"]", value.span());
    need(notes, place, "to", "to = \"In review\"", value.span());
    Some(TransitionTable {
        name: place.get("name").and_then(|v| notes.name(v)),
        from: place
            .get("from")
            .and_then(|v| names(notes, v, "a list of states: [\"Draft\"]")),
        to: place.get("to").and_then(|v| notes.name(v)),
        by: allow(notes, place, "by"),
        requires: place
            .get("requires")
            .and_then(|v| names(notes, v, "a list of fields: [\"test_report\"]"))
            .unwrap_or_default(),
        gate: place.get("gate").and_then(|v| gate(notes, v)),
        break_glass: place.get("break_glass").and_then(|v| break_glass(notes, v)),
        description: description(notes, place),
    })
}

/// A list of names, each once.
pub(super) fn names<N>(
    notes: &mut Notes,
    value: &Value<'_>,
    expected: &'static str,
) -> Option<Vec<At<N>>>
where
    N: std::str::FromStr<Err = model::NameError> + std::borrow::Borrow<str>,
{
    let mut seen = BTreeSet::new();
    let mut names: Vec<At<N>> = Vec::new();
    for item in notes.list(value, expected)? {
        let Some(name) = notes.name::<N>(item) else {
            continue;
        };
        if seen.insert(name.value.borrow().to_owned()) {
            names.push(name);
        } else {
            notes.note(Mistake::SaidTwice(name.value.borrow().into()), name.span);
        }
    }
    Some(names)
}
