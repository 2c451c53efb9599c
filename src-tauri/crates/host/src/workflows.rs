//! Workflows: the published ones and the gallery.

use std::{collections::BTreeMap, sync::LazyLock};

use engine::{PublishedAt, World};
use model::{
    Actor, Command, Timestamp, Workflow, WorkflowName,
    view::{
        tickets::May,
        workflows::{
            GalleryCard, GateView, SeatView, StateView, TransitionView, WorkflowCard, WorkflowList,
            WorkflowView,
        },
    },
};
use store::TicketFilter;

use crate::{
    Acting, Member, Result, board::field_view, may, moves, names::Names, overview::terminal,
    requests::count, seats,
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
}

/// Whether `actor` is an author at all: whoever may edit a draft may publish, or propose what another publishes.
pub(crate) fn may_draft(world: &World, actor: &Actor, now: Timestamp) -> May {
    let command = Command::EditDraft {
        draft: model::DraftId::new(uuid::Uuid::nil()),
        workflow: None,
    };
    may::may(world, actor, &command, now)
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

fn transitions(rules: &Workflow) -> Vec<TransitionView> {
    let view = |t: &model::Transition| TransitionView {
        name: t.name.clone(),
        from: t.from.clone(),
        to: t.to.clone(),
        by: t.by.iter().map(ToString::to_string).collect(),
        requires: t.requires.iter().map(ToString::to_string).collect(),
        gate: t.gate.as_ref().map(|gate| GateView {
            seats: gate.seats.clone(),
            expires: gate.expires.to_string(),
            reauthenticate: gate.reauthenticate,
            not: gate.not.iter().map(ToString::to_string).collect(),
            rejections: gate.rejections(),
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
