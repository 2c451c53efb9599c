//! A short life in which everything happens that can stand in a log, written down for later releases.

use std::{fs, path::Path, process::Command};

use host::restore::{self, Says};
use openweave_tests::{Bot, House, Person, house::PASSWORD};
use serde_json::json;
use tempfile::TempDir;
use zeroize::Zeroizing;

use super::told;

/// Lives it, and writes its logs and what they come to.
pub async fn written(folder: &Path) {
    let house = House::open_simulated().await;
    let workspace = house.workspace.clone();
    let yesterday = lived(&house).await;
    let data = house.close().await;
    let place = data.path().join("workspaces").join(&workspace);
    for (log, at) in [("host.db", data.path()), ("log.db", place.as_path())] {
        fs::copy(yesterday.path().join(log), at.join(log)).expect("a copy");
    }
    let says = Says {
        handle: "olga".to_owned(),
        password: Zeroizing::new(PASSWORD.to_owned()),
        reason: "the disk died".to_owned(),
    };
    let went_on = restore::accept_rollback(data.path(), &says).await;
    assert_eq!(went_on.expect("both go on").len(), 2);
    drop(fs::remove_dir_all(folder));
    fs::create_dir_all(folder).expect("a folder");
    for (name, flag) in [("workspace", None), ("host", Some("--host"))] {
        let mut log = Command::new(openweave_tests::program::openweave());
        log.arg("log").arg("--data").arg(data.path()).args(flag);
        let said = log.output().expect("the program runs");
        assert!(said.status.success(), "{said:?}");
        fs::write(folder.join(format!("{name}.jsonl")), said.stdout).expect("a file");
    }
    sources(&place, folder).await;
    let told = format!(
        "{}\n{}",
        told::workspace(folder, &super::read(folder, "workspace")),
        told::host(&super::read(folder, "host"))
    );
    fs::write(folder.join("comes-to.txt"), told).expect("a file");
}

async fn sources(place: &Path, folder: &Path) {
    let reads = store::WorkspaceReads::open(place).await.expect("a log");
    for (entry, _) in super::read(folder, "workspace") {
        if let Some(model::Deed::PublishWorkflow { digest, .. }) = entry.deed {
            let source = reads.source(digest).await.expect("a log").expect("a file");
            fs::write(folder.join(format!("{digest}.toml")), source).expect("a file");
        }
    }
}

/// Everything but going on from an older state: for that, the logs of a moment before the end.
async fn lived(house: &House) -> TempDir {
    let olga = house.olga();
    let ada = house.person("ada", &["approver"]).await;
    let bob = house.person("bob", &["approver", "author"]).await;
    let kim = house.person("kim", &[]).await;
    let bot = house.bot("deploy-bot", &kim).await;
    access(house, &ada, &bot).await;
    requests(house, &ada, &bot).await;
    frozen(olga, &bot).await;
    governed(house, &bob).await;
    stood_in_for(house, &bob).await;
    migrated(olga).await;
    let text = json!({ "parts": ["title"], "reason": "asked to" });
    olga.post("/tickets/PAY-1/erase", &text).await.ok(200);
    let anchor = tempfile::tempdir().expect("a folder");
    let place = json!({ "place": anchor.path() });
    let named = olga.post("/integrity/anchors", &place).await.ok(201);
    let named = named["anchor"].as_str().expect("an id").to_owned();
    olga.post("/integrity/anchors", &json!({ "place": "/" }))
        .await
        .ok(201);
    olga.delete(&format!("/integrity/anchors/{named}"))
        .await
        .ok(200);
    olga.post("/integrity/key", &json!({})).await.ok(200);
    olga.post("/console/key", &json!({})).await.ok(200);
    house.pass(24 * 40);
    olga.post("/clock/confirm", &json!({})).await.ok(200);
    counted(house, &bot, olga).await;
    olga.delete(&format!("/people/{}", ada.id)).await.ok(200);
    bob.post("/console/sign-out", &json!({})).await;
    let kept = tempfile::tempdir().expect("a folder");
    store::copy_host(house.folder(), kept.path())
        .await
        .expect("a copy");
    let place = house.folder().join("workspaces").join(&house.workspace);
    store::copy_workspace(&place, kept.path())
        .await
        .expect("a copy");
    house.person("zoe", &[]).await;
    kept
}

