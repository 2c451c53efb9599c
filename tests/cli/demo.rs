//! `demo`: the same story from the same seed, in an empty folder only, and bots that play it on.

mod story;

use std::{
    io::{BufRead, BufReader},
    os::unix::fs::PermissionsExt,
    path::Path,
    process::{Command, Stdio},
};

use openweave_tests::{
    Call, house,
    program::{Ended, Served, openweave, run},
};
use serde_json::Value;
use story::Story;
use tempfile::TempDir;

fn demo(data: &Path, more: &[&str]) -> Ended {
    let data = data.to_str().expect("a path");
    run(&[&["demo", "--json", "--data", data], more].concat())
}

/// A demo, and what it printed.
fn made(more: &[&str]) -> (TempDir, Value) {
    let data = tempfile::tempdir().expect("a folder");
    let made = demo(data.path(), more);
    assert_eq!(made.code, 0, "{}", made.err);
    let printed = serde_json::from_str(&made.out).expect("JSON");
    (data, printed)
}

#[test]
fn the_rules_give_all_of_the_story_again() {
    let (data, _) = made(&["--seed", "7", "--tickets", "12"]);
    let folder = data.path().to_str().expect("a path");
    let verified = run(&["verify", "--json", "--data", folder]);
    let said = run(&["verify", "--data", folder]);
    assert_eq!((verified.code, said.code), (0, 0), "{}", said.out);
    let report: Value = serde_json::from_str(&verified.out).expect("JSON");
    for (log, of) in report["logs"]
        .as_array()
        .expect("logs")
        .iter()
        .zip([&["--host"][..], &[]])
    {
        let entries = run(&[&["log", "--data", folder], of].concat());
        let done = r#""outcome":"done""#;
        let done = entries.lines().iter().filter(|e| e.contains(done)).count();
        let again = log["decided_again"].as_u64().expect("a number");
        let least = u64::try_from(done).expect("a few");
        assert!(done > 0 && again >= least, "{done} were done: {log}");
        assert!(again <= log["entries"].as_u64().expect("a number"), "{log}");
        assert_eq!(log["by_older_engine"], 0, "{log}");
        let told = format!("Decided again, {again} entries came out as they stand");
        assert!(said.out.contains(&told), "{}", said.out);
    }
}

#[tokio::test]
async fn the_same_seed_tells_the_same_story_with_other_ids() {
    let mut told = Vec::new();
    for seed in ["7", "7", "8"] {
        let (data, printed) = made(&["--seed", seed, "--tickets", "12"]);
        told.push((Story::of(data.path()).await, printed));
        house::verify(data.path()).await;
    }
    let [(first, printed), (again, printed_again), (other, _)] = told.as_slice() else {
        panic!("three demos");
    };
    assert!(first.entries.len() > 60, "{}", first.entries.len());
    for (at, (one, two)) in first.entries.iter().zip(&again.entries).enumerate() {
        assert_eq!(one, two, "entry {at}");
    }
    assert_eq!(first.entries.len(), again.entries.len());
    assert!(
        first.ids.is_disjoint(&again.ids),
        "ids are never told twice"
    );
    assert_ne!(first.entries, other.entries);
    for secret in ["/people/0/password", "/bots/0/token", "/workspace/id"] {
        assert_ne!(
            printed.pointer(secret),
            printed_again.pointer(secret),
            "{secret}"
        );
    }
}

#[tokio::test]
async fn a_demo_is_made_in_an_empty_folder_only_and_says_what_it_is() {
    // The fewest there can be: no stretch of the history may be so silent that the clock comes in doubt.
    let (data, printed) = made(&["--tickets", "1"]);
    let file = data.path().join("demo.json");
    let kept: Value =
        serde_json::from_slice(&std::fs::read(&file).expect("demo.json")).expect("JSON");
    assert_eq!(kept, printed);
    let mode = file.metadata().expect("demo.json").permissions().mode();
    assert_eq!(mode & 0o777, 0o600, "passwords are for their owner");
    for more in [&["--host"][..], &[]] {
        let log = run(&[
            &["log", "--data", data.path().to_str().expect("a path")],
            more,
        ]
        .concat());
        assert!(
            log.lines()[0].contains(r#""simulated":true"#),
            "{}",
            log.lines()[0]
        );
    }

    let again = demo(data.path(), &[]);
    assert_eq!((again.code, again.out.as_str()), (2, ""));
    assert!(again.err.contains("is not empty"), "{}", again.err);
    let somebodys = tempfile::tempdir().expect("a folder");
    std::fs::write(somebodys.path().join("letter.txt"), "Dear").expect("a file");
    assert_eq!(demo(somebodys.path(), &[]).code, 2);
    assert_eq!(
        std::fs::read_dir(somebodys.path())
            .expect("a folder")
            .count(),
        1
    );

    let served = Served::on(data.path());
    let session = Call::new(served.console, "GET", "/console/session")
        .send()
        .await
        .ok(200);
    assert_eq!(
        session["people"].as_array().map(Vec::len),
        Some(4),
        "{session}"
    );
}

#[tokio::test]
async fn live_bots_ask_and_are_refused_now_and_then() {
    let (data, _) = made(&["--tickets", "30"]);
    let served = Served::on(data.path());
    let port = served.bots.port().to_string();
    let mut live = Command::new("timeout")
        .arg("60")
        .arg(openweave())
        .args([
            "demo", "--live", "--pace", "0.05", "--port", &port, "--data",
        ])
        .arg(data.path())
        .stdout(Stdio::piped())
        .spawn()
        .expect("the program starts");
    let lines = BufReader::new(live.stdout.take().expect("its output")).lines();
    let (mut asked, mut refused) = (false, false);
    for line in lines {
        let line = line.expect("a line");
        asked |= line.contains(": waits for ");
        refused |= line.contains(": refused, ");
        if asked && refused {
            break;
        }
    }
    assert!(
        asked && refused,
        "in a minute: asked {asked}, refused {refused}"
    );
    // Nobody listens any more: it goes.
    assert_eq!(live.wait().expect("it ends").code(), Some(0));
    assert_eq!(served.terminate().code(), Some(0));
    house::verify(data.path()).await;
}
