//! Who belongs to a workspace, and what they hold: all that `decide` asks of people, bots and tokens.

use std::collections::{BTreeMap, BTreeSet};

use model::{
    ActorId, BotId, Digest, Handle, Holder, InvitationId, Kind, PersonId, RoleName, Seq, Timestamp,
    TokenId, Via, Who, deed::Rate,
};
use serde::{Deserialize, Serialize};

/// Members, bots, roles, tokens and invitations.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
pub struct Access {
    /// People who belong here.
    pub members: BTreeMap<PersonId, Member>,
    /// Bots.
    pub bots: BTreeMap<BotId, Bot>,
    /// Who holds which role, unbroken since which entry.
    #[serde(with = "crate::at_rest::held")]
    pub roles: BTreeMap<RoleName, BTreeMap<Holder, Seq>>,
    /// Every token there ever was.
    pub tokens: BTreeMap<TokenId, Token>,
    /// Every invitation there ever was.
    pub invitations: BTreeMap<InvitationId, Invitation>,
}

/// A person who belongs here.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Member {
    /// Since this moment.
    pub since: Timestamp,
}

/// A bot.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Bot {
    /// Its handle.
    pub handle: Digest,
    /// Who answers for it.
    pub keeper: PersonId,
    /// Since this moment.
    pub since: Timestamp,
}

/// A bot's token.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Token {
    /// Whose.
    pub bot: BotId,
    /// SHA-256 of its secret.
    pub secret: Digest,
    /// Who issued it.
    pub issuer: PersonId,
    /// When.
    pub issued: Timestamp,
    /// From then on it is worth nothing.
    pub expires: Timestamp,
    /// How many calls it may make; absent: any number.
    pub rate: Option<Rate>,
    /// Since when it is revoked.
    pub revoked: Option<Timestamp>,
}

impl Token {
    /// Whether it opens the bots' door at `now`.
    pub fn valid(&self, now: Timestamp) -> bool {
        self.revoked.is_none() && now < self.expires
    }
}

/// A one-time code.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Invitation {
    /// SHA-256 of the code.
    pub code: Digest,
    /// What whoever redeems it will hold.
    pub roles: BTreeSet<RoleName>,
    /// From then on it is worth nothing.
    pub expires: Timestamp,
    /// Who made it.
    pub by: PersonId,
    /// Who redeemed it.
    pub redeemed: Option<PersonId>,
}

impl Access {
    /// Whether `holder` holds `role` now.
    pub fn holds(&self, holder: Holder, role: &str) -> bool {
        self.since(holder, role).is_some()
    }

    /// Since which entry `holder` holds `role`, unbroken.
    pub fn since(&self, holder: Holder, role: &str) -> Option<Seq> {
        self.roles.get(role)?.get(&holder).copied()
    }

    /// The people who hold `role`.
    pub fn people_with(&self, role: &str) -> impl Iterator<Item = (PersonId, Seq)> {
        self.roles
            .get(role)
            .into_iter()
            .flatten()
            .filter_map(|(holder, since)| match holder {
                Holder::Person(person) => Some((*person, *since)),
                Holder::Bot(_) => None,
            })
    }

    /// What `holder` holds.
    pub fn roles_of(&self, holder: Holder) -> impl Iterator<Item = &RoleName> {
        self.roles
            .iter()
            .filter(move |(_, held)| held.contains_key(&holder))
            .map(|(role, _)| role)
    }

    /// Whether `person` is here to read, and may do nothing.
    pub fn audits(&self, person: PersonId) -> bool {
        self.holds(Holder::Person(person), RoleName::AUDITOR)
    }

    /// Whether one of `allow` is `actor`. An empty list is nobody (law 5); an auditor is nobody in any list.
    pub fn opens(&self, allow: &[Who], bound: &BTreeMap<Handle, Holder>, actor: ActorId) -> bool {
        let Some(holder) = actor.holder() else {
            return false;
        };
        if actor.person().is_some_and(|person| self.audits(person)) {
            return false;
        }
        allow.iter().any(|who| match who {
            Who::Kind(kind) => *kind == actor.kind() && *kind != Kind::Clock,
            Who::Role(role) => self.holds(holder, role.as_str()),
            Who::Actor(handle) => bound.get(handle) == Some(&holder),
        })
    }

    /// Whether `actor` belongs here and came with a credential that is worth something at `now`.
    pub fn credential_holds(&self, actor: ActorId, via: Via, now: Timestamp) -> bool {
        match (actor, via) {
            (ActorId::Person(person), Via::Session(_)) => self.members.contains_key(&person),
            (ActorId::Bot(bot), Via::Token(token)) => {
                self.bots.contains_key(&bot)
                    && self
                        .tokens
                        .get(&token)
                        .is_some_and(|t| t.bot == bot && t.valid(now))
            }
            _ => false,
        }
    }

    /// Who answers for `actor`, if it is a bot.
    pub fn keeper(&self, actor: ActorId) -> Option<PersonId> {
        Some(self.bots.get(&actor.bot()?)?.keeper)
    }

    /// The bots that `person` keeps.
    pub fn kept_by(&self, person: PersonId) -> impl Iterator<Item = BotId> {
        self.bots
            .iter()
            .filter(move |(_, bot)| bot.keeper == person)
            .map(|(id, _)| *id)
    }

    /// Whether `holder` exists here.
    pub fn knows(&self, holder: Holder) -> bool {
        match holder {
            Holder::Person(person) => self.members.contains_key(&person),
            Holder::Bot(bot) => self.bots.contains_key(&bot),
        }
    }
}
