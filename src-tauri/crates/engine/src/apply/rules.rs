//! Projects, published workflows, what is frozen.

use std::sync::Arc;

use model::{Deed, Entry, Published, WorkflowRef};

use super::ApplyError;
use crate::{
    World,
    world::{Project, PublishedAt},
};

pub(super) fn on_rules(world: &mut World, entry: &Entry, deed: &Deed) -> Result<(), ApplyError> {
    let (seq, at) = (entry.seq, entry.at);
    let missing = |what| ApplyError::Missing { seq, what };
    match deed {
        Deed::CreateProject {
            project,
            key,
            name,
            workflow,
        } => {
            let made = Project {
                id: *project,
                key: key.clone(),
                name: *name,
                workflow: workflow.clone(),
                last: 0,
            };
            world.projects.insert(key.clone(), made);
        }
        Deed::PublishWorkflow {
            name,
            version,
            digest,
            rules_digest,
            bound,
        } => {
            let workflow = world
                .taught
                .remove(digest)
                .ok_or(missing("workflow file"))?;
            let versions = world.workflows.entry(name.clone()).or_default();
            if workflow.name != *name || versions.len() + 1 != *version as usize {
                return Err(ApplyError::Contradiction {
                    seq,
                    what: "the workflow's name or version",
                });
            }
            let reference = WorkflowRef {
                name: name.clone(),
                version: *version,
                digest: *digest,
            };
            let published = Published {
                at: reference,
                rules_digest: *rules_digest,
                workflow,
                bound: bound.clone(),
            };
            versions.push(PublishedAt {
                published: Arc::new(published),
                seq,
                at,
                by: entry.by.id,
            });
        }
        Deed::Freeze { target, .. } => {
            world.frozen.insert(target.clone());
        }
        Deed::Thaw { target } => {
            world.frozen.remove(target);
        }
        Deed::ConfirmClock => {}
        _ => {
            return Err(ApplyError::Contradiction {
                seq,
                what: "it makes no rules",
            });
        }
    }
    Ok(())
}
