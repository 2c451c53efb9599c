//! Tickets in flight that may go on by a newer version of their workflow: which ones, where to, and what carries them there.

use std::collections::{BTreeMap, BTreeSet};

use engine::{Migration, PublishedAt, World, mapping};
use model::{
    Action, Code, Command, Digest, Mapping, MigrationId, Part, StateName, Ticket, TicketKey,
    Timestamp, WorkflowName,
    view::{
        access::{Made, Recorded},
        migrations::{
            Carried, InFlight, MigrationView, ProposeMigration, StateInFlight, TicketInFlight,
            VersionInFlight,
        },
    },
};
use store::TicketFilter;

use crate::{
    Answer, Member, Meta, Refused, Result,
    acting::{entries, last_seq},
    clock, may, moves,
    names::Names,
    overview::terminal,
    requests::count,
};

/// How many tickets one call carries: each is an entry on disk before the next.
const AT_ONCE: usize = 50;
/// How many tickets of a state are named.
const NAMED: usize = 100;

/// The tickets of one version, by where they stand.
type Standing = BTreeMap<StateName, Vec<Ticket>>;

impl Member {
    /// A workflow's tickets in flight, and where those of older versions may go on.
    ///
    /// # Errors
    /// 404.
    pub async fn in_flight(&self, name: &str) -> Result<InFlight> {
        let newest = self.published(name, None).await?;
        let name = &newest.published.at.name;
        let mut standing: BTreeMap<u32, Standing> = BTreeMap::new();
        for ticket in self.flying(name).await? {
            let states = standing.entry(ticket.workflow.version).or_default();
            states.entry(ticket.state.clone()).or_default().push(ticket);
        }
        let named = standing.values().flat_map(BTreeMap::values);
        let named = named.flat_map(|tickets| tickets.iter().take(NAMED));
        let titles = self.place.texts(named.filter_map(title)).await?;
        let names = self.names().await?;
        let now = self.now();
        Ok(self.place.world(|w| {
            let now = may::at(w, now);
            let under_way = w.migrations().values();
            let under_way = under_way.filter(|known| known.mapping.workflow == *name);
            for known in under_way {
                standing.entry(known.mapping.from).or_default();
            }
            let mut versions: Vec<VersionInFlight> = standing
                .iter()
                .filter_map(|(version, standing)| {
                    let old = w.version(name, *version)?;
                    Some(VersionInFlight {
                        migration: self.under_way(w, old, standing, &names, now),
                        ..in_flight(w, old, &newest, standing, &titles)
                    })
                })
                .collect();
            versions.reverse();
            InFlight {
                workflow: name.clone(),
                newest: newest.published.at.version,
                may_propose: crate::workflows::may_draft(w, &self.actor, now),
                versions,
            }
        }))
    }

    /// The migrations that can still be accepted or carried out, for authors; nothing for others.
    pub(crate) async fn migrations(&self, names: &Names) -> Result<Vec<MigrationView>> {
        let open = self.place.world(|w| {
            let authors = crate::workflows::may_draft(w, &self.actor, may::at(w, self.now()));
            let known = w.migrations().values().filter(|_| authors.allowed);
            let workflows = known.map(|known| known.mapping.workflow.clone());
            workflows.collect::<BTreeSet<_>>()
        });
        let mut all = Vec::new();
        for name in open {
            let tickets = self.flying(&name).await?;
            self.place.world(|w| {
                let now = may::at(w, self.now());
                let of = w.migrations().iter();
                let of = of.filter(|(_, known)| known.mapping.workflow == name);
                all.extend(of.map(|(id, known)| {
                    let mapped = tickets.iter().filter(|ticket| carries(known, ticket));
                    self.migration(w, (*id, known), count(mapped.count()), names, now)
                }));
            });
        }
        Ok(all)
    }

