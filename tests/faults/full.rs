//! A disk that is really full: 8 MiB, mounted for one process.

use std::{
    fs,
    io::Write,
    path::{Path, PathBuf},
    process::{Command, Stdio},
};

use openweave_tests::{
    Bot, house,
    program::{self, Served},
    skip,
};
use serde_json::json;

use crate::empty_house;

#[tokio::test]
async fn on_a_full_disk_the_answer_is_503_and_nothing_is_half_written() {
    let disk = tempfile::tempdir().expect("a temporary folder");
    if !can_mount(disk.path()) {
        let because =
            "no small disk can be made here: `unshare -rm` and `mount -t tmpfs` are not allowed";
        return skip(
            "on_a_full_disk_the_answer_is_503_and_nothing_is_half_written",
            because,
        );
    }
    let (seed, bot) = empty_house().await;
    let served = serve_on_a_small_disk(disk.path(), seed.path());
    let bot = bot.at(served.bots);
    let inside = PathBuf::from(format!(
        "/proc/{}/root{}",
        served.pid(),
        disk.path().display()
    ));
    bot.ticket().await;
    let opened = 1 + open_until_full(&bot, &inside.join("ballast")).await;

    // Nothing can be written, not even a refusal; everything can be read.
    bot.take("PAY-1", "Deploy")
        .await
        .refused(503, "log_unwritable");
    let edit = json!({ "expected_version": 1, "title": "Other" });
    bot.call("PATCH", "/v1/tickets/PAY-1")
        .json(&edit)
        .send()
        .await
        .refused(503, "log_unwritable");
    let list = bot.get("/v1/tickets").await.ok(200);
    assert_eq!(
        list["tickets"].as_array().expect("tickets").len() as u64,
        opened,
        "each that was acknowledged, and no other"
    );
    assert_eq!(bot.get("/v1/tickets/PAY-1").await.ok(200)["version"], 1);

    fs::remove_file(inside.join("ballast")).expect("the ballast goes");
    let again = large_ticket(&bot, "the-last").await;
    assert_eq!(
        again.header("idempotency-replayed"),
        None,
        "nothing had happened under this key"
    );
    assert_eq!(again.ok(201)["key"], format!("PAY-{}", opened + 1));
    bot.take("PAY-1", "Submit").await.ok(200);

    let copy = tempfile::tempdir().expect("a temporary folder");
    let copied = Command::new("cp")
        .arg("-a")
        .arg(inside.join("."))
        .arg(copy.path())
        .status();
    assert!(copied.expect("cp runs").success());
    house::verify(copy.path()).await;
}

/// Opens large tickets while ballast takes the rest of the disk, until there is a 503. Says how many were opened.
async fn open_until_full(bot: &Bot, ballast: &Path) -> u64 {
    let mut opened = 0;
    for round in 0..400 {
        let mut file = fs::OpenOptions::new()
            .create(true)
            .append(true)
            .open(ballast)
            .expect("the ballast");
        while file.write_all(&[0; 4_096]).is_ok() {}
        let answer = large_ticket(bot, &format!("round-{round}")).await;
        match answer.status {
            201 => opened += 1,
            _ => {
                answer.refused(503, "log_unwritable");
                large_ticket(bot, "the-last")
                    .await
                    .refused(503, "log_unwritable");
                return opened;
            }
        }
    }
    panic!("the disk never filled");
}

async fn large_ticket(bot: &Bot, key: &str) -> openweave_tests::Answer {
    let body = json!({ "project": "PAY", "title": "Large", "body": "x".repeat(60_000) });
    bot.call("POST", "/v1/tickets")
        .json(&body)
        .header("idempotency-key", key)
        .send()
        .await
}

fn can_mount(at: &Path) -> bool {
    let mut command = in_own_mounts(r#"exec mount -t tmpfs tmpfs "$1""#);
    let status = command.arg(at).stderr(Stdio::null()).status();
    status.is_ok_and(|status| status.success())
}

/// The program on a copy of `seed` that lies on a disk of 8 MiB, which only it sees.
fn serve_on_a_small_disk(disk: &Path, seed: &Path) -> Served {
    let script = r#"mount -t tmpfs -o size=8m tmpfs "$1" && cp -a "$2/." "$1" && data="$1" program="$3" && shift 3 && exec "$program" serve --data "$data" "$@""#;
    let mut command = in_own_mounts(script);
    Served::by(
        command
            .arg(disk)
            .arg(seed)
            .arg(program::openweave())
            .args(Served::ARGUMENTS),
    )
}

fn in_own_mounts(script: &str) -> Command {
    let mut command = Command::new("unshare");
    command.args(["--map-root-user", "--mount", "sh", "-c", script, "sh"]);
    command
}
