//! Commands that open no data folder: `check`, `diagram`, `export` and `import`.

use openweave_tests::{House, program::run};

const CHANGE: &str = include_str!("../../workflows/change-management.toml");

/// Three mistakes, each in another line.
const WRONG: &str = r#"format = 1
name = "Errands"
initial = "Opn"

[states.Open]
[states.Review]
terminal = true

[[transitions]]
name = "Submit"
from = ["Open"]
to = "Revew"
by = ["bott"]
"#;

#[test]
fn check_tells_all_errors_at_once_with_their_place_and_a_suggestion() {
    let folder = tempfile::tempdir().expect("a folder");
    let (wrong, good) = (
        folder.path().join("wrong.toml"),
        folder.path().join("good.toml"),
    );
    std::fs::write(&wrong, WRONG).expect("a file");
    std::fs::write(&good, CHANGE).expect("a file");
    let checked = run(&["check".as_ref(), wrong.as_os_str(), good.as_os_str()]);
    assert_eq!(checked.code, 1);
    for (place, suggestion) in [("3:11", "Open"), ("12:6", "Review"), ("13:7", "bot")] {
        let told = format!("{}:{place}: ", wrong.display());
        let line = checked.out.lines().find(|line| line.starts_with(&told));
        let line = line.unwrap_or_else(|| panic!("nothing at {place}: {}", checked.out));
        assert!(
            line.contains(&format!("Did you mean `{suggestion}`?")),
            "{line}"
        );
    }
    assert!(
        checked.out.contains("good.toml: Change management holds"),
        "{}",
        checked.out
    );

    let checked = run(&["check".as_ref(), good.as_os_str()]);
    assert_eq!(
        (checked.code, checked.err.as_str()),
        (0, ""),
        "{}",
        checked.out
    );
    let missing = run(&["check", "no-such-file.toml"]);
    assert_eq!(missing.code, 2);
    assert!(
        missing.err.contains("no-such-file.toml cannot be read"),
        "{}",
        missing.err
    );
}

#[test]
fn check_runs_every_scenario_and_says_what_it_covers() {
    let folder = tempfile::tempdir().expect("a folder");
    for item in formats::gallery() {
        let file = folder.path().join(format!("{}.toml", item.slug));
        std::fs::write(&file, item.source).expect("a file");
        let checked = run(&["check".as_ref(), file.as_os_str()]);
        assert_eq!(checked.code, 0, "{}", checked.out);
        let said = checked.out.lines().last().expect("what it covers");
        let numbers: Vec<&str> = said.split(|c: char| !c.is_ascii_digit()).collect();
        let numbers: Vec<&&str> = numbers.iter().filter(|n| !n.is_empty()).collect();
        assert_eq!(numbers.len(), 6, "{said}");
        for pair in numbers.chunks(2) {
            assert_eq!(pair[0], pair[1], "everything is covered: {said}");
        }
    }
}

#[test]
fn check_tells_which_step_of_a_scenario_no_longer_holds() {
    let table = [
        // One manager is enough: the first approval moves it already.
        (
            "approvals = 2\nrole = \"release-manager\"",
            "approvals = 1\nrole = \"release-manager\"",
            "Step 9, rui approves Deploy, leaves the ticket in Deployed now, and was to leave it in Scheduled.",
        ),
        // Anybody may deploy.
        (
            "by = [\"bot\"]\nrequires = [\"commit\", \"test_report\"]",
            "by = [\"bot\", \"person\"]\nrequires = [\"commit\", \"test_report\"]",
            "Step 7, nia takes Deploy, is done now, and was to be refused (not_permitted).",
        ),
        // Only people with a role may submit.
        (
            "by = [\"bot\", \"person\"]\nrequires = [\"pipeline\"",
            "by = [\"role:release-manager\"]\nrequires = [\"pipeline\"",
            "Step 2, nia takes Submit, is refused now: ",
        ),
        (
            "to = \"Verified\"\nby = [\"person\"]",
            "to = \"Verified\"\nby = [\"person\"]\nrequires = [\"service_owner\"]",
            "Step 13, nia takes Verify, is refused now: These fields must be filled first: service_owner.",
        ),
        (
            "create = [\"bot\", \"person\"]",
            "create = []",
            "It cannot begin: ",
        ),
    ];
    let folder = tempfile::tempdir().expect("a folder");
    let file = folder.path().join("changed.toml");
    for (from, to, said) in table {
        assert!(CHANGE.contains(from), "{from}");
        std::fs::write(&file, CHANGE.replacen(from, to, 1)).expect("a file");
        let checked = run(&["check".as_ref(), file.as_os_str()]);
        assert_eq!(checked.code, 1, "{}", checked.out);
        let told = format!(
            "A change goes out with two release managers and is verified no longer holds. {said}"
        );
        assert!(checked.out.contains(&told), "{told}\n{}", checked.out);
    }
}

