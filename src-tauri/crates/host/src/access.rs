//! The Access room as it is read: people, bots with their keepers, roles, tokens, invitations.

use std::collections::{BTreeMap, BTreeSet};

use engine::World;
use model::{
    ActorId, BotId, Holder, Outcome, PersonId, RoleName, Span, Timestamp, TokenId,
    view::access::{Access, BotView, InvitationView, KeyView, PersonView, RoleView, TokenView},
};
use store::EntryFilter;

use crate::{
    Member, Result, may,
    names::{self, Names},
    overview::any_invitation,
};

/// Over how many days moves and refusals are counted.
const COUNTED: Span = Span::days(7);
/// How many entries of a bot are counted at most.
const COUNTED_MAX: u32 = 10_000;

/// When everybody and every token was last seen, and how busy the bots were.
struct Seen {
    actors: BTreeMap<ActorId, Timestamp>,
    tokens: BTreeMap<TokenId, Timestamp>,
    busy: BTreeMap<BotId, (u64, u64)>,
}

impl Member {
    /// Who can do what here.
    ///
    /// # Errors
    /// Only the store's.
    pub async fn access(&self) -> Result<Access> {
        let names = self.names().await?;
        let seen = self.seen().await?;
        let now = self.now();
        Ok(self.place.world(|w| {
            let now = may::at(w, now);
            let access = w.access();
            Access {
                people: access
                    .members
                    .iter()
                    .map(|(id, m)| self.person_view(w, *id, m.since, &names, &seen))
                    .collect(),
                bots: access
                    .bots
                    .keys()
                    .map(|id| bot_view(w, *id, &names, &seen, now))
                    .collect(),
                roles: roles(w, &names),
                invitations: invitations(w, &names, now),
                may_change: may::may(w, &self.actor, &any_invitation(now), now),
            }
        }))
    }

    async fn seen(&self) -> Result<Seen> {
        let (people, bots, tokens): (Vec<PersonId>, Vec<BotId>, Vec<TokenId>) =
            self.place.world(|w| {
                let access = w.access();
                (
                    access.members.keys().copied().collect(),
                    access.bots.keys().copied().collect(),
                    access.tokens.keys().copied().collect(),
                )
            });
        let store = &self.place.store;
        let mut seen = Seen {
            actors: BTreeMap::new(),
            tokens: BTreeMap::new(),
            busy: BTreeMap::new(),
        };
        for actor in people
            .into_iter()
            .map(ActorId::Person)
            .chain(bots.iter().map(|b| ActorId::Bot(*b)))
        {
            seen.actors
                .extend(store.last_use(actor).await?.map(|(_, at)| (actor, at)));
        }
        for token in tokens {
            seen.tokens.extend(
                store
                    .last_use_of_token(token)
                    .await?
                    .map(|(_, at)| (token, at)),
            );
        }
        let week = Timestamp::from_micros(
            self.now()
                .micros()
                .saturating_sub(COUNTED.as_seconds() * 1_000_000),
        );
        for bot in bots {
            let filter = EntryFilter {
                actor: Some(ActorId::Bot(bot)),
                from: Some(week),
                ..EntryFilter::default()
            };
            let entries = store.entries(&filter, None, COUNTED_MAX).await?;
            let moves = entries
                .iter()
                .filter(|s| matches!(s.entry.deed, Some(model::Deed::Move { .. })))
                .count();
            let refusals: u64 = entries
                .iter()
                .filter(|s| s.entry.outcome != Outcome::Done)
                .map(|s| s.entry.count.unwrap_or(1))
                .sum();
            seen.busy.insert(bot, (moves as u64, refusals));
        }
        Ok(seen)
    }

    fn person_view(
        &self,
        world: &World,
        id: PersonId,
        since: Timestamp,
        names: &Names,
        seen: &Seen,
    ) -> PersonView {
        let access = world.access();
        PersonView {
            id,
            handle: names
                .people
                .get(id)
                .map(|p| p.handle.clone())
                .unwrap_or_default(),
            name: names.person_name(id),
            roles: names::roles(world, Holder::Person(id)),
            keeps: access
                .kept_by(id)
                .map(|bot| names.bot_handle(bot))
                .collect(),
            since,
            last_seen: seen.actors.get(&ActorId::Person(id)).copied(),
            me: id == self.person,
            key: world.key_in_use(id).map(|key| KeyView {
                key: key.key,
                since: key.at,
                seq: key.seq,
                new_by: key
                    .readmitted_by
                    .filter(|_| key.is_new(may::at(world, self.now())))
                    .map(|by| names.person(by)),
            }),
        }
    }
}

