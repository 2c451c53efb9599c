//! Tickets in flight go on by a newer version of their workflow: never past a gate, never by one author alone where two are needed,
//! each by an entry of its own, and on from where it was cut off.

use openweave_tests::{
    Bot, House, Person,
    house::{RELEASE, options},
};
use serde_json::{Value, json};

/// Release as it is changed: without its field, and with another description.
fn without_report() -> String {
    let field = "[fields.report]\ntype = \"url\"\n";
    let file = RELEASE.replace(field, "");
    let prove = "\n[[transitions]]\nname = \"Prove\"\nfrom = [\"Review\"]\nto = \"Deployed\"\nby = [\"bot\"]\nrequires = [\"report\"]\n";
    file.replace(prove, "")
}

/// A gate on the way to *Review*, where there was none.
fn gated() -> String {
    let submit =
        "name = \"Submit\"\nfrom = [\"Draft\"]\nto = \"Review\"\nby = [\"bot\", \"person\"]\n";
    let gate = "[transitions.gate]\napprovals = 2\nrole = \"approver\"\n";
    RELEASE.replace(submit, &format!("{submit}{gate}"))
}

async fn publish(author: &Person, source: &str) {
    let file = json!({ "source": source });
    author.post("/workflows", &file).await.ok(201);
}

/// Two authors, of whom neither publishes or migrates alone.
async fn governed(house: &House) -> Person {
    let ben = house.person("ben", &["author"]).await;
    let review = json!({ "review": true });
    house.olga().put("/governance", &review).await.ok(200);
    ben
}

async fn flight(person: &Person, version: u32) -> Value {
    let flight = person.get("/workflows/Release/in-flight").await.ok(200);
    let versions = flight["versions"].as_array().expect("versions").clone();
    let found = versions.into_iter().find(|one| one["version"] == version);
    found.unwrap_or_else(|| panic!("nothing follows version {version}: {flight}"))
}

async fn propose(person: &Person, states: Value) -> String {
    let mapping = json!({ "from": 1, "to": 2, "states": states });
    let made = person.post("/workflows/Release/migrations", &mapping).await;
    let made = made.ok(201);
    made["id"].as_str().expect("an id").to_owned()
}

async fn answer(person: &Person, id: &str, how: &str) -> openweave_tests::Answer {
    person
        .post(&format!("/migrations/{id}/{how}"), &json!({}))
        .await
}

async fn standing(bot: &Bot, ticket: &str) -> (Value, Value) {
    let ticket = bot.get(&format!("/v1/tickets/{ticket}")).await.ok(200);
    (
        ticket["state"].clone(),
        ticket["workflow"]["version"].clone(),
    )
}

#[tokio::test]
async fn tickets_go_on_by_a_newer_version_once_another_author_accepts() {
    let house = House::open().await;
    let olga = house.olga();
    let ada = house.person("ada", &["approver"]).await;
    let bot = house.bot("deploy-bot", olga).await;
    let (waiting, request) = bot.request("Deploy").await;
    let draft = bot.ticket().await;
    let filled = json!({ "expected_version": 1, "fields": { "report": "https://ci.example/7" } });
    let edited = bot.call("PATCH", &format!("/v1/tickets/{draft}"));
    edited.json(&filled).send().await.ok(200);
    publish(olga, &without_report()).await;

    let old = flight(olga, 1).await;
    assert_eq!(old["tickets"], 2);
    assert_eq!(old["cleared"], json!(["report"]));
    let review = &old["states"][1];
    assert_eq!(
        (&review["state"], &review["count"]),
        (&json!("Review"), &json!(1))
    );
    assert_eq!(review["tickets"][0]["waiting"], "Deploy");
    assert_eq!(review["to"], json!(["Review", "Draft"]));

    let ben = governed(&house).await;
    let id = propose(olga, json!({ "Draft": "Draft", "Review": "Review" })).await;
    let eve = house.person("eve", &["author"]).await;
    answer(olga, &id, "accept")
        .await
        .refused(403, "own_migration");
    answer(&eve, &id, "accept")
        .await
        .refused(403, "role_too_late");
    answer(&ada, &id, "accept")
        .await
        .refused(403, "not_permitted");
    answer(&ben, &id, "carry")
        .await
        .refused(409, "needs_review");
    assert_eq!(standing(&bot, &waiting).await, (json!("Review"), json!(1)));

    let shown = flight(&ben, 1).await["migration"].clone();
    assert_eq!(
        (&shown["left"], &shown["may_accept"]["allowed"]),
        (&json!(2), &json!(true))
    );
    answer(&ben, &id, "accept").await.ok(200);
    let carried = answer(&ben, &id, "carry").await.ok(200);
    assert_eq!(
        (&carried["carried"], &carried["left"]),
        (&json!(2), &json!(0))
    );

    assert_eq!(standing(&bot, &waiting).await, (json!("Review"), json!(2)));
    assert_eq!(standing(&bot, &draft).await, (json!("Draft"), json!(2)));
    let ended = bot.get(&format!("/v1/requests/{request}")).await.ok(200);
    assert_eq!(
        ended["state"], "stale",
        "what was approved was another version's"
    );
    bot.take(&waiting, "Deploy").await.ok(202);
    let entries = house.entries("").await;
    let actions: Vec<&str> = entries
        .iter()
        .filter_map(|e| e["action"].as_str())
        .collect();
    let told = |action: &str| actions.iter().filter(|one| **one == action).count();
    assert_eq!(
        told("migrate_ticket"),
        3,
        "two that went, and one that was refused"
    );
    assert_eq!((told("propose_migration"), told("end_migration")), (1, 1));
    house.verify().await;
}

