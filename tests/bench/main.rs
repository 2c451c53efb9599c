//! `make bench`: moves a second, in process and over HTTP, at 1 and 64 clients. Tests run the same in small.

use openweave_tests::bench::{Figures, HEADINGS, Way, measure};

/// Clients, and how many moves each takes.
const CROWDS: [(usize, usize); 2] = [(1, 1_000), (64, 250)];

/// How often each is measured. Told is the one in the middle: a machine is never quite alone.
const ROUNDS: usize = 3;

#[tokio::main]
async fn main() {
    // Test runners start every target there is; cargo says `--bench` to one that shall measure.
    if !std::env::args().any(|argument| argument == "--bench") {
        return;
    }
    println!("{HEADINGS}");
    for way in Way::ALL {
        for (clients, moves) in CROWDS {
            println!("{}", middle(way, clients, moves).await);
        }
    }
}

/// The round with the middle ratio.
async fn middle(way: Way, clients: usize, moves: usize) -> Figures {
    let mut rounds = Vec::with_capacity(ROUNDS);
    for _ in 0..ROUNDS {
        rounds.push(measure(way, clients, moves).await);
    }
    rounds.sort_by(|a, b| a.ratio().total_cmp(&b.ratio()));
    rounds.swap_remove(ROUNDS / 2)
}
