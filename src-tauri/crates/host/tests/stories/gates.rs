//! Gates: who asks, who may approve, who never may, and what whoever waits is told.

use std::time::Duration;

use model::{
    Code, RoleName, Verdict,
    view::{
        access::{NewKeeper, RoleChange},
        requests::Decide,
        tickets::MoveAnswer,
    },
};

use crate::house::{House, SOON, code, decide, id, in_review, once, pending, take};

#[tokio::test]
async fn a_bot_asks_a_manager_approves_and_the_waiting_bot_is_answered() {
    let house = House::open().await;
    let ben = house.person("ben", &["release-manager"]).await;
    let (_, header) = house.bot("deploy-bot", &house.ana).await;
    let bot = house.calling(&header).await;
    let key = in_review(&bot).await;
    let asked = bot.take(&key, take("Deploy"), &once()).await.unwrap();
    assert_eq!(asked.status, 202);
    let request = pending(&asked.body);
    let waiting = {
        let (bot, request) = (bot.clone(), request.clone());
        tokio::spawn(async move {
            bot.request(&request, Duration::from_secs(30))
                .await
                .unwrap()
        })
    };
    let inbox = ben.inbox().await.unwrap();
    assert_eq!((inbox.for_me.len(), inbox.for_others.len()), (1, 0));
    assert_eq!(ben.overview().await.unwrap().waiting, 1);
    assert_eq!(inbox.for_me[0].title.as_deref(), Some("Raise the limit"));

    let decided = decide(&ben, &request, Verdict::Approve).await.unwrap();
    assert_eq!(
        (decided.state.as_str(), decided.approvals, decided.needed),
        ("moved", 1, 1)
    );
    assert!(matches!(decided.moved, Some(MoveAnswer::Moved { .. })));
    let told = tokio::time::timeout(SOON, waiting).await.unwrap().unwrap();
    assert_eq!(told.state, "moved");
    assert!(told.moved_seq.is_some());
    assert_eq!(bot.ticket(&key).await.unwrap().state.as_str(), "Deployed");
    assert_eq!(
        code(decide(&ben, &request, Verdict::Approve).await),
        Code::NotPending
    );
    let entry = house.ana.entry(told.moved_seq.unwrap().0).await.unwrap();
    let related: Vec<&str> = entry.related.iter().map(|e| e.result.as_str()).collect();
    assert_eq!(
        related,
        ["requested", "approved", "refused"],
        "and the late decision too"
    );
    assert_eq!(
        entry.entry.by.name, "deploy-bot",
        "it moved in the requester's name"
    );
}

#[tokio::test]
async fn a_rejection_reaches_the_bot_with_its_reason() {
    let house = House::open().await;
    let ben = house.person("ben", &["release-manager"]).await;
    let (_, header) = house.bot("deploy-bot", &house.ana).await;
    let bot = house.calling(&header).await;
    let key = in_review(&bot).await;
    let request = pending(&bot.take(&key, take("Deploy"), &once()).await.unwrap().body);
    let shown = ben.request(&request).await.unwrap().card.shown;
    let silent = Decide {
        verdict: Verdict::Reject,
        shown,
        reason: Some("  ".to_owned()),
        under: None,
        password: None,
    };
    assert_eq!(
        code(ben.decide(&request, silent, &once()).await),
        Code::MissingFields
    );
    assert_eq!(
        decide(&ben, &request, Verdict::Reject).await.unwrap().state,
        "rejected"
    );
    let told = bot.request(&request, Duration::ZERO).await.unwrap();
    assert_eq!(
        (told.state.as_str(), told.reason.as_deref()),
        ("rejected", Some("Not on a Friday"))
    );
    assert_eq!(
        ben.inbox().await.unwrap().decided[0].mine,
        Some(Verdict::Reject)
    );
}

#[tokio::test]
async fn keepers_and_issuers_never_approve_what_their_bot_asks() {
    let house = House::open().await;
    let cleo = house.person("cleo", &["release-manager"]).await;
    let ben = house.person("ben", &["release-manager"]).await;
    let (bot_id, header) = house.bot("deploy-bot", &cleo).await;
    let bot = house.calling(&header).await;
    let key = in_review(&bot).await;
    let request = pending(&bot.take(&key, take("Deploy"), &once()).await.unwrap().body);
    assert_eq!(
        code(decide(&cleo, &request, Verdict::Approve).await),
        Code::OwnBot
    );
    let card = &cleo.inbox().await.unwrap().for_others[0];
    assert_eq!(
        card.may_decide.code,
        Some(Code::OwnBot),
        "shown with the reason"
    );
    house
        .ana
        .change_keeper(&bot_id, NewKeeper { keeper: id(&ben) }, &once())
        .await
        .unwrap();
    assert_eq!(
        code(decide(&cleo, &request, Verdict::Approve).await),
        Code::OwnBot,
        "a former keeper neither"
    );
    assert_eq!(
        code(decide(&ben, &request, Verdict::Approve).await),
        Code::OwnBot,
        "nor the new one"
    );
    assert!(ben.request(&request).await.unwrap().hopeless);
}

