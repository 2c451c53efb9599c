//! Transitions with their gates and glasses.

use std::collections::BTreeSet;

use model::{
    BreakGlass, Gate, Rejection, Span, StateName,
    view::designer::{GateParts, GlassParts, TransitionParts},
};
use toml_edit::{ArrayOfTables, InlineTable, Item, Table, TableLike, Value};

use super::{
    Done, EditError, scenarios,
    tree::{Empty, behind, in_list, set, set_list, set_unless, table},
};

/// Every transition.
pub(super) fn all(file: &mut Table) -> Result<Vec<&mut dyn TableLike>, EditError> {
    match file.get_mut("transitions") {
        None => Ok(Vec::new()),
        Some(Item::ArrayOfTables(tables)) => Ok(tables
            .iter_mut()
            .map(|one| one as &mut dyn TableLike)
            .collect()),
        Some(Item::Value(Value::Array(list))) => list
            .iter_mut()
            .map(|one| {
                one.as_inline_table_mut()
                    .map(|one| one as &mut dyn TableLike)
            })
            .collect::<Option<_>>()
            .ok_or(EditError::Misshapen("transitions")),
        Some(_) => Err(EditError::Misshapen("transitions")),
    }
}

pub(super) fn add(file: &mut Table, to: &TransitionParts) -> Done {
    let behind = behind(file, &["transitions", "states", "fields", "tickets"]);
    if !file.contains_key("transitions") {
        file.insert("transitions", Item::ArrayOfTables(ArrayOfTables::new()));
    }
    let mut new = Table::new();
    write(&mut new, to)?;
    match file.get_mut("transitions") {
        Some(Item::ArrayOfTables(tables)) => {
            new.set_position(behind);
            tables.push(new);
        }
        Some(Item::Value(Value::Array(list))) => list.push(new.into_inline_table()),
        _ => return Err(EditError::Misshapen("transitions")),
    }
    Ok(())
}

pub(super) fn alter(file: &mut Table, at: usize, to: &TransitionParts) -> Done {
    let mut every = all(file)?;
    let one = every.get_mut(at).ok_or_else(|| missing(at))?;
    let old = name(*one);
    write(*one, to)?;
    let new = to.name.as_str();
    let remains = every.iter().any(|other| name(*other) == old);
    match old {
        Some(old) if old != new && !remains => {
            mover(every, &old, Some(new))?;
            scenarios::carry(file, &scenarios::ACTS, &old, new);
            Ok(())
        }
        _ => Ok(()),
    }
}

pub(super) fn remove(file: &mut Table, at: usize) -> Done {
    let gone = all(file)?.get(at).map(|one| name(*one));
    let gone = gone.ok_or_else(|| missing(at))?;
    retain(file, |place| place != at);
    forget(file, gone.into_iter().collect())
}

/// Takes a state out of every transition, and those away that lead nowhere or come from nowhere without it.
pub(super) fn without_state(file: &mut Table, state: &StateName) -> Done {
    let state = state.as_str();
    let mut gone = BTreeSet::new();
    let mut lost = BTreeSet::new();
    for (at, one) in all(file)?.into_iter().enumerate() {
        in_list(one, "from", state, None);
        let starts = one.get("from").and_then(Item::as_array);
        let nowhere = starts.is_some_and(toml_edit::Array::is_empty);
        if nowhere || one.get("to").and_then(Item::as_str) == Some(state) {
            gone.insert(at);
            lost.extend(name(one));
        }
    }
    retain(file, |at| !gone.contains(&at));
    forget(file, lost)
}

/// Takes a field out of every transition that requires it, or carries its new name there.
pub(super) fn carry_field(file: &mut Table, old: &str, new: Option<&str>) -> Done {
    for one in all(file)? {
        in_list(one, "requires", old, new);
        let none = one.get("requires").and_then(Item::as_array);
        if none.is_some_and(toml_edit::Array::is_empty) {
            one.remove("requires");
        }
    }
    Ok(())
}

/// Keeps the transitions whose place in the file `keeps` says.
fn retain(file: &mut Table, keeps: impl Fn(usize) -> bool) {
    let mut at = 0..;
    let mut next = || at.next().is_some_and(&keeps);
    let none = match file.get_mut("transitions") {
        Some(Item::ArrayOfTables(tables)) => {
            tables.retain(|_| next());
            tables.is_empty()
        }
        Some(Item::Value(Value::Array(list))) => {
            list.retain(|_| next());
            false
        }
        _ => false,
    };
    if none {
        file.remove("transitions");
    }
}

