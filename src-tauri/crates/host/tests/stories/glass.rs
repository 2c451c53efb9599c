//! In an emergency, past a gate; and the review that somebody else owes.

use model::{
    Category, Code, Finding,
    view::reviews::{BreakGlass, CloseReview},
};

use super::{
    guarded::{asks, guarded, ready},
    house::{PASSWORD, code, once},
};

pub fn emergency(linked: &str) -> BreakGlass {
    BreakGlass {
        transition: "Pay".parse().unwrap(),
        expected_version: None,
        arguments: Default::default(),
        category: Category::Outage,
        reason: "All card payments fail since 17:24".to_owned(),
        linked: linked.parse().unwrap(),
        password: PASSWORD.to_owned(),
    }
}

fn right() -> CloseReview {
    CloseReview {
        finding: Finding::Justified,
        said: "The outage was real, the fix was tested".to_owned(),
    }
}

#[tokio::test]
async fn a_glass_is_broken_at_once_and_somebody_else_reviews_it() {
    let house = guarded().await;
    let ivy = house.person("ivy", &["incident-lead", "legal"]).await;
    let lea = house.person("lea", &["legal"]).await;
    house.person("sam", &["security"]).await;
    house.person("tim", &["security"]).await;
    let (key, outage) = (ready(&ivy).await, ready(&ivy).await);
    let waiting = asks(&house.ana, &key, "Pay").await;
    let glass = ivy.moves_with_glass(&key).await.unwrap();
    let pay = glass.moves.iter().find(|m| m.transition.as_str() == "Pay");
    assert!(pay.unwrap().break_glass.as_ref().unwrap().may.allowed);
    let broken = ivy
        .break_glass(&key, emergency(&outage), &once())
        .await
        .unwrap()
        .body;
    assert_eq!(broken.state.as_str(), "Paid");
    assert_eq!(lea.request(&waiting).await.unwrap().card.state, "stale");
    let banners = lea.overview().await.unwrap().banners;
    assert!(
        banners
            .iter()
            .any(|b| b.kind == "break_glass" && b.text.contains("IVY took Pay"))
    );

    let id = broken.review.to_string();
    let card = &lea.reviews().await.unwrap().open[0];
    assert!(card.may_close.allowed && !card.late);
    assert_eq!(
        code(ivy.close_review(&id, right(), &once()).await),
        Code::OwnBreak
    );
    lea.close_review(&id, right(), &once()).await.unwrap();
    let again = house.ana.close_review(&id, right(), &once()).await;
    assert_eq!(code(again), Code::NotValid);
    assert!(
        !lea.overview()
            .await
            .unwrap()
            .banners
            .iter()
            .any(|b| b.kind == "break_glass")
    );
    let review = lea.review(&id).await.unwrap();
    assert_eq!(review.how_often, "Once in 90 days: IVY 1.");
    assert_eq!(review.linked.to_string(), outage);
}

#[tokio::test]
async fn it_takes_a_role_a_password_another_ticket_and_a_reason_that_says_something() {
    let house = guarded().await;
    let ivy = house.person("ivy", &["incident-lead"]).await;
    let (key, outage) = (ready(&ivy).await, ready(&ivy).await);
    let tries = [
        (emergency(&outage), &house.ana, Code::NotPermitted),
        (emergency(&key), &ivy, Code::Malformed),
        (emergency("SEC-99"), &ivy, Code::NotFound),
        (
            BreakGlass {
                reason: ". . . . . . . . . . . . . . .".to_owned(),
                ..emergency(&outage)
            },
            &ivy,
            Code::Malformed,
        ),
        (
            BreakGlass {
                password: "wrong".to_owned(),
                ..emergency(&outage)
            },
            &ivy,
            Code::PasswordNeeded,
        ),
    ];
    let before = house.ana.overview().await.unwrap().size;
    for (wanted, who, expected) in tries {
        assert_eq!(code(who.break_glass(&key, wanted, &once()).await), expected);
    }
    let after = house.ana.overview().await.unwrap().size;
    assert_eq!(after - before, 5, "each attempt is an entry");
    assert_eq!(ivy.ticket(&key).await.unwrap().state.as_str(), "Ready");
}

#[tokio::test]
async fn a_role_given_after_the_glass_broke_reviews_nothing() {
    let house = guarded().await;
    let ivy = house.person("ivy", &["incident-lead"]).await;
    let max = house.person("max", &[]).await;
    let (key, outage) = (ready(&ivy).await, ready(&ivy).await);
    let broken = ivy
        .break_glass(&key, emergency(&outage), &once())
        .await
        .unwrap()
        .body;
    let change = model::view::access::RoleChange {
        role: "legal".parse().unwrap(),
        holder: model::Holder::Person(max.person()),
    };
    house.ana.grant(change, &once()).await.unwrap();
    let closed = max
        .close_review(&broken.review.to_string(), right(), &once())
        .await;
    assert_eq!(code(closed), Code::RoleTooLate);
}
