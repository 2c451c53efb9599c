//! Moves that the state machine does not have, or not for this caller, or not any more.

use openweave_tests::House;
use serde_json::{Value, json};

fn names(problem: &Value) -> Vec<&str> {
    let moves = problem["moves"].as_array().expect("the legal moves");
    moves
        .iter()
        .map(|m| m["transition"].as_str().expect("a name"))
        .collect()
}

#[tokio::test]
async fn an_illegal_move_is_400_with_the_legal_moves() {
    let house = House::open().await;
    let bot = house.bot("deploy-bot", house.olga()).await;
    let ticket = bot.ticket().await;
    for transition in ["Deploy", "Prove", "No such thing"] {
        let problem = bot
            .take(&ticket, transition)
            .await
            .refused(400, "no_such_transition");
        assert_eq!(names(&problem), ["Submit", "Go left", "Go right", "Never"]);
        let entry = &house.entries("limit=1").await[0];
        assert_eq!(
            (&entry["seq"], &entry["code"]),
            (&problem["seq"], &json!("no_such_transition"))
        );
        assert_eq!(entry["ticket"], ticket);
    }
    assert_eq!(
        bot.get(&format!("/v1/tickets/{ticket}")).await.ok(200)["state"],
        "Draft"
    );
    house.verify().await;
}

#[tokio::test]
async fn an_empty_by_means_nobody() {
    let house = House::open().await;
    let olga = house.olga();
    let bot = house.bot("deploy-bot", olga).await;
    let ticket = bot.ticket().await;
    bot.take(&ticket, "Never")
        .await
        .refused(403, "not_permitted");
    let path = format!("/tickets/{ticket}/moves");
    olga.post(&path, &json!({ "transition": "Never" }))
        .await
        .refused(403, "not_permitted");
    let sealed = json!({ "project": "SHUT", "title": "Let me in" });
    bot.post("/v1/tickets", &sealed)
        .await
        .refused(403, "not_permitted");
    olga.post("/tickets", &sealed)
        .await
        .refused(403, "not_permitted");
    let offered = olga.get(&path).await.ok(200);
    let never = offered["moves"]
        .as_array()
        .unwrap()
        .iter()
        .find(|m| m["transition"] == "Never")
        .unwrap();
    assert_eq!(
        (&never["status"], &never["code"]),
        (&json!("refused"), &json!("not_permitted"))
    );
    house.verify().await;
}

#[tokio::test]
async fn a_stale_version_is_409_and_says_the_new_one() {
    let house = House::open().await;
    let bot = house.bot("deploy-bot", house.olga()).await;
    let ticket = bot.ticket().await;
    let path = format!("/v1/tickets/{ticket}");
    let edit = json!({ "expected_version": 1, "title": "Pay both bills" });
    assert_eq!(
        bot.call("PATCH", &path).json(&edit).send().await.ok(200)["version"],
        2
    );
    let problem = bot
        .call("PATCH", &path)
        .json(&edit)
        .send()
        .await
        .refused(409, "stale");
    assert_eq!(problem["version"], 2);
    let late = json!({ "transition": "Submit", "expected_version": 1 });
    bot.post(&format!("{path}/moves"), &late)
        .await
        .refused(409, "stale");
    let now = json!({ "transition": "Submit", "expected_version": 2 });
    bot.post(&format!("{path}/moves"), &now).await.ok(200);
    house.verify().await;
}

#[tokio::test]
async fn a_ticket_cannot_be_created_in_a_later_state() {
    let house = House::open().await;
    let bot = house.bot("deploy-bot", house.olga()).await;
    for extra in ["state", "version", "workflow", "id"] {
        let mut body = json!({ "project": "PAY", "title": "Already done" });
        body[extra] = json!("Deployed");
        let problem = bot
            .post("/v1/tickets", &body)
            .await
            .refused(400, "malformed");
        assert!(
            problem["detail"]
                .as_str()
                .unwrap()
                .starts_with(&format!("Unknown field `{extra}`")),
            "{problem}"
        );
        assert!(
            problem["at"]
                .as_str()
                .unwrap()
                .starts_with("line 1 column "),
            "{problem}"
        );
        house
            .olga()
            .post("/tickets", &body)
            .await
            .refused(400, "malformed");
    }
    let ticket = bot.ticket().await;
    assert_eq!(ticket, "PAY-1", "none was created before");
    assert_eq!(bot.get("/v1/tickets/PAY-1").await.ok(200)["state"], "Draft");
    house.verify().await;
}

#[tokio::test]
async fn empty_required_fields_are_422_and_listed() {
    let house = House::open().await;
    let bot = house.bot("deploy-bot", house.olga()).await;
    let ticket = bot.ticket().await;
    bot.take(&ticket, "Submit").await.ok(200);
    let problem = bot
        .take(&ticket, "Prove")
        .await
        .refused(422, "missing_fields");
    assert_eq!(problem["fields"], json!(["report"]));
    let proven =
        json!({ "transition": "Prove", "arguments": { "report": "https://ci.example/7" } });
    let moved = bot
        .post(&format!("/v1/tickets/{ticket}/moves"), &proven)
        .await
        .ok(200);
    assert_eq!(
        (&moved["outcome"], &moved["state"]),
        (&json!("moved"), &json!("Deployed"))
    );
    house.verify().await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn of_two_exclusive_moves_raced_from_16_clients_100_times_exactly_one_wins() {
    let house = House::open().await;
    let bot = house.bot("deploy-bot", house.olga()).await;
    for _ in 0..100 {
        let ticket = bot.ticket().await;
        let clients = (0..16).map(|client| {
            let (bot, ticket) = (bot.clone(), ticket.clone());
            let transition = if client % 2 == 0 {
                "Go left"
            } else {
                "Go right"
            };
            tokio::spawn(async move { bot.take(&ticket, transition).await })
        });
        let clients: Vec<_> = clients.collect();
        let mut won = Vec::new();
        for client in clients {
            let answer = client.await.expect("a client");
            match answer.status {
                200 => won.push(answer.json()),
                _ => drop(answer.refused(400, "no_such_transition")),
            }
        }
        assert_eq!(won.len(), 1, "{won:?}");
        let ticket = bot.get(&format!("/v1/tickets/{ticket}")).await.ok(200);
        assert_eq!(
            (&ticket["state"], &ticket["version"]),
            (&won[0]["state"], &json!(2))
        );
    }
    house.verify().await;
}
