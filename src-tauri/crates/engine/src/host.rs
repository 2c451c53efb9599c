//! The host's own small state machine: people, sign-ins, workspaces made. The same functions, another world.

mod again;

pub use again::again;

use std::collections::BTreeMap;

use ledger::LedgerError;
use model::{
    Actor, ActorId, Code, Deed, Digest, Entry, Event, HostCommand, HostId, Outcome, PersonId,
    Refusal, RoleName, Seq, Timestamp, Who, WorkspaceId, command::Rotation, entry::About,
    refusal::Thing,
};
use serde::{Deserialize, Serialize};

use crate::{
    ApplyError, LogKeys,
    decide::keys::{begun, rotated},
    signing::{self, Succession},
};

/// A host as its log says it is.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
pub struct HostWorld {
    id: Option<HostId>,
    log_keys: LogKeys,
    rotated_at: Option<Timestamp>,
    epochs: Vec<Seq>,
    head: Option<Seq>,
    last_at: Option<Timestamp>,
    simulated: bool,
    people: BTreeMap<PersonId, Person>,
    workspaces: BTreeMap<WorkspaceId, PersonId>,
}

/// A person whom the host knows.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Person {
    /// How they sign in.
    pub handle: Digest,
    /// How they are shown.
    pub name: Digest,
    /// Their password record.
    pub password: Digest,
    /// Since when.
    pub since: Timestamp,
}

impl HostWorld {
    /// A host of which nothing is known yet.
    pub fn new() -> Self {
        Self::default()
    }
    /// Its id, once it has begun.
    pub const fn id(&self) -> Option<HostId> {
        self.id
    }
    /// The log's own keys.
    pub const fn log_keys(&self) -> &LogKeys {
        &self.log_keys
    }
    /// The entries by which the log went on from an older state of itself.
    pub fn epochs(&self) -> &[Seq] {
        &self.epochs
    }
    /// The newest entry.
    pub const fn head(&self) -> Option<Seq> {
        self.head
    }
    /// When the newest entry was written.
    pub const fn last_at(&self) -> Option<Timestamp> {
        self.last_at
    }
    /// Made by the demo, on a simulated clock.
    pub const fn simulated(&self) -> bool {
        self.simulated
    }
    /// Everybody.
    pub const fn people(&self) -> &BTreeMap<PersonId, Person> {
        &self.people
    }
    /// Its workspaces, each with its founder.
    pub const fn workspaces(&self) -> &BTreeMap<WorkspaceId, PersonId> {
        &self.workspaces
    }
}

/// What follows from `command`, or why nothing does.
///
/// # Errors
/// The [`Refusal`]; the world is as it was.
pub fn decide(
    world: &HostWorld,
    actor: &Actor,
    command: &HostCommand,
    now: Timestamp,
) -> Result<Vec<Event>, Refusal> {
    let known = actor
        .id
        .person()
        .is_some_and(|person| world.people.contains_key(&person));
    let self_only = |person: &PersonId| {
        if known && actor.id == ActorId::Person(*person) {
            Ok(())
        } else {
            Err(Refusal::Unauthenticated)
        }
    };
    let deed = match command {
        HostCommand::TurnedAway { code, .. } | HostCommand::Counted { code, .. } => {
            return Err(Refusal::TurnedAway(*code));
        }
        HostCommand::FoundHost {
            host,
            simulated,
            key,
        } => {
            if world.head.is_some() {
                return Err(Refusal::AlreadyExists(Thing::Workspace));
            }
            Deed::FoundHost {
                host: *host,
                simulated: *simulated,
                key: *key,
            }
        }
        HostCommand::AddPerson {
            person,
            handle,
            name,
            password,
        } => {
            if world.people.contains_key(person) {
                return Err(Refusal::AlreadyExists(Thing::Person));
            }
            if actor.id != ActorId::Person(*person) {
                return Err(Refusal::Unauthenticated);
            }
            Deed::AddPerson {
                person: *person,
                handle: *handle,
                name: *name,
                password: *password,
            }
        }
        HostCommand::ChangePassword { person, password } => {
            self_only(person)?;
            Deed::ChangePassword {
                person: *person,
                password: *password,
            }
        }
        HostCommand::SignIn {
            person: Some(person),
            right: true,
        } => {
            self_only(person)?;
            Deed::SignIn { person: *person }
        }
        HostCommand::SignIn { .. } => return Err(Refusal::TurnedAway(Code::Unauthenticated)),
        HostCommand::SignOut { person } => {
            self_only(person)?;
            Deed::SignOut { person: *person }
        }
        HostCommand::AddWorkspace { workspace, founder } => {
            self_only(founder)?;
            if world.workspaces.contains_key(workspace) {
                return Ok(Vec::new());
            }
            Deed::AddWorkspace {
                workspace: *workspace,
                founder: *founder,
            }
        }
        HostCommand::RotateKey(rotation) => {
            founder_only(world, actor)?;
            hands_over(world, rotation, now).map_err(|_| Refusal::NotSigned)?;
            rotated(rotation)
        }
        HostCommand::BeginEpoch(epoch) => {
            founder_only(world, actor)?;
            begun(&world.log_keys, epoch)?
        }
    };
    Ok(vec![Event {
        by: *actor,
        about: About::default(),
        deed,
    }])
}

