//! What the machine does to us: power cuts and full disks. What was acknowledged is there once; what was not is not there by half.

use std::{
    collections::{BTreeMap, BTreeSet},
    fs,
    io::Write,
    path::{Path, PathBuf},
    process::{Command, Stdio},
    time::Duration,
};

use openweave_tests::{
    Bot, House, house,
    program::{self, Served},
    skip,
};
use serde_json::{Value, json};
use tempfile::TempDir;

const CLIENTS: usize = 16;
const POWER_CUTS: u64 = 20;

/// A folder with a house in it that nobody lives in now, and the token of its bot.
async fn empty_house() -> (TempDir, Bot) {
    let house = House::open().await;
    let bot = house.bot("deploy-bot", house.olga()).await;
    (house.close().await, bot)
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn kill_9_in_the_middle_of_16_clients_moves_20_times_loses_no_acknowledged_move() {
    let (data, bot) = empty_house().await;
    let mut tickets = Vec::new();
    let mut acknowledged: BTreeMap<u64, String> = BTreeMap::new();
    for cut in 0..POWER_CUTS {
        let mut served = Served::on(data.path());
        let bot = bot.at(served.bots);
        while tickets.len() < CLIENTS {
            tickets.push(bot.ticket().await);
        }
        let clients = tickets
            .iter()
            .map(|ticket| tokio::spawn(moves_until_the_end(bot.clone(), ticket.clone())));
        let clients: Vec<_> = clients.collect();
        tokio::time::sleep(Duration::from_millis(40 + 17 * cut)).await;
        served.kill();
        for client in clients {
            for (seq, ticket) in client.await.expect("a client") {
                assert!(
                    acknowledged.insert(seq, ticket).is_none(),
                    "entry {seq} was acknowledged twice"
                );
            }
        }
    }
    assert!(
        acknowledged.len() > CLIENTS,
        "the power was cut before anything moved"
    );

    let served = Served::on(data.path());
    let bot = bot.at(served.bots);
    let mut found = BTreeSet::new();
    for ticket in &tickets {
        let history = bot
            .get(&format!("/v1/tickets/{ticket}/history"))
            .await
            .ok(200);
        let moves = done_moves(&history);
        let version = bot.get(&format!("/v1/tickets/{ticket}")).await.ok(200)["version"].as_u64();
        assert_eq!(
            version,
            Some(1 + moves.len() as u64),
            "a version is a move, for {ticket}"
        );
        for seq in moves {
            assert!(found.insert(seq), "entry {seq} twice");
            assert!(acknowledged.get(&seq).is_none_or(|theirs| theirs == ticket));
        }
    }
    let lost: Vec<_> = acknowledged
        .keys()
        .filter(|seq| !found.contains(seq))
        .collect();
    assert!(lost.is_empty(), "acknowledged, and not there: {lost:?}");
    drop(served);
    house::verify(data.path()).await;
}

/// Moves a ticket back and forth until nobody answers: the entries that were acknowledged.
async fn moves_until_the_end(bot: Bot, ticket: String) -> Vec<(u64, String)> {
    let path = format!("/v1/tickets/{ticket}");
    let mut acknowledged = Vec::new();
    let Ok(standing) = bot.call("GET", &path).try_send().await else {
        return acknowledged;
    };
    let mut submitted = standing.ok(200)["state"] == "Review";
    loop {
        let transition = if submitted { "Back" } else { "Submit" };
        let call = bot
            .call("POST", &format!("{path}/moves"))
            .json(&json!({ "transition": transition }));
        let Ok(answer) = call.try_send().await else {
            return acknowledged;
        };
        let moved = answer.ok(200);
        acknowledged.push((moved["seq"].as_u64().expect("a seq"), ticket.clone()));
        submitted = !submitted;
    }
}

fn done_moves(history: &Value) -> Vec<u64> {
    let entries = history["entries"].as_array().expect("entries").iter();
    let moves = entries.filter(|entry| entry["action"] == "move" && entry["outcome"] == "done");
    moves
        .map(|entry| entry["seq"].as_u64().expect("a seq"))
        .collect()
}

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
