//! A voice: who decides, and whose seat that fills. Without a delegation both are one person.

use std::collections::{BTreeMap, BTreeSet};

use model::{
    Decision, DelegationId, Exclusion, Holder, PersonId, Refusal, Request, RoleName, Timestamp, Who,
};

use crate::{Delegation, World};

/// The roles of a gate whose seats a voice can fill.
pub type Fills = BTreeSet<RoleName>;

/// Who decides, and in whose stead.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Voice {
    /// Who decides.
    pub by: PersonId,
    /// By which delegation, if in another's stead.
    pub under: Option<DelegationId>,
}

impl Voice {
    /// Whoever decided, as they did.
    pub fn of(decision: &Decision) -> Self {
        Self {
            by: decision.by,
            under: decision.stead.map(|stead| stead.under),
        }
    }

    /// What it fills at the gate of `request`, by roles that were held since before that opened.
    pub(super) fn fills(self, world: &World, request: &Request) -> Fills {
        let Some(under) = self.under else {
            return in_time(world, request, self.by);
        };
        let given = world.delegations.get(&under);
        given.map_or(Fills::new(), |d| in_stead(world, request, d))
    }

    /// Whether an approval of it still counts, and what it fills.
    pub(super) fn still(
        self,
        world: &World,
        request: &Request,
        now: Timestamp,
    ) -> Result<Fills, Refusal> {
        let Some(under) = self.under else {
            return own(world, request, self.by, now);
        };
        let given = world.delegations.get(&under);
        let given = given.filter(|d| d.stands() && d.to == self.by);
        for_another(world, request, self.by, given, now)
    }
}

/// Whether `voice` may decide on `request` at `now`, apart from what they were shown and whether they did already; and what it fills.
///
/// # Errors
/// The first of `own_request`, `own_bot`, `token_issuer`, `barred`, `not_permitted`, `role_too_late`, `key_too_new` that holds;
/// for a delegation `not_delegated` where the roles would be.
pub fn entitled(
    world: &World,
    request: &Request,
    voice: Voice,
    now: Timestamp,
) -> Result<Fills, Refusal> {
    let Some(under) = voice.under else {
        return own(world, request, voice.by, now);
    };
    let given = world.delegations.get(&under);
    let given = given.filter(|d| d.in_force(now) && d.to == voice.by);
    for_another(world, request, voice.by, given, now)
}

fn own(
    world: &World,
    request: &Request,
    person: PersonId,
    now: Timestamp,
) -> Result<Fills, Refusal> {
    unexcluded(request, person)?;
    let fills = in_time(world, request, person);
    if fills.is_empty() {
        let late = held(world, request, person);
        return Err(if late.is_empty() {
            let roles = request.gate.roles();
            Refusal::NotPermitted {
                allowed: roles.into_iter().map(Who::Role).collect(),
            }
        } else {
            Refusal::RoleTooLate { roles: late }
        });
    }
    ripe(world, request, person, now)?;
    Ok(fills)
}

/// Both must be free to decide: neither reaches through the other (law 7).
fn for_another(
    world: &World,
    request: &Request,
    person: PersonId,
    given: Option<&Delegation>,
    now: Timestamp,
) -> Result<Fills, Refusal> {
    unexcluded(request, person)?;
    let fills = given.map_or(Fills::new(), |d| in_stead(world, request, d));
    if fills.is_empty() || !world.access.members.contains_key(&person) {
        return Err(Refusal::NotDelegated);
    }
    ripe(world, request, person, now)?;
    Ok(fills)
}

fn unexcluded(request: &Request, person: PersonId) -> Result<(), Refusal> {
    let Some(first) = request.excluded.get(&person).and_then(BTreeSet::first) else {
        return Ok(());
    };
    let roles = request.gate.roles();
    Err(match first {
        Exclusion::Requester => Refusal::OwnRequest { roles },
        Exclusion::Keeper => Refusal::OwnBot { roles },
        Exclusion::TokenIssuer => Refusal::TokenIssuer { roles },
        Exclusion::Creator | Exclusion::LastEditor | Exclusion::Mover => Refusal::Barred { roles },
    })
}

fn ripe(world: &World, request: &Request, person: PersonId, now: Timestamp) -> Result<(), Refusal> {
    if world.signing.too_new(person, request, now) {
        let roles = request.gate.roles();
        return Err(Refusal::KeyTooNew { roles });
    }
    Ok(())
}

/// The roles of the gate that `person` holds since before `request` opened.
fn in_time(world: &World, request: &Request, person: PersonId) -> Fills {
    let holder = Holder::Person(person);
    let since = |role: &RoleName| world.access.since(holder, role.as_str());
    let mut roles = request.gate.roles();
    roles.retain(|role| since(role).is_some_and(|since| since < request.opened));
    roles
}

/// The roles of the gate that `person` holds.
fn held(world: &World, request: &Request, person: PersonId) -> Fills {
    let holder = Holder::Person(person);
    let mut roles = request.gate.roles();
    roles.retain(|role| world.access.holds(holder, role.as_str()));
    roles
}

/// What the giver of `delegation` could fill within its scope, unless they could not decide themselves.
fn in_stead(world: &World, request: &Request, delegation: &Delegation) -> Fills {
    if request.excluded.contains_key(&delegation.from) {
        return Fills::new();
    }
    let mut roles = in_time(world, request, delegation.from);
    roles.retain(|role| delegation.covers(&request.workflow.name, role));
    roles
}

/// Everybody who holds a role of the gate, and which.
pub(super) fn holders(world: &World, request: &Request) -> BTreeMap<PersonId, Fills> {
    let mut holders: BTreeMap<PersonId, Fills> = BTreeMap::new();
    for role in request.gate.seats.keys() {
        for (person, since) in world.access.people_with(role.as_str()) {
            if since < request.opened {
                holders.entry(person).or_default().insert(role.clone());
            }
        }
    }
    holders
}

/// The people who could approve `request` themselves, those included who did; as of the newest entry, which is what a key's age
/// goes by.
pub fn could_approve(world: &World, request: &Request) -> BTreeSet<PersonId> {
    let now = world.last_at.unwrap_or(request.opened_at);
    holders(world, request)
        .into_keys()
        .filter(|person| own(world, request, *person, now).is_ok())
        .collect()
}

/// The people who could still approve `request` themselves, and what they fill. A delegate adds nobody: the seat is its giver's.
pub(super) fn undecided(world: &World, request: &Request) -> BTreeMap<PersonId, Fills> {
    let now = world.last_at.unwrap_or(request.opened_at);
    let mut people = holders(world, request);
    people.retain(|person, _| !request.heard(*person) && own(world, request, *person, now).is_ok());
    people
}

/// How `person` could decide on `request` at `now`: in their own name first, then for whoever is away.
pub fn voices(world: &World, request: &Request, person: PersonId, now: Timestamp) -> Vec<Voice> {
    let given = world.delegations.iter();
    let given = given.filter(|(_, d)| d.to == person && d.in_force(now));
    let names = std::iter::once(None).chain(given.map(|(id, _)| Some(*id)));
    let voices = names.map(|under| Voice { by: person, under });
    voices
        .filter(|voice| entitled(world, request, *voice, now).is_ok())
        .collect()
}
