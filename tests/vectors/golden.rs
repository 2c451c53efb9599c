//! A log of every released kind stays readable (law 4): what 0.1.0 wrote is read, strictly, and comes to what it came to then.
//! `OPENWEAVE_BLESS=1` writes the folder of this version anew; once it is released, nobody does.

#[path = "golden/life.rs"]
mod life;
#[path = "golden/told.rs"]
mod told;

use std::{
    collections::BTreeSet,
    fs,
    path::{Path, PathBuf},
};

use model::{Action, Entry, Outcome};

/// The folder of each release.
const RELEASES: [&str; 1] = ["0.1.0"];

fn folder(release: &str) -> PathBuf {
    let vectors = PathBuf::from(env!("CARGO_MANIFEST_DIR")).join("vectors/golden");
    vectors.join(release)
}

fn entries(release: &str, log: &str) -> Vec<(Entry, String)> {
    read(&folder(release), log)
}

fn read(folder: &Path, log: &str) -> Vec<(Entry, String)> {
    let file = folder.join(format!("{log}.jsonl"));
    let text = fs::read_to_string(&file).expect("a golden log");
    let read = |line: &str| {
        let entry = Entry::from_json(line).unwrap_or_else(|error| panic!("{error}: {line}"));
        (entry, line.to_owned())
    };
    text.lines().map(read).collect()
}

#[tokio::test]
async fn what_every_release_wrote_comes_to_what_it_came_to_then() {
    if std::env::var_os("OPENWEAVE_BLESS").is_some() {
        life::written(&folder(env!("CARGO_PKG_VERSION"))).await;
    }
    for release in RELEASES {
        let workspace = told::workspace(&folder(release), &entries(release, "workspace"));
        let host = told::host(&entries(release, "host"));
        let said = fs::read_to_string(folder(release).join("comes-to.txt")).expect("a text");
        assert_eq!(format!("{workspace}\n{host}"), said, "{release}");
    }
}

#[test]
fn the_newest_golden_log_has_every_action_and_every_way_it_can_end() {
    let newest = RELEASES[RELEASES.len() - 1];
    let logs = [entries(newest, "workspace"), entries(newest, "host")].concat();
    let done = |action: &Action| {
        logs.iter()
            .any(|(entry, _)| entry.action == *action && entry.outcome == Outcome::Done)
    };
    let never: BTreeSet<_> = Action::ALL.iter().filter(|action| !done(action)).collect();
    // A call that was turned away has no other way to end.
    assert_eq!(never, BTreeSet::from([&Action::Call]));
    let ended = |outcome| logs.iter().any(|(entry, _)| entry.outcome == outcome);
    assert!(ended(Outcome::Refused) && ended(Outcome::Counted));
}

#[test]
fn an_entry_of_a_format_that_nobody_released_is_not_read() {
    let (_, line) = entries("0.1.0", "workspace").remove(0);
    let later = line.replacen("\"v\":1", "\"v\":2", 1);
    assert!(Entry::from_json(&later).is_err());
    let twice = line.replacen("\"v\":1", "\"v\":1,\"v\":1", 1);
    assert!(Entry::from_json(&twice).is_err());
}
