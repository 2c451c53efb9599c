//! Commands that change something: a person signs in for them, at the console that runs or, where none does, at one of their own.

use std::{
    fs,
    os::unix::fs::PermissionsExt,
    path::{Path, PathBuf},
    process::Command,
};

use openweave_tests::{
    House,
    house::PASSWORD,
    program::{Ended, Served, openweave, run, run_typing},
};
use serde_json::Value;

fn as_olga(command: &[&str], data: &Path, password: &str) -> Ended {
    let data = data.to_str().expect("a path");
    let mut arguments = vec![command[0], "--data", data, "--as", "olga"];
    arguments.extend(&command[1..]);
    run_typing(&arguments, password)
}

fn entries(data: &Path, host: bool) -> Vec<Value> {
    let mut arguments = vec!["log", "--data", data.to_str().expect("a path")];
    if host {
        arguments.push("--host");
    }
    let ended = run(&arguments);
    assert_eq!(ended.code, 0, "{}", ended.err);
    ended
        .lines()
        .iter()
        .map(|line| serde_json::from_str(line).expect("an entry"))
        .collect()
}

/// Whether any file of the folder, whatever it is, has these bytes in it.
fn anywhere(folder: &Path, words: &str) -> bool {
    fs::read_dir(folder).expect("a folder").any(|inside| {
        let path = inside.expect("a file").path();
        if path.is_dir() {
            return anywhere(&path, words);
        }
        let bytes = fs::read(&path).unwrap_or_default();
        bytes
            .windows(words.len())
            .any(|window| window == words.as_bytes())
    })
}

async fn with_a_secret(house: &House, handle: &str) -> String {
    let bot = house.bot(handle, house.olga()).await;
    let new = serde_json::json!({ "project": "PAY", "title": "Ship", "body": "the passport number of Ada" });
    let opened = bot.post("/v1/tickets", &new).await.ok(201);
    opened["key"].as_str().expect("a key").to_owned()
}

#[tokio::test]
async fn an_owner_erases_a_text_beside_a_console_at_work_and_without_one() {
    let house = House::open().await;
    let (one, two) = (
        with_a_secret(&house, "one").await,
        with_a_secret(&house, "two").await,
    );
    let data = house.close().await;
    let erase = |ticket: &str| {
        let erase = [
            "erase", "--ticket", ticket, "--field", "body", "--reason", "asked to",
        ];
        let ended = as_olga(&erase, data.path(), PASSWORD);
        assert_eq!(ended.code, 0, "{}", ended.err);
        let said = format!("Erased 1 text of {ticket}");
        assert!(ended.out.contains(&said), "{}", ended.out);
    };
    let served = Served::on(data.path());
    erase(&one);
    assert!(served.terminate().success());
    erase(&two);
    assert!(
        !anywhere(data.path(), "passport number"),
        "it is there still"
    );
    let erased = entries(data.path(), false);
    assert_eq!(erased.iter().filter(|e| e["action"] == "erase").count(), 2);
    let verified = run(&["verify", "--data", data.path().to_str().expect("a path")]);
    assert_eq!(verified.code, 0, "{}", verified.out);
}

#[tokio::test]
async fn a_wrong_password_and_somebody_who_is_no_owner_change_nothing() {
    let house = House::open().await;
    let ticket = with_a_secret(&house, "deploy-bot").await;
    house.person("ada", &["approver"]).await;
    let data = house.close().await;
    let served = Served::on(data.path());
    let erase = [
        "erase", "--ticket", &ticket, "--field", "body", "--reason", "asked to",
    ];
    let wrong = as_olga(&erase, data.path(), "wrong horse battery");
    assert_eq!(wrong.code, 2);
    assert!(
        wrong.err.contains("Name or password is wrong"),
        "{}",
        wrong.err
    );
    let path = data.path().to_str().expect("a path");
    let mut arguments = vec!["erase", "--data", path, "--as", "ada"];
    arguments.extend(&erase[1..]);
    let refused = run_typing(&arguments, PASSWORD);
    assert_eq!(refused.code, 2);
    assert!(refused.err.contains("owner"), "{}", refused.err);
    drop(served);
    assert!(anywhere(data.path(), "passport number"));
    let tried = entries(data.path(), false);
    let tried = tried
        .iter()
        .find(|entry| entry["action"] == "erase")
        .expect("the refusal");
    assert_eq!(
        (&tried["outcome"], &tried["code"]),
        (&"refused".into(), &"not_permitted".into())
    );
}

