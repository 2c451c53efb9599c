//! One record in a log. It is hashed as the exact UTF-8 JSON text that is stored (law 4).

use std::fmt;

use serde::{Deserialize, Serialize};
use serde_json::value::RawValue;
use utoipa::ToSchema;

use crate::{
    Action, Actor, ActorId, Code, Deed, Digest, Kind, RequestId, StateName, TicketId, Timestamp,
    Via, ticket::Changes,
};

/// The version of the entry format that this release writes.
pub const FORMAT: u32 = 1;

/// An entry's place in its log, from 0 without gaps. Order comes from it, not from clocks.
#[derive(
    Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize, ToSchema,
)]
#[serde(transparent)]
pub struct Seq(pub u64);

impl fmt::Display for Seq {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.0.fmt(f)
    }
}

/// How an attempt ended.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize, ToSchema)]
#[serde(rename_all = "snake_case")]
pub enum Outcome {
    /// It happened.
    Done,
    /// It was turned down; `code` says why.
    Refused,
    /// So many more refusals of this code from this credential since the last such entry.
    Counted,
}

/// What `decide` says is to be written: an entry without its place in the log.
#[derive(Clone, Debug, PartialEq)]
pub struct Event {
    /// In whose name. A gate's last approval moves the ticket in the requester's.
    pub by: Actor,
    /// About what.
    pub about: About,
    /// What happened.
    pub deed: Deed,
}

/// What an entry is about, as far as it is about a ticket.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct About {
    /// The ticket.
    pub ticket: Option<TicketId>,
    /// Its state before.
    pub from: Option<StateName>,
    /// Its state after (or where a refused or waiting move would have led).
    pub to: Option<StateName>,
    /// The published workflow whose rules were applied.
    pub workflow: Option<Digest>,
    /// The request.
    pub request: Option<RequestId>,
    /// What parts of the ticket became.
    pub changed: Changes,
}

/// One record in a log.
#[derive(Clone, Debug, PartialEq)]
pub struct Entry {
    /// Version of this format.
    pub v: u32,
    /// Place in the log.
    pub seq: Seq,
    /// When: never before the entry above.
    pub at: Timestamp,
    /// Who, and by which credential.
    pub by: Actor,
    /// What was done or tried.
    pub action: Action,
    /// About what.
    pub about: About,
    /// How it ended.
    pub outcome: Outcome,
    /// Why it was refused.
    pub code: Option<Code>,
    /// What the refused call named, as a text's digest.
    pub named: Option<Digest>,
    /// The ticket's entry before this one, and its leaf hash.
    pub previous: Option<(Seq, Digest)>,
    /// Idempotency: digest of credential and key, digest of the body.
    pub key: Option<(Digest, Digest)>,
    /// For [`Outcome::Counted`].
    pub count: Option<u64>,
    /// Trace id of the call (W3C Trace Context), 32 hex digits.
    pub trace: Option<String>,
    /// The engine that decided.
    pub engine: u32,
    /// What this action has and no other. Only for [`Outcome::Done`].
    pub deed: Option<Deed>,
}

/// An entry as it stands in the log, field by field. Unknown and repeated keys are errors.
#[derive(Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
struct Written<'a> {
    v: u32,
    seq: Seq,
    at: Timestamp,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    actor: Option<uuid::Uuid>,
    kind: Kind,
    via: Via,
    action: Action,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    ticket: Option<TicketId>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    from: Option<StateName>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    to: Option<StateName>,
    outcome: Outcome,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    code: Option<Code>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    named: Option<Digest>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    workflow: Option<Digest>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    request: Option<RequestId>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    previous: Option<(Seq, Digest)>,
    #[serde(default, skip_serializing_if = "Changes::is_empty")]
    changed: Changes,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    key: Option<(Digest, Digest)>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    count: Option<u64>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    trace: Option<String>,
    engine: u32,
    #[serde(default, skip_serializing_if = "Option::is_none", borrow)]
    data: Option<&'a RawValue>,
}

/// A stored text is no entry.
#[derive(Debug, thiserror::Error)]
pub enum EntryError {
    /// Not the JSON of an entry.
    #[error("This is not an entry: {0}.")]
    Json(#[from] serde_json::Error),
    /// Written by another release.
    #[error(
        "This entry has format {0}; this release reads format {FORMAT}. Open the folder with the release that wrote it."
    )]
    Format(u32),
    /// Parts that contradict each other.
    #[error("This entry contradicts itself: {0}.")]
    Contradiction(&'static str),
}

impl Entry {
    /// The digests of the texts that it names: each is kept beside the log until an entry says that it was erased.
    pub fn texts(&self) -> Vec<Digest> {
        let deed = match &self.deed {
            Some(Deed::FoundWorkspace { name, .. } | Deed::CreateProject { name, .. }) => {
                vec![*name]
            }
            Some(Deed::AddBot { handle, .. }) => vec![*handle],
            Some(
                Deed::Comment { text, .. }
                | Deed::AddAnchor { place: text, .. }
                | Deed::BreakGlass { reason: text, .. }
                | Deed::CloseReview { said: text, .. },
            ) => vec![*text],
            Some(
                Deed::Move { note: text, .. }
                | Deed::Request { note: text, .. }
                | Deed::Decide { reason: text, .. }
                | Deed::Freeze { reason: text, .. }
                | Deed::Erase { reason: text, .. }
                | Deed::Epoch { reason: text, .. },
            ) => text.iter().copied().collect(),
            Some(Deed::AddPerson {
                handle,
                name,
                password,
                ..
            }) => vec![*handle, *name, *password],
            Some(Deed::ChangePassword { password, .. }) => vec![*password],
            _ => Vec::new(),
        };
        let changed = self.about.changed.values().flatten().copied();
        // What a refused call would have changed was never kept.
        let done = changed.filter(|_| self.outcome == Outcome::Done);
        done.chain(self.named).chain(deed).collect()
    }