#[tokio::test]
async fn no_mapping_carries_a_ticket_past_a_gate() {
    let house = House::open().await;
    let olga = house.olga();
    let bot = house.bot("deploy-bot", olga).await;
    let ticket = bot.ticket().await;
    bot.take(&ticket, "Submit").await.ok(200);
    publish(olga, &gated()).await;

    let review = flight(olga, 1).await["states"][0].clone();
    assert_eq!(review["to"], json!(["Draft"]));
    let because = review["because"].as_str().expect("why not");
    assert!(because.contains("`Submit` from `Draft`"), "{because}");
    let mapping = |to: &str| json!({ "from": 1, "to": 2, "states": { "Review": to } });
    let path = "/workflows/Release/migrations";
    for to in ["Review", "Deployed", "Nowhere"] {
        let tried = olga.post(path, &mapping(to)).await;
        let problem = tried.refused(409, "no_mapping");
        assert!(
            problem["detail"]
                .as_str()
                .is_some_and(|said| said.contains("`Review`"))
        );
    }
    let back = json!({ "from": 2, "to": 1, "states": { "Review": "Review" } });
    olga.post(path, &back).await.refused(400, "malformed");
    let id = propose(olga, json!({ "Review": "Draft" })).await;
    let again = olga.post(path, &mapping("Draft")).await;
    again.refused(409, "already_exists");
    answer(olga, &id, "accept").await.ok(200);
    answer(olga, &id, "carry").await.ok(200);
    assert_eq!(standing(&bot, &ticket).await, (json!("Draft"), json!(2)));
    house.verify().await;
}

#[tokio::test]
async fn one_that_is_declined_touches_nothing_and_makes_room_for_another() {
    let house = House::open().await;
    let bot = house.bot("deploy-bot", house.olga()).await;
    let ticket = bot.ticket().await;
    publish(house.olga(), &gated()).await;
    let ben = governed(&house).await;
    let id = propose(house.olga(), json!({ "Draft": "Draft" })).await;
    let listed = ben.get("/drafts").await.ok(200);
    assert_eq!(listed["migrations"][0]["may_accept"]["allowed"], true);
    answer(&ben, &id, "end").await.ok(200);
    answer(&ben, &id, "accept").await.refused(404, "not_found");
    answer(&ben, "no-id", "carry")
        .await
        .refused(404, "not_found");
    assert_eq!(standing(&bot, &ticket).await, (json!("Draft"), json!(1)));
    propose(&ben, json!({ "Draft": "Draft" })).await;
    house.verify().await;
}

#[tokio::test]
async fn each_that_is_open_is_listed_once() {
    let house = House::open().await;
    let olga = house.olga();
    let sealed = openweave_tests::house::SEALED;
    publish(olga, &gated()).await;
    publish(
        olga,
        &sealed.replace(
            "[states.Shut]",
            "[states.Shut]\ndescription = \"It stays.\"",
        ),
    )
    .await;
    propose(olga, json!({ "Draft": "Draft" })).await;
    let shut = json!({ "from": 1, "to": 2, "states": { "Shut": "Shut" } });
    let made = olga.post("/workflows/Sealed/migrations", &shut).await;
    made.ok(201);
    publish(olga, &without_report()).await;
    let newer = json!({ "from": 2, "to": 3, "states": { "Draft": "Draft" } });
    let made = olga.post("/workflows/Release/migrations", &newer).await;
    made.ok(201);
    let listed = olga.get("/drafts").await.ok(200);
    let migrations = listed["migrations"].as_array().expect("a list");
    let versions = |one: &Value| (one["workflow"].clone(), one["from"].clone());
    let mut listed: Vec<String> = migrations
        .iter()
        .map(|one| format!("{:?}", versions(one)))
        .collect();
    listed.sort();
    let all = listed.len();
    listed.dedup();
    assert_eq!((listed.len(), all), (3, 3));
    house.verify().await;
}

#[tokio::test]
async fn what_was_cut_off_goes_on_from_there() {
    let house = House::open().await;
    let bot = house.bot("deploy-bot", house.olga()).await;
    let mut tickets = Vec::new();
    for _ in 0..120 {
        tickets.push(bot.ticket().await);
    }
    publish(house.olga(), &gated()).await;
    let id = propose(house.olga(), json!({ "Draft": "Draft" })).await;
    answer(house.olga(), &id, "accept").await.ok(200);
    let first = answer(house.olga(), &id, "carry").await.ok(200);
    assert_eq!(
        (&first["carried"], &first["left"]),
        (&json!(50), &json!(70))
    );

    let (workspace, folder) = (house.workspace.clone(), house.close().await);
    let host = host::Host::open(options(folder.path()))
        .await
        .expect("it opens");
    let anywhere = "127.0.0.1:0".parse().expect("an address");
    let running = doors::serve(host.clone(), anywhere, Some(anywhere)).await;
    let running = running.expect("free ports open");
    let console = running.console.expect("the people's door");
    let password = openweave_tests::house::PASSWORD;
    let olga = Person::signs_in(console, "olga", password).await;
    let olga = olga.within(&workspace);
    assert_eq!(flight(&olga, 1).await["migration"]["left"], 70);
    let mut left = 70;
    while left > 0 {
        let next = answer(&olga, &id, "carry").await.ok(200);
        let carried = next["carried"].as_u64().expect("a count");
        assert!(carried > 0);
        left -= carried;
        assert_eq!(next["left"], left);
    }
    let after = olga.get("/workflows/Release/in-flight").await.ok(200);
    assert_eq!(after["versions"].as_array().expect("versions").len(), 1);
    assert_eq!(after["versions"][0]["tickets"], 120);
    running.stop().await;
    host.shutdown().await;
    openweave_tests::house::verify(folder.path()).await;
}
