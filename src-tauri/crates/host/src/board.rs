//! Tickets as they are looked at: on a board, in a list, and one in full.

use std::collections::BTreeMap;

use engine::PublishedAt;
use model::{
    Command, CommentId, Digest, Part, ProjectKey, Request, Seq, StateName, Ticket, Workflow,
    WorkflowName,
    view::tickets::{
        Board, Column, CommentView, FieldView, TicketCard, TicketList, TicketView, WaitingView,
    },
    workflow::Field,
};
use serde::Deserialize;
use store::{TicketFilter, TicketRow};
use uuid::Uuid;

use crate::{
    Acting, Member, Result, may, moves,
    names::Names,
    overview::{any_ticket, terminal},
    requests::count,
};

/// Which tickets, as the address says it.
#[derive(Clone, Debug, Default, Deserialize)]
#[serde(default, deny_unknown_fields)]
pub struct TicketsQuery {
    /// A project's key.
    pub project: Option<String>,
    /// A state's name.
    pub state: Option<String>,
}

impl Acting {
    /// The tickets, newest activity first.
    ///
    /// # Errors
    /// 404 for a project that is not here.
    pub async fn tickets(&self, query: TicketsQuery) -> Result<TicketList> {
        let project = match query.project {
            Some(key) => Some(self.known_project(&key).await?),
            None => None,
        };
        let Ok(state) = query.state.map(|s| s.parse()).transpose() else {
            return Ok(TicketList {
                tickets: Vec::new(),
            });
        };
        let rows = self
            .place
            .store
            .tickets(&TicketFilter { project, state })
            .await?;
        Ok(TicketList {
            tickets: self.cards(rows).await?,
        })
    }

    /// One ticket in full.
    ///
    /// # Errors
    /// 404.
    pub async fn ticket(&self, key: &str) -> Result<TicketView> {
        let key = self.read_key(key).await?;
        let row = self.place.store.ticket(&key).await?;
        let row = self.found(row, "ticket", &key.to_string()).await?;
        let comments = self.place.store.comments(row.ticket.id).await?;
        let content = row.ticket.content.values().copied();
        let texts = self
            .place
            .texts(content.chain(comments.iter().map(|c| c.text)))
            .await?;
        let names = self.names().await?;
        let now = self.now();
        let found = self.place.with_ticket(&key, |w, ticket| {
            let rules = w.published(&ticket.workflow).map(|r| &r.workflow);
            TicketView {
                id: ticket.id,
                key: ticket.key.clone(),
                title: text(ticket, &Part::Title, &texts),
                body: text(ticket, &Part::Body, &texts),
                state: ticket.state.clone(),
                terminal: terminal(w, ticket),
                version: ticket.version,
                workflow: ticket.workflow.clone(),
                creator: names.who(ticket.creator),
                created: row.opened_at,
                fields: rules
                    .map(|rules| fields(rules, ticket, &texts))
                    .unwrap_or_default(),
                waiting: moves::waiting(w, ticket).map(waiting),
                comments: Vec::new(),
                may_edit: may::may(w, &self.actor, &any_edit(ticket), now),
                may_comment: may::may(w, &self.actor, &any_comment(ticket), now),
            }
        });
        let mut view = self.found(found.await?, "ticket", &key.to_string()).await?;
        view.comments = comments
            .into_iter()
            .map(|c| CommentView {
                id: c.id,
                by: names.who(c.by),
                at: c.at,
                text: texts.get(&c.text).cloned(),
                seq: c.seq,
            })
            .collect();
        Ok(view)
    }

    pub(crate) async fn known_project(&self, key: &str) -> Result<ProjectKey> {
        let known = key.parse().ok().filter(|key| {
            self.place
                .world(|w| w.projects().contains_key::<ProjectKey>(key))
        });
        self.found(known, "project", key).await
    }

    /// Tickets as cards, newest activity first.
    async fn cards(&self, mut rows: Vec<TicketRow>) -> Result<Vec<TicketCard>> {
        rows.sort_by_key(|row| std::cmp::Reverse((row.changed_at, row.ticket.last.0)));
        let names = self.names().await?;
        let titles = rows
            .iter()
            .filter_map(|row| row.ticket.content.get(&Part::Title).copied());
        let texts = self.place.texts(titles).await?;
        let mut cards = Vec::with_capacity(rows.len());
        for row in rows {
            let last = self.last_actor(row.ticket.last.0, &names).await?;
            cards.push(self.card(row, last, &names, &texts));
        }
        Ok(cards)
    }

    async fn last_actor(&self, seq: Seq, names: &Names) -> Result<model::view::Who> {
        let entry = self.place.store.entry(seq).await?;
        Ok(names.who(entry.map_or(model::ActorId::Stranger, |stored| stored.entry.by.id)))
    }

