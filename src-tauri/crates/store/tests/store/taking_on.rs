//! How an owner goes on with a log that was put back: by an entry that says so, and by nothing else.

use std::fs;

use model::{Asked, Command, Deed, Digest, Seq, command::Epoch};
use openweave_store::{StoreError, Workspace};

use crate::{
    house::{read_workflow, reopened, text},
    marking::{put_back, two_days},
};

fn epoch(heads: (ledger::Head, ledger::Head)) -> (Command, model::Text) {
    let reason = text("the disk died");
    let head = |head: ledger::Head| (head.size, Digest::new(head.root));
    let command = Command::BeginEpoch(Box::new(Epoch {
        kept: head(heads.0),
        lost: head(heads.1),
        restored: false,
        reason: Some(reason.digest()),
    }));
    (command, reason)
}

#[tokio::test]
async fn an_owner_takes_an_older_state_on_by_an_entry_and_by_nothing_else() {
    let house = put_back().await;
    let dir = house.folder();
    let take_on = || Workspace::take_on(&dir, house.time.clock(), read_workflow);
    let (space, (kept, lost)) = take_on().await.unwrap();
    assert_eq!((kept.size, lost.size), (15, 22));
    let ticket = "PAY-1".parse().unwrap();
    let refused = |asked| async { space.submit(asked).await.expect_err("it was written") };
    let said = |by, heads| {
        let (command, reason) = epoch(heads);
        let texts = vec![reason];
        Asked {
            texts,
            ..Asked::new(by, command)
        }
    };
    for asked in [
        house.comment(&ticket, "on"),
        said(house.ada, (kept, kept)),
        said(house.ada, (lost, lost)),
        said(house.bob, (kept, lost)),
        said(house.bot, (kept, lost)),
    ] {
        let refused = refused(asked).await;
        assert!(matches!(refused, StoreError::ReadOnly(_)), "{refused}");
    }
    space.close().await;
    let space = reopened(&house.folder(), &house.time).await.unwrap();
    assert!(space.read_only().is_some(), "asking changed nothing");
    space.close().await;

    let (space, heads) = take_on().await.unwrap();
    let done = space.submit(said(house.ada, heads)).await.unwrap();
    let entry = &done.entries[0].entry;
    assert_eq!(entry.seq, Seq(15));
    let Some(Deed::Epoch {
        size,
        lost_size,
        lost_root,
        ..
    }) = &entry.deed
    else {
        panic!("an epoch")
    };
    assert_eq!((*size, *lost_size), (15, 22));
    assert_eq!(*lost_root, Digest::new(lost.root));
    assert_eq!(space.read_only(), None);
    space.submit(house.comment(&ticket, "on")).await.unwrap();
    space.close().await;
    let house = house.again().await;
    assert_eq!(house.space.read_only(), None);
    assert_eq!(house.verify().await.unwrap().entries, 17);
}

#[tokio::test]
async fn a_lost_mark_is_taken_on_and_there_must_be_something_to_take_on() {
    let (house, _, _, newer) = two_days().await;
    let dir = house.folder();
    let take_on = || Workspace::take_on(&dir, house.time.clock(), read_workflow);
    assert!(matches!(
        take_on().await.err(),
        Some(StoreError::NotRolledBack(_))
    ));
    fs::remove_file(house.folder().join("mark")).unwrap();
    let (space, heads) = take_on().await.unwrap();
    assert_eq!(heads.0, heads.1, "nobody can tell what is lost");
    let (command, reason) = epoch(heads);
    let asked = Asked {
        texts: vec![reason],
        ..Asked::new(house.ada, command)
    };
    assert_eq!(space.submit(asked).await.unwrap().refusal, None);
    space.close().await;
    house.verify_against(&[newer]).await.unwrap();
}
