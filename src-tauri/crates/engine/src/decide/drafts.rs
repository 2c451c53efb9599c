//! Workflows go live: at once, or, where two people are authors, by one who did not edit the draft.

use std::collections::BTreeMap;

use model::{
    Actor, Deed, Digest, DraftId, Event, Handle, Holder, PersonId, Refusal, RoleName, WorkflowName,
    command::{Proposed, Publication},
    refusal::{Code, Thing},
};

use super::{access::fresh, needs_role, only};
use crate::{Draft, World};

/// Somebody edits a draft: an entry once for each person and draft.
pub fn edit(
    world: &World,
    actor: &Actor,
    draft: DraftId,
    workflow: Option<&WorkflowName>,
) -> Result<Vec<Event>, Refusal> {
    let known = world.drafts.get(&draft);
    if known.is_some_and(|known| known.workflow.as_ref() != workflow) {
        return Err(Refusal::TurnedAway(Code::Malformed));
    }
    if workflow.is_some_and(|name| world.newest(name).is_none()) {
        return Err(Refusal::NotFound(Thing::Workflow));
    }
    let person = needs_role(world, actor, RoleName::author())?;
    if known.is_some_and(|known| known.editors.contains(&person)) {
        return Ok(Vec::new());
    }
    let workflow = workflow.cloned();
    Ok(only(actor, Deed::EditDraft { draft, workflow }))
}

/// A draft waits for an author who did not edit it. Whoever proposes it is not that author.
pub fn propose(
    world: &World,
    actor: &Actor,
    draft: DraftId,
    said: &Proposed,
) -> Result<Vec<Event>, Refusal> {
    known_holders(world, &said.bound)?;
    let known = found(world, draft)?;
    let person = needs_role(world, actor, RoleName::author())?;
    is_new(world, &said.name, said.digest)?;
    let proposed = known.proposal.as_ref();
    if proposed.is_some_and(|p| p.digest == said.digest) {
        return Ok(Vec::new());
    }
    let mut editors = known.editors.clone();
    editors.insert(person);
    Ok(only(
        actor,
        Deed::ProposeWorkflow {
            draft,
            name: said.name.clone(),
            digest: said.digest,
            rules_digest: said.rules_digest,
            bound: said.bound.clone(),
            editors,
        },
    ))
}

/// A workflow goes live.
pub fn publish(
    world: &World,
    actor: &Actor,
    publication: &Publication,
) -> Result<Vec<Event>, Refusal> {
    known_holders(world, &publication.bound)?;
    let proposed = publication.draft.map(|id| found(world, id)).transpose()?;
    if proposed.is_some_and(|draft| draft.proposal.is_none()) {
        return Err(Refusal::NotFound(Thing::Proposal));
    }
    let person = needs_role(world, actor, RoleName::author())?;
    if world.governed() {
        second(world, person, proposed)?;
    }
    if proposed.is_some_and(|draft| !says(draft, publication)) {
        return Err(Refusal::NotWhatWasShown);
    }
    let name = &publication.workflow.name;
    is_new(world, name, publication.digest)?;
    let version = world.newest(name).map_or(1, |n| n.published.at.version + 1);
    Ok(only(
        actor,
        Deed::PublishWorkflow {
            name: name.clone(),
            version,
            digest: publication.digest,
            rules_digest: publication.rules_digest,
            bound: publication.bound.clone(),
            draft: publication.draft,
        },
    ))
}

/// Whether `actor` may publish what is proposed of `draft`, exactly as it is.
///
/// # Errors
/// What [`decide`](super::decide) would say to it.
pub fn may_publish(world: &World, actor: &Actor, draft: DraftId) -> Result<(), Refusal> {
    let known = found(world, draft)?;
    let person = needs_role(world, actor, RoleName::author())?;
    if world.governed() {
        second(world, person, Some(known))?;
    }
    Ok(())
}

/// An owner says whether workflows need a second author to go live.
pub fn govern(world: &World, actor: &Actor, review: bool) -> Result<Vec<Event>, Refusal> {
    needs_role(world, actor, RoleName::owner())?;
    if world.governed == Some(review) {
        return Ok(Vec::new());
    }
    Ok(only(actor, Deed::GovernWorkflows { review }))
}

/// That `person` may publish what others made: they neither edited nor proposed it, and were an author before it was proposed.
fn second(world: &World, person: PersonId, draft: Option<&Draft>) -> Result<(), Refusal> {
    let Some((draft, proposal)) = draft.and_then(|d| Some((d, d.proposal.as_ref()?))) else {
        return Err(Refusal::NeedsReview);
    };
    if draft.editors.contains(&person) || proposal.editors.contains(&person) {
        return Err(Refusal::OwnDraft);
    }
    let since = world.access.since(Holder::Person(person), RoleName::AUTHOR);
    if since.is_none_or(|since| since >= proposal.seq) {
        let roles = [RoleName::author()].into();
        return Err(Refusal::RoleTooLate { roles });
    }
    Ok(())
}

/// Whether `publication` is what was proposed.
fn says(draft: &Draft, publication: &Publication) -> bool {
    draft.proposal.as_ref().is_some_and(|proposal| {
        proposal.name == publication.workflow.name
            && proposal.digest == publication.digest
            && proposal.rules_digest == publication.rules_digest
            && proposal.bound == publication.bound
    })
}

fn found(world: &World, draft: DraftId) -> Result<&Draft, Refusal> {
    let known = world.drafts.get(&draft);
    known.ok_or(Refusal::NotFound(Thing::Draft))
}

fn is_new(world: &World, name: &WorkflowName, digest: Digest) -> Result<(), Refusal> {
    let newest = world.newest(name);
    let is = newest.is_none_or(|n| n.published.at.digest != digest);
    fresh(is, Thing::Workflow)
}

fn known_holders(world: &World, bound: &BTreeMap<Handle, Holder>) -> Result<(), Refusal> {
    if bound.values().any(|holder| !world.access.knows(*holder)) {
        return Err(Refusal::NotFound(Thing::Holder));
    }
    Ok(())
}
