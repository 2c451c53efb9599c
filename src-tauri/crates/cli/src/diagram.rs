//! `openweave diagram`: the drawing that the console shows, as a file of its own.

use std::{io::Write, path::Path, process::ExitCode};

use crate::{
    check,
    failure::{FOUND_BAD, Failure},
};

/// Draws the file to standard output; what is wrong with it goes to the error stream, so that no broken SVG is left behind.
pub fn run(file: &Path) -> Result<ExitCode, Failure> {
    let bytes = check::read(file)?;
    match formats::read_bytes(&bytes) {
        Ok(read) => {
            let svg = diagram::svg(&read.workflow, &diagram::Options::default());
            let mut out = std::io::stdout().lock();
            writeln!(out, "{svg}").map_err(Failure::Output)?;
            Ok(ExitCode::SUCCESS)
        }
        Err(problems) => {
            let text = String::from_utf8_lossy(&bytes);
            let said = formats::render(&problems, &file.to_string_lossy(), &text);
            std::io::stderr()
                .write_all(said.as_bytes())
                .map_err(Failure::Output)?;
            Ok(FOUND_BAD.into())
        }
    }
}
