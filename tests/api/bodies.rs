//! Bodies that no decent client sends: turned away at the door, and written down.

use openweave_tests::{Bot, House};
use serde_json::{Value, json};

/// That the refusal was one of a known bot's and stands in the log.
async fn stands_in_the_log(house: &House, bot: &Bot, problem: &Value) {
    let entries = house.entries(&format!("actor={}&limit=1", bot.id)).await;
    assert_eq!(
        (&entries[0]["seq"], &entries[0]["code"]),
        (&problem["seq"], &problem["code"])
    );
    assert_eq!(entries[0]["outcome"], "refused");
}

#[tokio::test]
async fn a_body_of_10_mib_is_413() {
    let house = House::open().await;
    let bot = house.bot("deploy-bot", house.olga()).await;
    let ten_mib = vec![b' '; 10 * 1024 * 1024];
    let problem = bot
        .call("POST", "/v1/tickets")
        .bytes(ten_mib.clone())
        .send()
        .await
        .refused(413, "too_large");
    stands_in_the_log(&house, &bot, &problem).await;
    // Too large goes before unknown.
    house
        .call("POST", "/v1/tickets")
        .bytes(ten_mib.clone())
        .send()
        .await
        .refused(413, "too_large");
    house
        .olga()
        .call("POST", "/tickets")
        .bytes(ten_mib)
        .send()
        .await
        .refused(413, "too_large");
    let full = json!({ "project": "PAY", "title": "x", "body": "y".repeat(1024 * 1024) })
        .to_string()
        .into_bytes();
    bot.call("POST", "/v1/tickets")
        .bytes(full)
        .send()
        .await
        .refused(413, "too_large");
    bot.ticket().await;
    house.verify().await;
}

#[tokio::test]
async fn invalid_utf_8_is_400_and_says_where() {
    let house = House::open().await;
    let bot = house.bot("deploy-bot", house.olga()).await;
    for (bytes, at) in [
        (
            b"{\"project\": \"PAY\", \"title\": \"\xff\"}".as_slice(),
            "line 1 column 30",
        ),
        (
            b"{\n\"project\": \"PAY\",\n\"title\": \"a\xc0\xafb\"}",
            "line 3 column 12",
        ),
        (b"\xfe\xff\x00{\x00}", "line 1 column 1"),
    ] {
        let problem = bot
            .call("POST", "/v1/tickets")
            .bytes(bytes.to_vec())
            .send()
            .await
            .refused(400, "malformed");
        assert_eq!(problem["at"], at);
        stands_in_the_log(&house, &bot, &problem).await;
    }
    house.verify().await;
}

#[tokio::test]
async fn json_nested_10_000_deep_is_400() {
    let house = House::open().await;
    let bot = house.bot("deploy-bot", house.olga()).await;
    let deep = |open: &str, close: &str| format!("{}{}", open.repeat(10_000), close.repeat(10_000));
    let bodies = [
        deep("[", "]"),
        deep("{\"a\":", "}"),
        format!("{{\"project\": \"PAY\", \"title\": {}}}", deep("[", "]")),
        format!(
            "{{\"project\": \"PAY\", \"title\": \"x\", \"fields\": {{\"report\": {}}}}}",
            deep("[", "]")
        ),
    ];
    for body in bodies {
        let problem = bot
            .call("POST", "/v1/tickets")
            .bytes(body.clone().into_bytes())
            .send()
            .await;
        let problem = problem.refused(400, "malformed");
        stands_in_the_log(&house, &bot, &problem).await;
        house
            .olga()
            .call("POST", "/access/weigh")
            .bytes(body.into_bytes())
            .send()
            .await
            .refused(400, "malformed");
    }
    house.verify().await;
}

#[tokio::test]
async fn what_is_not_json_is_415_and_what_is_half_of_it_400() {
    let house = House::open().await;
    let bot = house.bot("deploy-bot", house.olga()).await;
    let form = bot
        .call("POST", "/v1/tickets")
        .bytes(b"project=PAY".to_vec());
    let problem = form
        .header("content-type", "application/x-www-form-urlencoded")
        .send()
        .await;
    stands_in_the_log(
        &house,
        &bot,
        &problem.refused(415, "unsupported_media_type"),
    )
    .await;
    for half in [
        "",
        "{",
        "{\"project\": \"PAY\"",
        "{} {}",
        "null",
        "[]",
        "{\"project\": 1, \"title\": \"x\"}",
        "{\"project\": \"pay\", \"title\": \"x\"}",
    ] {
        let problem = bot
            .call("POST", "/v1/tickets")
            .bytes(half.into())
            .send()
            .await
            .refused(400, "malformed");
        stands_in_the_log(&house, &bot, &problem).await;
    }
    house.verify().await;
}
