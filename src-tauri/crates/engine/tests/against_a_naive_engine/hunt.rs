//! The hunt: random sequences of request, edit, decide, delegate, re-role, issue a token, change keeper, freeze, expire, restart and
//! publish, searched for a move through a gate with fewer than its approvals by distinct, entitled, un-excluded people at that moment.
//! What entitled means, the naive engine says in its own words. `OPENWEAVE_HUNTS` says how many sequences (20,000; 1,000,000 in
//! `make soak`).

use std::cell::Cell;

use proptest::test_runner::TestRunner;

use crate::{
    config,
    scene::{Scene, chase},
};

/// Of so many sequences at least one opens a gate.
const SEQUENCES_A_MOVE: u32 = 4;

#[test]
fn no_gate_opens_for_fewer_than_it_asks_for() {
    let hunts = std::env::var("OPENWEAVE_HUNTS")
        .ok()
        .map_or(20_000, |n| n.parse().unwrap());
    let moves = Cell::new(0);
    let mut runner = TestRunner::new(config(hunts));
    let outcome = runner.run(&chase(), |chase| {
        let mut scene = Scene::of(chase.files);
        for (step, restart) in chase.steps {
            moves.set(moves.get() + scene.hunted(&step, restart)?);
        }
        Ok(())
    });
    if let Err(failure) = outcome {
        panic!("{failure}");
    }
    println!("{} moves through gates were judged", moves.get());
    enough(moves.get(), hunts);
}

fn enough(moves: u32, hunts: u32) {
    assert!(
        moves * SEQUENCES_A_MOVE >= hunts,
        "gates opened only {moves} times in {hunts} sequences"
    );
}
