//! Anchors: checkpoints kept in a folder elsewhere, and what `verify --against` finds with them that nothing else shows.

use std::{path::Path, process::Command};

use openweave_tests::{
    House,
    program::{Served, openweave, run},
};
use tempfile::TempDir;

fn folder() -> TempDir {
    tempfile::tempdir().expect("a folder")
}

fn copy(from: &Path, to: &Path) {
    let copied = Command::new("cp")
        .arg("-a")
        .arg(from.join("."))
        .arg(to)
        .status();
    assert!(copied.expect("cp runs").success());
}

fn verify(data: &Path, against: &[&Path]) -> (i32, String) {
    let mut arguments = vec![
        "verify".into(),
        "--data".into(),
        data.as_os_str().to_owned(),
    ];
    for kept in against {
        arguments.extend(["--against".into(), kept.as_os_str().to_owned()]);
    }
    let ended = run(&arguments);
    (ended.code, format!("{}{}", ended.out, ended.err))
}

/// Serves the folder with an anchor until it has told the bot that a ticket is opened, and stops it.
async fn a_day_of_work(data: &Path, anchor: &Path, bot: &openweave_tests::Bot) {
    let mut command = Command::new(openweave());
    command
        .arg("serve")
        .arg("--data")
        .arg(data)
        .arg("--anchor")
        .arg(anchor);
    let served = Served::by(command.args(Served::ARGUMENTS));
    bot.at(served.bots).ticket().await;
    assert!(served.terminate().success());
}

#[tokio::test]
async fn a_folder_put_back_to_yesterday_with_its_mark_is_found_by_the_anchor_alone() {
    let house = House::open().await;
    let bot = house.bot("deploy-bot", house.olga()).await;
    let (data, anchor, yesterday) = (house.close().await, folder(), folder());
    a_day_of_work(data.path(), anchor.path(), &bot).await;
    copy(data.path(), yesterday.path());
    a_day_of_work(data.path(), anchor.path(), &bot).await;

    assert_eq!(verify(data.path(), &[anchor.path()]).0, 0);
    // All of yesterday, mark and all: in itself it holds.
    assert_eq!(verify(yesterday.path(), &[]).0, 0);
    let (code, said) = verify(yesterday.path(), &[anchor.path()]);
    assert_eq!(code, 1, "{said}");
    assert!(said.contains("put back to an older state"), "{said}");
}

#[tokio::test]
async fn a_log_behind_its_mark_is_only_read_and_says_so() {
    let house = House::open().await;
    let bot = house.bot("deploy-bot", house.olga()).await;
    let (data, anchor, yesterday) = (house.close().await, folder(), folder());
    copy(data.path(), yesterday.path());
    a_day_of_work(data.path(), anchor.path(), &bot).await;
    for inside in std::fs::read_dir(yesterday.path().join("workspaces")).expect("workspaces") {
        let folder = inside.expect("a folder");
        let place = data.path().join("workspaces").join(folder.file_name());
        for beside in ["log.db-wal", "log.db-shm"] {
            drop(std::fs::remove_file(place.join(beside)));
        }
        std::fs::copy(folder.path().join("log.db"), place.join("log.db")).expect("a copy");
    }
    let (code, said) = verify(data.path(), &[]);
    assert_eq!(code, 1, "{said}");
    let served = Served::on(data.path());
    let answer = bot
        .at(served.bots)
        .post(
            "/v1/tickets",
            &serde_json::json!({ "project": "PAY", "title": "Now" }),
        )
        .await;
    let problem = answer.refused(503, "log_unwritable");
    let detail = problem["detail"].as_str().unwrap_or_default();
    assert!(detail.contains("put back to an older state"), "{detail}");
    bot.at(served.bots).get("/v1/tickets").await.ok(200);
}

#[tokio::test]
async fn a_checkpoint_of_no_log_here_is_not_passed_over() {
    let data = House::open().await.close().await;
    let kept = folder();
    let foreign = kept.path().join("foreign.checkpoint");
    let text = "openweave/00000000-0000-0000-0000-000000000007\n3\nNmQuc8JUCrEh46a/lUWwokmCzYMOsT080Z3jzmwCHsE=\n\n";
    std::fs::write(&foreign, text).expect("a file");
    let (code, said) = verify(data.path(), &[&foreign]);
    assert_eq!(code, 2, "{said}");
    assert!(said.contains("none of these logs"), "{said}");
}

#[tokio::test]
async fn a_git_repository_keeps_the_newest_checkpoint_and_shows_a_folder_put_back() {
    let house = House::open().await;
    let bot = house.bot("deploy-bot", house.olga()).await;
    let (data, anchor, yesterday) = (house.close().await, folder(), folder());
    let init = Command::new("git")
        .arg("init")
        .arg("--quiet")
        .arg(anchor.path())
        .status();
    assert!(init.expect("git runs").success());
    copy(data.path(), yesterday.path());
    a_day_of_work(data.path(), anchor.path(), &bot).await;
    let (code, said) = verify(data.path(), &[anchor.path()]);
    assert_eq!(code, 0, "{said}");
    assert!(
        said.contains("Held against 1 checkpoint kept elsewhere"),
        "{said}"
    );
    let (code, said) = verify(yesterday.path(), &[anchor.path()]);
    assert_eq!(code, 1, "{said}");
}

#[tokio::test]
async fn a_saved_list_of_keys_shows_a_key_that_was_enrolled_in_somebodys_name() {
    let house = House::open().await;
    let ada = house.person("ada", &["approver"]).await;
    let room = house.olga().get("/integrity").await.ok(200);
    let workspace = house.workspace.clone();
    let data = house.close().await;
    let kept = folder();
    let line = |key: &serde_json::Value| {
        let text = |name: &str| key[name].as_str().expect("a text").to_owned();
        (text("person"), text("key"))
    };
    let keys: Vec<_> = room["keys"]
        .as_array()
        .expect("keys")
        .iter()
        .map(line)
        .collect();
    let list = |keys: &[(String, String)]| {
        let lines: Vec<String> = keys
            .iter()
            .map(|(person, key)| format!("{person} {key} Somebody"))
            .collect();
        format!("openweave-keys {workspace}\n{}\n", lines.join("\n"))
    };
    let file = kept.path().join("keys.txt");
    std::fs::write(&file, list(&keys)).expect("a file");
    let (code, said) = verify(data.path(), &[&file]);
    assert_eq!(code, 0, "{said}");

    // Ada knows another key of hers than the one that stands in the log.
    let olgas = keys
        .iter()
        .find(|(person, _)| *person != ada.id)
        .expect("Olga")
        .1
        .clone();
    let hers = |(person, key): &(String, String)| {
        let key = if *person == ada.id { &olgas } else { key };
        (person.clone(), key.clone())
    };
    let known: Vec<_> = keys.iter().map(hers).collect();
    std::fs::write(&file, list(&known)).expect("a file");
    let (code, said) = verify(data.path(), &[&file]);
    assert_eq!(code, 1, "{said}");
    assert!(
        said.contains("somebody enrolled another in their name"),
        "{said}"
    );

    for (text, exit) in [
        (
            format!("openweave-keys {workspace}\nnobody nothing\n"),
            "is no list of signing keys",
        ),
        (
            list(&keys).replace(&workspace, &ada.id),
            "none of these logs",
        ),
    ] {
        std::fs::write(&file, text).expect("a file");
        let (code, said) = verify(data.path(), &[&file]);
        assert_eq!(code, 2, "{said}");
        assert!(said.contains(exit), "{said}");
    }
}