/// No gate bars who took a transition that there is no more.
fn forget(file: &mut Table, mut gone: BTreeSet<String>) -> Done {
    for one in all(file)? {
        if let Some(name) = name(one) {
            gone.remove(&name);
        }
    }
    let mut gone = gone.iter();
    gone.try_for_each(|name| mover(all(file)?, name, None))
}

fn mover(every: Vec<&mut dyn TableLike>, old: &str, new: Option<&str>) -> Done {
    let new = new.map(|new| format!("mover:{new}"));
    for one in every {
        let Some(gate) = one.get_mut("gate").and_then(Item::as_table_like_mut) else {
            continue;
        };
        in_list(gate, "not", &format!("mover:{old}"), new.as_deref());
        let not = gate.get("not").and_then(Item::as_array);
        if not.is_some_and(toml_edit::Array::is_empty) {
            gate.remove("not");
        }
    }
    Ok(())
}

fn name(transition: &dyn TableLike) -> Option<String> {
    let name = transition.get("name").and_then(Item::as_str)?;
    Some(name.to_owned())
}

fn missing(at: usize) -> EditError {
    EditError::Missing {
        what: "transition",
        name: format!("number {}", at + 1),
    }
}

fn write(one: &mut dyn TableLike, to: &TransitionParts) -> Done {
    set(one, "name", Some(to.name.as_str().into()));
    set_list(one, "from", &texts(&to.from), Empty::Stays)?;
    set(one, "to", Some(to.to.as_str().into()));
    set_list(one, "by", &to.by, Empty::Stays)?;
    set_list(one, "requires", &texts(&to.requires), Empty::Goes)?;
    set(
        one,
        "description",
        to.description.as_deref().map(Into::into),
    );
    match &to.gate {
        None => set(one, "gate", None),
        Some(parts) => gate(table(one, "gate")?, parts)?,
    }
    match &to.break_glass {
        None => set(one, "break_glass", None),
        Some(parts) => glass(table(one, "break_glass")?, parts)?,
    }
    Ok(())
}

fn gate(gate: &mut dyn TableLike, to: &GateParts) -> Done {
    let mut seats = to.seats.iter();
    match (seats.next(), seats.next()) {
        (Some((role, people)), None) if !gate.contains_key("roles") => {
            set(gate, "approvals", Some(i64::from(*people).into()));
            set(gate, "role", Some(role.as_str().into()));
        }
        _ => {
            set(gate, "approvals", None);
            set(gate, "role", None);
            let seats = to.seats.iter();
            let roles: InlineTable = seats
                .map(|(role, people)| (role.as_str(), Value::from(i64::from(*people))))
                .collect();
            set_table(gate, "roles", roles)?;
        }
    }
    set_span(gate, "expires", to.expires, Gate::EXPIRES);
    let again = to.reauthenticate.into();
    set_unless(gate, "reauthenticate", again, &false.into());
    let not: Vec<&String> = to.not.iter().collect();
    set_list(gate, "not", &not, Empty::Goes)?;
    let reject = match to.reject {
        Rejection::First => "first",
        Rejection::Majority => "majority",
    };
    set_unless(gate, "reject", reject.into(), &"first".into());
    Ok(())
}

fn glass(glass: &mut dyn TableLike, to: &GlassParts) -> Done {
    set_list(glass, "roles", &texts(&to.roles), Empty::Stays)?;
    set_span(glass, "review", to.review, BreakGlass::REVIEW);
    set_list(glass, "reviewers", &texts(&to.reviewers), Empty::Goes)
}

fn texts<T: ToString>(names: impl IntoIterator<Item = T>) -> Vec<String> {
    names.into_iter().map(|name| name.to_string()).collect()
}

/// A length of time; one that is as long already stays as it is written, `48h` as `48h`.
fn set_span(within: &mut dyn TableLike, key: &str, span: Span, absent: Span) {
    let now = within.get(key).and_then(Item::as_str);
    let is = now.map_or(Some(absent), |now| now.parse().ok());
    if is != Some(span) {
        set(within, key, Some(span.to_string().into()));
    }
}

/// A table of numbers, whether it is written in line or not.
fn set_table(within: &mut dyn TableLike, key: &'static str, to: InlineTable) -> Done {
    let Some(now) = within.get_mut(key) else {
        within.insert(key, Item::Value(to.into()));
        return Ok(());
    };
    let now = now.as_table_like_mut().ok_or(EditError::Misshapen(key))?;
    let gone: Vec<String> = now
        .iter()
        .map(|(role, _)| role.to_owned())
        .filter(|role| !to.contains_key(role))
        .collect();
    for role in gone {
        now.remove(&role);
    }
    for (role, people) in to {
        set(now, &role, Some(people));
    }
    Ok(())
}
