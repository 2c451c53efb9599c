//! Requests, as the log tells it: what was asked, who can never approve it, who did, and how it ended.

use std::collections::{BTreeMap, BTreeSet};

use model::{
    Actor, ActorId, Barred, Deed, Digest, Entry, Event, Exclusion, Gate, PersonId, Refusal,
    Request, RequestId, RequestState, Stead, TicketId, Timestamp, Transition, TransitionName,
    Verdict, command::Take, deed::Ending, entry::About,
};

use super::Naive;

/// A request, as its entry says.
pub struct Asked<'a> {
    /// The entry that opened it.
    pub first: &'a Entry,
    /// The one that asked last: the same, unless it was sent back.
    pub entry: &'a Entry,
    pub id: RequestId,
    pub ticket: TicketId,
    pub transition: &'a TransitionName,
    pub note: Option<Digest>,
    pub expires: Timestamp,
    pub shown: Digest,
}

type Excluded = BTreeMap<PersonId, BTreeSet<Exclusion>>;
type Barring = BTreeMap<ActorId, BTreeSet<Exclusion>>;

impl<'a> Naive<'a> {
    /// Every request there ever was, in the order of their ids, as it was asked last.
    pub fn all_asked(self) -> Vec<Asked<'a>> {
        let mut all: BTreeMap<RequestId, Asked<'a>> = BTreeMap::new();
        for (entry, deed) in self.done() {
            let Deed::Request {
                transition,
                note,
                expires,
                shown,
                ..
            } = deed
            else {
                continue;
            };
            let id = entry.about.request.unwrap();
            let asked = Asked {
                first: all.get(&id).map_or(entry, |before| before.first),
                entry,
                id,
                ticket: entry.about.ticket.unwrap(),
                transition,
                note: *note,
                expires: *expires,
                shown: *shown,
            };
            all.insert(id, asked);
        }
        all.into_values().collect()
    }

    /// The entries by which `id` was asked, oldest first.
    fn askings(self, id: RequestId) -> Vec<&'a Entry> {
        let asks = |entry: &Entry, deed: &Deed| {
            matches!(deed, Deed::Request { .. }) && entry.about.request == Some(id)
        };
        let all = self.done().filter(|(entry, deed)| asks(entry, deed));
        all.map(|(entry, _)| entry).collect()
    }

    pub fn asked(self, id: RequestId) -> Option<Asked<'a>> {
        self.all_asked().into_iter().find(|asked| asked.id == id)
    }

    /// The requests that are pending, in the order of their ids.
    pub fn pending(self) -> Vec<Asked<'a>> {
        let mut all = self.all_asked();
        all.retain(|asked| self.how(asked.id) == RequestState::Pending);
        all
    }

    /// Those, and the ones that wait for their requester.
    pub fn open(self) -> Vec<Asked<'a>> {
        let mut all = self.all_asked();
        all.retain(|asked| self.ending(asked.id).is_none());
        all
    }

    pub fn gate(self, asked: &Asked<'_>) -> Gate {
        self.arrow(asked).gate.clone().unwrap()
    }

    /// The transition that was asked for.
    pub fn arrow(self, asked: &Asked<'_>) -> &'a Transition {
        let from = asked.entry.about.from.as_ref().unwrap();
        let then = self.before(asked.entry.seq.0 as usize);
        let all = &then.rules(asked.ticket).workflow.transitions;
        all.iter()
            .find(|t| t.name == *asked.transition && t.from.contains(from))
            .unwrap()
    }

    /// How a request stands; one whose time is over stands as pending until that is written down.
    pub fn how(self, id: RequestId) -> RequestState {
        if let Some((state, _)) = self.ending(id) {
            return state;
        }
        let last = self.done().rev().find_map(|(entry, deed)| match deed {
            _ if entry.about.request != Some(id) => None,
            Deed::Request { .. } => Some(RequestState::Pending),
            Deed::Decide {
                verdict: Verdict::Changes,
                ..
            } => Some(RequestState::Returned {
                by: entry.by.id.person()?,
            }),
            _ => None,
        });
        last.unwrap()
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
                    Ending::Stale(because) => {
                        let before = self.log[..entry.seq.0 as usize].iter().rev();
                        let mut on_it = before.filter(|e| e.about.ticket == entry.about.ticket);
                        RequestState::Stale {
                            because: *because,
                            by: on_it.next().unwrap().seq,
                        }
                    }
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

    fn open_on(self, ticket: TicketId) -> Option<Asked<'a>> {
        let mut all = self.open().into_iter();
        all.find(|asked| asked.ticket == ticket)
    }

    /// The request that waits on `ticket`.
    pub fn waiting_on(self, ticket: TicketId, now: Timestamp) -> Option<Asked<'a>> {
        self.open_on(ticket)
            .filter(|asked| !self.is_over(asked, now))
    }

    /// The end of the request on `ticket` whose time is over, which nobody has written down yet.
    pub fn run_out(self, ticket: TicketId, now: Timestamp) -> Vec<Event> {
        let over = self
            .open_on(ticket)
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

    /// Whom the gate of `transition` bars on `ticket` as it is now, each with the reasons.
    fn barred_now(self, ticket: TicketId, transition: &Transition) -> Barring {
        let mut barred = Barring::new();
        let mut bar = |actor, why| {
            barred.entry(actor).or_default().insert(why);
        };
        for not in transition.gate.iter().flat_map(|gate| &gate.not) {
            match not {
                Barred::Creator => {
                    let (opened, _) = self.history(ticket).next().unwrap();
                    bar(opened.by.id, Exclusion::Creator);
                }
                Barred::LastEditor => bar(self.last_editor(ticket), Exclusion::LastEditor),
                Barred::Mover(name) => {
                    for mover in self.movers(ticket, name) {
                        bar(mover, Exclusion::Mover);
                    }
                }
            }
        }
        barred
    }

    /// Whom the gate barred at any of the times that it was asked.
    fn barred(self, asked: &Asked<'_>) -> Barring {
        let mut all = Barring::new();
        for asking in self.askings(asked.id) {
            let then = self.before(asking.seq.0 as usize);
            for (actor, why) in then.barred_now(asked.ticket, self.arrow(asked)) {
                all.entry(actor).or_default().extend(why);
            }
        }
        all
    }

    /// Who could never approve what `by` would ask now, were it asked again or for the first time.
    pub fn supposed(
        self,
        by: &Actor,
        ticket: TicketId,
        transition: &Transition,
        take: &Take,
        again: Option<&Asked<'_>>,
        now: Timestamp,
    ) -> Excluded {
        let blind = self.blind(by, ticket, transition, take, again, now);
        self.supposing(&blind, now, |then| {
            let id = blind.about.request.unwrap();
            then.excluded(&then.asked(id).unwrap())
        })
    }

    /// Who can never approve `asked`: what happened after its end is no matter.
    pub fn excluded(self, asked: &Asked<'_>) -> Excluded {
        let end = self.ending(asked.id).map_or(self.log.len(), |(_, end)| end);
        let then = self.before(end);
        let opened = asked.first;
        let mut excluded = then.near(asked.first.by.id, None, opened);
        for asking in then.askings(asked.id) {
            let before = then.before(asking.seq.0 as usize);
            for (actor, why) in before.barred_now(asked.ticket, self.arrow(asked)) {
                for reason in why {
                    for (person, reasons) in then.near(actor, Some(reason), asking) {
                        excluded.entry(person).or_default().extend(reasons);
                    }
                }
            }
        }
        excluded
    }

    /// For everybody, why they stand too near to what `actor` did, since `opened`; or `why`, for whatever reason they do.
    fn near(self, actor: ActorId, why: Option<Exclusion>, opened: &Entry) -> Excluded {
        let (place, at) = (opened.seq.0 as usize, opened.at);
        let reasons = |person: PersonId| {
            let reasons = [
                (actor == ActorId::Person(person), Exclusion::Requester),
                (self.kept_since(actor, person, place), Exclusion::Keeper),
                (
                    self.issued_since(actor, person, place, at),
                    Exclusion::TokenIssuer,
                ),
            ];
            reasons
                .into_iter()
                .filter_map(|(holds, reason)| holds.then_some(why.unwrap_or(reason)))
                .collect::<BTreeSet<_>>()
        };
        let everybody = self.everybody().into_iter();
        everybody
            .map(|person| (person, reasons(person)))
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

    /// Why `person` stands too near to decide on `asked`, if so.
    pub fn too_near(self, person: PersonId, asked: &Asked<'_>) -> Vec<Refusal> {
        let roles = self.gate(asked).roles();
        let excluded = self.excluded(asked);
        let reasons = excluded.get(&person).into_iter().flatten();
        reasons
            .map(|reason| {
                let roles = roles.clone();
                match reason {
                    Exclusion::Requester => Refusal::OwnRequest { roles },
                    Exclusion::Keeper => Refusal::OwnBot { roles },
                    Exclusion::TokenIssuer => Refusal::TokenIssuer { roles },
                    Exclusion::Creator | Exclusion::LastEditor | Exclusion::Mover => {
                        Refusal::Barred { roles }
                    }
                }
            })
            .collect()
    }

    /// The entry that opens a request, or asks it again.
    pub fn asks(
        self,
        by: &Actor,
        ticket: TicketId,
        transition: &Transition,
        take: &Take,
        again: Option<&Asked<'_>>,
        now: Timestamp,
    ) -> Event {
        let mut seen = self.blind(by, ticket, transition, take, again, now);
        let id = seen.about.request.unwrap();
        let (excluded, shown) = self.supposing(&seen, now, |then| {
            let asked = then.asked(id).unwrap();
            let shown = then.request(&asked).shown(then.workspace());
            (then.excluded(&asked), shown)
        });
        if let Deed::Request {
            excluded: people,
            shown: digest,
            ..
        } = &mut seen.deed
        {
            *people = excluded;
            *digest = shown;
        }
        seen
    }

    /// The same before it is known who is excluded and what is shown.
    fn blind(
        self,
        by: &Actor,
        ticket: TicketId,
        transition: &Transition,
        take: &Take,
        again: Option<&Asked<'_>>,
        now: Timestamp,
    ) -> Event {
        let about = About {
            to: Some(transition.to.clone()),
            request: Some(again.map_or(take.request, |asked| asked.id)),
            changed: take.arguments.clone(),
            ..About::default()
        };
        let gate = transition.gate.clone().unwrap();
        let deed = Deed::Request {
            transition: transition.name.clone(),
            version: self.version(ticket),
            note: take.note,
            expires: now.plus(gate.expires),
            excluded: Excluded::new(),
            shown: Digest::of(b"not known yet"),
        };
        self.on(ticket, by, about, deed)
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
            keeper: asked.entry.by.id.bot().and_then(|bot| then.keeper(bot)),
            opened: asked.first.seq,
            opened_at: asked.first.at,
            round: self.askings(asked.id).len() as u32,
            asked_at: asked.entry.at,
            expires: asked.expires,
            content: then.content(asked.ticket),
            arguments: asked.entry.about.changed.clone(),
            note: asked.note,
            excluded: self.excluded(asked),
            barred: self.barred(asked),
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
            under,
            reauthenticated,
            ..
        }) = entry.deed
        else {
            return None;
        };
        let by = entry.by.id.person()?;
        let before = self.before(entry.seq.0 as usize);
        Some(model::Decision {
            by,
            verdict,
            reason,
            shown,
            at,
            seq: entry.seq,
            key: before.key_in_use(by)?,
            stead: under.map(|under| Stead {
                of: self.delegation(under).unwrap().from,
                under,
            }),
            reauthenticated,
            round: before.askings(entry.about.request?).len() as u32,
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