    /// The text that is stored and hashed.
    ///
    /// # Errors
    /// [`EntryError::Json`] if a value cannot be written, which no value of these types does.
    pub fn to_json(&self) -> Result<String, EntryError> {
        let data = self.deed.as_ref().map(Deed::data).transpose()?.flatten();
        let actor = match self.by.id {
            ActorId::Person(id) => Some(id.uuid()),
            ActorId::Bot(id) => Some(id.uuid()),
            ActorId::Clock | ActorId::Stranger => None,
        };
        let about = self.about.clone();
        Ok(serde_json::to_string(&Written {
            v: self.v,
            seq: self.seq,
            at: self.at,
            actor,
            kind: self.by.id.kind(),
            via: self.by.via,
            action: self.action,
            ticket: about.ticket,
            from: about.from,
            to: about.to,
            outcome: self.outcome,
            code: self.code,
            named: self.named,
            workflow: about.workflow,
            request: about.request,
            previous: self.previous,
            changed: about.changed,
            key: self.key,
            count: self.count,
            trace: self.trace.clone(),
            engine: self.engine,
            data: data.as_deref(),
        })?)
    }

    /// Reads a stored text, strictly.
    ///
    /// # Errors
    /// Every [`EntryError`]: a log is hostile until parsed.
    pub fn from_json(text: &str) -> Result<Self, EntryError> {
        let w: Written<'_> = serde_json::from_str(text)?;
        if w.v != FORMAT {
            return Err(EntryError::Format(w.v));
        }
        let id = match (w.kind, w.actor) {
            (Kind::Person, Some(id)) => ActorId::Person(crate::PersonId::new(id)),
            (Kind::Bot, Some(id)) => ActorId::Bot(crate::BotId::new(id)),
            (Kind::Clock, None) => ActorId::Clock,
            (Kind::Stranger, None) => ActorId::Stranger,
            _ => return Err(EntryError::Contradiction("kind and actor")),
        };
        let deed = match (w.outcome, w.data) {
            (Outcome::Done, data) => Some(Deed::read(w.action, data)?),
            (_, None) => None,
            (_, Some(_)) => return Err(EntryError::Contradiction("a refusal with data")),
        };
        if (w.outcome == Outcome::Done) == w.code.is_some() {
            return Err(EntryError::Contradiction("outcome and code"));
        }
        Ok(Self {
            v: w.v,
            seq: w.seq,
            at: w.at,
            by: Actor { id, via: w.via },
            action: w.action,
            about: About {
                ticket: w.ticket,
                from: w.from,
                to: w.to,
                workflow: w.workflow,
                request: w.request,
                changed: w.changed,
            },
            outcome: w.outcome,
            code: w.code,
            named: w.named,
            previous: w.previous,
            key: w.key,
            count: w.count,
            trace: w.trace,
            engine: w.engine,
            deed,
        })
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::{PersonId, SessionId};

    fn entry() -> Entry {
        let person = PersonId::new(uuid::Uuid::from_u128(7));
        Entry {
            v: FORMAT,
            seq: Seq(3),
            at: Timestamp::from_micros(1_000_000),
            by: Actor::person(person, SessionId::new(uuid::Uuid::from_u128(9))),
            action: Action::RemovePerson,
            about: About::default(),
            outcome: Outcome::Done,
            code: None,
            named: None,
            previous: None,
            key: None,
            count: None,
            trace: None,
            engine: 1,
            deed: Some(Deed::RemovePerson { person }),
        }
    }

    #[test]
    fn an_entry_reads_back_as_it_was_written() {
        let text = entry().to_json().unwrap();
        assert_eq!(
            text,
            r#"{"v":1,"seq":3,"at":"1970-01-01T00:00:01.000000Z","actor":"00000000-0000-0000-0000-000000000007","kind":"person","via":"session:00000000-0000-0000-0000-000000000009","action":"remove_person","outcome":"done","engine":1,"data":{"person":"00000000-0000-0000-0000-000000000007"}}"#
        );
        assert_eq!(Entry::from_json(&text).unwrap(), entry());
        let bare = Entry {
            action: Action::ConfirmClock,
            deed: Some(Deed::ConfirmClock),
            ..entry()
        };
        assert_eq!(Entry::from_json(&bare.to_json().unwrap()).unwrap(), bare);
    }

    #[test]
    fn unknown_repeated_and_contradicting_keys_are_errors() {
        let text = entry().to_json().unwrap();
        for (from, to) in [
            (r#""v":1"#, r#""v":1,"w":1"#),
            (r#""v":1"#, r#""v":1,"v":1"#),
            (r#""v":1"#, r#""v":2"#),
            (r#""outcome":"done""#, r#""outcome":"refused""#),
            (r#""kind":"person""#, r#""kind":"clock""#),
            (r#""data":{"#, r#""data":{"more":1,"#),
            (r#""remove_person""#, r#""move""#),
        ] {
            let bad = text.replace(from, to);
            assert_ne!(bad, text);
            assert!(Entry::from_json(&bad).is_err(), "{bad}");
        }
    }
}
