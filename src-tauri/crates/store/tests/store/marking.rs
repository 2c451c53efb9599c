//! The mark: what shows that a database was put back.

use std::fs;

use model::{Asked, Code, Command, Seq};
use openweave_store::{PutBack, ReadOnly, StoreError, VerifyError, Workspace};

use crate::{
    attacker,
    house::{Files, House, log_key, named, read_workflow, reopened, secret, text},
};

/// A house that went on from what it was yesterday (15 entries) to what it is today (22), closed; and today's checkpoint.
pub async fn two_days() -> (House, Files, Files, String) {
    let house = House::open().await;
    house.live_in().await;
    let yesterday = house.close().await;
    let house = house.again().await;
    house.live_in().await;
    let newer = house.checkpoint().await;
    let today = house.close().await;
    (house, yesterday, today, newer)
}

/// The same with yesterday's database in it, and today's mark.
pub async fn put_back() -> House {
    let (house, yesterday, today, _) = two_days().await;
    today.with(&["log.db"], &yesterday).put(&house.folder());
    house
}

#[tokio::test]
async fn a_database_that_was_put_back_is_read_and_not_written() {
    let house = put_back().await;
    let found = Files::of(&house.folder());
    let house = house.again().await;
    let standing = ReadOnly::RolledBack { has: 15, had: 22 };
    assert_eq!(house.space.read_only(), Some(standing.clone()));
    let ticket = "PAY-1".parse().unwrap();
    assert!(house.space.ticket(&ticket).await.unwrap().is_some());
    for _ in 0..3 {
        let refused = house.space.submit(house.comment(&ticket, "on")).await;
        let Err(refused @ StoreError::ReadOnly(_)) = refused else {
            panic!("it was written on")
        };
        assert_eq!(refused.code(), Code::LogUnwritable);
        assert_eq!(refused.to_string(), standing.to_string());
        assert!(
            refused
                .to_string()
                .contains("it has 15 entries, and had 22")
        );
    }
    assert_eq!(house.space.world(|world| world.head()), Some(Seq(14)));
    let left = house.close().await;
    for name in ["log.db", "mark", "keys/log", "snapshot"] {
        assert_eq!(
            left.bytes(name),
            found.bytes(name),
            "{name} is as it was found"
        );
    }
    let broken = house.verify().await.unwrap_err();
    assert_eq!(broken.first_bad(), Some(Seq(15)), "{broken}");
    assert!(broken.to_string().contains("put back"), "{broken}");
    let house = house.again().await;
    assert_eq!(house.space.read_only(), Some(standing), "it stays so");
}

#[tokio::test]
async fn with_its_mark_put_back_too_only_a_checkpoint_kept_elsewhere_shows_it() {
    let (house, yesterday, _, newer) = two_days().await;
    yesterday.put(&house.folder());
    let house = house.again().await;
    assert_eq!(house.space.read_only(), None);
    let older = house.checkpoint().await;
    assert_eq!(house.verify().await.unwrap().entries, 15);
    let held = house.verify_against(std::slice::from_ref(&older)).await;
    assert_eq!(held.unwrap().kept.count, 1);
    let broken = house.verify_against(&[older, newer]).await.unwrap_err();
    assert_eq!(broken.first_bad(), Some(Seq(15)), "{broken}");
}

#[tokio::test]
async fn a_mark_that_is_gone_or_torn_in_both_slots_lets_nothing_be_written() {
    let (house, _, today, _) = two_days().await;
    for bytes in [None, Some(vec![]), Some(vec![7; 2_048])] {
        today.put(&house.folder());
        let mark = house.folder().join("mark");
        match bytes {
            Some(bytes) => fs::write(mark, bytes).unwrap(),
            None => fs::remove_file(mark).unwrap(),
        }
        let space = reopened(&house.folder(), &house.time).await.unwrap();
        assert_eq!(space.read_only(), Some(ReadOnly::NoMark));
        let comment = house.comment(&"PAY-1".parse().unwrap(), "on");
        let refused = space.submit(comment).await.unwrap_err();
        assert!(refused.to_string().contains("`mark`"), "{refused}");
        space.close().await;
        let broken = house.verify().await.unwrap_err();
        assert!(broken.to_string().contains("mark"), "{broken}");
    }
}

#[tokio::test]
async fn a_torn_slot_is_survived_and_so_is_a_mark_that_a_crash_left_behind() {
    let (house, _, today, _) = two_days().await;
    for slot in [0, 1_024] {
        let mut torn = today.clone();
        torn.edit("mark")[slot + 500] ^= 1;
        torn.put(&house.folder());
        house.verify().await.unwrap();
        let space = reopened(&house.folder(), &house.time).await.unwrap();
        assert_eq!(space.read_only(), None, "slot at {slot}");
        space.close().await;
    }
    today.put(&house.folder());
    let house = house.again().await;
    let before = Files::of(&house.folder());
    let ticket = "PAY-1".parse().unwrap();
    house
        .done(house.comment(&ticket, "then the power went"))
        .await;
    let after = house.close().await;
    assert_ne!(before.bytes("mark"), after.bytes("mark"));
    after.with(&["mark"], &before).put(&house.folder());
    let house = house.again().await;
    assert_eq!(house.space.read_only(), None);
    let mark = ledger::mark::read(&fs::read(house.folder().join("mark")).unwrap());
    assert_eq!(mark.unwrap().note, house.checkpoint().await, "made up for");
    house.done(house.comment(&ticket, "and came back")).await;
    house.verify().await.unwrap();
}

