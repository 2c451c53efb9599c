//! `openweave export`: a workflow in the words of other tools.

use std::{path::Path, process::ExitCode};

use crate::{args::Tool, check, failure::Failure};

/// Writes the file for `tool` to standard output.
pub fn run(file: &Path, tool: Tool) -> Result<ExitCode, Failure> {
    let target = match tool {
        Tool::Mermaid => formats::Target::Mermaid,
        Tool::Dot => formats::Target::Dot,
        Tool::Xstate => formats::Target::XState,
    };
    check::understood(file, |workflow| formats::export(workflow, target))
}
