//! What it thinks of breaking the glass, and of the reviews that follow.

use std::collections::BTreeSet;

use model::{
    Actor, Command, Deed, Entry, Holder, PersonId, Refusal, ReviewId, RoleName, TicketId,
    Timestamp, Transition, TransitionName, Who,
    command::Break,
    deed::Ending,
    entry::About,
    refusal::{Code, Thing},
    request::Staleness,
};

use super::{Naive, Opinion, plainly};

/// A broken glass, as its entry says.
pub struct Broken<'a> {
    pub id: ReviewId,
    pub entry: &'a Entry,
    pub transition: &'a TransitionName,
    pub ticket: TicketId,
}

impl<'a> Naive<'a> {
    /// Every broken glass, oldest first.
    pub fn broken(self) -> Vec<Broken<'a>> {
        self.done()
            .filter_map(|(entry, deed)| match deed {
                Deed::BreakGlass {
                    review, transition, ..
                } => Some(Broken {
                    id: *review,
                    entry,
                    transition,
                    ticket: entry.about.ticket?,
                }),
                _ => None,
            })
            .collect()
    }

    pub fn reviewed(self, id: ReviewId) -> bool {
        self.done()
            .any(|(_, deed)| matches!(deed, Deed::CloseReview { review, .. } if *review == id))
    }

    fn taken(self, broken: &Broken<'_>) -> &'a Transition {
        let from = broken.entry.about.from.as_ref().unwrap();
        let then = self.before(broken.entry.seq.0 as usize);
        let all = &then.rules(broken.ticket).workflow.transitions;
        all.iter()
            .find(|t| t.name == *broken.transition && t.from.contains(from))
            .unwrap()
    }

    pub fn of_breaking(self, by: &Actor, broken: &Break, now: Timestamp) -> Opinion {
        let ticket = |key| self.tickets().into_iter().find(|(_, k)| k == key);
        let (Some((id, _)), Some((linked, _))) = (ticket(&broken.ticket), ticket(&broken.linked))
        else {
            return Opinion::no(Refusal::NotFound(Thing::Ticket));
        };
        let rules = self.rules(id);
        let mut opinion = Opinion::default();
        let fields = &rules.workflow.fields;
        let fits = broken.arguments.keys().all(|part| {
            let mut names = fields.iter().map(|f| model::Part::Field(f.name.clone()));
            names.any(|known| known == *part)
        });
        let fits = fits && id != linked;
        opinion.unless(fits, Refusal::TurnedAway(Code::Malformed));
        let stopped = self.stopped(by.id, &rules.at.name);
        opinion.against.extend(stopped.map(Refusal::Frozen));
        opinion.unless(!self.clock_in_doubt(now), Refusal::ClockInDoubt);
        let here = self.leaving(id);
        let Some(&transition) = here.iter().find(|t| t.name == broken.transition) else {
            opinion.against.push(Refusal::NoSuchTransition {
                state: self.state(id),
                legal: here.into_iter().map(|t| t.name.clone()).collect(),
            });
            return opinion;
        };
        let roles = transition.break_glass.as_ref().map(|glass| &glass.roles);
        let roles: Vec<RoleName> = roles.into_iter().flatten().cloned().collect();
        let person = by.id.person();
        let holds = |role| person.is_some_and(|p| self.holds(Holder::Person(p), role));
        let allowed = roles.iter().cloned().map(Who::Role).collect();
        opinion.unless(roles.iter().any(holds), Refusal::NotPermitted { allowed });
        opinion.unless(broken.reauthenticated, Refusal::PasswordNeeded);
        if let Some(expected) = broken.expected {
            let now = self.version(id);
            opinion.unless(now == expected, Refusal::Stale { now, expected });
        }
        let known = self.broken().iter().any(|b| b.id == broken.review);
        opinion.unless(!known, Refusal::AlreadyExists(Thing::Review));
        self.filled(&mut opinion, id, transition, &broken.arguments);
        opinion.then(|| {
            let about = About {
                to: Some(transition.to.clone()),
                changed: broken.arguments.clone(),
                ..About::default()
            };
            let review = transition.break_glass.as_ref().unwrap().review;
            let deed = Deed::BreakGlass {
                transition: transition.name.clone(),
                version: self.version_after(id),
                category: broken.category,
                reason: broken.reason,
                linked,
                review: broken.review,
                due: now.plus(review),
            };
            let mut events = self.run_out(id, now);
            events.push(self.on(id, by, about, deed));
            let waiting = self.waiting_on(id, now);
            let stale = Ending::Stale(Staleness::TicketMoved);
            events.extend(waiting.map(|request| self.ends(&request, by, stale)));
            events
        })
    }

    /// The roles by which somebody may look at it afterwards.
    pub fn reviewing(self, broken: &Broken<'_>) -> BTreeSet<RoleName> {
        let transition = self.taken(broken);
        let mut roles = BTreeSet::from([RoleName::owner()]);
        if let Some(gate) = &transition.gate {
            roles.extend(gate.roles());
        }
        if let Some(glass) = &transition.break_glass {
            roles.extend(glass.reviewers.clone());
        }
        roles
    }

    pub fn of_closing(self, by: &Actor, command: &Command) -> Opinion {
        let Command::CloseReview {
            review,
            finding,
            said,
        } = *command
        else {
            unreachable!("{command:?} closes no review")
        };
        let Some(broken) = self.broken().into_iter().find(|b| b.id == review) else {
            return Opinion::no(Refusal::NotFound(Thing::Review));
        };
        let mut opinion = Opinion::default();
        let roles = self.reviewing(&broken);
        let allowed = roles.iter().cloned().map(Who::Role).collect();
        match by.id.person() {
            None => opinion.against.push(Refusal::NotPermitted { allowed }),
            Some(person) if broken.entry.by.id.person() == Some(person) => {
                opinion.against.push(Refusal::OwnBreak);
            }
            Some(person) => {
                let (late, fine) = self.held_before(person, &roles, broken.entry);
                if !fine && late.is_empty() {
                    opinion.against.push(Refusal::NotPermitted { allowed });
                } else if !fine {
                    opinion.against.push(Refusal::RoleTooLate { roles: late });
                }
            }
        }
        opinion.unless(!self.reviewed(review), Refusal::Over(Thing::Review));
        let deed = Deed::CloseReview {
            review,
            finding,
            said,
        };
        opinion.then(|| plainly(by, deed))
    }

    /// Which of `roles` the person holds only since `entry`, and whether they held another before.
    pub fn held_before(
        self,
        person: PersonId,
        roles: &BTreeSet<RoleName>,
        entry: &Entry,
    ) -> (BTreeSet<RoleName>, bool) {
        let since = |role: &&RoleName| self.held_since(Holder::Person(person), role);
        let late = roles
            .iter()
            .filter(|r| since(r).is_some_and(|s| s >= entry.seq));
        let fine = roles
            .iter()
            .any(|r| since(&r).is_some_and(|s| s < entry.seq));
        (late.cloned().collect(), fine)
    }
}
