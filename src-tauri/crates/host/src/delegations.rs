//! "While I am away until Friday, Ana decides for me": given, accepted, ended, and shown to everybody.

use std::collections::{BTreeMap, BTreeSet};

use engine::{Delegation, World};
use model::{
    Action, Command, DelegationId, Holder, PersonId, RoleName, Scope, Span, Timestamp,
    WorkflowName,
    view::{
        access::{Cost, Made, Recorded},
        delegations::{Delegable, DelegationState, DelegationView, Delegations, NewDelegation},
        tickets::May,
    },
};

use crate::{
    Answer, Member, Meta, Result, acting::last_seq, clock, may, names::Names, requests::count,
};

/// How long one that is over is still listed.
const LISTED: Span = Span::days(30);

impl Member {
    /// Who decides for whom, and what of mine somebody else could decide.
    ///
    /// # Errors
    /// Only the store's.
    pub async fn delegations(&self) -> Result<Delegations> {
        let names = self.names().await?;
        let now = self.now();
        Ok(self.place.world(|w| {
            let now = may::at(w, now);
            let listed = w.delegations().iter();
            let mut listed: Vec<_> = listed.filter(|(_, d)| now < d.until.plus(LISTED)).collect();
            listed.sort_by_key(|(_, d)| std::cmp::Reverse(d.made));
            let views = listed.into_iter();
            Delegations {
                delegations: views
                    .map(|(id, d)| self.view(w, *id, d, &names, now))
                    .collect(),
                mine: delegable(w, self.person),
                people: people(w, self.person, &names),
            }
        }))
    }

    /// Lets somebody decide for me, once they accept.
    ///
    /// # Errors
    /// What `decide` says.
    pub async fn delegate(&self, new: NewDelegation, meta: &Meta) -> Result<Answer<Made>> {
        let delegation = DelegationId::new(clock::id());
        let done = self
            .ask(given(delegation, new), Vec::new(), "", meta)
            .await?;
        let made = crate::acting::entries(&done).find_map(|entry| match entry.deed {
            Some(model::Deed::Delegate { delegation, .. }) => Some((delegation, entry.seq)),
            _ => None,
        });
        let (id, seq) = made.unwrap_or((delegation, last_seq(&done, None)));
        Ok(Answer {
            status: 201,
            body: Made { id: id.uuid(), seq },
            replayed: done.replayed,
        })
    }

    /// What a delegation would not do: seats that it cannot fill.
    ///
    /// # Errors
    /// Only the store's.
    pub async fn weigh_delegation(&self, new: NewDelegation) -> Result<Cost> {
        let names = self.names().await?;
        let now = self.now();
        Ok(self.place.world(|w| {
            let now = may::at(w, now);
            let sentences = unfilled(w, self.person, &new, &names);
            let command = given(DelegationId::new(uuid::Uuid::nil()), new);
            Cost {
                sentences,
                may: may::may(w, &self.actor, &command, now),
            }
        }))
    }

    /// Decides for somebody from now on.
    ///
    /// # Errors
    /// What `decide` says.
    pub async fn accept_delegation(&self, id: &str, meta: &Meta) -> Result<Answer<Recorded>> {
        let delegation = self
            .id(id, "delegation", Action::AcceptDelegation, meta)
            .await?;
        let command = Command::AcceptDelegation { delegation };
        self.record_change(command, id, meta).await
    }

    /// Ends a delegation.
    ///
    /// # Errors
    /// What `decide` says.
    pub async fn end_delegation(&self, id: &str, meta: &Meta) -> Result<Answer<Recorded>> {
        let delegation = self
            .id(id, "delegation", Action::EndDelegation, meta)
            .await?;
        let command = Command::EndDelegation { delegation };
        self.record_change(command, id, meta).await
    }

    fn view(
        &self,
        world: &World,
        id: DelegationId,
        delegation: &Delegation,
        names: &Names,
        now: Timestamp,
    ) -> DelegationView {
        let asked = |command: Command| -> May { may::may(world, &self.actor, &command, now) };
        let state = state(delegation, now);
        DelegationView {
            id,
            from: names.person(delegation.from),
            to: names.person(delegation.to),
            roles: delegation.scope.roles.clone(),
            workflows: delegation.scope.workflows.clone(),
            until: delegation.until,
            given: delegation.made_at,
            seq: delegation.made,
            state,
            may_accept: asked(Command::AcceptDelegation { delegation: id }),
            may_end: asked(Command::EndDelegation { delegation: id }),
        }
    }
}

fn given(delegation: DelegationId, new: NewDelegation) -> Command {
    Command::Delegate {
        delegation,
        to: new.to,
        scope: Scope {
            roles: new.roles,
            workflows: new.workflows,
        },
        until: new.until,
    }
}

fn state(delegation: &Delegation, now: Timestamp) -> DelegationState {
    if delegation.ended.is_some() {
        DelegationState::Ended
    } else if delegation.over(now) {
        DelegationState::Over
    } else if delegation.accepted.is_some() {
        DelegationState::InForce
    } else {
        DelegationState::Offered
    }
}

/// The roles of `person` that gates ask for, in the newest version of each workflow.
fn delegable(world: &World, person: PersonId) -> Vec<Delegable> {
    let mut asked: BTreeMap<RoleName, (BTreeSet<WorkflowName>, usize)> = BTreeMap::new();
    for at in world.workflows().values().filter_map(|all| all.last()) {
        let rules = &at.published.workflow;
        for gate in rules.transitions.iter().filter_map(|t| t.gate.as_ref()) {
            for role in gate.seats.keys() {
                let known = asked.entry(role.clone()).or_default();
                known.0.insert(rules.name.clone());
                known.1 += 1;
            }
        }
    }
    let mine = |role: &RoleName| world.access().holds(Holder::Person(person), role.as_str());
    let mine = asked.into_iter().filter(|(role, _)| mine(role));
    mine.map(|(role, (workflows, gates))| Delegable {
        role,
        workflows: workflows.into_iter().collect(),
        gates: count(gates),
    })
    .collect()
}

/// Members who could decide for `person`: everybody else who is no auditor.
fn people(world: &World, person: PersonId, names: &Names) -> Vec<model::view::Who> {
    let members = world.access().members.keys();
    let others = members.filter(|p| **p != person && !world.access().audits(**p));
    others.map(|p| names.person(*p)).collect()
}

/// The pending requests on which `new` would fill no seat: whoever decides stands behind a decision already, or is excluded.
fn unfilled(world: &World, from: PersonId, new: &NewDelegation, names: &Names) -> Vec<String> {
    let scope = Scope {
        roles: new.roles.clone(),
        workflows: new.workflows.clone(),
    };
    let covered = |request: &&model::Request| {
        let mut roles = request.gate.seats.keys();
        roles.any(|role| scope.covers(&request.workflow.name, role))
    };
    let to = names.person_name(new.to);
    let sentence = |request: &model::Request| {
        let key = &request.key;
        if request.heard(new.to) && !request.heard(from) {
            Some(format!(
                "On {key} {to} already fills a seat and cannot fill yours too."
            ))
        } else if request.excluded.contains_key(&new.to) {
            Some(format!("On {key} {to} cannot decide, also not for you."))
        } else if request.excluded.contains_key(&from) {
            Some(format!(
                "On {key} you cannot decide, so nobody can for you."
            ))
        } else {
            None
        }
    };
    let covered = world.pending_requests().filter(covered);
    covered.filter_map(sentence).collect()
}
