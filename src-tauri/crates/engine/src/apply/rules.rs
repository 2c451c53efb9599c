//! Projects, drafts and published workflows, migrations, what is frozen, what a look at a broken glass found.

use std::{collections::BTreeSet, sync::Arc};

use model::{Deed, Entry, Published, WorkflowRef};

use super::ApplyError;
use crate::{
    Draft, Migration, Proposal, World,
    review::Closed,
    world::{Frost, Project, PublishedAt},
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
        Deed::EditDraft { draft, workflow } => {
            let person = entry.by.id.person().ok_or(missing("person"))?;
            let draft = world.drafts.entry(*draft).or_insert_with(|| Draft {
                workflow: workflow.clone(),
                editors: BTreeSet::new(),
                proposal: None,
            });
            draft.editors.insert(person);
        }
        Deed::ProposeWorkflow {
            draft,
            name,
            digest,
            rules_digest,
            bound,
            editors,
        } => {
            let proposal = Proposal {
                name: name.clone(),
                digest: *digest,
                rules_digest: *rules_digest,
                bound: bound.clone(),
                editors: editors.clone(),
                by: entry.by.id.person().ok_or(missing("person"))?,
                seq,
                at,
            };
            let draft = world.drafts.get_mut(draft);
            draft.ok_or(missing("draft"))?.proposal = Some(proposal);
        }
        Deed::GovernWorkflows { review } => world.governed = Some(*review),
        Deed::ProposeMigration { migration, mapping } => {
            let proposed = Migration {
                mapping: mapping.clone(),
                by: entry.by.id.person().ok_or(missing("person"))?,
                seq,
                at,
                accepted: None,
            };
            world.migrations.insert(*migration, proposed);
        }
        Deed::AcceptMigration { migration } => {
            let person = entry.by.id.person().ok_or(missing("person"))?;
            let known = world.migrations.get_mut(migration);
            known.ok_or(missing("migration"))?.accepted = Some((person, at));
        }
        Deed::EndMigration { migration } => {
            let known = world.migrations.remove(migration);
            known.ok_or(missing("migration"))?;
        }
        Deed::CloseReview {
            review,
            finding,
            said,
        } => {
            let closed = Closed {
                by: entry.by.id.person().ok_or(missing("person"))?,
                finding: *finding,
                said: *said,
                seq,
                at,
            };
            let review = world.reviews.get_mut(review);
            review.ok_or(missing("review"))?.closed = Some(closed);
        }
        Deed::PublishWorkflow {
            name,
            version,
            digest,
            rules_digest,
            bound,
            draft,
        } => {
            if let Some(draft) = draft {
                world.drafts.remove(draft).ok_or(missing("draft"))?;
            }
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
        Deed::Freeze {
            target,
            reason,
            second,
        } => {
            let frost = Frost {
                by: entry.by.id,
                at,
                reason: *reason,
                second: *second,
            };
            world.frozen.insert(target.clone(), frost);
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
