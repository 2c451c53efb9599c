//! What was answered, asked again of the entries alone: the same answer. A refusal is one that could have been given.

use model::{Entry, Outcome};
use openweave_engine::{Told, again};
use proptest::{prelude::*, test_runner::TestCaseError};

use super::Scene;

impl Scene {
    /// Before `entry` is followed: it is what the rules give.
    pub fn retell(&mut self, entry: &Entry) -> Result<(), TestCaseError> {
        let told = self.retelling.next(entry, || again(&self.world, entry));
        let fits = match told {
            Ok(Told::Again) => true,
            Ok(Told::Unasked) => entry.outcome != Outcome::Done,
            Ok(Told::Older) | Err(_) => false,
        };
        prop_assert!(fits, "told again, it is {told:?}: {entry:?}");
        Ok(())
    }

    /// After a command: nothing more is to follow from it.
    pub fn told_whole(&self) -> Result<(), TestCaseError> {
        prop_assert_eq!(self.retelling.rest(), None);
        Ok(())
    }
}
