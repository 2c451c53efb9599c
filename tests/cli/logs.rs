//! `log` and `verify`: beside a running console, and on a folder that somebody has touched.

use std::path::{Path, PathBuf};

use model::Seq;
use openweave_tests::{
    House,
    program::{Ended, Served, run},
};
use serde_json::Value;
use store::WorkspaceReads;
use tempfile::TempDir;

/// A folder in which a bot has moved two tickets and was refused once.
async fn lived_in() -> TempDir {
    let house = House::open().await;
    let bot = house.bot("deploy-bot", house.olga()).await;
    for _ in 0..2 {
        let ticket = bot.ticket().await;
        bot.take(&ticket, "Submit").await.ok(200);
        bot.take(&ticket, "Submit")
            .await
            .refused(400, "no_such_transition");
    }
    house.close().await
}

fn workspace(data: &Path) -> PathBuf {
    let mut inside = std::fs::read_dir(data.join("workspaces")).expect("workspaces");
    inside
        .next()
        .expect("a workspace")
        .expect("a folder")
        .path()
}

fn asked(command: &str, data: &Path, more: &[&str]) -> Ended {
    let data = data.to_str().expect("a path");
    run(&[&[command, "--data", data], more].concat())
}

#[tokio::test]
async fn log_prints_entries_exactly_as_stored_beside_a_running_console() {
    let data = lived_in().await;
    let _served = Served::on(data.path());
    let reads = WorkspaceReads::open(&workspace(data.path()))
        .await
        .expect("the log");
    let stored = reads.entries_after(None, 1_000).await.expect("entries");
    let stored: Vec<String> = stored.into_iter().map(|stored| stored.json).collect();

    let all = asked("log", data.path(), &[]);
    assert_eq!(all.code, 0, "{}", all.err);
    assert_eq!(all.lines(), stored);
    let after = asked("log", data.path(), &["--after", "5"]);
    assert_eq!(after.lines(), &stored[6..]);
    assert_eq!(asked("log", data.path(), &["--after", "1000000"]).out, "");

    let key = "PAY-2".parse().expect("a key");
    let ticket = reads.ticket(&key).await.expect("a read").expect("a ticket");
    let mut history = reads.history(ticket.ticket.id).await.expect("its history");
    history.reverse();
    let history: Vec<String> = history.into_iter().map(|stored| stored.json).collect();
    assert_eq!(history.len(), 3, "opened, moved, refused");
    let of_ticket = asked("log", data.path(), &["--ticket", "PAY-2"]);
    assert_eq!(of_ticket.lines(), history);

    let host = asked("log", data.path(), &["--host"]);
    assert!(
        host.lines()[0].contains(r#""action":"found_host""#),
        "{}",
        host.out
    );
    reads.close().await;
}

#[tokio::test]
async fn verify_holds_beside_a_running_console() {
    let data = lived_in().await;
    let served = Served::on(data.path());
    let verified = asked("verify", data.path(), &["--json"]);
    assert_eq!(verified.code, 0, "{}", verified.out);
    let report: Value = serde_json::from_str(&verified.out).expect("JSON");
    assert_eq!(report["holds"], true);
    let logs = report["logs"].as_array().expect("logs");
    assert!(
        logs.len() == 2 && logs.iter().all(|log| log["found"] == "holds"),
        "{report}"
    );
    drop(served);
}

#[tokio::test]
async fn verify_names_the_first_entry_that_was_changed() {
    let data = lived_in().await;
    let entries = asked("log", data.path(), &[]).lines().len();
    let reads = WorkspaceReads::open(&workspace(data.path()))
        .await
        .expect("the log");
    // The newer one first: which comes first in the log is what counts.
    for seq in [entries - 1, entries - 3] {
        let seq = Seq(seq as u64);
        let entry = reads.entry(seq).await.expect("a read").expect("an entry");
        let forged = entry.json.replacen("\"engine\":1", "\"engine\":7", 1);
        assert_ne!(forged, entry.json);
        overwrite(&workspace(data.path()).join("log.db"), &entry.json, &forged);
    }
    reads.close().await;
    let first = entries - 3;
    let verified = asked("verify", data.path(), &[]);
    assert_eq!(verified.code, 1, "{}", verified.out);
    let told = format!("BROKEN. The first that does not fit is entry {first}: ");
    assert!(verified.out.contains(&told), "{}", verified.out);
    let verified = asked("verify", data.path(), &["--json"]);
    let report: Value = serde_json::from_str(&verified.out).expect("JSON");
    assert_eq!((verified.code, &report["holds"]), (1, &Value::Bool(false)));
    assert_eq!(report["logs"][1]["first_bad"], first, "{report}");
}

/// What the owner of a file can do to it, past every trigger: other bytes in the place of some.
fn overwrite(file: &Path, these: &str, others: &str) {
    let mut bytes = std::fs::read(file).expect("the file");
    let found: Vec<usize> = bytes
        .windows(these.len())
        .enumerate()
        .filter(|(_, window)| *window == these.as_bytes())
        .map(|(at, _)| at)
        .collect();
    assert!(!found.is_empty(), "the entry lies in one piece");
    for at in found {
        bytes[at..at + others.len()].copy_from_slice(others.as_bytes());
    }
    std::fs::write(file, bytes).expect("the file");
}

#[tokio::test]
async fn what_cannot_be_checked_is_2_and_a_workspace_that_is_gone_is_1() {
    let nowhere = tempfile::tempdir().expect("a folder");
    let missing = asked("verify", &nowhere.path().join("no"), &[]);
    assert_eq!(missing.code, 2, "{}", missing.out);
    assert_eq!(asked("log", nowhere.path(), &[]).code, 2);

    let data = lived_in().await;
    std::fs::remove_dir_all(workspace(data.path())).expect("the folder goes");
    let gone = asked("verify", data.path(), &[]);
    assert_eq!(gone.code, 1, "{}", gone.out);
    assert!(gone.out.contains("its folder is not there"), "{}", gone.out);
}
