//! Workflows: published ones, the gallery, a file checked and published.

use std::{collections::BTreeMap, sync::LazyLock};

use engine::{PublishedAt, World};
use model::{
    Action, Actor, Code, Command, Deed, Digest, Handle, Holder, Timestamp, Workflow, WorkflowName,
    command::Publication,
    view::{
        tickets::May,
        workflows::{
            Checked, FileError, GalleryCard, GateView, PublishedView, SeatView, StateView,
            TransitionView, WorkflowCard, WorkflowList, WorkflowSource, WorkflowView,
        },
    },
};
use store::TicketFilter;

use crate::{
    Acting, Answer, Member, Meta, Refused, Result, Size,
    acting::entries,
    board::field_view,
    diagrams::on_page,
    may, moves,
    names::{Names, listed},
    overview::terminal,
    requests::count,
    seats,
    tickets::unfit,
};

impl Acting {
    /// A published workflow, the newest version unless one is named.
    ///
    /// # Errors
    /// 404.
    pub async fn workflow(&self, name: &str, version: Option<u32>) -> Result<WorkflowView> {
        let at = self.published(name, version).await?;
        let published = &at.published;
        let source = self
            .place
            .store
            .source(published.at.digest)
            .await?
            .unwrap_or_default();
        let mut standing: BTreeMap<_, u64> = BTreeMap::new();
        for row in self.place.store.tickets(&TicketFilter::default()).await? {
            if row.ticket.workflow == published.at {
                *standing.entry(row.ticket.state).or_default() += 1;
            }
        }
        let names = self.names().await?;
        let now = self.now();
        let rules = &published.workflow;
        Ok(self.place.world(|w| WorkflowView {
            name: published.at.name.clone(),
            version: published.at.version,
            digest: published.at.digest,
            description: rules.description.clone(),
            initial: rules.initial.clone(),
            states: rules
                .states
                .iter()
                .map(|s| StateView {
                    name: s.name.clone(),
                    terminal: s.terminal,
                    description: s.description.clone(),
                    tickets: standing.get(&s.name).copied().unwrap_or(0),
                })
                .collect(),
            fields: rules.fields.iter().map(|f| field_view(f, None)).collect(),
            transitions: transitions(rules),
            source,
            published_by: names.who(at.by),
            published: at.at,
            seq: at.seq,
            versions: w
                .workflows()
                .get(&published.at.name)
                .into_iter()
                .flatten()
                .rev()
                .map(|p| p.published.at.version)
                .collect(),
            seats: seat_views(w, rules, &names),
            warnings: seats::warnings(w, rules, &published.bound, &names, may::at(w, now)),
        }))
    }

    pub(crate) async fn published(&self, name: &str, version: Option<u32>) -> Result<PublishedAt> {
        let found = self.place.world(|w| {
            let versions = w.workflows().get(name)?;
            match version {
                Some(n) => versions
                    .iter()
                    .find(|p| p.published.at.version == n)
                    .cloned(),
                None => versions.last().cloned(),
            }
        });
        self.found(found, "workflow", name).await
    }
}

impl Member {
    /// The published workflows and the gallery.
    ///
    /// # Errors
    /// Only the store's.
    pub async fn workflows(&self) -> Result<WorkflowList> {
        let names = self.names().await?;
        let now = self.now();
        let rows = self.place.store.tickets(&TicketFilter::default()).await?;
        Ok(self.place.world(|w| {
            let mut open: BTreeMap<WorkflowName, u64> = BTreeMap::new();
            for ticket in rows
                .into_iter()
                .map(|row| row.ticket)
                .filter(|t| !terminal(w, t))
            {
                *open.entry(ticket.workflow.name).or_default() += 1;
            }
            let newest = w
                .workflows()
                .values()
                .filter_map(|versions| versions.last());
            WorkflowList {
                workflows: newest
                    .map(|at| workflow_card(w, at, &open, &names, now))
                    .collect(),
                gallery: gallery()
                    .iter()
                    .map(|(item, rules)| gallery_card(w, item, rules, &names))
                    .collect(),
            }
        }))
    }

