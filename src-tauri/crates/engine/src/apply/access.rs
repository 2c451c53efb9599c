//! Members, roles, bots and tokens.

use model::{ActorId, BotId, Deed, Entry, Exclusion, Holder, PersonId, RoleName, Seq};

use super::ApplyError;
use crate::{
    Access, World,
    access::{Bot, Invitation, Member, Token},
};

pub(super) fn on_access(world: &mut World, entry: &Entry, deed: &Deed) -> Result<(), ApplyError> {
    let (seq, at) = (entry.seq, entry.at);
    let missing = |what| ApplyError::Missing { seq, what };
    match deed {
        Deed::FoundWorkspace {
            workspace,
            name,
            owner,
            simulated,
            key,
        } => {
            if world.id.is_some() || seq != Seq(0) {
                return Err(ApplyError::Contradiction {
                    seq,
                    what: "the workspace is founded twice",
                });
            }
            world.id = Some(*workspace);
            world.name = Some(*name);
            world.simulated = *simulated;
            world.log_keys.add(seq, *key);
            world.access.members.insert(*owner, Member { since: at });
            for role in [RoleName::owner(), RoleName::author()] {
                hold(&mut world.access, role, Holder::Person(*owner), seq);
            }
        }
        Deed::Invite {
            invitation,
            code,
            roles,
            expires,
        } => {
            let by = entry.by.id.person().ok_or(missing("person"))?;
            let invited = Invitation {
                code: *code,
                roles: roles.clone(),
                expires: *expires,
                by,
                redeemed: None,
            };
            world.access.invitations.insert(*invitation, invited);
        }
        Deed::Join { invitation, person } => {
            let invited = world
                .access
                .invitations
                .get_mut(invitation)
                .ok_or(missing("invitation"))?;
            invited.redeemed = Some(*person);
            let roles = invited.roles.clone();
            world.access.members.insert(*person, Member { since: at });
            for role in roles {
                hold(&mut world.access, role, Holder::Person(*person), seq);
            }
            govern(world);
        }
        Deed::RemovePerson { person } => {
            world
                .access
                .members
                .remove(person)
                .ok_or(missing("member"))?;
            for holders in world.access.roles.values_mut() {
                holders.remove(&Holder::Person(*person));
            }
            let given = world.delegations.values_mut();
            for delegation in given.filter(|d| d.from == *person || d.to == *person) {
                delegation.ended.get_or_insert(seq);
            }
        }
        Deed::GrantRole { role, holder } => {
            hold(&mut world.access, role.clone(), *holder, seq);
            govern(world);
        }
        Deed::RevokeRole { role, holder } => {
            let held = world
                .access
                .roles
                .get_mut(role)
                .and_then(|holders| holders.remove(holder));
            held.ok_or(missing("holder"))?;
        }
        Deed::AddBot {
            bot,
            handle,
            keeper,
        } => {
            world.access.bots.insert(
                *bot,
                Bot {
                    handle: *handle,
                    keeper: *keeper,
                    since: at,
                },
            );
        }
        Deed::ChangeKeeper { bot, keeper } => {
            world.access.bots.get_mut(bot).ok_or(missing("bot"))?.keeper = *keeper;
            exclude(world, *bot, *keeper, Exclusion::Keeper);
        }
        Deed::IssueToken {
            token,
            bot,
            secret,
            expires,
            rate,
        } => {
            let issuer = entry.by.id.person().ok_or(missing("person"))?;
            let issued = Token {
                bot: *bot,
                secret: *secret,
                issuer,
                issued: at,
                expires: *expires,
                rate: *rate,
                revoked: None,
            };
            world.access.tokens.insert(*token, issued);
            exclude(world, *bot, issuer, Exclusion::TokenIssuer);
        }
        Deed::RevokeToken { token } => {
            world
                .access
                .tokens
                .get_mut(token)
                .ok_or(missing("token"))?
                .revoked = Some(at);
        }
        _ => {
            return Err(ApplyError::Contradiction {
                seq,
                what: "it changes no access",
            });
        }
    }
    Ok(())
}

/// Holding a role again does not make it older; being given what one holds does not make it newer.
fn hold(access: &mut Access, role: RoleName, holder: Holder, seq: Seq) {
    access
        .roles
        .entry(role)
        .or_default()
        .entry(holder)
        .or_insert(seq);
}

/// Once two people are authors, workflows need a second one to go live, until an owner says otherwise.
fn govern(world: &mut World) {
    if world.governed.is_none() && world.access.people_with(RoleName::AUTHOR).count() > 1 {
        world.governed = Some(true);
    }
}

/// `person` stands behind `bot` now: the excluded of what is open only ever grow (law 7).
fn exclude(world: &mut World, bot: BotId, person: PersonId, why: Exclusion) {
    let bot = ActorId::Bot(bot);
    for request in world.requests.values_mut().filter(|r| r.state.is_open()) {
        let asks = (request.requester == bot).then_some(why);
        let barred = request.barred.get(&bot).into_iter().flatten().copied();
        let reasons: Vec<Exclusion> = asks.into_iter().chain(barred).collect();
        if !reasons.is_empty() {
            request.excluded.entry(person).or_default().extend(reasons);
        }
    }
}
