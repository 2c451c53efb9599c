//! What a change of access costs, said before it is saved: the change is made on a copy of the world, and what gets worse is told.

use engine::World;
use model::{
    ActorId, BotId, Command, Digest, Entry, Event, Outcome, PersonId, Request, Seq, Timestamp,
    TokenId, Via,
    deed::Rate,
    entry::FORMAT,
    view::{
        access::{Cost, Weigh},
        tickets::May,
    },
};
use std::collections::BTreeSet;
use uuid::Uuid;

use crate::{
    Member, Result, may,
    names::{Names, listed},
    seats,
};

impl Member {
    /// Who will be unable to do what, were the change made.
    ///
    /// # Errors
    /// Only the store's.
    pub async fn weigh(&self, change: Weigh) -> Result<Cost> {
        let names = self.names().await?;
        let now = self.now();
        Ok(self.place.world(|w| {
            let now = may::at(w, now);
            let Some(command) = command(&change, now) else {
                return Cost {
                    sentences: new_keeper(w, &change, &names),
                    may: self.may_add_bot(w, &change, now),
                };
            };
            match engine::decide(w, &self.actor, &command, now) {
                Err(refusal) => Cost {
                    sentences: Vec::new(),
                    may: may::answer(Err(refusal)),
                },
                Ok(events) => Cost {
                    sentences: costs(w, &after(w, events, now), &change, &names, now),
                    may: may::answer(Ok(())),
                },
            }
        }))
    }

    fn may_add_bot(&self, world: &World, change: &Weigh, now: Timestamp) -> May {
        let Weigh::ChangeKeeper { keeper, .. } = change else {
            return may::answer(Ok(()));
        };
        let command = Command::AddBot {
            bot: BotId::new(Uuid::nil()),
            handle: Digest::of(b""),
            keeper: *keeper,
        };
        may::may(world, &self.actor, &command, now)
    }
}

/// The command that a change is; nothing for the keeper of a bot that is not there yet.
fn command(change: &Weigh, now: Timestamp) -> Option<Command> {
    Some(match change.clone() {
        Weigh::RevokeRole { role, holder } => Command::RevokeRole { role, holder },
        Weigh::GrantRole { role, holder } => Command::GrantRole { role, holder },
        Weigh::RemovePerson { person } => Command::RemovePerson { person },
        Weigh::ChangeKeeper { bot, keeper } => Command::ChangeKeeper { bot: bot?, keeper },
        Weigh::IssueToken { bot } => Command::IssueToken {
            token: TokenId::new(Uuid::nil()),
            bot,
            secret: Digest::of(b""),
            expires: now.plus(model::Span::days(1)),
            rate: Some(Rate::default()),
        },
        Weigh::RevokeToken { token } => Command::RevokeToken { token },
    })
}

/// The world as it would be. Should an event not follow, the world as far as it went: a cost is advice, not a decision.
fn after(world: &World, events: Vec<Event>, now: Timestamp) -> World {
    let mut next = world.clone();
    for event in events {
        let entry = entry(&next, event, now);
        if let Err(error) = engine::apply(&mut next, &entry, Digest::of(b"")) {
            tracing::error!(%error, "a change that decide allowed does not follow");
        }
    }
    next
}

fn entry(world: &World, event: Event, now: Timestamp) -> Entry {
    Entry {
        v: FORMAT,
        seq: world.head().map_or(Seq(0), |head| Seq(head.0 + 1)),
        at: now,
        by: event.by,
        action: event.deed.action(),
        about: event.about,
        outcome: Outcome::Done,
        code: None,
        named: None,
        previous: None,
        key: None,
        count: None,
        trace: None,
        engine: engine::VERSION,
        deed: Some(event.deed),
    }
}

fn costs(
    before: &World,
    after: &World,
    change: &Weigh,
    names: &Names,
    now: Timestamp,
) -> Vec<String> {
    let mut sentences = lost_seats(before, after, names, now);
    sentences.extend(worse_gates(before, after, names, now));
    sentences.extend(open_requests(before, after, names));
    match change {
        Weigh::RevokeToken { token } => sentences.extend(stranded(before, *token, names)),
        Weigh::GrantRole { role, .. } => {
            let open = before
                .open_requests()
                .filter(|r| r.gate.seats.contains_key(role))
                .count();
            if open > 0 {
                sentences.push(format!("On what is asked already ({open} open) the role does not count: only on what is asked from now on."));
            }
        }
        _ => {}
    }
    sentences
}

