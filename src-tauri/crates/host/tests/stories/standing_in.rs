//! "While I am away until Friday, Max decides for me."

use host::Member;
use model::{
    Code, Timestamp, Verdict,
    view::delegations::{DelegationState, NewDelegation},
};

use super::{
    guarded::{approves, asks, guarded, ready, says},
    house::{code, once},
};

async fn gives(from: &Member, to: &Member, roles: &[&str]) -> String {
    let new = NewDelegation {
        to: to.person(),
        roles: roles.iter().map(|r| r.parse().unwrap()).collect(),
        workflows: None,
        until: Timestamp::from_micros(4_000_000_000_000_000),
    };
    let given = from.delegate(new, &once()).await.unwrap();
    given.body.id.to_string()
}

async fn for_another(member: &Member, request: &str, id: &str) -> Result<u32, Code> {
    let under = Some(id.parse().unwrap());
    let said = says(member, request, Verdict::Approve, |s| s.under = under).await;
    said.map(|d| d.approvals).map_err(|r| r.problem.code)
}

#[tokio::test]
async fn a_delegate_decides_once_it_is_accepted_and_until_it_is_ended() {
    let house = guarded().await;
    let rita = house.person("rita", &[]).await;
    let lea = house.person("lea", &["legal"]).await;
    let max = house.person("max", &[]).await;
    house.person("sam", &["security"]).await;
    house.person("tim", &["security"]).await;
    let key = ready(&rita).await;
    let request = asks(&rita, &key, "Pay").await;
    assert_eq!(code(approves(&max, &request).await), Code::NotPermitted);
    let id = gives(&lea, &max, &["legal"]).await;
    assert_eq!(
        for_another(&max, &request, &id).await,
        Err(Code::NotDelegated)
    );
    assert_eq!(
        code(lea.accept_delegation(&id, &once()).await),
        Code::NotPermitted
    );
    max.accept_delegation(&id, &once()).await.unwrap();
    let card = &max.inbox().await.unwrap().for_me[0];
    assert_eq!(
        card.stead.as_ref().unwrap().name,
        "LEA",
        "it waits for Max now"
    );
    assert_eq!(for_another(&max, &request, &id).await, Ok(1));
    let decision = &rita.request(&request).await.unwrap().decisions[0];
    assert_eq!(decision.by.name, "MAX");
    assert_eq!(decision.stead.as_ref().unwrap().name, "LEA");
    assert_eq!(
        code(approves(&lea, &request).await),
        Code::AlreadyDecided,
        "one seat, one voice"
    );
    lea.end_delegation(&id, &once()).await.unwrap();
    let next = ready(&rita).await;
    let request = asks(&rita, &next, "Pay").await;
    assert_eq!(
        for_another(&max, &request, &id).await,
        Err(Code::NotDelegated)
    );
    let listed = lea.delegations().await.unwrap().delegations;
    assert_eq!(listed[0].state, DelegationState::Ended);
}

#[tokio::test]
async fn nobody_counts_twice_by_a_delegation() {
    let house = guarded().await;
    let rita = house.person("rita", &[]).await;
    house.person("lea", &["legal"]).await;
    let sam = house.person("sam", &["security"]).await;
    let tim = house.person("tim", &["security"]).await;
    let id = gives(&tim, &sam, &["security"]).await;
    sam.accept_delegation(&id, &once()).await.unwrap();
    let key = ready(&rita).await;
    let request = asks(&rita, &key, "Pay").await;
    approves(&sam, &request).await.unwrap();
    assert_eq!(
        for_another(&sam, &request, &id).await,
        Err(Code::AlreadyDecided)
    );
    assert_eq!(approves(&tim, &request).await.unwrap().approvals, 2);
}

#[tokio::test]
async fn it_reaches_neither_requester_nor_keeper_nor_issuer() {
    let house = guarded().await;
    let rita = house.person("rita", &["legal"]).await;
    let lea = house.person("lea", &["legal"]).await;
    let max = house.person("max", &[]).await;
    house.person("sam", &["security"]).await;
    house.person("tim", &["security"]).await;
    let to_rita = gives(&lea, &rita, &["legal"]).await;
    rita.accept_delegation(&to_rita, &once()).await.unwrap();
    let from_rita = gives(&rita, &max, &["legal"]).await;
    max.accept_delegation(&from_rita, &once()).await.unwrap();
    let key = ready(&rita).await;
    let request = asks(&rita, &key, "Pay").await;
    assert_eq!(
        for_another(&rita, &request, &to_rita).await,
        Err(Code::OwnRequest),
        "the requester decides for nobody"
    );
    assert_eq!(
        for_another(&max, &request, &from_rita).await,
        Err(Code::NotDelegated),
        "and nobody for the requester"
    );
    let (_, header) = house.bot("pay-bot", &rita).await;
    let bot = house.calling(&header).await;
    let key = ready(&house.ana).await;
    let asked = bot
        .take(&key, super::house::take("Pay"), &once())
        .await
        .unwrap();
    let request = super::house::pending(&asked.body);
    assert_eq!(
        for_another(&rita, &request, &to_rita).await,
        Err(Code::OwnBot)
    );
    assert_eq!(
        for_another(&max, &request, &from_rita).await,
        Err(Code::NotDelegated)
    );
}

#[tokio::test]
async fn its_scope_and_its_end_hold() {
    let house = guarded().await;
    let rita = house.person("rita", &[]).await;
    let lea = house.person("lea", &["legal"]).await;
    let max = house.person("max", &[]).await;
    house.person("sam", &["security"]).await;
    house.person("tim", &["security"]).await;
    let new = |roles: &str, workflow: &str, until: i64| NewDelegation {
        to: max.person(),
        roles: [roles.parse().unwrap()].into(),
        workflows: Some([workflow.parse().unwrap()].into()),
        until: Timestamp::from_micros(until),
    };
    let far = 4_000_000_000_000_000;
    let foreign = lea.delegate(new("security", "Guarded", far), &once()).await;
    assert_eq!(code(foreign), Code::NotPermitted, "only what one holds");
    let over = lea.delegate(new("legal", "Guarded", 1), &once()).await;
    assert_eq!(code(over), Code::NotValid);
    let elsewhere = lea
        .delegate(new("legal", "Change", far), &once())
        .await
        .unwrap();
    let id = elsewhere.body.id.to_string();
    max.accept_delegation(&id, &once()).await.unwrap();
    let key = ready(&rita).await;
    let request = asks(&rita, &key, "Pay").await;
    assert_eq!(
        for_another(&max, &request, &id).await,
        Err(Code::NotDelegated)
    );
}
