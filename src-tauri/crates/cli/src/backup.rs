//! `openweave backup`: every log in one file, beside a console at work, read back and checked.

use std::{io::Write, process::ExitCode};

use host::{
    backup,
    beside::{Against, Found},
};

use crate::{
    args,
    bar::Bar,
    failure::{FOUND_BAD, Failure},
};

/// Writes the backup. Exit code 1 when one of its logs does not hold: it is kept all the same.
pub async fn run(args: &args::Backup) -> Result<ExitCode, Failure> {
    let data = args.data.folder("openweave")?;
    let bar = Bar::shown(true);
    let against = Against {
        checkpoints: &[],
        progress: Some(&|done, all| bar.at(done, all)),
    };
    let written = backup::write(&data, &args.file, &against).await;
    bar.ends();
    let written = written?;
    let logs = written.checked.len();
    let bad = written
        .checked
        .iter()
        .find_map(|checked| match &checked.found {
            Found::Holds { .. } => None,
            Found::Broken { words, .. } | Found::Unreadable(words) => Some(words),
        });
    let mut out = std::io::stdout().lock();
    let file = args.file.display();
    match bad {
        None => writeln!(
            out,
            "{file}: {logs} logs, {} bytes, read back, and all of it holds. No private key is in it.",
            written.bytes
        ),
        Some(words) => writeln!(
            out,
            "{file}: written, but what was backed up does not hold. {words}"
        ),
    }
    .map_err(Failure::Output)?;
    Ok(bad.map_or(ExitCode::SUCCESS, |_| ExitCode::from(FOUND_BAD)))
}
