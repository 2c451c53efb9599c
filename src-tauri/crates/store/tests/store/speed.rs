//! How fast the writer is beside a loop that writes the same rows in the same batches and decides nothing.

use std::time::Instant;

use model::Seq;
use openweave_store::bare::{Bare, Recorded};
use tokio::task::JoinSet;

use crate::house::{House, read_workflow};

/// Prints moves a second. Run it alone: `cargo test --release -p openweave-store -- --ignored --nocapture moves_a_second`
#[tokio::test(flavor = "multi_thread")]
#[ignore = "a measurement"]
async fn moves_a_second() {
    for (clients, moves) in [(1, 500), (16, 200), (64, 200), (512, 50)] {
        let house = House::open().await;
        let mut tickets = Vec::new();
        for _ in 0..clients {
            tickets.push(house.ticket().await);
        }
        let from = house
            .space
            .world(|w| w.head())
            .map_or(Seq(0), |h| Seq(h.0 + 1));
        let mut running = JoinSet::new();
        let begun = Instant::now();
        for ticket in tickets {
            let space = house.space.clone();
            let (there, back) = (house.take(&ticket, "Start"), house.take(&ticket, "Back"));
            running.spawn(async move {
                for n in 0..moves {
                    let asked = if n % 2 == 0 { &there } else { &back };
                    let done = space.submit(asked.clone()).await.unwrap();
                    assert_eq!(done.refusal, None);
                }
            });
        }
        while let Some(ended) = running.join_next().await {
            ended.unwrap();
        }
        let took = begun.elapsed();
        let recorded = Recorded::of(&house.folder(), read_workflow, from)
            .await
            .unwrap();
        let mut bare = Bare::create(&house.dir.path().join("bare"), &recorded)
            .await
            .unwrap();
        let begun = Instant::now();
        bare.write(&recorded).await.unwrap();
        let bare_took = begun.elapsed();
        let all = recorded.entries();
        let rate = |took: std::time::Duration| all as f64 / took.as_secs_f64();
        println!(
            "{clients} clients, {all} moves in {} batches: {:.0}/s; the bare loop {:.0}/s",
            recorded.batches(),
            rate(took),
            rate(bare_took),
        );
        house.verify().await.unwrap();
    }
}
