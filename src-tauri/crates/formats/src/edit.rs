//! Changes to a workflow file as the canvas makes them: to its text, so that comments, order and everything else stay as they
//! were written. What a change asks for is set, and nothing is judged here: whether the file still is a workflow, [`read`]
//! says.
//!
//! [`read`]: crate::read

mod fields;
mod scenarios;
mod states;
mod transitions;
mod tree;

use model::view::designer::Edit;
use toml_edit::{DocumentMut, Table, TomlError};

use crate::FILE_BYTES_MAX;
use tree::{set, set_list};

/// Why a change cannot be made.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum EditError {
    /// The text is no TOML.
    #[error(
        "The text has an error, so that nothing can be changed on the canvas. Mend it in the text first: {0}"
    )]
    Broken(String),
    /// A part of the file is not what it should be.
    #[error(
        "`{0}` is not written as a workflow file has it, so that it cannot be changed on the canvas. Mend it in the text first."
    )]
    Misshapen(&'static str),
    /// There is nothing of that name.
    #[error("There is no {what} {name} any more. Somebody else may have changed the text.")]
    Missing {
        /// A state, a transition, a field or a scenario.
        what: &'static str,
        /// What was named.
        name: String,
    },
    /// A name is in use.
    #[error("There is a {what} {name} already. Choose another name.")]
    Taken {
        /// A state or a field.
        what: &'static str,
        /// The name.
        name: String,
    },
    /// The file is too large, or became so.
    #[error("A workflow file has at most 2 MiB.")]
    TooLarge,
}

impl From<TomlError> for EditError {
    fn from(error: TomlError) -> Self {
        Self::Broken(error.message().to_owned())
    }
}

type Done = Result<(), EditError>;

/// What an empty text begins as. Nobody but people touches its tickets until it says so.
const BEGINNING: &str = "format = 1\nname = \"New workflow\"\n\n[tickets]\ncreate = [\"person\"]\nedit = [\"person\"]\ncomment = [\"person\"]\n";

/// `text` after `edits`, one after the other.
///
/// # Errors
/// The first change that cannot be made; then none is.
pub fn edit(text: &str, edits: &[Edit]) -> Result<String, EditError> {
    if text.len() > FILE_BYTES_MAX {
        return Err(EditError::TooLarge);
    }
    let begun = if text.trim().is_empty() {
        BEGINNING
    } else {
        text
    };
    let mut document: DocumentMut = begun.parse()?;
    for edit in edits {
        make(document.as_table_mut(), edit)?;
    }
    let text = document.to_string();
    match text.len() <= FILE_BYTES_MAX {
        true => Ok(text),
        false => Err(EditError::TooLarge),
    }
}

fn make(file: &mut Table, edit: &Edit) -> Done {
    match edit {
        Edit::SetWorkflow { name, description } => {
            set(file, "name", Some(name.as_str().into()));
            set(file, "description", description.as_deref().map(Into::into));
            Ok(())
        }
        Edit::SetInitial { state } => {
            states::known(file, state)?;
            set(file, "initial", Some(state.as_str().into()));
            Ok(())
        }
        Edit::SetTickets {
            create,
            edit,
            comment,
        } => {
            let tickets = tree::table(file, "tickets")?;
            for (key, who) in [("create", create), ("edit", edit), ("comment", comment)] {
                set_list(tickets, key, who, tree::Empty::Stays)?;
            }
            Ok(())
        }
        Edit::AddState { state, at } => states::add(file, state, *at),
        Edit::SetState { state, to } => states::alter(file, state, to),
        Edit::RemoveState { state } => states::remove(file, state),
        Edit::Place { places } => {
            let mut all = places.iter();
            all.try_for_each(|(state, at)| states::place(file, state, *at))
        }
        Edit::AddTransition { to } => transitions::add(file, to),
        Edit::SetTransition { at, to } => transitions::alter(file, *at, to),
        Edit::RemoveTransition { at } => transitions::remove(file, *at),
        Edit::AddField { field, to } => fields::add(file, field, to),
        Edit::SetField { field, to } => fields::alter(file, field, to),
        Edit::RemoveField { field } => fields::remove(file, field),
        Edit::AddScenario { to } => scenarios::add(file, to),
        Edit::SetScenario { at, to } => scenarios::alter(file, *at, to),
        Edit::RemoveScenario { at } => scenarios::remove(file, *at),
    }
}