    fn card(
        &self,
        row: TicketRow,
        last_actor: model::view::Who,
        names: &Names,
        texts: &BTreeMap<Digest, String>,
    ) -> TicketCard {
        let ticket = row.ticket;
        TicketCard {
            id: ticket.id,
            title: text(&ticket, &Part::Title, texts),
            state: ticket.state.clone(),
            version: ticket.version,
            creator: names.who(ticket.creator),
            last_actor,
            last_at: row.changed_at,
            comments: ticket.comments,
            waiting: self
                .place
                .world(|w| moves::waiting(w, &ticket).map(waiting)),
            key: ticket.key,
        }
    }
}

impl Member {
    /// A project's tickets by state, in the order of its newest workflow; states of older versions follow.
    ///
    /// # Errors
    /// 404.
    pub async fn board(&self, project: &str) -> Result<Board> {
        let key = self.known_project(project).await?;
        let rules = self.place.world(|w| {
            let project = w.projects().get(&key)?;
            Some(w.newest(&project.workflow)?.published.clone())
        });
        let rules = self.found(rules, "project", project).await?;
        let filter = TicketFilter {
            project: Some(key.clone()),
            state: None,
        };
        let cards = self.cards(self.place.store.tickets(&filter).await?).await?;
        let view = self.projects().await?.into_iter().find(|p| p.key == key);
        let mut columns: Vec<Column> = rules
            .workflow
            .states
            .iter()
            .map(|state| Column {
                state: state.name.clone(),
                terminal: state.terminal,
                tickets: Vec::new(),
            })
            .collect();
        for card in cards {
            match columns.iter_mut().find(|c| c.state == card.state) {
                Some(column) => column.tickets.push(card),
                None => columns.push(Column {
                    state: card.state.clone(),
                    terminal: self.ends_in(&rules.at.name, &card.state),
                    tickets: vec![card],
                }),
            }
        }
        Ok(Board {
            project: self.found(view, "project", project).await?,
            columns,
            fields: rules
                .workflow
                .fields
                .iter()
                .map(|field| field_view(field, None))
                .collect(),
            may_create: self
                .place
                .world(|w| may::may(w, &self.actor, &any_ticket(&key), self.now())),
        })
    }

    /// Whether nothing leaves a state that only older versions of a workflow have.
    fn ends_in(&self, workflow: &WorkflowName, state: &StateName) -> bool {
        let ends = |at: &PublishedAt| {
            at.published
                .workflow
                .state(state)
                .is_some_and(|s| s.terminal)
        };
        self.place
            .world(|w| w.workflows().get(workflow).into_iter().flatten().any(ends))
    }

    /// The ticket's workflow with the state it is in filled, as a drawing for a page.
    ///
    /// # Errors
    /// 404.
    pub async fn ticket_diagram(&self, key: &str) -> Result<String> {
        let key = self.read_key(key).await?;
        let found = self
            .place
            .with_ticket(&key, |w, ticket| {
                Some((w.published(&ticket.workflow)?.clone(), ticket.state.clone()))
            })
            .await?;
        let (rules, state) = self
            .found(found.flatten(), "ticket", &key.to_string())
            .await?;
        let options = diagram::Options {
            current: Some(state),
            ..crate::diagrams::on_page(crate::Size::Small, "ticket")
        };
        Ok(diagram::svg(&rules.workflow, &options))
    }
}

/// What waits on a ticket, in short.
fn waiting(request: &Request) -> WaitingView {
    WaitingView {
        request: request.id,
        transition: request.transition.clone(),
        approvals: count(request.approvals().count()),
        needed: request.gate.needed(),
        expires: request.expires,
    }
}

fn text(ticket: &Ticket, part: &Part, texts: &BTreeMap<Digest, String>) -> Option<String> {
    ticket.content.get(part).and_then(|d| texts.get(d).cloned())
}

fn fields(rules: &Workflow, ticket: &Ticket, texts: &BTreeMap<Digest, String>) -> Vec<FieldView> {
    let part = |field: &Field| Part::Field(field.name.clone());
    let value = |field: &Field| text(ticket, &part(field), texts);
    let filled = |field: &Field| ticket.content.contains_key(&part(field));
    rules
        .fields
        .iter()
        .map(|field| FieldView {
            erased: value(field).is_none() && filled(field),
            ..field_view(field, value(field))
        })
        .collect()
}

pub(crate) fn field_view(field: &Field, value: Option<String>) -> FieldView {
    FieldView {
        name: field.name.clone(),
        kind: field.kind.clone(),
        description: field.description.clone(),
        value,
        erased: false,
    }
}

/// An edit of the title, for a dry run.
fn any_edit(ticket: &Ticket) -> Command {
    Command::EditTicket {
        ticket: ticket.key.clone(),
        expected: ticket.version,
        changes: [(Part::Title, Some(Digest::of(b"")))].into(),
    }
}

fn any_comment(ticket: &Ticket) -> Command {
    Command::Comment {
        ticket: ticket.key.clone(),
        comment: CommentId::new(Uuid::nil()),
        text: Digest::of(b""),
    }
}
