//! What every change needs of a TOML tree: setting a value, a list or a key, and leaving the rest as it stands.

use toml_edit::{Array, InlineTable, Item, Key, Table, TableLike, Value};

use super::EditError;

/// Whether a list without anything in it is written.
#[derive(Clone, Copy, PartialEq, Eq)]
pub(super) enum Empty {
    /// `by = []`: it says something.
    Stays,
    /// An absent list says the same.
    Goes,
}

/// The table `key`, made where it is missing.
pub(super) fn table<'t>(
    within: &'t mut dyn TableLike,
    key: &'static str,
) -> Result<&'t mut dyn TableLike, EditError> {
    if !within.contains_key(key) {
        within.insert(key, Item::Table(Table::new()));
    }
    let item = within.get_mut(key).ok_or(EditError::Misshapen(key))?;
    item.as_table_like_mut().ok_or(EditError::Misshapen(key))
}

/// The table `key`, where there is one.
pub(super) fn table_if<'t>(
    within: &'t mut dyn TableLike,
    key: &'static str,
) -> Result<Option<&'t mut dyn TableLike>, EditError> {
    let Some(item) = within.get_mut(key) else {
        return Ok(None);
    };
    item.as_table_like_mut()
        .map(Some)
        .ok_or(EditError::Misshapen(key))
}

/// Sets `key` to `value`, or takes it away. A value that is the same already stays as it is written.
pub(super) fn set(within: &mut dyn TableLike, key: &str, value: Option<Value>) {
    let Some(value) = value else {
        within.remove(key);
        return;
    };
    match within.get_mut(key).and_then(Item::as_value_mut) {
        Some(now) if same(now, &value) => {}
        Some(now) => put(now, value),
        None => {
            within.insert(key, Item::Value(value));
        }
    }
}

/// Sets `key`, unless it is absent and `value` is what its absence means.
pub(super) fn set_unless(within: &mut dyn TableLike, key: &str, value: Value, absent: &Value) {
    if within.contains_key(key) || !same(&value, absent) {
        set(within, key, Some(value));
    }
}

/// Sets a list of texts: takes out what is not in `texts` and adds what is missing; the rest stays as it is written.
pub(super) fn set_list(
    within: &mut dyn TableLike,
    key: &'static str,
    texts: &[impl AsRef<str>],
    empty: Empty,
) -> Result<(), EditError> {
    if texts.is_empty() && empty == Empty::Goes {
        within.remove(key);
        return Ok(());
    }
    let list = match within.get_mut(key) {
        None => within
            .entry(key)
            .or_insert(Item::Value(Value::Array(Array::new()))),
        Some(list) => list,
    };
    let list = list.as_array_mut().ok_or(EditError::Misshapen(key))?;
    let wanted = |value: &Value| {
        texts
            .iter()
            .any(|text| value.as_str() == Some(text.as_ref()))
    };
    list.retain(wanted);
    for text in texts.iter().map(AsRef::as_ref) {
        if !list.iter().any(|value| value.as_str() == Some(text)) {
            list.push(text);
        }
    }
    let place = |value: &Value| {
        let mut texts = texts.iter().map(AsRef::as_ref);
        texts.position(|text| value.as_str() == Some(text))
    };
    if !list.iter().map(place).is_sorted() {
        let around: Vec<_> = list.iter().map(|value| value.decor().clone()).collect();
        list.sort_by_key(place);
        let values = list.iter_mut().zip(around);
        values.for_each(|(value, around)| *value.decor_mut() = around);
    }
    Ok(())
}

/// Puts another text in place of `old` in a list, or takes it out.
pub(super) fn in_list(within: &mut dyn TableLike, key: &str, old: &str, new: Option<&str>) {
    let Some(list) = within.get_mut(key).and_then(Item::as_array_mut) else {
        return;
    };
    match new {
        None => list.retain(|value| value.as_str() != Some(old)),
        Some(new) => list
            .iter_mut()
            .filter(|value| value.as_str() == Some(old))
            .for_each(|value| put(value, new.into())),
    }
}

/// Gives what stands under `old` the key `new`, in its place.
pub(super) fn rename(within: &mut dyn TableLike, old: &str, new: &str) {
    let all: Vec<(Key, Item)> = within
        .iter()
        .filter_map(|(key, _)| within.get_key_value(key))
        .map(|(key, item)| (key.clone(), item.clone()))
        .collect();
    within.clear();
    for (key, item) in all {
        let key = match key.get() == old {
            false => key,
            true => Key::new(new)
                .with_leaf_decor(key.leaf_decor().clone())
                .with_dotted_decor(key.dotted_decor().clone()),
        };
        within.entry_format(&key).or_insert(item);
    }
}

/// Puts a value in place of another, with the space and comments around it.
fn put(now: &mut Value, value: Value) {
    let decor = now.decor().clone();
    *now = value;
    *now.decor_mut() = decor;
}

/// Whether two values say the same, however they are written.
pub(super) fn same(a: &Value, b: &Value) -> bool {
    match (a, b) {
        (Value::String(a), Value::String(b)) => a.value() == b.value(),
        (Value::Integer(a), Value::Integer(b)) => a.value() == b.value(),
        (Value::Boolean(a), Value::Boolean(b)) => a.value() == b.value(),
        (Value::Array(a), Value::Array(b)) => {
            a.len() == b.len() && a.iter().zip(b.iter()).all(|(a, b)| same(a, b))
        }
        (Value::InlineTable(a), Value::InlineTable(b)) => same_table(a, b),
        _ => false,
    }
}

fn same_table(a: &InlineTable, b: &InlineTable) -> bool {
    let in_b = |(key, value)| b.get(key).is_some_and(|other| same(value, other));
    a.len() == b.len() && a.iter().all(in_b)
}

/// Where the last table of the first of these parts of a file stands that has any: behind it a new one goes.
pub(super) fn behind(file: &Table, parts: &[&str]) -> Option<isize> {
    let mut parts = parts.iter();
    parts.find_map(|part| last(file.get(part)?))
}

fn last(item: &Item) -> Option<isize> {
    let of = |table: &Table| {
        let within = table.iter().filter_map(|(_, item)| last(item));
        within.chain(table.position()).max()
    };
    match item {
        Item::Table(table) => of(table),
        Item::ArrayOfTables(tables) => tables.iter().filter_map(of).max(),
        Item::None | Item::Value(_) => None,
    }
}

/// Adds a pair to a table in line, behind the last one.
pub(super) fn push(table: &mut InlineTable, key: &str, mut value: Value) {
    if let Some((_, last)) = table.iter_mut().last() {
        let end = last.decor().suffix().cloned().unwrap_or_default();
        last.decor_mut().set_suffix("");
        value.decor_mut().set_prefix(" ");
        value.decor_mut().set_suffix(end);
    }
    table.insert(key, value);
}