async fn access(house: &House, ada: &Person, bot: &Bot) {
    let olga = house.olga();
    ada.post("/invitations", &json!({ "roles": [] }))
        .await
        .refused(403, "not_permitted");
    let role = json!({ "role": "author", "holder": { "kind": "person", "id": ada.id } });
    olga.post("/roles/grant", &role).await.ok(200);
    olga.post("/roles/revoke", &role).await.ok(200);
    let keeper = json!({ "keeper": olga.id });
    olga.put(&format!("/bots/{}/keeper", bot.id), &keeper)
        .await
        .ok(200);
    let code = olga
        .post(&format!("/people/{}/readmission", ada.id), &json!({}))
        .await
        .ok(201);
    let form = json!({ "code": code["code"], "name": "Ada", "handle": "ada", "password": "another horse battery" });
    Person::arrives_by(house.console, "/console/redeem", &form)
        .await
        .ok(200);
}

async fn requests(house: &House, ada: &Person, bot: &Bot) {
    let (ticket, first) = bot.request("Deploy").await;
    ada.post(
        &format!("/tickets/{ticket}/comments"),
        &json!({ "text": "Why now?" }),
    )
    .await
    .ok(201);
    ada.approve(&first).await;
    let bob = Person::signs_in(house.console, "bob", PASSWORD).await;
    bob.approve(&first).await;
    let (_, second) = bot.request("Deploy by two").await;
    bob.decide(&second, "reject").await.ok(200);
    let (ticket, _) = bot.request("Deploy").await;
    house.pass(13);
    house.host().expire_due().await;
    let edit = json!({ "expected_version": 2, "title": "Pay it now" });
    bot.call("PATCH", &format!("/v1/tickets/{ticket}"))
        .json(&edit)
        .send()
        .await
        .ok(200);
    let asked = house
        .olga()
        .post("/tickets", &json!({ "project": "PAY", "title": "Mine" }))
        .await
        .ok(201);
    let mine = asked["key"].as_str().expect("a key").to_owned();
    let take = |transition: &str| json!({ "transition": transition, "note": "for the record" });
    let path = format!("/tickets/{mine}/moves");
    house.olga().post(&path, &take("Submit")).await.ok(200);
    let pending = house.olga().post(&path, &take("Deploy")).await.ok(202);
    let request = pending["request"].as_str().expect("an id");
    house
        .olga()
        .post(&format!("/requests/{request}/withdraw"), &json!({}))
        .await
        .ok(200);
}

async fn frozen(olga: &Person, bot: &Bot) {
    let target = json!({ "what": "bot", "id": bot.id });
    let freeze = json!({ "target": target, "reason": "it loops" });
    olga.post("/freeze", &freeze).await.ok(200);
    bot.take("PAY-1", "Back").await.refused(423, "frozen");
    olga.post("/thaw", &json!({ "target": target }))
        .await
        .ok(200);
}

/// Two authors: one drafts and proposes, the other publishes.
async fn governed(house: &House, bob: &Person) {
    let olga = house.olga();
    let source = include_str!("../../house/glass.toml");
    let draft = bob
        .post("/drafts", &json!({ "source": source }))
        .await
        .ok(201);
    let draft = format!("/drafts/{}", draft["id"].as_str().expect("an id"));
    bob.post(&format!("{draft}/propose"), &json!({}))
        .await
        .ok(200);
    let shown = olga.get(&draft).await.ok(200)["proposal"]["digest"].clone();
    let publish = json!({ "digest": shown });
    bob.post(&format!("{draft}/publish"), &publish)
        .await
        .refused(403, "own_draft");
    olga.post(&format!("{draft}/publish"), &publish)
        .await
        .ok(201);
    olga.put("/governance", &json!({ "review": false }))
        .await
        .ok(200);
    let project = json!({ "key": "GLASS", "name": "Glass", "workflow": "Glass" });
    olga.post("/projects", &project).await.ok(201);
}