/// Who could approve what a bot asks, and then cannot.
fn lost_seats(before: &World, after: &World, names: &Names, now: Timestamp) -> Vec<String> {
    let mut sentences = Vec::new();
    for bot in after.access().bots.keys() {
        let lost: BTreeSet<PersonId> = before
            .access()
            .members
            .keys()
            .copied()
            .filter(|person| {
                approves(before, *person, *bot, now) && !approves(after, *person, *bot, now)
            })
            .collect();
        for person in lost {
            sentences.push(format!(
                "{} will then be unable to approve what {} asks.",
                names.person_name(person),
                names.bot_handle(*bot)
            ));
        }
    }
    sentences
}

/// Whether `person` could approve anything that `bot` may ask for at some gate.
fn approves(world: &World, person: PersonId, bot: BotId, now: Timestamp) -> bool {
    let asks = |published: &model::Published, t: &model::Transition| {
        world
            .access()
            .opens(&t.by, &published.bound, ActorId::Bot(bot))
    };
    world
        .workflows()
        .values()
        .filter_map(|versions| versions.last())
        .any(|at| {
            at.published.workflow.transitions.iter().any(|t| {
                let gate = t.gate.as_ref().filter(|_| asks(&at.published, t));
                gate.is_some_and(|gate| {
                    seats::approvers(world, gate, ActorId::Bot(bot), now).contains_key(&person)
                })
            })
        })
}

/// Gates that could be opened, and then cannot.
fn worse_gates(before: &World, after: &World, names: &Names, now: Timestamp) -> Vec<String> {
    let warnings = |world: &World| -> BTreeSet<String> {
        let newest = world
            .workflows()
            .values()
            .filter_map(|versions| versions.last());
        newest
            .flat_map(|at| {
                seats::warnings(
                    world,
                    &at.published.workflow,
                    &at.published.bound,
                    names,
                    now,
                )
            })
            .collect()
    };
    warnings(after)
        .difference(&warnings(before))
        .cloned()
        .collect()
}

/// Requests that then have too few people left.
fn open_requests(before: &World, after: &World, names: &Names) -> Vec<String> {
    let enough = |world: &World, request: &Request| !engine::hopeless(world, request);
    let hopeless = before.open_requests().filter(|old| {
        let new = after.request(old.id);
        enough(before, old) && new.is_some_and(|new| !enough(after, new))
    });
    hopeless
        .map(|r| format!("The open request of {} for {} on {} will have too few people left who can approve it.", names.who(r.requester).name, r.transition, r.key))
        .collect()
}

/// Requests that were asked with a token: they cannot move without it.
fn stranded(world: &World, token: TokenId, names: &Names) -> Vec<String> {
    let asked = world.open_requests().filter(|r| r.via == Via::Token(token));
    let mut sentences: Vec<String> = asked
        .map(|r| format!("The open request of {} for {} on {} was asked with this token: it will end as stale.", names.who(r.requester).name, r.transition, r.key))
        .collect();
    let bot = world.access().tokens.get(&token).map(|t| t.bot);
    let others = |bot: BotId| {
        world
            .access()
            .tokens
            .iter()
            .any(|(id, t)| t.bot == bot && *id != token && t.revoked.is_none())
    };
    sentences.extend(bot.filter(|b| !others(*b)).map(|b| {
        format!(
            "{} has no other token: it will be unable to call at all.",
            names.bot_handle(b)
        )
    }));
    sentences
}

/// What a person gives up who becomes keeper of a new bot.
fn new_keeper(world: &World, change: &Weigh, names: &Names) -> Vec<String> {
    let Weigh::ChangeKeeper { keeper, .. } = change else {
        return Vec::new();
    };
    let gates: BTreeSet<String> = world
        .workflows()
        .values()
        .filter_map(|versions| versions.last())
        .flat_map(|at| {
            at.published
                .workflow
                .transitions
                .iter()
                .filter_map(|t| t.gate.as_ref())
        })
        .flat_map(model::Gate::roles)
        .filter(|role| {
            let mut holders = world.access().people_with(role.as_str());
            holders.any(|(p, _)| p == *keeper)
        })
        .map(|role| role.to_string())
        .collect();
    if gates.is_empty() {
        return Vec::new();
    }
    let roles: Vec<String> = gates.into_iter().collect();
    vec![format!(
        "{} holds {} and will be unable to approve what this bot asks, also after handing it on.",
        names.person_name(*keeper),
        listed(&roles)
    )]
}
