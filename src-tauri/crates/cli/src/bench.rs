//! `openweave bench`: how fast this program is on this machine and how heavy its logs, each figure beside plain statements in the same run.

mod connection;
mod growth;
mod http;
mod memory;
mod mix;
mod moves;
mod plan;
mod targets;
mod told;

use std::{io::Write, path::Path, process::ExitCode};

use host::bench::BenchError;

use crate::{
    args,
    failure::{FOUND_BAD, Failure},
};
use plan::Plan;
use told::Told;

/// Measures in a folder of its own, which goes away again, and says what came of it. Exit code 1 when a target is missed that was to be held.
pub async fn run(args: &args::Bench) -> Result<ExitCode, Failure> {
    let disk = args.disk.clone().unwrap_or_else(std::env::temp_dir);
    let folder = tempfile::Builder::new()
        .prefix("openweave-bench-")
        .tempdir_in(&disk)
        .map_err(|why| Failure::Unwritable { file: disk, why })?;
    let plan = if args.quick {
        Plan::quick()
    } else {
        Plan::up_to(args.entries)
    };
    let mut told = Told::new(args.json, args.only.clone());
    tokio::select! {
        measured = all(&plan, folder.path(), &mut told) => measured?,
        // The folder goes away with this function.
        _ = tokio::signal::ctrl_c() => return Err(Failure::Stopped),
    }
    told.ends()?;
    let missed = targets::missed(told.lines());
    if !args.assert || missed.is_empty() {
        return Ok(ExitCode::SUCCESS);
    }
    for sentence in missed {
        writeln!(std::io::stderr(), "{sentence}").map_err(Failure::Output)?;
    }
    Ok(ExitCode::from(FOUND_BAD))
}

async fn all(plan: &Plan, folder: &Path, told: &mut Told) -> Result<(), Failure> {
    moves::measure(plan, folder, told).await?;
    mix::measure(plan, folder, told).await?;
    growth::measure(plan, folder, told).await
}

/// A folder for one house, which must be gone before the next.
fn fresh(folder: &Path, name: &str) -> Result<tempfile::TempDir, BenchError> {
    Ok(tempfile::Builder::new().prefix(name).tempdir_in(folder)?)
}
