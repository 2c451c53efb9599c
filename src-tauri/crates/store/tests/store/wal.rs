//! The files beside the database: lost, cut, filled with garbage, or pulled away while the log is open.

use std::{fs, time::Duration};

use model::Code;
use openweave_store::{ReadOnly, StoreError};
use tokio::task::JoinSet;

use crate::house::{Files, House, reopened, seen};

/// The header of a write-ahead log, and one of its frames.
const HEADER: usize = 32;
const FRAME: usize = 24 + 4_096;

/// A house with two batches that are in the write-ahead log alone, as a power cut leaves it; and what there is to see in it.
async fn interrupted() -> (House, Files, String) {
    let house = House::open().await;
    let ticket = house.ticket().await;
    let house = house.reopen().await;
    house.done(house.comment(&ticket, "one")).await;
    house.done(house.take(&ticket, "Start")).await;
    let files = Files::of(&house.folder());
    let seen = seen(&house.space).await.unwrap();
    house.close().await;
    (house, files, seen)
}

#[tokio::test]
async fn a_write_ahead_log_cut_anywhere_is_noticed() {
    let (house, files, whole) = interrupted().await;
    let dir = house.folder();
    let wal = files.bytes("log.db-wal").to_vec();
    let frames = (wal.len() - HEADER) / FRAME;
    assert!((4..100).contains(&frames), "{frames} frames");
    let cuts = (0..frames).flat_map(|n| [HEADER + n * FRAME, HEADER + n * FRAME + 100]);
    for cut in cuts.chain([0, 7]) {
        let mut less = files.clone();
        less.edit("log.db-wal").truncate(cut);
        less.put(&dir);
        house.verify().await.expect_err("verify passed over it");
        let space = reopened(&dir, &house.time).await.unwrap();
        let standing = space.read_only();
        assert!(
            matches!(standing, Some(ReadOnly::RolledBack { has, had: 11 }) if has < 11),
            "cut at {cut}: {standing:?}"
        );
        let ticket = "PAY-1".parse().unwrap();
        assert!(space.submit(house.comment(&ticket, "on")).await.is_err());
        space.close().await;
    }
    files.put(&dir);
    fs::remove_file(dir.join("log.db-wal")).unwrap();
    let space = reopened(&dir, &house.time).await.unwrap();
    assert_eq!(
        space.read_only(),
        Some(ReadOnly::RolledBack { has: 9, had: 11 })
    );
    space.close().await;

    files.put(&dir);
    let house = house.again().await;
    assert_eq!(house.space.read_only(), None);
    assert_eq!(seen(&house.space).await.unwrap(), whole);
}

#[tokio::test]
async fn garbage_in_the_shared_memory_is_of_no_consequence() {
    let (house, files, whole) = interrupted().await;
    let dir = house.folder();
    for garbage in [vec![], vec![0xFF; 32_768], vec![0x55; 1_000]] {
        files.put(&dir);
        fs::write(dir.join("log.db-shm"), garbage).unwrap();
        house.verify().await.unwrap();
        let space = reopened(&dir, &house.time).await.unwrap();
        assert_eq!(seen(&space).await.unwrap(), whole);
        space
            .submit(house.comment(&"PAY-1".parse().unwrap(), "on"))
            .await
            .unwrap();
        space.close().await;
        house.verify().await.unwrap();
    }
}

#[tokio::test]
async fn a_file_pulled_away_while_it_is_open_is_written_no_further() {
    for (name, replaced) in [
        ("log.db", false),
        ("log.db", true),
        ("log.db-wal", false),
        ("log.db-wal", true),
        ("log.db-shm", false),
    ] {
        let house = House::open().await;
        let ticket = house.ticket().await;
        house.done(house.comment(&ticket, "before")).await;
        let (file, aside) = (house.folder().join(name), house.dir.path().join("aside"));
        fs::rename(&file, &aside).unwrap();
        if replaced {
            fs::copy(&aside, &file).unwrap();
        }
        for _ in 0..3 {
            let refused = house.space.submit(house.comment(&ticket, "after")).await;
            let refused = refused.expect_err("it was written on");
            assert_eq!(refused.code(), Code::LogUnwritable);
            assert!(refused.to_string().contains(name), "{refused}");
        }
        assert!(matches!(
            house.space.read_only(),
            Some(ReadOnly::Moved { file: moved }) if moved == file
        ));
        fs::rename(&aside, &file).unwrap();
        let house = house.reopen().await;
        assert_eq!(house.ticket_comments(&ticket).await, 1, "{name}");
        house.done(house.comment(&ticket, "put back")).await;
        house.verify().await.unwrap();
    }
}

#[tokio::test]
async fn a_batch_that_goes_into_a_deleted_file_is_not_called_done() {
    let house = House::open().await;
    let ticket = house.ticket().await;
    let held = house.hold().await;
    let (outcome, ()) = tokio::join!(house.space.submit(house.comment(&ticket, "lost")), async {
        tokio::time::sleep(Duration::from_millis(200)).await;
        fs::remove_file(house.folder().join("log.db")).unwrap();
        drop(held);
    });
    let outcome = outcome.unwrap_err();
    assert_eq!(outcome.code(), Code::OutcomeUnknown, "{outcome}");
    assert!(outcome.to_string().contains("log.db"), "{outcome}");
}

#[tokio::test]
async fn a_second_writer_is_told_and_nothing_is_lost() {
    let house = House::open().await;
    let ticket = house.ticket().await;
    let other = reopened(&house.folder(), &house.time).await.unwrap();
    house.done(house.comment(&ticket, "here")).await;
    let told = other.submit(house.comment(&ticket, "there")).await;
    let Err(told @ StoreError::OtherWriter) = told else {
        panic!("two write to one log")
    };
    assert_eq!(told.code(), Code::LogUnwritable);
    assert!(told.to_string().contains("Another process wrote"));
    other.submit(house.comment(&ticket, "there")).await.unwrap();
    let told = house.space.submit(house.comment(&ticket, "here")).await;
    assert!(matches!(told, Err(StoreError::OtherWriter)));
    other.close().await;
    house.done(house.comment(&ticket, "here")).await;
    assert_eq!(house.ticket_comments(&ticket).await, 3);
    house.verify().await.unwrap();
    let house = house.reopen().await;
    assert_eq!(house.space.read_only(), None);
}

#[tokio::test]
async fn whoever_walks_away_by_the_hundred_undoes_nothing() {
    let house = House::open().await;
    let ticket = house.ticket().await;
    let mut asked = JoinSet::new();
    for n in 0..600_u64 {
        let (space, comment) = (house.space.clone(), house.comment(&ticket, "going"));
        asked.spawn(async move {
            let patience = Duration::from_micros(n * 37 % 9_000);
            let answer = tokio::time::timeout(patience, space.submit(comment)).await;
            matches!(answer, Ok(Ok(_)))
        });
        if n % 16 == 0 {
            tokio::task::yield_now().await;
        }
    }
    let mut answered = 0;
    while let Some(answer) = asked.join_next().await {
        answered += usize::from(answer.unwrap());
    }
    house.done(house.comment(&ticket, "last")).await;
    let written = house.ticket_comments(&ticket).await;
    assert!(
        written > answered,
        "{answered} were answered, {written} written"
    );
    house.verify().await.unwrap();
}
