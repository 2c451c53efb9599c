//! `openweave demo`: a workspace with months of history, made by real commands on a simulated clock that ends now;
//! and its bots, played against a running console.

mod access;
mod build;
mod cast;
mod house;
mod live;
mod payments;
mod platform;
mod printed;
mod script;
mod stage;
mod timeline;

use std::{
    fs,
    io::Write,
    path::{Path, PathBuf},
    process::ExitCode,
};

use host::Refused;
use model::WorkspaceId;

pub use live::live;

use crate::{args, failure::Failure};

/// A script that the engine did not follow: a defect of the demo, never of its user.
#[derive(Debug, thiserror::Error)]
pub enum DemoError {
    /// Something was refused that should have gone through.
    #[error("{what} was refused: {refused}")]
    Refused {
        /// What.
        what: String,
        /// Why.
        refused: Refused,
    },
    /// Something went through, or was refused for another reason, that should have been refused.
    #[error("{what} should have been refused as `{expected}`, and ended as {ended}.")]
    NotRefused {
        /// What.
        what: String,
        /// The code that was expected.
        expected: model::Code,
        /// What came of it.
        ended: String,
    },
    /// A script that does not open its ticket first, or decides where nothing waits.
    #[error("{0} comes at the wrong place in its script.")]
    OutOfPlace(String),
}

/// Makes the demo beside its place and puts it there when it is whole, so that a crash leaves no half of one.
pub async fn make(args: &args::Demo) -> Result<ExitCode, Failure> {
    let data = args.data.folder("openweave-demo")?;
    if fs::read_dir(&data).is_ok_and(|mut inside| inside.next().is_some()) {
        return Err(host::HostError::NotEmpty(data).into());
    }
    let unfinished = beside(&data);
    let unwritable = |file: &Path| {
        let file = file.to_owned();
        move |why| Failure::Unwritable { file, why }
    };
    if unfinished.exists() {
        fs::remove_dir_all(&unfinished).map_err(unwritable(&unfinished))?;
    }
    let printed = build::build(&unfinished, args.seed, args.tickets).await?;
    printed.keep(&unfinished).map_err(unwritable(&unfinished))?;
    fs::rename(&unfinished, &data).map_err(unwritable(&data))?;
    let said = if args.json {
        printed.json()
    } else {
        printed.sentences(&data)
    };
    let mut out = std::io::stdout().lock();
    writeln!(out, "{said}").map_err(Failure::Output)?;
    Ok(ExitCode::SUCCESS)
}

/// Makes a demo in an empty folder, to be measured, and says which workspace it is.
pub async fn in_folder(data: &Path, tickets: u32) -> Result<WorkspaceId, Failure> {
    Ok(build::build(data, 1, tickets).await?.workspace.id)
}

/// `.<name>.unfinished` in the same folder, so that a rename is enough.
fn beside(data: &Path) -> PathBuf {
    let mut name = std::ffi::OsString::from(".");
    name.push(data.file_name().unwrap_or_default());
    name.push(".unfinished");
    data.with_file_name(name)
}
