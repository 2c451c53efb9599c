//! Tickets, as the log tells it; and what it thinks of opening, editing, commenting and moving them.

use std::collections::{BTreeMap, BTreeSet};

use model::{
    Actor, ActorId, Command, Deed, Digest, Entry, Event, Exclusion, Gate, Holder, Part, PersonId,
    Refusal, RequestState, StateName, TicketId, TicketKey, Timestamp, Transition, TransitionName,
    command::Take, deed::Ending, entry::About, refusal::Code, refusal::Thing, request::Staleness,
    ticket::Changes,
};

use super::{Naive, Opinion, requests::Asked, rules::Version, voices::filled};

impl<'a> Naive<'a> {
    /// All tickets, oldest first.
    pub fn tickets(self) -> Vec<(TicketId, TicketKey)> {
        self.done()
            .filter_map(|(entry, deed)| match deed {
                Deed::CreateTicket { project, number } => {
                    let project = self.projects().into_iter().find(|p| p.id == *project)?;
                    let key = TicketKey {
                        project: project.key.clone(),
                        number: *number,
                    };
                    Some((entry.about.ticket?, key))
                }
                _ => None,
            })
            .collect()
    }

    pub fn key(self, ticket: TicketId) -> TicketKey {
        let all = self.tickets();
        all.into_iter().find(|(id, _)| *id == ticket).unwrap().1
    }

    pub fn ticket(self, key: &TicketKey) -> Option<TicketId> {
        let found = self.tickets().into_iter().find(|(_, k)| k == key);
        found.map(|(id, _)| id)
    }

    /// Everything that was done to `ticket`, oldest first.
    pub fn history(
        self,
        ticket: TicketId,
    ) -> impl DoubleEndedIterator<Item = (&'a Entry, &'a Deed)> {
        self.done()
            .filter(move |(entry, _)| entry.about.ticket == Some(ticket))
    }

