//! `openweave rotate`: a log gets another key, which the old one and the new one sign; the old one is wiped.

use std::{io::Write, process::ExitCode};

use model::view::access::Recorded;

use crate::{args, console::Console, failure::Failure};

/// Signs in, rotates, signs out.
pub async fn run(args: &args::Rotate) -> Result<ExitCode, Failure> {
    let data = args.data.folder("openweave")?;
    let mut console = Console::at(&data, &args.owner).await?;
    let rotated = rotated(&mut console, args).await;
    console.leave().await;
    let Recorded { seq } = rotated?;
    let mut out = std::io::stdout().lock();
    writeln!(
        out,
        "The log has another key, entry {seq}. Checkpoints that were kept elsewhere stay good."
    )
    .map_err(Failure::Output)?;
    Ok(ExitCode::SUCCESS)
}

async fn rotated(console: &mut Console, args: &args::Rotate) -> Result<Recorded, Failure> {
    if args.host {
        return console.post("/console/key", &()).await;
    }
    let workspace = console.workspace(args.workspace)?;
    let path = format!("/console/w/{workspace}/integrity/key");
    console.post(&path, &()).await
}
