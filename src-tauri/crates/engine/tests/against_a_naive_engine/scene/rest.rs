//! The world is put down and taken up again every so often: it is the same, and the history goes on with it.

use openweave_engine::{AtRest, World};
use proptest::{prelude::*, test_runner::TestCaseError};

use super::Scene;

/// One answer in so many.
const EVERY: usize = 50;

impl Scene {
    pub fn rest(&mut self) -> Result<(), TestCaseError> {
        if !self.log.len().is_multiple_of(EVERY) {
            return Ok(());
        }
        self.put_down_and_taken_up()
    }

    pub fn put_down_and_taken_up(&mut self) -> Result<(), TestCaseError> {
        let kept = serde_json::to_string(&AtRest::of(&self.world)).unwrap();
        let mut woken = self.woken(&kept);
        let anew = serde_json::to_string(&AtRest::of(&woken)).unwrap();
        prop_assert_eq!(&anew, &kept, "it is written down the same");
        let naive = self.naive();
        for request in naive.all_asked() {
            let known = self.world.request(request.id).unwrap();
            if woken.request(request.id).is_none() {
                woken.load_request(known.clone());
            }
        }
        for (id, _) in naive.tickets() {
            let known = self.world.ticket_by_id(id).unwrap();
            if woken.ticket_by_id(id).is_none() {
                prop_assert_eq!(known.request, None, "it is not resident");
                woken.load(known.clone());
            }
        }
        prop_assert!(
            woken == self.world,
            "{:#?}\nis not\n{:#?}",
            woken,
            self.world
        );
        self.world = woken;
        Ok(())
    }

    fn woken(&self, kept: &str) -> World {
        let at_rest: AtRest = serde_json::from_str(kept).unwrap();
        let rules = |digest| self.files.get(&digest).cloned().ok_or(digest);
        at_rest.wake(rules).unwrap()
    }
}
