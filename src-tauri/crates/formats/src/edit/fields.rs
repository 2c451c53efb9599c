//! Fields that tickets may have.

use model::{FieldName, view::designer::FieldParts, workflow::FieldKind};
use toml_edit::{Item, Table, TableLike};

use super::{
    Done, EditError, scenarios, transitions,
    tree::{Empty, behind, rename, set, set_list, table, table_if},
};

pub(super) fn add(file: &mut Table, field: &FieldName, to: &FieldParts) -> Done {
    if !file.contains_key("fields") {
        begin(file);
    }
    let behind = behind(file, &["fields", "tickets"]);
    let fields = table(file, "fields")?;
    if fields.contains_key(field.as_str()) {
        return Err(taken(field));
    }
    let mut new = Table::new();
    new.set_position(behind);
    write(&mut new, to)?;
    fields.insert(field.as_str(), Item::Table(new));
    Ok(())
}

/// The part of the fields, before the states.
fn begin(file: &mut Table) {
    let later = ["states", "transitions", "layout"].map(|part| file.remove_entry(part));
    let mut fields = Table::new();
    fields.set_implicit(true);
    file.insert("fields", Item::Table(fields));
    for (key, item) in later.into_iter().flatten() {
        file.insert_formatted(&key, item);
    }
}

pub(super) fn alter(file: &mut Table, field: &FieldName, to: &FieldParts) -> Done {
    let fields = known(file, field)?;
    if to.name != *field {
        if fields.contains_key(to.name.as_str()) {
            return Err(taken(&to.name));
        }
        rename(fields, field.as_str(), to.name.as_str());
        transitions::carry_field(file, field.as_str(), Some(to.name.as_str()))?;
        scenarios::carry_field(file, field.as_str(), Some(to.name.as_str()));
    }
    let parts = table(file, "fields")?.get_mut(to.name.as_str());
    let parts = parts.and_then(Item::as_table_like_mut);
    write(parts.ok_or(EditError::Misshapen("fields"))?, to)
}

pub(super) fn remove(file: &mut Table, field: &FieldName) -> Done {
    known(file, field)?.remove(field.as_str());
    scenarios::carry_field(file, field.as_str(), None);
    transitions::carry_field(file, field.as_str(), None)
}

fn known<'t>(file: &'t mut Table, field: &FieldName) -> Result<&'t mut dyn TableLike, EditError> {
    let fields = table_if(file, "fields")?;
    let fields = fields.filter(|fields| fields.contains_key(field.as_str()));
    fields.ok_or_else(|| EditError::Missing {
        what: "field",
        name: field.to_string(),
    })
}

fn taken(field: &FieldName) -> EditError {
    EditError::Taken {
        what: "field",
        name: field.to_string(),
    }
}

fn write(field: &mut dyn TableLike, to: &FieldParts) -> Done {
    let (kind, options) = match &to.kind {
        FieldKind::Text => ("text", &[][..]),
        FieldKind::Number => ("number", &[][..]),
        FieldKind::Date => ("date", &[][..]),
        FieldKind::Choice { options } => ("choice", &options[..]),
        FieldKind::Url => ("url", &[][..]),
        FieldKind::Person => ("person", &[][..]),
    };
    set(field, "type", Some(kind.into()));
    set_list(field, "options", options, Empty::Goes)?;
    set(
        field,
        "description",
        to.description.as_deref().map(Into::into),
    );
    Ok(())
}
