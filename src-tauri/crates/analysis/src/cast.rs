//! Who could play a workflow through: somebody for each thing that it asks for.

use std::collections::{BTreeMap, BTreeSet};

use model::{Cast, CastBot, Handle, Kind, RoleName, Who, Workflow};

use crate::seats;

/// A person without a role, a bot, every actor that is named, and of each role so many people that a gate of it can open although one of
/// them asked.
pub fn cast(workflow: &Workflow) -> Option<Cast> {
    let anybody: Handle = handle("somebody")?;
    let bot: Handle = handle("bot")?;
    let mut people = BTreeMap::from([(anybody.clone(), BTreeSet::new())]);
    let mut bots = BTreeMap::from([(bot.clone(), CastBot::default())]);
    let allowed = || {
        let tickets = &workflow.tickets;
        let on_tickets = [&tickets.create, &tickets.edit, &tickets.comment];
        let moves = workflow.transitions.iter().map(|t| &t.by);
        moves.chain(on_tickets).flatten()
    };
    let mut needed: BTreeMap<RoleName, u32> = BTreeMap::new();
    for who in allowed() {
        match who {
            Who::Role(role) => {
                needed.entry(role.clone()).or_insert(1);
            }
            Who::Actor(named) => {
                bots.insert(named.clone(), CastBot::default());
            }
            Who::Kind(_) => {}
        }
    }
    for glass in workflow
        .transitions
        .iter()
        .filter_map(|t| t.break_glass.as_ref())
    {
        for role in glass.roles.iter().chain(&glass.reviewers) {
            needed.entry(role.clone()).or_insert(1);
        }
    }
    for (role, seat) in seats(workflow) {
        needed.insert(role, seat.people.saturating_add(1));
    }
    for (role, people_with) in needed {
        for n in 1..=people_with {
            if people.len() + bots.len() >= Cast::MAX {
                break;
            }
            let name = handle(&format!("{role}-{n}"));
            people.extend(name.map(|name| (name, BTreeSet::from([role.clone()]))));
        }
    }
    // A file may name an actor as somebody of ours is called: it is that actor.
    people.retain(|handle, _| !bots.contains_key(handle));
    let opens = |who: &Who| match who {
        Who::Kind(Kind::Bot) => Some(bot.clone()),
        Who::Kind(_) => Some(anybody.clone()),
        Who::Role(role) => handle(&format!("{role}-1")),
        Who::Actor(named) => Some(named.clone()),
    };
    let create = &workflow.tickets.create;
    let person = create.iter().find(|who| **who == Who::Kind(Kind::Person));
    let creator = person.or(create.first()).and_then(opens);
    Some(Cast {
        creator: creator.unwrap_or(anybody),
        people,
        bots,
    })
}

fn handle(name: &str) -> Option<Handle> {
    name.parse().ok()
}

#[cfg(test)]
mod tests {
    use model::{
        StateName,
        workflow::{State, TicketRules},
    };

    use super::*;

    #[test]
    fn nobody_is_a_person_and_a_bot() {
        let open: StateName = "Open".parse().unwrap();
        let who = |name: &str| Who::Actor(name.parse().unwrap());
        let workflow = Workflow {
            name: "Named".parse().unwrap(),
            description: None,
            initial: open.clone(),
            tickets: TicketRules {
                create: vec![Who::Kind(Kind::Person)],
                edit: vec![who("somebody"), who("clerk-1")],
                comment: vec![Who::Role("clerk".parse().unwrap())],
            },
            fields: Vec::new(),
            states: vec![State {
                name: open,
                terminal: false,
                colour: None,
                description: None,
            }],
            transitions: Vec::new(),
            layout: BTreeMap::new(),
        };
        let cast = cast(&workflow).unwrap();
        assert!(cast.people.keys().all(|name| !cast.bots.contains_key(name)));
        assert!(cast.has(&cast.creator));
    }
}