    /// The rules that were newest when `ticket` was opened: it keeps them until it is migrated.
    pub fn rules(self, ticket: TicketId) -> Version<'a> {
        let migrated = self.history(ticket).rev().find_map(|(_, deed)| match deed {
            Deed::MigrateTicket { migration, .. } => Some(*migration),
            _ => None,
        });
        if let Some(id) = migrated {
            let mapping = self.mapping(id);
            let mut all = self.versions(&mapping.workflow);
            return all.swap_remove(mapping.to as usize - 1);
        }
        let (born, deed) = self.history(ticket).next().unwrap();
        let Deed::CreateTicket { project, .. } = deed else {
            unreachable!("a ticket's first entry opens it")
        };
        let then = self.before(born.seq.0 as usize);
        let project = then.projects().into_iter().find(|p| p.id == *project);
        then.newest(project.unwrap().workflow).unwrap()
    }

    pub fn state(self, ticket: TicketId) -> StateName {
        let last = self.history(ticket).rev().find_map(|(entry, deed)| {
            let arrives = matches!(
                deed,
                Deed::CreateTicket { .. }
                    | Deed::Move { .. }
                    | Deed::BreakGlass { .. }
                    | Deed::MigrateTicket { .. }
            );
            entry.about.to.clone().filter(|_| arrives)
        });
        last.unwrap()
    }

    /// The transitions that start where `ticket` stands.
    pub fn leaving(self, ticket: TicketId) -> Vec<&'a Transition> {
        let state = self.state(ticket);
        let all = self.rules(ticket).workflow.transitions.iter();
        all.filter(|t| t.from.contains(&state)).collect()
    }

    /// One for being opened, one for each edit, move and migration.
    pub fn version(self, ticket: TicketId) -> model::Version {
        let counts = |deed: &Deed| {
            matches!(
                deed,
                Deed::CreateTicket { .. }
                    | Deed::EditTicket { .. }
                    | Deed::Move { .. }
                    | Deed::BreakGlass { .. }
                    | Deed::MigrateTicket { .. }
            )
        };
        let steps = self.history(ticket).filter(|(_, deed)| counts(deed));
        model::Version(steps.count() as u64)
    }

    pub fn content(self, ticket: TicketId) -> BTreeMap<Part, Digest> {
        let changes: Vec<&Changes> = self
            .history(ticket)
            .filter(|(_, deed)| !matches!(deed, Deed::Request { .. }))
            .map(|(entry, _)| &entry.about.changed)
            .collect();
        let parts: BTreeSet<&Part> = changes.iter().flat_map(|c| c.keys()).collect();
        let last = |part: &Part| *changes.iter().rev().find_map(|c| c.get(part)).unwrap();
        parts
            .into_iter()
            .filter_map(|part| Some((part.clone(), last(part)?)))
            .collect()
    }

    pub fn of_tickets(self, by: &Actor, command: &Command, now: Timestamp) -> Opinion {
        let key = match command {
            Command::CreateTicket {
                ticket,
                project,
                content,
            } => {
                let Some(project) = self.project(project) else {
                    return Opinion::no(Refusal::NotFound(Thing::Project));
                };
                return self.of_opening(by, *ticket, project, content);
            }
            other => other.ticket().unwrap(),
        };
        let Some(ticket) = self.ticket(key) else {
            return Opinion::no(Refusal::NotFound(Thing::Ticket));
        };
        match command {
            Command::EditTicket {
                expected, changes, ..
            } => self.of_editing(by, ticket, *expected, changes, now),
            Command::Comment { comment, text, .. } => {
                let rules = self.rules(ticket);
                let mut opinion = Opinion::default();
                self.permits(&mut opinion, by, &rules, &rules.workflow.tickets.comment);
                let deed = Deed::Comment {
                    comment: *comment,
                    text: *text,
                };
                opinion.then(|| vec![self.on(ticket, by, About::default(), deed)])
            }
            Command::Move(take) => self.of_moving(by, ticket, take, now),
            other => unreachable!("{other:?} is about something else"),
        }
    }

    fn of_opening(
        self,
        by: &Actor,
        ticket: TicketId,
        project: super::rules::Project<'_>,
        content: &Changes,
    ) -> Opinion {
        let rules = self.newest(project.workflow).unwrap();
        let mut opinion = Opinion::default();
        opinion.unless(declared(&rules, content), malformed());
        self.runs(&mut opinion, by, &rules);
        self.permits(&mut opinion, by, &rules, &rules.workflow.tickets.create);
        let mut changed = content.clone();
        changed.retain(|_, value| value.is_some());
        let earlier =
            |deed: &Deed| matches!(deed, Deed::CreateTicket { project: p, .. } if *p == project.id);
        let number = self.done().filter(|(_, deed)| earlier(deed)).count() as u64 + 1;
        let event = Event {
            by: *by,
            about: About {
                ticket: Some(ticket),
                to: Some(rules.workflow.initial.clone()),
                workflow: Some(rules.at.digest),
                changed,
                ..About::default()
            },
            deed: Deed::CreateTicket {
                project: project.id,
                number,
            },
        };
        opinion.then(|| vec![event])
    }

    fn of_editing(
        self,
        by: &Actor,
        ticket: TicketId,
        expected: model::Version,
        changes: &Changes,
        now: Timestamp,
    ) -> Opinion {
        let rules = self.rules(ticket);
        let mut opinion = Opinion::default();
        opinion.unless(declared(&rules, changes), malformed());
        self.runs(&mut opinion, by, &rules);
        self.permits(&mut opinion, by, &rules, &rules.workflow.tickets.edit);
        self.stands_at(&mut opinion, ticket, expected);
        let waiting = self.waiting_on(ticket, now);
        if let Some(request) = waiting.as_ref().filter(|r| r.entry.by.id != by.id) {
            opinion.against.push(Refusal::RequestOpen {
                request: request.id,
            });
        }
        opinion.then(|| {
            let stood = self.content(ticket);
            let mut changed = changes.clone();
            changed.retain(|part, value| stood.get(part) != value.as_ref());
            if changed.is_empty() {
                return Vec::new();
            }
            let about = About {
                changed,
                ..About::default()
            };
            let version = self.version_after(ticket);
            let edited = self.on(ticket, by, about, Deed::EditTicket { version });
            let stale = Ending::Stale(Staleness::RequesterEdited);
            let mut events = self.run_out(ticket, now);
            events.push(edited);
            // What was sent back waits for just that.
            let waiting = waiting.filter(|r| self.how(r.id) == RequestState::Pending);
            events.extend(waiting.map(|request| self.ends(&request, by, stale)));
            events
        })
    }

    fn of_moving(self, by: &Actor, ticket: TicketId, take: &Take, now: Timestamp) -> Opinion {
        let rules = self.rules(ticket);
        let mut opinion = Opinion::default();
        let fields_only = take.arguments.keys().all(|p| matches!(p, Part::Field(_)));
        let fits = fields_only && declared(&rules, &take.arguments);
        opinion.unless(fits, malformed());
        self.runs(&mut opinion, by, &rules);
        opinion.unless(!self.clock_in_doubt(now), Refusal::ClockInDoubt);
        let state = self.state(ticket);
        let here = self.leaving(ticket);
        let Some(&transition) = here.iter().find(|t| t.name == take.transition) else {
            opinion.against.push(Refusal::NoSuchTransition {
                state,
                legal: here.into_iter().map(|t| t.name.clone()).collect(),
            });
            return opinion;
        };
        self.permits(&mut opinion, by, &rules, &transition.by);
        if let Some(expected) = take.expected {
            self.stands_at(&mut opinion, ticket, expected);
        }
        let waiting = self.waiting_on(ticket, now);
        let mut again = None;
        if let (Some(request), Some(_)) = (&waiting, &transition.gate) {
            let returned = self.how(request.id) != RequestState::Pending;
            let same = request.entry.by.id == by.id && request.transition == &take.transition;
            if returned && same {
                again = self.asked(request.id);
            } else if !returned && same_ask(request, by, take) {
                return opinion;
            } else {
                opinion.against.push(Refusal::RequestOpen {
                    request: request.id,
                });
            }
        }
        if let Some(gate) = &transition.gate {
            let again = again.as_ref();
            let asking = self.supposed(by, ticket, transition, take, again, now);
            self.opens_for_somebody(&mut opinion, gate, again, &asking);
        }
        self.filled(&mut opinion, ticket, transition, &take.arguments);
        opinion.then(|| {
            let mut events = self.run_out(ticket, now);
            if transition.gate.is_some() {
                events.push(self.asks(by, ticket, transition, take, again.as_ref(), now));
            } else {
                let about = About {
                    to: Some(transition.to.clone()),
                    changed: take.arguments.clone(),
                    ..About::default()
                };
                let moved = Deed::Move {
                    transition: transition.name.clone(),
                    version: self.version_after(ticket),
                    note: take.note,
                };
                events.push(self.on(ticket, by, about, moved));
                let stale = Ending::Stale(Staleness::TicketMoved);
                events.extend(waiting.map(|request| self.ends(&request, by, stale)));
            }
            events
        })
    }

    /// An event on `ticket`, where it stands.
    pub fn on(self, ticket: TicketId, by: &Actor, about: About, deed: Deed) -> Event {
        let about = About {
            ticket: Some(ticket),
            from: Some(self.state(ticket)),
            workflow: Some(self.rules(ticket).at.digest),
            ..about
        };
        Event {
            by: *by,
            about,
            deed,
        }
    }

    pub fn version_after(self, ticket: TicketId) -> model::Version {
        model::Version(self.version(ticket).0 + 1)
    }

    pub fn runs(self, opinion: &mut Opinion, by: &Actor, rules: &Version<'_>) {
        let stopped = self.stopped(by.id, &rules.at.name);
        opinion.against.extend(stopped.map(Refusal::Frozen));
    }

    fn permits(self, opinion: &mut Opinion, by: &Actor, rules: &Version<'_>, allow: &[model::Who]) {
        let allowed = allow.to_vec();
        let fine = self.allowed(allow, rules.bound, by.id);
        opinion.unless(fine, Refusal::NotPermitted { allowed });
    }

    fn stands_at(self, opinion: &mut Opinion, ticket: TicketId, expected: model::Version) {
        let now = self.version(ticket);
        opinion.unless(now == expected, Refusal::Stale { now, expected });
    }

    /// That the gate's seats could be filled: by people who hold its roles, since before it was asked first where that is past.
    fn opens_for_somebody(
        self,
        opinion: &mut Opinion,
        gate: &Gate,
        again: Option<&Asked<'_>>,
        excluded: &BTreeMap<PersonId, BTreeSet<Exclusion>>,
    ) {
        let seats = |person: PersonId| match again {
            Some(asked) => self.seats_of(person, asked),
            None => {
                let mut roles = gate.roles();
                roles.retain(|role| self.holds(Holder::Person(person), role));
                roles
            }
        };
        let everybody = self.everybody().into_iter();
        let holders: BTreeMap<PersonId, _> = everybody
            .map(|person| (person, seats(person)))
            .filter(|(_, roles)| !roles.is_empty())
            .collect();
        let (never, could): (BTreeMap<_, _>, BTreeMap<_, _>) = holders
            .into_iter()
            .partition(|(person, _)| excluded.contains_key(person));
        let voices: Vec<_> = could.values().cloned().collect();
        opinion.unless(
            filled(gate, &voices) == gate.needed() as usize,
            Refusal::NoApprovers {
                seats: gate.seats.clone(),
                could: could.into_keys().collect(),
                excluded: never.keys().map(|p| (*p, excluded[p].clone())).collect(),
            },
        );
    }

    /// Who changed the content of `ticket` last.
    pub fn last_editor(self, ticket: TicketId) -> ActorId {
        let mut history = self.history(ticket).rev();
        let changes = |deed: &Deed| {
            matches!(
                deed,
                Deed::CreateTicket { .. }
                    | Deed::EditTicket { .. }
                    | Deed::Move { .. }
                    | Deed::BreakGlass { .. }
            )
        };
        let last = history.find(|(entry, deed)| {
            let opens = matches!(deed, Deed::CreateTicket { .. });
            opens || (changes(deed) && !entry.about.changed.is_empty())
        });
        last.unwrap().0.by.id
    }

    /// Everybody who took `transition` on `ticket`, whichever way.
    pub fn movers(self, ticket: TicketId, name: &TransitionName) -> BTreeSet<ActorId> {
        let took = |deed: &Deed| match deed {
            Deed::Move { transition, .. } | Deed::BreakGlass { transition, .. } => {
                transition == name
            }
            _ => false,
        };
        let all = self.history(ticket).filter(|(_, deed)| took(deed));
        all.map(|(entry, _)| entry.by.id).collect()
    }

    /// Required fields count as they would be after the move.
    pub fn filled(
        self,
        opinion: &mut Opinion,
        ticket: TicketId,
        transition: &Transition,
        arguments: &Changes,
    ) {
        let mut after: Changes = self
            .content(ticket)
            .into_iter()
            .map(|(part, value)| (part, Some(value)))
            .collect();
        after.extend(arguments.clone());
        let mut fields = transition.requires.clone();
        fields.retain(|name| !matches!(after.get(&Part::Field(name.clone())), Some(Some(_))));
        opinion.unless(fields.is_empty(), Refusal::MissingFields { fields });
    }
}

fn same_ask(request: &Asked<'_>, by: &Actor, take: &Take) -> bool {
    (
        request.entry.by.id,
        request.transition,
        &request.entry.about.changed,
        request.note,
    ) == (by.id, &take.transition, &take.arguments, take.note)
}

fn malformed() -> Refusal {
    Refusal::TurnedAway(Code::Malformed)
}

fn declared(rules: &Version<'_>, changes: &Changes) -> bool {
    let names: Vec<_> = rules.workflow.fields.iter().map(|f| &f.name).collect();
    changes.keys().all(|part| match part {
        Part::Title | Part::Body => true,
        Part::Field(name) => names.contains(&name),
    })
}
