//! `openweave freeze` and `openweave thaw`: a bot, a workflow or the whole workspace stops moving, from that entry on.

use std::{io::Write, process::ExitCode};

use model::{
    WorkspaceId,
    deed::Freezable,
    view::access::{Access, Recorded},
};
use serde_json::json;

use crate::{args, console::Console, failure::Failure};

/// Signs in, freezes, signs out.
pub async fn freeze(args: &args::Freeze) -> Result<ExitCode, Failure> {
    let what = |target: &Freezable| json!({ "target": target, "reason": args.reason, "second": args.second });
    let (seq, name) = asked(&args.what, "freeze", what).await?;
    say(&format!(
        "{name} is frozen from entry {seq} on: its moves answer 423. Reading goes on, and so do deadlines."
    ))
}

/// Signs in, thaws, signs out.
pub async fn thaw(args: &args::Thaw) -> Result<ExitCode, Failure> {
    let what = |target: &Freezable| json!({ "target": target });
    let (seq, name) = asked(&args.what, "thaw", what).await?;
    say(&format!(
        "{name} goes on since entry {seq}. What had its approvals was checked again."
    ))
}

async fn asked(
    what: &args::Target,
    deed: &str,
    body: impl Fn(&Freezable) -> serde_json::Value,
) -> Result<(model::Seq, String), Failure> {
    let data = what.data.folder("openweave")?;
    let mut console = Console::at(&data, &what.owner).await?;
    let done = done(&mut console, what, deed, body).await;
    console.leave().await;
    done
}

async fn done(
    console: &mut Console,
    what: &args::Target,
    deed: &str,
    body: impl Fn(&Freezable) -> serde_json::Value,
) -> Result<(model::Seq, String), Failure> {
    let workspace = console.workspace(what.workspace)?;
    let (target, name) = target(console, workspace, what).await?;
    let path = format!("/console/w/{workspace}/{deed}");
    let Recorded { seq } = console.post(&path, &body(&target)).await?;
    Ok((seq, name))
}

/// What is meant, and what people call it.
async fn target(
    console: &mut Console,
    workspace: WorkspaceId,
    what: &args::Target,
) -> Result<(Freezable, String), Failure> {
    if let Some(name) = &what.workflow {
        return Ok((
            Freezable::Workflow(name.clone()),
            format!("The workflow {name}"),
        ));
    }
    let Some(handle) = &what.bot else {
        return Ok((Freezable::Workspace, "The workspace".to_owned()));
    };
    let path = format!("/console/w/{workspace}/access");
    let access: Access = console.get(&path).await?;
    let known = access.bots.iter().find(|bot| bot.handle == handle.as_str());
    let bot = known.ok_or_else(|| Failure::NoBot(handle.to_string()))?;
    Ok((Freezable::Bot(bot.id), handle.to_string()))
}

fn say(sentence: &str) -> Result<ExitCode, Failure> {
    let mut out = std::io::stdout().lock();
    writeln!(out, "{sentence}").map_err(Failure::Output)?;
    Ok(ExitCode::SUCCESS)
}
