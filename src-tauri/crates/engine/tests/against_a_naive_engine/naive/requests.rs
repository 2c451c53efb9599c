//! Requests, as the log tells it: what was asked, who can never approve it, who did, and how it ended.

use std::collections::{BTreeMap, BTreeSet};

use model::{
    Actor, ActorId, Deed, Digest, Entry, Event, Exclusion, Gate, Holder, PersonId, Refusal,
    Request, RequestId, RequestState, TicketId, Timestamp, Transition, TransitionName, Verdict,
    command::Take, deed::Ending, entry::About,
};

use super::Naive;

/// A request, as its entry says.
pub struct Asked<'a> {
    pub entry: &'a Entry,
    pub id: RequestId,
    pub ticket: TicketId,
    pub transition: &'a TransitionName,
    pub note: Option<Digest>,
    pub expires: Timestamp,
    pub shown: Digest,
}

type Excluded = BTreeMap<PersonId, BTreeSet<Exclusion>>;

impl<'a> Naive<'a> {
    /// Every request there ever was, in the order of their ids.
    pub fn all_asked(self) -> Vec<Asked<'a>> {
        let mut all: Vec<Asked<'a>> = self
            .done()
            .filter_map(|(entry, deed)| match deed {
                Deed::Request {
                    transition,
                    note,
                    expires,
                    shown,
                    ..
                } => Some(Asked {
                    entry,
                    id: entry.about.request?,
                    ticket: entry.about.ticket?,
                    transition,
                    note: *note,
                    expires: *expires,
                    shown: *shown,
                }),
                _ => None,
            })
            .collect();
        all.sort_by_key(|asked| asked.id);
        all
    }

    pub fn asked(self, id: RequestId) -> Option<Asked<'a>> {
        self.all_asked().into_iter().find(|asked| asked.id == id)
    }

    /// The requests that are pending, oldest first.
    pub fn pending(self) -> Vec<Asked<'a>> {
        let mut all = self.all_asked();
        all.retain(|asked| self.how(asked.id) == RequestState::Pending);
        all
    }

    pub fn gate(self, asked: &Asked<'_>) -> Gate {
        self.arrow(asked).gate.clone().unwrap()
    }

    /// The transition that was asked for.
    pub fn arrow(self, asked: &Asked<'_>) -> &'a Transition {
        let from = asked.entry.about.from.as_ref().unwrap();
        let all = &self.rules(asked.ticket).workflow.transitions;
        all.iter()
            .find(|t| t.name == *asked.transition && t.from.contains(from))
            .unwrap()
    }

    /// How a request stands; one whose time is over stands as pending until that is written down.
    pub fn how(self, id: RequestId) -> RequestState {
        let (state, _) = self.ending(id).unwrap_or((RequestState::Pending, 0));
        state
    }

    fn ending(self, id: RequestId) -> Option<(RequestState, usize)> {
        self.done().find_map(|(entry, deed)| {
            let state = match deed {
                _ if entry.about.request != Some(id) => return None,
                Deed::Move { .. } => RequestState::Moved { at: entry.seq },
                Deed::EndRequest { ending } => match ending {
                    Ending::Rejected => RequestState::Rejected {
                        by: entry.by.id.person()?,
                    },
                    Ending::Expired => RequestState::Expired,
                    Ending::Withdrawn => RequestState::Withdrawn,
                    Ending::Stale(because) => RequestState::Stale { because: *because },
                },
                _ => return None,
            };
            Some((state, entry.seq.0 as usize))
        })
    }

    /// Whether its time is over, as far as the clock can be trusted.
    pub fn is_over(self, asked: &Asked<'_>, now: Timestamp) -> bool {
        now >= asked.expires && !self.clock_in_doubt(now)
    }

    fn pending_on(self, ticket: TicketId) -> Option<Asked<'a>> {
        let mut all = self.pending().into_iter();
        all.find(|asked| asked.ticket == ticket)
    }

    /// The request that waits on `ticket`.
    pub fn waiting_on(self, ticket: TicketId, now: Timestamp) -> Option<Asked<'a>> {
        self.pending_on(ticket)
            .filter(|asked| !self.is_over(asked, now))
    }

    /// The end of the request on `ticket` whose time is over, which nobody has written down yet.
    pub fn run_out(self, ticket: TicketId, now: Timestamp) -> Vec<Event> {
        let over = self
            .pending_on(ticket)
            .filter(|asked| self.is_over(asked, now));
        over.map(|asked| self.ends(&asked, &Actor::CLOCK, Ending::Expired))
            .into_iter()
            .collect()
    }

    pub fn ends(self, asked: &Asked<'_>, by: &Actor, ending: Ending) -> Event {
        let about = About {
            to: asked.entry.about.to.clone(),
            request: Some(asked.id),
            ..About::default()
        };
        self.on(asked.ticket, by, about, Deed::EndRequest { ending })
    }

    pub fn decisions(self, id: RequestId) -> Vec<(&'a Entry, PersonId, Verdict)> {
        self.done()
            .filter_map(|(entry, deed)| match deed {
                Deed::Decide { verdict, .. } if entry.about.request == Some(id) => {
                    Some((entry, entry.by.id.person()?, *verdict))
                }
                _ => None,
            })
            .collect()
    }

    pub fn approvers(self, id: RequestId) -> BTreeSet<PersonId> {
        self.decisions(id)
            .into_iter()
            .filter(|(_, _, verdict)| *verdict == Verdict::Approve)
            .map(|(_, person, _)| person)
            .collect()
    }

    /// Who could never approve what `requester` asked now.
    pub fn excluded_now(self, requester: ActorId, now: Timestamp) -> Excluded {
        self.excluded_since(requester, self.log.len(), now)
    }

    /// Who can never approve `asked`: what happened after its end is no matter.
    pub fn excluded(self, asked: &Asked<'_>) -> Excluded {
        let end = self.ending(asked.id).map_or(self.log.len(), |(_, end)| end);
        let opened = asked.entry.seq.0 as usize;
        self.before(end)
            .excluded_since(asked.entry.by.id, opened, asked.entry.at)
    }

    /// For everybody, why they stand too near to what `requester` asked with the entry at `opened`.
    fn excluded_since(self, requester: ActorId, opened: usize, at: Timestamp) -> Excluded {
        let why = |person: PersonId| {
            let reasons = [
                (requester == ActorId::Person(person), Exclusion::Requester),
                (
                    self.kept_since(requester, person, opened),
                    Exclusion::Keeper,
                ),
                (
                    self.issued_since(requester, person, opened, at),
                    Exclusion::TokenIssuer,
                ),
            ];
            reasons
                .into_iter()
                .filter_map(|(holds, reason)| holds.then_some(reason))
                .collect::<BTreeSet<_>>()
        };
        let everybody = self.everybody().into_iter();
        everybody
            .map(|person| (person, why(person)))
            .filter(|(_, reasons)| !reasons.is_empty())
            .collect()
    }

    /// Whether `person` kept the bot when the request opened, or was made its keeper since.
    fn kept_since(self, requester: ActorId, person: PersonId, opened: usize) -> bool {
        let Some(bot) = requester.bot() else {
            return false;
        };
        let since = self.done().any(|(entry, deed)| {
            let made = Deed::ChangeKeeper {
                bot,
                keeper: person,
            };
            entry.seq.0 as usize >= opened && *deed == made
        });
        since || self.before(opened).keeper(bot) == Some(person)
    }

    /// Whether `person` had issued a token of the bot that was good when the request opened, or issued one since.
    fn issued_since(
        self,
        requester: ActorId,
        person: PersonId,
        opened: usize,
        at: Timestamp,
    ) -> bool {
        let before = self.before(opened);
        self.tokens().iter().any(|token| {
            let since = token.seq.0 as usize >= opened;
            requester == ActorId::Bot(token.bot)
                && token.issuer == person
                && (since || before.token_good(token, at))
        })
    }

    /// Why `person` has no say on `asked`, if so.
    pub fn no_say(self, person: PersonId, asked: &Asked<'_>, now: Timestamp) -> Vec<Refusal> {
        let role = self.gate(asked).role;
        let excluded = self.excluded(asked);
        let mut against: Vec<Refusal> = excluded
            .get(&person)
            .into_iter()
            .flatten()
            .map(|reason| match reason {
                Exclusion::Requester => Refusal::OwnRequest { role: role.clone() },
                Exclusion::Keeper => Refusal::OwnBot { role: role.clone() },
                Exclusion::TokenIssuer => Refusal::TokenIssuer { role: role.clone() },
            })
            .collect();
        match self.held_since(Holder::Person(person), &role) {
            None => against.push(Refusal::NotPermitted {
                allowed: vec![model::Who::Role(role.clone())],
            }),
            Some(since) if since >= asked.entry.seq => {
                against.push(Refusal::RoleTooLate { role: role.clone() });
            }
            Some(_) => {}
        }
        if self.too_new(person, asked, now) {
            against.push(Refusal::KeyTooNew { role });
        }
        against
    }

    /// The people who have a say on `asked` at `now`.
    pub fn could_approve(self, asked: &Asked<'_>, now: Timestamp) -> BTreeSet<PersonId> {
        let mut people = self.everybody();
        people.retain(|person| self.no_say(*person, asked, now).is_empty());
        people
    }

    /// The entry that opens a request.
    pub fn asks(
        self,
        by: &Actor,
        ticket: TicketId,
        transition: &Transition,
        take: &Take,
        now: Timestamp,
    ) -> Event {
        let about = About {
            to: Some(transition.to.clone()),
            request: Some(take.request),
            changed: take.arguments.clone(),
            ..About::default()
        };
        let gate = transition.gate.clone().unwrap();
        let deed = Deed::Request {
            transition: transition.name.clone(),
            version: self.version(ticket),
            note: take.note,
            expires: now.plus(gate.expires),
            excluded: self.excluded_now(by.id, now),
            shown: Digest::of(b"not known yet"),
        };
        let blind = self.on(ticket, by, about, deed);
        let shown = self.supposing(&blind, now, |then| {
            let asked = then.asked(take.request).unwrap();
            then.request(&asked).shown(then.workspace())
        });
        let mut seen = blind;
        if let Deed::Request { shown: digest, .. } = &mut seen.deed {
            *digest = shown;
        }
        seen
    }

    /// `asked` with all that is known of it.
    pub fn request(self, asked: &Asked<'_>) -> Request {
        let then = self.before(asked.entry.seq.0 as usize);
        Request {
            id: asked.id,
            ticket: asked.ticket,
            key: self.key(asked.ticket),
            version: then.version(asked.ticket),
            workflow: then.rules(asked.ticket).at,
            transition: asked.transition.clone(),
            from: then.state(asked.ticket),
            to: self.arrow(asked).to.clone(),
            gate: self.gate(asked),
            requester: asked.entry.by.id,
            via: asked.entry.by.via,
            opened: asked.entry.seq,
            opened_at: asked.entry.at,
            expires: asked.expires,
            content: then.content(asked.ticket),
            arguments: asked.entry.about.changed.clone(),
            note: asked.note,
            excluded: self.excluded(asked),
            decisions: self
                .decisions(asked.id)
                .into_iter()
                .filter_map(|(entry, _, _)| self.decision(entry))
                .collect(),
            state: self.how(asked.id),
        }
    }

    /// A decision, as its entry says; the key is the one that the person had then.
    fn decision(self, entry: &Entry) -> Option<model::Decision> {
        let Some(Deed::Decide {
            verdict,
            shown,
            reason,
            at,
            ..
        }) = entry.deed
        else {
            return None;
        };
        let by = entry.by.id.person()?;
        Some(model::Decision {
            by,
            verdict,
            reason,
            shown,
            at,
            seq: entry.seq,
            key: self.before(entry.seq.0 as usize).key_in_use(by)?,
        })
    }

    pub fn workspace(self) -> model::WorkspaceId {
        let founded = self.done().find_map(|(_, deed)| match deed {
            Deed::FoundWorkspace { workspace, .. } => Some(*workspace),
            _ => None,
        });
        founded.unwrap()
    }
}
