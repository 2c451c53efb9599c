//! The ledger attacked from below: what was acknowledged is there once, and what was not is not there by half.
//! Small here; `make soak` runs the same at length.

mod beginning;
mod disk;
mod failing;
mod full;
mod hangups;
mod journal;
mod judge;
mod kills;
mod log;
mod luck;
mod mover;
mod platter;
mod power;
mod run;

use openweave_tests::{Bot, House};
use tempfile::TempDir;

/// A folder with a house in it that nobody lives in now, and the token of its bot.
async fn empty_house() -> (TempDir, Bot) {
    let house = House::open().await;
    let bot = house.bot("deploy-bot", house.olga()).await;
    (house.close().await, bot)
}

/// How often something is tried: as the environment says, else `small`.
fn often(variable: &str, small: usize) -> usize {
    let said = std::env::var(variable).ok();
    said.map_or(small, |said| said.parse().expect("a number"))
}
