//! Scenarios, and the names in them that others carry on.

use std::collections::BTreeSet;

use model::{Act, Expected, Scenario, ScenarioName, Step};
use toml_edit::{Array, ArrayOfTables, InlineTable, Item, Table, TableLike, Value};

use super::{
    Done, EditError,
    tree::{Empty, in_list, same, set, set_list},
};

/// The keys of a step that name a transition.
pub(super) const ACTS: [&str; 6] = [
    "take",
    "break_glass",
    "approve",
    "reject",
    "return",
    "withdraw",
];

pub(super) fn add(file: &mut Table, to: &Scenario) -> Done {
    let name = to.name.as_str();
    if every(file).any(|one| named(one) == Some(name)) {
        return Err(taken(&to.name));
    }
    let mut new = Table::new();
    write(&mut new, to)?;
    let empty = Item::ArrayOfTables(ArrayOfTables::new());
    match file.entry("scenarios").or_insert(empty) {
        Item::ArrayOfTables(tables) => tables.push(new),
        Item::Value(Value::Array(list)) => list.push(new.into_inline_table()),
        _ => return Err(EditError::Misshapen("scenarios")),
    }
    Ok(())
}

pub(super) fn alter(file: &mut Table, at: usize, to: &Scenario) -> Done {
    let name = to.name.as_str();
    let other = |(n, one)| n != at && named(one) == Some(name);
    if every(file).enumerate().any(other) {
        return Err(taken(&to.name));
    }
    let one = every_mut(file).into_iter().nth(at);
    write(one.ok_or_else(|| missing(at))?, to)
}

pub(super) fn remove(file: &mut Table, at: usize) -> Done {
    if every(file).nth(at).is_none() {
        return Err(missing(at));
    }
    let none = match file.get_mut("scenarios") {
        Some(Item::ArrayOfTables(tables)) => {
            tables.remove(at);
            tables.is_empty()
        }
        Some(Item::Value(Value::Array(list))) => {
            list.remove(at);
            list.is_empty()
        }
        _ => false,
    };
    if none {
        file.remove("scenarios");
    }
    Ok(())
}

/// Gives every step that names `old` under one of `keys` the new name.
pub(super) fn carry(file: &mut Table, keys: &[&str], old: &str, new: &str) {
    each_step(file, |step| {
        for key in keys {
            if step.get(key).and_then(Item::as_str) == Some(old) {
                set(step, key, Some(new.into()));
            }
        }
    });
}

/// Carries a field's new name to every step that fills it, or takes it out there.
pub(super) fn carry_field(file: &mut Table, old: &str, new: Option<&str>) {
    each_step(file, |step| in_list(step, "with", old, new));
}

fn each_step(file: &mut Table, mut change: impl FnMut(&mut dyn TableLike)) {
    for scenario in every_mut(file) {
        match scenario.get_mut("steps") {
            Some(Item::ArrayOfTables(steps)) => steps.iter_mut().for_each(|step| change(step)),
            Some(Item::Value(Value::Array(steps))) => {
                let steps = steps.iter_mut().filter_map(Value::as_inline_table_mut);
                steps.for_each(|step| change(step));
            }
            _ => {}
        }
    }
}

fn every(file: &Table) -> impl Iterator<Item = &dyn TableLike> {
    let tables = file.get("scenarios").and_then(Item::as_array_of_tables);
    let list = file.get("scenarios").and_then(Item::as_array);
    let tables = tables
        .into_iter()
        .flatten()
        .map(|one| one as &dyn TableLike);
    let list = list.into_iter().flatten();
    let list = list.filter_map(|one| one.as_inline_table().map(|one| one as &dyn TableLike));
    tables.chain(list)
}

fn every_mut(file: &mut Table) -> Vec<&mut dyn TableLike> {
    match file.get_mut("scenarios") {
        Some(Item::ArrayOfTables(tables)) => tables
            .iter_mut()
            .map(|one| one as &mut dyn TableLike)
            .collect(),
        Some(Item::Value(Value::Array(list))) => {
            let list = list.iter_mut().filter_map(Value::as_inline_table_mut);
            list.map(|one| one as &mut dyn TableLike).collect()
        }
        _ => Vec::new(),
    }
}

fn named(scenario: &dyn TableLike) -> Option<&str> {
    scenario.get("name").and_then(Item::as_str)
}

fn missing(at: usize) -> EditError {
    EditError::Missing {
        what: "scenario",
        name: (at + 1).to_string(),
    }
}