#[tokio::test]
async fn a_role_given_too_late_does_not_count() {
    let house = House::open().await;
    house.person("ben", &["release-manager"]).await;
    let dora = house.person("dora", &[]).await;
    let (_, header) = house.bot("deploy-bot", &house.ana).await;
    let bot = house.calling(&header).await;
    let key = in_review(&bot).await;
    let request = pending(&bot.take(&key, take("Deploy"), &once()).await.unwrap().body);
    let change = RoleChange {
        role: "release-manager".parse().unwrap(),
        holder: model::Holder::Person(id(&dora)),
    };
    house.ana.grant(change, &once()).await.unwrap();
    assert_eq!(
        code(decide(&dora, &request, Verdict::Approve).await),
        Code::RoleTooLate
    );
}

#[tokio::test]
async fn without_enough_approvers_no_request_opens_and_the_excluded_are_named() {
    let house = House::open().await;
    let cleo = house.person("cleo", &["release-manager"]).await;
    let (_, header) = house.bot("deploy-bot", &cleo).await;
    let bot = house.calling(&header).await;
    let key = in_review(&bot).await;
    let refused = bot.take(&key, take("Deploy"), &once()).await.unwrap_err();
    assert_eq!(refused.problem.code, Code::NoApprovers);
    assert!(
        refused.problem.excluded[0].starts_with("CLEO cannot approve: keeps"),
        "{:?}",
        refused.problem.excluded
    );
    let warnings = &house.ana.workflows().await.unwrap().workflows[0].warnings;
    assert!(
        warnings[0].starts_with("deploy-bot cannot get Deploy"),
        "{warnings:?}"
    );
}

#[tokio::test]
async fn the_same_ask_again_is_the_same_request() {
    let house = House::open().await;
    house.person("ben", &["release-manager"]).await;
    let (_, header) = house.bot("deploy-bot", &house.ana).await;
    let bot = house.calling(&header).await;
    let key = in_review(&bot).await;
    let mut ask = take("Deploy");
    ask.note = Some("Tests are green".to_owned());
    ask.arguments = [(
        "report".parse().unwrap(),
        Some("https://ci.example/2".to_owned()),
    )]
    .into();
    let first = bot.take(&key, ask.clone(), &once()).await.unwrap();
    let before = house.ana.overview().await.unwrap().size;
    let again = bot.take(&key, ask.clone(), &once()).await.unwrap();
    assert_eq!(pending(&first.body), pending(&again.body));
    assert_eq!(
        house.ana.overview().await.unwrap().size,
        before,
        "without a new entry"
    );
    ask.note = Some("Tests are red".to_owned());
    let other = bot.take(&key, ask, &once()).await.unwrap_err();
    assert_eq!(other.problem.code, Code::RequestOpen);
    assert_eq!(
        other.problem.request.map(|r| r.to_string()),
        Some(pending(&first.body))
    );
}

#[tokio::test]
async fn an_approval_binds_to_what_was_shown() {
    let house = House::open().await;
    let ben = house.person("ben", &["release-manager"]).await;
    let (_, header) = house.bot("deploy-bot", &house.ana).await;
    let bot = house.calling(&header).await;
    let key = in_review(&bot).await;
    let request = pending(&bot.take(&key, take("Deploy"), &once()).await.unwrap().body);
    let blind = Decide {
        verdict: Verdict::Approve,
        shown: model::Digest::of(b"else"),
        reason: None,
        under: None,
        password: None,
    };
    assert_eq!(
        code(ben.decide(&request, blind, &once()).await),
        Code::NotWhatWasShown
    );
}

#[tokio::test]
async fn a_request_of_somebody_else_looks_like_none() {
    let house = House::open().await;
    house.person("ben", &["release-manager"]).await;
    let (_, header) = house.bot("deploy-bot", &house.ana).await;
    let (_, other) = house.bot("other-bot", &house.ana).await;
    let bot = house.calling(&header).await;
    let key = in_review(&bot).await;
    let request = pending(&bot.take(&key, take("Deploy"), &once()).await.unwrap().body);
    let other = house.calling(&other).await;
    assert_eq!(code(other.request(&request, SOON).await), Code::NotFound);
    assert_eq!(code(other.request("nonsense", SOON).await), Code::NotFound);
}

#[tokio::test]
async fn an_auditor_reads_everything_and_does_nothing() {
    let house = House::open().await;
    let eve = house.person("eve", &[RoleName::AUDITOR]).await;
    let ben = house.person("ben", &[]).await;
    assert!(
        !eve.entries(Default::default())
            .await
            .unwrap()
            .entries
            .is_empty()
    );
    assert_eq!(
        code(
            eve.create_ticket(crate::house::ticket("One"), &once())
                .await
        ),
        Code::NotPermitted
    );
    assert_eq!(
        code(ben.entries(Default::default()).await),
        Code::NotPermitted
    );
    let overview = eve.overview().await.unwrap();
    assert!(overview.may_audit && !overview.may_access && !overview.may_publish);
}
