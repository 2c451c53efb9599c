//! A decision against what would make it worthless: whichever entry stands first counts, and never both. `OPENWEAVE_RACES` says how often
//! each race is run.

use openweave_tests::{Bot, Call, House, Person};
use serde_json::{Value, json};

/// A gate that waits ten seconds.
const HASTY: &str = include_str!("../house/hasty.toml");

fn races() -> usize {
    let said = std::env::var("OPENWEAVE_RACES").ok();
    said.map_or(1_000, |n| n.parse().expect("a number"))
}

struct Cast {
    house: House,
    ada: Person,
    bot: Bot,
}

async fn cast(house: House) -> Cast {
    let ada = house.person("ada", &["approver"]).await;
    let bot = house.bot("deploy-bot", house.olga()).await;
    Cast { house, ada, bot }
}

impl Cast {
    /// A ticket at the gate, and the call that approves what is shown.
    async fn at_the_gate(&self) -> (String, Call) {
        let (ticket, request) = self.bot.request("Deploy").await;
        let view = self.ada.get(&format!("/requests/{request}")).await.ok(200);
        let said = json!({ "verdict": "approve", "shown": view["shown"] });
        let path = format!("/requests/{request}/decision");
        (ticket, self.ada.call("POST", &path).json(&said))
    }

    async fn state(&self, ticket: &str) -> String {
        let ticket = self.bot.get(&format!("/v1/tickets/{ticket}")).await.ok(200);
        ticket["state"].as_str().expect("a state").to_owned()
    }
}

