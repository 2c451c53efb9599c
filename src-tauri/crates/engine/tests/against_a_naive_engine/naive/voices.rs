//! Who has a say on a request, in their own name or for somebody who is away, and which seats that could fill.

use std::collections::BTreeSet;

use model::{
    Deed, DelegationId, Gate, Holder, PersonId, Refusal, RoleName, Scope, Timestamp, Verdict, Who,
};

use super::{Naive, requests::Asked};

/// A delegation, as the log tells it.
pub struct Given<'a> {
    pub id: DelegationId,
    pub from: PersonId,
    pub to: PersonId,
    pub scope: &'a Scope,
    pub until: Timestamp,
    pub accepted: bool,
    pub ended: bool,
}

/// A decision that counts: by whose hand, for whose seat.
pub struct Said {
    pub by: PersonId,
    pub seat: PersonId,
    pub under: Option<DelegationId>,
    pub verdict: Verdict,
}

impl<'a> Naive<'a> {
    /// Every delegation there ever was, oldest first.
    pub fn delegations(self) -> Vec<Given<'a>> {
        let given = self.done().filter_map(|(entry, deed)| match deed {
            Deed::Delegate {
                delegation,
                to,
                scope,
                until,
            } => Some((entry, *delegation, *to, scope, *until)),
            _ => None,
        });
        given
            .filter_map(|(entry, id, to, scope, until)| {
                let from = entry.by.id.person()?;
                let after = || self.done().filter(move |(later, _)| later.seq > entry.seq);
                let accepted =
                    after().any(|(_, deed)| *deed == Deed::AcceptDelegation { delegation: id });
                let ended = after().any(|(_, deed)| match deed {
                    Deed::EndDelegation { delegation } => *delegation == id,
                    Deed::RemovePerson { person } => *person == from || *person == to,
                    _ => false,
                });
                Some(Given {
                    id,
                    from,
                    to,
                    scope,
                    until,
                    accepted,
                    ended,
                })
            })
            .collect()
    }

    pub fn delegation(self, id: DelegationId) -> Option<Given<'a>> {
        self.delegations().into_iter().find(|given| given.id == id)
    }

    /// The decisions on `asked` since it was asked last.
    pub fn counted(self, asked: &Asked<'_>) -> Vec<Said> {
        let mut said = Vec::new();
        for (entry, deed) in self.done() {
            let Deed::Decide { verdict, under, .. } = deed else {
                continue;
            };
            if entry.about.request != Some(asked.id) || entry.seq < asked.entry.seq {
                continue;
            }
            let by = entry.by.id.person().unwrap();
            said.push(Said {
                by,
                seat: under.map_or(by, |id| self.delegation(id).unwrap().from),
                under: *under,
                verdict: *verdict,
            });
        }
        said
    }

    pub fn approvals(self, asked: &Asked<'_>) -> Vec<Said> {
        let mut said = self.counted(asked);
        said.retain(|said| said.verdict == Verdict::Approve);
        said
    }

    /// Whether `person` stands behind a decision that counts.
    pub fn heard(self, asked: &Asked<'_>, person: PersonId) -> bool {
        let mut said = self.counted(asked).into_iter();
        said.any(|said| [said.by, said.seat].contains(&person))
    }

    /// The roles of the gate that `person` held already when `asked` was opened first, and has held since.
    pub fn seats_of(self, person: PersonId, asked: &Asked<'_>) -> BTreeSet<RoleName> {
        let mut roles = self.gate(asked).roles();
        roles.retain(|role| {
            let since = self.held_since(Holder::Person(person), role);
            since.is_some_and(|since| since < asked.first.seq)
        });
        roles
    }

    /// What a decision by `by`, perhaps under a delegation, could fill.
    pub fn fillable(
        self,
        by: PersonId,
        under: Option<DelegationId>,
        asked: &Asked<'_>,
    ) -> BTreeSet<RoleName> {
        let Some(under) = under else {
            return self.seats_of(by, asked);
        };
        let Some(given) = self.delegation(under) else {
            return BTreeSet::new();
        };
        if self.excluded(asked).contains_key(&given.from) {
            return BTreeSet::new();
        }
        let workflow = self.rules(asked.ticket).at.name;
        let mut roles = self.seats_of(given.from, asked);
        roles.retain(|role| {
            let there = given.scope.workflows.as_ref();
            given.scope.roles.contains(role) && there.is_none_or(|all| all.contains(&workflow))
        });
        roles
    }

    /// Why `by` has no say on `asked`, in their own name or under a delegation that must be `good`.
    pub fn no_say(
        self,
        by: PersonId,
        under: Option<DelegationId>,
        asked: &Asked<'_>,
        good: impl Fn(&Given<'_>) -> bool,
        now: Timestamp,
    ) -> Vec<Refusal> {
        let roles = self.gate(asked).roles();
        let mut against = self.too_near(by, asked);
        let fills = self.fillable(by, under, asked);
        match under {
            None if fills.is_empty() => against.push(self.no_role(by, asked)),
            None => {}
            Some(id) => {
                let given = self.delegation(id);
                let given = given.filter(|given| given.to == by && given.accepted && !given.ended);
                let holds = given.is_some_and(|given| good(&given)) && !fills.is_empty();
                if !holds || !self.member(by) {
                    against.push(Refusal::NotDelegated);
                }
            }
        }
        if self.too_new(by, asked, now) {
            against.push(Refusal::KeyTooNew { roles });
        }
        against
    }

    fn no_role(self, person: PersonId, asked: &Asked<'_>) -> Refusal {
        let mut roles = self.gate(asked).roles();
        let allowed = roles.iter().cloned().map(Who::Role).collect();
        roles.retain(|role| self.holds(Holder::Person(person), role));
        match roles.is_empty() {
            true => Refusal::NotPermitted { allowed },
            false => Refusal::RoleTooLate { roles },
        }
    }

    /// The people who have a say on `asked` in their own name.
    pub fn could_approve(self, asked: &Asked<'_>, now: Timestamp) -> BTreeSet<PersonId> {
        let mut people = self.everybody();
        people.retain(|person| self.no_say(*person, None, asked, |_| true, now).is_empty());
        people
    }

    /// Whether those who approved, and those who still could, do not fill the gate. Who decides for another has the other's seat.
    pub fn hopeless(self, asked: &Asked<'_>, now: Timestamp) -> bool {
        let said = self.approvals(asked).into_iter();
        let sitting = said.map(|said| self.fillable(said.by, said.under, asked));
        let mut left = self.could_approve(asked, now);
        left.retain(|person| !self.heard(asked, *person));
        let left = left.into_iter().map(|person| self.seats_of(person, asked));
        let voices: Vec<_> = sitting.chain(left).collect();
        let gate = self.gate(asked);
        filled(&gate, &voices) < gate.needed() as usize
    }

    /// The delegations under which `person` might decide.
    pub fn given_to(self, person: PersonId) -> Vec<DelegationId> {
        let all = self.delegations().into_iter();
        all.filter(|given| given.to == person)
            .map(|given| given.id)
            .collect()
    }
}

/// The most seats of `gate` that can be filled at once, every way tried: each of `voices` fills a seat of a role of theirs, or none.
pub fn filled(gate: &Gate, voices: &[BTreeSet<RoleName>]) -> usize {
    let Some((first, others)) = voices.split_first() else {
        return 0;
    };
    let mut most = filled(gate, others);
    for role in first {
        let mut left = gate.clone();
        match left.seats.get_mut(role) {
            Some(free) if *free > 0 => *free -= 1,
            _ => continue,
        }
        most = most.max(1 + filled(&left, others));
    }
    most
}

/// The roles of `gate` of which one more holder would find a seat beside `voices`.
pub fn waited_for(gate: &Gate, voices: &[BTreeSet<RoleName>]) -> BTreeSet<RoleName> {
    let now = filled(gate, voices);
    let mut roles = gate.roles();
    roles.retain(|role| {
        let more = [voices, &[BTreeSet::from([role.clone()])]].concat();
        filled(gate, &more) > now
    });
    roles
}
