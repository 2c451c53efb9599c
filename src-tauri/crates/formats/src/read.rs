//! Reading a workflow file: the whole state machine with its digests, or every mistake at once.

use std::collections::BTreeSet;

use model::{Digest, Scenario, Workflow};
use toml::de::DeTable;

use crate::{
    check,
    mistake::{FILE_BYTES_MAX, Mistake},
    problem::Problem,
    rules,
    tree::Notes,
    walk::walk,
};

/// How many problems are told at once; a file with more is not a typo's work.
const PROBLEMS_MAX: usize = 200;

/// A file without mistakes.
#[derive(Clone, Debug, PartialEq)]
pub struct Read {
    /// What it says.
    pub workflow: Workflow,
    /// Runs through it that must keep coming out as they say.
    pub scenarios: Vec<Scenario>,
    /// SHA-256 of its bytes.
    pub digest: Digest,
    /// SHA-256 of its rules alone: no layout, comments, descriptions, order.
    pub rules_digest: Digest,
}

/// Reads a workflow file.
///
/// # Errors
/// All that is wrong with it, in the order of the text; never an empty list.
pub fn read(text: &str) -> Result<Read, Vec<Problem>> {
    if text.len() > FILE_BYTES_MAX {
        return Err(vec![Problem::new(
            &Mistake::TooLarge(text.len()),
            0..0,
            text,
        )]);
    }
    let mut notes = Notes::new();
    let file = understand(text, &mut notes);
    match file {
        Some((workflow, scenarios)) if notes.found.is_empty() => Ok(Read {
            scenarios,
            digest: Digest::of(text.as_bytes()),
            rules_digest: rules::digest(&workflow),
            workflow,
        }),
        _ => Err(problems(notes, text)),
    }
}

/// Reads a workflow file that may not even be text.
///
/// # Errors
/// As [`read`].
pub fn read_bytes(bytes: &[u8]) -> Result<Read, Vec<Problem>> {
    match std::str::from_utf8(bytes) {
        Ok(text) => read(text),
        Err(error) => {
            let good = String::from_utf8_lossy(&bytes[..error.valid_up_to()]);
            let end = good.len();
            Err(vec![Problem::new(&Mistake::NotUtf8, end..end, &good)])
        }
    }
}

/// What can be drawn of a file while it is written, mistakes and all.
#[derive(Clone, Debug, PartialEq)]
pub enum Sketch {
    /// The text cannot be read: its last drawing stays.
    Broken,
    /// It has no states.
    Empty,
    /// As far as it makes sense; [`read`] may still find mistakes.
    Drawn(Box<Workflow>),
}

/// Reads what can be drawn.
pub fn sketch(text: &str) -> Sketch {
    if text.trim().is_empty() {
        return Sketch::Empty;
    }
    if text.len() > FILE_BYTES_MAX {
        return Sketch::Broken;
    }
    let (root, errors) = DeTable::parse_recoverable(text);
    if !errors.is_empty() {
        return Sketch::Broken;
    }
    let file = walk(root.get_ref(), &mut Notes::new());
    if file.states.is_empty() && !root.get_ref().contains_key("states") {
        return Sketch::Empty;
    }
    check::workflow(file).map_or(Sketch::Broken, |workflow| Sketch::Drawn(Box::new(workflow)))
}

fn understand(text: &str, notes: &mut Notes) -> Option<(Workflow, Vec<Scenario>)> {
    let (root, errors) = DeTable::parse_recoverable(text);
    let mut file = walk(root.get_ref(), notes);
    let cut = |(mistake, _): &(Mistake, _)| matches!(mistake, Mistake::TooMany { .. });
    if !notes.found.iter().any(cut) {
        check::check(&file, notes);
    }
    if !errors.is_empty() {
        keep_what_stands_alone(notes, text, &errors);
    }
    for error in errors.iter().take(PROBLEMS_MAX + 1) {
        let end = text.len();
        notes.note(syntax(error, text), error.span().unwrap_or(end..end));
    }
    let scenarios = std::mem::take(&mut file.scenarios);
    Some((check::workflow(file)?, scenarios))
}

/// Drops what may only be wrong because TOML could not be read, there or elsewhere.
fn keep_what_stands_alone(notes: &mut Notes, text: &str, errors: &[toml::de::Error]) {
    let breaks: Vec<usize> = text.match_indices('\n').map(|(at, _)| at).collect();
    let line = |offset: usize| breaks.partition_point(|at| *at < offset);
    let broken: BTreeSet<usize> = errors
        .iter()
        .filter_map(|e| Some(line(e.span()?.start)))
        .collect();
    notes.found.retain(|(mistake, span)| {
        !mistake.may_follow_from_syntax() && !broken.contains(&line(span.start))
    });
}

fn syntax(error: &toml::de::Error, text: &str) -> Mistake {
    let words = error
        .span()
        .and_then(|span| text.get(span))
        .unwrap_or_default();
    match error.message() {
        "duplicate key" => Mistake::Duplicate(words.into()),
        message => Mistake::Syntax(message.into()),
    }
}

fn problems(mut notes: Notes, text: &str) -> Vec<Problem> {
    notes.found.sort_by_key(|(_, span)| (span.start, span.end));
    let mut problems: Vec<_> = notes
        .found
        .iter()
        .take(PROBLEMS_MAX)
        .map(|(mistake, span)| Problem::new(mistake, span.clone(), text))
        .collect();
    if notes.found.len() > PROBLEMS_MAX {
        let end = text.len();
        problems.push(Problem::new(&Mistake::More, end..end, text));
    }
    problems
}
