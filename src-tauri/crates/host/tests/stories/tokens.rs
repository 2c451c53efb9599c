//! Tokens: what opens the bots' door, what does not, and where each is told.

use model::{
    Code, Outcome,
    deed::Rate,
    view::access::{NewBot, NewToken},
};

use store::EntryFilter;

use crate::house::{House, code, in_review, once, take};

#[tokio::test]
async fn an_unknown_or_malformed_token_is_401_and_leaves_a_trace_at_the_host() {
    let house = House::open().await;
    let (_, header) = house.bot("deploy-bot", &house.ana).await;
    let before = house.ana.overview().await.unwrap().size;
    for bad in [
        None,
        Some("Bearer owb_x"),
        Some("Basic x"),
        Some(&header[..header.len() - 1]),
    ] {
        assert_eq!(code(house.host.bot(bad).await), Code::Unauthenticated);
    }
    assert_eq!(
        house.ana.overview().await.unwrap().size,
        before,
        "a workspace knows nothing of strangers"
    );
}

#[tokio::test]
async fn a_revoked_token_is_401_at_once_and_told_to_its_workspace() {
    let house = House::open().await;
    let (bot_id, header) = house.bot("deploy-bot", &house.ana).await;
    let bot = house.calling(&header).await;
    let key = in_review(&bot).await;
    let access = house.ana.access().await.unwrap();
    let token = access.bots[0].tokens[0].id.to_string();
    house.ana.revoke_token(&token, &once()).await.unwrap();
    let refused = house.host.bot(Some(&header)).await.err().unwrap();
    assert_eq!(refused.problem.code, Code::Unauthenticated);
    let entry = house
        .ana
        .entry(refused.problem.seq.unwrap().0)
        .await
        .unwrap();
    assert_eq!(
        (entry.entry.outcome, entry.entry.by.name.as_str()),
        (Outcome::Refused, "deploy-bot")
    );
    let late = bot.take(&key, take("Abandon"), &once()).await;
    assert_eq!(
        code(late),
        Code::Unauthenticated,
        "a call that was under way is judged when it is decided"
    );
    assert_eq!(
        house.ana.access().await.unwrap().bots[0].tokens[0].state,
        "revoked"
    );
    assert_eq!(access.bots[0].id.to_string(), bot_id);
}

#[tokio::test]
async fn over_its_rate_a_bot_is_told_when_to_come_back_and_the_first_is_an_entry() {
    let house = House::open().await;
    let new = NewBot {
        handle: "fast-bot".parse().unwrap(),
        keeper: house.ana.person(),
    };
    let id = house
        .ana
        .add_bot(new, &once())
        .await
        .unwrap()
        .body
        .id
        .to_string();
    let token = NewToken {
        days: 1,
        rate: Some(Rate {
            per_second: 1,
            burst: 2,
        }),
    };
    let issued = house.ana.issue_token(&id, token, &once()).await.unwrap();
    let bot = house
        .calling(&format!("Bearer {}", issued.body.token))
        .await;
    bot.spend().await.unwrap();
    bot.spend().await.unwrap();
    let over = bot.spend().await.unwrap_err();
    assert_eq!(
        (over.problem.code, over.retry_after),
        (Code::TooManyRequests, Some(1))
    );
    assert!(over.problem.seq.is_some());
    assert!(
        bot.spend().await.unwrap_err().problem.seq.is_none(),
        "the rest are counted"
    );
    house.host.shutdown().await;
    let folder = house
        .dir
        .path()
        .join("workspaces")
        .join(house.workspace.to_string());
    let log = store::WorkspaceReads::open(&folder).await.unwrap();
    let counted = EntryFilter {
        outcome: Some(Outcome::Counted),
        ..EntryFilter::default()
    };
    let told = log.entries(&counted, None, 10).await.unwrap();
    assert_eq!(
        (told.len(), told[0].entry.count),
        (1, Some(1)),
        "never silence"
    );
}

#[tokio::test]
async fn a_token_opens_no_other_workspace() {
    let house = House::open().await;
    let (_, header) = house.bot("deploy-bot", &house.ana).await;
    let bot = house.calling(&header).await;
    in_review(&bot).await;
    let session = house
        .host
        .sign_in(crate::signin::form("ana"))
        .await
        .unwrap()
        .0;
    let ana = house.host.person(Some(session.as_str())).await.unwrap();
    let card = ana
        .new_workspace(model::view::session::NewWorkspace {
            name: "Second".to_owned(),
        })
        .await
        .unwrap();
    let second = ana.member(card.id).await.unwrap();
    assert!(
        second
            .tickets(Default::default())
            .await
            .unwrap()
            .tickets
            .is_empty()
    );
    assert_eq!(code(second.ticket("PAY-1").await), Code::NotFound);
    assert_eq!(bot.me().await.unwrap().workspace, "Payments");
}
