//! How often each answer was reached.

use std::{collections::BTreeMap, fmt};

use model::{Action, Actor, Code, Command, Deed, Event, Refusal, deed::Ending, request::Staleness};

use crate::naive::{Naive, Opinion, row};

/// Answers that are given before a command is one, or after it was decided.
const AT_THE_DOOR: [Code; 8] = [
    Code::TooLarge,
    Code::TooManyRequests,
    Code::UnsupportedMediaType,
    Code::MethodNotAllowed,
    Code::KeyReused,
    Code::LogUnwritable,
    Code::OutcomeUnknown,
    Code::Busy,
];

/// What belongs to a host's log, to a door, or to every history's first entry alone.
const ELSEWHERE: [Action; 8] = [
    Action::FoundWorkspace,
    Action::FoundHost,
    Action::AddPerson,
    Action::ChangePassword,
    Action::SignIn,
    Action::SignOut,
    Action::AddWorkspace,
    Action::Call,
];

/// How often an answer must have come up to count as compared.
const ENOUGH: usize = 20;

const BY_A_FORMER_KEY: &str = "not signed: by a former key";
const BY_SOMEBODY_ELSE: &str = "not signed: by somebody else's key";
const OUT_OF_TIME: &str = "not signed: out of time";
const READMITTED: &str = "enrolled with a code";
const ENROLLED_AFTER_A_RESTORE: &str = "enrolled after a backup was put back";
const MADE_OLDER: &str = "key too new: enrolled without a code after one with a code";
const SHOWN_AGAIN: &str = "a rotation shown again";
const AUDITS: &str = "refused: whoever audits";
const REFUSED_TWICE: &str = "refused for two rows of the table";
const NOTHING_NEW: &str = "so already";
const MOVED_BY_TWO: &str = "moved by two approvals or more";
const MOVED_BY_A_THAW: &str = "moved by a thaw";
const MOVED_BY_TWO_ROLES: &str = "moved by two roles";
const MOVED_AT_THE_SECOND_ASKING: &str = "moved at the second asking";
const MOVED_IN_ANOTHERS_STEAD: &str = "moved in another's stead";

/// Answers, and how often they came up.
#[derive(Default)]
pub struct Tally(BTreeMap<String, usize>);

impl Tally {
    /// What came up too seldom.
    pub fn rare(&self) -> Vec<String> {
        let mut rare = expected();
        rare.retain(|name| self.0.get(name).is_none_or(|times| *times < ENOUGH));
        rare
    }

    /// What both engines answer to `command`, `naive` being as before.
    pub fn note(
        &mut self,
        naive: Naive<'_>,
        by: &Actor,
        command: &Command,
        opinion: &Opinion,
        answer: &Result<Vec<Event>, Refusal>,
    ) {
        match answer {
            _ if matches!(
                command,
                Command::TurnedAway { .. } | Command::Counted { .. }
            ) => {}
            Ok(events) if events.is_empty() => self.count(NOTHING_NEW),
            Ok(events) => events
                .iter()
                .for_each(|event| self.happened(naive, command, event)),
            Err(refusal) => {
                self.count(refused(refusal.code()));
                self.unsigned(naive, by, command, refusal);
                if naive.audits(by.id) {
                    self.count(AUDITS);
                }
                if opinion
                    .against
                    .iter()
                    .any(|other| row(other) > row(refusal))
                {
                    self.count(REFUSED_TWICE);
                }
            }
        }
    }

    /// What was wrong with a signature, or with its key.
    fn unsigned(&mut self, naive: Naive<'_>, by: &Actor, command: &Command, refusal: &Refusal) {
        match (command, by.id.person(), refusal) {
            (Command::Decide(said), Some(person), Refusal::NotSigned) => {
                let signers = naive.signers(said);
                let mut keys: Vec<_> = naive.keys_of(person).iter().map(|own| own.key).collect();
                let in_use = naive.key_in_use(person).and(keys.pop());
                if in_use.is_some_and(|key| signers.contains(&key)) {
                    self.count(OUT_OF_TIME);
                } else if keys.iter().any(|key| signers.contains(key)) {
                    self.count(BY_A_FORMER_KEY);
                } else if !signers.is_empty() {
                    self.count(BY_SOMEBODY_ELSE);
                }
            }
            (Command::Decide(_), Some(person), Refusal::KeyTooNew { .. }) => {
                let keys = naive.keys_of(person);
                if keys.last().is_some_and(|own| own.code.is_none()) {
                    self.count(MADE_OLDER);
                }
            }
            (Command::RotateKey(rotation), _, Refusal::NotSigned) => {
                let current = naive.log_keys().pop().map(|(_, key)| key);
                let known = naive.rotations().contains(rotation);
                if known && current == Some(rotation.old) {
                    self.count(SHOWN_AGAIN);
                }
            }
            _ => {}
        }
    }

