//! What a drawing of two versions marks: what comes, changes and goes, and where boxes stood.

use std::collections::BTreeMap;

use model::StateName;

/// How a part of a drawing differs from what was before.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Mark {
    /// It is new.
    Added,
    /// Its rule is another.
    Changed,
    /// It goes away.
    Removed,
}

/// What to mark.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Marks {
    /// Boxes, by state.
    pub states: BTreeMap<StateName, Mark>,
    /// Edges, by the transition's place in the workflow and the state they start in.
    pub edges: BTreeMap<(usize, StateName), Mark>,
    /// Where boxes stood that stand elsewhere now: x and y of their middle.
    pub moved: BTreeMap<StateName, (f64, f64)>,
}

impl Mark {
    /// The last part of its classes.
    pub(crate) const fn class(self) -> &'static str {
        match self {
            Self::Added => "added",
            Self::Changed => "changed",
            Self::Removed => "removed",
        }
    }

    /// The word for those who do not see it.
    pub(crate) const fn word(self) -> &'static str {
        match self {
            Self::Added => "New",
            Self::Changed => "Changed",
            Self::Removed => "Gone",
        }
    }
}