/// A host has no owner: what is done to its log itself, somebody does who founded a workspace here. A host without workspaces has nothing to guard.
fn founder_only(world: &HostWorld, actor: &Actor) -> Result<(), Refusal> {
    let founded = |person| world.workspaces.values().any(|founder| *founder == person);
    match actor.id.person() {
        Some(person) if !world.people.contains_key(&person) => Err(Refusal::Unauthenticated),
        Some(person) if world.workspaces.is_empty() || founded(person) => Ok(()),
        _ => Err(Refusal::NotPermitted {
            allowed: vec![Who::Role(RoleName::owner())],
        }),
    }
}

/// Checks what is signed in `entry`, which is to follow on `world`; says how many signatures were right.
///
/// # Errors
/// [`LedgerError`]: a signature that is wrong, or by a key that the log does not have.
pub fn attest(world: &HostWorld, entry: &Entry) -> Result<u64, LedgerError> {
    match entry.deed.as_ref().and_then(signing::rotation) {
        Some(rotation) => hands_over(world, &rotation, entry.at).map(|()| 2),
        None => Ok(0),
    }
}

fn hands_over(world: &HostWorld, rotation: &Rotation, now: Timestamp) -> Result<(), LedgerError> {
    let after = Succession {
        origin: ledger::Origin::Host(world.id.ok_or(LedgerError::NotAKey)?.uuid()),
        keys: &world.log_keys,
        rotated_at: world.rotated_at,
    };
    signing::rotated(&after, rotation, now)
}

/// Takes in `entry`.
///
/// # Errors
/// [`ApplyError`] when it does not follow.
pub fn apply(world: &mut HostWorld, entry: &Entry) -> Result<(), ApplyError> {
    let seq = entry.seq;
    let expected = world.head.map_or(Seq(0), |head| Seq(head.0 + 1));
    if seq != expected {
        return Err(ApplyError::OutOfOrder {
            expected,
            found: seq,
        });
    }
    if world.last_at.is_some_and(|last| entry.at < last) {
        return Err(ApplyError::TimeRanBack(seq));
    }
    world.head = Some(seq);
    world.last_at = Some(entry.at);
    if entry.outcome != Outcome::Done {
        return Ok(());
    }
    match &entry.deed {
        Some(Deed::FoundHost {
            host,
            simulated,
            key,
        }) => {
            world.id = Some(*host);
            world.simulated = *simulated;
            world.log_keys.add(seq, *key);
        }
        Some(Deed::AddPerson {
            person,
            handle,
            name,
            password,
        }) => {
            let known = Person {
                handle: *handle,
                name: *name,
                password: *password,
                since: entry.at,
            };
            world.people.insert(*person, known);
        }
        Some(Deed::ChangePassword { person, password }) => {
            let person = world.people.get_mut(person).ok_or(ApplyError::Missing {
                seq,
                what: "person",
            })?;
            person.password = *password;
        }
        Some(Deed::AddWorkspace { workspace, founder }) => {
            world.workspaces.insert(*workspace, *founder);
        }
        Some(Deed::RotateKey { new, at, .. }) => {
            world.log_keys.add(seq, *new);
            world.rotated_at = Some(*at);
        }
        Some(Deed::Epoch { key, .. }) => {
            world.epochs.push(seq);
            world.log_keys.add(seq, *key);
        }
        Some(Deed::SignIn { .. } | Deed::SignOut { .. }) => {}
        _ => {
            return Err(ApplyError::Contradiction {
                seq,
                what: "it belongs to a workspace's log",
            });
        }
    }
    Ok(())
}
