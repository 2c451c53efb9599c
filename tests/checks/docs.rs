//! What is written about the system names what is there: tests, answers, files, a workflow that can be read.

use std::{collections::BTreeSet, fs, path::Path};

use model::Code;

use crate::metadata::root;

const ARCHITECTURE: &str = "docs/ARCHITECTURE.md";
const CONTROLS: &str = "docs/controls.md";
const SECURITY: &str = ".github/SECURITY.md";

fn text(path: &str) -> String {
    fs::read_to_string(root().join(path)).unwrap_or_else(|error| panic!("{path}: {error}"))
}

/// What stands between backticks.
fn quoted(text: &str) -> impl Iterator<Item = &str> {
    text.split('`').skip(1).step_by(2)
}

/// The cells of each row of each table, without heads and rules.
fn rows(markdown: &str) -> Vec<Vec<&str>> {
    let lines: Vec<&str> = markdown.lines().collect();
    let is_rule = |line: &str| line.starts_with("|---");
    let rows = lines.iter().enumerate().filter(|(at, line)| {
        let is_head = lines.get(at + 1).is_some_and(|next| is_rule(next));
        line.starts_with('|') && !is_rule(line) && !is_head
    });
    rows.map(|(_, line)| line.trim_matches('|').split(" | ").map(str::trim).collect())
        .collect()
}

/// The names of all tests in the repository's own sources.
fn tests() -> BTreeSet<String> {
    let mut names = BTreeSet::new();
    for folder in ["src-tauri/src", "src-tauri/crates", "tests", "ui/src"] {
        collect(&root().join(folder), &mut names);
    }
    names
}

fn collect(folder: &Path, names: &mut BTreeSet<String>) {
    for entry in fs::read_dir(folder).expect("a folder") {
        let path = entry.expect("an entry").path();
        if path.ends_with("node_modules") {
            continue;
        }
        if path.is_dir() {
            collect(&path, names);
            continue;
        }
        let source = fs::read_to_string(&path).unwrap_or_default();
        match path.extension().and_then(|kind| kind.to_str()) {
            Some("rs") => {
                let source = source.replace("#[tokio::test", "#[test]");
                let tests = source.split("#[test]").skip(1);
                let named = tests.filter_map(|test| test.split_once("fn ")?.1.split_once('('));
                names.extend(named.map(|(name, _)| name.to_owned()));
            }
            Some("ts" | "mjs") => {
                let tests = source.split("test('").skip(1);
                let named = tests.filter_map(|test| test.split_once('\''));
                names.extend(named.map(|(name, _)| name.to_owned()));
            }
            _ => {}
        }
    }
}

#[test]
fn every_test_that_the_controls_name_is_there() {
    let (controls, tests) = (text(CONTROLS), tests());
    let rows = rows(&controls);
    assert!(rows.len() > 12, "a row for each law");
    for row in &rows {
        let [what, criterion, held] = row.as_slice() else {
            panic!("{row:?} has no three cells");
        };
        assert!(criterion.starts_with("CC"), "{what}: {criterion}");
        let held: Vec<&str> = quoted(held).collect();
        assert!(!held.is_empty(), "{what} is held by nothing");
        for test in held {
            assert!(tests.contains(test), "{what}: there is no test `{test}`");
        }
    }
}

/// A name of five words or more is a test's.
#[test]
fn every_test_that_the_architecture_names_is_there() {
    let (architecture, tests) = (text(ARCHITECTURE), tests());
    let names = quoted(&architecture).filter(|name| name.matches('_').count() >= 4);
    let names: Vec<&str> = names.filter(|name| !name.contains(' ')).collect();
    assert!(names.len() > 5, "{names:?}");
    for name in names {
        assert!(tests.contains(name), "there is no test `{name}`");
    }
}

#[test]
fn the_table_of_answers_has_every_code_in_its_order() {
    let architecture = text(ARCHITECTURE);
    let (_, answers) = architecture.split_once("## Answers").expect("the answers");
    let told: Vec<(String, String)> = rows(answers)
        .iter()
        .map(|row| (row[0].to_owned(), row[1].trim_matches('`').to_owned()))
        .collect();
    let known: Vec<(String, String)> = Code::ALL
        .iter()
        .map(|code| (code.status().to_string(), code.to_string()))
        .collect();
    assert_eq!(told, known);
}

#[test]
fn the_workflow_in_the_architecture_is_one() {
    let architecture = text(ARCHITECTURE);
    let (_, block) = architecture.split_once("```toml\n").expect("a workflow");
    let source = block.split("```").next().expect("its end");
    let read = formats::read(source).unwrap_or_else(|problems| panic!("{problems:#?}"));
    assert_eq!(read.workflow.transitions.len(), 3);
}

#[test]
fn links_lead_somewhere() {
    for page in [ARCHITECTURE, CONTROLS, SECURITY, "CHANGELOG.md"] {
        let (folder, markdown) = (root().join(page), text(page));
        let links = markdown
            .split("](")
            .skip(1)
            .filter_map(|rest| rest.split(')').next());
        for link in links.filter(|link| !link.starts_with("https://")) {
            let target = folder.parent().expect("a folder").join(link);
            assert!(target.exists(), "{page} links to {link}");
        }
    }
}
