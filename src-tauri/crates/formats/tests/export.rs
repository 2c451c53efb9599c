//! Workflows as other tools read them.

use openweave_formats::{Target, export, gallery, read};
use serde_json::Value;

const HOSTILE: &str = r#"
format = 1
name = 'Say "hi" \N; #1'
initial = "A.b"

[states."A.b"]
[states.'C"] --> [*]; x']
terminal = true

[[transitions]]
name = 'Go: "now"'
from = ["A.b"]
to = 'C"] --> [*]; x'
by = ["bot"]
[transitions.gate]
approvals = 2
role = "release-manager"
[transitions.break_glass]
roles = ["incident-commander"]

[[transitions]]
name = "Stay"
from = ["A.b"]
to = "A.b"
"#;

fn hostile(target: Target) -> String {
    export(&read(HOSTILE).expect("it is a workflow").workflow, target)
}

#[test]
fn mermaid_says_the_rule_in_the_label_and_no_name_leaves_its_place() {
    insta::assert_snapshot!(hostile(Target::Mermaid), @r##"
    stateDiagram-v2
        state "A.b" as s1
        state "C#34;] --#62; [#42;]#59; x" as s2
        [*] --> s1
        s1 --> s2 : Go#58; #34;now#34; [bot, 2 × release-manager, or incident-commander by breaking the glass]
        s1 --> s1 : Stay [nobody]
        s2 --> [*]
    "##);
}

#[test]
fn dot_says_the_rule_in_the_label_and_no_name_leaves_its_quotes() {
    insta::assert_snapshot!(hostile(Target::Dot), @r##"
    digraph "Say \"hi\" \\N; #1" {
      node [shape=box, style=rounded];
      start [shape=point];
      s1 [label="A.b"];
      s2 [label="C\"] --> [*]; x", peripheries=2];
      start -> s1;
      s1 -> s2 [label="Go: \"now\" [bot, 2 × release-manager, or incident-commander by breaking the glass]", style="dashed,bold"];
      s1 -> s1 [label="Stay [nobody]", style=dotted];
    }
    "##);
}

#[test]
fn xstate_carries_what_it_has_no_word_for_in_meta() {
    let machine: Value = serde_json::from_str(&hostile(Target::XState)).expect("it is JSON");
    let go = &machine["states"]["A.b"]["on"]["Go: \"now\""];
    assert_eq!(go["target"], "#s2");
    assert_eq!(
        go["meta"]["openweave"],
        serde_json::json!({
            "by": ["bot"], "requires": [],
            "break_glass": { "roles": ["incident-commander"], "review": "3d", "reviewers": [] },
            "gate": {
                "roles": { "release-manager": 2 }, "expires": "7d", "reauthenticate": false,
                "not": [], "reject": "first",
            },
        })
    );
    assert_eq!(machine["states"]["C\"] --> [*]; x"]["type"], "final");
    assert_eq!(
        machine["states"]["A.b"]["on"]["Stay"]["meta"]["openweave"]["by"],
        serde_json::json!([]),
        "nobody stays nobody"
    );
}

#[test]
fn every_workflow_of_the_gallery_keeps_each_state_and_each_arrow() {
    for item in gallery() {
        let workflow = read(item.source).expect("the gallery is right").workflow;
        let arrows: usize = workflow.transitions.iter().map(|t| t.from.len()).sum();
        let machine: Value =
            serde_json::from_str(&export(&workflow, Target::XState)).expect("it is JSON");
        let states = machine["states"].as_object().expect("states");
        assert_eq!(states.len(), workflow.states.len());
        assert!(states.contains_key(workflow.initial.as_str()));
        for state in &workflow.states {
            for taken in workflow.leaving(&state.name) {
                let node = &states[state.name.as_str()]["on"][taken.name.as_str()];
                let rules = &node["meta"]["openweave"];
                let by: Vec<_> = taken.by.iter().map(ToString::to_string).collect();
                assert_eq!(rules["by"], serde_json::json!(by));
                assert_eq!(rules["requires"], serde_json::json!(taken.requires));
                assert_eq!(rules["gate"].is_null(), taken.gate.is_none());
                assert_eq!(rules["break_glass"].is_null(), taken.break_glass.is_none());
                assert_eq!(
                    node["description"].as_str(),
                    taken.description.as_deref(),
                    "{}",
                    taken.name
                );
            }
        }
        let fields = &machine["meta"]["openweave"]["fields"];
        assert_eq!(fields.as_array().map(Vec::len), Some(workflow.fields.len()));
        let ids: Vec<_> = states
            .values()
            .map(|s| format!("#{}", s["id"].as_str().expect("an id")))
            .collect();
        let on = states
            .values()
            .flat_map(|s| s["on"].as_object().expect("moves").values());
        let targets: Vec<_> = on
            .map(|t| t["target"].as_str().expect("a target").to_owned())
            .collect();
        assert_eq!(targets.len(), arrows);
        assert!(targets.iter().all(|target| ids.contains(target)));
        let terminal = workflow.states.iter().filter(|s| s.terminal).count();
        let mermaid = export(&workflow, Target::Mermaid);
        assert_eq!(mermaid.matches(" --> ").count(), arrows + 1 + terminal);
        let dot = export(&workflow, Target::Dot);
        assert_eq!(dot.matches(" -> ").count(), arrows + 1);
        assert_eq!(dot.matches("peripheries=2").count(), terminal);
    }
}
