//! Who belongs here and what they hold, as the log tells it.

use std::collections::{BTreeMap, BTreeSet};

use model::{
    Actor, ActorId, BotId, Deed, Digest, Handle, Holder, InvitationId, Kind, PersonId, RoleName,
    Seq, Timestamp, TokenId, Via, Who,
};

use super::Naive;

/// A token, as its entry says.
pub struct Issued {
    pub seq: Seq,
    pub id: TokenId,
    pub bot: BotId,
    pub issuer: PersonId,
    pub expires: Timestamp,
}

/// An invitation, as its entry says.
pub struct Invited<'a> {
    pub id: InvitationId,
    pub code: Digest,
    pub roles: &'a BTreeSet<RoleName>,
    pub expires: Timestamp,
}

impl<'a> Naive<'a> {
    /// Everybody who ever came, whether they are still here or not.
    pub fn everybody(self) -> BTreeSet<PersonId> {
        self.done()
            .filter_map(|(_, deed)| match deed {
                Deed::FoundWorkspace { owner, .. } => Some(*owner),
                Deed::Join { person, .. } => Some(*person),
                _ => None,
            })
            .collect()
    }

    /// Whether `person` came last, rather than left.
    pub fn member(self, person: PersonId) -> bool {
        let last = self.done().rev().find_map(|(_, deed)| match deed {
            Deed::FoundWorkspace { owner, .. } if *owner == person => Some(true),
            Deed::Join { person: who, .. } if *who == person => Some(true),
            Deed::RemovePerson { person: who } if *who == person => Some(false),
            _ => None,
        });
        last == Some(true)
    }

    pub fn bots(self) -> Vec<BotId> {
        self.done()
            .filter_map(|(_, deed)| match deed {
                Deed::AddBot { bot, .. } => Some(*bot),
                _ => None,
            })
            .collect()
    }

    pub fn keeper(self, bot: BotId) -> Option<PersonId> {
        self.done().rev().find_map(|(_, deed)| match deed {
            Deed::AddBot { bot: b, keeper, .. } | Deed::ChangeKeeper { bot: b, keeper }
                if *b == bot =>
            {
                Some(*keeper)
            }
            _ => None,
        })
    }

    pub fn knows(self, holder: Holder) -> bool {
        match holder {
            Holder::Person(person) => self.member(person),
            Holder::Bot(bot) => self.bots().contains(&bot),
        }
    }

    /// Every role that the log ever gave to anybody.
    pub fn roles(self) -> BTreeSet<RoleName> {
        let mut roles = BTreeSet::from([RoleName::owner(), RoleName::author()]);
        for (_, deed) in self.done() {
            match deed {
                Deed::GrantRole { role, .. } => drop(roles.insert(role.clone())),
                Deed::Invite { roles: more, .. } => roles.extend(more.iter().cloned()),
                _ => {}
            }
        }
        roles
    }

    /// The entry since which `holder` holds `role` without a break.
    pub fn held_since(self, holder: Holder, role: &RoleName) -> Option<Seq> {
        let mut since = None;
        for (entry, deed) in self.done() {
            let given = match deed {
                Deed::FoundWorkspace { owner, .. } => {
                    Holder::Person(*owner) == holder
                        && [RoleName::owner(), RoleName::author()].contains(role)
                }
                Deed::Join { invitation, person } => {
                    let invited = || self.invitation(*invitation);
                    Holder::Person(*person) == holder
                        && invited().is_some_and(|i| i.roles.contains(role))
                }
                Deed::GrantRole { role: r, holder: h } => r == role && *h == holder,
                _ => false,
            };
            let taken = match deed {
                Deed::RevokeRole { role: r, holder: h } => r == role && *h == holder,
                Deed::RemovePerson { person } => Holder::Person(*person) == holder,
                _ => false,
            };
            if taken {
                since = None;
            } else if given && since.is_none() {
                since = Some(entry.seq);
            }
        }
        since
    }

    pub fn holds(self, holder: Holder, role: &RoleName) -> bool {
        self.held_since(holder, role).is_some()
    }

    /// The people who hold `role`.
    pub fn people_with(self, role: &RoleName) -> BTreeSet<PersonId> {
        let mut people = self.everybody();
        people.retain(|person| self.holds(Holder::Person(*person), role));
        people
    }

    /// Whether `actor` holds `auditor`, which is to do nothing.
    pub fn audits(self, actor: ActorId) -> bool {
        actor
            .holder()
            .is_some_and(|holder| self.holds(holder, &RoleName::auditor()))
    }

    pub fn tokens(self) -> Vec<Issued> {
        self.done()
            .filter_map(|(entry, deed)| match deed {
                Deed::IssueToken {
                    token,
                    bot,
                    expires,
                    ..
                } => Some(Issued {
                    seq: entry.seq,
                    id: *token,
                    bot: *bot,
                    issuer: entry.by.id.person()?,
                    expires: *expires,
                }),
                _ => None,
            })
            .collect()
    }

    /// Whether `token` is worth something: not revoked, and not over at `now`.
    pub fn token_good(self, token: &Issued, now: Timestamp) -> bool {
        let revoked = self
            .done()
            .any(|(_, deed)| matches!(deed, Deed::RevokeToken { token: t } if *t == token.id));
        !revoked && now < token.expires
    }

    /// Whether `actor` belongs here and its credential is worth something.
    pub fn credential_good(self, actor: &Actor, now: Timestamp) -> bool {
        match (actor.id, actor.via) {
            (ActorId::Person(person), Via::Session(_)) => self.member(person),
            (ActorId::Bot(bot), Via::Token(token)) => self
                .tokens()
                .iter()
                .any(|t| t.id == token && t.bot == bot && self.token_good(t, now)),
            _ => false,
        }
    }

    pub fn invitations(self) -> Vec<Invited<'a>> {
        self.done()
            .filter_map(|(_, deed)| match deed {
                Deed::Invite {
                    invitation,
                    code,
                    roles,
                    expires,
                } => Some(Invited {
                    id: *invitation,
                    code: *code,
                    roles,
                    expires: *expires,
                }),
                _ => None,
            })
            .collect()
    }

    pub fn redeemed(self, id: InvitationId) -> bool {
        self.done()
            .any(|(_, deed)| matches!(deed, Deed::Join { invitation, .. } if *invitation == id))
    }

    pub fn invitation(self, id: InvitationId) -> Option<Invited<'a>> {
        self.invitations().into_iter().find(|i| i.id == id)
    }

    /// Whether `actor` is one of `allow`. The clock and auditors never are.
    pub fn allowed(self, allow: &[Who], bound: &BTreeMap<Handle, Holder>, actor: ActorId) -> bool {
        let Some(holder) = actor.holder() else {
            return false;
        };
        let named = allow.iter().any(|who| match who {
            Who::Kind(Kind::Person) => actor.person().is_some(),
            Who::Kind(Kind::Bot) => actor.bot().is_some(),
            Who::Kind(Kind::Clock | Kind::Stranger) => false,
            Who::Role(role) => self.holds(holder, role),
            Who::Actor(handle) => bound.get(handle) == Some(&holder),
        });
        named && !self.audits(actor)
    }
}
