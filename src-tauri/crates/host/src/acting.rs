//! Somebody known, at work in one workspace: a bot by its token, a member by their session.
//! Everything they change is asked of the store, where `decide` answers; here the answer only gets its words.

use std::{ops::Deref, sync::Arc, time::Instant};

use model::{
    Action, Actor, BotId, Code, Command, Entry, PersonId, Refusal, Seq, Text, Timestamp,
    deed::Rate, ticket::TicketKey,
};
use store::Done;

use crate::{Host, Meta, Refused, Result, names::Names, place::Place, problem, texts};

/// Somebody known, at work in one workspace. Only the host makes one: it is the proof of who calls.
#[derive(Clone)]
pub struct Acting {
    pub(crate) host: Host,
    pub(crate) place: Arc<Place>,
    pub(crate) actor: Actor,
}

/// A write that went through, perhaps at an earlier call with the same key.
#[derive(Clone, Debug)]
pub struct Answer<T> {
    /// The HTTP status.
    pub status: u16,
    /// What came of it.
    pub body: T,
    /// This is the answer of an earlier call with the same idempotency key.
    pub replayed: bool,
}

/// A bot that came with a token that is worth something.
#[derive(Clone)]
pub struct Bot {
    pub(crate) acting: Acting,
    pub(crate) id: BotId,
    pub(crate) rate: Option<Rate>,
    pub(crate) token_expires: Timestamp,
}

/// A person in a session, in a workspace they belong to.
#[derive(Clone)]
pub struct Member {
    pub(crate) acting: Acting,
    pub(crate) person: PersonId,
    /// What they sign with; absent where they have no key yet.
    pub(crate) key: Option<Arc<ledger::SecretKey>>,
}

impl Deref for Bot {
    type Target = Acting;
    fn deref(&self) -> &Acting {
        &self.acting
    }
}

impl Deref for Member {
    type Target = Acting;
    fn deref(&self) -> &Acting {
        &self.acting
    }
}

impl Member {
    /// Who.
    pub const fn person(&self) -> PersonId {
        self.person
    }
}

impl Bot {
    /// Takes one call from the token's rate.
    ///
    /// # Errors
    /// 429 with the seconds to wait. The first is an entry, the rest are counted.
    pub async fn spend(&self) -> Result<()> {
        let (Some(rate), model::Via::Token(token)) = (self.rate, self.actor.via) else {
            return Ok(());
        };
        let Err(seconds) = self.host.inner.rates.spend(token, rate, Instant::now()) else {
            return Ok(());
        };
        let detail = format!(
            "This token may make {} calls a second and {} at once. Wait as long as `Retry-After` says.",
            rate.per_second, rate.burst
        );
        let seq = self
            .host
            .tell(
                Some(self.place.clone()),
                self.actor,
                Action::Call,
                Code::TooManyRequests,
            )
            .await?;
        Err(Refused::later(Code::TooManyRequests, detail, seconds).recorded(seq, None))
    }
}

impl Acting {
    /// What time it is.
    pub(crate) fn now(&self) -> Timestamp {
        self.host.inner.clock.now()
    }

    /// Who is who in this workspace.
    pub(crate) async fn names(&self) -> Result<Names> {
        Ok(self.place.names(self.host.inner.people.now()).await?)
    }

    /// Records that a door turned a call away, and answers it. `named` is what the call named, `detail` what the caller is told.
    pub async fn turned_away(
        &self,
        tried: Action,
        code: Code,
        named: &str,
        detail: &str,
        meta: &Meta,
    ) -> Refused {
        let refused = Refused::new(code, detail);
        self.record(refused, tried, named, meta).await
    }

    /// Records a refusal that `decide` was not asked for: what cannot be parsed, and what is looked up in vain.
    pub(crate) async fn record(
        &self,
        refused: Refused,
        tried: Action,
        named: &str,
        meta: &Meta,
    ) -> Refused {
        let code = refused.problem.code;
        let keyless = Meta {
            key: None,
            ..meta.clone()
        };
        let asked = keyless.ask(
            self.actor,
            Command::TurnedAway { tried, code },
            Vec::new(),
            texts::named(named),
        );
        match self.place.store.submit(asked).await {
            Ok(done) => {
                let seq = refusal_seq(&done);
                tracing::info!(?seq, via = %self.actor.via, %code, "turned away");
                refused.recorded(seq, meta.trace.as_deref())
            }
            Err(error) => error.into(),
        }
    }

    /// Asks for `command`. A refusal is an entry and comes back as a problem.
    pub(crate) async fn ask(
        &self,
        command: Command,
        fresh: Vec<Text>,
        named: &str,
        meta: &Meta,
    ) -> Result<Done> {
        self.ask_with(command, fresh, named, None, meta).await
    }

    /// The same with the bytes of a file to be published.
    pub(crate) async fn ask_with(
        &self,
        command: Command,
        fresh: Vec<Text>,
        named: &str,
        source: Option<String>,
        meta: &Meta,
    ) -> Result<Done> {
        let ticket = command.ticket().cloned();
        let action = command.action();
        let mut asked = meta.ask(self.actor, command, fresh, texts::named(named));
        asked.source = source;
        let done = self.place.store.submit(asked).await?;
        let Some(code) = refused_code(&done) else {
            let seq = done.entries.last().map(|stored| stored.entry.seq);
            tracing::info!(?seq, via = %self.actor.via, ?action, "done");
            return Ok(done);
        };
        let seq = refusal_seq(&done);
        tracing::info!(?seq, via = %self.actor.via, ?action, %code, "refused");
        Err(self
            .explain(code, done.refusal.as_ref(), ticket.as_ref())
            .await?
            .recorded(seq, meta.trace.as_deref()))
    }

    /// A refusal with all that helps: who is excluded, and for a ticket the moves there are.
    async fn explain(
        &self,
        code: Code,
        refusal: Option<&Refusal>,
        ticket: Option<&TicketKey>,
    ) -> Result<Refused> {
        let mut refused = match refusal {
            Some(refusal) => problem::of(refusal, &self.names().await?),
            None => Refused::again(code),
        };
        if let Some(key) = ticket {
            let (actor, now) = (self.actor, self.now());
            let moves = self
                .place
                .with_ticket(key, |w, t| crate::moves::moves(w, t, &actor, now))
                .await?;
            if let Some(moves) = moves {
                refused.problem.version = Some(moves.version);
                refused.problem.moves = Some(moves.moves);
            }
        }
        Ok(refused)
    }
}

/// Why it was refused, now or at the first call with the same key.
fn refused_code(done: &Done) -> Option<Code> {
    done.refusal
        .as_ref()
        .map(Refusal::code)
        .or_else(|| entries(done).find_map(|entry| entry.code))
}

fn refusal_seq(done: &Done) -> Option<Seq> {
    entries(done)
        .find(|entry| entry.code.is_some())
        .map(|entry| entry.seq)
}

/// The entries that came of a command, in order.
pub(crate) fn entries(done: &Done) -> impl Iterator<Item = &Entry> {
    done.entries.iter().map(|stored| &stored.entry)
}

/// The last entry that came of a command; `standing` when nothing had to be written.
pub(crate) fn last_seq(done: &Done, standing: Option<Seq>) -> Seq {
    entries(done)
        .last()
        .map(|e| e.seq)
        .or(standing)
        .unwrap_or(Seq(0))
}
