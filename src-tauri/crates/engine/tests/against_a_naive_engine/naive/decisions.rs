//! What it thinks of decisions on requests, of the other ways they end, and of letting go on what was frozen.

use std::collections::BTreeSet;

use model::{
    Actor, ActorId, Command, Deed, Event, Refusal, Rejection, RequestState, RoleName, Timestamp,
    Verdict,
    command::Decide,
    deed::{Ending, Freezable},
    entry::About,
    refusal::Thing,
    request::Staleness,
};

use super::{
    Naive, Opinion, plainly,
    requests::Asked,
    voices::{filled, waited_for},
};

impl Naive<'_> {
    pub fn of_requests(self, by: &Actor, command: &Command, now: Timestamp) -> Opinion {
        match command {
            Command::Thaw { target } => return self.of_thawing(by, target, now),
            Command::ConfirmClock => return self.of_confirming(by, now),
            _ => {}
        }
        let Some(asked) = command.request().and_then(|id| self.asked(id)) else {
            return Opinion::no(Refusal::NotFound(Thing::Request));
        };
        match command {
            Command::Decide(said) => self.of_deciding(by, &asked, said, now),
            Command::Withdraw { .. } => {
                let mut opinion = Opinion::default();
                opinion.unless(asked.entry.by.id == by.id, nobody());
                self.still_open(&mut opinion, &asked, now);
                opinion.then(|| vec![self.ends(&asked, by, Ending::Withdrawn)])
            }
            Command::Expire { .. } => {
                let mut opinion = Opinion::default();
                opinion.unless(!self.clock_in_doubt(now), Refusal::ClockInDoubt);
                opinion.unless(by.id == ActorId::Clock, nobody());
                opinion.then(|| match self.how(asked.id) {
                    RequestState::Pending | RequestState::Returned { .. } => {
                        self.run_out(asked.ticket, now)
                    }
                    _ => Vec::new(),
                })
            }
            other => unreachable!("{other:?} is about something else"),
        }
    }

    fn of_deciding(self, by: &Actor, asked: &Asked<'_>, said: &Decide, now: Timestamp) -> Opinion {
        let (verdict, reason, gate) = (said.verdict, said.reason, self.gate(asked));
        let mut opinion = Opinion::default();
        opinion.unless(!self.clock_in_doubt(now), Refusal::ClockInDoubt);
        let Some(person) = by.id.person() else {
            opinion.against.push(Refusal::BotCannotApprove {
                roles: gate.roles(),
            });
            return opinion;
        };
        let no_say = self.no_say(person, said.under, asked, |given| now < given.until, now);
        opinion.against.extend(no_say);
        let proven = said.reauthenticated || !gate.reauthenticate;
        opinion.unless(proven, Refusal::PasswordNeeded);
        let signed = self.is_signed(person, asked, said, now);
        opinion.unless(signed, Refusal::NotSigned);
        opinion.unless(said.shown == asked.shown, Refusal::NotWhatWasShown);
        self.still_pending(&mut opinion, asked, now);
        let giver = said
            .under
            .and_then(|id| self.delegation(id))
            .map(|given| given.from);
        let again = giver
            .into_iter()
            .chain([person])
            .any(|p| self.heard(asked, p));
        opinion.unless(!again, Refusal::AlreadyDecided);
        if verdict == Verdict::Approve {
            let sitting = self.sitting(asked);
            let mine = self.fillable(person, said.under, asked);
            let more = [sitting.as_slice(), &[mine]].concat();
            opinion.unless(
                filled(&gate, &more) > filled(&gate, &sitting),
                Refusal::NoSeat {
                    roles: waited_for(&gate, &sitting),
                },
            );
        }
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
                under: said.under,
                reauthenticated: said.reauthenticated,
                signature: said.signature,
            };
            let said = self.on(asked.ticket, by, about, deed);
            let next = match verdict {
                Verdict::Reject => self.supposing(&said, now, |then| {
                    let mut against = then.counted(asked);
                    against.retain(|said| said.verdict == Verdict::Reject);
                    let enough = match gate.reject {
                        Rejection::First => true,
                        Rejection::Majority => against.len() * 2 > gate.needed() as usize,
                    };
                    enough.then(|| self.ends(asked, by, Ending::Rejected))
                }),
                Verdict::Approve => self.supposing(&said, now, |then| then.opens(asked, by, now)),
                Verdict::Changes => None,
            };
            [said].into_iter().chain(next).collect()
        })
    }

    /// What those who approved can still fill.
    fn sitting(self, asked: &Asked<'_>) -> Vec<BTreeSet<RoleName>> {
        let said = self.approvals(asked).into_iter();
        said.map(|said| self.fillable(said.by, said.under, asked))
            .collect()
    }

    /// What follows on `asked` from how things are: its move, its end, or nothing yet.
    fn opens(self, asked: &Asked<'_>, by: &Actor, now: Timestamp) -> Option<Event> {
        let (requester, arrow) = (&asked.entry.by, self.arrow(asked));
        let rules = self.rules(asked.ticket);
        if self.stopped(requester.id, &rules.at.name).is_some() {
            return None;
        }
        let (approvals, gate) = (self.approvals(asked), self.gate(asked));
        if approvals.len() < gate.needed() as usize {
            return None;
        }
        let good = self.credential_good(requester, now);
        let open = self.allowed(&arrow.by, rules.bound, requester.id);
        let entitled = approvals.iter().all(|said| {
            let no_say = self.no_say(said.by, said.under, asked, |_| true, now);
            no_say.is_empty()
        });
        let seated = filled(&gate, &self.sitting(asked)) == gate.needed() as usize;
        let why_stale = if !good {
            Some(Staleness::RequesterCredential)
        } else if !open {
            Some(Staleness::RequesterNotPermitted)
        } else if !entitled || !seated {
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

    fn of_confirming(self, by: &Actor, now: Timestamp) -> Opinion {
        let mut opinion = Opinion::default();
        self.needs(&mut opinion, by, RoleName::owner());
        opinion.then(|| {
            let mut events = plainly(by, Deed::ConfirmClock);
            events.extend(self.released(&events[0], by, now));
            events
        })
    }

    /// What follows from `event` for requests that had gathered their approvals before.
    fn released(self, event: &Event, by: &Actor, now: Timestamp) -> Vec<Event> {
        let waiting = self.pending().into_iter();
        let waiting = waiting.filter(|asked| now < asked.expires);
        waiting
            .filter_map(|asked| self.supposing(event, now, |then| then.opens(&asked, by, now)))
            .collect()
    }

    fn of_thawing(self, by: &Actor, target: &Freezable, now: Timestamp) -> Opinion {
        let mut opinion = Opinion::default();
        self.stops(&mut opinion, by);
        let last = self.done().rev().find_map(|(entry, deed)| match deed {
            Deed::Freeze {
                target: what,
                second,
                ..
            } if what == target => Some((entry.by.id, *second)),
            Deed::Thaw { target: what } if what == target => Some((by.id, false)),
            _ => None,
        });
        let alone = last.is_some_and(|(who, second)| second && who == by.id);
        opinion.unless(!alone, Refusal::SecondPerson);
        opinion.then(|| {
            if !self.frozen(target) {
                return Vec::new();
            }
            let target = target.clone();
            let mut events = plainly(by, Deed::Thaw { target });
            if !self.clock_in_doubt(now) {
                events.extend(self.released(&events[0], by, now));
            }
            events
        })
    }

    fn still_pending(self, opinion: &mut Opinion, asked: &Asked<'_>, now: Timestamp) {
        let state = self.at_last(asked, now);
        let pending = state == RequestState::Pending;
        let state = state.word();
        opinion.unless(pending, Refusal::NotPending { state });
    }

    fn still_open(self, opinion: &mut Opinion, asked: &Asked<'_>, now: Timestamp) {
        let state = self.at_last(asked, now);
        let open = matches!(state, RequestState::Pending | RequestState::Returned { .. });
        let state = state.word();
        opinion.unless(open, Refusal::NotPending { state });
    }

    /// How it stands, though nobody may have written down yet that its time is over.
    fn at_last(self, asked: &Asked<'_>, now: Timestamp) -> RequestState {
        match self.how(asked.id) {
            RequestState::Pending | RequestState::Returned { .. } if self.is_over(asked, now) => {
                RequestState::Expired
            }
            other => other,
        }
    }
}

fn nobody() -> Refusal {
    Refusal::NotPermitted {
        allowed: Vec::new(),
    }
}
