//! Moves by many clients at once, each on a ticket of its own; then the bare loop; then the log is verified.

use std::time::{Duration, Instant};

use model::Seq;
use store::bare::{Bare, Recorded};
use tokio::task::JoinSet;

use super::{Figures, Way, client::Client};
use crate::{House, house};

/// Measures `clients` that take `moves` moves each, in a house of their own.
///
/// # Panics
/// When a move is not taken, or the log does not hold afterwards.
pub async fn measure(way: Way, clients: usize, moves: usize) -> Figures {
    let house = House::open().await;
    let bot = house.bot("bench-bot", house.olga()).await;
    let mut ready = Vec::with_capacity(clients);
    for _ in 0..clients {
        ready.push(Client::ready(way, &house, &bot).await);
    }
    let begun = Instant::now();
    let working: JoinSet<_> = ready
        .into_iter()
        .map(|client| back_and_forth(client, moves))
        .collect();
    let taken = working.join_all().await.concat();
    let took = begun.elapsed();

    let first = taken.iter().map(|(seq, _)| *seq).min();
    let (batches, bare) = write_again(&house, first.expect("moves"), taken.len()).await;
    house.verify().await;
    let mut waits: Vec<Duration> = taken.into_iter().map(|(_, wait)| wait).collect();
    waits.sort_unstable();
    Figures {
        way,
        clients,
        batches,
        took,
        bare,
        waits,
    }
}

/// Each move's entry, and how long its answer took.
async fn back_and_forth(mut client: Client, moves: usize) -> Vec<(Seq, Duration)> {
    let mut taken = Vec::with_capacity(moves);
    for transition in ["Submit", "Back"].into_iter().cycle().take(moves) {
        let asked = Instant::now();
        let seq = client.take(transition).await;
        taken.push((seq, asked.elapsed()));
    }
    taken
}

/// Writes the rows of all entries from `first` on into a fresh file: in how many batches, and how long it took.
async fn write_again(house: &House, first: Seq, moves: usize) -> (usize, Duration) {
    let log = house.folder().join("workspaces").join(&house.workspace);
    let recorded = Recorded::of(&log, house::read_workflow, first).await;
    let recorded = recorded.expect("the log can be read");
    assert_eq!(recorded.entries(), moves, "an entry a move, and no other");
    let beside = tempfile::tempdir().expect("a temporary folder");
    let mut bare = Bare::create(beside.path(), &recorded)
        .await
        .expect("a fresh file");
    let begun = Instant::now();
    bare.write(&recorded).await.expect("rows that fit");
    (recorded.batches(), begun.elapsed())
}
