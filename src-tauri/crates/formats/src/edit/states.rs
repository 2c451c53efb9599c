//! States, and where their boxes stand.

use model::{
    StateName,
    view::designer::{Spot, StateParts},
};
use toml_edit::{Array, InlineTable, Item, Table, Value};

use super::{
    Done, EditError, scenarios, transitions,
    tree::{behind, in_list, push, rename, set, set_unless, table, table_if},
};

/// That there is such a state.
pub(super) fn known(file: &mut Table, state: &StateName) -> Done {
    let states = table_if(file, "states")?;
    match states.is_some_and(|states| states.contains_key(state.as_str())) {
        true => Ok(()),
        false => Err(EditError::Missing {
            what: "state",
            name: state.to_string(),
        }),
    }
}

pub(super) fn add(file: &mut Table, state: &StateName, at: Option<Spot>) -> Done {
    if file.get("states").is_none() {
        let mut states = Table::new();
        states.set_implicit(true);
        file.insert("states", Item::Table(states));
    }
    free(file, state)?;
    let behind = behind(file, &["states", "fields", "tickets"]);
    let states = file
        .get_mut("states")
        .ok_or(EditError::Misshapen("states"))?;
    match states {
        Item::Table(states) => {
            let mut new = Table::new();
            new.set_position(behind);
            states.insert(state.as_str(), Item::Table(new));
        }
        Item::Value(Value::InlineTable(states)) => {
            push(states, state.as_str(), InlineTable::new().into());
        }
        _ => return Err(EditError::Misshapen("states")),
    }
    if !file.contains_key("initial") {
        file.insert("initial", Item::Value(state.as_str().into()));
    }
    match at {
        Some(at) => place(file, state, Some(at)),
        None => Ok(()),
    }
}

pub(super) fn alter(file: &mut Table, state: &StateName, to: &StateParts) -> Done {
    known(file, state)?;
    if to.name != *state {
        free(file, &to.name)?;
        carry(file, state, &to.name)?;
    }
    let states = table(file, "states")?;
    let parts = states.get_mut(to.name.as_str());
    let parts = parts
        .and_then(Item::as_table_like_mut)
        .ok_or(EditError::Misshapen("states"))?;
    set_unless(parts, "terminal", to.terminal.into(), &false.into());
    let colour = to.colour.map(|colour| colour.as_str().into());
    set(parts, "colour", colour);
    set(
        parts,
        "description",
        to.description.as_deref().map(Into::into),
    );
    Ok(())
}

pub(super) fn remove(file: &mut Table, state: &StateName) -> Done {
    known(file, state)?;
    transitions::without_state(file, state)?;
    let states = table(file, "states")?;
    states.remove(state.as_str());
    let first = states.iter().next().map(|(name, _)| name.to_owned());
    if file.get("initial").and_then(Item::as_str) == Some(state.as_str()) {
        set(file, "initial", first.map(Into::into));
    }
    place(file, state, None)
}

pub(super) fn place(file: &mut Table, state: &StateName, at: Option<Spot>) -> Done {
    let Some((x, y)) = at else {
        if let Some(layout) = table_if(file, "layout")? {
            layout.remove(state.as_str());
        }
        return Ok(());
    };
    known(file, state)?;
    if !file.contains_key("layout") {
        let mut layout = Table::new();
        layout.set_position(Some(isize::MAX));
        file.insert("layout", Item::Table(layout));
    }
    let spot: Array = [i64::from(x), i64::from(y)].into_iter().collect();
    set(table(file, "layout")?, state.as_str(), Some(spot.into()));
    Ok(())
}

/// That no state has this name yet.
fn free(file: &mut Table, name: &StateName) -> Done {
    match known(file, name) {
        Ok(()) => Err(EditError::Taken {
            what: "state",
            name: name.to_string(),
        }),
        Err(EditError::Missing { .. }) => Ok(()),
        Err(other) => Err(other),
    }
}

/// A new name, everywhere.
fn carry(file: &mut Table, old: &StateName, new: &StateName) -> Done {
    let (old, new) = (old.as_str(), new.as_str());
    rename(table(file, "states")?, old, new);
    if let Some(layout) = table_if(file, "layout")? {
        rename(layout, old, new);
    }
    if file.get("initial").and_then(Item::as_str) == Some(old) {
        set(file, "initial", Some(new.into()));
    }
    for transition in transitions::all(file)? {
        in_list(transition, "from", old, Some(new));
        if transition.get("to").and_then(Item::as_str) == Some(old) {
            set(transition, "to", Some(new.into()));
        }
    }
    scenarios::carry(file, &["then"], old, new);
    Ok(())
}
