//! Signing keys: enrolled at the first sign-in, opened by the password, replaced only by somebody else's word.

use model::{Code, Verdict, view::requests::Decide};

use crate::house::{House, PASSWORD, code, decide, id, in_review, once, pending, redeem, take};

#[tokio::test]
async fn a_first_sign_in_enrols_a_key_and_the_next_one_opens_it() {
    let house = House::open().await;
    let ben = house.person("ben", &["release-manager"]).await;
    let key = ben.overview().await.unwrap().my_key.unwrap();
    let (_dir, host, workspace) = {
        drop(ben);
        house.reopened().await
    };
    let form = model::view::session::SignIn {
        handle: "ben".to_owned(),
        password: PASSWORD.to_owned(),
    };
    let (session, _) = host.sign_in(form).await.unwrap();
    let person = host.person(Some(session.as_str())).await.unwrap();
    let ben = person.member(workspace).await.unwrap();
    assert_eq!(ben.overview().await.unwrap().my_key, Some(key));
    host.shutdown().await;
}

#[tokio::test]
async fn a_decision_names_the_key_that_signed_it() {
    let house = House::open().await;
    let ben = house.person("ben", &["release-manager"]).await;
    let (_, header) = house.bot("deploy-bot", &house.ana).await;
    let bot = house.calling(&header).await;
    let ticket = in_review(&bot).await;
    let request = pending(
        &bot.take(&ticket, take("Deploy"), &once())
            .await
            .unwrap()
            .body,
    );
    decide(&ben, &request, Verdict::Approve).await.unwrap();
    let view = ben.request(&request).await.unwrap();
    assert_eq!(
        Some(view.decisions[0].key),
        ben.overview().await.unwrap().my_key
    );
}

#[tokio::test]
async fn a_password_restored_by_an_owners_code_brings_a_new_key_that_cannot_approve_what_the_owner_stands_behind()
 {
    let house = House::open().await;
    let ben = house.person("ben", &["release-manager"]).await;
    let before = ben.overview().await.unwrap().my_key.unwrap();
    let made = house
        .ana
        .readmit(&id(&ben).to_string(), &once())
        .await
        .unwrap();
    let mut form = redeem(&made.body.code, "ben");
    form.password = "another horse battery".to_owned();
    let (session, here) = house.host.redeem(form).await.unwrap();
    assert_eq!(here.handle, "ben");
    let person = house.host.person(Some(session.as_str())).await.unwrap();
    let ben = person.member(house.workspace).await.unwrap();
    let after = ben.overview().await.unwrap().my_key.unwrap();
    assert_ne!(before, after);

    // Ana made the code, and keeps the bot that asks.
    let (_, header) = house.bot("deploy-bot", &house.ana).await;
    let bot = house.calling(&header).await;
    let ticket = in_review(&bot).await;
    let request = pending(
        &bot.take(&ticket, take("Deploy"), &once())
            .await
            .unwrap()
            .body,
    );
    let refused = decide(&ben, &request, Verdict::Approve).await;
    assert_eq!(code(refused), Code::KeyTooNew);

    // The code is used up, and the old password is nobody's.
    let again = house.host.redeem(redeem(&made.body.code, "ben")).await;
    assert_eq!(code(again.map(drop)), Code::NotValid);
    let old = model::view::session::SignIn {
        handle: "ben".to_owned(),
        password: PASSWORD.to_owned(),
    };
    assert_eq!(
        code(house.host.sign_in(old).await.map(drop)),
        Code::Unauthenticated
    );
}

#[tokio::test]
async fn a_code_of_one_workspace_opens_no_other() {
    let house = House::open().await;
    let ben = house.person("ben", &[]).await;
    let here = house.workspace;
    // Ben has a workspace of his own, of which Ana knows nothing.
    let (session, _) = house
        .host
        .sign_in(model::view::session::SignIn {
            handle: "ben".to_owned(),
            password: PASSWORD.to_owned(),
        })
        .await
        .unwrap();
    let person = house.host.person(Some(session.as_str())).await.unwrap();
    let own = person
        .new_workspace(model::view::session::NewWorkspace {
            name: "Ben's own".to_owned(),
        })
        .await
        .unwrap();
    let made = house
        .ana
        .readmit(&id(&ben).to_string(), &once())
        .await
        .unwrap();
    let mut form = redeem(&made.body.code, "ben");
    form.password = "what ana chose for him".to_owned();
    let (session, _) = house.host.redeem(form).await.unwrap();
    let person = house.host.person(Some(session.as_str())).await.unwrap();
    assert!(person.member(here).await.is_ok());
    let refused = person.member(own.id).await.err().unwrap();
    assert_eq!(refused.problem.code, Code::NotPermitted);
    assert!(refused.problem.detail.contains("code"), "{refused}");
}

#[tokio::test]
async fn nobody_readmits_themselves_and_only_an_owner_readmits() {
    let house = House::open().await;
    let ben = house.person("ben", &["release-manager"]).await;
    let own = house
        .ana
        .readmit(&id(&house.ana).to_string(), &once())
        .await;
    assert_eq!(code(own), Code::NotPermitted);
    let by_ben = ben.readmit(&id(&house.ana).to_string(), &once()).await;
    assert_eq!(code(by_ben), Code::NotPermitted);
}

#[tokio::test]
async fn a_code_is_for_the_one_it_was_made_for() {
    let house = House::open().await;
    let ben = house.person("ben", &[]).await;
    house.person("cleo", &[]).await;
    let made = house
        .ana
        .readmit(&id(&ben).to_string(), &once())
        .await
        .unwrap();
    let by_cleo = house.host.redeem(redeem(&made.body.code, "cleo")).await;
    assert_eq!(code(by_cleo.map(drop)), Code::NotFound);
}

#[tokio::test]
async fn what_was_not_shown_is_not_signed_for() {
    let house = House::open().await;
    let ben = house.person("ben", &["release-manager"]).await;
    let (_, header) = house.bot("deploy-bot", &house.ana).await;
    let bot = house.calling(&header).await;
    let ticket = in_review(&bot).await;
    let request = pending(
        &bot.take(&ticket, take("Deploy"), &once())
            .await
            .unwrap()
            .body,
    );
    let other = Decide {
        verdict: Verdict::Approve,
        shown: model::Digest::of(b"something else"),
        reason: None,
        under: None,
        password: None,
    };
    let refused = ben.decide(&request, other, &once()).await;
    assert_eq!(code(refused), Code::NotWhatWasShown);
}