/// Sent back for changes and asked again, decided in another's stead, and taken past the gate.
async fn stood_in_for(house: &House, bob: &Person) {
    let lea = house.person("lea", &["legal"]).await;
    let max = house.person("max", &[]).await;
    let olga = house.olga();
    let away = json!({ "to": max.id, "roles": ["legal"], "until": "2026-06-01T00:00:00Z" });
    let given = lea.post("/delegations", &away).await.ok(201);
    let given = given["id"].as_str().expect("an id").to_owned();
    let path = format!("/delegations/{given}");
    max.post(&format!("{path}/accept"), &json!({}))
        .await
        .ok(200);
    let mut tickets = Vec::new();
    for title in ["Pay it", "Nobody can pay"] {
        let new = json!({ "project": "GLASS", "title": title });
        let made = olga.post("/tickets", &new).await.ok(201);
        tickets.push(made["key"].as_str().expect("a key").to_owned());
    }
    let moves = format!("/tickets/{}/moves", tickets[0]);
    let ask = json!({ "transition": "Pay" });
    let asked = olga.post(&moves, &ask).await.ok(202);
    let request = asked["request"].as_str().expect("an id").to_owned();
    bob.decide(&request, "changes").await.ok(200);
    olga.post(&moves, &ask).await.ok(202);
    bob.approve(&request).await.ok(200);
    let view = max.get(&format!("/requests/{request}")).await.ok(200);
    let said = json!({ "verdict": "approve", "shown": view["shown"], "under": given, "password": PASSWORD });
    let decided = max
        .post(&format!("/requests/{request}/decision"), &said)
        .await;
    assert_eq!(decided.ok(200)["state"], "moved");
    max.post(&format!("{path}/end"), &json!({})).await.ok(200);
    let emergency = json!({
        "transition": "Pay", "category": "outage", "reason": "All card payments fail since 17:24",
        "linked": tickets[0], "password": PASSWORD,
    });
    let path = format!("/tickets/{}/break-glass", tickets[1]);
    let broken = bob.post(&path, &emergency).await.ok(200);
    let review = format!(
        "/reviews/{}/close",
        broken["review"].as_str().expect("an id")
    );
    let found = json!({ "finding": "not_justified", "said": "It could have waited" });
    bob.post(&review, &found).await.refused(403, "own_break");
    lea.post(&review, &found).await.ok(200);
}

/// A ticket goes on by a newer version, and not past a gate.
async fn migrated(olga: &Person) {
    let new = json!({ "project": "GLASS", "title": "Pay it later" });
    olga.post("/tickets", &new).await.ok(201);
    let source = include_str!("../../house/glass.toml").replace("12h", "24h");
    olga.post("/workflows", &json!({ "source": source }))
        .await
        .ok(201);
    let path = "/workflows/Glass/migrations";
    let mapping = |to: &str| json!({ "from": 1, "to": 2, "states": { "Ready": to } });
    let past = olga.post(path, &mapping("Paid")).await;
    past.refused(409, "no_mapping");
    let made = olga.post(path, &mapping("Ready")).await.ok(201);
    let migration = format!("/migrations/{}", made["id"].as_str().expect("an id"));
    for what in ["accept", "carry"] {
        olga.post(&format!("{migration}/{what}"), &json!({}))
            .await
            .ok(200);
    }
}

/// One refusal too many, and then the count of the rest.
async fn counted(house: &House, bot: &Bot, keeper: &Person) {
    let slow = house.token(&bot.id, keeper, (1, 1)).await;
    for _ in 0..5 {
        slow.get("/v1/me").await;
    }
    tokio::time::sleep(std::time::Duration::from_secs(12)).await;
    let token = format!("/tokens/{}", slow.token_id);
    house.olga().delete(&token).await.ok(200);
}
