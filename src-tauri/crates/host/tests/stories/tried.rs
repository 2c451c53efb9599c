//! Workflows tried out, and read from and written for other tools: nothing of it is kept, and what is hostile is told why not.

use std::collections::{BTreeMap, BTreeSet};

use model::{
    Act, Cast, Code, Span,
    view::{
        designer::{ExportFile, ExportTarget, ImportFile},
        rehearsal::Rehearsal,
    },
};

use crate::house::House;

const CHANGE: &str = include_str!("../../../../../workflows/change-management.toml");

fn tried(acts: Vec<Act>, by: Option<&str>) -> Rehearsal {
    Rehearsal {
        source: CHANGE.to_owned(),
        cast: None,
        acts,
        by: by.map(|by| by.parse().unwrap()),
    }
}

fn take(by: &str, transition: &str, with: &[&str]) -> Act {
    Act::Take {
        by: by.parse().unwrap(),
        transition: transition.parse().unwrap(),
        with: with.iter().map(|field| field.parse().unwrap()).collect(),
    }
}

fn approve(by: &str, transition: &str) -> Act {
    Act::Approve {
        by: by.parse().unwrap(),
        transition: transition.parse().unwrap(),
    }
}

#[tokio::test]
async fn a_run_is_answered_by_the_engine_and_leaves_nothing_behind() {
    let house = House::open().await;
    let before = house.ana.overview().await.unwrap().size;
    let acts = vec![
        take("somebody", "Submit", &["pipeline", "commit", "risk"]),
        take("bot", "Verify", &[]),
        take("service-owner-1", "Accept", &["window", "rollback_plan"]),
        approve("service-owner-1", "Accept"),
        approve("release-manager-1", "Accept"),
        approve("service-owner-2", "Accept"),
    ];
    let view = house.ana.rehearse(&tried(acts, Some("bot"))).unwrap();
    let codes: Vec<Option<Code>> = view.steps.iter().map(|step| step.may.code).collect();
    let refused = [
        None,
        Some(Code::NoSuchTransition),
        None,
        Some(Code::OwnRequest),
        Some(Code::NotPermitted),
        None,
    ];
    assert_eq!(codes, refused);
    assert_eq!(view.state.as_str(), "Scheduled");
    let deploy = view.ways.iter().find(|way| way.name.as_str() == "Deploy");
    assert!(deploy.unwrap().may.allowed && deploy.unwrap().gated);
    // A gate's time runs out, also after longer than the clock may run ahead at once.
    let mut acts = vec![
        take("somebody", "Submit", &["pipeline", "commit", "risk"]),
        take("somebody", "Accept", &["window", "rollback_plan"]),
    ];
    let waiting = house.ana.rehearse(&tried(acts.clone(), None)).unwrap();
    let waiting = waiting.waiting.unwrap();
    assert_eq!(
        (waiting.left, waiting.by.as_str()),
        (3 * 86_400, "somebody")
    );
    acts.push(Act::Wait {
        span: Span::days(366),
    });
    let over = house.ana.rehearse(&tried(acts, None)).unwrap();
    assert!(over.waiting.is_none() && over.steps[2].may.allowed);
    assert_eq!(house.ana.overview().await.unwrap().size, before);
}

#[tokio::test]
async fn a_run_that_cannot_be_is_told_why() {
    let house = House::open().await;
    let told = |rehearsal: &Rehearsal| {
        let refused = house.ana.rehearse(rehearsal).unwrap_err();
        assert_eq!(refused.problem.code, Code::Malformed);
        refused.problem.detail
    };
    let broken = Rehearsal {
        source: "format = 2".to_owned(),
        ..tried(Vec::new(), None)
    };
    told(&broken);
    assert!(told(&tried(Vec::new(), Some("nobody-here"))).contains("does not take part"));
    let wait = Act::Wait {
        span: Span::hours(1),
    };
    assert!(told(&tried(vec![wait; 1_001], None)).contains("at most"));
    let cast = |roles: &[&str], people: usize| Cast {
        people: (0..people)
            .map(|n| {
                let roles: BTreeSet<_> = roles.iter().map(|role| role.parse().unwrap()).collect();
                (format!("p{n}").parse().unwrap(), roles)
            })
            .collect::<BTreeMap<_, _>>(),
        bots: BTreeMap::new(),
        creator: "p0".parse().unwrap(),
    };
    let with = |cast| Rehearsal {
        cast: Some(cast),
        ..tried(Vec::new(), None)
    };
    assert!(told(&with(cast(&["auditor", "owner"], 1))).contains("cannot begin"));
    assert!(told(&with(cast(&["auditor"], 1))).contains("cannot begin"));
    assert!(told(&with(cast(&[], 0))).contains("cannot begin"));
    assert!(told(&with(cast(&[], 51))).contains("At most"));
}

#[tokio::test]
async fn other_tools_are_read_and_written_for_and_nothing_hostile_gets_through() {
    let house = House::open().await;
    let import = |text: &str| {
        house.ana.import_file(ImportFile {
            text: text.to_owned(),
        })
    };
    let ours = import(CHANGE).unwrap();
    assert_eq!((ours.source.as_str(), ours.left.len()), (CHANGE, 0));
    for target in [ExportTarget::Xstate, ExportTarget::Mermaid] {
        let export = |source: &str| {
            let source = source.to_owned();
            house.ana.export_file(&ExportFile { source, target })
        };
        let written = export(CHANGE).unwrap().text;
        assert!(import(&written).unwrap().left.is_empty());
        assert_eq!(
            export("format = 2").unwrap_err().problem.code,
            Code::Malformed
        );
    }
    let deep = "{\"states\":{\"a\":".repeat(10_000);
    for bad in ["{", "{\"states\":{}}", deep.as_str()] {
        let refused = import(bad).unwrap_err();
        assert_eq!(refused.problem.code, Code::Malformed);
    }
}
