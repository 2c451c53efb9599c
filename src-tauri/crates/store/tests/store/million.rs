//! How long a start takes. Not a test of every run: `cargo nextest run --release -p openweave-store --run-ignored only million --no-capture`.

use std::{
    fs,
    path::Path,
    time::{Duration, Instant},
};

use model::TicketKey;
use tokio::task::JoinSet;

use crate::house::{House, key, reopened};

/// How many entries; a million unless said otherwise.
const ENTRIES: &str = "OPENWEAVE_ENTRIES";
/// How many tickets they are about.
const TICKETS: usize = 2_000;
/// What a start may take.
const START_MAX: Duration = Duration::from_millis(300);
/// How many entries a crash leaves behind the snapshot.
const TAIL: u64 = 50_000;

/// So many more moves and comments, each under a key of its own, by whoever waits in line.
async fn lived(house: &House, tickets: &[TicketKey], more: u64) {
    let from = house.space.world(|world| world.head().unwrap().0);
    let mut asked = JoinSet::new();
    for n in from..from + more {
        let ticket = &tickets[usize::try_from(n).unwrap() % tickets.len()];
        let round = n / tickets.len() as u64;
        let mut one = match round % 3 {
            0 => house.take(ticket, "Start"),
            1 => house.comment(ticket, "on its way"),
            _ => house.take(ticket, "Back"),
        };
        one.key = key(&n.to_string(), "body");
        let space = house.space.clone();
        asked.spawn(async move { space.submit(one).await.unwrap() });
        if asked.len() >= 2_048 {
            asked.join_next().await.unwrap().unwrap();
        }
    }
    asked.join_all().await;
}

/// Opens what lies in `dir`, and says how long that took and what the process holds at most.
async fn opened(house: &House, what: &str) -> Duration {
    let started = Instant::now();
    let space = reopened(&house.folder(), &house.time).await.unwrap();
    let took = started.elapsed();
    let entries = space.world(|world| world.head().unwrap().0) + 1;
    println!("{entries} entries, {what}: {took:?}, {}", held());
    space.close().await;
    took
}

/// The process's memory, now and at most.
fn held() -> String {
    let status = fs::read_to_string("/proc/self/status").unwrap_or_default();
    let lines = status
        .lines()
        .filter(|line| line.starts_with("VmRSS") || line.starts_with("VmHWM"));
    lines.collect::<Vec<_>>().join(", ").replace('\t', "")
}

fn size(file: &Path) -> u64 {
    file.metadata().unwrap().len()
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
#[ignore = "a measurement of minutes"]
async fn a_million_entries_start_at_once() {
    let entries = std::env::var(ENTRIES).map_or(1_000_000, |n| n.parse().unwrap());
    let house = House::open().await;
    let mut tickets = Vec::new();
    for _ in 0..TICKETS {
        tickets.push(house.ticket().await);
    }
    let started = Instant::now();
    lived(&house, &tickets, entries).await;
    println!("{entries} entries written in {:?}", started.elapsed());
    let kept = house.folder().join("snapshot");
    let started = Instant::now();
    house.space.clone().close().await;
    println!(
        "closed in {:?}, {} bytes, {}",
        started.elapsed(),
        size(&kept),
        held()
    );

    let mut least = Duration::MAX;
    for _ in 0..5 {
        least = least.min(opened(&house, "from the snapshot").await);
    }
    let aside = house.dir.path().join("aside");
    fs::rename(&kept, &aside).unwrap();
    opened(&house, "whole").await;
    fs::rename(&aside, &kept).unwrap();

    let house = house.again().await;
    let snapshot = fs::read(&kept).unwrap();
    lived(&house, &tickets, TAIL).await;
    house.space.clone().close().await;
    fs::write(&kept, snapshot).unwrap();
    opened(&house, "from a snapshot and what came after it").await;
    house.verify().await.unwrap();
    assert!(least <= START_MAX, "{least:?}");
}