    /// Asks another author to let tickets of a version go on by a newer one.
    ///
    /// # Errors
    /// What `decide` says.
    pub async fn propose_migration(
        &self,
        name: &str,
        proposed: ProposeMigration,
        meta: &Meta,
    ) -> Result<Answer<Made>> {
        let tried = Action::ProposeMigration;
        let workflow = name.parse().map_err(|_| Refused::not_found("workflow"));
        let workflow: WorkflowName = self.parsed(workflow, tried, name, meta).await?;
        let migration = MigrationId::new(clock::id());
        let mapping = Box::new(Mapping {
            workflow,
            from: proposed.from,
            to: proposed.to,
            states: proposed.states,
        });
        let command = Command::ProposeMigration { migration, mapping };
        let done = self.ask(command, Vec::new(), name, meta).await?;
        let made = entries(&done).find_map(|entry| match entry.deed {
            Some(model::Deed::ProposeMigration { migration, .. }) => Some((migration, entry.seq)),
            _ => None,
        });
        let (id, seq) = made.unwrap_or((migration, last_seq(&done, None)));
        Ok(Answer {
            status: 201,
            body: Made { id: id.uuid(), seq },
            replayed: done.replayed,
        })
    }

    /// Says that they may.
    ///
    /// # Errors
    /// What `decide` says.
    pub async fn accept_migration(&self, id: &str, meta: &Meta) -> Result<Answer<Recorded>> {
        let tried = Action::AcceptMigration;
        let migration = self.id(id, "migration", tried, meta).await?;
        let command = Command::AcceptMigration { migration };
        self.record_change(command, id, meta).await
    }

    /// Says that no more of them do.
    ///
    /// # Errors
    /// What `decide` says.
    pub async fn end_migration(&self, id: &str, meta: &Meta) -> Result<Answer<Recorded>> {
        let tried = Action::EndMigration;
        let migration = self.id(id, "migration", tried, meta).await?;
        let command = Command::EndMigration { migration };
        self.record_change(command, id, meta).await
    }

    /// Carries the next of its tickets, and ends it with the last. What a cut-off call has carried stays: the next goes on from there.
    ///
    /// # Errors
    /// What `decide` says to the first ticket that it does not let go on.
    pub async fn carry(&self, id: &str, meta: &Meta) -> Result<Answer<Carried>> {
        let tried = Action::MigrateTicket;
        let migration: MigrationId = self.id(id, "migration", tried, meta).await?;
        let mapping = |w: &World| w.migrations().get(&migration).cloned();
        let known = self.place.world(mapping);
        let known = known.ok_or_else(|| Refused::not_found("migration"));
        let known = self.parsed(known, tried, id, meta).await?;
        // A key is of one command, and a call that is made again goes on anyway.
        let meta = &Meta {
            key: None,
            ..meta.clone()
        };
        let mut carried = 0;
        for key in self.mapped(&known).await?.into_iter().take(AT_ONCE) {
            let ticket = key.clone();
            let command = Command::MigrateTicket { ticket, migration };
            match self.ask(command, Vec::new(), &key.to_string(), meta).await {
                Ok(_) => carried += 1,
                // It took a move meanwhile, and stands where the mapping does not reach.
                Err(refused) if refused.problem.code == Code::NoMapping => {}
                Err(refused) => return Err(refused),
            }
        }
        let left = count(self.mapped(&known).await?.len());
        if left == 0 {
            let end = Command::EndMigration { migration };
            self.ask(end, Vec::new(), id, meta).await?;
        }
        let head = self.place.world(World::head);
        Ok(Answer {
            status: 200,
            body: Carried {
                carried,
                left,
                seq: head.unwrap_or(model::Seq(0)),
            },
            replayed: false,
        })
    }

    /// The tickets that it would carry now.
    async fn mapped(&self, known: &Migration) -> Result<Vec<TicketKey>> {
        let tickets = self.flying(&known.mapping.workflow).await?.into_iter();
        let tickets = tickets.filter(|ticket| carries(known, ticket));
        Ok(tickets.map(|ticket| ticket.key).collect())
    }

