//! Asked for changes: the request goes back to its requester, who asks again.

use model::{Code, Verdict, view::tickets::EditTicket};

use super::{
    guarded::{answer, approves, asks, guarded, ready, says},
    house::{code, once, take},
};

fn amount(version: model::Version, amount: &str) -> EditTicket {
    EditTicket {
        expected_version: version,
        title: None,
        body: None,
        fields: [("amount".parse().unwrap(), Some(amount.to_owned()))].into(),
    }
}

#[tokio::test]
async fn a_returned_request_waits_for_changes_and_is_decided_anew() {
    let house = guarded().await;
    let rita = house.person("rita", &[]).await;
    let lea = house.person("lea", &["legal"]).await;
    let sam = house.person("sam", &["security"]).await;
    let tim = house.person("tim", &["security"]).await;
    let key = ready(&rita).await;
    let request = asks(&rita, &key, "Pay").await;
    approves(&sam, &request).await.unwrap();
    let first = sam.request(&request).await.unwrap().card.shown;
    let silent = says(&lea, &request, Verdict::Changes, |s| s.reason = None).await;
    assert_eq!(code(silent), Code::MissingFields);
    let sent_back = says(&lea, &request, Verdict::Changes, |_| {})
        .await
        .unwrap();
    assert_eq!(sent_back.state, "returned");
    assert_eq!(code(approves(&tim, &request).await), Code::NotPending);
    let view = rita.request(&request).await.unwrap();
    assert_eq!(
        view.returned.unwrap().reason.unwrap(),
        "The amount is missing"
    );

    let ticket = rita.ticket(&key).await.unwrap();
    let other = lea
        .edit_ticket(&key, amount(ticket.version, "7"), &once())
        .await;
    assert_eq!(code(other), Code::RequestOpen, "others wait");
    let edited = rita
        .edit_ticket(&key, amount(ticket.version, "7"), &once())
        .await;
    edited.unwrap();
    let elsewhere = answer(&rita, &key, "Close").await;
    assert_eq!(code(elsewhere), Code::RequestOpen, "one request at a time");
    let again = asks(&rita, &key, "Pay").await;
    assert_eq!(again, request, "it is the same request");

    let view = sam.request(&request).await.unwrap();
    assert_eq!((view.card.state.as_str(), view.card.round), ("pending", 2));
    assert_ne!(view.card.shown, first, "with another digest");
    let counts: Vec<bool> = view.decisions.iter().map(|d| d.counts).collect();
    assert_eq!(
        counts,
        [false, false],
        "earlier decisions stay and do not count"
    );
    assert_eq!(view.card.approvals, 0);
    let replayed = says(&sam, &request, Verdict::Approve, |s| s.shown = first).await;
    assert_eq!(code(replayed), Code::NotWhatWasShown);
    for person in [&sam, &tim, &lea] {
        approves(person, &request).await.unwrap();
    }
    assert_eq!(rita.ticket(&key).await.unwrap().state.as_str(), "Paid");
}

#[tokio::test]
async fn the_requesters_own_edit_makes_a_pending_request_stale_and_says_which() {
    let house = guarded().await;
    let rita = house.person("rita", &[]).await;
    let lea = house.person("lea", &["legal"]).await;
    house.person("sam", &["security"]).await;
    house.person("tim", &["security"]).await;
    let key = ready(&rita).await;
    let request = asks(&rita, &key, "Pay").await;
    approves(&lea, &request).await.unwrap();
    let version = rita.ticket(&key).await.unwrap().version;
    let edit = rita
        .edit_ticket(&key, amount(version, "8"), &once())
        .await
        .unwrap();
    let view = lea.request(&request).await.unwrap();
    assert_eq!(view.card.state, "stale");
    assert_eq!(view.stale_seq, Some(edit.body.seq));
    let anew = asks(&rita, &key, "Pay").await;
    assert_ne!(anew, request);
    assert_eq!(lea.request(&anew).await.unwrap().card.approvals, 0);
}

#[tokio::test]
async fn a_returned_request_can_be_withdrawn_and_is_passed_by_an_ungated_move() {
    let house = guarded().await;
    let rita = house.person("rita", &[]).await;
    let lea = house.person("lea", &["legal"]).await;
    house.person("sam", &["security"]).await;
    house.person("tim", &["security"]).await;
    let key = ready(&rita).await;
    let request = asks(&rita, &key, "Pay").await;
    says(&lea, &request, Verdict::Changes, |_| {})
        .await
        .unwrap();
    assert!(rita.request(&request).await.unwrap().may_withdraw.allowed);
    rita.withdraw(&request, &once()).await.unwrap();
    assert_eq!(lea.request(&request).await.unwrap().card.state, "withdrawn");
    let moves = rita.moves(&key).await.unwrap();
    assert!(
        moves
            .moves
            .iter()
            .any(|m| m.transition == take("Pay").transition)
    );
}