    fn happened(&mut self, naive: Naive<'_>, command: &Command, event: &Event) {
        self.count(done(event.deed.action()));
        match (&event.deed, event.about.request) {
            (
                Deed::EnrolKey {
                    person, readmitted, ..
                },
                _,
            ) => {
                if readmitted.is_some() {
                    self.count(READMITTED);
                } else if !naive.keys_of(*person).is_empty() {
                    self.count(ENROLLED_AFTER_A_RESTORE);
                }
            }
            (Deed::EndRequest { ending }, _) => self.count(ended(*ending)),
            (Deed::Move { .. }, Some(request)) => {
                let gate = naive.asked(request).map(|asked| naive.gate(&asked));
                if gate.as_ref().is_some_and(|gate| gate.needed() > 1) {
                    self.count(MOVED_BY_TWO);
                }
                if gate.is_some_and(|gate| gate.seats.len() > 1) {
                    self.count(MOVED_BY_TWO_ROLES);
                }
                let asked = naive.asked(request);
                if asked
                    .as_ref()
                    .is_some_and(|asked| asked.first.seq != asked.entry.seq)
                {
                    self.count(MOVED_AT_THE_SECOND_ASKING);
                }
                let said = asked.map_or_else(Vec::new, |asked| naive.approvals(&asked));
                if said.iter().any(|said| said.under.is_some()) {
                    self.count(MOVED_IN_ANOTHERS_STEAD);
                }
                if matches!(command, Command::Thaw { .. }) {
                    self.count(MOVED_BY_A_THAW);
                }
            }
            _ => {}
        }
    }

    fn count(&mut self, what: impl Into<String>) {
        *self.0.entry(what.into()).or_default() += 1;
    }
}

impl fmt::Display for Tally {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.0
            .iter()
            .try_for_each(|(what, times)| writeln!(f, "{times:8} {what}"))
    }
}

/// Everything that must come up.
fn expected() -> Vec<String> {
    let codes = Code::ALL.iter().filter(|code| !AT_THE_DOOR.contains(code));
    let actions = Action::ALL.iter().filter(|a| !ELSEWHERE.contains(a));
    let stale = [
        Staleness::RequesterEdited,
        Staleness::TicketMoved,
        Staleness::TicketMigrated,
        Staleness::RequesterCredential,
        Staleness::RequesterNotPermitted,
        Staleness::ApproverNotEntitled,
    ];
    let endings = [Ending::Rejected, Ending::Expired, Ending::Withdrawn]
        .into_iter()
        .chain(stale.map(Ending::Stale));
    let others = [
        AUDITS,
        REFUSED_TWICE,
        NOTHING_NEW,
        MOVED_BY_TWO,
        MOVED_BY_A_THAW,
        MOVED_BY_TWO_ROLES,
        MOVED_AT_THE_SECOND_ASKING,
        MOVED_IN_ANOTHERS_STEAD,
        BY_A_FORMER_KEY,
        BY_SOMEBODY_ELSE,
        OUT_OF_TIME,
        READMITTED,
        ENROLLED_AFTER_A_RESTORE,
        MADE_OLDER,
        SHOWN_AGAIN,
    ];
    codes
        .map(|code| refused(*code))
        .chain(actions.map(|action| done(*action)))
        .chain(endings.map(ended))
        .chain(others.map(str::to_owned))
        .collect()
}

fn refused(code: Code) -> String {
    format!("refused: {code}")
}
fn done(action: Action) -> String {
    format!("done: {action:?}")
}
fn ended(ending: Ending) -> String {
    format!("ended: {ending:?}")
}
