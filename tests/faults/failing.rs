//! A disk that fails, at the n-th call and for a while: what it does not take did not happen, and is taken when it is asked for
//! again; what was acknowledged stays. Then the program is killed, or goes on.

use openweave_tests::{Answer, Bot, Person, house, program::Served, skip};

use crate::{
    disk::{Disk, Failing},
    mover::{self, Mover},
};

/// What fails, and what the answer is then; nothing may be said of a write that goes on.
const FAILING: [Failing; 5] = [
    Failing::Sync,
    Failing::Write,
    Failing::Full,
    Failing::Torn,
    Failing::Short,
];
/// After how many calls it does.
const AFTER: [usize; 8] = [0, 1, 2, 3, 5, 10, 20, 40];
/// How many calls fail then.
const TIMES: [usize; 2] = [1, 1_000];
/// How many clients there are.
const CLIENTS: usize = 4;
/// How often they ask once it has, until it is said that nobody noticed.
const ROUNDS_AFTER: usize = 3;

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_disk_that_fails_is_told_as_503_and_what_is_told_holds() {
    let Some(disk) = Disk::empty() else {
        let because = "there is no C compiler `cc` to make the disk that fails";
        return skip(
            "a_disk_that_fails_is_told_as_503_and_what_is_told_holds",
            because,
        );
    };
    let mut served = disk.serve().expect("a new folder is served");
    let (bot, mut movers) = furnished(&served).await;
    for (failing, after, times) in table() {
        for is_killed in [false, true] {
            let row =
                format!("{failing:?} after {after} calls, {times} times, then killed: {is_killed}");
            let row = Row {
                words: &row,
                failing,
            };
            disk.fails(failing, after, times);
            let unwritten = row.fails(&disk, &mut movers, &bot.at(served.bots)).await;
            if is_killed {
                served.kill();
                // It starts on the disk as it is; where that is not enough, on one that works.
                let started = disk.serve();
                disk.heals();
                let served_again = started.or_else(|| disk.serve());
                served = served_again.expect("it is served again");
            }
            disk.heals();
            row.heals(&mut movers, &unwritten, &bot.at(served.bots))
                .await;
        }
    }
    assert!(served.terminate().success());
    mover::are_what_the_log_has(&movers, &disk.data()).await;
    house::verify(&disk.data()).await;
}

/// Its bot, and a client for each of some tickets.
async fn furnished(served: &Served) -> (Bot, Vec<Mover>) {
    let code = served.setup_code.as_ref().expect("a new folder has one");
    let olga = Person::sets_up(served.console, code).await;
    olga.furnishes().await;
    let bot = olga.adds_bot("deploy-bot", &olga).await;
    let bot = olga.issues(&bot, house::UNHURRIED).await.at(served.bots);
    let mut movers = Vec::new();
    for _ in 0..CLIENTS {
        movers.push(Mover::new(&bot).await);
    }
    (bot, movers)
}

fn table() -> impl Iterator<Item = (Failing, usize, usize)> {
    let rows = FAILING
        .into_iter()
        .flat_map(|failing| AFTER.map(|after| (failing, after)));
    rows.flat_map(|(failing, after)| TIMES.map(|times| (failing, after, times)))
}

/// One row of the table.
struct Row<'a> {
    words: &'a str,
    failing: Failing,
}

impl Row<'_> {
    /// Everybody asks until somebody is turned away, or the fault was there and nobody noticed. Of whom it was said that nothing happened.
    async fn fails(&self, disk: &Disk, movers: &mut [Mover], bot: &Bot) -> Vec<bool> {
        let mut rounds_after = 0;
        while rounds_after < ROUNDS_AFTER {
            rounds_after += usize::from(disk.happened() > 0);
            let mut unwritten = vec![false; movers.len()];
            let mut turned_away = false;
            for (mover, unwritten) in movers.iter_mut().zip(&mut unwritten) {
                let answer = mover.asks(bot).await.expect("an answer");
                if answer.status == 200 {
                    mover.moved(&answer);
                    continue;
                }
                turned_away = true;
                *unwritten = self.is_said_not_to_have_happened(&answer);
                let read = bot
                    .get(&format!("/v1/tickets/{}", mover.ticket))
                    .await
                    .ok(200);
                let stands = read["version"] == 1 + mover.acknowledged.len();
                assert!(
                    stands || !*unwritten,
                    "{}: it is read as it was",
                    self.words
                );
            }
            if turned_away {
                assert_ne!(self.failing, Failing::Short, "{}: it goes on", self.words);
                return unwritten;
            }
        }
        vec![false; movers.len()]
    }

    fn is_said_not_to_have_happened(&self, answer: &Answer) -> bool {
        assert_eq!(answer.status, 503, "{}: {}", self.words, answer.text());
        let code = answer.json()["code"].clone();
        assert!(
            code == "log_unwritable" || code == "outcome_unknown",
            "{}: {code}",
            self.words
        );
        code == "log_unwritable"
    }

    /// Everybody asks again, and is answered.
    async fn heals(&self, movers: &mut [Mover], unwritten: &[bool], bot: &Bot) {
        for (mover, unwritten) in movers.iter_mut().zip(unwritten) {
            let answer = mover.asks(bot).await.expect("an answer");
            assert_eq!(answer.status, 200, "{}: {}", self.words, answer.text());
            let replayed = answer.header("idempotency-replayed").is_some();
            assert!(
                !(replayed && *unwritten),
                "{}: it was said that nothing happened",
                self.words
            );
            mover.moved(&answer);
        }
    }
}
