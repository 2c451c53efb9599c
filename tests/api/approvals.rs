//! Gates: four eyes are two people, whatever they try.

use openweave_tests::{Bot, House, Person};
use serde_json::json;

/// A house with two approvers, a keeper without that role, and the keeper's bot.
async fn cast() -> (House, Person, Person, Person, Bot) {
    let house = House::open().await;
    let ada = house.person("ada", &["approver"]).await;
    let ben = house.person("ben", &["approver"]).await;
    let kim = house.person("kim", &[]).await;
    let bot = house.bot("deploy-bot", &kim).await;
    (house, ada, ben, kim, bot)
}

#[tokio::test]
async fn a_bot_that_waits_at_a_gate_is_told_moved_when_the_last_approval_arrives() {
    let (house, ada, ben, _kim, bot) = cast().await;
    let (ticket, request) = bot.request("Deploy by two").await;
    let waiting = {
        let (bot, request) = (bot.clone(), request.clone());
        tokio::spawn(async move { bot.get(&format!("/v1/requests/{request}?wait=30")).await })
    };
    let first = ada.approve(&request).await.ok(200);
    assert_eq!(
        (&first["state"], &first["approvals"], &first["needed"]),
        (&json!("pending"), &json!(1), &json!(2))
    );
    ada.approve(&request).await.refused(409, "already_decided");
    let last = ben.approve(&request).await.ok(200);
    assert_eq!(
        (&last["state"], &last["moved"]["outcome"]),
        (&json!("moved"), &json!("moved"))
    );
    let told = waiting.await.expect("the waiting call").ok(200);
    assert_eq!(
        (&told["state"], &told["moved_seq"]),
        (&json!("moved"), &last["moved"]["seq"])
    );
    let moved = house
        .entries(&format!("ticket={ticket}&action=move&outcome=done&limit=1"))
        .await;
    assert_eq!(moved[0]["by"]["id"], bot.id, "the move is the requester's");
    house.verify().await;
}

#[tokio::test]
async fn the_requester_cannot_approve() {
    let (house, ada, ben, _, _) = cast().await;
    let created = ada
        .post("/tickets", &json!({ "project": "PAY", "title": "Mine" }))
        .await
        .ok(201);
    let path = format!("/tickets/{}/moves", created["key"].as_str().unwrap());
    ada.post(&path, &json!({ "transition": "Submit" }))
        .await
        .ok(200);
    let pending = ada
        .post(&path, &json!({ "transition": "Deploy" }))
        .await
        .ok(202);
    let request = pending["request"].as_str().unwrap();
    let shown = ada.get(&format!("/requests/{request}")).await.ok(200);
    assert_eq!(
        (
            &shown["may_decide"]["allowed"],
            &shown["may_decide"]["code"]
        ),
        (&json!(false), &json!("own_request"))
    );
    ada.approve(request).await.refused(403, "own_request");
    assert_eq!(ben.approve(request).await.ok(200)["state"], "moved");
    house.verify().await;
}

#[tokio::test]
async fn the_keeper_cannot_approve() {
    let (house, ada, _, kim, bot) = cast().await;
    house.olga().grant("approver", &kim.id).await.ok(200);
    let (_, request) = bot.request("Deploy").await;
    kim.approve(&request).await.refused(403, "own_bot");
    assert_eq!(ada.approve(&request).await.ok(200)["state"], "moved");
    house.verify().await;
}

#[tokio::test]
async fn a_former_keeper_cannot_approve() {
    let (house, ada, ben, kim, bot) = cast().await;
    house.olga().grant("approver", &kim.id).await.ok(200);
    let (_, request) = bot.request("Deploy").await;
    let handed_over = json!({ "keeper": house.olga().id });
    house
        .olga()
        .put(&format!("/bots/{}/keeper", bot.id), &handed_over)
        .await
        .ok(200);
    kim.approve(&request).await.refused(403, "own_bot");

    // Nor does who was its keeper for a moment while the request waited.
    let passing = json!({ "keeper": ada.id });
    house
        .olga()
        .put(&format!("/bots/{}/keeper", bot.id), &passing)
        .await
        .ok(200);
    house
        .olga()
        .put(&format!("/bots/{}/keeper", bot.id), &handed_over)
        .await
        .ok(200);
    ada.approve(&request).await.refused(403, "own_bot");
    assert_eq!(ben.approve(&request).await.ok(200)["state"], "moved");
    house.verify().await;
}

#[tokio::test]
async fn who_issued_a_token_cannot_approve() {
    let (house, ada, _, _, bot) = cast().await;
    house
        .olga()
        .grant("approver", &house.olga().id)
        .await
        .ok(200);
    let other = house.token(&bot.id, house.olga(), (100, 100)).await;
    let (_, request) = bot.request("Deploy").await;
    house
        .olga()
        .approve(&request)
        .await
        .refused(403, "token_issuer");
    house
        .olga()
        .delete(&format!("/tokens/{}", other.token_id))
        .await
        .ok(200);
    house
        .olga()
        .approve(&request)
        .await
        .refused(403, "token_issuer");
    assert_eq!(ada.approve(&request).await.ok(200)["state"], "moved");
    house.verify().await;
}

