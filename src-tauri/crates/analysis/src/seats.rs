//! Which roles a workflow's gates ask for, and how many people at once: what a house must have before it publishes.

use std::collections::BTreeMap;

use model::{RoleName, TransitionName, Workflow};

/// What a workflow's gates ask of one role.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Seat {
    /// The most people with the role that one gate asks for. The requester, and a bot's keeper, come on top.
    pub people: u32,
    /// The transitions whose gates ask, in the file's order.
    pub transitions: Vec<TransitionName>,
}

/// The roles that the gates of `workflow` ask for.
pub fn seats(workflow: &Workflow) -> BTreeMap<RoleName, Seat> {
    let mut seats: BTreeMap<RoleName, Seat> = BTreeMap::new();
    for transition in &workflow.transitions {
        let Some(gate) = &transition.gate else {
            continue;
        };
        for (role, people) in &gate.seats {
            let seat = seats.entry(role.clone()).or_default();
            seat.people = seat.people.max(*people);
            if !seat.transitions.contains(&transition.name) {
                seat.transitions.push(transition.name.clone());
            }
        }
    }
    seats
}
