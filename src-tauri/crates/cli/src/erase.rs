//! `openweave erase`: texts of a ticket are gone for good, by an owner, with a reason; their digests stay in the log.

use std::{collections::BTreeSet, io::Write, process::ExitCode};

use model::view::tickets::{EraseTexts, Erased};

use crate::{args, console::Console, failure::Failure};

/// Signs in, erases, signs out.
pub async fn run(args: &args::Erase) -> Result<ExitCode, Failure> {
    let data = args.data.folder("openweave")?;
    let what = EraseTexts {
        parts: args.field.iter().cloned().collect(),
        comments: BTreeSet::from_iter(args.comment.iter().copied()),
        reason: args.reason.clone(),
    };
    let mut console = Console::at(&data, &args.owner).await?;
    let erased = erased(&mut console, args, &what).await;
    console.leave().await;
    let Erased { texts, seq } = erased?;
    let texts = match texts {
        1 => "1 text of".to_owned(),
        n => format!("{n} texts of"),
    };
    let mut out = std::io::stdout().lock();
    writeln!(
        out,
        "Erased {texts} {}, entry {seq}. Backups made before still have them.",
        args.ticket
    )
    .map_err(Failure::Output)?;
    Ok(ExitCode::SUCCESS)
}

async fn erased(
    console: &mut Console,
    args: &args::Erase,
    what: &EraseTexts,
) -> Result<Erased, Failure> {
    let workspace = console.workspace(args.workspace)?;
    let path = format!("/console/w/{workspace}/tickets/{}/erase", args.ticket);
    console.post(&path, what).await
}