#[tokio::test]
async fn a_role_granted_after_the_request_opened_does_not_count() {
    let (house, ada, _, _, bot) = cast().await;
    let late = house.person("late", &[]).await;
    let (_, request) = bot.request("Deploy").await;
    house.olga().grant("approver", &late.id).await.ok(200);
    late.approve(&request).await.refused(403, "role_too_late");

    // Held before, taken and given back: not unbroken.
    let role = json!({ "role": "approver", "holder": { "kind": "person", "id": ada.id } });
    house.olga().post("/roles/revoke", &role).await.ok(200);
    ada.approve(&request).await.refused(403, "not_permitted");
    house.olga().post("/roles/grant", &role).await.ok(200);
    ada.approve(&request).await.refused(403, "role_too_late");

    let (_, later) = bot.request("Deploy").await;
    assert_eq!(late.approve(&later).await.ok(200)["state"], "moved");
    house.verify().await;
}

#[tokio::test]
async fn a_requester_whose_token_was_revoked_before_the_last_approval_moves_nothing() {
    let (house, ada, ben, kim, bot) = cast().await;
    let (ticket, request) = bot.request("Deploy by two").await;
    ada.approve(&request).await.ok(200);
    kim.delete(&format!("/tokens/{}", bot.token_id))
        .await
        .ok(200);
    let decided = ben.approve(&request).await;
    if decided.status == 200 {
        assert_eq!(decided.json()["state"], "stale");
    } else {
        decided.refused(409, "not_pending");
    }
    let shown = ada.get(&format!("/requests/{request}")).await.ok(200);
    assert_eq!(shown["state"], "stale", "{shown}");
    assert_eq!(
        ada.get(&format!("/tickets/{ticket}")).await.ok(200)["state"],
        "Review"
    );
    assert!(
        house
            .entries(&format!("ticket={ticket}&action=move&outcome=done"))
            .await
            .len()
            == 1,
        "only Submit"
    );
    house.verify().await;
}

#[tokio::test]
async fn an_approval_of_something_else_than_was_shown_is_409() {
    let (house, ada, _, _, bot) = cast().await;
    let (_, one) = bot.request("Deploy").await;
    let (_, other) = bot.request("Deploy").await;
    let shown = ada.get(&format!("/requests/{one}")).await.ok(200)["shown"].clone();
    let body = json!({ "verdict": "approve", "shown": shown });
    ada.post(&format!("/requests/{other}/decision"), &body)
        .await
        .refused(409, "not_what_was_shown");
    house.verify().await;
}

#[tokio::test]
async fn a_gate_that_too_few_could_open_says_so_before_anybody_waits() {
    let house = House::open().await;
    let ada = house.person("ada", &["approver"]).await;
    let bot = house.bot("deploy-bot", &ada).await;
    let ticket = bot.ticket().await;
    bot.take(&ticket, "Submit").await.ok(200);
    let problem = bot
        .take(&ticket, "Deploy")
        .await
        .refused(409, "no_approvers");
    let excluded = problem["excluded"].to_string();
    assert!(excluded.contains("ada"), "{problem}");
    house.verify().await;
}

#[tokio::test]
async fn expiry_runs_on_under_a_freeze_and_while_returned() {
    let house = House::open_simulated().await;
    let olga = house.olga();
    let source = json!({ "source": include_str!("../house/hasty.toml") });
    let published = olga.post("/workflows", &source).await.ok(201);
    let project = json!({ "key": "HASTE", "name": "Haste", "workflow": published["name"] });
    olga.post("/projects", &project).await.ok(201);
    let ada = house.person("ada", &["approver"]).await;
    let bot = house.bot("deploy-bot", olga).await;
    let mut requests = Vec::new();
    for title in ["Sent back", "Waits"] {
        let new = json!({ "project": "HASTE", "title": title });
        let ticket = bot.post("/v1/tickets", &new).await.ok(201);
        let ticket = ticket["key"].as_str().expect("a key");
        let asked = bot.take(ticket, "Deploy").await.ok(202);
        requests.push(asked["request"].as_str().expect("a request").to_owned());
    }
    let returned = &requests[0];
    let shown = ada.get(&format!("/requests/{returned}")).await.ok(200)["shown"].clone();
    let said = json!({ "verdict": "changes", "shown": shown, "reason": "Name the window" });
    let path = format!("/requests/{returned}/decision");
    ada.post(&path, &said).await.ok(200);
    let state = async |request: &str| {
        let status = bot.get(&format!("/v1/requests/{request}")).await.ok(200);
        status["state"].as_str().expect("a state").to_owned()
    };
    assert_eq!(state(returned).await, "returned", "the bot is told");
    let all = json!({ "target": { "what": "workspace" } });
    olga.post("/freeze", &all).await.ok(200);
    house.pass_seconds(11);
    house.host().expire_due().await;
    for request in &requests {
        assert_eq!(state(request).await, "expired");
    }
    house.verify().await;
}