#[tokio::test]
async fn the_power_may_go_before_the_first_mark() {
    let house = House::open().await;
    let dir = house.dir.path().join("other");
    let other = Workspace::create(&dir, &log_key(), house.time.clock(), read_workflow)
        .await
        .unwrap();
    let name = text("Other");
    let found = Command::FoundWorkspace {
        workspace: model::WorkspaceId::new(uuid::Uuid::from_u128(7)),
        name: name.digest(),
        simulated: false,
        key: named(&log_key()),
    };
    let asked = Asked {
        texts: vec![name],
        ..Asked::new(house.ada, found)
    };
    other.submit(asked).await.unwrap();
    other.close().await;
    for left in [None, Some(vec![3; 700])] {
        match left {
            Some(bytes) => fs::write(dir.join("mark"), bytes).unwrap(),
            None => fs::remove_file(dir.join("mark")).unwrap(),
        }
        let other = reopened(&dir, &house.time).await.unwrap();
        assert_eq!(other.read_only(), None);
        let mark = ledger::mark::read(&fs::read(dir.join("mark")).unwrap()).unwrap();
        assert_eq!(Some(mark.note), other.checkpoint().await.unwrap());
        other.close().await;
    }
}

#[tokio::test]
async fn another_past_by_the_same_key_is_read_and_not_written_and_nobody_takes_it_on() {
    let (house, ..) = two_days().await;
    let signer = house.signer(log_key());
    attacker::rewrite(&house.folder(), Some(&signer), |entries| {
        entries[20].trace = Some("0af7651916cd43dd8448eb211c80319c".to_owned());
    })
    .await;
    let house = house.again().await;
    let standing = Some(ReadOnly::OtherPast { had: 22 });
    assert_eq!(house.space.read_only(), standing);
    let comment = house.comment(&"PAY-1".parse().unwrap(), "on");
    assert!(house.space.submit(comment).await.is_err());
    let broken = house.verify().await.unwrap_err();
    assert!(broken.to_string().contains("another past"), "{broken}");
    house.close().await;
    let put_back = (PutBack::AsItLies, &secret(5));
    let (dir, clock) = (house.folder(), house.time.clock());
    let taken = Workspace::take_on(&dir, clock, read_workflow, put_back).await;
    assert!(matches!(
        taken.err(),
        Some(StoreError::ReadOnly(ReadOnly::OtherPast { had: 22 }))
    ));
}

#[tokio::test]
async fn a_mark_that_cannot_be_written_lets_answers_stand_and_then_nothing_be_written() {
    let house = House::open().await;
    let ticket = house.ticket().await;
    let mark = house.folder().join("mark");
    fs::remove_file(&mark).unwrap();
    fs::create_dir(&mark).unwrap();
    let before = house.done(house.comment(&ticket, "stands")).await;
    assert!(matches!(
        house.space.read_only(),
        Some(ReadOnly::Disk { .. })
    ));
    for _ in 0..3 {
        let refused = house.space.submit(house.comment(&ticket, "not")).await;
        assert_eq!(refused.unwrap_err().code(), Code::LogUnwritable);
    }
    let head = house.space.world(|world| world.head());
    assert_eq!(head, Some(before.entries[0].entry.seq));
    assert_eq!(house.ticket_comments(&ticket).await, 1);

    fs::remove_dir(&mark).unwrap();
    house.done(house.comment(&ticket, "healed")).await;
    assert_eq!(house.space.read_only(), None);
    let mark = ledger::mark::read(&fs::read(mark).unwrap()).unwrap();
    assert_eq!(mark.note, house.checkpoint().await);
    house.verify().await.unwrap();
    let house = house.reopen().await;
    assert_eq!(house.space.read_only(), None);
}

#[tokio::test]
async fn a_checkpoint_of_another_log_is_passed_over_and_not_counted() {
    let (house, _, _, newer) = two_days().await;
    let other = House::open().await.checkpoint().await;
    let kept = [newer, other, "no note".to_owned()];
    let report = house.verify_against(&kept).await.unwrap();
    assert_eq!((report.entries, report.kept.count), (22, 1));
    let forged = [kept[0].replace("\n22\n", "\n21\n")];
    let broken = house.verify_against(&forged).await;
    assert!(matches!(broken, Err(VerifyError::Broken(_))));
}