fn bot_view(world: &World, id: BotId, names: &Names, seen: &Seen, now: Timestamp) -> BotView {
    let access = world.access();
    let mut tokens: Vec<(TokenId, &engine::Token)> = access
        .tokens
        .iter()
        .filter(|(_, t)| t.bot == id)
        .map(|(id, t)| (*id, t))
        .collect();
    tokens.sort_by_key(|(_, token)| std::cmp::Reverse(token.issued));
    let token = |(id, token): (TokenId, &engine::Token)| TokenView {
        id,
        issuer: names.person(token.issuer),
        issued: token.issued,
        expires: token.expires,
        rate: token.rate,
        state: token_state(token, now).to_owned(),
        last_use: seen.tokens.get(&id).copied(),
    };
    let (moves_7d, refusals_7d) = seen.busy.get(&id).copied().unwrap_or_default();
    let keeper = access.bots.get(&id).map(|bot| bot.keeper);
    BotView {
        id,
        handle: names.bot_handle(id),
        keeper: keeper.map_or_else(|| names.who(ActorId::Stranger), |k| names.person(k)),
        roles: names::roles(world, Holder::Bot(id)),
        frozen: world.bot_frozen(id),
        tokens: tokens.into_iter().map(token).collect(),
        last_seen: seen.actors.get(&ActorId::Bot(id)).copied(),
        can: can(world, id),
        moves_7d,
        refusals_7d,
    }
}

fn token_state(token: &engine::Token, now: Timestamp) -> &'static str {
    match token.revoked {
        Some(_) => "revoked",
        None if token.valid(now) => "active",
        None => "expired",
    }
}

/// What a bot can do now, a sentence each: in the newest version of every workflow that a project uses.
fn can(world: &World, bot: BotId) -> Vec<String> {
    let used: BTreeSet<_> = world.projects().values().map(|p| &p.workflow).collect();
    let open = |published: &model::Published, allow: &[model::Who]| {
        world
            .access()
            .opens(allow, &published.bound, ActorId::Bot(bot))
    };
    let mut can = Vec::new();
    for at in used.into_iter().filter_map(|name| world.newest(name)) {
        let rules = &at.published.workflow;
        let deeds = [
            ("open", &rules.tickets.create),
            ("edit", &rules.tickets.edit),
            ("comment on", &rules.tickets.comment),
        ];
        let deeds: Vec<&str> = deeds
            .into_iter()
            .filter(|(_, allow)| open(&at.published, allow))
            .map(|(deed, _)| deed)
            .collect();
        if !deeds.is_empty() {
            can.push(format!("{}: {} tickets", rules.name, deeds.join(", ")));
        }
        for t in rules
            .transitions
            .iter()
            .filter(|t| open(&at.published, &t.by))
        {
            let gate = t
                .gate
                .as_ref()
                .map(|g| format!(", once {} approve", asked_for(g)));
            can.push(format!(
                "{}: {}{}",
                rules.name,
                t.name,
                gate.unwrap_or_default()
            ));
        }
    }
    can
}

/// Every role that is held, that a gate asks for or that a rule names, and the built-in ones.
fn roles(world: &World, names: &Names) -> Vec<RoleView> {
    let mut gates: BTreeMap<RoleName, Vec<String>> = BTreeMap::new();
    let built_in_ones = [
        RoleName::owner(),
        RoleName::author(),
        RoleName::freezer(),
        RoleName::auditor(),
    ];
    for role in built_in_ones
        .into_iter()
        .chain(world.access().roles.keys().cloned())
    {
        gates.entry(role).or_default();
    }
    for at in world
        .workflows()
        .values()
        .filter_map(|versions| versions.last())
    {
        let rules = &at.published.workflow;
        for t in &rules.transitions {
            if let Some(gate) = &t.gate {
                for (role, needed) in &gate.seats {
                    let words = format!("{}: {}, {needed}", rules.name, t.name);
                    gates.entry(role.clone()).or_default().push(words);
                }
            }
            for role in t.by.iter().filter_map(named_role) {
                gates.entry(role).or_default();
            }
        }
    }
    let holders = |role: &RoleName| {
        world
            .access()
            .roles
            .get(role)
            .into_iter()
            .flatten()
            .map(|(h, _)| names.holder(*h))
            .collect()
    };
    let view = |(name, gates): (RoleName, Vec<String>)| RoleView {
        built_in: built_in(&name).map(str::to_owned),
        holders: holders(&name),
        name,
        gates,
    };
    gates.into_iter().map(view).collect()
}

fn named_role(who: &model::Who) -> Option<RoleName> {
    match who {
        model::Who::Role(role) => Some(role.clone()),
        model::Who::Kind(_) | model::Who::Actor(_) => None,
    }
}

fn built_in(role: &RoleName) -> Option<&'static str> {
    match role.as_str() {
        RoleName::OWNER => Some("Gives and takes access, makes projects."),
        RoleName::AUTHOR => Some("Publishes workflows."),
        RoleName::FREEZER => Some("Freezes and thaws, beside owners."),
        RoleName::AUDITOR => Some("Reads everything and may do nothing. Held with no other role."),
        _ => None,
    }
}

fn invitations(world: &World, names: &Names, now: Timestamp) -> Vec<InvitationView> {
    let open = world
        .access()
        .invitations
        .iter()
        .filter(|(_, i)| i.redeemed.is_none() && now < i.expires);
    let view = |(id, i): (&model::InvitationId, &engine::Invitation)| InvitationView {
        id: *id,
        roles: i.roles.iter().cloned().collect(),
        expires: i.expires,
        by: names.person(i.by),
    };
    open.map(view).collect()
}

/// What a gate asks for: *2 holding release-manager*.
pub(crate) fn asked_for(gate: &model::Gate) -> String {
    let seats = gate.seats.iter();
    let seats: Vec<String> = seats
        .map(|(role, needed)| format!("{needed} holding {role}"))
        .collect();
    crate::names::listed(&seats)
}
