//! Who belongs, what they hold, bots and their tokens, projects.

use model::{
    Actor, ActorId, Command, Deed, Digest, Event, Holder, InvitationId, PersonId, Refusal,
    RoleName, Timestamp, TokenId, Who,
    refusal::{Code, Thing},
};

use super::{both, needs_role, only};
use crate::World;

/// A log's first entry.
pub fn found(world: &World, actor: &Actor, deed: Deed) -> Result<Vec<Event>, Refusal> {
    if world.head.is_some() {
        return Err(Refusal::AlreadyExists(Thing::Workspace));
    }
    Ok(only(actor, deed))
}

/// Somebody redeems a code.
pub fn join(
    world: &World,
    actor: &Actor,
    invitation: InvitationId,
    code: Digest,
    now: Timestamp,
) -> Result<Vec<Event>, Refusal> {
    let found = world
        .access
        .invitations
        .get(&invitation)
        .filter(|i| i.code == code);
    let found = found.ok_or(Refusal::NotFound(Thing::Invitation))?;
    let ActorId::Person(person) = actor.id else {
        return Err(Refusal::NotPermitted {
            allowed: vec![Who::Kind(model::Kind::Person)],
        });
    };
    if found.redeemed.is_some() || now >= found.expires {
        return Err(Refusal::NotValid(Thing::Invitation));
    }
    if world.access.members.contains_key(&person) {
        return Err(Refusal::AlreadyExists(Thing::Person));
    }
    Ok(only(actor, Deed::Join { invitation, person }))
}

/// Changes of access.
pub fn change(
    world: &World,
    actor: &Actor,
    command: &Command,
    now: Timestamp,
) -> Result<Vec<Event>, Refusal> {
    let deed = match command {
        Command::IssueToken {
            token,
            bot,
            secret,
            expires,
            rate,
        } => {
            let known = world
                .access
                .bots
                .get(bot)
                .ok_or(Refusal::NotFound(Thing::Bot))?;
            keeper_or_owner(world, actor, known.keeper)?;
            fresh(!world.access.tokens.contains_key(token), Thing::Token)?;
            Deed::IssueToken {
                token: *token,
                bot: *bot,
                secret: *secret,
                expires: *expires,
                rate: *rate,
            }
        }
        Command::RevokeToken { token } => revoke_token(world, actor, *token, now)?,
        Command::RemovePerson { person } => remove(world, actor, *person)?,
        owners => both(
            needs_role(world, actor, RoleName::owner()).map(drop),
            by_owner(world, owners),
        )?,
    };
    Ok(only(actor, deed))
}

fn by_owner(world: &World, command: &Command) -> Result<Deed, Refusal> {
    let access = &world.access;
    Ok(match command {
        Command::Invite {
            invitation,
            code,
            roles,
            expires,
        } => {
            if roles.contains(RoleName::AUDITOR) && roles.len() > 1 {
                return Err(Refusal::AuditorAlone);
            }
            Deed::Invite {
                invitation: *invitation,
                code: *code,
                roles: roles.clone(),
                expires: *expires,
            }
        }
        Command::GrantRole { role, holder } => grant(world, role, *holder)?,
        Command::RevokeRole { role, holder } => {
            if !access.holds(*holder, role.as_str()) {
                return Err(Refusal::NotFound(Thing::Holder));
            }
            owner_remains(world, role, *holder)?;
            Deed::RevokeRole {
                role: role.clone(),
                holder: *holder,
            }
        }
        Command::AddBot {
            bot,
            handle,
            keeper,
        } => {
            member(world, *keeper)?;
            fresh(!access.bots.contains_key(bot), Thing::Bot)?;
            Deed::AddBot {
                bot: *bot,
                handle: *handle,
                keeper: *keeper,
            }
        }
        Command::ChangeKeeper { bot, keeper } => {
            let known = access.bots.get(bot).ok_or(Refusal::NotFound(Thing::Bot))?;
            member(world, *keeper)?;
            fresh(known.keeper != *keeper, Thing::Holder)?;
            Deed::ChangeKeeper {
                bot: *bot,
                keeper: *keeper,
            }
        }
        Command::CreateProject {
            project,
            key,
            name,
            workflow,
        } => {
            world
                .newest(workflow)
                .ok_or(Refusal::NotFound(Thing::Workflow))?;
            fresh(!world.projects.contains_key(key), Thing::Project)?;
            Deed::CreateProject {
                project: *project,
                key: key.clone(),
                name: *name,
                workflow: workflow.clone(),
            }
        }
        _ => return Err(Refusal::TurnedAway(Code::Malformed)),
    })
}

