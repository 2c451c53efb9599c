//! `openweave check`: every error of every file, each where it stands, and every scenario that no longer holds.

use std::{
    fs,
    io::Write,
    path::{Path, PathBuf},
    process::ExitCode,
};

use crate::failure::{FOUND_BAD, Failure};

/// Checks all files before it says how it went.
pub fn run(files: &[PathBuf]) -> Result<ExitCode, Failure> {
    let mut out = std::io::stdout().lock();
    let mut bad = 0;
    for file in files {
        let bytes = read(file)?;
        let said = match formats::read_bytes(&bytes) {
            Ok(read) => {
                let rules = &read.workflow;
                let (failed, ran) = rehearsed(&read);
                bad += failed;
                format!(
                    "{}: {} holds {} states and {} transitions.\n{ran}",
                    file.display(),
                    rules.name,
                    rules.states.len(),
                    rules.transitions.len()
                )
            }
            Err(problems) => {
                bad += problems.len();
                let text = String::from_utf8_lossy(&bytes);
                formats::render(&problems, &file.to_string_lossy(), &text)
            }
        };
        out.write_all(said.as_bytes()).map_err(Failure::Output)?;
    }
    match bad {
        0 => Ok(ExitCode::SUCCESS),
        1 => end(&mut out, "1 error."),
        n => end(&mut out, &format!("{n} errors.")),
    }
}

/// Runs the scenarios of a file: how many no longer hold, and what is to be said of them.
fn rehearsed(read: &formats::Read) -> (usize, String) {
    let rules = &read.workflow;
    let coverage = engine::rehearsal::Coverage::of(rules, &read.scenarios);
    let runs = read.scenarios.iter().zip(&coverage.failures);
    let mut said = String::new();
    let mut failed = 0;
    for (scenario, failure) in runs {
        if let Some(failure) = failure {
            failed += 1;
            said += &format!("  {} no longer holds. {failure}\n", scenario.name);
        }
    }
    let (states, transitions) = (coverage.stood.len(), coverage.taken.len());
    let all = read.scenarios.len();
    if all > 0 {
        said += &format!(
            "  {} of {all} scenarios {}. They stand in {states} of {} states and take {transitions} of {} transitions.\n",
            all - failed,
            if all - failed == 1 { "holds" } else { "hold" },
            rules.states.len(),
            rules.transitions.len(),
        );
    }
    (failed, said)
}

fn end(out: &mut impl Write, words: &str) -> Result<ExitCode, Failure> {
    writeln!(out, "{words}").map_err(Failure::Output)?;
    Ok(FOUND_BAD.into())
}

/// Prints what `written` makes of a file; what is wrong with it goes to the error stream, so that nothing half is left behind.
pub fn understood(
    file: &Path,
    written: impl FnOnce(&model::Workflow) -> String,
) -> Result<ExitCode, Failure> {
    let bytes = read(file)?;
    match formats::read_bytes(&bytes) {
        Ok(read) => {
            let mut out = std::io::stdout().lock();
            let text = written(&read.workflow);
            out.write_all(text.as_bytes()).map_err(Failure::Output)?;
            Ok(ExitCode::SUCCESS)
        }
        Err(problems) => {
            let text = String::from_utf8_lossy(&bytes);
            let said = formats::render(&problems, &file.to_string_lossy(), &text);
            let mut err = std::io::stderr();
            err.write_all(said.as_bytes()).map_err(Failure::Output)?;
            Ok(FOUND_BAD.into())
        }
    }
}

/// A file's bytes, which are hostile until they are parsed.
pub fn read(file: &Path) -> Result<Vec<u8>, Failure> {
    fs::read(file).map_err(|why| Failure::File {
        file: file.to_owned(),
        why,
    })
}
