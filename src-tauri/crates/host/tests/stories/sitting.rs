//! What the shell tells whoever sits at it: what waits for them, also after their session, and what stops with the host.

use host::Waits;
use model::{PersonId, Span, view::session::SignIn};

use super::{
    guarded::{approves, asks, guarded, ready},
    house::{House, PASSWORD, once},
};

async fn signs_in(house: &House, handle: &str) -> (host::SessionToken, PersonId) {
    let form = SignIn {
        handle: handle.to_owned(),
        password: PASSWORD.to_owned(),
    };
    let (session, here) = house.host.sign_in(form).await.unwrap();
    (session, here.person)
}

#[tokio::test]
async fn what_waits_for_a_person_is_told_without_their_session() {
    let house = guarded().await;
    let rita = house.person("rita", &[]).await;
    let lea = house.person("lea", &["legal"]).await;
    house.person("sam", &["security"]).await;
    house.person("tim", &["security"]).await;
    let (session, _) = signs_in(&house, "lea").await;
    let sitter = house.host.sitter(session.as_str()).await.unwrap();
    assert_eq!(house.host.waits_for(&sitter).await.unwrap(), []);

    let before = house.host.heads();
    let key = ready(&rita).await;
    let request = asks(&rita, &key, "Pay").await;
    assert_ne!(house.host.heads(), before, "something was written");
    let person = house.host.person(Some(session.as_str())).await.unwrap();
    person.sign_out().await.unwrap();
    assert!(house.host.sitter(session.as_str()).await.is_none());
    let waiting = house.host.waits_for(&sitter).await.unwrap();
    assert_eq!(waiting.len(), 1);
    assert_eq!(waiting[0].what, Waits::Request(request.parse().unwrap()));
    assert_eq!(
        (waiting[0].who.as_str(), waiting[0].transition.as_str()),
        ("RITA", "Pay")
    );
    assert_eq!(waiting[0].key.to_string(), key);
    assert_eq!(waiting[0].workspace, house.workspace);

    approves(&lea, &request).await.unwrap();
    assert_eq!(house.host.waits_for(&sitter).await.unwrap(), []);
}

#[tokio::test]
async fn a_review_waits_for_those_who_may_close_it() {
    let house = guarded().await;
    let ivy = house.person("ivy", &["incident-lead", "legal"]).await;
    house.person("lea", &["legal"]).await;
    house.person("sam", &["security"]).await;
    let outage = ready(&ivy).await;
    let key = ready(&ivy).await;
    let broken = super::glass::emergency(&outage);
    let broken = ivy.break_glass(&key, broken, &once()).await.unwrap().body;
    for (handle, told) in [("lea", 1), ("ivy", 0)] {
        let (session, _) = signs_in(&house, handle).await;
        let sitter = house.host.sitter(session.as_str()).await.unwrap();
        let waiting = house.host.waits_for(&sitter).await.unwrap();
        assert_eq!(waiting.len(), told, "{handle}");
        assert!(
            waiting
                .iter()
                .all(|w| w.what == Waits::Review(broken.review))
        );
    }
}

#[tokio::test]
async fn somebody_who_was_removed_is_told_nothing() {
    let house = guarded().await;
    let rita = house.person("rita", &[]).await;
    house.person("lea", &["legal"]).await;
    house.person("sam", &["security"]).await;
    house.person("tim", &["security"]).await;
    let key = ready(&rita).await;
    asks(&rita, &key, "Pay").await;
    let (session, lea) = signs_in(&house, "lea").await;
    let sitter = house.host.sitter(session.as_str()).await.unwrap();
    assert_eq!(house.host.waits_for(&sitter).await.unwrap().len(), 1);
    let removed = house.ana.remove_person(&lea.to_string(), &once()).await;
    removed.unwrap();
    assert_eq!(house.host.waits_for(&sitter).await.unwrap(), []);
}

#[tokio::test]
async fn the_timers_that_stop_are_counted() {
    let house = guarded().await;
    let rita = house.person("rita", &[]).await;
    house.person("lea", &["legal"]).await;
    house.person("sam", &["security"]).await;
    house.person("tim", &["security"]).await;
    let none = house.host.timers().await;
    assert_eq!((none.requests, none.first, none.anchors), (0, None, 0));
    assert_eq!(none.anchored_every, Span::seconds(900));
    let key = ready(&rita).await;
    asks(&rita, &key, "Pay").await;
    let some = house.host.timers().await;
    assert_eq!(some.requests, 1);
    assert!(some.first.unwrap() > Span::hours(1));
}
