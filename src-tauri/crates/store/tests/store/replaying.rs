//! Idempotency keys: the same ask twice is done once, and answered the same.

use model::{Code, Span};

use crate::house::{House, key};

#[tokio::test]
async fn the_same_key_and_body_give_the_same_entries_and_write_nothing() {
    let house = House::open().await;
    let ticket = house.ticket().await;
    let mut asked = house.take(&ticket, "Start");
    asked.key = key("k", "start");
    let first = house.done(asked.clone()).await;
    let again = house.done(asked).await;
    assert!(again.replayed && !first.replayed);
    assert_eq!(again.entries, first.entries);
    assert_eq!(
        house.space.world(|w| w.head()),
        Some(first.entries[0].entry.seq)
    );
}

#[tokio::test]
async fn the_same_key_twice_in_one_batch_is_done_once() {
    let house = House::open().await;
    let ticket = house.ticket().await;
    let held = house.hold().await;
    let mut asked = house.comment(&ticket, "once");
    asked.key = key("k", "once");
    let (first, second, third, ()) = tokio::join!(
        house.space.submit(house.comment(&ticket, "before")),
        house.space.submit(asked.clone()),
        house.space.submit(asked),
        async {
            tokio::time::sleep(std::time::Duration::from_millis(50)).await;
            drop(held);
        }
    );
    let (first, second, third) = (first.unwrap(), second.unwrap(), third.unwrap());
    assert!(!first.replayed && !second.replayed && third.replayed);
    assert_eq!(third.entries, second.entries);
    assert_eq!(house.ticket_comments(&ticket).await, 2);
}

#[tokio::test]
async fn another_body_under_the_same_key_is_refused_and_written_down() {
    let house = House::open().await;
    let ticket = house.ticket().await;
    let mut asked = house.take(&ticket, "Start");
    asked.key = key("k", "start");
    let first = house.done(asked.clone()).await;
    let mut other = house.take(&ticket, "Back");
    other.key = key("k", "back");
    let refused = house.space.submit(other).await.unwrap();
    assert_eq!(refused.refusal.unwrap().code(), Code::KeyReused);
    assert_eq!(refused.entries[0].entry.code, Some(Code::KeyReused));
    assert_eq!(
        house.done(asked).await.entries,
        first.entries,
        "the first use stands"
    );
}

#[tokio::test]
async fn keys_outlive_a_restart_and_a_day_ends_them() {
    let house = House::open().await;
    let ticket = house.ticket().await;
    let (mut start, mut bad) = (house.take(&ticket, "Start"), house.take(&ticket, "Finish"));
    bad.key = key("bad", "finish");
    start.key = key("k", "start");
    let refused = house.space.submit(bad.clone()).await.unwrap();
    let started = house.done(start.clone()).await;

    let house = house.reopen().await;
    let again = house.done(start.clone()).await;
    assert!(again.replayed);
    assert_eq!(again.entries, started.entries);
    let refused_again = house.space.submit(bad).await.unwrap();
    assert!(refused_again.replayed);
    assert_eq!(refused_again.entries, refused.entries);
    assert_eq!(
        refused_again.refusal.unwrap().code(),
        Code::NoSuchTransition
    );

    house.time.pass(Span::hours(25));
    let anew = house.space.submit(start).await.unwrap();
    assert!(!anew.replayed);
    assert_eq!(anew.refusal.unwrap().code(), Code::NoSuchTransition);
    house.verify().await.unwrap();
}

#[tokio::test]
async fn a_command_of_two_entries_is_replayed_whole() {
    let house = House::open().await;
    let (_, request) = house.waiting().await;
    let mut approve = house.says(house.bob, request, model::Verdict::Approve);
    approve.key = key("yes", "approve");
    let first = house.done(approve.clone()).await;
    assert_eq!(first.entries.len(), 2);
    let house = house.reopen().await;
    let again = house.done(approve).await;
    assert!(again.replayed);
    assert_eq!(again.entries, first.entries);
}
