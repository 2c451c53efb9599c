//! The second engine. It keeps nothing but the log, and reads it from the start for every question it has.
//! Where the first engine stops at the first reason to say no, this one collects them all, and only then looks up which
//! of them the doors' table puts first.

mod access;
mod belonging;
mod decisions;
mod delegations;
mod drafts;
mod glass;
mod judge;
mod keys;
mod migrations;
mod requests;
mod rules;
mod tickets;
mod voices;

pub use keys::Hands;
pub use requests::Asked;

use std::collections::BTreeMap;

use model::{
    Action, Actor, ActorId, Code, Command, Deed, Digest, Entry, Event, Outcome, Refusal, RoleName,
    Seq, Span, Timestamp, Workflow, deed::Freezable, entry::FORMAT, refusal::Thing,
};

/// The workflow files that were published or could be, by digest.
pub type Files = BTreeMap<Digest, Workflow>;

/// All it has: the log, the files that it names, and what was signed.
#[derive(Clone, Copy)]
pub struct Naive<'a> {
    pub log: &'a [Entry],
    pub files: &'a Files,
    pub hands: &'a Hands,
}

/// What speaks against a command, in the order it came to mind, and what follows if nothing does.
#[derive(Default)]
pub struct Opinion {
    pub against: Vec<Refusal>,
    then: Vec<Event>,
}

impl Opinion {
    fn no(refusal: Refusal) -> Self {
        Self {
            against: vec![refusal],
            then: Vec::new(),
        }
    }

    fn unless(&mut self, fine: bool, refusal: Refusal) {
        if !fine {
            self.against.push(refusal);
        }
    }

    fn then(mut self, events: impl FnOnce() -> Vec<Event>) -> Self {
        if self.against.is_empty() {
            self.then = events();
        }
        self
    }

    /// What is answered: of all that speaks against it, the table's first row; in a row, what came to mind first.
    pub fn verdict(self) -> Result<Vec<Event>, Refusal> {
        self.against
            .into_iter()
            .min_by_key(row)
            .map_or(Ok(self.then), Err)
    }
}

/// DESIGN.md, "Answers a bot can act on": the row of a refusal, counted from the top.
pub fn row(refusal: &Refusal) -> usize {
    match refusal.code() {
        Code::TooLarge => 0,
        Code::Unauthenticated => 1,
        Code::TooManyRequests => 2,
        Code::UnsupportedMediaType | Code::Malformed => 3,
        Code::NotFound | Code::MethodNotAllowed => 4,
        Code::Frozen | Code::ClockInDoubt => 5,
        Code::NoSuchTransition => 6,
        Code::NotPermitted
        | Code::NotSigned
        | Code::KeyTooNew
        | Code::BotCannotApprove
        | Code::OwnRequest
        | Code::OwnBot
        | Code::TokenIssuer
        | Code::Barred
        | Code::RoleTooLate
        | Code::NotDelegated
        | Code::PasswordNeeded
        | Code::OwnDraft
        | Code::OwnMigration
        | Code::OwnBreak
        | Code::SecondPerson => 7,
        Code::Stale
        | Code::RequestOpen
        | Code::NoApprovers
        | Code::NotWhatWasShown
        | Code::NotPending
        | Code::AlreadyDecided
        | Code::NoSeat
        | Code::NeedsReview
        | Code::NoMapping
        | Code::AlreadyExists
        | Code::LastOwner
        | Code::StillKeeper
        | Code::AuditorAlone
        | Code::NotValid => 8,
        Code::MissingFields | Code::KeyReused => 9,
        Code::LogUnwritable | Code::OutcomeUnknown | Code::Busy => 10,
    }
}

impl<'a> Naive<'a> {
    /// What is to be said of `command`.
    pub fn answer(self, by: &Actor, command: &Command, now: Timestamp) -> Opinion {
        if let Command::TurnedAway { code, .. } | Command::Counted { code, .. } = command {
            return Opinion::no(Refusal::TurnedAway(*code));
        }
        let arrives = matches!(
            command,
            Command::FoundWorkspace { .. } | Command::Join { .. }
        );
        if arrives && by.id.person().is_some() {
            return self.of(by, command, now);
        }
        if let Some(unknown) = self.unknown(by, now) {
            return Opinion::no(unknown);
        }
        let mut opinion = self.of(by, command, now);
        opinion.against.splice(0..0, self.standing(by, command));
        opinion
    }

    fn of(self, by: &Actor, command: &Command, now: Timestamp) -> Opinion {
        match command {
            Command::CreateTicket { .. }
            | Command::EditTicket { .. }
            | Command::Comment { .. }
            | Command::Move(_) => self.of_tickets(by, command, now),
            Command::Decide(_)
            | Command::Withdraw { .. }
            | Command::Expire { .. }
            | Command::Thaw { .. }
            | Command::ConfirmClock => self.of_requests(by, command, now),
            Command::BreakGlass(broken) => self.of_breaking(by, broken, now),
            Command::CloseReview { .. } => self.of_closing(by, command),
            Command::Delegate { .. }
            | Command::AcceptDelegation { .. }
            | Command::EndDelegation { .. } => self.of_delegations(by, command, now),
            Command::EditDraft { .. }
            | Command::ProposeWorkflow { .. }
            | Command::PublishWorkflow(_)
            | Command::GovernWorkflows { .. } => self.of_drafts(by, command),
            Command::ProposeMigration { .. }
            | Command::AcceptMigration { .. }
            | Command::EndMigration { .. }
            | Command::MigrateTicket { .. } => self.of_migrations(by, command, now),
            Command::CreateProject { .. } | Command::Freeze { .. } => self.of_rules(by, command),
            Command::EnrolKey { .. }
            | Command::Readmit { .. }
            | Command::RotateKey(_)
            | Command::Erase { .. }
            | Command::BeginEpoch(_)
            | Command::AddAnchor { .. }
            | Command::RemoveAnchor { .. } => self.of_keys(by, command, now),
            _ => self.of_access(by, command, now),
        }
    }

