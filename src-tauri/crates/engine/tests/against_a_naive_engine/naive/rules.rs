//! Projects and published workflows, as the log tells it; and what it thinks of making them, and of stopping everything.

use std::collections::{BTreeMap, BTreeSet};

use model::{
    Actor, ActorId, Command, Deed, Digest, Entry, Handle, Holder, ProjectId, ProjectKey, Refusal,
    RoleName, Workflow, WorkflowName, WorkflowRef, deed::Freezable, refusal::Thing,
};

use super::{Naive, Opinion, plainly};

/// A version of a workflow, as its entry says.
pub struct Version<'a> {
    pub entry: &'a Entry,
    pub at: WorkflowRef,
    pub rules_digest: Digest,
    pub bound: &'a BTreeMap<Handle, Holder>,
    pub workflow: &'a Workflow,
}

/// A project, as its entry says.
pub struct Project<'a> {
    pub id: ProjectId,
    pub key: &'a ProjectKey,
    pub name: Digest,
    pub workflow: &'a WorkflowName,
}

impl<'a> Naive<'a> {
    /// The names of all workflows.
    pub fn workflows(self) -> BTreeSet<WorkflowName> {
        self.done()
            .filter_map(|(_, deed)| match deed {
                Deed::PublishWorkflow { name, .. } => Some(name.clone()),
                _ => None,
            })
            .collect()
    }

    /// What was published under `name`, oldest first; the versions are counted here.
    pub fn versions(self, name: &WorkflowName) -> Vec<Version<'a>> {
        let published = self.done().filter_map(|(entry, deed)| match deed {
            Deed::PublishWorkflow {
                name: n,
                digest,
                rules_digest,
                bound,
                ..
            } if n == name => Some((entry, *digest, *rules_digest, bound)),
            _ => None,
        });
        published
            .zip(1..)
            .map(|((entry, digest, rules_digest, bound), version)| Version {
                entry,
                at: WorkflowRef {
                    name: name.clone(),
                    version,
                    digest,
                },
                rules_digest,
                bound,
                workflow: &self.files[&digest],
            })
            .collect()
    }

    pub fn newest(self, name: &WorkflowName) -> Option<Version<'a>> {
        self.versions(name).pop()
    }

    pub fn projects(self) -> Vec<Project<'a>> {
        self.done()
            .filter_map(|(_, deed)| match deed {
                Deed::CreateProject {
                    project,
                    key,
                    name,
                    workflow,
                } => Some(Project {
                    id: *project,
                    key,
                    name: *name,
                    workflow,
                }),
                _ => None,
            })
            .collect()
    }

    pub fn project(self, key: &ProjectKey) -> Option<Project<'a>> {
        self.projects().into_iter().find(|p| p.key == key)
    }

    /// What is frozen so that `actor` cannot move tickets of `workflow`, the widest first.
    pub fn stopped(self, actor: ActorId, workflow: &WorkflowName) -> Option<Freezable> {
        let mut reasons = vec![Freezable::Workspace];
        reasons.extend(actor.bot().map(Freezable::Bot));
        reasons.push(Freezable::Workflow(workflow.clone()));
        reasons.into_iter().find(|what| self.frozen(what))
    }

    pub fn of_rules(self, by: &Actor, command: &Command) -> Opinion {
        let mut opinion = Opinion::default();
        match command.clone() {
            Command::CreateProject {
                project,
                key,
                name,
                workflow,
            } => {
                if self.newest(&workflow).is_none() {
                    return Opinion::no(Refusal::NotFound(Thing::Workflow));
                }
                self.needs(&mut opinion, by, RoleName::owner());
                let known = self.project(&key).is_some();
                opinion.unless(!known, Refusal::AlreadyExists(Thing::Project));
                let deed = Deed::CreateProject {
                    project,
                    key,
                    name,
                    workflow,
                };
                opinion.then(|| plainly(by, deed))
            }
            Command::Freeze {
                target,
                reason,
                second,
            } => {
                let missing = match &target {
                    Freezable::Bot(bot) if !self.bots().contains(bot) => Some(Thing::Bot),
                    Freezable::Workflow(name) if self.newest(name).is_none() => {
                        Some(Thing::Workflow)
                    }
                    _ => None,
                };
                opinion.against.extend(missing.map(Refusal::NotFound));
                self.stops(&mut opinion, by);
                let frozen = self.frozen(&target);
                opinion.then(|| match frozen {
                    true => Vec::new(),
                    false => plainly(
                        by,
                        Deed::Freeze {
                            target,
                            reason,
                            second,
                        },
                    ),
                })
            }
            other => unreachable!("{other:?} is about something else"),
        }
    }
}
