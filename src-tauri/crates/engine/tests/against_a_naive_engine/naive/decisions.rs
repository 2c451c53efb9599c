//! What it thinks of decisions on requests, of the other ways they end, and of letting go on what was frozen.

use model::{
    Actor, ActorId, Command, Deed, Event, PersonId, Refusal, RequestState, RoleName, Timestamp,
    Verdict,
    command::Decide,
    deed::{Ending, Freezable},
    entry::About,
    refusal::Thing,
    request::Staleness,
};

use super::{Naive, Opinion, plainly, requests::Asked};

impl Naive<'_> {
    pub fn of_requests(self, by: &Actor, command: &Command, now: Timestamp) -> Opinion {
        if let Command::Thaw { target } = command {
            return self.of_thawing(by, target, now);
        }
        let Some(asked) = command.request().and_then(|id| self.asked(id)) else {
            return Opinion::no(Refusal::NotFound(Thing::Request));
        };
        match command {
            Command::Decide(said) => self.of_deciding(by, &asked, said, now),
            Command::Withdraw { .. } => {
                let mut opinion = Opinion::default();
                opinion.unless(asked.entry.by.id == by.id, nobody());
                self.still_pending(&mut opinion, &asked, now);
                opinion.then(|| vec![self.ends(&asked, by, Ending::Withdrawn)])
            }
            Command::Expire { .. } => {
                let mut opinion = Opinion::default();
                opinion.unless(!self.clock_in_doubt(now), Refusal::ClockInDoubt);
                opinion.unless(by.id == ActorId::Clock, nobody());
                opinion.then(|| match self.how(asked.id) {
                    RequestState::Pending => self.run_out(asked.ticket, now),
                    _ => Vec::new(),
                })
            }
            other => unreachable!("{other:?} is about something else"),
        }
    }

    fn of_deciding(self, by: &Actor, asked: &Asked<'_>, said: &Decide, now: Timestamp) -> Opinion {
        let (verdict, reason) = (said.verdict, said.reason);
        let mut opinion = Opinion::default();
        opinion.unless(!self.clock_in_doubt(now), Refusal::ClockInDoubt);
        match by.id.person() {
            Some(person) => {
                opinion.against.extend(self.no_say(person, asked, now));
                let signed = self.is_signed(person, asked, said, now);
                opinion.unless(signed, Refusal::NotSigned);
            }
            None => opinion.against.push(Refusal::BotCannotApprove {
                role: self.gate(asked).role,
            }),
        }
        opinion.unless(said.shown == asked.shown, Refusal::NotWhatWasShown);
        self.still_pending(&mut opinion, asked, now);
        let decisions = self.decisions(asked.id);
        let again = decisions.iter().any(|(entry, ..)| entry.by.id == by.id);
        opinion.unless(!again, Refusal::AlreadyDecided);
        let explained = verdict == Verdict::Approve || reason.is_some();
        opinion.unless(explained, Refusal::ReasonNeeded);
        opinion.then(|| {
            let about = About {
                to: asked.entry.about.to.clone(),
                request: Some(asked.id),
                ..About::default()
            };
            let deed = Deed::Decide {
                verdict,
                shown: said.shown,
                reason,
                at: said.at,
                signature: said.signature,
            };
            let said = self.on(asked.ticket, by, about, deed);
            let next = match verdict {
                Verdict::Reject => Some(self.ends(asked, by, Ending::Rejected)),
                Verdict::Approve => self.supposing(&said, now, |then| then.opens(asked, by, now)),
            };
            [said].into_iter().chain(next).collect()
        })
    }

    /// What follows on `asked` from how things are: its move, its end, or nothing yet.
    fn opens(self, asked: &Asked<'_>, by: &Actor, now: Timestamp) -> Option<Event> {
        let (requester, arrow) = (&asked.entry.by, self.arrow(asked));
        let rules = self.rules(asked.ticket);
        let approvers = self.approvers(asked.id);
        let enough = approvers.len() >= self.gate(asked).approvals as usize;
        if !enough || self.stopped(requester.id, &rules.at.name).is_some() {
            return None;
        }
        let may = |person: &PersonId| self.no_say(*person, asked, now).is_empty();
        let everybody_may = approvers.iter().all(may);
        let why_stale = if !self.credential_good(requester, now) {
            Some(Staleness::RequesterCredential)
        } else if !self.allowed(&arrow.by, rules.bound, requester.id) {
            Some(Staleness::RequesterNotPermitted)
        } else if !everybody_may {
            Some(Staleness::ApproverNotEntitled)
        } else {
            None
        };
        if let Some(because) = why_stale {
            return Some(self.ends(asked, by, Ending::Stale(because)));
        }
        let about = About {
            to: Some(arrow.to.clone()),
            request: Some(asked.id),
            changed: asked.entry.about.changed.clone(),
            ..About::default()
        };
        let deed = Deed::Move {
            transition: arrow.name.clone(),
            version: self.version_after(asked.ticket),
            note: asked.note,
        };
        Some(self.on(asked.ticket, requester, about, deed))
    }

    fn of_thawing(self, by: &Actor, target: &Freezable, now: Timestamp) -> Opinion {
        let mut opinion = Opinion::default();
        self.needs(&mut opinion, by, RoleName::owner());
        opinion.then(|| {
            if !self.frozen(target) {
                return Vec::new();
            }
            let target = target.clone();
            let mut events = plainly(by, Deed::Thaw { target });
            if self.clock_in_doubt(now) {
                return events;
            }
            let open = self.pending().into_iter();
            let open = open.filter(|asked| !self.is_over(asked, now));
            let thaw = events[0].clone();
            events.extend(open.filter_map(|asked| {
                self.supposing(&thaw, now, |then| then.opens(&asked, by, now))
            }));
            events
        })
    }

    fn still_pending(self, opinion: &mut Opinion, asked: &Asked<'_>, now: Timestamp) {
        let state = match self.how(asked.id) {
            RequestState::Pending if self.is_over(asked, now) => RequestState::Expired,
            other => other,
        };
        let pending = state == RequestState::Pending;
        let state = state.word();
        opinion.unless(pending, Refusal::NotPending { state });
    }
}

fn nobody() -> Refusal {
    Refusal::NotPermitted {
        allowed: Vec::new(),
    }
}
