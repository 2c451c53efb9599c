//! A workflow file from outside: checked with all its errors, and made live.

use std::collections::BTreeMap;

use engine::{World, rehearsal::Coverage};
use model::{
    Action, Code, Command, Deed, Handle, Holder, RoleName, Workflow,
    command::Publication,
    view::workflows::{Checked, FileError, Here, PublishedView, WorkflowSource},
};

use crate::{
    Answer, Member, Meta, Refused, Result, Size,
    acting::entries,
    designing::shown,
    diagrams::on_page,
    lookups::unfit,
    may,
    names::{Names, listed},
    rehearsing,
    requests::count,
    seats,
};

impl Member {
    /// What the checker says of a file, and what will not work with today's people.
    ///
    /// # Errors
    /// Only the store's: a file with errors is no error.
    pub async fn check(&self, file: WorkflowSource) -> Result<Checked> {
        let names = self.names().await?;
        let here = self.place.world(|w| here(w, &names));
        let read = match formats::read(&file.source) {
            Ok(read) => read,
            Err(problems) => {
                return Ok(Checked {
                    errors: problems.iter().map(file_error).collect(),
                    warnings: Vec::new(),
                    svg: None,
                    shown: shown(&file.source),
                    here,
                    scenarios: Vec::new(),
                    stood: Vec::new(),
                    taken: Vec::new(),
                });
            }
        };
        let now = self.now();
        let (errors, warnings) = self.place.world(|w| {
            let (bound, unknown) = bind(w, &read.workflow, &names);
            let warnings = seats::warnings(w, &read.workflow, &bound, &names, may::at(w, now));
            (
                unknown
                    .iter()
                    .map(|handle| nobody_called(handle, &file.source))
                    .collect(),
                warnings,
            )
        });
        let dead_ends: Vec<String> = analysis::dead_ends(&read.workflow)
            .iter()
            .map(|state| {
                format!("No way leads from {state} to an end: tickets there never finish.")
            })
            .collect();
        let coverage = Coverage::of(&read.workflow, &read.scenarios);
        Ok(Checked {
            errors,
            warnings: warnings.into_iter().chain(dead_ends).collect(),
            svg: Some(diagram::svg(&read.workflow, &on_page(Size::Full, "check"))),
            shown: shown(&file.source),
            here,
            scenarios: rehearsing::scenarios(read.scenarios, coverage.failures),
            stood: coverage.stood.into_iter().collect(),
            taken: coverage.taken.into_iter().collect(),
        })
    }

    /// Makes a workflow live.
    ///
    /// # Errors
    /// 400 for a file with errors, else what `decide` says.
    pub async fn publish(
        &self,
        file: WorkflowSource,
        meta: &Meta,
    ) -> Result<Answer<PublishedView>> {
        let read = formats::read(&file.source).map_err(|problems| no_workflow(&problems));
        let read = self
            .parsed(read, Action::PublishWorkflow, "a workflow file", meta)
            .await?;
        let named = read.workflow.name.to_string();
        let names = self.names().await?;
        let (bound, unknown) = self.place.world(|w| bind(w, &read.workflow, &names));
        let bound = if unknown.is_empty() {
            Ok(bound)
        } else {
            Err(unbound(&unknown))
        };
        let bound = self
            .parsed(bound, Action::PublishWorkflow, &named, meta)
            .await?;
        let publication = Publication {
            workflow: read.workflow,
            digest: read.digest,
            rules_digest: read.rules_digest,
            bound,
            draft: None,
        };
        let command = Command::PublishWorkflow(Box::new(publication));
        let done = self
            .ask_with(command, Vec::new(), &named, Some(file.source), meta)
            .await?;
        let published = entries(&done).find_map(published);
        Ok(Answer {
            status: 201,
            body: published.ok_or_else(unfit)?,
            replayed: done.replayed,
        })
    }
}

/// What went live with an entry.
pub(crate) fn published(entry: &model::Entry) -> Option<PublishedView> {
    match &entry.deed {
        Some(Deed::PublishWorkflow {
            name,
            version,
            digest,
            ..
        }) => Some(PublishedView {
            name: name.clone(),
            version: *version,
            digest: *digest,
            seq: entry.seq,
        }),
        _ => None,
    }
}

/// Whom a file can name here.
fn here(world: &World, names: &Names) -> Here {
    let held = world.access().roles.iter();
    let held = held.filter(|(_, holders)| !holders.is_empty());
    let newest = world.workflows().values().filter_map(|all| all.last());
    let asked = newest.flat_map(|at| analysis::seats(&at.published.workflow).into_keys());
    let roles = held.map(|(role, _)| role.clone()).chain(asked);
    // Whoever only reads can be named in no rule.
    let roles = roles.filter(|role| role.as_str() != RoleName::AUDITOR);
    let people = world.access().members.keys();
    let people = people.filter_map(|id| Some(names.people.get(*id)?.handle.clone()));
    let bots = names.bots.iter();
    let bots = bots.filter(|(id, _)| world.access().bots.contains_key(*id));
    Here {
        roles: roles.collect(),
        handles: people
            .chain(bots.map(|(_, bot)| bot.handle.clone()))
            .collect(),
    }
}

/// Whom a workflow's `actor:` words mean here, and those that mean nobody.
pub(crate) fn bind(
    world: &World,
    rules: &Workflow,
    names: &Names,
) -> (BTreeMap<Handle, Holder>, Vec<Handle>) {
    let (mut bound, mut unknown) = (BTreeMap::new(), Vec::new());
    for handle in formats::Bindings::of(rules).handles() {
        match names.bound(world, handle.as_str()) {
            Some(holder) => drop(bound.insert(handle.clone(), holder)),
            None => unknown.push(handle.clone()),
        }
    }
    (bound, unknown)
}

pub(crate) fn file_error(problem: &formats::Problem) -> FileError {
    FileError {
        line: count(problem.line),
        column: count(problem.column),
        message: problem.message.clone(),
        words: problem.words.clone(),
        suggestion: problem.suggestion.clone(),
    }
}

/// A handle that a file names and nobody here has, with its place in the file.
fn nobody_called(handle: &Handle, source: &str) -> FileError {
    let words = format!("actor:{handle}");
    let at = source.find(&words).unwrap_or(0);
    let line_start = source[..at].rfind('\n').map_or(0, |n| n + 1);
    FileError {
        line: count(source[..at].matches('\n').count() + 1),
        column: count(source[line_start..at].chars().count() + 1),
        message: format!(
            "Nobody here has the handle `{handle}`. Name a member or a bot of this workspace, or a role."
        ),
        words,
        suggestion: None,
    }
}

pub(crate) fn no_workflow(problems: &[formats::Problem]) -> Refused {
    let first = problems.first().map(|p| {
        (
            format!("line {} column {}", p.line, p.column),
            p.message.clone(),
        )
    });
    let (at, message) = first.unwrap_or_default();
    let more = problems.len().saturating_sub(1);
    let more = if more == 0 {
        String::new()
    } else {
        format!(" There are {more} more: check the file to see all.")
    };
    Refused::malformed(&at, format!("{message}{more}"))
}

pub(crate) fn unbound(unknown: &[Handle]) -> Refused {
    let handles: Vec<String> = unknown.iter().map(|h| format!("`{h}`")).collect();
    Refused::new(
        Code::Malformed,
        format!(
            "Nobody here has the handle {}. Name members or bots of this workspace, or roles.",
            listed(&handles)
        ),
    )
}
