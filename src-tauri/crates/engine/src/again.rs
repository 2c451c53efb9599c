//! What a log says was decided, decided again: from an entry the command that must have led to it, and what the rules make of
//! that. Whoever holds the log's key can sign another past; one that the rules would not have given is still found.

mod asked;
mod refused;
mod retelling;

pub use retelling::{Retelling, Told};

use model::{Action, Code, Entry, Event, Outcome, Refusal, Seq};

use crate::{VERSION, World, decide};

/// What the rules say of an entry when they are asked again.
#[derive(Clone, Debug, PartialEq)]
pub enum Ruling {
    /// It stands as they give it, and these follow in the same breath.
    Same {
        /// In their order.
        then: Vec<Event>,
    },
    /// They cannot be asked: what a refused call named is a text, and a refusal changes nothing.
    Unasked,
}

/// How an entry is not what the rules give.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum Disagreement {
    /// It stands as done.
    #[error("by the rules it is refused ({}), and whoever asks is told: “{}”", .0.code(), clause(.0))]
    Refused(Refusal),
    /// The same command leads to an entry of another kind, or to none.
    #[error("the rules give {} where `{stands}` stands", given(.gives.as_ref()))]
    Otherwise {
        /// To what.
        gives: Option<Action>,
        /// What stands there.
        stands: Action,
    },
    /// The same command leads to an entry of that kind which is not this one.
    #[error("the rules give something else than what stands here: {0} would be another")]
    NotAsItStands(&'static str),
    /// Entries of its kind are only ever written together with the one that led to them.
    #[error(
        "nothing led to it: it only ever follows from a decision, a thaw or a change of its ticket"
    )]
    Unled,
    /// A command led to more than stands there.
    #[error("what follows from entry {after} should stand here, and does not")]
    Interrupted {
        /// The command's first entry.
        after: Seq,
    },
    /// It stands as refused.
    #[error("it stands as refused for `{0}`, and by the rules there was no such reason")]
    Groundless(Code),
    /// A refusal that is about something that was not so.
    #[error("what it was about was not as it says, and a refusal changes nothing")]
    NotSo,
    /// No release that this one knows of decided it.
    #[error(
        "it says that engine {0} decided it, and this release knows none newer than {VERSION}. Check the log with the release that wrote it"
    )]
    UnknownEngine(u32),
    /// A host's deed in a workspace's log, or the other way round.
    #[error("it belongs to another kind of log")]
    Misplaced,
}

/// Decides `entry` again, which is to follow on `world`. A workflow that it publishes must have been taught.
///
/// # Errors
/// [`Disagreement`]: the rules give something else.
pub fn again(world: &World, entry: &Entry) -> Result<Ruling, Disagreement> {
    match (entry.outcome, &entry.deed) {
        (Outcome::Done, Some(deed)) => {
            let command = asked::command(world, entry, deed)?;
            compared(decide(world, &entry.by, &command, entry.at), entry)
        }
        (Outcome::Done, None) => Err(Disagreement::Misplaced),
        (Outcome::Refused, _) => refused::again(world, entry),
        (Outcome::Counted, _) => about_nothing(entry),
    }
}

/// Holds what the rules give to what stands there.
pub(crate) fn compared(
    given: Result<Vec<Event>, Refusal>,
    entry: &Entry,
) -> Result<Ruling, Disagreement> {
    let mut given = given.map_err(Disagreement::Refused)?.into_iter();
    match given.next() {
        Some(first) if stands(&first, entry) => Ok(Ruling::Same {
            then: given.collect(),
        }),
        Some(first) if first.deed.action() == entry.action => {
            Err(Disagreement::NotAsItStands(differs(&first, entry)))
        }
        first => Err(Disagreement::Otherwise {
            gives: first.map(|event| event.deed.action()),
            stands: entry.action,
        }),
    }
}

/// What is another in `entry` than in `event`.
fn differs(event: &Event, entry: &Entry) -> &'static str {
    let (there, here) = (&event.about, &entry.about);
    if event.by != entry.by {
        "who did it"
    } else if (&there.from, &there.to) != (&here.from, &here.to) {
        "the state it leads from or to"
    } else if there != here {
        "what it is about"
    } else {
        "what is said in its data"
    }
}

/// What nobody can decide again, and what is about no ticket.
pub(crate) fn about_nothing(entry: &Entry) -> Result<Ruling, Disagreement> {
    if entry.about == Default::default() {
        Ok(Ruling::Unasked)
    } else {
        Err(Disagreement::NotSo)
    }
}

/// Whether `entry` is `event`, written down.
fn stands(event: &Event, entry: &Entry) -> bool {
    entry.outcome == Outcome::Done
        && entry.by == event.by
        && entry.about == event.about
        && entry.deed.as_ref() == Some(&event.deed)
}

/// A refusal's sentence inside another one.
fn clause(refusal: &Refusal) -> String {
    refusal.to_string().trim_end_matches('.').to_owned()
}

fn given(action: Option<&Action>) -> String {
    action.map_or("nothing".to_owned(), |action| format!("`{action}`"))
}
