//! Who is nobody here: bots among people, worthless tokens, other workspaces.

use openweave_tests::{Bot, Call, House};
use serde_json::{Value, json};

/// Every address of the people's door, with something in the place of each name.
fn peoples_routes(house: &House) -> Vec<(String, String)> {
    let document: Value = serde_json::from_str(&doors::openapi()).expect("the description");
    let mut routes = Vec::new();
    for (path, item) in document["paths"].as_object().expect("paths") {
        if !path.starts_with("/console") {
            continue;
        }
        let path = path
            .replace("{workspace}", &house.workspace)
            .replace("{key}", "PAY-1")
            .replace("{seq}", "0")
            .replace("{anchor}", &house.olga().id)
            .replace("{name}", "Release")
            .replace("{slug}", "change-management")
            .replace("{id}", &house.olga().id);
        let methods = item.as_object().expect("methods").keys();
        routes.extend(methods.map(|method| (method.to_uppercase(), path.clone())));
    }
    routes
}

/// Tries every address of the people's door with a bot's credential: at the bots' door, as a browser would, and as a session.
async fn at_every_peoples_route(house: &House, bot: &Bot, at_the_bots_door: (u16, &str)) {
    let routes = peoples_routes(house);
    assert!(routes.len() > 60, "{}", routes.len());
    // For anybody who is about to sign in.
    let entrance = [
        "/console/session",
        "/console/setup",
        "/console/sign-in",
        "/console/redeem",
        "/console/diagram.css",
    ];
    for (method, path) in &routes {
        let at_the_wrong_door = bot.call(method, path).json(&json!({})).send().await;
        at_the_wrong_door.refused(at_the_bots_door.0, at_the_bots_door.1);
        if entrance.contains(&path.as_str()) {
            continue;
        }
        let as_in_a_browser = bot
            .at(house.console)
            .call(method, path)
            .header("origin", &format!("http://{}", house.console))
            .header("x-openweave-console", "1")
            .json(&json!({}));
        as_in_a_browser
            .clone()
            .send()
            .await
            .refused(401, "unauthenticated");
        let as_a_session = as_in_a_browser.header(
            "cookie",
            &format!("openweave-{}={}", house.console.port(), bot.token),
        );
        as_a_session.send().await.refused(401, "unauthenticated");
    }
}

const NOBODY: (u16, &str) = (401, "unauthenticated");

#[tokio::test]
async fn a_bot_at_every_peoples_route() {
    let house = House::open().await;
    let bot = house.bot("deploy-bot", house.olga()).await;
    bot.ticket().await;
    let size = house.olga().get("/overview").await.ok(200)["size"].clone();
    at_every_peoples_route(&house, &bot, (404, "not_found")).await;
    let seen = house
        .entries(&format!("actor={}&code=not_found&limit=1", bot.id))
        .await;
    assert!(
        !seen.is_empty(),
        "what a known bot tries is an entry; there were {size} before"
    );
    house.verify().await;
}

#[tokio::test]
async fn a_worthless_token_at_every_peoples_route() {
    let house = House::open().await;
    let far = House::open().await;
    let mut wrong_secret = house.bot("guessed-bot", house.olga()).await;
    wrong_secret.token = wrong_secret.token.chars().rev().collect();
    let revoked = house.bot("revoked-bot", house.olga()).await;
    let token = format!("/tokens/{}", revoked.token_id);
    house.olga().delete(&token).await.ok(200);
    let of_another_house = far.bot("far-bot", far.olga()).await.at(house.bots);
    for bot in [&wrong_secret, &revoked, &of_another_house] {
        at_every_peoples_route(&house, bot, NOBODY).await;
    }
    house.verify().await;

    let later = House::open_simulated().await;
    let expired = later.bot("expired-bot", later.olga()).await;
    later.pass(25);
    at_every_peoples_route(&later, &expired, NOBODY).await;
    later.verify().await;
}

#[tokio::test]
async fn a_malformed_token_is_nobody() {
    let house = House::open().await;
    let bot = house.bot("deploy-bot", house.olga()).await;
    let mut wrong_secret = bot.token.clone().into_bytes();
    let middle = wrong_secret.len() / 2;
    wrong_secret[middle] = if wrong_secret[middle] == b'0' {
        b'1'
    } else {
        b'0'
    };
    let wrong_secret = String::from_utf8(wrong_secret).unwrap();
    for token in [
        "",
        "owb_",
        "owb_x_y_z",
        &bot.token[4..],
        &bot.token[..bot.token.len() - 1],
        &wrong_secret,
        "' OR 1=1 --",
    ] {
        let call = house
            .call("GET", "/v1/me")
            .header("authorization", &format!("Bearer {token}"));
        let answer = call.send().await;
        answer.refused(401, "unauthenticated");
        assert_eq!(answer.header("www-authenticate"), Some("Bearer"));
    }
    house
        .call("GET", "/v1/me")
        .send()
        .await
        .refused(401, "unauthenticated");
    house
        .call("GET", "/v1/me")
        .header("authorization", &bot.token)
        .send()
        .await
        .refused(401, "unauthenticated");
    bot.get("/v1/me").await.ok(200);
    house.verify().await;
}

#[tokio::test]
async fn a_revoked_token_is_nobody_at_once() {
    let house = House::open().await;
    let bot = house.bot("deploy-bot", house.olga()).await;
    let ticket = bot.ticket().await;
    house
        .olga()
        .delete(&format!("/tokens/{}", bot.token_id))
        .await
        .ok(200);
    bot.get("/v1/me").await.refused(401, "unauthenticated");
    bot.take(&ticket, "Submit")
        .await
        .refused(401, "unauthenticated");
    let tried = house
        .entries(&format!("actor={}&code=unauthenticated", bot.id))
        .await;
    assert!(!tried.is_empty(), "whose token it was is known");
    house.verify().await;
}

