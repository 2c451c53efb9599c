//! What differs between two versions of a workflow: in words, and both in one drawing.

use analysis::Change;
use diagram::{Mark, Marks};
use model::{
    StateName, Workflow,
    view::{Sentence, workflows::Difference},
};

use crate::{Member, Result, Size, diagrams::on_page, moves};

/// The rules and the drawing of two versions side by side.
pub(crate) struct Between {
    pub(crate) changes: Vec<Sentence>,
    pub(crate) moved: Vec<StateName>,
    pub(crate) svg: String,
}

impl Member {
    /// What version `to` of a workflow changes against version `from`, each being the newest if it is not named.
    ///
    /// # Errors
    /// 404.
    pub async fn workflow_difference(
        &self,
        name: &str,
        from: Option<u32>,
        to: Option<u32>,
    ) -> Result<Difference> {
        let was = self.published(name, from).await?.published;
        let is = self.published(name, to).await?.published;
        let differs = between(&was.workflow, &is.workflow);
        Ok(Difference {
            from: was.at.version,
            to: is.at.version,
            changes: differs.changes,
            moved: differs.moved,
            svg: differs.svg,
        })
    }
}

/// What `new` changes against `old`.
pub(crate) fn between(old: &Workflow, new: &Workflow) -> Between {
    let merged = analysis::merged(old, new);
    let marks = Marks {
        states: merged
            .states
            .into_iter()
            .map(|(state, change)| (state, mark(change)))
            .collect(),
        edges: merged
            .moves
            .into_iter()
            .map(|(edge, change)| (edge, mark(change)))
            .collect(),
        moved: merged.moved,
    };
    let moved = marks.moved.keys().cloned().collect();
    let options = diagram::Options {
        marks,
        ..on_page(Size::Full, "difference")
    };
    Between {
        changes: analysis::diff(old, new).iter().map(moves::runs).collect(),
        moved,
        svg: diagram::svg(&merged.workflow, &options),
    }
}

const fn mark(change: Change) -> Mark {
    match change {
        Change::Added => Mark::Added,
        Change::Changed => Mark::Changed,
        Change::Removed => Mark::Removed,
    }
}
