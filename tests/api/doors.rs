//! The doors themselves: who may knock, what a browser is told, and how they close.

use std::time::{Duration, Instant};

use openweave_tests::{Call, House};
use serde_json::json;

#[tokio::test]
async fn a_call_for_another_host_or_from_another_site_is_refused_before_anything() {
    let house = House::open().await;
    let bot = house.bot("deploy-bot", house.olga()).await;
    for host in [
        "evil.example",
        "127.0.0.1",
        "localhost:1",
        "127.0.0.1.evil.example",
    ] {
        bot.call("GET", "/v1/me")
            .header("host", host)
            .send()
            .await
            .refused(403, "not_permitted");
        house
            .olga()
            .call("GET", "/overview")
            .header("host", host)
            .send()
            .await
            .refused(403, "not_permitted");
        house
            .call("GET", "/v1/openapi.json")
            .header("host", host)
            .send()
            .await
            .refused(403, "not_permitted");
    }
    let own = format!("localhost:{}", house.bots.port());
    bot.call("GET", "/v1/me")
        .header("host", &own)
        .send()
        .await
        .ok(200);
    let title = json!({ "project": "PAY", "title": "x" });
    for origin in ["null", "https://evil.example", "http://localhost:1"] {
        bot.call("GET", "/v1/me")
            .header("origin", origin)
            .send()
            .await
            .refused(403, "not_permitted");
        let write = house.olga().call("POST", "/tickets").json(&title);
        write
            .header("origin", origin)
            .send()
            .await
            .refused(403, "not_permitted");
    }
    let preflight = house
        .call("OPTIONS", "/v1/tickets")
        .header("origin", "https://evil.example")
        .send()
        .await;
    assert!(preflight.header("access-control-allow-origin").is_none());
    house.verify().await;
}

#[tokio::test]
async fn a_peoples_write_needs_our_own_page() {
    let house = House::open().await;
    let olga = house.olga();
    let write = || {
        olga.call("POST", "/tickets")
            .json(&json!({ "project": "PAY", "title": "x" }))
    };
    write()
        .without("origin")
        .send()
        .await
        .refused(403, "not_permitted");
    write()
        .without("x-openweave-console")
        .send()
        .await
        .refused(403, "not_permitted");
    write()
        .header("x-openweave-console", "0")
        .send()
        .await
        .refused(403, "not_permitted");
    write()
        .without("cookie")
        .send()
        .await
        .refused(401, "unauthenticated");
    write().send().await.ok(201);
    house.verify().await;
}

#[tokio::test]
async fn a_session_is_a_cookie_that_no_script_reads_and_no_body_holds() {
    let house = House::open().await;
    house.person("ada", &[]).await;
    let sign_in = json!({ "handle": "ada", "password": openweave_tests::house::PASSWORD });
    let call = Call::new(house.console, "POST", "/console/sign-in").json(&sign_in);
    let call = call
        .header("origin", &format!("http://{}", house.console))
        .header("x-openweave-console", "1");
    let answer = call.clone().send().await;
    answer.ok(200);
    let cookie = answer.header("set-cookie").unwrap();
    for part in ["; HttpOnly", "; SameSite=Strict", "; Path=/"] {
        assert!(cookie.contains(part), "{cookie}");
    }
    let secret = cookie.split(['=', ';']).nth(1).unwrap();
    assert!(secret.len() >= 43 && !answer.text().contains(secret));
    let wrong = json!({ "handle": "ada", "password": "not the password" });
    call.json(&wrong)
        .send()
        .await
        .refused(401, "unauthenticated");
    house.verify().await;
}

#[tokio::test]
async fn every_answer_tells_a_browser_to_stay_calm() {
    let house = House::open().await;
    let bot = house.bot("deploy-bot", house.olga()).await;
    for answer in [
        bot.get("/v1/me").await,
        bot.get("/nowhere").await,
        house.olga().get("/overview").await,
        house.olga().get("/nowhere").await,
        Call::new(house.console, "GET", "/").send().await,
        Call::new(house.console, "GET", "/w/anything").send().await,
    ] {
        let policy = answer.header("content-security-policy").unwrap();
        assert!(
            policy.contains("default-src 'none'") && policy.contains("frame-ancestors 'none'"),
            "{policy}"
        );
        assert!(!policy.contains("unsafe"), "{policy}");
        assert_eq!(answer.header("x-content-type-options"), Some("nosniff"));
        assert_eq!(answer.header("referrer-policy"), Some("no-referrer"));
        assert!(answer.header("cache-control").is_some());
        assert!(answer.header("access-control-allow-origin").is_none());
    }
    house.verify().await;
}

#[tokio::test]
async fn an_address_that_is_none_is_404_and_a_method_that_is_none_405() {
    let house = House::open().await;
    let bot = house.bot("deploy-bot", house.olga()).await;
    for path in [
        "/",
        "/v1",
        "/v1/approvals",
        "/v1/requests/x/decision",
        "/v1/tickets/%ff",
        "/v1/tickets/pay-1",
        "/v1/requests/none",
    ] {
        let problem = bot.get(path).await.refused(404, "not_found");
        assert!(problem["seq"].is_u64(), "{problem}");
    }
    let problem = bot
        .call("DELETE", "/v1/tickets")
        .send()
        .await
        .refused(405, "method_not_allowed");
    assert!(problem["seq"].is_u64());
    house.olga().get("/nowhere").await.refused(404, "not_found");
    house
        .olga()
        .delete("/overview")
        .await
        .refused(405, "method_not_allowed");
    Call::new(house.console, "GET", "/console/nowhere")
        .send()
        .await
        .refused(404, "not_found");
    let described = house.call("GET", "/v1/openapi.json").send().await.ok(200);
    assert_eq!(described["openapi"], "3.1.0");
    house.verify().await;
}