#[tokio::test]
async fn an_expired_token_is_nobody() {
    let house = House::open_simulated().await;
    let bot = house.bot("deploy-bot", house.olga()).await;
    house.pass(23);
    bot.get("/v1/me").await.ok(200);
    house.pass(2);
    bot.get("/v1/me").await.refused(401, "unauthenticated");
    house.verify().await;
}

#[tokio::test]
async fn another_workspaces_ticket_and_token_are_not_found() {
    let house = House::open().await;
    let bot = house.bot("deploy-bot", house.olga()).await;
    let ticket = bot.ticket().await;
    let made = house
        .olga()
        .post("/console/workspaces", &json!({ "name": "Other" }))
        .await
        .ok(200);
    let other = house.olga().within(made["id"].as_str().unwrap());
    let published = other
        .post(
            "/workflows",
            &json!({ "source": openweave_tests::house::RELEASE }),
        )
        .await
        .ok(201);
    let project = json!({ "key": "FAR", "name": "Far", "workflow": published["name"] });
    other.post("/projects", &project).await.ok(201);
    let far_made = other
        .post(
            "/bots",
            &json!({ "handle": "deploy-bot", "keeper": other.id }),
        )
        .await
        .ok(201);
    let far = house
        .token(far_made["id"].as_str().unwrap(), &other, (1_000, 1_000))
        .await;

    // The same words for what is elsewhere and for what is nowhere.
    let elsewhere = far
        .get(&format!("/v1/tickets/{ticket}"))
        .await
        .refused(404, "not_found");
    let nowhere = far
        .get("/v1/tickets/PAY-999")
        .await
        .refused(404, "not_found");
    assert_eq!(elsewhere["detail"], nowhere["detail"]);
    far.take(&ticket, "Submit").await.refused(404, "not_found");
    far.post("/v1/tickets", &json!({ "project": "PAY", "title": "x" }))
        .await
        .refused(404, "not_found");
    let (_, request) = {
        house.person("ada", &["approver"]).await;
        bot.request("Deploy").await
    };
    far.get(&format!("/v1/requests/{request}"))
        .await
        .refused(404, "not_found");
    other
        .get(&format!("/requests/{request}"))
        .await
        .refused(404, "not_found");
    other
        .delete(&format!("/tokens/{}", bot.token_id))
        .await
        .refused(404, "not_found");
    bot.get("/v1/me").await.ok(200);

    // A member of one workspace is nobody in the other.
    let ben = house.person("ben", &["approver"]).await;
    let there = ben.within(&other.workspace);
    there.get("/overview").await.refused(404, "not_found");
    ben.within("00000000-0000-7000-8000-000000000000")
        .get("/overview")
        .await
        .refused(404, "not_found");
    house.verify().await;
}

#[tokio::test]
async fn a_token_over_its_rate_is_429_with_retry_after_and_not_silently() {
    let house = House::open().await;
    let bot = house.bot("deploy-bot", house.olga()).await;
    let slow = house.token(&bot.id, house.olga(), (1, 3)).await;
    let mut refused = 0;
    for _ in 0..8 {
        let answer = slow.get("/v1/me").await;
        if answer.status != 200 {
            answer.refused(429, "too_many_requests");
            assert!(
                answer
                    .header("retry-after")
                    .unwrap()
                    .parse::<u32>()
                    .unwrap()
                    >= 1
            );
            refused += 1;
        }
    }
    assert!((4..=5).contains(&refused), "{refused}");
    let entries = house
        .entries(&format!("actor={}&code=too_many_requests", bot.id))
        .await;
    assert_eq!(entries.len(), 1, "the first at once, the rest as a count");
    house.verify().await;
}

#[tokio::test]
async fn an_auditor_reads_everything_and_does_nothing() {
    let house = House::open().await;
    let eve = house.person("eve", &["auditor"]).await;
    let bot = house.bot("deploy-bot", house.olga()).await;
    let ticket = bot.ticket().await;
    eve.get("/entries").await.ok(200);
    eve.get(&format!("/tickets/{ticket}")).await.ok(200);
    let path = format!("/tickets/{ticket}");
    eve.post(&format!("{path}/moves"), &json!({ "transition": "Submit" }))
        .await
        .refused(403, "not_permitted");
    eve.post(&format!("{path}/comments"), &json!({ "text": "Hm." }))
        .await
        .refused(403, "not_permitted");
    eve.post("/tickets", &json!({ "project": "PAY", "title": "x" }))
        .await
        .refused(403, "not_permitted");
    let kim = house.person("kim", &[]).await;
    kim.get("/entries").await.refused(403, "not_permitted");
    kim.get("/entries/0").await.refused(403, "not_permitted");
    house.verify().await;
}

#[tokio::test]
async fn after_signing_out_the_session_is_worth_nothing() {
    let house = House::open().await;
    let ada = house.person("ada", &[]).await;
    ada.get("/overview").await.ok(200);
    let answer = ada.call("POST", "/console/sign-out").send().await;
    assert_eq!(answer.status, 204);
    assert!(answer.header("set-cookie").unwrap().contains("Max-Age=0"));
    ada.get("/overview").await.refused(401, "unauthenticated");
    let nobody = Call::new(house.console, "GET", "/console/session")
        .send()
        .await
        .ok(200);
    assert_eq!(nobody["is"], "signed_out");
    house.verify().await;
}
