//! `openweave diagram`: the drawing that the console shows, as a file of its own.

use std::{path::Path, process::ExitCode};

use crate::{check, failure::Failure};

/// Draws the file to standard output.
pub fn run(file: &Path) -> Result<ExitCode, Failure> {
    check::understood(file, |workflow| {
        diagram::svg(workflow, &diagram::Options::default()) + "\n"
    })
}
