//! A batch before it is written: commands decided one after the other on the writer's own world, which is ahead of the log.

use std::{
    collections::{BTreeMap, BTreeSet},
    ops::Range,
};

use ledger::Frontier;
use model::{
    Asked, Code, Deed, Digest, Entry, Event, Outcome, Refusal, Seq, Text, Ticket, TicketId,
    Timestamp,
    entry::{About, FORMAT},
};

use crate::{
    Stored,
    keys::{Keys, Known},
    realm::Realm,
    replay::{Sources, follow},
    touched::Touched,
};

/// What one command comes to, once the batch is written.
pub(crate) enum Answer {
    /// The next so many of the batch's entries.
    New {
        entries: usize,
        refusal: Option<Refusal>,
    },
    /// These entries of the log, which may be in this very batch.
    Again {
        seqs: Range<u64>,
        refusal: Option<Refusal>,
    },
}

/// Decided and not yet written.
pub(crate) struct Draft {
    pub stored: Vec<Stored>,
    pub texts: Vec<Text>,
    pub sources: Sources,
    pub touched: Touched,
    pub answers: Vec<Answer>,
    pub tree: Frontier,
    /// The texts that its entries erase.
    pub erased: BTreeSet<Digest>,
    /// The touched tickets as they were before: what the readers' world needs to follow.
    pub before: BTreeMap<TicketId, Ticket>,
    keys: Keys,
}

/// What surrounds a batch.
pub(crate) struct Desk<'a, R: Realm> {
    pub realm: &'a R,
    pub world: &'a mut R::World,
    pub keys: &'a Keys,
    pub clock: Timestamp,
}

impl Draft {
    /// Nothing, on top of a log whose tree is `tree`.
    pub fn on(tree: Frontier) -> Self {
        Self {
            stored: Vec::new(),
            texts: Vec::new(),
            sources: Sources::new(),
            touched: Touched::default(),
            answers: Vec::new(),
            tree,
            erased: BTreeSet::new(),
            before: BTreeMap::new(),
            keys: Keys::default(),
        }
    }

    /// The leaf hashes of its entries, in order.
    pub fn leaves(&self) -> Vec<ledger::Hash> {
        self.stored.iter().map(|s| *s.leaf.bytes()).collect()
    }

    /// Decides one command. The world is not to be used any further after an error, which says what does not fit.
    pub fn take<R: Realm>(
        &mut self,
        desk: &mut Desk<'_, R>,
        asked: &Asked<R::Command>,
    ) -> Result<(), String> {
        let now = R::last_at(desk.world).map_or(desk.clock, |last| desk.clock.max(last));
        let known = asked.key.and_then(|(key, body)| {
            let known = self.keys.get(&key, now).or(desk.keys.get(&key, now))?;
            Some((*known, known.body == body))
        });
        let answer = match known {
            Some((known, true)) => again(desk, asked, &known, now),
            Some((_, false)) => {
                let refusal = Refusal::TurnedAway(Code::KeyReused);
                self.refuse(desk, asked, now, refusal)?
            }
            None => match R::decide(desk.world, &asked.by, &asked.command, now) {
                Ok(events) => self.accept(desk, asked, now, events)?,
                Err(refusal) => self.refuse(desk, asked, now, refusal)?,
            },
        };
        self.answers.push(answer);
        Ok(())
    }

    fn accept<R: Realm>(
        &mut self,
        desk: &mut Desk<'_, R>,
        asked: &Asked<R::Command>,
        now: Timestamp,
        events: Vec<Event>,
    ) -> Result<Answer, String> {
        let entries = events.len();
        if events.is_empty() {
            return Ok(Answer::New {
                entries,
                refusal: None,
            });
        }
        if let Some(source) = &asked.source {
            self.sources
                .insert(Digest::of(source.as_bytes()), source.clone());
        }
        for event in events {
            let entry = Entry {
                by: event.by,
                action: event.deed.action(),
                deed: Some(event.deed),
                ..self.blank(asked, now, event.about)
            };
            self.enter(desk, entry)?;
        }
        self.texts.extend(asked.texts.iter().cloned());
        Ok(Answer::New {
            entries,
            refusal: None,
        })
    }

    fn refuse<R: Realm>(
        &mut self,
        desk: &mut Desk<'_, R>,
        asked: &Asked<R::Command>,
        now: Timestamp,
        refusal: Refusal,
    ) -> Result<Answer, String> {
        let about = R::about(desk.world, &asked.by, &asked.command);
        let counted = R::counted(&asked.command);
        let entry = Entry {
            action: R::action(&asked.command),
            outcome: if counted.is_some() {
                Outcome::Counted
            } else {
                Outcome::Refused
            },
            code: Some(refusal.code()),
            count: counted.map(|(_, count)| count),
            named: asked.named.as_ref().map(Text::digest),
            ..self.blank(asked, now, about)
        };
        self.enter(desk, entry)?;
        self.texts.extend(asked.named.iter().cloned());
        Ok(Answer::New {
            entries: 1,
            refusal: counted.is_none().then_some(refusal),
        })
    }

    fn blank<C>(&self, asked: &Asked<C>, now: Timestamp, about: About) -> Entry {
        Entry {
            v: FORMAT,
            seq: Seq(self.tree.size()),
            at: now,
            by: asked.by,
            action: model::Action::Call,
            about,
            outcome: Outcome::Done,
            code: None,
            named: None,
            previous: None,
            key: asked.key,
            count: None,
            trace: asked.trace.clone(),
            engine: engine::VERSION,
            deed: None,
        }
    }

    /// Writes `entry` down and lets the world follow it.
    fn enter<R: Realm>(&mut self, desk: &mut Desk<'_, R>, mut entry: Entry) -> Result<(), String> {
        if let Some(ticket) = entry.about.ticket.and_then(|id| R::ticket(desk.world, id)) {
            entry.previous = Some(ticket.last);
            self.before
                .entry(ticket.id)
                .or_insert_with(|| ticket.clone());
        }
        let stored = Stored::write(entry).map_err(|e| e.to_string())?;
        follow(
            desk.realm,
            desk.world,
            &self.sources,
            &stored.entry,
            stored.leaf,
        )?;
        if let Some(Deed::Erase { texts, .. }) = &stored.entry.deed {
            self.erased.extend(texts);
        }
        self.tree.append(*stored.leaf.bytes());
        self.keys.note(&stored.entry);
        self.touched.note::<R>(desk.world, &stored.entry);
        self.stored.push(stored);
        Ok(())
    }
}

/// A command that was done before. Its refusal is told as it would be now where it still is that refusal.
fn again<R: Realm>(
    desk: &Desk<'_, R>,
    asked: &Asked<R::Command>,
    known: &Known,
    now: Timestamp,
) -> Answer {
    let refusal = known.code.map(|code| {
        R::decide(desk.world, &asked.by, &asked.command, now)
            .err()
            .filter(|refusal| refusal.code() == code)
            .unwrap_or(Refusal::TurnedAway(code))
    });
    Answer::Again {
        seqs: known.seqs(),
        refusal,
    }
}
