//! Who acts: a person, a bot or the clock, and by which credential.

use std::{fmt, str::FromStr};

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

use crate::{BotId, PersonId, SessionId, TokenId, bytes::as_text};

/// What sort of actor somebody is. It never changes.
#[derive(
    Clone,
    Copy,
    Debug,
    PartialEq,
    Eq,
    PartialOrd,
    Ord,
    Hash,
    Serialize,
    Deserialize,
    ToSchema,
    JsonSchema,
)]
#[serde(rename_all = "snake_case")]
pub enum Kind {
    /// A human being with a password.
    Person,
    /// A program with a token, and a keeper who answers for it.
    Bot,
    /// Time passing. It records expiry and nothing else.
    Clock,
    /// Somebody without a credential that holds, at the host's own door.
    Stranger,
}

impl fmt::Display for Kind {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            Self::Person => "person",
            Self::Bot => "bot",
            Self::Clock => "clock",
            Self::Stranger => "stranger",
        })
    }
}

/// An actor's identity.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum ActorId {
    /// A person.
    Person(PersonId),
    /// A bot.
    Bot(BotId),
    /// The clock.
    Clock,
    /// Somebody unknown: may do nothing, but leaves a trace in the host's log.
    Stranger,
}

impl ActorId {
    /// The sort of actor.
    pub const fn kind(self) -> Kind {
        match self {
            Self::Person(_) => Kind::Person,
            Self::Bot(_) => Kind::Bot,
            Self::Clock => Kind::Clock,
            Self::Stranger => Kind::Stranger,
        }
    }
    /// The person, if it is one.
    pub const fn person(self) -> Option<PersonId> {
        if let Self::Person(id) = self {
            Some(id)
        } else {
            None
        }
    }
    /// The bot, if it is one.
    pub const fn bot(self) -> Option<BotId> {
        if let Self::Bot(id) = self {
            Some(id)
        } else {
            None
        }
    }
    /// The same as somebody who can hold a role; the clock cannot.
    pub const fn holder(self) -> Option<Holder> {
        match self {
            Self::Person(id) => Some(Holder::Person(id)),
            Self::Bot(id) => Some(Holder::Bot(id)),
            Self::Clock | Self::Stranger => None,
        }
    }
}

impl Serialize for ActorId {
    fn serialize<S: serde::Serializer>(&self, to: S) -> Result<S::Ok, S::Error> {
        let text = match self {
            Self::Person(id) => format!("person:{id}"),
            Self::Bot(id) => format!("bot:{id}"),
            Self::Clock => "clock".to_owned(),
            Self::Stranger => "stranger".to_owned(),
        };
        to.serialize_str(&text)
    }
}

impl<'de> Deserialize<'de> for ActorId {
    fn deserialize<D: serde::Deserializer<'de>>(from: D) -> Result<Self, D::Error> {
        let text = String::deserialize(from)?;
        let bad =
            || serde::de::Error::custom("not an actor: person:<id>, bot:<id>, clock or stranger");
        match text.split_once(':') {
            Some(("person", id)) => id.parse().map(Self::Person).map_err(|_| bad()),
            Some(("bot", id)) => id.parse().map(Self::Bot).map_err(|_| bad()),
            None if text == "clock" => Ok(Self::Clock),
            None if text == "stranger" => Ok(Self::Stranger),
            _ => Err(bad()),
        }
    }
}

/// Somebody who can hold a role.
#[derive(
    Clone,
    Copy,
    Debug,
    PartialEq,
    Eq,
    PartialOrd,
    Ord,
    Hash,
    Serialize,
    Deserialize,
    ToSchema,
    JsonSchema,
)]
#[serde(rename_all = "snake_case", tag = "kind", content = "id")]
pub enum Holder {
    /// A person.
    Person(PersonId),
    /// A bot.
    Bot(BotId),
}

impl From<Holder> for ActorId {
    fn from(holder: Holder) -> Self {
        match holder {
            Holder::Person(id) => Self::Person(id),
            Holder::Bot(id) => Self::Bot(id),
        }
    }
}

/// The credential an actor came with. In the log it is `token:<id>`, `session:<id>`, `clock` or `nothing`.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Via {
    /// A bot's token.
    Token(TokenId),
    /// A person's session.
    Session(SessionId),
    /// None: the host's own clock.
    Clock,
    /// None that holds.
    Nothing,
}

impl fmt::Display for Via {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Token(id) => write!(f, "token:{id}"),
            Self::Session(id) => write!(f, "session:{id}"),
            Self::Clock => f.write_str("clock"),
            Self::Nothing => f.write_str("nothing"),
        }
    }
}

/// A text names no credential.
#[derive(Debug, thiserror::Error)]
#[error("This names no credential: token:<id>, session:<id>, clock or nothing.")]
pub struct NotACredential;

impl FromStr for Via {
    type Err = NotACredential;
    fn from_str(s: &str) -> Result<Self, NotACredential> {
        match s.split_once(':') {
            Some(("token", id)) => id.parse().map(Self::Token).map_err(|_| NotACredential),
            Some(("session", id)) => id.parse().map(Self::Session).map_err(|_| NotACredential),
            None if s == "clock" => Ok(Self::Clock),
            None if s == "nothing" => Ok(Self::Nothing),
            _ => Err(NotACredential),
        }
    }
}
impl Serialize for Via {
    fn serialize<S: serde::Serializer>(&self, to: S) -> Result<S::Ok, S::Error> {
        to.collect_str(self)
    }
}
impl<'de> Deserialize<'de> for Via {
    fn deserialize<D: serde::Deserializer<'de>>(from: D) -> Result<Self, D::Error> {
        as_text(from)
    }
}

/// Who asks, and by which credential: what a door has found out before anything is decided.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Actor {
    /// Who.
    pub id: ActorId,
    /// By what.
    pub via: Via,
}

impl Actor {
    /// The clock, which has no credential.
    pub const CLOCK: Self = Self {
        id: ActorId::Clock,
        via: Via::Clock,
    };

    /// Somebody without a credential that holds.
    pub const STRANGER: Self = Self {
        id: ActorId::Stranger,
        via: Via::Nothing,
    };

    /// A bot that came with a token.
    pub const fn bot(bot: BotId, token: TokenId) -> Self {
        Self {
            id: ActorId::Bot(bot),
            via: Via::Token(token),
        }
    }
    /// A person in a session.
    pub const fn person(person: PersonId, session: SessionId) -> Self {
        Self {
            id: ActorId::Person(person),
            via: Via::Session(session),
        }
    }
}
