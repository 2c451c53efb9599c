//! The engine against a second one that is deliberately naive: random workflows, random histories; both give the same
//! answer to everything, and a refusal leaves the world as it was. `OPENWEAVE_CASES` says how many histories
//! (5,000; 100,000 in `make soak`).
#![allow(clippy::unwrap_used)] // A story that cannot go on has failed.

mod hunt;
mod naive;
mod scene;

use std::cell::RefCell;

use proptest::{
    prelude::*,
    test_runner::{TestCaseError, TestRng, TestRunner},
};
use scene::{Plot, Scene, Tally, plot};

#[test]
fn both_engines_say_the_same() {
    let cases = std::env::var("OPENWEAVE_CASES")
        .ok()
        .map_or(5_000, |n| n.parse().unwrap());
    let mut runner = TestRunner::new(config(cases));
    let outcome = runner.run(&plot(), |plot| play(plot, &mut Tally::default()));
    if let Err(failure) = outcome {
        panic!("{failure}");
    }
}

/// What never comes up is never compared: the same thousand histories in every run, and how often they reach each answer.
#[test]
fn the_histories_reach_every_answer() {
    let config = config(1_000);
    let rng = TestRng::deterministic_rng(config.rng_algorithm);
    let mut runner = TestRunner::new_with_rng(config, rng);
    let tally = RefCell::new(Tally::default());
    let outcome = runner.run(&plot(), |plot| play(plot, &mut tally.borrow_mut()));
    if let Err(failure) = outcome {
        panic!("{failure}");
    }
    let tally = tally.into_inner();
    println!("{tally}");
    let rare = tally.rare();
    assert!(rare.is_empty(), "too rare: {rare:?} in\n{tally}");
}

fn play(plot: Plot, tally: &mut Tally) -> Result<(), TestCaseError> {
    let mut scene = Scene::of(plot.files);
    for step in plot.steps {
        scene.take(&step, tally)?;
    }
    Ok(())
}

fn config(cases: u32) -> ProptestConfig {
    ProptestConfig {
        cases,
        failure_persistence: None,
        max_shrink_iters: 20_000,
        ..ProptestConfig::default()
    }
}
