//! The unit of work, as the engine sees it: digests and names, never a text.

use std::{
    collections::{BTreeMap, BTreeSet},
    fmt,
    str::FromStr,
};

use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

use crate::{
    ActorId, Digest, FieldName, ProjectId, ProjectKey, RequestId, Seq, StateName, TicketId,
    TransitionName, WorkflowRef,
};

/// How often a ticket's content or state has changed, from 1.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize, ToSchema)]
#[serde(transparent)]
pub struct Version(pub u64);

impl fmt::Display for Version {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.0.fmt(f)
    }
}

/// A ticket's key: `PAY-42`.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(try_from = "String", into = "String")]
pub struct TicketKey {
    /// The project's key.
    pub project: ProjectKey,
    /// From 1, in the order of creation.
    pub number: u64,
}

impl fmt::Display for TicketKey {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}-{}", self.project, self.number)
    }
}

/// A text is no ticket key.
#[derive(Debug, Clone, thiserror::Error)]
#[error("This is not a ticket's key. It looks like PAY-42.")]
pub struct NotATicketKey;

impl FromStr for TicketKey {
    type Err = NotATicketKey;
    fn from_str(s: &str) -> Result<Self, NotATicketKey> {
        let (project, number) = s.rsplit_once('-').ok_or(NotATicketKey)?;
        let canonical = number.bytes().all(|b| b.is_ascii_digit()) && !number.starts_with('0');
        Ok(Self {
            project: project.parse().map_err(|_| NotATicketKey)?,
            number: number
                .parse()
                .ok()
                .filter(|n| canonical && *n <= i64::MAX as u64)
                .ok_or(NotATicketKey)?,
        })
    }
}
impl TryFrom<String> for TicketKey {
    type Error = NotATicketKey;
    fn try_from(s: String) -> Result<Self, NotATicketKey> {
        s.parse()
    }
}
impl From<TicketKey> for String {
    fn from(k: TicketKey) -> Self {
        k.to_string()
    }
}

/// A part of a ticket's content: `title`, `body` or `fields.<name>`.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(try_from = "String", into = "String")]
pub enum Part {
    /// What it is, in a line.
    Title,
    /// What it is, at length.
    Body,
    /// A declared field.
    Field(FieldName),
}

impl fmt::Display for Part {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Title => f.write_str("title"),
            Self::Body => f.write_str("body"),
            Self::Field(name) => write!(f, "fields.{name}"),
        }
    }
}

/// A text names no part of a ticket.
#[derive(Debug, thiserror::Error)]
#[error("This is no part of a ticket: title, body or fields.<name>.")]
pub struct NotAPart;

impl TryFrom<String> for Part {
    type Error = NotAPart;
    fn try_from(s: String) -> Result<Self, NotAPart> {
        match s.as_str() {
            "title" => Ok(Self::Title),
            "body" => Ok(Self::Body),
            other => other
                .strip_prefix("fields.")
                .and_then(|name| name.parse().ok())
                .map(Self::Field)
                .ok_or(NotAPart),
        }
    }
}
impl From<Part> for String {
    fn from(p: Part) -> Self {
        p.to_string()
    }
}

macro_rules! written_as_text {
    ($($name:ident)*) => {$(
        impl utoipa::PartialSchema for $name {
            fn schema() -> utoipa::openapi::RefOr<utoipa::openapi::Schema> {
                <String as utoipa::PartialSchema>::schema()
            }
        }
        impl ToSchema for $name {}
    )*};
}
written_as_text! { TicketKey Part }

/// What parts of a ticket become; `None` empties one.
pub type Changes = BTreeMap<Part, Option<Digest>>;

/// A ticket as it is now.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Ticket {
    /// Its id, for ever.
    pub id: TicketId,
    /// Its key, for people.
    pub key: TicketKey,
    /// Its project.
    pub project: ProjectId,
    /// The published workflow it follows.
    pub workflow: WorkflowRef,
    /// Where it stands.
    pub state: StateName,
    /// How often content or state have changed.
    pub version: Version,
    /// Who opened it.
    pub creator: ActorId,
    /// Who changed its content last.
    pub editor: ActorId,
    /// Who took which transition on it, ever.
    pub movers: BTreeMap<TransitionName, BTreeSet<ActorId>>,
    /// Its content, as digests of texts. Empty parts are absent.
    pub content: BTreeMap<Part, Digest>,
    /// How many comments it has.
    pub comments: u64,
    /// The request that waits on it.
    pub request: Option<RequestId>,
    /// Its newest entry (refusals too): seq and leaf hash, for the next one's `previous`.
    pub last: (Seq, Digest),
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_key_has_one_spelling() {
        assert_eq!("PAY-42".parse::<TicketKey>().unwrap().to_string(), "PAY-42");
        for bad in [
            "PAY-042",
            "PAY-+4",
            "PAY-0",
            "pay-1",
            "PAY",
            "PAY-",
            "PAY-99999999999999999999",
        ] {
            assert!(bad.parse::<TicketKey>().is_err(), "{bad}");
        }
    }
}
