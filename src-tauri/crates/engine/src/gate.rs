//! Four eyes are two people (law 7): who may approve, who never may, which seat they fill, and whether everybody still may.

mod seats;
mod voice;

pub use seats::{fits, hopeless, open_seats, seated};
pub use voice::{Fills, Voice, could_approve, entitled, voices};

pub(crate) use seats::approvals;

use std::collections::{BTreeMap, BTreeSet};

use model::{
    ActorId, Barred, Exclusion, Gate, PersonId, Refusal, Request, Ticket, Timestamp,
    request::Staleness,
};

use crate::World;

/// The people who stand behind what `actor` does at `now`, and how: itself, a bot's keeper, whoever issued a token of it that is valid.
pub fn stands_behind(
    world: &World,
    actor: ActorId,
    now: Timestamp,
) -> BTreeMap<PersonId, BTreeSet<Exclusion>> {
    let mut behind: BTreeMap<PersonId, BTreeSet<Exclusion>> = BTreeMap::new();
    let mut stands = |person, why| {
        behind.entry(person).or_default().insert(why);
    };
    match actor {
        ActorId::Person(person) => stands(person, Exclusion::Requester),
        ActorId::Bot(bot) => {
            if let Some(bot) = world.access.bots.get(&bot) {
                stands(bot.keeper, Exclusion::Keeper);
            }
            let tokens = world.access.tokens.values();
            for token in tokens.filter(|t| t.bot == bot && t.valid(now)) {
                stands(token.issuer, Exclusion::TokenIssuer);
            }
        }
        ActorId::Clock | ActorId::Stranger => {}
    }
    behind
}

/// Whom `gate` bars for their hand in `ticket`, and why.
pub(crate) fn barred(gate: &Gate, ticket: &Ticket) -> BTreeMap<ActorId, BTreeSet<Exclusion>> {
    let mut barred: BTreeMap<ActorId, BTreeSet<Exclusion>> = BTreeMap::new();
    let mut bar = |actor, why| {
        barred.entry(actor).or_default().insert(why);
    };
    for not in &gate.not {
        match not {
            Barred::Creator => bar(ticket.creator, Exclusion::Creator),
            Barred::LastEditor => bar(ticket.editor, Exclusion::LastEditor),
            Barred::Mover(transition) => {
                for mover in ticket.movers.get(transition).into_iter().flatten() {
                    bar(*mover, Exclusion::Mover);
                }
            }
        }
    }
    barred
}

/// Who can never approve what `requester` asks at `now`: whoever stands behind it, or behind one of the `barred`.
pub fn exclusions(
    world: &World,
    requester: ActorId,
    barred: &BTreeMap<ActorId, BTreeSet<Exclusion>>,
    now: Timestamp,
) -> BTreeMap<PersonId, BTreeSet<Exclusion>> {
    let mut excluded = stands_behind(world, requester, now);
    for (actor, why) in barred {
        for person in stands_behind(world, *actor, now).into_keys() {
            excluded.entry(person).or_default().extend(why);
        }
    }
    excluded
}

/// Whether the time of `request` is over, as far as the clock can be trusted; its entry may not be written yet.
pub(crate) fn ran_out(world: &World, request: &Request, now: Timestamp) -> bool {
    now >= request.expires && !world.clock_in_doubt(now)
}

/// That enough people could open the gate of `request`, were it asked now.
///
/// # Errors
/// [`Refusal::NoApprovers`] with who could and who could not.
pub(crate) fn enough(world: &World, request: &Request) -> Result<(), Refusal> {
    let could: BTreeMap<PersonId, _> = voice::holders(world, request)
        .into_iter()
        .filter(|(person, _)| !request.excluded.contains_key(person))
        .collect();
    if seats::seated(&request.gate, could.values()) == request.gate.needed() {
        return Ok(());
    }
    let holders = voice::holders(world, request);
    let excluded = request.excluded.iter();
    let excluded = excluded.filter(|(person, _)| holders.contains_key(person));
    Err(Refusal::NoApprovers {
        seats: request.gate.seats.clone(),
        could: could.into_keys().collect(),
        excluded: excluded.map(|(p, why)| (*p, why.clone())).collect(),
    })
}

/// Whether everybody still may, at the moment the ticket would move: requester and approvers (law 8).
///
/// # Errors
/// Why the request is stale.
pub(crate) fn recheck(
    world: &World,
    request: &Request,
    approvals: &[Voice],
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
    let fills = approvals.iter().map(|v| v.still(world, request, now));
    let Ok(fills) = fills.collect::<Result<Vec<_>, _>>() else {
        return Err(Staleness::ApproverNotEntitled);
    };
    if seats::seated(&request.gate, &fills) < request.gate.needed() {
        return Err(Staleness::ApproverNotEntitled);
    }
    Ok(())
}
