//! Gates that ask for several roles, bar a ticket's own people, and want the password again.

use model::{Code, Verdict};

use super::{
    guarded::{answer, approves, asks, guarded, ready, says},
    house::{PASSWORD, code},
};

#[tokio::test]
async fn each_role_has_its_seats_and_one_person_fills_one() {
    let house = guarded().await;
    let rita = house.person("rita", &[]).await;
    let lea = house.person("lea", &["legal", "security"]).await;
    let sam = house.person("sam", &["security"]).await;
    let tim = house.person("tim", &["security"]).await;
    let uma = house.person("uma", &["security"]).await;
    let key = ready(&rita).await;
    let request = asks(&rita, &key, "Pay").await;
    assert_eq!(approves(&sam, &request).await.unwrap().approvals, 1);
    assert_eq!(approves(&tim, &request).await.unwrap().approvals, 2);
    assert_eq!(
        code(approves(&uma, &request).await),
        Code::NoSeat,
        "both seats of security are filled"
    );
    let view = lea.request(&request).await.unwrap();
    let open: Vec<_> = view
        .seats
        .iter()
        .map(|s| (s.role.as_str(), s.open))
        .collect();
    assert_eq!(open, [("legal", true), ("security", false)]);
    let last = approves(&lea, &request).await.unwrap();
    assert_eq!((last.state.as_str(), last.needed), ("moved", 3));
}

#[tokio::test]
async fn too_few_people_for_the_seats_open_no_request() {
    let house = guarded().await;
    let rita = house.person("rita", &[]).await;
    house.person("lea", &["legal", "security"]).await;
    house.person("sam", &["security"]).await;
    let key = ready(&rita).await;
    let refused = answer(&rita, &key, "Pay").await.unwrap_err();
    assert_eq!(refused.problem.code, Code::NoApprovers);
    assert_eq!(
        refused.problem.detail,
        "The gate asks for 1 × `legal` and 2 × `security`, and the 2 people who could approve cannot fill its seats. An owner can give the role to another member, or let the bot's keeper issue its token."
    );
}

#[tokio::test]
async fn a_majority_rejects_where_the_gate_says_so() {
    let house = guarded().await;
    let rita = house.person("rita", &[]).await;
    let lea = house.person("lea", &["legal"]).await;
    let sam = house.person("sam", &["security"]).await;
    let tim = house.person("tim", &["security"]).await;
    let key = ready(&rita).await;
    let request = asks(&rita, &key, "Pay").await;
    let one = says(&lea, &request, Verdict::Reject, |_| {}).await.unwrap();
    assert_eq!(one.state, "pending", "one of three is no majority");
    assert!(
        lea.request(&request).await.unwrap().hopeless,
        "and says that it cannot open any more"
    );
    assert_eq!(code(approves(&lea, &request).await), Code::AlreadyDecided);
    approves(&sam, &request).await.unwrap();
    let two = says(&tim, &request, Verdict::Reject, |_| {}).await.unwrap();
    assert_eq!(two.state, "rejected");
}

#[tokio::test]
async fn who_had_a_hand_in_the_ticket_is_barred_where_the_gate_says_so() {
    let house = guarded().await;
    let rita = house.person("rita", &[]).await;
    let lea = house.person("lea", &["legal"]).await;
    let max = house.person("max", &["legal"]).await;
    let key = ready(&lea).await;
    let request = asks(&rita, &key, "Close").await;
    let view = lea.request(&request).await.unwrap();
    assert_eq!(view.card.may_decide.code, Some(Code::Barred));
    let why = view.excluded.iter().find(|e| e.who.name == "LEA").unwrap();
    assert_eq!(
        why.because,
        "opened the ticket, or stands behind the bot that did and took a move on it before, or stands behind the bot that did"
    );
    assert_eq!(code(approves(&lea, &request).await), Code::Barred);
    assert!(max.request(&request).await.unwrap().card.may_decide.allowed);
}

#[tokio::test]
async fn a_bot_that_opened_the_ticket_stands_for_its_keeper_now_and_later() {
    let house = guarded().await;
    let rita = house.person("rita", &[]).await;
    let lea = house.person("lea", &["legal"]).await;
    let max = house.person("max", &["legal"]).await;
    let (id, header) = house.bot("pay-bot", &lea).await;
    let bot = house.calling(&header).await;
    let mut new = super::house::ticket("Pay the invoice");
    new.project = "SEC".parse().unwrap();
    let made = bot.create_ticket(new, &super::house::once()).await.unwrap();
    let key = made.body.key.to_string();
    answer(&rita, &key, "Prepare").await.unwrap();
    let request = asks(&rita, &key, "Close").await;
    assert_eq!(code(approves(&lea, &request).await), Code::Barred);
    let handed = model::view::access::NewKeeper {
        keeper: max.person(),
    };
    let once = super::house::once();
    house.ana.change_keeper(&id, handed, &once).await.unwrap();
    assert_eq!(code(approves(&max, &request).await), Code::Barred);
}

#[tokio::test]
async fn where_the_gate_asks_for_it_a_decision_comes_with_the_password() {
    let house = guarded().await;
    let rita = house.person("rita", &[]).await;
    let max = house.person("max", &["legal"]).await;
    let key = ready(&rita).await;
    let request = asks(&house.ana, &key, "Close").await;
    let before = house.ana.overview().await.unwrap().size;
    assert_eq!(code(approves(&max, &request).await), Code::PasswordNeeded);
    let wrong = |said: &mut model::view::requests::Decide| said.password = Some("wrong".to_owned());
    let refused = says(&max, &request, Verdict::Approve, wrong)
        .await
        .unwrap_err();
    assert_eq!(refused.problem.code, Code::PasswordNeeded);
    assert_eq!(
        refused.problem.detail,
        "Not this password. Nothing was sent."
    );
    let after = house.ana.overview().await.unwrap().size;
    assert_eq!(after, before + 2, "both are entries");
    tokio::time::sleep(std::time::Duration::from_secs(1)).await;
    let right =
        |said: &mut model::view::requests::Decide| said.password = Some(PASSWORD.to_owned());
    let done = says(&max, &request, Verdict::Approve, right).await.unwrap();
    assert_eq!(done.state, "moved");
    let decision = &max.request(&request).await.unwrap().decisions[0];
    assert!(decision.reauthenticated);
}

#[tokio::test]
async fn a_password_never_reaches_the_log() {
    let house = guarded().await;
    let rita = house.person("rita", &[]).await;
    let max = house.person("max", &["legal"]).await;
    let key = ready(&rita).await;
    let request = asks(&house.ana, &key, "Close").await;
    let said = model::view::requests::Decide {
        verdict: Verdict::Approve,
        shown: max.request(&request).await.unwrap().card.shown,
        reason: None,
        under: None,
        password: Some(PASSWORD.to_owned()),
    };
    let body = serde_json::to_string(&said).unwrap();
    let meta = super::house::keyed("approve once", &body);
    let done = max.decide(&request, said.clone(), &meta).await.unwrap();
    let again = max.decide(&request, said, &meta).await.unwrap();
    assert!(again.replayed && again.body.seq == done.body.seq);
    let entry = house.ana.entry(done.body.seq.0).await.unwrap();
    let digest = model::Digest::of(body.as_bytes()).to_string();
    assert!(
        !entry.bytes.contains(&digest),
        "the digest of a body with a password in it could be guessed"
    );
}