#[tokio::test]
async fn diagram_draws_what_the_library_and_the_window_draw() {
    let folder = tempfile::tempdir().expect("a folder");
    let file = folder.path().join("change.toml");
    std::fs::write(&file, CHANGE).expect("a file");
    let drawn = run(&["diagram".as_ref(), file.as_os_str()]);
    assert_eq!(drawn.code, 0, "{}", drawn.err);
    let workflow = formats::read(CHANGE).expect("a workflow").workflow;
    let drawing = diagram::svg(&workflow, &diagram::Options::default());
    assert_eq!(drawn.out, format!("{drawing}\n"));

    let house = House::open().await;
    let path = "/console/w/{}/gallery/change-management/diagram.svg";
    let path = path.replace("{}", &house.workspace);
    let shown = house.olga().get(&path).await;
    assert_eq!(shown.status, 200);
    assert_eq!(
        paths(&drawn.out),
        paths(&shown.text()),
        "the same lines in both"
    );
    house.verify().await;
}

/// The lines of a drawing, whatever they are coloured with.
fn paths(svg: &str) -> Vec<&str> {
    let paths = svg.split(" d=\"").skip(1);
    let paths: Vec<&str> = paths.filter_map(|rest| rest.split('"').next()).collect();
    assert!(!paths.is_empty());
    paths
}

#[test]
fn a_wrong_file_leaves_no_broken_drawing_behind() {
    let folder = tempfile::tempdir().expect("a folder");
    let file = folder.path().join("wrong.toml");
    std::fs::write(&file, WRONG).expect("a file");
    let drawn = run(&["diagram".as_ref(), file.as_os_str()]);
    assert_eq!((drawn.code, drawn.out.as_str()), (1, ""));
    assert!(
        drawn.err.contains("There is no state `Revew`"),
        "{}",
        drawn.err
    );
}

#[test]
fn export_writes_what_the_library_writes_and_graphviz_reads() {
    let folder = tempfile::tempdir().expect("a folder");
    let file = folder.path().join("change.toml");
    let hostile = CHANGE.replace("\"In review\"", r#""In \"] -> x; \\N""#);
    std::fs::write(&file, &hostile).expect("a file");
    let workflow = formats::read(&hostile).expect("a workflow").workflow;
    for (word, target) in [
        ("mermaid", formats::Target::Mermaid),
        ("dot", formats::Target::Dot),
        ("xstate", formats::Target::XState),
    ] {
        let written = run(&[
            "export".as_ref(),
            file.as_os_str(),
            "--as".as_ref(),
            word.as_ref(),
        ]);
        assert_eq!((written.code, written.err.as_str()), (0, ""));
        assert_eq!(written.out, formats::export(&workflow, target), "{word}");
    }
    let dot = folder.path().join("change.dot");
    std::fs::write(&dot, formats::export(&workflow, formats::Target::Dot)).expect("a file");
    let drawn = std::process::Command::new("dot")
        .arg("-Tplain")
        .arg(&dot)
        .output();
    let drawn = drawn.expect("graphviz");
    assert!(
        drawn.status.success(),
        "{}",
        String::from_utf8_lossy(&drawn.stderr)
    );
    let plain = String::from_utf8(drawn.stdout).expect("text");
    let count = |word| plain.lines().filter(|line| line.starts_with(word)).count();
    let arrows: usize = workflow.transitions.iter().map(|t| t.from.len()).sum();
    assert_eq!(
        (count("node "), count("edge ")),
        (workflow.states.len() + 1, arrows + 1),
        "the start and its arrow, and what the file has"
    );

    std::fs::write(&file, WRONG).expect("a file");
    let written = run(&[
        "export".as_ref(),
        file.as_os_str(),
        "--as".as_ref(),
        "dot".as_ref(),
    ]);
    assert_eq!((written.code, written.out.as_str()), (1, ""));
}

#[test]
fn import_makes_a_file_and_names_what_it_could_not_carry() {
    let folder = tempfile::tempdir().expect("a folder");
    let file = folder.path().join("light.json");
    let machine = r#"{ "id": "Light", "initial": "off", "states": {
        "off": { "on": { "SWITCH": { "target": "on", "guard": "hasPower" } } },
        "on": { "on": { "SWITCH": "off" }, "after": { "1000": "off" } }
    } }"#;
    std::fs::write(&file, machine).expect("a file");
    let made = run(&["import".as_ref(), file.as_os_str()]);
    assert_eq!(made.code, 0, "{}", made.err);
    let workflow = formats::read(&made.out).expect("a workflow").workflow;
    assert_eq!(workflow.name.as_str(), "Light");
    assert_eq!((workflow.states.len(), workflow.transitions.len()), (2, 2));
    for told in [
        "states.on.after: ",
        "states.off.on.SWITCH.guard: ",
        "transitions: 2 of 2",
    ] {
        assert!(made.err.contains(told), "{told}\n{}", made.err);
    }
    std::fs::write(&file, "{\"states\":").expect("a file");
    let broken = run(&["import".as_ref(), file.as_os_str()]);
    assert_eq!((broken.code, broken.out.as_str()), (1, ""));
    assert!(broken.err.contains("This is no JSON"), "{}", broken.err);
}

#[test]
fn what_is_no_command_is_explained() {
    let ended = run(&["aprove", "everything"]);
    assert_eq!((ended.code, ended.out.as_str()), (2, ""));
    assert!(ended.err.contains("Usage: openweave"), "{}", ended.err);
}