    /// What the checker says of a file, and what will not work with today's people.
    ///
    /// # Errors
    /// Only the store's: a file with errors is no error.
    pub async fn check(&self, file: WorkflowSource) -> Result<Checked> {
        let read = match formats::read(&file.source) {
            Ok(read) => read,
            Err(problems) => {
                return Ok(Checked {
                    errors: problems.iter().map(file_error).collect(),
                    warnings: Vec::new(),
                    svg: None,
                });
            }
        };
        let names = self.names().await?;
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
        Ok(Checked {
            errors,
            warnings: warnings.into_iter().chain(dead_ends).collect(),
            svg: Some(diagram::svg(&read.workflow, &on_page(Size::Full, "check"))),
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
        };
        let command = Command::PublishWorkflow(Box::new(publication));
        let done = self
            .ask_with(command, Vec::new(), &named, Some(file.source), meta)
            .await?;
        let published = entries(&done).find_map(|entry| match &entry.deed {
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
        });
        Ok(Answer {
            status: 201,
            body: published.ok_or_else(unfit)?,
            replayed: done.replayed,
        })
    }
}

/// Whether `actor` may publish at all, for the frame around the rooms.
pub(crate) fn may_publish(world: &World, actor: &Actor, now: Timestamp) -> May {
    let Some((_, rules)) = gallery().first() else {
        return may::answer(Ok(()));
    };
    let publication = Publication {
        workflow: rules.clone(),
        digest: Digest::of(b""),
        rules_digest: Digest::of(b""),
        bound: BTreeMap::new(),
    };
    may::may(
        world,
        actor,
        &Command::PublishWorkflow(Box::new(publication)),
        now,
    )
}

/// The gallery, read once. Its files come with the product, and its own tests read them.
fn gallery() -> &'static [(formats::GalleryItem, Workflow)] {
    static READ: LazyLock<Vec<(formats::GalleryItem, Workflow)>> = LazyLock::new(|| {
        let items = formats::gallery().iter();
        items
            .filter_map(|item| Some((*item, formats::read(item.source).ok()?.workflow)))
            .collect()
    });
    &READ
}

/// Whom a workflow's `actor:` words mean here, and those that mean nobody.
fn bind(world: &World, rules: &Workflow, names: &Names) -> (BTreeMap<Handle, Holder>, Vec<Handle>) {
    let (mut bound, mut unknown) = (BTreeMap::new(), Vec::new());
    for handle in formats::Bindings::of(rules).handles() {
        match names.bound(world, handle.as_str()) {
            Some(holder) => drop(bound.insert(handle.clone(), holder)),
            None => unknown.push(handle.clone()),
        }
    }
    (bound, unknown)
}

fn transitions(rules: &Workflow) -> Vec<TransitionView> {
    let view = |t: &model::Transition| TransitionView {
        name: t.name.clone(),
        from: t.from.clone(),
        to: t.to.clone(),
        by: t.by.iter().map(ToString::to_string).collect(),
        requires: t.requires.iter().map(ToString::to_string).collect(),
        gate: t.gate.as_ref().map(|gate| GateView {
            approvals: gate.approvals,
            role: gate.role.clone(),
            expires: gate.expires.to_string(),
        }),
        rule: moves::runs(&analysis::rule(rules, t)),
    };
    rules.transitions.iter().map(view).collect()
}

fn seat_views(world: &World, rules: &Workflow, names: &Names) -> Vec<SeatView> {
    let seats = analysis::seats(rules).into_iter();
    let view = |(role, seat): (model::RoleName, analysis::Seat)| SeatView {
        holders: world
            .access()
            .people_with(role.as_str())
            .map(|(p, _)| names.person(p))
            .collect(),
        needed: seat.people,
        role,
    };
    seats.map(view).collect()
}

fn workflow_card(
    world: &World,
    at: &PublishedAt,
    open: &BTreeMap<WorkflowName, u64>,
    names: &Names,
    now: Timestamp,
) -> WorkflowCard {
    let published = &at.published;
    let rules = &published.workflow;
    WorkflowCard {
        name: published.at.name.clone(),
        version: published.at.version,
        description: rules.description.clone(),
        states: count(rules.states.len()),
        gates: count(
            rules
                .transitions
                .iter()
                .filter(|t| t.gate.is_some())
                .count(),
        ),
        open_tickets: open.get(&published.at.name).copied().unwrap_or(0),
        published: at.at,
        projects: world
            .projects()
            .values()
            .filter(|p| p.workflow == published.at.name)
            .map(|p| p.key.to_string())
            .collect(),
        warnings: seats::warnings(world, rules, &published.bound, names, may::at(world, now)),
    }
}

fn gallery_card(
    world: &World,
    item: &formats::GalleryItem,
    rules: &Workflow,
    names: &Names,
) -> GalleryCard {
    GalleryCard {
        slug: item.slug.to_owned(),
        name: rules.name.clone(),
        control: item.control.to_owned(),
        description: rules.description.clone(),
        states: count(rules.states.len()),
        seats: seat_views(world, rules, names),
        published: world.newest(&rules.name).is_some(),
        source: item.source.to_owned(),
    }
}

fn file_error(problem: &formats::Problem) -> FileError {
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

fn no_workflow(problems: &[formats::Problem]) -> Refused {
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

fn unbound(unknown: &[Handle]) -> Refused {
    let handles: Vec<String> = unknown.iter().map(|h| format!("`{h}`")).collect();
    Refused::new(
        Code::Malformed,
        format!(
            "Nobody here has the handle {}. Name members or bots of this workspace, or roles.",
            listed(&handles)
        ),
    )
}