    /// Why there is nobody here to talk to; then nothing else can be known.
    fn unknown(self, by: &Actor, now: Timestamp) -> Option<Refusal> {
        match by.id {
            ActorId::Clock => None,
            ActorId::Stranger => Some(Refusal::Unauthenticated),
            ActorId::Person(person) => {
                (!self.member(person)).then_some(Refusal::NotFound(Thing::Workspace))
            }
            ActorId::Bot(_) => (!self.credential_good(by, now)).then_some(Refusal::Unauthenticated),
        }
    }

    /// What speaks against this actor, whatever the command.
    fn standing(self, by: &Actor, command: &Command) -> Option<Refusal> {
        let nothing_to_do = Refusal::NotPermitted {
            allowed: Vec::new(),
        };
        match by.id {
            ActorId::Clock => (!matches!(command, Command::Expire { .. })).then_some(nothing_to_do),
            ActorId::Person(_) if matches!(command, Command::EnrolKey { .. }) => None,
            ActorId::Person(_) => self.audits(by.id).then_some(nothing_to_do),
            ActorId::Bot(bot) => {
                let target = Freezable::Bot(bot);
                self.frozen(&target).then_some(Refusal::Frozen(target))
            }
            ActorId::Stranger => None,
        }
    }

    /// Everything that was done, oldest first.
    pub fn done(self) -> impl DoubleEndedIterator<Item = (&'a Entry, &'a Deed)> {
        self.log
            .iter()
            .filter_map(|entry| Some((entry, entry.deed.as_ref()?)))
    }

    /// What was known before the entry at `place`.
    pub fn before(self, place: usize) -> Self {
        Self {
            log: &self.log[..place],
            ..self
        }
    }

    /// The answer of `question` if `event` had happened too.
    fn supposing<T>(self, event: &Event, now: Timestamp, question: impl FnOnce(Naive) -> T) -> T {
        let mut log = self.log.to_vec();
        log.push(written(event.clone(), log.len(), now));
        question(Naive { log: &log, ..self })
    }

    /// Whether something is frozen: the last word on it counts.
    pub fn frozen(self, what: &Freezable) -> bool {
        let last = self.done().rev().find_map(|(_, deed)| match deed {
            Deed::Freeze { target, .. } if target == what => Some(true),
            Deed::Thaw { target } if target == what => Some(false),
            _ => None,
        });
        last == Some(true)
    }

    /// A silence of more than 30 days raises a doubt that stays until an owner confirms the clock.
    pub fn clock_in_doubt(self, now: Timestamp) -> bool {
        let long = |from: Timestamp, to: Timestamp| to.since(from) > Span::days(30);
        let mut doubt = false;
        for pair in self.log.windows(2) {
            doubt = doubt || long(pair[0].at, pair[1].at);
            if let Some(Deed::ConfirmClock) = pair[1].deed {
                doubt = false;
            }
        }
        doubt || self.log.last().is_some_and(|last| long(last.at, now))
    }

    /// Whether something may be stopped or let go on by this actor.
    pub fn stops(self, opinion: &mut Opinion, by: &Actor) {
        let roles = [RoleName::owner(), RoleName::freezer()];
        let holder = by.id.holder().filter(|_| by.id.person().is_some());
        let holds = holder.is_some_and(|h| roles.iter().any(|role| self.holds(h, role)));
        let allowed = roles.map(model::Who::Role).into();
        opinion.unless(holds, Refusal::NotPermitted { allowed });
    }

    fn needs(self, opinion: &mut Opinion, by: &Actor, role: RoleName) {
        let holds = by.id.person().is_some()
            && by
                .id
                .holder()
                .is_some_and(|holder| self.holds(holder, &role));
        let allowed = vec![model::Who::Role(role)];
        opinion.unless(holds, Refusal::NotPermitted { allowed });
    }
}

/// An event about no ticket.
fn plainly(by: &Actor, deed: Deed) -> Vec<Event> {
    vec![Event {
        by: *by,
        about: Default::default(),
        deed,
    }]
}

/// `event` as it stands in the log.
pub fn written(event: Event, place: usize, at: Timestamp) -> Entry {
    Entry {
        action: event.deed.action(),
        by: event.by,
        about: event.about,
        outcome: Outcome::Done,
        deed: Some(event.deed),
        ..blank(place, at)
    }
}

/// An entry that says nothing yet.
pub fn blank(place: usize, at: Timestamp) -> Entry {
    Entry {
        v: FORMAT,
        seq: Seq(place as u64),
        at,
        by: Actor::CLOCK,
        action: Action::Call,
        about: Default::default(),
        outcome: Outcome::Refused,
        code: None,
        named: None,
        previous: None,
        key: None,
        count: None,
        trace: None,
        engine: openweave_engine::VERSION,
        deed: None,
    }
}
