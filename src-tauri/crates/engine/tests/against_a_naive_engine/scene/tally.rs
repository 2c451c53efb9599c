//! How often each answer was reached.

use std::{collections::BTreeMap, fmt};

use model::{Action, Code, Command, Deed, Event, Refusal, deed::Ending, request::Staleness};

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

const REFUSED_TWICE: &str = "refused for two rows of the table";
const NOTHING_NEW: &str = "so already";
const MOVED_BY_TWO: &str = "moved by two approvals or more";
const MOVED_BY_A_THAW: &str = "moved by a thaw";

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

    fn happened(&mut self, naive: Naive<'_>, command: &Command, event: &Event) {
        self.count(done(event.deed.action()));
        match (&event.deed, event.about.request) {
            (Deed::EndRequest { ending }, _) => self.count(ended(*ending)),
            (Deed::Move { .. }, Some(request)) => {
                let gate = naive.asked(request).map(|asked| naive.gate(&asked));
                if gate.is_some_and(|gate| gate.approvals > 1) {
                    self.count(MOVED_BY_TWO);
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
        Staleness::RequesterCredential,
        Staleness::RequesterNotPermitted,
        Staleness::ApproverNotEntitled,
    ];
    let endings = [Ending::Rejected, Ending::Expired, Ending::Withdrawn]
        .into_iter()
        .chain(stale.map(Ending::Stale));
    let others = [REFUSED_TWICE, NOTHING_NEW, MOVED_BY_TWO, MOVED_BY_A_THAW];
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
