//! A workflow tried out: people and bots made up for it do one thing after the other to one ticket, in a workspace that is nowhere but
//! here. Each step goes through [`decide`] and [`apply`](crate::apply), so that nothing can come of it that would not at work.

mod prologue;
mod run;

use std::collections::{BTreeMap, BTreeSet};

use ledger::{DecisionStatement, SecretKey};
use model::{
    Act, Actor, ActorId, Category, Code, Command, Deed, Digest, Entry, Event, Handle, Outcome,
    Part, Refusal, Request, RequestId, ReviewId, Seq, Signature, Span, StateName, Ticket,
    TicketKey, Timestamp, Transition, TransitionName, Verdict, Workflow,
    command::{Break, Decide, Take},
    entry::FORMAT,
    refusal::Thing,
    ticket::Changes,
};
use uuid::Uuid;

use crate::{World, apply, decide, may_approve, may_break};

pub use run::{Coverage, Failure, Run, Stood, Unlike, rehearse};

/// A workflow under trial.
#[derive(Clone, Debug)]
pub struct Rehearsal {
    world: World,
    now: Timestamp,
    minted: u128,
    workflow: Workflow,
    cast: BTreeMap<Handle, Actor>,
    founder: Actor,
    ticket: TicketKey,
    /// What an emergency is about.
    incident: TicketKey,
    stood: BTreeSet<StateName>,
    path: Vec<usize>,
}

/// A transition that leaves where the ticket stands.
#[derive(Clone, Debug)]
pub struct Way<'a> {
    /// Which.
    pub transition: &'a Transition,
    /// Why it cannot be taken, with every required field filled; none: it can, or can be asked for.
    pub refusal: Option<Refusal>,
    /// The fields that are required and empty.
    pub missing: BTreeSet<model::FieldName>,
    /// It can be taken past its gate.
    pub breakable: bool,
}

impl Rehearsal {
    /// Where the ticket stands, and all of it.
    ///
    /// # Errors
    /// 404 if it is not there, which it is from the beginning.
    fn found(&self) -> Result<&Ticket, Refusal> {
        let ticket = self.world.ticket(&self.ticket);
        ticket.ok_or(Refusal::NotFound(Thing::Ticket))
    }

    /// The ticket.
    pub fn ticket(&self) -> Option<&Ticket> {
        self.found().ok()
    }

    /// How long it has been going on.
    pub fn passed(&self) -> Span {
        self.now.since(prologue::START)
    }

    /// The time it is in it.
    pub const fn now(&self) -> Timestamp {
        self.now
    }

    /// What waits at a gate.
    pub fn waiting(&self) -> Option<&Request> {
        self.world.request(self.ticket()?.request?)
    }

    /// The states in which the ticket stood.
    pub const fn stood(&self) -> &BTreeSet<StateName> {
        &self.stood
    }

    /// The transitions that it took, one after the other, by their place in the workflow.
    pub fn path(&self) -> &[usize] {
        &self.path
    }

    /// Who somebody is that takes part.
    pub fn handle(&self, id: ActorId) -> Option<&Handle> {
        let found = self.cast.iter().find(|(_, actor)| actor.id == id);
        found.map(|(handle, _)| handle)
    }

    /// Why each person who takes part may not approve what waits; none: they may.
    pub fn voices(&self) -> Vec<(&Handle, Option<Refusal>)> {
        let Some(request) = self.waiting() else {
            return Vec::new();
        };
        let people = self
            .cast
            .iter()
            .filter(|(_, actor)| actor.id.person().is_some());
        let said = people.map(|(handle, actor)| {
            let said = may_approve(&self.world, actor, request, None, self.now);
            (handle, said.err())
        });
        said.collect()
    }

