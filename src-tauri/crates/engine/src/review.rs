//! A broken glass, and the look at it that somebody else owes.

use std::collections::BTreeSet;

use model::{
    Category, Digest, Finding, PersonId, RoleName, Seq, StateName, TicketId, TicketKey, Timestamp,
    Transition, TransitionName, WorkflowRef,
};
use serde::{Deserialize, Serialize};

use crate::World;

/// A glass that was broken.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Review {
    /// The ticket that moved.
    pub ticket: TicketId,
    /// Its key.
    pub key: TicketKey,
    /// The workflow whose gate was passed.
    pub workflow: WorkflowRef,
    /// By which transition.
    pub transition: TransitionName,
    /// From this state.
    pub from: StateName,
    /// To this one.
    pub to: StateName,
    /// Who broke it.
    pub by: PersonId,
    /// What sort of emergency.
    pub category: Category,
    /// Why.
    pub reason: Digest,
    /// The ticket that the emergency is about.
    pub linked: TicketId,
    /// The entry of it. Roles count that were held before it.
    pub seq: Seq,
    /// When.
    pub at: Timestamp,
    /// When somebody else must have looked at it.
    pub due: Timestamp,
    /// What they found.
    pub closed: Option<Closed>,
}

/// What somebody else found.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Closed {
    /// Who.
    pub by: PersonId,
    /// Whether it was right.
    pub finding: Finding,
    /// In their words.
    pub said: Digest,
    /// The entry of it.
    pub seq: Seq,
    /// When.
    pub at: Timestamp,
}

/// The roles that may close `review`: owners, those whom the gate would have asked, and those whom the workflow names.
pub fn reviewers(world: &World, review: &Review) -> BTreeSet<RoleName> {
    let rules = world.published(&review.workflow);
    let taken = rules.and_then(|rules| {
        let mut leaving = rules.workflow.leaving(&review.from);
        leaving.find(|t| t.name == review.transition)
    });
    taken.map_or([RoleName::owner()].into(), reviewing_roles)
}

/// The roles that may review `transition` when somebody broke its glass.
pub fn reviewing_roles(transition: &Transition) -> BTreeSet<RoleName> {
    let mut roles = BTreeSet::from([RoleName::owner()]);
    roles.extend(transition.gate.iter().flat_map(model::Gate::roles));
    let glass = transition.break_glass.iter();
    roles.extend(glass.flat_map(|glass| glass.reviewers.clone()));
    roles
}
