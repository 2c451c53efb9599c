//! Drafts and proposals, as the log tells it; and what it thinks of making a workflow live.

use std::collections::BTreeSet;

use model::{
    Actor, Command, Deed, DraftId, Entry, Holder, PersonId, Refusal, RoleName, WorkflowName,
    command::{Proposed, Publication},
    refusal::{Code, Thing},
};

use super::{Naive, Opinion, plainly};

/// A draft that is not live yet.
pub struct Draft<'a> {
    pub id: DraftId,
    pub workflow: &'a Option<WorkflowName>,
    pub editors: BTreeSet<PersonId>,
    /// The newest proposal of it.
    pub proposal: Option<(&'a Entry, &'a Deed)>,
}

impl<'a> Naive<'a> {
    pub fn drafts(self) -> Vec<Draft<'a>> {
        let mut drafts: Vec<Draft<'a>> = Vec::new();
        for (entry, deed) in self.done() {
            match deed {
                Deed::EditDraft { draft, workflow } => {
                    if !drafts.iter().any(|known| known.id == *draft) {
                        drafts.push(Draft {
                            id: *draft,
                            workflow,
                            editors: BTreeSet::new(),
                            proposal: None,
                        });
                    }
                    let known = drafts.iter_mut().find(|known| known.id == *draft).unwrap();
                    known.editors.extend(entry.by.id.person());
                }
                Deed::ProposeWorkflow { draft, .. } => {
                    let known = drafts.iter_mut().find(|known| known.id == *draft).unwrap();
                    known.proposal = Some((entry, deed));
                }
                Deed::PublishWorkflow {
                    draft: Some(draft), ..
                } => drafts.retain(|known| known.id != *draft),
                _ => {}
            }
        }
        drafts
    }

    pub fn draft(self, id: DraftId) -> Option<Draft<'a>> {
        self.drafts().into_iter().find(|draft| draft.id == id)
    }

    /// What an owner said last; without a word of theirs, whether two people were ever authors at once.
    pub fn governed(self) -> bool {
        let said = self.done().rev().find_map(|(_, deed)| match deed {
            Deed::GovernWorkflows { review } => Some(*review),
            _ => None,
        });
        said.unwrap_or_else(|| {
            let arrives = |deed: &Deed| matches!(deed, Deed::GrantRole { .. } | Deed::Join { .. });
            let mut after = self.done().filter(|(_, deed)| arrives(deed));
            after.any(|(entry, _)| {
                let then = self.before(entry.seq.0 as usize + 1);
                then.people_with(&RoleName::author()).len() > 1
            })
        })
    }

    fn said(self) -> Option<bool> {
        let last = self.done().rev().find_map(|(_, deed)| match deed {
            Deed::GovernWorkflows { review } => Some(*review),
            _ => None,
        });
        last.or(self.governed().then_some(true))
    }

    pub fn of_drafts(self, by: &Actor, command: &Command) -> Opinion {
        let mut opinion = Opinion::default();
        match command.clone() {
            Command::EditDraft { draft, workflow } => {
                let known = self.draft(draft);
                let another = known.as_ref().is_some_and(|k| *k.workflow != workflow);
                opinion.unless(!another, Refusal::TurnedAway(Code::Malformed));
                let there = workflow.as_ref().is_none_or(|w| self.newest(w).is_some());
                opinion.unless(there, Refusal::NotFound(Thing::Workflow));
                self.needs(&mut opinion, by, RoleName::author());
                let already = by.id.person().is_some_and(|person| {
                    known.is_some_and(|known| known.editors.contains(&person))
                });
                opinion.then(|| match already {
                    true => Vec::new(),
                    false => plainly(by, Deed::EditDraft { draft, workflow }),
                })
            }
            Command::ProposeWorkflow { draft, proposed } => self.of_proposing(by, draft, *proposed),
            Command::PublishWorkflow(publication) => self.of_publishing(by, *publication),
            Command::GovernWorkflows { review } => {
                self.needs(&mut opinion, by, RoleName::owner());
                let same = self.said() == Some(review);
                opinion.then(|| match same {
                    true => Vec::new(),
                    false => plainly(by, Deed::GovernWorkflows { review }),
                })
            }
            other => unreachable!("{other:?} is no draft"),
        }
    }

    fn of_proposing(self, by: &Actor, id: DraftId, proposed: Proposed) -> Opinion {
        let mut opinion = Opinion::default();
        let unknown = proposed.bound.values().any(|h| !self.knows(*h));
        opinion.unless(!unknown, Refusal::NotFound(Thing::Holder));
        let Some(draft) = self.draft(id) else {
            opinion.against.push(Refusal::NotFound(Thing::Draft));
            return opinion;
        };
        self.needs(&mut opinion, by, RoleName::author());
        self.is_new(&mut opinion, &proposed.name, proposed.digest);
        let again = matches!(
            draft.proposal,
            Some((_, Deed::ProposeWorkflow { digest, .. })) if *digest == proposed.digest
        );
        let mut editors = draft.editors;
        editors.extend(by.id.person());
        let deed = Deed::ProposeWorkflow {
            draft: id,
            name: proposed.name,
            digest: proposed.digest,
            rules_digest: proposed.rules_digest,
            bound: proposed.bound,
            editors,
        };
        opinion.then(|| match again {
            true => Vec::new(),
            false => plainly(by, deed),
        })
    }

    fn of_publishing(self, by: &Actor, publication: Publication) -> Opinion {
        let mut opinion = Opinion::default();
        let unknown = publication.bound.values().any(|h| !self.knows(*h));
        opinion.unless(!unknown, Refusal::NotFound(Thing::Holder));
        let draft = match publication.draft.map(|id| self.draft(id)) {
            Some(None) => {
                opinion.against.push(Refusal::NotFound(Thing::Draft));
                return opinion;
            }
            Some(Some(draft)) if draft.proposal.is_none() => {
                opinion.against.push(Refusal::NotFound(Thing::Proposal));
                return opinion;
            }
            known => known.flatten(),
        };
        self.needs(&mut opinion, by, RoleName::author());
        let proposal = draft.as_ref().and_then(|draft| draft.proposal);
        if self.governed() {
            match (&draft, proposal, by.id.person()) {
                (
                    Some(draft),
                    Some((entry, Deed::ProposeWorkflow { editors, .. })),
                    Some(person),
                ) => {
                    let own = draft.editors.contains(&person) || editors.contains(&person);
                    opinion.unless(!own, Refusal::OwnDraft);
                    let since = self.held_since(Holder::Person(person), &RoleName::author());
                    let late = since.is_none_or(|since| since >= entry.seq);
                    let roles = [RoleName::author()].into();
                    opinion.unless(!late, Refusal::RoleTooLate { roles });
                }
                (None, ..) => opinion.against.push(Refusal::NeedsReview),
                _ => {}
            }
        }
        if let Some((_, deed)) = proposal {
            let same = matches!(
                deed,
                Deed::ProposeWorkflow { name, digest, rules_digest, bound, .. }
                    if *name == publication.workflow.name
                        && *digest == publication.digest
                        && *rules_digest == publication.rules_digest
                        && *bound == publication.bound
            );
            opinion.unless(same, Refusal::NotWhatWasShown);
        }
        let name = publication.workflow.name;
        self.is_new(&mut opinion, &name, publication.digest);
        let deed = Deed::PublishWorkflow {
            version: self.versions(&name).len() as u32 + 1,
            name,
            digest: publication.digest,
            rules_digest: publication.rules_digest,
            bound: publication.bound,
            draft: publication.draft,
        };
        opinion.then(|| plainly(by, deed))
    }

    fn is_new(self, opinion: &mut Opinion, name: &WorkflowName, digest: model::Digest) {
        let live = self.newest(name).map(|v| v.at.digest);
        opinion.unless(
            live != Some(digest),
            Refusal::AlreadyExists(Thing::Workflow),
        );
    }
}
