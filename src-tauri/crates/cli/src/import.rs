//! `openweave import`: a workflow file made of another tool's.

use std::{io::Write, path::Path, process::ExitCode};

use crate::{
    check,
    failure::{FOUND_BAD, Failure},
};

/// Prints the file; what could not be carried goes to the error stream, a line each.
pub fn run(file: &Path) -> Result<ExitCode, Failure> {
    let bytes = check::read(file)?;
    let text = String::from_utf8_lossy(&bytes);
    let origin = formats::Origin::of(&text).unwrap_or(formats::Origin::Mermaid);
    let mut err = std::io::stderr();
    let mut told = |words: String| err.write_all(words.as_bytes()).map_err(Failure::Output);
    match formats::import(&text, origin) {
        Ok(made) => {
            let left = made.left.iter();
            let left: String = left
                .map(|left| format!("{}: {}\n", left.at, left.what))
                .collect();
            let mut out = std::io::stdout().lock();
            out.write_all(made.source.as_bytes())
                .map_err(Failure::Output)?;
            told(left)?;
            Ok(ExitCode::SUCCESS)
        }
        Err(error) => {
            told(format!("{}: {error}\n", file.display()))?;
            Ok(FOUND_BAD.into())
        }
    }
}
