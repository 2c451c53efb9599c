//! A captured approval is worth nothing anywhere else, and nothing twice.

use openweave_tests::{House, Person, house::RELEASE};
use serde_json::{Value, json};

/// What `person` would send to approve `request` as it is shown now.
async fn approval(person: &Person, request: &str) -> Value {
    let view = person.get(&format!("/requests/{request}")).await.ok(200);
    json!({ "verdict": "approve", "shown": view["shown"] })
}

#[tokio::test]
async fn a_captured_approval_opens_no_other_request_ticket_or_workspace() {
    let house = House::open().await;
    let ada = house.person("ada", &["approver"]).await;
    let bot = house.bot("deploy-bot", house.olga()).await;
    let (ticket, request) = bot.request("Deploy").await;
    let (_, other_ticket) = bot.request("Deploy").await;
    let captured = approval(&ada, &request).await;
    let at = |request: &str| format!("/requests/{request}/decision");

    let elsewhere = ada.post(&at(&other_ticket), &captured).await;
    elsewhere.refused(409, "not_what_was_shown");

    let made = json!({ "name": "Other" });
    let made = house
        .olga()
        .post("/console/workspaces", &made)
        .await
        .ok(200);
    let there = house.olga().within(made["id"].as_str().expect("an id"));
    let published = there
        .post("/workflows", &json!({ "source": RELEASE }))
        .await;
    published.ok(201);
    let foreign = there.post(&at(&request), &captured).await;
    foreign.refused(404, "not_found");

    let after = json!({ "title": "Pay another bill", "expected_version": 2 });
    let edited = bot
        .call("PATCH", &format!("/v1/tickets/{ticket}"))
        .json(&after);
    edited.send().await.ok(200);
    ada.post(&at(&request), &captured)
        .await
        .refused(409, "not_pending");
    let anew = bot.take(&ticket, "Deploy").await.ok(202);
    let anew = anew["request"].as_str().expect("a request").to_owned();
    ada.post(&at(&anew), &captured)
        .await
        .refused(409, "not_what_was_shown");

    house.person("ben", &["approver"]).await;
    let (third, again) = bot.request("Deploy by two").await;
    let captured = approval(&ada, &again).await;
    ada.post(&at(&again), &captured).await.ok(200);
    ada.post(&at(&again), &captured)
        .await
        .refused(409, "already_decided");
    let stands = bot.get(&format!("/v1/tickets/{third}")).await.ok(200);
    assert_eq!(stands["state"], "Review", "one approval is one");
    house.verify().await;
}

#[tokio::test]
async fn an_approval_sent_again_with_its_key_is_answered_again_and_counted_once() {
    let house = House::open().await;
    let (ada, ben) = (
        house.person("ada", &["approver"]).await,
        house.person("ben", &["approver"]).await,
    );
    let bot = house.bot("deploy-bot", house.olga()).await;
    let (ticket, request) = bot.request("Deploy by two").await;
    let captured = approval(&ada, &request).await;
    let path = format!("/requests/{request}/decision");
    let keyed = |person: &Person| {
        person
            .call("POST", &path)
            .header("idempotency-key", "approve once")
            .json(&captured)
    };
    let first = keyed(&ada).send().await.ok(200);
    let again = keyed(&ada).send().await;
    assert_eq!(again.header("idempotency-replayed"), Some("true"));
    assert_eq!(again.ok(200)["seq"], first["seq"]);
    let stands = bot.get(&format!("/v1/tickets/{ticket}")).await.ok(200);
    assert_eq!(stands["state"], "Review");
    let theirs = keyed(&ben).send().await.ok(200);
    assert_ne!(theirs["seq"], first["seq"], "another's key is another key");
    assert_eq!(theirs["state"], "moved");
    house.verify().await;
}
