//! One step of a hunt: only the engine answers, and each move through a gate is judged from the log alone.

use std::fmt;

use model::{Deed, Entry, Workflow};
use openweave_engine::{World, apply, decide};
use proptest::{prelude::*, test_runner::TestCaseError};

use super::{
    Scene,
    files::workflow,
    plot::{on_access, on_requests, on_rules, step},
    step::Step,
    stories::{sent_back, shaken, stood_in_for},
};

/// Whether the program is started again before a step.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Restart {
    No,
    /// From what was put down.
    Rest,
    /// From the log's first entry on.
    Log,
}

/// A sequence, and the files that can be published in it.
#[derive(Clone)]
pub struct Chase {
    pub files: Vec<Workflow>,
    pub steps: Vec<(Step, Restart)>,
}

impl fmt::Debug for Chase {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        writeln!(f)?;
        for file in &self.files {
            writeln!(f, "{file:?}")?;
        }
        let mut steps = self.steps.iter();
        steps.try_for_each(|step| writeln!(f, "{step:?}"))
    }
}

/// Sequences in which gates are about to open.
pub fn chase() -> impl Strategy<Value = Chase> {
    let files = (workflow("Change"), workflow("Change"), workflow("Access"));
    let alone = |ask: BoxedStrategy<super::step::Ask>| {
        (any::<u8>(), ask)
            .prop_map(|(by, ask)| vec![Step::at_once(super::step::Asker::Suited(by), ask)])
    };
    let steps = prop_oneof![
        4 => shaken().boxed(),
        3 => sent_back().boxed(),
        3 => stood_in_for().boxed(),
        2 => alone(on_access().boxed()).boxed(),
        2 => alone(on_requests().boxed()).boxed(),
        1 => alone(on_rules().boxed()).boxed(),
        2 => step().prop_map(|step| vec![step]).boxed(),
    ];
    let restart =
        prop_oneof![12 => Just(Restart::No), 1 => Just(Restart::Rest), 1 => Just(Restart::Log)];
    let steps = prop::collection::vec((steps, restart), 1..7);
    (files, steps).prop_map(|((a, b, c), stories)| Chase {
        files: vec![a, b, c],
        steps: stories
            .into_iter()
            .flat_map(|(steps, restart)| {
                let rest = std::iter::repeat(Restart::No);
                steps.into_iter().zip(std::iter::once(restart).chain(rest))
            })
            .collect(),
    })
}

impl Scene {
    /// Takes a step; how many moves through gates came of it, all of them as they must be.
    pub fn hunted(&mut self, step: &Step, restart: Restart) -> Result<u32, TestCaseError> {
        match restart {
            Restart::No => {}
            Restart::Rest => self.put_down_and_taken_up()?,
            Restart::Log => self.world = self.told_from_the_start(),
        }
        self.now = self.now.plus(step.after);
        let command = self.command(&step.ask);
        let by = self.asker(step.by, &step.ask, &command);
        let command = self.signed(&by, &step.ask, command);
        let Ok(events) = decide(&self.world, &by, &command, self.now) else {
            return Ok(0);
        };
        let before = self.log.len();
        self.write(&command, events)?;
        let written = self.log.split_off(before);
        let mut moves = 0;
        for entry in written {
            moves += self.judged(&entry)?;
            self.log.push(entry);
        }
        Ok(moves)
    }

    /// The log so far, and this entry that follows.
    fn judged(&self, entry: &Entry) -> Result<u32, TestCaseError> {
        let through =
            matches!(entry.deed, Some(Deed::Move { .. })) && entry.about.request.is_some();
        if !through {
            return Ok(0);
        }
        let wrong = self.naive().judged(entry);
        prop_assert!(wrong.is_empty(), "{wrong:?}: {entry:?}");
        Ok(1)
    }

    fn told_from_the_start(&self) -> World {
        let mut world = World::new();
        for (entry, leaf) in self.log.iter().zip(&self.leaves) {
            if let Some(Deed::PublishWorkflow { digest, .. }) = &entry.deed {
                world.teach(*digest, self.files[digest].clone());
            }
            apply(&mut world, entry, *leaf).unwrap();
        }
        world
    }
}
