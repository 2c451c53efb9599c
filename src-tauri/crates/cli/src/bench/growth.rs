//! The same log at each of its lengths: appending to it, reading it, starting on it, checking it.

use std::path::Path;

use host::bench::{self, Figures, Growing};

use super::{fresh, memory, plan::Plan, told::Told};
use crate::{bar::Bar, failure::Failure};

/// The names of what is measured here.
pub const APPEND: &str = "append";
pub const VERIFY_HASH: &str = "verify_hash";
const NAMES: [&str; 8] = [
    APPEND,
    "history",
    "newest",
    "start",
    VERIFY_HASH,
    "verify_replay",
    "verify",
    memory::NAME,
];

/// Measures at each length.
pub async fn measure(plan: &Plan, folder: &Path, told: &mut Told) -> Result<(), Failure> {
    if !NAMES.iter().any(|name| told.wants(name)) {
        return Ok(());
    }
    let data = fresh(folder, "growing")?;
    let mut growing = Growing::begin(data.path(), plan.tickets, plan.history).await?;
    let mut shortest = None;
    for length in &plan.lengths {
        let bar = Bar::shown(plan.rounds > 1);
        let grown = growing.grow(*length, &|done, all| bar.at(done, all)).await;
        bar.ends();
        grown?;
        at_one_length(plan, &mut growing, &mut shortest, told).await?;
    }
    growing.house().shut().await;
    Ok(())
}

async fn at_one_length(
    plan: &Plan,
    growing: &mut Growing,
    shortest: &mut Option<Figures>,
    told: &mut Told,
) -> Result<(), Failure> {
    if told.wants("history") {
        told.begins("history", 1);
        told.figures(growing.history(plan.reads).await?)?;
    }
    if told.wants("newest") {
        told.begins("newest", 1);
        told.figures(growing.newest(plan.reads).await?)?;
    }
    if told.wants("start") {
        told.begins("start", 1);
        told.figures(growing.start(plan.rounds).await?)?;
    }
    let log = growing.house().log();
    if told.wants(VERIFY_HASH) {
        told.begins(VERIFY_HASH, 1);
        told.figures(bench::hashing(&log, plan.rounds).await?)?;
    }
    if told.wants("verify_replay") {
        told.begins("verify_replay", 1);
        told.figures(bench::replaying(&log, plan.rounds).await?)?;
    }
    if told.wants("verify") {
        told.begins("verify", 1);
        told.figures(bench::whole(&log, 1).await?)?;
    }
    if told.wants(memory::NAME) {
        told.begins(memory::NAME, 1);
        let entries = growing.house().entries().await?;
        let peak = memory::of_verify(growing.house().data()).await?;
        told.memory(entries, peak)?;
    }
    appending(plan, growing, shortest, told).await
}

/// Last, because it makes the log longer.
async fn appending(
    plan: &Plan,
    growing: &mut Growing,
    shortest: &mut Option<Figures>,
    told: &mut Told,
) -> Result<(), Failure> {
    if !told.wants(APPEND) {
        return Ok(());
    }
    let (clients, calls) = plan.appended;
    told.begins(APPEND, clients);
    let mut quickest = growing.append(clients, calls, shortest.as_ref()).await?;
    // Other work on the machine only slows it down: the quickest says what the length of the log does.
    for _ in 1..plan.append_rounds {
        let next = growing.append(clients, calls, shortest.as_ref()).await?;
        if next.took < quickest.took {
            quickest = next;
        }
    }
    let first = shortest.get_or_insert_with(|| quickest.clone());
    told.figures(Figures {
        bare: first.took,
        ..quickest
    })
}
