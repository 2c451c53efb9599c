//! Migrations, as the log tells it; and what it thinks of them. Where the first engine looks at which states are reached, this one goes all
//! the ways there are; where that one compares lists, this one sends everybody who there could be.

use std::collections::BTreeSet;

use model::{
    Actor, Command, Deed, Entry, Holder, Kind, Mapping, MigrationId, Part, Refusal, Rejection,
    RoleName, StateName, TicketKey, Timestamp, Transition, Unmapped, Who,
    deed::Ending,
    entry::About,
    refusal::{Code, Thing},
    request::Staleness,
    workflow::{Field, FieldKind},
};

use super::{Naive, Opinion, plainly, rules::Version};

/// A migration that is not over.
pub struct Migration<'a> {
    pub id: MigrationId,
    pub proposed: &'a Entry,
    pub mapping: &'a Mapping,
    pub accepted: bool,
}

impl<'a> Naive<'a> {
    pub fn migrations(self) -> Vec<Migration<'a>> {
        let said = |id: MigrationId, what: fn(&Deed) -> Option<MigrationId>| {
            self.done().any(|(_, deed)| what(deed) == Some(id))
        };
        let accepted = |deed: &Deed| match deed {
            Deed::AcceptMigration { migration } => Some(*migration),
            _ => None,
        };
        let ended = |deed: &Deed| match deed {
            Deed::EndMigration { migration } => Some(*migration),
            _ => None,
        };
        let proposed = self.done().filter_map(|(entry, deed)| match deed {
            Deed::ProposeMigration { migration, mapping } => Some((entry, *migration, mapping)),
            _ => None,
        });
        let open = proposed.filter(|(_, id, _)| !said(*id, ended));
        open.map(|(proposed, id, mapping)| Migration {
            id,
            proposed,
            mapping,
            accepted: said(id, accepted),
        })
        .collect()
    }

    /// Which tickets were to go where.
    pub fn mapping(self, id: MigrationId) -> &'a Mapping {
        let said = self.done().find_map(|(_, deed)| match deed {
            Deed::ProposeMigration { migration, mapping } if *migration == id => Some(mapping),
            _ => None,
        });
        said.unwrap()
    }

    fn migration(self, id: MigrationId) -> Option<Migration<'a>> {
        self.migrations().into_iter().find(|known| known.id == id)
    }

    fn pair(self, mapping: &Mapping) -> Option<(Version<'a>, Version<'a>)> {
        let version = |n: u32| {
            let all = self.versions(&mapping.workflow).into_iter();
            all.zip(1u32..)
                .find(|(_, at)| *at == n)
                .map(|(known, _)| known)
        };
        version(mapping.from).zip(version(mapping.to))
    }

    pub fn of_migrations(self, by: &Actor, command: &Command, now: Timestamp) -> Opinion {
        match command.clone() {
            Command::ProposeMigration { migration, mapping } => {
                self.of_proposing_migration(by, migration, *mapping)
            }
            Command::AcceptMigration { migration } => self.of_accepting(by, migration),
            Command::EndMigration { migration } => {
                if self.migration(migration).is_none() {
                    return Opinion::no(Refusal::NotFound(Thing::Migration));
                }
                let mut opinion = Opinion::default();
                self.needs(&mut opinion, by, RoleName::author());
                opinion.then(|| plainly(by, Deed::EndMigration { migration }))
            }
            Command::MigrateTicket { ticket, migration } => {
                self.of_migrating(by, migration, &ticket, now)
            }
            other => unreachable!("{other:?} is no migration"),
        }
    }

    fn of_proposing_migration(
        self,
        by: &Actor,
        migration: MigrationId,
        mapping: Mapping,
    ) -> Opinion {
        let mut opinion = Opinion::default();
        let forward = mapping.to > mapping.from && !mapping.states.is_empty();
        opinion.unless(forward, Refusal::TurnedAway(Code::Malformed));
        let Some((old, new)) = self.pair(&mapping) else {
            opinion.against.push(Refusal::NotFound(Thing::Workflow));
            return opinion;
        };
        self.needs(&mut opinion, by, RoleName::author());
        let another = self.migrations().iter().any(|known| {
            let same =
                (&known.mapping.workflow, known.mapping.from) == (&mapping.workflow, mapping.from);
            same || known.id == migration
        });
        opinion.unless(!another, Refusal::AlreadyExists(Thing::Migration));
        let unfit = mapping.states.iter().find_map(|(state, to)| {
            let because = self.unmapped(&old, &new, (state, to))?;
            let state = state.clone();
            Some(Refusal::NoMapping { state, because })
        });
        opinion.against.extend(unfit);
        opinion.then(|| plainly(by, Deed::ProposeMigration { migration, mapping }))
    }

    fn of_accepting(self, by: &Actor, id: MigrationId) -> Opinion {
        let Some(known) = self.migration(id) else {
            return Opinion::no(Refusal::NotFound(Thing::Migration));
        };
        let mut opinion = Opinion::default();
        self.needs(&mut opinion, by, RoleName::author());
        if self.governed() && opinion.against.is_empty() {
            opinion.unless(known.proposed.by.id != by.id, Refusal::OwnMigration);
            let since = by
                .id
                .holder()
                .and_then(|h| self.held_since(h, &RoleName::author()));
            let late = since.is_none_or(|since| since >= known.proposed.seq);
            let roles = [RoleName::author()].into();
            opinion.unless(!late, Refusal::RoleTooLate { roles });
        }
        opinion.then(|| match known.accepted {
            true => Vec::new(),
            false => plainly(by, Deed::AcceptMigration { migration: id }),
        })
    }

    fn of_migrating(self, by: &Actor, id: MigrationId, key: &TicketKey, now: Timestamp) -> Opinion {
        let Some(ticket) = self.ticket(key) else {
            return Opinion::no(Refusal::NotFound(Thing::Ticket));
        };
        let Some(known) = self.migration(id) else {
            return Opinion::no(Refusal::NotFound(Thing::Migration));
        };
        let (old, new) = self.pair(known.mapping).unwrap();
        let rules = self.rules(ticket);
        let (left, there) = (rules.at == old.at, rules.at == new.at);
        if !left && !there {
            return Opinion::no(Refusal::NotFound(Thing::Ticket));
        }
        let mut opinion = Opinion::default();
        self.runs(&mut opinion, by, &rules);
        opinion.unless(!self.clock_in_doubt(now), Refusal::ClockInDoubt);
        self.needs(&mut opinion, by, RoleName::author());
        opinion.unless(known.accepted, Refusal::NotAccepted);
        let state = self.state(ticket);
        let to = known.mapping.states.get(&state).cloned();
        let because = Unmapped::NotInFlight;
        opinion.unless(there || to.is_some(), Refusal::NoMapping { state, because });
        opinion.then(|| {
            if there {
                return Vec::new();
            }
            let content = self.content(ticket);
            let old_fields = old.workflow.fields.iter();
            let lost = old_fields.filter(|field| !stays(field, &new.workflow.fields));
            let lost = lost.map(|field| Part::Field(field.name.clone()));
            let lost = lost.filter(|part| content.contains_key(part));
            let about = About {
                to,
                changed: lost.map(|part| (part, None)).collect(),
                ..About::default()
            };
            let migrated = Deed::MigrateTicket {
                migration: id,
                workflow: new.at.digest,
                version: self.version_after(ticket),
            };
            let stale = Ending::Stale(Staleness::TicketMigrated);
            let waiting = self.waiting_on(ticket, now);
            let mut events = self.run_out(ticket, now);
            events.push(self.on(ticket, by, about, migrated));
            events.extend(waiting.map(|request| self.ends(&request, by, stale)));
            events
        })
    }

    /// Why tickets in the one state of the old version cannot stand in the other of the new one.
    fn unmapped(
        self,
        old: &Version<'_>,
        new: &Version<'_>,
        (state, to): (&StateName, &StateName),
    ) -> Option<Unmapped> {
        let known = old.workflow.states.iter().find(|s| s.name == *state);
        if known.is_none_or(|state| state.terminal) {
            return Some(Unmapped::NotInFlight);
        }
        let back = *to == new.workflow.initial;
        let there = new.workflow.states.iter().any(|s| s.name == *to);
        if !back && (state != to || !there) {
            return Some(Unmapped::Elsewhere);
        }
        if !back && new.workflow.initial != old.workflow.initial {
            return Some(Unmapped::BeginsElsewhere);
        }
        let arrows = old.workflow.transitions.iter();
        let arrows = arrows.flat_map(|step| step.from.iter().map(move |from| (step, from)));
        let mut hard = arrows.filter(|(step, from)| {
            let initial = &old.workflow.initial;
            let comes = self.ways(old, initial, from);
            let around = |out: &StateName| comes.iter().any(|way| !way.contains(out));
            let goes = self.ways(old, &step.to, state);
            let goes = goes.iter().any(|way| !way.contains(initial));
            around(&step.to) && around(state) && goes
        });
        let hard = hard.find(|(step, from)| {
            let mut counterparts = new.workflow.transitions.iter();
            !counterparts.any(|now| {
                now.from.contains(from) && now.to == step.to && self.easier((old, step), (new, now))
            })
        });
        hard.filter(|_| !back)
            .map(|(step, from)| Unmapped::AsksMore {
                transition: step.name.clone(),
                from: from.clone(),
            })
    }

    /// Every way from one state to another that comes nowhere twice.
    fn ways(self, rules: &Version<'_>, from: &StateName, to: &StateName) -> Vec<Vec<StateName>> {
        let (mut open, mut all) = (vec![vec![from.clone()]], Vec::new());
        while let Some(way) = open.pop() {
            let at = way.last().unwrap();
            if at == to {
                all.push(way);
                continue;
            }
            for step in &rules.workflow.transitions {
                if step.from.contains(at) && !way.contains(&step.to) {
                    open.push([&way[..], std::slice::from_ref(&step.to)].concat());
                }
            }
        }
        all
    }

    /// Whether everybody who got past the old step gets past the new one.
    fn easier(
        self,
        (old, was): (&Version<'_>, &Transition),
        (new, is): (&Version<'_>, &Transition),
    ) -> bool {
        // Everybody of a kind, alone or with one role; and those who are named.
        let roles: BTreeSet<&RoleName> = [&was.by, &is.by]
            .into_iter()
            .flatten()
            .filter_map(|who| match who {
                Who::Role(role) => Some(role),
                _ => None,
            })
            .collect();
        let kinds = [Kind::Person, Kind::Bot];
        let plain = kinds.map(|kind| (kind, None, None));
        let in_roles = roles
            .iter()
            .flat_map(|role| kinds.map(|kind| (kind, Some(*role), None)));
        let named = old.bound.values().map(|holder| {
            let kind = match holder {
                Holder::Person(_) => Kind::Person,
                Holder::Bot(_) => Kind::Bot,
            };
            (kind, None, Some(*holder))
        });
        let mut probes = plain.into_iter().chain(in_roles).chain(named);
        let gets = |rules: &Version<'_>, step: &Transition, probe: Probe<'_>| {
            step.by.iter().any(|who| match who {
                Who::Kind(kind) => *kind == probe.0,
                Who::Role(role) => Some(role) == probe.1,
                Who::Actor(handle) => {
                    let holder = rules.bound.get(handle).copied();
                    holder.is_some() && holder == probe.2
                }
            })
        };
        let takers = probes.all(|probe| !gets(old, was, probe) || gets(new, is, probe));
        let filled = |name: &model::FieldName| {
            let known = old.workflow.fields.iter().find(|f| f.name == *name);
            let valid = known.is_some_and(|field| stays(field, &new.workflow.fields));
            valid && was.requires.iter().any(|had| had == name)
        };
        takers && is.requires.iter().all(filled) && self.gate_easier(was, is)
    }

    fn gate_easier(self, was: &Transition, is: &Transition) -> bool {
        let Some(now) = &is.gate else {
            return true;
        };
        let Some(then) = &was.gate else {
            return false;
        };
        let mut worse = Vec::new();
        for (role, people) in &now.seats {
            worse.push(*people > then.seats.get(role).copied().unwrap_or(0));
        }
        worse.extend(now.not.iter().map(|barred| !then.not.contains(barred)));
        worse.push(now.reauthenticate && !then.reauthenticate);
        worse.push(now.expires < then.expires);
        worse.push((then.reject, now.reject) == (Rejection::Majority, Rejection::First));
        if let Some(broken) = &was.break_glass {
            match &is.break_glass {
                None => worse.push(true),
                Some(glass) => {
                    worse.extend(broken.roles.iter().map(|role| !glass.roles.contains(role)));
                    let reviewers = broken.reviewers.iter();
                    worse.extend(reviewers.map(|role| !glass.reviewers.contains(role)));
                    worse.push(glass.review < broken.review);
                }
            }
        }
        !worse.contains(&true)
    }
}

/// Somebody who there could be: a kind, perhaps a role, perhaps somebody in particular.
type Probe<'a> = (Kind, Option<&'a RoleName>, Option<Holder>);

/// Whether what a field holds can be held under the new rules.
fn stays(field: &Field, fields: &[Field]) -> bool {
    fields.iter().filter(|f| f.name == field.name).any(|now| {
        let more = match (&field.kind, &now.kind) {
            (FieldKind::Choice { options: had }, FieldKind::Choice { options: has }) => {
                let has: BTreeSet<_> = has.iter().collect();
                had.iter().collect::<BTreeSet<_>>().is_subset(&has)
            }
            _ => false,
        };
        more || field.kind == now.kind
    })
}