    /// The tickets of any version that are in flight.
    async fn flying(&self, name: &WorkflowName) -> Result<Vec<Ticket>> {
        let rows = self.place.store.tickets(&TicketFilter::default()).await?;
        let tickets = rows.into_iter().map(|row| row.ticket);
        Ok(self.place.world(|w| {
            let flying = tickets.filter(|t| t.workflow.name == *name && !terminal(w, t));
            flying.collect()
        }))
    }

    fn under_way(
        &self,
        world: &World,
        old: &PublishedAt,
        standing: &Standing,
        names: &Names,
        now: Timestamp,
    ) -> Option<MigrationView> {
        let at = &old.published.at;
        let mut of = world.migrations().iter();
        let (id, known) = of.find(|(_, known)| {
            known.mapping.workflow == at.name && known.mapping.from == at.version
        })?;
        let tickets = standing.values().flatten();
        let left = tickets.filter(|ticket| carries(known, ticket)).count();
        Some(self.migration(world, (*id, known), count(left), names, now))
    }

    fn migration(
        &self,
        world: &World,
        (id, known): (MigrationId, &Migration),
        left: u32,
        names: &Names,
        now: Timestamp,
    ) -> MigrationView {
        let asked = |command: Command| may::may(world, &self.actor, &command, now);
        MigrationView {
            id,
            workflow: known.mapping.workflow.clone(),
            from: known.mapping.from,
            to: known.mapping.to,
            states: known.mapping.states.clone(),
            by: names.person(known.by),
            at: known.at,
            seq: known.seq,
            accepted_by: known.accepted.map(|(person, _)| names.person(person)),
            left,
            may_accept: asked(Command::AcceptMigration { migration: id }),
            may_end: asked(Command::EndMigration { migration: id }),
        }
    }
}

/// Whether it maps where the ticket stands.
fn carries(known: &Migration, ticket: &Ticket) -> bool {
    let at = &ticket.workflow;
    let follows = at.name == known.mapping.workflow && at.version == known.mapping.from;
    follows && known.mapping.states.contains_key(&ticket.state)
}

fn in_flight(
    world: &World,
    old: &PublishedAt,
    newest: &PublishedAt,
    standing: &Standing,
    titles: &BTreeMap<Digest, String>,
) -> VersionInFlight {
    let (was, is) = (&old.published, &newest.published);
    let older = was.at.version < is.at.version;
    let ways = older.then(|| mapping::Ways::of(was, is));
    let view = |state: &StateName, tickets: &Vec<Ticket>| {
        let fits = |to| ways.as_ref().map(|ways| ways.fits(state, to));
        let (stays, back) = (fits(state), fits(&is.workflow.initial));
        let mut to = Vec::new();
        to.extend((stays == Some(Ok(()))).then(|| state.clone()));
        let initial = &is.workflow.initial;
        to.extend((back == Some(Ok(())) && initial != state).then(|| initial.clone()));
        StateInFlight {
            state: state.clone(),
            count: count(tickets.len()),
            tickets: tickets
                .iter()
                .take(NAMED)
                .map(|ticket| TicketInFlight {
                    key: ticket.key.clone(),
                    title: title(ticket).and_then(|digest| titles.get(&digest).cloned()),
                    waiting: moves::waiting(world, ticket).map(|r| r.transition.clone()),
                })
                .collect(),
            to,
            because: stays
                .and_then(std::result::Result::err)
                .map(|no| no.to_string()),
        }
    };
    let states = was.workflow.states.iter();
    let states = states.filter_map(|state| Some(view(&state.name, standing.get(&state.name)?)));
    VersionInFlight {
        version: was.at.version,
        tickets: count(standing.values().map(Vec::len).sum()),
        states: states.collect(),
        cleared: match older {
            true => mapping::cleared(&was.workflow, &is.workflow),
            false => Vec::new(),
        },
        migration: None,
    }
}

fn title(ticket: &Ticket) -> Option<Digest> {
    ticket.content.get(&Part::Title).copied()
}
