//! What the stories of gates with several roles have in common.

use host::{Answer, Member, Refused};
use model::{
    Verdict,
    view::{
        requests::{Decide, Decided},
        tickets::MoveAnswer,
    },
};

use super::house::{House, once, pending, take, ticket};

/// Ana's house with the guarded workflow and the project SEC on it.
pub async fn guarded() -> House {
    let house = House::open().await;
    house.publish(include_str!("guarded.toml")).await;
    house.project("SEC", "Guarded").await;
    house
}

/// A ticket of SEC that `member` opened and prepared.
pub async fn ready(member: &Member) -> String {
    let mut new = ticket("Pay the invoice");
    new.project = "SEC".parse().unwrap();
    let made = member.create_ticket(new, &once()).await.unwrap().body;
    let key = made.key.to_string();
    member.take(&key, take("Prepare"), &once()).await.unwrap();
    key
}

/// The request of `member` for `transition`.
pub async fn asks(member: &Member, key: &str, transition: &str) -> String {
    pending(&answer(member, key, transition).await.unwrap().body)
}

pub async fn answer(
    member: &Member,
    key: &str,
    transition: &str,
) -> Result<Answer<MoveAnswer>, Refused> {
    member.take(key, take(transition), &once()).await
}

/// What `member` says to what is shown; `more` changes it before it is sent.
pub async fn says(
    member: &Member,
    request: &str,
    verdict: Verdict,
    more: impl FnOnce(&mut Decide),
) -> Result<Decided, Refused> {
    let mut said = Decide {
        verdict,
        shown: member.request(request).await?.card.shown,
        reason: (verdict != Verdict::Approve).then(|| "The amount is missing".to_owned()),
        under: None,
        password: None,
    };
    more(&mut said);
    Ok(member.decide(request, said, &once()).await?.body)
}

pub async fn approves(member: &Member, request: &str) -> Result<Decided, Refused> {
    says(member, request, Verdict::Approve, |_| {}).await
}