#[tokio::test]
async fn a_query_that_is_none_is_400() {
    let house = House::open().await;
    let bot = house.bot("deploy-bot", house.olga()).await;
    for query in ["colour=red", "project=PAY&project=OPS"] {
        bot.get(&format!("/v1/tickets?{query}"))
            .await
            .refused(400, "malformed");
    }
    for query in ["before=x", "kind=ghost", "since=yesterday", "order=asc"] {
        house
            .olga()
            .get(&format!("/entries?{query}"))
            .await
            .refused(400, "malformed");
    }
    house.verify().await;
}

#[tokio::test]
async fn the_same_key_is_the_same_answer_and_another_body_422() {
    let house = House::open().await;
    let bot = house.bot("deploy-bot", house.olga()).await;
    let post = |key: &str, title: &str| {
        let body = json!({ "project": "PAY", "title": title });
        bot.call("POST", "/v1/tickets")
            .json(&body)
            .header("idempotency-key", key)
    };
    let first = post("k-1", "Once").send().await;
    assert!(first.header("idempotency-replayed").is_none());
    let again = post("k-1", "Once").send().await;
    assert_eq!(again.header("idempotency-replayed"), Some("true"));
    assert_eq!(first.ok(201), again.ok(201));
    post("k-1", "Twice").send().await.refused(422, "key_reused");
    post("k-2", "Once").send().await.ok(201);
    let long = "k".repeat(256);
    for key in ["", long.as_str()] {
        post(key, "Once").send().await.refused(400, "malformed");
    }
    let ticket = first.json()["key"].as_str().unwrap().to_owned();
    let take = || {
        let path = format!("/v1/tickets/{ticket}/moves");
        bot.call("POST", &path)
            .json(&json!({ "transition": "Submit" }))
            .header("idempotency-key", "m-1")
    };
    let moved = take().send().await.ok(200);
    assert_eq!(take().send().await.ok(200), moved);
    assert_eq!(
        house
            .entries(&format!("ticket={ticket}&action=move"))
            .await
            .len(),
        1
    );
    house.verify().await;
}

#[tokio::test]
async fn a_trace_is_kept_with_the_entry() {
    let house = House::open().await;
    let bot = house.bot("deploy-bot", house.olga()).await;
    let trace = "0af7651916cd43dd8448eb211c80319c";
    let ticket = bot.ticket().await;
    let call = bot
        .call("POST", &format!("/v1/tickets/{ticket}/moves"))
        .json(&json!({ "transition": "Deploy" }));
    let answer = call
        .header("traceparent", &format!("00-{trace}-b7ad6b7169203331-01"))
        .send()
        .await;
    let problem = answer.refused(400, "no_such_transition");
    assert_eq!(problem["trace"], trace);
    let entry = house
        .olga()
        .get(&format!("/entries/{}", problem["seq"]))
        .await
        .ok(200);
    assert!(entry["bytes"].as_str().unwrap().contains(trace));
    house.verify().await;
}

#[tokio::test]
async fn a_busy_port_is_an_error_that_names_the_holder() {
    let house = House::open().await;
    let dir = tempfile::tempdir().unwrap();
    let other = host::Host::open(host::HostOptions {
        argon2: host::Cost::MINIMUM,
        ..host::HostOptions::new(dir.path())
    });
    let other = other.await.unwrap();
    let error = doors::serve(other.clone(), house.bots, None)
        .await
        .unwrap_err()
        .to_string();
    assert!(error.contains(&house.bots.port().to_string()), "{error}");
    assert!(
        error.contains(&format!("process {}", std::process::id())),
        "{error}"
    );
    let everywhere = "0.0.0.0:0".parse().unwrap();
    let error = doors::serve(other.clone(), everywhere, None)
        .await
        .unwrap_err()
        .to_string();
    assert!(error.contains("loopback"), "{error}");
    other.shutdown().await;
    house.verify().await;
}

#[tokio::test]
async fn news_comes_when_there_is_some_and_a_closing_door_keeps_nobody_waiting() {
    let house = House::open().await;
    let bot = house.bot("deploy-bot", house.olga()).await;
    let head = house.olga().get("/overview").await.ok(200)["seq"].clone();
    let wait = |after: &serde_json::Value| {
        let call = house
            .olga()
            .call("GET", &format!("/changes?after={after}&wait=25"));
        tokio::spawn(call.send())
    };
    let began = Instant::now();
    let news = wait(&head);
    tokio::time::sleep(Duration::from_millis(200)).await;
    assert!(!news.is_finished());
    bot.ticket().await;
    let news = news.await.unwrap().ok(200);
    assert!(began.elapsed() < Duration::from_secs(5));
    assert!(news["seq"].as_u64() > head.as_u64(), "{news}");

    let waiting = wait(&news["seq"]);
    tokio::time::sleep(Duration::from_millis(200)).await;
    let began = Instant::now();
    house.verify().await;
    assert!(
        began.elapsed() < Duration::from_secs(5),
        "{:?}",
        began.elapsed()
    );
    waiting.await.unwrap().ok(200);
}