fn taken(name: &ScenarioName) -> EditError {
    EditError::Taken {
        what: "scenario",
        name: name.to_string(),
    }
}

fn write(scenario: &mut dyn TableLike, to: &Scenario) -> Done {
    set(scenario, "name", Some(to.name.as_str().into()));
    set(scenario, "creator", Some(to.cast.creator.as_str().into()));
    let people = to.cast.people.iter();
    let people = people.map(|(handle, roles)| (handle.as_str(), texts(roles)));
    let people: InlineTable = people.collect();
    set_unlike(scenario, "people", people.into());
    let bots: InlineTable = to.cast.bots.iter().map(bot).collect();
    match bots.is_empty() {
        true => set(scenario, "bots", None),
        false => set_unlike(scenario, "bots", bots.into()),
    }
    let mut steps = Array::new();
    for one in &to.steps {
        let mut value = Value::InlineTable(step(one)?);
        value.decor_mut().set_prefix("\n    ");
        steps.push_formatted(value);
    }
    steps.set_trailing("\n");
    steps.set_trailing_comma(true);
    set_unlike(scenario, "steps", steps.into());
    Ok(())
}

/// Sets `key`, unless what stands there says the same.
fn set_unlike(within: &mut dyn TableLike, key: &str, value: Value) {
    let now = within.get(key).and_then(Item::as_value);
    if !now.is_some_and(|now| alike(now, &value)) {
        set(within, key, Some(value));
    }
}

/// Whether two values say the same; names in a list have no order.
fn alike(a: &Value, b: &Value) -> bool {
    match (a, b) {
        (Value::Array(a), Value::Array(b)) => {
            let names = |list: &Array| -> Option<BTreeSet<String>> {
                list.iter()
                    .map(|one| Some(one.as_str()?.to_owned()))
                    .collect()
            };
            let each = || a.iter().zip(b).all(|(a, b)| alike(a, b));
            a.len() == b.len()
                && match (names(a), names(b)) {
                    (Some(a), Some(b)) => a == b,
                    _ => each(),
                }
        }
        (Value::InlineTable(a), Value::InlineTable(b)) => {
            let in_b = |(key, value)| b.get(key).is_some_and(|other| alike(value, other));
            a.len() == b.len() && a.iter().all(in_b)
        }
        _ => same(a, b),
    }
}

fn bot<'s>((handle, bot): (&'s model::Handle, &model::CastBot)) -> (&'s str, Value) {
    let mut table = InlineTable::new();
    if let Some(keeper) = &bot.keeper {
        table.insert("keeper", keeper.as_str().into());
    }
    if !bot.roles.is_empty() {
        table.insert("roles", texts(&bot.roles));
    }
    (handle.as_str(), table.into())
}

fn step(step: &Step) -> Result<InlineTable, EditError> {
    let mut table = InlineTable::new();
    if let Some(by) = step.act.by() {
        table.insert("by", by.as_str().into());
    }
    let (key, value, with) = match &step.act {
        Act::Take {
            transition, with, ..
        } => ("take", transition.as_str().into(), Some(with)),
        Act::BreakGlass {
            transition, with, ..
        } => ("break_glass", transition.as_str().into(), Some(with)),
        Act::Edit { with, .. } => ("edit", true.into(), Some(with)),
        Act::Approve { transition, .. } => ("approve", transition.as_str().into(), None),
        Act::Reject { transition, .. } => ("reject", transition.as_str().into(), None),
        Act::Return { transition, .. } => ("return", transition.as_str().into(), None),
        Act::Withdraw { transition, .. } => ("withdraw", transition.as_str().into(), None),
        Act::Wait { span } => ("wait", span.to_string().into(), None),
    };
    table.insert(key, value);
    if let Some(with) = with {
        let with: Vec<&str> = with.iter().map(model::FieldName::as_str).collect();
        set_list(&mut table, "with", &with, Empty::Goes)?;
    }
    match &step.expected {
        Expected::Done { then } => {
            set(
                &mut table,
                "then",
                then.as_ref().map(|then| then.as_str().into()),
            );
        }
        Expected::Refused { code } => set(&mut table, "refused", Some(code.to_string().into())),
    }
    table.fmt();
    Ok(table)
}

fn texts<'s>(names: impl IntoIterator<Item = &'s model::RoleName>) -> Value {
    let names = names.into_iter().map(model::RoleName::as_str);
    names.collect::<Array>().into()
}
