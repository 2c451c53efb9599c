//! A client that moves one ticket back and forth. Each move has an idempotency key, and is asked for until there is an answer.

use std::{collections::BTreeMap, path::Path};

use openweave_tests::{Answer, Bot};
use serde_json::json;

use crate::log;

/// How many there are at once.
pub const CLIENTS: usize = 16;

/// One client.
pub struct Mover {
    /// Its ticket's key.
    pub ticket: String,
    /// Where the log has its moves, as it was told.
    pub acknowledged: Vec<u64>,
}

impl Mover {
    /// One with a new ticket.
    pub async fn new(bot: &Bot) -> Self {
        Self {
            ticket: bot.ticket().await,
            acknowledged: Vec::new(),
        }
    }

    /// Asks for its next move: the same as the last time, unless there was an answer. Nothing when nobody answers.
    pub async fn asks(&self, bot: &Bot) -> Option<Answer> {
        let n = self.acknowledged.len();
        let transition = ["Submit", "Back"][n % 2];
        let call = bot.call("POST", &format!("/v1/tickets/{}/moves", self.ticket));
        let call = call.header("idempotency-key", &format!("{} {n}", self.ticket));
        call.json(&json!({ "transition": transition }))
            .try_send()
            .await
            .ok()
    }

    /// Its move was made: where the log has it.
    pub fn moved(&mut self, answer: &Answer) -> u64 {
        let seq = answer.ok(200)["seq"].as_u64().expect("a seq");
        self.acknowledged.push(seq);
        seq
    }

    /// Moves until nobody answers, and says at once what it was told. Asks again where the disk did not take it.
    pub async fn moves_to_the_end(&mut self, bot: &Bot, told: impl Fn(u64)) {
        while let Some(answer) = self.asks(bot).await {
            if answer.status != 503 {
                told(self.moved(&answer));
            }
        }
    }
}

/// The moves that these clients were told of, by their place in the log.
///
/// # Panics
/// When two were told of the same.
pub fn acknowledged(movers: &[Mover]) -> BTreeMap<u64, String> {
    let mut all = BTreeMap::new();
    for mover in movers {
        for seq in &mover.acknowledged {
            let other = all.insert(*seq, mover.ticket.clone());
            assert!(
                other.is_none(),
                "entry {seq} was acknowledged twice: {}, {other:?}",
                mover.ticket
            );
        }
    }
    all
}

/// All of them at once, until nobody answers any of them.
pub async fn all_move_to_the_end(
    movers: Vec<Mover>,
    bot: &Bot,
    told: impl Fn(u64) + Clone + Send + 'static,
) -> Vec<Mover> {
    let going = movers.into_iter().map(|mut mover| {
        let (bot, told) = (bot.clone(), told.clone());
        tokio::spawn(async move {
            mover.moves_to_the_end(&bot, told).await;
            mover
        })
    });
    let mut movers = Vec::new();
    for going in going.collect::<Vec<_>>() {
        movers.push(going.await.expect("a client"));
    }
    movers
}

/// Checks that the log in `data` has the moves that these clients were told of, and no other.
pub async fn are_what_the_log_has(movers: &[Mover], data: &Path) {
    let folder = log::workspaces(data).pop().expect("a workspace");
    let entries = log::of_workspace(&folder)
        .await
        .expect("the workspace's log");
    let made: Vec<u64> = log::moves(&entries).into_keys().collect();
    let told: Vec<u64> = acknowledged(movers).into_keys().collect();
    assert_eq!(made, told, "what was made is what was acknowledged");
}
