//! The workflows that come with the product are what a company would start from.
#![allow(clippy::unwrap_used)]

use model::{Kind, StateName, Who, Workflow};
use openweave_formats::{GalleryItem, gallery, read};

fn workflow(item: &GalleryItem) -> Workflow {
    match read(item.source) {
        Ok(read) => read.workflow,
        Err(problems) => panic!(
            "{}",
            openweave_formats::render(&problems, item.slug, item.source)
        ),
    }
}

#[test]
fn each_reads_and_says_which_control_it_serves() {
    for item in gallery() {
        assert_eq!(workflow(item).name.as_str(), item.name);
        let opening: String = item
            .source
            .lines()
            .take_while(|l| l.starts_with('#'))
            .collect();
        assert!(
            item.control
                .split(", ")
                .all(|control| opening.contains(control)),
            "{}",
            item.slug
        );
        assert!(
            item.source.starts_with("#:schema ./workflow.schema.json\n"),
            "{}",
            item.slug
        );
    }
}

#[test]
fn each_has_rework_cancellation_an_emergency_and_a_gate_of_two() {
    for item in gallery() {
        let workflow = workflow(item);
        let order: Vec<&StateName> = workflow.states.iter().map(|s| &s.name).collect();
        let place = |state: &StateName| order.iter().position(|s| *s == state);
        assert!(
            workflow
                .transitions
                .iter()
                .any(|t| t.from.iter().any(|from| place(&t.to) < place(from))),
            "rework: {}",
            item.slug
        );
        assert!(
            workflow.states.iter().filter(|s| s.terminal).count() >= 2,
            "cancellation: {}",
            item.slug
        );
        assert!(
            workflow
                .transitions
                .iter()
                .any(|t| t.gate.as_ref().is_some_and(|g| g.needed() == 2)),
            "two people: {}",
            item.slug
        );
        assert!(
            workflow.transitions.iter().any(|t| t
                .gate
                .as_ref()
                .is_some_and(|g| g.expires.as_seconds() <= 3_600)),
            "emergency: {}",
            item.slug
        );
    }
}

#[test]
fn each_state_is_placed_and_everything_is_explained() {
    for item in gallery() {
        let workflow = workflow(item);
        assert_eq!(
            workflow.layout.len(),
            workflow.states.len(),
            "{}",
            item.slug
        );
        assert!(
            workflow.states.iter().all(|s| s.description.is_some()),
            "{}",
            item.slug
        );
        assert!(
            workflow.fields.iter().all(|f| f.description.is_some()),
            "{}",
            item.slug
        );
        assert!(
            workflow.transitions.iter().all(|t| t.description.is_some()),
            "{}",
            item.slug
        );
    }
}

#[test]
fn no_bot_reaches_production_or_access_without_a_gate() {
    for (slug, guarded) in [
        ("change-management", "Deployed"),
        ("access-request", "Granted"),
        ("incident-response", "Contained"),
        ("data-export-and-deletion", "Deleted"),
        ("agent-onboarding", "At work"),
    ] {
        let item = gallery().iter().find(|i| i.slug == slug).unwrap();
        for t in workflow(item)
            .transitions
            .iter()
            .filter(|t| t.to.as_str() == guarded)
        {
            assert!(t.gate.is_some(), "{slug}: {}", t.name);
        }
        let bots = workflow(item)
            .transitions
            .iter()
            .any(|t| t.by.contains(&Who::Kind(Kind::Bot)));
        assert!(bots, "{slug} has work for bots");
    }
}