fn seq(answer: &Value) -> u64 {
    answer["seq"].as_u64().expect("a seq")
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_decision_against_an_edit() {
    let cast = cast(House::open().await).await;
    let mut moved = 0;
    for _ in 0..races() {
        let (ticket, approve) = cast.at_the_gate().await;
        let new = json!({ "title": "Pay another bill", "expected_version": 2 });
        let path = format!("/v1/tickets/{ticket}");
        let edit = cast.bot.call("PATCH", &path).json(&new);
        let (approved, edited) =
            tokio::join!(tokio::spawn(approve.send()), tokio::spawn(edit.send()));
        let (approved, edited) = (approved.expect("an answer"), edited.expect("an answer"));
        match cast.state(&ticket).await.as_str() {
            "Deployed" => {
                assert_eq!(approved.ok(200)["state"], "moved");
                edited.refused(409, "stale");
                moved += 1;
            }
            _ => {
                approved.refused(409, "not_pending");
                edited.ok(200);
            }
        }
    }
    println!("{moved} of {} were decided first", races());
    cast.house.verify().await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_decision_against_a_role_change() {
    let cast = cast(House::open().await).await;
    // Somebody else holds the role all the time, so that requests open.
    cast.house.person("ben", &["approver"]).await;
    let olga = cast.house.olga();
    let held = json!({ "role": "approver", "holder": { "kind": "person", "id": cast.ada.id } });
    let mut moved = 0;
    for _ in 0..races() {
        let (ticket, approve) = cast.at_the_gate().await;
        let revoke = olga.call("POST", "/roles/revoke").json(&held);
        let (approved, revoked) =
            tokio::join!(tokio::spawn(approve.send()), tokio::spawn(revoke.send()));
        let (approved, revoked) = (
            approved.expect("an answer"),
            revoked.expect("an answer").ok(200),
        );
        match approved.status {
            200 => {
                let approved = approved.json();
                assert!(seq(&approved) < seq(&revoked), "{approved} after {revoked}");
                assert_eq!(cast.state(&ticket).await, "Deployed");
                moved += 1;
            }
            _ => {
                approved.refused(403, "not_permitted");
                assert_eq!(cast.state(&ticket).await, "Review");
            }
        }
        cast.house
            .olga()
            .grant("approver", &cast.ada.id)
            .await
            .ok(200);
    }
    println!("{moved} of {} were decided first", races());
    cast.house.verify().await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_decision_against_a_freeze() {
    let cast = cast(House::open().await).await;
    let olga = cast.house.olga();
    let all = json!({ "target": { "what": "workspace" } });
    let mut moved = 0;
    for _ in 0..races() {
        let (ticket, approve) = cast.at_the_gate().await;
        let freeze = olga.call("POST", "/freeze").json(&all);
        let (approved, frozen) =
            tokio::join!(tokio::spawn(approve.send()), tokio::spawn(freeze.send()));
        let (approved, frozen) = (
            approved.expect("an answer").ok(200),
            frozen.expect("an answer").ok(200),
        );
        if seq(&approved) < seq(&frozen) {
            assert_eq!(approved["state"], "moved");
            moved += 1;
        } else {
            assert_eq!(
                approved["state"], "pending",
                "a full quorum waits for the thaw"
            );
            assert_eq!(cast.state(&ticket).await, "Review");
        }
        olga.post("/thaw", &all).await.ok(200);
        assert_eq!(cast.state(&ticket).await, "Deployed");
    }
    println!("{moved} of {} were decided first", races());
    cast.house.verify().await;
}

/// Calls that are already on their way when the freeze comes: from its entry on every one is 423, and reading goes on.
#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn calls_already_queued_against_a_freeze() {
    const CALLS: usize = 200;
    let cast = cast(House::open().await).await;
    let mut tickets = Vec::new();
    for _ in 0..CALLS {
        tickets.push(cast.bot.ticket().await);
    }
    let mut calls = tokio::task::JoinSet::new();
    for ticket in &tickets {
        let path = format!("/v1/tickets/{ticket}/moves");
        let call = cast.bot.call("POST", &path);
        calls.spawn(call.json(&json!({ "transition": "Submit" })).send());
    }
    let first = calls.join_next().await.expect("a call").expect("an answer");
    let bot = json!({ "target": { "what": "bot", "id": cast.bot.id } });
    let frozen = cast.house.olga().post("/freeze", &bot).await.ok(200);
    let mut answers = calls.join_all().await;
    answers.push(first);
    let mut refused = 0;
    for answer in answers {
        if answer.status == 200 {
            assert!(seq(&answer.json()) < seq(&frozen));
        } else {
            let said = answer.refused(423, "frozen");
            assert!(seq(&said) > seq(&frozen));
            refused += 1;
        }
    }
    println!("{refused} of {CALLS} came after the freeze");
    cast.bot
        .take(&tickets[0], "Submit")
        .await
        .refused(423, "frozen");
    cast.bot.get("/v1/me").await.ok(200);
    cast.house.verify().await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_decision_against_expiry() {
    let cast = cast(House::open_simulated().await).await;
    let olga = cast.house.olga();
    let published = olga
        .post("/workflows", &json!({ "source": HASTY }))
        .await
        .ok(201);
    let project = json!({ "key": "HASTE", "name": "Haste", "workflow": published["name"] });
    olga.post("/projects", &project).await.ok(201);
    let mut moved = 0;
    for _ in 0..races() {
        let new = json!({ "project": "HASTE", "title": "Be quick" });
        let made = cast.bot.post("/v1/tickets", &new).await.ok(201);
        let ticket = made["key"].as_str().expect("a key").to_owned();
        let asked = cast.bot.take(&ticket, "Deploy").await.ok(202);
        let request = asked["request"].as_str().expect("a request").to_owned();
        let view = cast.ada.get(&format!("/requests/{request}")).await.ok(200);
        let said = json!({ "verdict": "approve", "shown": view["shown"] });
        let path = format!("/requests/{request}/decision");
        let approve = tokio::spawn(cast.ada.call("POST", &path).json(&said).send());
        cast.house.pass_seconds(11);
        cast.house.host().expire_due().await;
        let approved = approve.await.expect("an answer");
        let stands = cast.ada.get(&format!("/requests/{request}")).await.ok(200);
        match stands["state"].as_str().expect("a state") {
            "moved" => {
                assert_eq!(approved.ok(200)["state"], "moved");
                let decision = stands["decisions"][0]["at"].as_str().expect("a time");
                assert!(decision < stands["expires"].as_str().expect("a time"));
                moved += 1;
            }
            _ => {
                assert_eq!(stands["state"], "expired");
                drop(approved.refused(409, "not_pending"));
            }
        }
    }
    println!("{moved} of {} were decided first", races());
    cast.house.verify().await;
}
