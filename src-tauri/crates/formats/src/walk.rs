//! From a TOML tree to a [`WorkflowFile`], noting every part that is not what it should be.

mod allow;
mod field;
mod gate;
mod scenario;
mod transition;

use std::ops::Range;

use model::Colour;
use toml::{
    Spanned,
    de::{DeTable, DeValue},
};

use crate::{
    file::{StateTable, TicketsTable, WorkflowFile},
    mistake::{Mistake, STATES_MAX},
    tree::{At, Notes, Place, entries},
};
use allow::allow;

type Value<'i> = Spanned<DeValue<'i>>;
type Later = [(&'static str, &'static str)];

const LATER_IN_FILE: &Later = &[(
    "properties",
    "proofs do not exist yet, and an unproved property promises what nobody checks",
)];
const COORDINATE_MAX: f64 = 1_000_000.0;

/// Reads the whole tree.
pub(crate) fn walk(root: &DeTable<'_>, notes: &mut Notes) -> WorkflowFile {
    let place = Place {
        table: root,
        called: "a workflow",
    };
    notes.keys(
        place,
        &[
            "format",
            "name",
            "description",
            "initial",
            "tickets",
            "fields",
            "states",
            "transitions",
            "layout",
            "scenarios",
        ],
        LATER_IN_FILE,
    );
    let start = 0..0;
    need(notes, place, "format", "format = 1", start.clone());
    need(
        notes,
        place,
        "name",
        "name = \"Change management\"",
        start.clone(),
    );
    need(
        notes,
        place,
        "initial",
        "initial = \"Draft\"",
        start.clone(),
    );
    need(notes, place, "states", "[states.Draft]", start);
    let file = WorkflowFile {
        format: place.get("format").and_then(|v| format(notes, v)),
        name: place.get("name").and_then(|v| notes.name(v)),
        description: description(notes, place),
        initial: place.get("initial").and_then(|v| notes.name(v)),
        tickets: place
            .get("tickets")
            .map(|v| tickets(notes, v))
            .unwrap_or_default(),
        fields: named(notes, place, "fields", usize::MAX, field::field),
        states: named(notes, place, "states", STATES_MAX, state),
        transitions: place
            .get("transitions")
            .map(|v| transition::transitions(notes, v))
            .unwrap_or_default(),
        layout: named(notes, place, "layout", usize::MAX, |notes, _, v| {
            corner(notes, v)
        })
        .into_iter()
        .filter_map(|(name, at)| Some((name, at?)))
        .collect(),
        scenarios: place
            .get("scenarios")
            .map(|v| scenario::scenarios(notes, v))
            .unwrap_or_default(),
    };
    if file.states.is_empty()
        && let Some(value) = place.get("states").filter(|v| empty(v))
    {
        notes.note(
            Mistake::MissingKey {
                key: "states",
                place: place.called,
                example: "[states.Draft]",
            },
            value.span(),
        );
    }
    file
}

fn empty(value: &Value<'_>) -> bool {
    value.get_ref().as_table().is_some_and(|t| t.is_empty())
}

fn need(
    notes: &mut Notes,
    place: Place<'_, '_>,
    key: &'static str,
    example: &'static str,
    span: Range<usize>,
) {
    if place.get(key).is_none() {
        let mistake = Mistake::MissingKey {
            key,
            place: place.called,
            example,
        };
        notes.note(mistake, span);
    }
}

fn format(notes: &mut Notes, value: &Value<'_>) -> Option<At<i64>> {
    let format = notes.whole(value)?;
    if format.value != 1 {
        notes.note(Mistake::Format(format.value), format.span.clone());
    }
    Some(format)
}

fn description(notes: &mut Notes, place: Place<'_, '_>) -> Option<String> {
    place
        .get("description")
        .and_then(|v| notes.string(v))
        .map(|at| at.value)
}

/// A table of named things, in the file's order.
fn named<N: std::str::FromStr<Err = model::NameError>, T>(
    notes: &mut Notes,
    place: Place<'_, '_>,
    key: &'static str,
    max: usize,
    read: impl Fn(&mut Notes, Range<usize>, &Value<'_>) -> T,
) -> Vec<(At<N>, T)> {
    let expected = match key {
        "fields" => "a table of fields: [fields.test_report]",
        "states" => "a table of states: [states.Draft]",
        "people" => "a table of people with their roles: { ana = [\"release-manager\"] }",
        "bots" => "a table of bots: { deploy-bot = { keeper = \"ana\" } }",
        _ => "a table: Draft = [120, 80]",
    };
    let Some(table) = place
        .get(key)
        .and_then(|v| notes.table(v, "a workflow", expected))
    else {
        return Vec::new();
    };
    let all = entries(table.table);
    if let Some((beyond, _)) = all.get(max) {
        notes.note(Mistake::TooMany { what: key, max }, beyond.span());
    }
    all.into_iter()
        .take(max)
        .filter_map(|(key, value)| {
            let name = notes.named(key.get_ref(), key.span());
            let thing = read(notes, key.span(), value);
            Some((name?, thing))
        })
        .collect()
}

fn tickets(notes: &mut Notes, value: &Value<'_>) -> TicketsTable {
    let Some(place) = notes.table(value, "tickets", "a table: [tickets]") else {
        return TicketsTable::default();
    };
    notes.keys(place, &["create", "edit", "comment"], &[]);
    TicketsTable {
        create: allow(notes, place, "create"),
        edit: allow(notes, place, "edit"),
        comment: allow(notes, place, "comment"),
    }
}

fn state(notes: &mut Notes, _: Range<usize>, value: &Value<'_>) -> StateTable {
    let Some(place) = notes.table(value, "a state", "a table: [states.Draft]") else {
        return StateTable::default();
    };
    notes.keys(place, &["terminal", "colour", "description"], &[]);
    StateTable {
        terminal: place
            .get("terminal")
            .and_then(|v| notes.boolean(v))
            .unwrap_or_default(),
        colour: place.get("colour").and_then(|v| colour(notes, v)),
        description: description(notes, place),
    }
}

fn colour(notes: &mut Notes, value: &Value<'_>) -> Option<Colour> {
    let At { value, span } = notes.string(value)?;
    let known = Colour::ALL.into_iter().find(|(word, _)| *word == value);
    if known.is_none() {
        let hint = notes.hint(&value, Colour::ALL.into_iter().map(|(word, _)| word));
        let name = value.as_str().into();
        notes.note(Mistake::NoColour { name, hint }, span);
    }
    known.map(|(_, colour)| colour)
}

fn corner(notes: &mut Notes, value: &Value<'_>) -> Option<(f64, f64)> {
    let items = notes.list(value, "two numbers: [320, 80]")?;
    let numbers: Vec<f64> = items
        .iter()
        .take(3)
        .filter_map(|v| notes.number(v))
        .collect();
    match numbers[..] {
        [x, y] if items.len() == 2 && x.abs() <= COORDINATE_MAX && y.abs() <= COORDINATE_MAX => {
            Some((x, y))
        }
        _ if numbers.len() < items.len().min(3) => None,
        _ => {
            notes.note(Mistake::OffCanvas, value.span());
            None
        }
    }
}
