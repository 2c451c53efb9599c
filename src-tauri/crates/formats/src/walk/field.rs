//! The fields of a file.

use std::{collections::BTreeSet, ops::Range};

use super::{Value, description, need};
use crate::{
    file::{FieldTable, FieldType},
    mistake::Mistake,
    tree::{At, Notes},
};

/// One field, whose name stands at `key`.
pub(super) fn field(notes: &mut Notes, key: Range<usize>, value: &Value<'_>) -> FieldTable {
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
