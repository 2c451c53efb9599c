//! How an owner goes on with a log that was put back: by an entry that says so, and by nothing else.

use std::fs;

use ledger::SecretKey;
use model::{Asked, Command, Deed, Digest, Seq, command::Epoch};
use openweave_store::{Heads, PutBack, StoreError, Workspace, marked_head};

use crate::{
    house::{House, named, read_workflow, reopened, secret, text},
    marking::{put_back, two_days},
    rotating::only,
};

pub fn epoch(heads: Heads, key: &SecretKey) -> (Command, model::Text) {
    let reason = text("the disk died");
    let head = |head: ledger::Head| (head.size, Digest::new(head.root));
    let command = Command::BeginEpoch(Box::new(Epoch {
        kept: head(heads.kept),
        lost: head(heads.lost),
        key: named(key),
        restored: false,
        reason: Some(reason.digest()),
    }));
    (command, reason)
}

#[tokio::test]
async fn an_owner_takes_an_older_state_on_by_an_entry_and_by_nothing_else() {
    let house = put_back().await;
    let dir = house.folder();
    let (key, other) = (secret(5), secret(6));
    let put_back = (PutBack::AsItLies, &key);
    let take_on = || Workspace::take_on(&dir, house.time.clock(), read_workflow, put_back);
    let (space, heads) = take_on().await.unwrap();
    let Heads { kept, lost } = heads;
    assert_eq!((kept.size, lost.size), (15, 22));
    let ticket = "PAY-1".parse().unwrap();
    let refused = |asked| async { space.submit(asked).await.expect_err("it was written") };
    let said = |by, (kept, lost), key| {
        let (command, reason) = epoch(Heads { kept, lost }, key);
        let texts = vec![reason];
        Asked {
            texts,
            ..Asked::new(by, command)
        }
    };
    for asked in [
        house.comment(&ticket, "on"),
        said(house.ada, (kept, kept), &key),
        said(house.ada, (lost, lost), &key),
        said(house.ada, (kept, lost), &other),
        said(house.bob, (kept, lost), &key),
        said(house.bot, (kept, lost), &key),
    ] {
        let refused = refused(asked).await;
        assert!(matches!(refused, StoreError::ReadOnly(_)), "{refused}");
    }
    space.close().await;
    let space = reopened(&house.folder(), &house.time).await.unwrap();
    assert!(space.read_only().is_some(), "asking changed nothing");
    space.close().await;

    let (space, heads) = take_on().await.unwrap();
    let said = said(house.ada, (heads.kept, heads.lost), &key);
    let done = space.submit(said).await.unwrap();
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
    assert_eq!(
        house.keys(),
        only(&key),
        "the key is another one from there on"
    );
    assert_eq!(house.verify().await.unwrap().entries, 17);
}

#[tokio::test]
async fn a_lost_mark_is_taken_on_and_there_must_be_something_to_take_on() {
    let (house, _, _, newer) = two_days().await;
    let dir = house.folder();
    let key = secret(5);
    let put_back = (PutBack::AsItLies, &key);
    let take_on = || Workspace::take_on(&dir, house.time.clock(), read_workflow, put_back);
    assert!(matches!(
        take_on().await.err(),
        Some(StoreError::NotRolledBack(_))
    ));
    fs::remove_file(house.folder().join("mark")).unwrap();
    let (space, heads) = take_on().await.unwrap();
    assert_eq!(heads.kept, heads.lost, "nobody can tell what is lost");
    let (command, reason) = epoch(heads, &key);
    let asked = Asked {
        texts: vec![reason],
        ..Asked::new(house.ada, command)
    };
    assert_eq!(space.submit(asked).await.unwrap().refusal, None);
    space.close().await;
    house.verify_against(&[newer]).await.unwrap();
}

#[tokio::test]
async fn what_came_out_of_a_backup_goes_on_with_its_own_key_and_says_what_is_lost() {
    let house = House::open().await;
    house.live_in().await;
    let yesterday = house.close().await;
    let kept = house.keys();
    let house = house.again().await;
    house.live_in().await;
    let origin = house.checkpoint().await.lines().next().unwrap().to_owned();
    let dir = house.folder();
    house.close().await;
    let lost = marked_head(&dir, &origin).unwrap();
    assert_eq!(lost.map(|head| head.size), Some(22));
    assert_eq!(marked_head(&dir, "openweave/another").unwrap(), None);
    yesterday.put(&dir);
    for (name, _) in kept {
        fs::remove_file(dir.join(name)).unwrap();
    }
    fs::remove_file(dir.join("mark")).unwrap();

    let next = secret(7);
    let put_back = (PutBack::FromBackup { lost }, &next);
    let taken = Workspace::take_on(&dir, house.time.clock(), read_workflow, put_back).await;
    let (space, heads) = taken.unwrap();
    assert_eq!((heads.kept.size, heads.lost.size), (15, 22));
    let (command, reason) = epoch(heads, &next);
    let as_it_lies = Asked {
        texts: vec![reason.clone()],
        ..Asked::new(house.ada, command.clone())
    };
    assert!(
        space.submit(as_it_lies).await.is_err(),
        "it is from a backup"
    );
    let Command::BeginEpoch(mut restored) = command else {
        unreachable!()
    };
    restored.restored = true;
    let asked = Asked {
        texts: vec![reason],
        ..Asked::new(house.ada, Command::BeginEpoch(restored))
    };
    assert_eq!(space.submit(asked).await.unwrap().refusal, None);
    space.close().await;
    let house = house.again().await;
    let bob = house.bob.id.person().unwrap();
    let key = house.space.world(|world| world.key_in_use(bob).copied());
    assert_eq!(key, None, "a backup holds no private key");
    house.verify().await.unwrap();
}
