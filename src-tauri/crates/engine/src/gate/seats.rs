//! Which seats of a gate are filled. One person fills one seat, so who sits where is a matching: the largest one counts
//! (augmenting paths; Kuhn, 1955). Gates have few seats: each search looks at each seat once.

use std::collections::BTreeSet;

use model::{Gate, Request, RoleName};

use super::voice::{Fills, Voice, undecided};
use crate::World;

/// How many seats of `gate` can be filled at once by voices that fill these roles.
pub fn seated<'a>(gate: &Gate, fills: impl IntoIterator<Item = &'a Fills>) -> u32 {
    let mut table = Table::laid(gate);
    let mut filled = 0;
    for fills in fills {
        filled += u32::from(table.seat(fills));
    }
    filled
}

/// Whether another voice that fills `fills` finds a seat beside `approvals`.
pub fn fits(gate: &Gate, approvals: &[Fills], fills: &Fills) -> bool {
    let mut table = Table::laid(gate);
    for approval in approvals {
        table.seat(approval);
    }
    table.seat(fills)
}

/// The roles whose holders `request` still waits for.
pub fn open_seats(world: &World, request: &Request) -> BTreeSet<RoleName> {
    let approvals = approvals(world, request);
    let roles = request.gate.roles();
    let open = |role: &RoleName| fits(&request.gate, &approvals, &Fills::from([role.clone()]));
    roles.into_iter().filter(open).collect()
}

/// Whether too few people are left who could open the gate of `request`.
pub fn hopeless(world: &World, request: &Request) -> bool {
    let mut all = approvals(world, request);
    all.extend(undecided(world, request).into_values());
    seated(&request.gate, &all) < request.gate.needed()
}

/// What those who approved still fill.
pub(crate) fn approvals(world: &World, request: &Request) -> Vec<Fills> {
    let voices = request.approvals().map(Voice::of);
    voices.map(|voice| voice.fills(world, request)).collect()
}

/// The seats of a gate, and who sits there: each a voice with the roles that it fills.
struct Table<'a> {
    seats: Vec<(&'a RoleName, Option<Fills>)>,
}

impl<'a> Table<'a> {
    fn laid(gate: &'a Gate) -> Self {
        let seats = gate.seats.iter();
        let seats = seats.flat_map(|(role, n)| (0..*n).map(move |_| (role, None)));
        Self {
            seats: seats.collect(),
        }
    }

    /// Finds a seat for one more, moving others to seats that they fill too.
    fn seat(&mut self, fills: &Fills) -> bool {
        self.find(fills, &mut vec![false; self.seats.len()])
    }

    fn find(&mut self, fills: &Fills, tried: &mut [bool]) -> bool {
        for at in 0..self.seats.len() {
            if tried[at] || !fills.contains(self.seats[at].0) {
                continue;
            }
            tried[at] = true;
            let free = match self.seats[at].1.take() {
                None => true,
                Some(sitting) => {
                    let moved = self.find(&sitting, tried);
                    if !moved {
                        self.seats[at].1 = Some(sitting);
                    }
                    moved
                }
            };
            if free {
                self.seats[at].1 = Some(fills.clone());
                return true;
            }
        }
        false
    }
}

#[cfg(test)]
mod tests {
    use std::collections::{BTreeMap, BTreeSet};

    use model::Rejection;

    use super::*;

    fn gate(seats: &[(&str, u32)]) -> Gate {
        let seats = seats.iter().map(|(role, n)| (role.parse().unwrap(), *n));
        Gate {
            seats: seats.collect::<BTreeMap<_, _>>(),
            expires: Gate::EXPIRES,
            reauthenticate: false,
            not: BTreeSet::new(),
            reject: Rejection::First,
        }
    }

    fn fills(roles: &str) -> Fills {
        roles.split(' ').map(|role| role.parse().unwrap()).collect()
    }

    #[test]
    fn one_person_fills_one_seat() {
        let gate = gate(&[("legal", 1), ("security", 1)]);
        assert_eq!(seated(&gate, &[fills("legal security")]), 1);
        assert_eq!(seated(&gate, &[fills("legal"), fills("legal")]), 1);
    }

    #[test]
    fn who_could_sit_elsewhere_makes_room() {
        let gate = gate(&[("legal", 1), ("security", 2)]);
        let first = [fills("legal security"), fills("legal security")];
        assert!(fits(&gate, &first, &fills("legal")));
        assert!(fits(&gate, &first, &fills("security")));
        let both = [fills("legal security"), fills("legal")];
        assert!(!fits(&gate, &both, &fills("legal")));
        assert!(fits(&gate, &both, &fills("security")));
    }
}
