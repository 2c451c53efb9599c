//! What it thinks of letting somebody decide for one.

use model::{
    Actor, Command, Deed, DelegationId, Holder, Kind, Refusal, RoleName, Timestamp, Who,
    refusal::{Code, Thing},
};

use super::{Naive, Opinion, plainly};

impl Naive<'_> {
    pub fn of_delegations(self, by: &Actor, command: &Command, now: Timestamp) -> Opinion {
        let mut opinion = Opinion::default();
        match command.clone() {
            Command::Delegate {
                delegation,
                to,
                scope,
                until,
            } => {
                let person = by.id.person();
                let empty = scope.workflows.as_ref().is_some_and(|all| all.is_empty());
                let malformed = scope.roles.is_empty() || empty || person == Some(to);
                opinion.unless(!malformed, Refusal::TurnedAway(Code::Malformed));
                opinion.unless(self.member(to), Refusal::NotFound(Thing::Person));
                match person {
                    None => opinion.against.push(Refusal::NotPermitted {
                        allowed: vec![Who::Kind(Kind::Person)],
                    }),
                    Some(person) => {
                        let mut roles = scope.roles.iter();
                        let missing = roles.find(|r| !self.holds(Holder::Person(person), r));
                        opinion
                            .against
                            .extend(missing.map(|role| Refusal::NotPermitted {
                                allowed: vec![Who::Role(role.clone())],
                            }));
                    }
                }
                let known = self.delegation(delegation).is_some();
                opinion.unless(!known, Refusal::AlreadyExists(Thing::Delegation));
                let audits = self.audits(model::ActorId::Person(to));
                opinion.unless(!audits, Refusal::AuditorAlone);
                opinion.unless(now < until, Refusal::NotValid(Thing::Delegation));
                let deed = Deed::Delegate {
                    delegation,
                    to,
                    scope,
                    until,
                };
                opinion.then(|| plainly(by, deed))
            }
            Command::AcceptDelegation { delegation } => {
                let Some(given) = self.delegation(delegation) else {
                    return unknown();
                };
                let mine = by.id.person() == Some(given.to);
                opinion.unless(mine, nobody());
                let over = given.ended || now >= given.until;
                opinion.unless(!over, Refusal::Over(Thing::Delegation));
                opinion.then(|| match given.accepted {
                    true => Vec::new(),
                    false => plainly(by, Deed::AcceptDelegation { delegation }),
                })
            }
            Command::EndDelegation { delegation } => self.of_ending(by, delegation, now),
            other => unreachable!("{other:?} is no delegation"),
        }
    }

    fn of_ending(self, by: &Actor, delegation: DelegationId, now: Timestamp) -> Opinion {
        let Some(given) = self.delegation(delegation) else {
            return unknown();
        };
        let mut opinion = Opinion::default();
        let person = by.id.person();
        let owns = person.is_some_and(|p| self.holds(Holder::Person(p), &RoleName::owner()));
        let theirs = person == Some(given.from) || person == Some(given.to);
        opinion.unless(theirs || owns, nobody());
        opinion.unless(
            given.ended || now < given.until,
            Refusal::Over(Thing::Delegation),
        );
        opinion.then(|| match given.ended {
            true => Vec::new(),
            false => plainly(by, Deed::EndDelegation { delegation }),
        })
    }
}

fn unknown() -> Opinion {
    Opinion::no(Refusal::NotFound(Thing::Delegation))
}

fn nobody() -> Refusal {
    Refusal::NotPermitted {
        allowed: Vec::new(),
    }
}