/// A role is given. Bots hold no built-in one, an auditor holds no other.
fn grant(world: &World, role: &RoleName, holder: Holder) -> Result<Deed, Refusal> {
    let access = &world.access;
    if !access.knows(holder) {
        return Err(Refusal::NotFound(Thing::Holder));
    }
    let built_in = [RoleName::OWNER, RoleName::AUTHOR, RoleName::AUDITOR].contains(&role.as_str());
    if built_in && matches!(holder, Holder::Bot(_)) {
        return Err(Refusal::NotPermitted {
            allowed: vec![Who::Kind(model::Kind::Person)],
        });
    }
    fresh(!access.holds(holder, role.as_str()), Thing::Holder)?;
    let audits = access.holds(holder, RoleName::AUDITOR);
    let becomes_auditor = role.as_str() == RoleName::AUDITOR;
    if audits || (becomes_auditor && access.roles_of(holder).next().is_some()) {
        return Err(Refusal::AuditorAlone);
    }
    Ok(Deed::GrantRole {
        role: role.clone(),
        holder,
    })
}

fn revoke_token(
    world: &World,
    actor: &Actor,
    token: TokenId,
    now: Timestamp,
) -> Result<Deed, Refusal> {
    let found = world
        .access
        .tokens
        .get(&token)
        .ok_or(Refusal::NotFound(Thing::Token))?;
    let keeper = world.access.bots.get(&found.bot).map(|b| b.keeper);
    let theirs = actor
        .id
        .person()
        .is_some_and(|p| p == found.issuer || Some(p) == keeper);
    if !theirs {
        needs_role(world, actor, RoleName::owner())?;
    }
    if !found.valid(now) {
        return Err(Refusal::NotValid(Thing::Token));
    }
    Ok(Deed::RevokeToken { token })
}

/// An owner ends a membership, or a member their own.
fn remove(world: &World, actor: &Actor, person: PersonId) -> Result<Deed, Refusal> {
    member(world, person)?;
    if actor.id != ActorId::Person(person) {
        needs_role(world, actor, RoleName::owner())?;
    }
    owner_remains(world, &RoleName::owner(), Holder::Person(person))?;
    let bots = world.access.kept_by(person).count();
    if bots > 0 {
        return Err(Refusal::StillKeeper { bots });
    }
    Ok(Deed::RemovePerson { person })
}

pub fn member(world: &World, person: PersonId) -> Result<(), Refusal> {
    world
        .access
        .members
        .get(&person)
        .map(drop)
        .ok_or(Refusal::NotFound(Thing::Person))
}

pub fn fresh(is: bool, thing: Thing) -> Result<(), Refusal> {
    if is {
        Ok(())
    } else {
        Err(Refusal::AlreadyExists(thing))
    }
}

fn keeper_or_owner(world: &World, actor: &Actor, keeper: PersonId) -> Result<(), Refusal> {
    if actor.id == ActorId::Person(keeper) {
        return Ok(());
    }
    needs_role(world, actor, RoleName::owner()).map(drop)
}

/// That somebody still owns the workspace when `holder` no longer holds `role`.
fn owner_remains(world: &World, role: &RoleName, holder: Holder) -> Result<(), Refusal> {
    let holds = world.access.holds(holder, RoleName::OWNER);
    if role.as_str() == RoleName::OWNER
        && holds
        && world.access.people_with(RoleName::OWNER).count() == 1
    {
        return Err(Refusal::LastOwner);
    }
    Ok(())
}
