//! Clients that hang up: in the middle of what they say, before the answer, or while it is made.

use std::{collections::BTreeSet, sync::Arc, time::Duration};

use openweave_tests::{Bot, Call, House};
use serde_json::json;
use tokio::{sync::Semaphore, task::JoinSet};

use crate::luck::Luck;

/// How many clients hang up.
const CALLS: usize = 3_000;
/// How many call at once.
const TOGETHER: usize = 64;

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn of_thousands_who_hang_up_each_got_all_that_they_asked_for_or_nothing() {
    let house = House::open().await;
    let bot = house.bot("deploy-bot", house.olga()).await;
    let cut = all_hang_up(&bot).await;

    let (mut happened, mut replayed_cut) = (0, Vec::new());
    for n in 0..CALLS {
        let answer = opens(&bot, n).send().await;
        answer.ok(201);
        let replayed = answer.header("idempotency-replayed").is_some();
        happened += usize::from(replayed);
        if replayed && cut.contains(&n) {
            replayed_cut.push(n);
        }
    }
    assert!(
        replayed_cut.is_empty(),
        "half a call is none: {replayed_cut:?}"
    );
    assert!(happened > CALLS / 20, "{happened} happened");
    assert!(cut.len() > CALLS / 20, "{} were cut off", cut.len());

    let newest = house
        .entries("action=create_ticket&outcome=done&limit=1")
        .await;
    assert_eq!(
        newest[0]["ticket"],
        format!("PAY-{CALLS}"),
        "each has one ticket: {newest:?}"
    );
    house.verify().await;
}

/// Everybody calls and hangs up. Whose call was cut off before its end.
async fn all_hang_up(bot: &Bot) -> BTreeSet<usize> {
    let (mut luck, mut cut) = (Luck::of(5), BTreeSet::new());
    let (mut calls, room) = (JoinSet::new(), Arc::new(Semaphore::new(TOGETHER)));
    for n in 0..CALLS {
        let call = opens(bot, n);
        let whole = call.request().len();
        let sent = if luck.strikes(30) {
            luck.place(whole)
        } else {
            whole
        };
        if sent < whole {
            cut.insert(n);
        }
        let patience = Duration::from_micros(luck.below(6_000));
        let room = Arc::clone(&room).acquire_owned().await.expect("room");
        calls.spawn(async move {
            call.hang_up(sent, patience)
                .await
                .expect("somebody listens");
            drop(room);
        });
    }
    while let Some(call) = calls.join_next().await {
        call.expect("a call");
    }
    cut
}

/// The call that opens the `n`-th ticket.
fn opens(bot: &Bot, n: usize) -> Call {
    let body =
        json!({ "project": "PAY", "title": format!("Pay bill {n}"), "body": "x".repeat(n % 300) });
    let call = bot.call("POST", "/v1/tickets").json(&body);
    call.header("idempotency-key", &format!("call-{n}"))
}
