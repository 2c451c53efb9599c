//! What breaks, and what heals it.

use std::time::Duration;

use model::Code;
use openweave_store::{BATCH_MAX, QUEUE_MAX, StoreError};
use tokio::task::JoinSet;

use crate::{house::House, intruder::run};

#[tokio::test]
async fn a_failing_statement_takes_only_its_own_command() {
    let house = House::open().await;
    let ticket = house.ticket().await;
    let bad = house.comment(&ticket, "bad");
    let model::Command::Comment { comment, .. } = &bad.command else {
        panic!("a comment")
    };
    let trip = format!(
        "CREATE TRIGGER trip BEFORE INSERT ON p_comment WHEN NEW.id = '{comment}' \
         BEGIN SELECT RAISE(ABORT, 'tripped'); END"
    );
    run(&mut house.intruder().await, &trip).await;
    let held = house.hold().await;
    let (zero, one, two, three, ()) = tokio::join!(
        house.space.submit(house.comment(&ticket, "zero")),
        house.space.submit(house.comment(&ticket, "one")),
        house.space.submit(bad),
        house.space.submit(house.comment(&ticket, "three")),
        async {
            tokio::time::sleep(Duration::from_millis(50)).await;
            drop(held);
        }
    );
    let Err(failed @ StoreError::LogUnwritable { .. }) = two else {
        panic!("the statement did not fail")
    };
    assert!(failed.to_string().contains("tripped"));
    let seqs = [zero, one, three].map(|done| done.unwrap().entries[0].entry.seq.0);
    assert_eq!([seqs[1] - seqs[0], seqs[2] - seqs[1]], [1, 1]);
    assert_eq!(house.ticket_comments(&ticket).await, 3);
    run(&mut house.intruder().await, "DROP TRIGGER trip").await;
    house.verify().await.unwrap();
}

#[tokio::test]
async fn a_publication_without_its_file_does_not_happen() {
    let house = House::open().await;
    let text = crate::house::WORKFLOW.replace("Errands", "Other errands");
    let read = formats::read(&text).unwrap();
    let publish = model::Command::PublishWorkflow(Box::new(model::command::Publication {
        digest: read.digest,
        rules_digest: read.rules_digest,
        workflow: read.workflow,
        bound: Default::default(),
        draft: None,
    }));
    let mut asked = model::Asked::new(house.ada, publish);
    let without = house.space.submit(asked.clone()).await;
    assert!(matches!(without, Err(StoreError::LogUnwritable { .. })));
    asked.source = Some(text);
    house.done(asked).await;
    house.verify().await.unwrap();
}

#[tokio::test]
async fn a_full_queue_says_busy_and_loses_nothing() {
    let house = House::open().await;
    let ticket = house.ticket().await;
    let held = house.hold().await;
    let mut asked = JoinSet::new();
    for _ in 0..QUEUE_MAX + BATCH_MAX + 100 {
        let (space, comment) = (house.space.clone(), house.comment(&ticket, "again"));
        asked.spawn(async move { space.submit(comment).await });
    }
    tokio::time::sleep(Duration::from_millis(500)).await;
    drop(held);
    let (mut written, mut busy) = (0, 0);
    while let Some(answer) = asked.join_next().await {
        match answer.unwrap() {
            Ok(done) => written += done.entries.len(),
            Err(StoreError::Busy) => busy += 1,
            Err(other) => panic!("{other}"),
        }
    }
    assert!(busy >= 100, "{busy} were turned away");
    assert_eq!(house.ticket_comments(&ticket).await, written);
    house.verify().await.unwrap();
}

#[tokio::test]
async fn a_caller_who_walks_away_undoes_nothing() {
    let house = House::open().await;
    let ticket = house.ticket().await;
    let held = house.hold().await;
    let walked = tokio::time::timeout(
        Duration::from_millis(50),
        house.space.submit(house.comment(&ticket, "gone")),
    );
    assert!(walked.await.is_err());
    drop(held);
    house.done(house.comment(&ticket, "here")).await;
    assert_eq!(house.ticket_comments(&ticket).await, 2);
}

/// Set in the process whose files the system is told to keep small.
const SMALL: &str = "OPENWEAVE_TEST_SMALL";

/// A disk that is full, played by the system's own limit on file sizes: it can be raised again, and it hits the write
/// itself. The limit is the whole process's, so that the story is told in a process of its own.
#[test]
fn a_full_disk_writes_nothing_and_heals() {
    let runtime = tokio::runtime::Runtime::new().unwrap();
    if std::env::var(SMALL).is_ok() {
        runtime.block_on(full_and_healed());
        return;
    }
    let status = std::process::Command::new("sh")
        .args(["-c", "trap '' XFSZ; exec \"$0\" \"$@\""])
        .arg(std::env::current_exe().unwrap())
        .args([
            "--exact",
            "failing::a_full_disk_writes_nothing_and_heals",
            "--nocapture",
        ])
        .env(SMALL, "1")
        .status()
        .unwrap();
    assert!(status.success());
}

/// Lets this process's files grow to `bytes` and no further.
fn limit(bytes: &str) {
    let status = std::process::Command::new("prlimit")
        .args(["--pid", &std::process::id().to_string()])
        .arg(format!("--fsize={bytes}:unlimited"))
        .status()
        .unwrap();
    assert!(status.success());
}

async fn full_and_healed() {
    let house = House::open().await;
    let ticket = house.ticket().await;
    house.done(house.comment(&ticket, "before")).await;
    let head = house.space.world(|w| w.head());
    let wal = house.folder().join("log.db-wal").metadata().unwrap().len();
    let mut asked = house.comment(&ticket, "full");
    asked.key = crate::house::key("k", "full");

    // COMMIT fails, and the file cannot even be found to learn what came of it.
    let (file, aside) = (house.folder().join("log.db"), house.folder().join("aside"));
    let held = house.hold().await;
    let (unknown, ()) = tokio::join!(house.space.submit(asked.clone()), async {
        tokio::time::sleep(Duration::from_millis(200)).await;
        std::fs::rename(&file, &aside).unwrap();
        limit(&wal.to_string());
        drop(held);
    });
    let unknown = unknown.unwrap_err();
    assert_eq!(unknown.code(), Code::OutcomeUnknown, "{unknown}");
    std::fs::rename(&aside, &file).unwrap();

    for _ in 0..3 {
        let error = house.space.submit(asked.clone()).await.unwrap_err();
        assert_eq!(error.code(), Code::LogUnwritable, "{error}");
    }
    assert_eq!(house.space.world(|w| w.head()), head);
    assert_eq!(house.ticket_comments(&ticket).await, 1, "reads go on");
    house.verify().await.unwrap();

    limit("unlimited");
    let done = house.done(asked.clone()).await;
    assert!(!done.replayed, "nothing had happened");
    assert!(house.done(asked).await.replayed);
    assert_eq!(house.ticket_comments(&ticket).await, 2);
    house.verify().await.unwrap();
    let house = house.reopen().await;
    house.verify().await.unwrap();
}
