//! `openweave log`: entries exactly as they are stored, one JSON a line. Reads beside a running console.

use std::{io::Write, path::Path, process::ExitCode};

use host::beside::{self, Entries, Which};
use model::{Seq, WorkspaceId};

use crate::{args, failure::Failure};

/// Prints the entries, oldest first.
pub async fn run(args: &args::Log) -> Result<ExitCode, Failure> {
    let data = args.data.folder("openweave")?;
    let after = args.after.map(Seq);
    let mut entries = match (&args.ticket, args.host) {
        (Some(key), _) => {
            let id = workspace(&data, args.workspace).await?;
            Entries::of_ticket(&data, id, key, after).await?
        }
        (None, true) => Entries::of(&data, Which::Host, after).await?,
        (None, false) => {
            let id = workspace(&data, args.workspace).await?;
            Entries::of(&data, Which::Workspace(id), after).await?
        }
    };
    let mut out = std::io::BufWriter::new(std::io::stdout().lock());
    loop {
        let lines = entries.next().await?;
        if lines.is_empty() {
            break;
        }
        for line in lines {
            writeln!(out, "{line}").map_err(Failure::Output)?;
        }
    }
    out.flush().map_err(Failure::Output)?;
    Ok(ExitCode::SUCCESS)
}

/// The one that was named, or the only one there is.
async fn workspace(data: &Path, named: Option<WorkspaceId>) -> Result<WorkspaceId, Failure> {
    if let Some(id) = named {
        return Ok(id);
    }
    let there = beside::named(data).await?;
    match there.as_slice() {
        [] => Err(Failure::NoWorkspace(data.to_owned())),
        [(id, _)] => Ok(*id),
        several => Err(Failure::WhichWorkspace(
            several
                .iter()
                .map(|(id, name)| match name {
                    Some(name) => format!("{id} ({name})"),
                    None => id.to_string(),
                })
                .collect(),
        )),
    }
}
