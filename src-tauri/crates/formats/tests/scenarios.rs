//! Scenarios in a file: read whole or told why not, written by the canvas, and no rule.

use model::{
    Act, Expected, Scenario, Step,
    view::designer::{Edit, FieldParts, StateParts},
};
use openweave_formats::{Read, edit, gallery, read};

const FILE: &str = r#"format = 1
name = "Change"
initial = "Draft"
[fields.commit]
type = "text"
[states.Draft]
[states.Live]
terminal = true
[[transitions]]
name = "Deploy"
from = ["Draft"]
to = "Live"
by = ["bot"]
requires = ["commit"]
[transitions.gate]
approvals = 1
role = "manager"
"#;

const SCENARIO: &str = r#"
[[scenarios]]
name = "Out it goes"
creator = "ana"
people = { ana = [], ben = ["manager"] }
bots = { deploy-bot = { keeper = "ana", roles = ["ci"] } }
steps = [
    # Nobody but the bot.
    { by = "ana", take = "Deploy", refused = "not_permitted" },
    { by = "ana", edit = true, with = ["commit"] },
    { by = "deploy-bot", take = "Deploy", with = ["commit"], then = "Draft" },
    { wait = "48h" },
    { by = "ben", approve = "Deploy", then = "Live" },
]
"#;

fn good(text: &str) -> Read {
    read(text).unwrap_or_else(|problems| panic!("{problems:?}\n{text}"))
}

fn all() -> Vec<(&'static str, Vec<Scenario>)> {
    let items = gallery().iter();
    items
        .map(|item| (item.source, good(item.source).scenarios))
        .collect()
}

#[test]
fn a_scenario_is_no_rule() {
    let (without, with) = (good(FILE), good(&format!("{FILE}{SCENARIO}")));
    assert_eq!(with.rules_digest, without.rules_digest);
    assert_eq!(with.workflow, without.workflow);
    assert_ne!(with.digest, without.digest);
    assert_eq!(with.scenarios.len(), 1);
    assert_eq!(with.scenarios[0].steps.len(), 5);
}

#[test]
fn what_the_canvas_writes_reads_back_and_taking_it_away_leaves_the_file_as_it_was() {
    for (source, scenarios) in all() {
        for scenario in scenarios {
            let mut again = scenario.clone();
            again.name = "Once more".parse().unwrap();
            let add = Edit::AddScenario { to: again.clone() };
            let written = edit(source, &[add]).unwrap();
            assert!(written.starts_with(source), "{written}");
            let read = good(&written).scenarios;
            let last = read.len() - 1;
            assert_eq!(read[last], again);
            let removed = edit(&written, &[Edit::RemoveScenario { at: last }]).unwrap();
            assert_eq!(removed, source);
            let set = Edit::SetScenario {
                at: last,
                to: Scenario {
                    name: "Another".parse().unwrap(),
                    ..scenario.clone()
                },
            };
            let altered = good(&edit(&written, &[set]).unwrap()).scenarios;
            assert_eq!(altered[last].steps, scenario.steps);
            assert_eq!(altered[last].name.as_str(), "Another");
            let twice = Edit::AddScenario { to: again };
            assert!(edit(&written, &[twice]).is_err(), "two of one name");
        }
    }
}

#[test]
fn a_scenario_set_as_it_is_keeps_every_byte() {
    for (source, scenarios) in all() {
        for (at, to) in scenarios.into_iter().enumerate() {
            assert_eq!(
                edit(source, &[Edit::SetScenario { at, to }]).unwrap(),
                source
            );
        }
    }
}

#[test]
fn a_new_name_is_carried_into_every_step() {
    let text = format!("{FILE}{SCENARIO}");
    let transition = good(&text).workflow.transitions[0].clone();
    let renamed = edit(
        &text,
        &[
            Edit::SetState {
                state: "Live".parse().unwrap(),
                to: StateParts {
                    name: "Deployed".parse().unwrap(),
                    terminal: true,
                    colour: None,
                    description: None,
                },
            },
            Edit::SetField {
                field: "commit".parse().unwrap(),
                to: FieldParts {
                    name: "revision".parse().unwrap(),
                    kind: model::workflow::FieldKind::Text,
                    description: None,
                },
            },
        ],
    )
    .unwrap()
    .replace("Deploy\"", "Roll out\"");
    let asked = serde_json::json!({ "do": "set_transition", "at": 0, "to": {
        "name": "Ship", "from": transition.from, "to": "Deployed", "by": ["bot"], "requires": ["revision"],
        "gate": null, "break_glass": null, "description": null
    } });
    let renamed = edit(&renamed, &[serde_json::from_value(asked).unwrap()]).unwrap();
    assert!(renamed.contains("# Nobody but the bot."));
    let scenario = &good(&renamed).scenarios[0];
    let words: Vec<String> = scenario
        .steps
        .iter()
        .map(|step| step.act.to_string())
        .collect();
    assert_eq!(
        words,
        [
            "ana takes Ship",
            "ana edits the ticket",
            "deploy-bot takes Ship",
            "2d pass",
            "ben approves Ship"
        ]
    );
    let Act::Take { with, .. } = &scenario.steps[2].act else {
        panic!("{scenario:?}")
    };
    assert!(with.contains("revision"));
    let then = Expected::Done {
        then: Some("Deployed".parse().unwrap()),
    };
    assert_eq!(scenario.steps[4].expected, then);
}

#[test]
fn each_mistake_is_told_where_it_stands() {
    let table: &[(&str, &str, &[&str])] = &[
        ("take = \"Deploy\", refused", "refused", &["no_act"]),
        ("edit = true", "edit = true, take = \"Deploy\"", &["no_act"]),
        ("edit = true", "edit = 1", &["wrong_type"]),
        ("by = \"ben\"", "by = \"bon\"", &["not_in_cast"]),
        ("creator = \"ana\"", "creator = \"anna\"", &["not_in_cast"]),
        (
            "keeper = \"ana\"",
            "keeper = \"deploy-bot\"",
            &["not_in_cast"],
        ),
        ("keeper =", "keepr =", &["unknown_key"]),
        ("ben = [", "deploy-bot = [], ben = [", &["twice_in_cast"]),
        ("not_permitted", "not_permited", &["no_such_code"]),
        (
            "then = \"Live\"",
            "then = \"Live\", refused = \"stale\"",
            &["refused_and_then"],
        ),
        ("\"48h\"", "\"48\"", &["bad_expires"]),
        ("by = \"ana\", edit", "edit", &["missing_key"]),
        ("[\"manager\"]", "[\"Manager\"]", &["bad_name"]),
        (
            "[[scenarios]]",
            "[[scenarios]]\nname = \"X\"\ncreator = \"a\"\npeople = { a = [] }\nsteps = []\n[[scenarios]]\nname = \"X\"\ncreator = \"a\"\npeople = { a = [] }\nsteps = []\n[[scenarios]]",
            &["duplicate_key"],
        ),
    ];
    for (from, to, expected) in table {
        let text = format!("{FILE}{}", SCENARIO.replacen(from, to, 1));
        let problems = read(&text).expect_err(to);
        let codes: Vec<&str> = problems.iter().map(|p| p.code).collect();
        assert_eq!(&codes, expected, "{to}: {problems:?}");
        assert!(problems[0].line as usize > FILE.lines().count(), "{to}");
    }
    let many = "{ wait = \"1s\" },".repeat(Step::MAX + 1);
    let text = format!(
        "{FILE}{}",
        SCENARIO.replace("steps = [", &format!("steps = [{many}"))
    );
    assert_eq!(read(&text).unwrap_err()[0].code, "too_many");
}