#[tokio::test]
async fn the_socket_is_its_owners_alone_and_goes_with_the_console() {
    let data = House::open().await.close().await;
    let served = Served::on(data.path());
    let socket = data.path().join("host.sock");
    let mode = fs::metadata(&socket)
        .expect("a socket")
        .permissions()
        .mode();
    assert_eq!(mode & 0o777, 0o600);
    assert!(served.terminate().success());
    assert!(!socket.exists());
}

/// The keys that sign for the logs, and that nothing else lies beside them.
fn log_keys(data: &Path) -> Vec<Vec<u8>> {
    let mut folders = vec![data.join("keys")];
    let workspaces = fs::read_dir(data.join("workspaces")).expect("workspaces");
    folders.extend(workspaces.map(|inside| inside.expect("a folder").path().join("keys")));
    let key = |folder: &PathBuf| {
        let waiting = fs::read_dir(folder).expect("keys").filter(|file| {
            let name = file.as_ref().expect("a file").file_name();
            name.to_string_lossy().starts_with("log.")
        });
        assert_eq!(
            waiting.count(),
            0,
            "a key lies about in {}",
            folder.display()
        );
        fs::read(folder.join("log")).expect("a key")
    };
    folders.iter().map(key).collect()
}

#[tokio::test]
async fn both_kinds_of_log_get_another_key_by_somebody_who_may_and_what_was_kept_stays_good() {
    let house = House::open().await;
    house.person("ada", &["approver"]).await;
    let data = house.close().await;
    let kept = tempfile::tempdir().expect("a folder");
    let (path, anchor) = (data.path().to_str().expect("a path"), kept.path().to_str());
    let anchor = anchor.expect("a path");
    let mut command = Command::new(openweave());
    command.args(["serve", "--data", path, "--anchor", anchor]);
    let served = Served::by(command.args(Served::ARGUMENTS));
    for host in [None, Some("--host")] {
        let mut rotate = vec!["rotate", "--data", path, "--as", "ada"];
        rotate.extend(host);
        assert_eq!(run_typing(&rotate, PASSWORD).code, 2);
    }
    let before = log_keys(data.path());
    for host in [None, Some("--host")] {
        let mut rotate = vec!["rotate"];
        rotate.extend(host);
        let ended = as_olga(&rotate, data.path(), PASSWORD);
        assert_eq!(ended.code, 0, "{}", ended.err);
    }
    let after = log_keys(data.path());
    assert!(
        before
            .iter()
            .zip(&after)
            .all(|(before, after)| before != after)
    );
    assert!(served.terminate().success());
    for host in [true, false] {
        let rotated = entries(data.path(), host);
        let done = |e: &&Value| e["action"] == "rotate_key" && e["outcome"] == "done";
        assert_eq!(rotated.iter().filter(done).count(), 1, "host: {host}");
    }
    let verified = run(&["verify", "--data", path, "--against", anchor]);
    assert_eq!(verified.code, 0, "{}{}", verified.out, verified.err);
    drop(Served::on(data.path()));
}

#[tokio::test]
async fn an_owner_freezes_a_bot_and_somebody_else_thaws_it() {
    let house = House::open().await;
    let bot = house.bot("deploy-bot", house.olga()).await;
    let key = bot.ticket().await;
    let data = house.close().await;
    let freeze = [
        "freeze",
        "--bot",
        "deploy-bot",
        "--reason",
        "It tried Verify 14 times",
        "--second",
    ];
    let ended = as_olga(
        &["freeze", "--bot", "nobody", "--reason", "x"],
        data.path(),
        PASSWORD,
    );
    assert_ne!(ended.code, 0);
    assert!(
        ended.err.contains("There is no bot `nobody`"),
        "{}",
        ended.err
    );
    let ended = as_olga(&freeze, data.path(), PASSWORD);
    assert_eq!(ended.code, 0, "{}", ended.err);
    let frozen = entries(data.path(), false);
    let last = frozen.last().expect("an entry");
    assert_eq!(last["action"], "freeze", "{key}");
    assert_eq!(last["data"]["second"], true);
    let thaw = as_olga(&["thaw", "--bot", "deploy-bot"], data.path(), PASSWORD);
    assert_ne!(thaw.code, 0);
    assert!(thaw.err.contains("needs a second person"), "{}", thaw.err);
    let all = as_olga(&["freeze", "--reason", "Stop"], data.path(), PASSWORD);
    assert_eq!(all.code, 0, "{}", all.err);
    assert!(
        all.out.starts_with("The workspace is frozen from entry"),
        "{}",
        all.out
    );
    let on = as_olga(&["thaw"], data.path(), PASSWORD);
    assert_eq!(on.code, 0, "{}", on.err);
}
