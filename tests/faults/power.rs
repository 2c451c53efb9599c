//! Power cuts, below SQLite: of what was not synced, anything may be there, in any order, and torn.

use openweave_tests::skip;
use tokio::task::JoinSet;

use crate::{
    disk::Disk,
    judge::{Told, judge},
    luck::Luck,
    often,
    platter::Platter,
    run::Run,
};

/// How many cuts a life has.
const CUTS: usize = 100;
/// How many changes are soon.
const SOON: usize = 120;
/// How many lives are looked at together.
const TOGETHER: usize = 2;

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_power_cut_at_any_moment_leaves_every_acknowledged_move_once() {
    let lives = often("OPENWEAVE_CUTS", 300).div_ceil(CUTS);
    let mut going = JoinSet::new();
    for seed in 0..lives as u64 {
        if going.len() == TOGETHER {
            going.join_next().await.expect("a life").expect("its cuts");
        }
        let Some(disk) = Disk::empty() else {
            let because = "there is no C compiler `cc` to make the disk that remembers";
            return skip(
                "a_power_cut_at_any_moment_leaves_every_acknowledged_move_once",
                because,
            );
        };
        going.spawn(cut(disk, seed));
    }
    while let Some(life) = going.join_next().await {
        life.expect("its cuts");
    }
}

/// One life, and what power cuts in it leave.
async fn cut(disk: Disk, seed: u64) {
    let mut luck = Luck::of(seed);
    let run = Run::lived(disk, &mut luck, seed % 3 == 2).await;
    let (mut platter, mut told) = (Platter::empty(), Told::default());
    let mut at = 0;
    for moment in moments(&run, &mut luck) {
        for record in &run.records[at..moment] {
            platter.follow(record);
            told.follow(record);
        }
        at = moment;
        let left = tempfile::tempdir().expect("a temporary folder");
        platter.left(&mut luck, left.path());
        if let Err(because) = judge(&left.path().join("data"), &run, told).await {
            let kept = left.keep();
            let last = run.records[..moment].last();
            let done: String = format!("{last:?}").chars().take(120).collect();
            panic!(
                "life {seed}, after change {moment} ({done}): {because}\nWhat was left: {}",
                kept.display()
            );
        }
    }
}

/// When the power is cut: a third of them while the house is set up, where every change is the first of its kind, and a third
/// soon after a start, when what the killed one left is found.
fn moments(run: &Run, luck: &mut Luck) -> Vec<usize> {
    let (all, furnished, starts) = (run.records.len(), run.furnished(), run.starts());
    let moment = |n| match n % 3 {
        0 => luck.place(furnished + 1),
        1 => starts[luck.place(starts.len())] + luck.place(SOON),
        _ => luck.place(all + 1),
    };
    let mut moments: Vec<usize> = (0..CUTS)
        .map(moment)
        .map(|moment| moment.min(all))
        .collect();
    moments.sort_unstable();
    moments
}
