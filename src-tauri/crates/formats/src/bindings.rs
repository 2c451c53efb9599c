//! Whom a workflow names one by one. Publishing binds each handle to an id, so that a later namesake gets nothing.

use std::collections::BTreeSet;

use model::{Handle, Who, Workflow};

/// The handles behind a workflow's `actor:` words, each once, sorted.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Bindings(BTreeSet<Handle>);

impl Bindings {
    /// Those that `workflow` names.
    pub fn of(workflow: &Workflow) -> Self {
        let rules = &workflow.tickets;
        let lists = [&rules.create, &rules.edit, &rules.comment];
        let moves = workflow.transitions.iter().map(|t| &t.by);
        let named = lists
            .into_iter()
            .chain(moves)
            .flatten()
            .filter_map(|who| match who {
                Who::Actor(handle) => Some(handle.clone()),
                Who::Kind(_) | Who::Role(_) => None,
            });
        Self(named.collect())
    }

    /// The handles.
    pub fn handles(&self) -> impl Iterator<Item = &Handle> {
        self.0.iter()
    }
}
