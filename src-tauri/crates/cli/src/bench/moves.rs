//! Governed moves and refusals a second: inside the process, and over HTTP with tokens on connections that stay open.

use std::{
    net::{Ipv4Addr, SocketAddr},
    path::Path,
};

use host::bench::{BenchError, Figures, House, InProcess, crowd};

use super::{
    fresh,
    http::{Http, Wanted},
    plan::Plan,
    told::Told,
};
use crate::failure::Failure;

/// The names of what is measured here.
pub const IN_PROCESS: &str = "moves_in_process";
pub const OVER_HTTP: &str = "moves_http";
pub const REFUSALS: &str = "refusals_http";

/// Measures all of it.
pub async fn measure(plan: &Plan, folder: &Path, told: &mut Told) -> Result<(), Failure> {
    if told.wants(IN_PROCESS) {
        for of in plan.in_process {
            told.begins(IN_PROCESS, of.0);
            let rounds = repeated(plan, folder, async |house| inside(house, *of).await).await?;
            told.figures(rounds)?;
        }
    }
    let http = plan.http.iter().map(|of| (OVER_HTTP, Wanted::Moves, *of));
    let refusals = plan.refusals.iter();
    let refusals = refusals.map(|of| (REFUSALS, Wanted::Refusals, *of));
    for (name, wanted, of) in http.chain(refusals) {
        if told.wants(name) {
            told.begins(name, of.0);
            let rounds = repeated(plan, folder, async |house| {
                outside(name, wanted, house, of).await
            });
            told.figures(rounds.await?)?;
        }
    }
    Ok(())
}

/// `round` in a fresh house each time, which is shut again; the one in the middle.
async fn repeated(
    plan: &Plan,
    folder: &Path,
    round: impl AsyncFn(&House) -> Result<Figures, Failure>,
) -> Result<Figures, Failure> {
    let mut rounds = Vec::with_capacity(plan.rounds);
    for _ in 0..plan.rounds {
        let data = fresh(folder, "moves")?;
        let house = House::build(data.path()).await?;
        let figures = round(&house).await;
        house.shut().await;
        rounds.push(figures?);
    }
    let middle = Figures::middle(rounds);
    Ok(middle.ok_or_else(|| BenchError::odd("A bench", "no round"))?)
}

async fn inside(house: &House, (clients, calls): (usize, usize)) -> Result<Figures, Failure> {
    let callers = InProcess::crowd(house, clients).await?;
    Ok(crowd(IN_PROCESS, house, callers, calls).await?)
}

async fn outside(
    name: &'static str,
    wanted: Wanted,
    house: &House,
    (clients, calls): (usize, usize),
) -> Result<Figures, Failure> {
    let anywhere = SocketAddr::from((Ipv4Addr::LOCALHOST, 0));
    let running = doors::serve(house.host().clone(), anywhere, None).await?;
    let mut callers = Vec::with_capacity(clients);
    for ticket in house.tickets(clients).await? {
        callers.push(Http::open(running.bots, house.token(), &ticket, wanted).await?);
    }
    let figures = crowd(name, house, callers, calls).await;
    running.stop().await;
    Ok(figures?)
}
