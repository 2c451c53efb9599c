//! `openweave restore`: going on from a backup, or from a folder that was found put back. Both are entries, for good.

use std::{io::Write, process::ExitCode};

use host::restore::{self, Says, WentOn};

use crate::{args, console, failure::Failure};

/// Puts a backup in the folder's place, or takes on the folder as it was put back.
pub async fn run(args: &args::Restore) -> Result<ExitCode, Failure> {
    let data = args.data.folder("openweave")?;
    let says = Says {
        handle: args.owner.clone(),
        password: console::password(&args.owner)?,
        reason: args.reason.clone(),
    };
    let (logs, before) = match &args.file {
        Some(file) => {
            let restored = restore::from_backup(file, &data, &says).await?;
            (restored.logs, restored.before)
        }
        None => (restore::accept_rollback(&data, &says).await?, None),
    };
    let mut out = std::io::stdout().lock();
    let mut say = |line: String| writeln!(out, "{line}").map_err(Failure::Output);
    for log in &logs {
        say(sentence(log))?;
    }
    if args.file.is_some() {
        say(
            "Everybody enrols a new signing key when they sign in next: a backup holds none."
                .to_owned(),
        )?;
    }
    if let Some(before) = before {
        say(format!(
            "The folder that stood here is {}: keep it as evidence.",
            before.display()
        ))?;
    }
    Ok(ExitCode::SUCCESS)
}

fn sentence(log: &WentOn) -> String {
    let name = match log.workspace {
        Some(id) => format!("Workspace {id}"),
        None => "Host".to_owned(),
    };
    let (kept, lost) = (log.kept, log.lost);
    if lost > kept {
        format!(
            "{name}: goes on from {kept} entries of {lost}; entries {kept} to {} are lost, and entry {kept} says so.",
            lost - 1
        )
    } else {
        format!(
            "{name}: goes on from {kept} entries. Whether later ones are lost, nobody can tell; entry {kept} says so."
        )
    }
}
