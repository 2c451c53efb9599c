//! Four eyes are two people (law 7): who may approve, who never may, and whether everybody still may.

use std::collections::{BTreeMap, BTreeSet};

use model::{ActorId, Exclusion, Gate, PersonId, Refusal, Request, Timestamp, request::Staleness};

use crate::World;

/// Who can never approve what `requester` asks at `now`: itself, its keeper, whoever issued a token of it that is valid.
pub fn exclusions(
    world: &World,
    requester: ActorId,
    now: Timestamp,
) -> BTreeMap<PersonId, BTreeSet<Exclusion>> {
    let mut excluded: BTreeMap<PersonId, BTreeSet<Exclusion>> = BTreeMap::new();
    match requester {
        ActorId::Person(person) => {
            excluded
                .entry(person)
                .or_default()
                .insert(Exclusion::Requester);
        }
        ActorId::Bot(bot) => {
            if let Some(bot) = world.access.bots.get(&bot) {
                excluded
                    .entry(bot.keeper)
                    .or_default()
                    .insert(Exclusion::Keeper);
            }
            for token in world
                .access
                .tokens
                .values()
                .filter(|t| t.bot == bot && t.valid(now))
            {
                excluded
                    .entry(token.issuer)
                    .or_default()
                    .insert(Exclusion::TokenIssuer);
            }
        }
        ActorId::Clock | ActorId::Stranger => {}
    }
    excluded
}

/// Whether `person` may approve `request` at `now`, apart from what they were shown and whether they did already.
///
/// # Errors
/// The first of `own_request`, `own_bot`, `token_issuer`, `not_permitted`, `role_too_late`, `key_too_new` that holds.
pub fn entitled(
    world: &World,
    request: &Request,
    person: PersonId,
    now: Timestamp,
) -> Result<(), Refusal> {
    let role = request.gate.role.clone();
    if let Some(first) = request.excluded.get(&person).and_then(BTreeSet::first) {
        return Err(match first {
            Exclusion::Requester => Refusal::OwnRequest { role },
            Exclusion::Keeper => Refusal::OwnBot { role },
            Exclusion::TokenIssuer => Refusal::TokenIssuer { role },
        });
    }
    let holder = model::Holder::Person(person);
    match world.access.since(holder, role.as_str()) {
        Some(since) if since < request.opened => {
            if world.signing.too_new(person, request, now) {
                return Err(Refusal::KeyTooNew { role });
            }
            Ok(())
        }
        Some(_) => Err(Refusal::RoleTooLate { role }),
        None => Err(Refusal::NotPermitted {
            allowed: vec![model::Who::Role(role)],
        }),
    }
}

/// Whether the time of `request` is over, as far as the clock can be trusted; its entry may not be written yet.
pub(crate) fn ran_out(world: &World, request: &Request, now: Timestamp) -> bool {
    now >= request.expires && !world.clock_in_doubt(now)
}

/// The people who could approve `request`, those included who did; as of the newest entry, which is what a key's age goes by.
pub fn could_approve(world: &World, request: &Request) -> BTreeSet<PersonId> {
    let now = world.last_at.unwrap_or(request.opened_at);
    world
        .access
        .people_with(request.gate.role.as_str())
        .map(|(person, _)| person)
        .filter(|person| entitled(world, request, *person, now).is_ok())
        .collect()
}

/// That enough people could open `gate` for `requester`, were it asked now; with those who never may.
///
/// # Errors
/// [`Refusal::NoApprovers`] with who could and who could not.
pub(crate) fn enough(
    world: &World,
    gate: &Gate,
    requester: ActorId,
    now: Timestamp,
) -> Result<BTreeMap<PersonId, BTreeSet<Exclusion>>, Refusal> {
    let excluded = exclusions(world, requester, now);
    let holders: BTreeSet<PersonId> = world
        .access
        .people_with(gate.role.as_str())
        .map(|(person, _)| person)
        .collect();
    let could: BTreeSet<PersonId> = holders
        .iter()
        .filter(|p| !excluded.contains_key(p))
        .copied()
        .collect();
    if could.len() < gate.approvals as usize {
        let excluded = excluded
            .into_iter()
            .filter(|(person, _)| holders.contains(person))
            .collect();
        return Err(Refusal::NoApprovers {
            role: gate.role.clone(),
            needed: gate.approvals,
            could,
            excluded,
        });
    }
    Ok(excluded)
}

/// Whether everybody still may, at the moment the ticket would move: approvers and requester (law 8).
///
/// # Errors
/// Why the request is stale.
pub(crate) fn recheck(
    world: &World,
    request: &Request,
    approvers: &BTreeSet<PersonId>,
    now: Timestamp,
) -> Result<(), Staleness> {
    if !world
        .access
        .credential_holds(request.requester, request.via, now)
    {
        return Err(Staleness::RequesterCredential);
    }
    let open = world.published(&request.workflow).is_some_and(|rules| {
        rules.workflow.leaving(&request.from).any(|t| {
            t.name == request.transition
                && world.access.opens(&t.by, &rules.bound, request.requester)
        })
    });
    if !open {
        return Err(Staleness::RequesterNotPermitted);
    }
    if approvers
        .iter()
        .any(|person| entitled(world, request, *person, now).is_err())
    {
        return Err(Staleness::ApproverNotEntitled);
    }
    Ok(())
}
