//! kill -9, at any moment: also while it starts.

use std::{path::Path, process::Stdio, time::Duration};

use openweave_tests::{Bot, house, program::Served};

use crate::{
    empty_house,
    luck::Luck,
    mover::{self, CLIENTS, Mover},
    often,
};

/// How often one house is killed; its log is read again each time.
const KILLS_OF_A_HOUSE: usize = 100;

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn kill_9_at_random_moments_under_16_clients_loses_no_acknowledged_move_and_repeats_none() {
    let mut left = often("OPENWEAVE_KILLS", 100);
    let mut luck = Luck::of(9);
    while left > 0 {
        let kills = left.min(KILLS_OF_A_HOUSE);
        let (data, bot) = empty_house().await;
        let movers = killed(data.path(), &bot, kills, &mut luck).await;
        settled(data.path(), &bot, movers).await;
        left -= kills;
    }
}

async fn killed(data: &Path, bot: &Bot, kills: usize, luck: &mut Luck) -> Vec<Mover> {
    let mut movers = Vec::new();
    for kill in 0..kills {
        if kill > 0 && luck.strikes(20) {
            killed_while_it_starts(data, luck.below(200)).await;
            continue;
        }
        let mut served = Served::on(data);
        let bot = bot.at(served.bots);
        while movers.len() < CLIENTS {
            movers.push(Mover::new(&bot).await);
        }
        let moving = mover::all_move_to_the_end(movers, &bot, |_| ());
        (movers, ()) = tokio::join!(moving, async {
            tokio::time::sleep(Duration::from_millis(luck.below(100))).await;
            served.kill();
        });
    }
    assert!(
        mover::acknowledged(&movers).len() > kills,
        "hardly anything moved"
    );
    movers
}

async fn killed_while_it_starts(data: &Path, millis: u64) {
    let starting = Served::command(data).stdout(Stdio::null()).spawn();
    let mut starting = starting.expect("the program starts");
    tokio::time::sleep(Duration::from_millis(millis)).await;
    starting.kill().expect("it runs");
    starting.wait().expect("it ends");
}

/// What waits for an answer gets it; then what was acknowledged is what the log has.
async fn settled(data: &Path, bot: &Bot, mut movers: Vec<Mover>) {
    let served = Served::on(data);
    let bot = bot.at(served.bots);
    for mover in &mut movers {
        let answer = mover.asks(&bot).await.expect("an answer");
        mover.moved(&answer);
        let ticket = bot
            .get(&format!("/v1/tickets/{}", mover.ticket))
            .await
            .ok(200);
        let version = 1 + mover.acknowledged.len();
        assert_eq!(
            ticket["version"], version,
            "a version is a move, for {}",
            mover.ticket
        );
    }
    assert!(served.terminate().success());
    mover::are_what_the_log_has(&movers, data).await;
    house::verify(data).await;
}