    /// The transitions that leave where the ticket stands, as they are for `by`.
    ///
    /// # Errors
    /// 404 for somebody who does not take part.
    pub fn ways(&self, by: &Handle) -> Result<Vec<Way<'_>>, Refusal> {
        let actor = self.actor(by)?;
        let ticket = self.found()?;
        let ways = self.workflow.leaving(&ticket.state).map(|transition| {
            let empty = |field: &&model::FieldName| {
                !ticket.content.contains_key(&Part::Field((*field).clone()))
            };
            let missing: BTreeSet<_> = transition.requires.iter().filter(empty).cloned().collect();
            let take = self.take(&transition.name, &missing);
            let broken = self.broken(&transition.name, &missing);
            let refusal = decide(&self.world, &actor, &Command::Move(take), self.now).err();
            let breakable = transition.break_glass.is_some();
            Way {
                transition,
                refusal,
                missing,
                breakable: breakable && may_break(&self.world, &actor, &broken, self.now).is_ok(),
            }
        });
        Ok(ways.collect())
    }

    /// Does something.
    ///
    /// # Errors
    /// What [`decide`] says to it; nothing changed then.
    pub fn act(&mut self, act: &Act) -> Result<(), Refusal> {
        match act {
            Act::Take {
                by,
                transition,
                with,
            } => {
                let take = self.take(transition, with);
                self.ask(&self.actor(by)?, Command::Move(take))
            }
            Act::BreakGlass {
                by,
                transition,
                with,
            } => {
                let broken = self.broken(transition, with);
                self.ask(&self.actor(by)?, Command::BreakGlass(Box::new(broken)))
            }
            Act::Edit { by, with } => {
                let edit = Command::EditTicket {
                    ticket: self.ticket.clone(),
                    expected: self.found()?.version,
                    changes: self.filled(with),
                };
                self.ask(&self.actor(by)?, edit)
            }
            Act::Approve { by, transition } => self.say(by, transition, Verdict::Approve),
            Act::Reject { by, transition } => self.say(by, transition, Verdict::Reject),
            Act::Return { by, transition } => self.say(by, transition, Verdict::Changes),
            Act::Withdraw { by, transition } => {
                let request = self.at_gate(transition)?.id;
                self.ask(&self.actor(by)?, Command::Withdraw { request })
            }
            Act::Wait { span } => self.pass(*span),
        }
    }

    fn actor(&self, handle: &Handle) -> Result<Actor, Refusal> {
        let actor = self.cast.get(handle).copied();
        actor.ok_or(Refusal::NotFound(Thing::Person))
    }

    fn take(&self, transition: &TransitionName, with: &BTreeSet<model::FieldName>) -> Box<Take> {
        Box::new(Take {
            ticket: self.ticket.clone(),
            transition: transition.clone(),
            expected: None,
            arguments: self.filled(with),
            note: None,
            request: RequestId::new(self.next()),
        })
    }

    fn broken(&self, transition: &TransitionName, with: &BTreeSet<model::FieldName>) -> Break {
        Break {
            ticket: self.ticket.clone(),
            transition: transition.clone(),
            expected: None,
            arguments: self.filled(with),
            category: Category::Outage,
            reason: Digest::of(b"an emergency"),
            linked: self.incident.clone(),
            review: ReviewId::new(self.next()),
            reauthenticated: true,
        }
    }

    /// New values for fields.
    fn filled(&self, with: &BTreeSet<model::FieldName>) -> Changes {
        let value = Digest::of(&self.minted.to_be_bytes());
        let parts = with.iter().cloned().map(Part::Field);
        parts.map(|part| (part, Some(value))).collect()
    }

    /// What waits for `transition`.
    fn at_gate(&self, transition: &TransitionName) -> Result<&Request, Refusal> {
        let waiting = self.waiting().filter(|r| r.transition == *transition);
        waiting.ok_or(Refusal::NotFound(Thing::Request))
    }

    fn say(
        &mut self,
        by: &Handle,
        transition: &TransitionName,
        verdict: Verdict,
    ) -> Result<(), Refusal> {
        let actor = self.actor(by)?;
        let workspace = self.world.id();
        let workspace = workspace.ok_or(Refusal::NotFound(Thing::Workspace))?;
        let request = self.at_gate(transition)?;
        let statement = DecisionStatement {
            workspace,
            request: request.id,
            verdict,
            shown: request.shown(workspace),
            reason: Some(Digest::of(b"a reason")),
            at: self.now,
            under: None,
            reauthenticated: true,
        };
        let signature = Signature::new(*statement.sign(&secret(by)).bytes());
        let said = Decide {
            request: statement.request,
            verdict,
            shown: statement.shown,
            reason: statement.reason,
            at: statement.at,
            under: None,
            reauthenticated: true,
            signature,
        };
        self.ask(&actor, Command::Decide(Box::new(said)))
    }

    /// Time passes, and what ran out by then ends.
    fn pass(&mut self, span: Span) -> Result<(), Refusal> {
        self.now = self.now.plus(span);
        if self.world.clock_in_doubt(self.now) {
            let founder = self.founder;
            self.ask(&founder, Command::ConfirmClock)?;
        }
        let open = self.world.open_requests();
        let over: Vec<RequestId> = open
            .filter(|r| r.expires <= self.now)
            .map(|r| r.id)
            .collect();
        for request in over {
            self.ask(&Actor::CLOCK, Command::Expire { request })?;
        }
        Ok(())
    }

    /// Bits for the next id.
    const fn next(&self) -> Uuid {
        Uuid::from_u128(self.minted + 1)
    }

    fn ask(&mut self, by: &Actor, command: Command) -> Result<(), Refusal> {
        let events = decide(&self.world, by, &command, self.now)?;
        self.minted += 1;
        for event in events {
            self.written(event)?;
        }
        Ok(())
    }

    /// Takes in what was decided, as an entry of a log that is kept nowhere.
    fn written(&mut self, event: Event) -> Result<(), Refusal> {
        let place = self.world.head().map_or(0, |head| head.0 + 1);
        let ticket = event
            .about
            .ticket
            .and_then(|id| self.world.ticket_by_id(id));
        let previous = ticket.map(|ticket| ticket.last);
        self.covered(&event);
        let entry = Entry {
            v: FORMAT,
            seq: Seq(place),
            at: self.now,
            by: event.by,
            action: event.deed.action(),
            about: event.about,
            outcome: Outcome::Done,
            code: None,
            named: None,
            previous,
            key: None,
            count: None,
            trace: None,
            engine: crate::VERSION,
            deed: Some(event.deed),
        };
        // No leaf is asked for again: any digest of the place will do.
        let leaf = Digest::of(&place.to_be_bytes());
        apply(&mut self.world, &entry, leaf).map_err(|_| Refusal::TurnedAway(Code::LogUnwritable))
    }

    fn covered(&mut self, event: &Event) {
        let here = self.world.ticket(&self.ticket).map(|ticket| ticket.id);
        if event.about.ticket != here || here.is_none() {
            return;
        }
        if let Deed::Move { transition, .. } | Deed::BreakGlass { transition, .. } = &event.deed {
            self.stood.extend(event.about.to.clone());
            let from = event.about.from.as_ref();
            let mut all = self.workflow.transitions.iter();
            let taken = all.position(|one| {
                one.name == *transition && from.is_some_and(|from| one.from.contains(from))
            });
            self.path.extend(taken);
        }
    }
}

/// The key that somebody of the cast signs with. It is worth nothing outside of a rehearsal.
fn secret(handle: &Handle) -> SecretKey {
    SecretKey::from_seed(Digest::of(handle.as_str().as_bytes()).bytes())
}
