//! From a TOML tree to a [`WorkflowFile`], noting every part that is not what it should be.

use std::collections::BTreeSet;

use model::{Handle, Kind, RoleName, Who, name::NAME_CHARS_MAX};
use toml::{
    Spanned,
    de::{DeTable, DeValue},
};

use crate::{
    file::{
        FieldTable, FieldType, GateTable, StateTable, TicketsTable, TransitionTable, WorkflowFile,
    },
    mistake::{APPROVALS_MAX, Hint, Mistake, STATES_MAX, TRANSITIONS_MAX},
    tree::{At, Notes, Place, entries},
};

type Value<'i> = Spanned<DeValue<'i>>;
type Later = [(&'static str, &'static str)];

const WOULD_BE_IGNORED: &str = "it would be ignored, and a rule that is ignored protects nobody";
const LATER_IN_FILE: &Later = &[
    (
        "properties",
        "proofs do not exist yet, and an unproved property promises what nobody checks",
    ),
    (
        "scenarios",
        "nothing runs them yet, and a test that never runs is no test",
    ),
];
const LATER_IN_TRANSITION: &Later = &[("break_glass", WOULD_BE_IGNORED)];
const LATER_IN_GATE: &Later = &[
    ("roles", WOULD_BE_IGNORED),
    ("reauthenticate", WOULD_BE_IGNORED),
    ("not", WOULD_BE_IGNORED),
    ("reject", WOULD_BE_IGNORED),
    ("break_glass", WOULD_BE_IGNORED),
];
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
        fields: named(notes, place, "fields", usize::MAX, field),
        states: named(notes, place, "states", STATES_MAX, state),
        transitions: place
            .get("transitions")
            .map(|v| transitions(notes, v))
            .unwrap_or_default(),
        layout: named(notes, place, "layout", usize::MAX, |notes, _, v| {
            corner(notes, v)
        })
        .into_iter()
        .filter_map(|(name, at)| Some((name, at?)))
        .collect(),
    };
    if file.states.is_empty()
        && let Some(value) = place.get("states").filter(|v| empty(v))
    {
        notes.note(
            Mistake::MissingKey {
                key: "states",
                place: "A workflow",
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
    span: std::ops::Range<usize>,
) {
    if place.get(key).is_none() {
        let place = match place.called {
            "a transition" => "A transition",
            "a gate" => "A gate",
            "a field" => "A field",
            _ => "A workflow",
        };
        notes.note(
            Mistake::MissingKey {
                key,
                place,
                example,
            },
            span,
        );
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
    read: impl Fn(&mut Notes, std::ops::Range<usize>, &Value<'_>) -> T,
) -> Vec<(At<N>, T)> {
    let expected = match key {
        "fields" => "a table of fields: [fields.test_report]",
        "states" => "a table of states: [states.Draft]",
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
        notes.note(
            Mistake::TooMany {
                what: "states",
                max,
            },
            beyond.span(),
        );
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

fn field(notes: &mut Notes, key: std::ops::Range<usize>, value: &Value<'_>) -> FieldTable {
    let Some(place) = notes.table(value, "a field", "a table with a type: { type = \"text\" }")
    else {
        return FieldTable::default();
    };
    notes.keys(place, &["type", "options", "description"], &[]);
    need(notes, place, "type", "type = \"text\"", key.clone());
    let kind = place.get("type").and_then(|v| field_type(notes, v));
    let options = place.get("options").and_then(|v| options(notes, v));
    match (kind, place.get("options")) {
        (Some(FieldType::Choice), None) => notes.note(Mistake::NoOptions, key),
        (Some(FieldType::Choice) | None, _) | (_, None) => {}
        (Some(_), Some(value)) => notes.note(Mistake::OptionsOfOther, value.span()),
    }
    FieldTable {
        kind,
        options,
        description: description(notes, place),
    }
}

fn field_type(notes: &mut Notes, value: &Value<'_>) -> Option<FieldType> {
    let At { value, span } = notes.string(value)?;
    let found = FieldType::ALL.iter().find(|(word, _)| *word == value);
    if found.is_none() {
        let hint = notes.hint(&value, FieldType::ALL.iter().map(|(word, _)| *word));
        notes.note(
            Mistake::NoType {
                name: value.as_str().into(),
                hint,
            },
            span,
        );
    }
    found.map(|(_, kind)| *kind)
}

fn options(notes: &mut Notes, value: &Value<'_>) -> Option<Vec<String>> {
    let items = notes.list(value, "a list of texts: [\"low\", \"high\"]")?;
    if items.is_empty() {
        notes.note(Mistake::NoOptions, value.span());
    }
    let mut seen = BTreeSet::new();
    let mut options = Vec::new();
    for item in items {
        let Some(At {
            value: option,
            span,
        }) = notes.string(item)
        else {
            continue;
        };
        if let Err(error) = model::name::checked(&option) {
            notes.note(Mistake::Name(error), span);
        } else if seen.insert(option.clone()) {
            options.push(option);
        } else {
            notes.note(Mistake::SaidTwice(option.as_str().into()), span);
        }
    }
    Some(options)
}

fn state(notes: &mut Notes, _: std::ops::Range<usize>, value: &Value<'_>) -> StateTable {
    let Some(place) = notes.table(value, "a state", "a table: [states.Draft]") else {
        return StateTable::default();
    };
    notes.keys(place, &["terminal", "description"], &[]);
    StateTable {
        terminal: place
            .get("terminal")
            .and_then(|v| notes.boolean(v))
            .unwrap_or_default(),
        description: description(notes, place),
    }
}

fn transitions(notes: &mut Notes, value: &Value<'_>) -> Vec<TransitionTable> {
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
            "description",
        ],
        LATER_IN_TRANSITION,
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
        description: description(notes, place),
    })
}

/// A list of names, each once.
fn names<N>(notes: &mut Notes, value: &Value<'_>, expected: &'static str) -> Option<Vec<At<N>>>
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

fn allow(notes: &mut Notes, place: Place<'_, '_>, key: &str) -> Vec<Who> {
    let Some(items) = place
        .get(key)
        .and_then(|v| notes.list(v, "a list: [\"person\", \"role:release-manager\"]"))
    else {
        return Vec::new();
    };
    let mut seen = BTreeSet::new();
    for item in items {
        let Some(text) = notes.string(item) else {
            continue;
        };
        let Some(who) = who(notes, &text) else {
            continue;
        };
        if !seen.insert(who) {
            notes.note(Mistake::SaidTwice(text.value.as_str().into()), text.span);
        }
    }
    seen.into_iter().collect()
}

fn who(notes: &mut Notes, text: &At<String>) -> Option<Who> {
    let span = text.span.clone();
    match text.value.split_once(':') {
        Some(("role", role)) => acting_role(notes, role, span).map(Who::Role),
        Some(("actor", handle)) => notes
            .named::<Handle>(handle, span)
            .map(|at| Who::Actor(at.value)),
        None if text.value == "person" => Some(Who::Kind(Kind::Person)),
        None if text.value == "bot" => Some(Who::Kind(Kind::Bot)),
        None if text.value == "clock" => {
            notes.note(Mistake::ClockActs, span);
            None
        }
        _ => {
            let hint = match misspelt(&text.value) {
                Some(meant) => Hint {
                    nearest: Some(meant),
                    ..Hint::none()
                },
                None => notes.hint(&text.value, ["person", "bot"].into_iter()),
            };
            notes.note(
                Mistake::NoSuchWho {
                    name: text.value.as_str().into(),
                    hint,
                },
                span,
            );
            None
        }
    }
}

/// `rol:reviewer` means `role:reviewer`.
fn misspelt(text: &str) -> Option<String> {
    let (word, name) = text
        .split_once(':')
        .filter(|_| text.chars().count() <= NAME_CHARS_MAX)?;
    let meant = ["role", "actor"]
        .into_iter()
        .find(|prefix| strsim::damerau_levenshtein(prefix, word) <= 2)?;
    Some(format!("{meant}:{}", name.trim()))
}

/// A role whose holders may do something.
fn acting_role(notes: &mut Notes, role: &str, span: std::ops::Range<usize>) -> Option<RoleName> {
    let At { value, span } = notes.named::<RoleName>(role, span)?;
    if value == RoleName::auditor() {
        notes.note(Mistake::AuditorActs, span);
        return None;
    }
    Some(value)
}

fn gate(notes: &mut Notes, value: &Value<'_>) -> Option<GateTable> {
    let place = notes.table(
        value,
        "a gate",
        "a table: { approvals = 1, role = \"release-manager\" }",
    )?;
    notes.keys(place, &["approvals", "role", "expires"], LATER_IN_GATE);
    need(notes, place, "approvals", "approvals = 1", value.span());
    if place.get("roles").is_none() {
        need(
            notes,
            place,
            "role",
            "role = \"release-manager\"",
            value.span(),
        );
    }
    Some(GateTable {
        approvals: place.get("approvals").and_then(|v| approvals(notes, v)),
        role: place
            .get("role")
            .and_then(|v| notes.string(v))
            .and_then(|at| acting_role(notes, &at.value, at.span)),
        expires: place.get("expires").and_then(|v| expires(notes, v)),
    })
}

fn approvals(notes: &mut Notes, value: &Value<'_>) -> Option<u32> {
    let At { value, span } = notes.whole(value)?;
    if (1..=APPROVALS_MAX).contains(&value) {
        return u32::try_from(value).ok();
    }
    notes.note(Mistake::Approvals(value), span);
    None
}

fn expires(notes: &mut Notes, value: &Value<'_>) -> Option<model::Span> {
    let At { value, span } = notes.string(value)?;
    let length = value.parse();
    if length.is_err() {
        notes.note(Mistake::Expires(value.as_str().into()), span);
    }
    length.ok()
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
