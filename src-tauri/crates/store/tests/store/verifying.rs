//! Whatever is changed in the file is found, and the first entry that it concerns is named.

use model::{Seq, Verdict};

use crate::house::{House, run};

const UNLOCK: &str = "DROP TRIGGER log_never_changes; DROP TRIGGER log_never_shrinks; \
    DROP TRIGGER log_has_no_gaps; DROP TRIGGER source_never_changes;";

/// A house with something of everything: entry 7 opens the ticket, 8 starts it, 9 asks, 10 and 11 approve and move.
async fn lived_in() -> House {
    let house = House::open().await;
    let (ticket, request) = house.waiting().await;
    house
        .done(house.says(house.bob, request, Verdict::Approve))
        .await;
    house.done(house.comment(&ticket, "thanks")).await;
    house
        .space
        .submit(house.take(&ticket, "Start"))
        .await
        .unwrap();
    house
}

/// What `verify` names first after `tampering`, and what it says.
async fn found(tampering: &'static str) -> (Option<Seq>, String) {
    let house = lived_in().await;
    let mut db = house.intruder().await;
    run(&mut db, UNLOCK).await;
    run(&mut db, tampering).await;
    let broken = house.verify().await.expect_err(tampering);
    (broken.first_bad(), broken.to_string())
}

#[tokio::test]
async fn a_log_in_order_is_found_in_order_also_beside_its_writer() {
    let house = lived_in().await;
    let report = house.verify().await.unwrap();
    assert_eq!(report.entries, 14);
    assert!(report.texts >= 3 && report.rows >= 4);
    let house = house.reopen().await;
    assert_eq!(house.verify().await.unwrap(), report);
    house.space.clone().close().await;
    let file = house.folder().join("log.db");
    let bytes = std::fs::read(&file).unwrap();
    assert_eq!(house.verify().await.unwrap(), report);
    assert_eq!(
        std::fs::read(&file).unwrap(),
        bytes,
        "looking changes nothing"
    );
}

#[tokio::test]
async fn an_edited_entry_is_found() {
    let edited = "UPDATE log SET entry = replace(entry, '\"Doing\"', '\"Done\"') WHERE seq = 8";
    let (seq, words) = found(edited).await;
    assert_eq!(seq, Some(Seq(8)), "{words}");
}

#[tokio::test]
async fn an_entry_edited_in_a_byte_that_means_nothing_is_found() {
    let (seq, words) = found("UPDATE log SET entry = entry || ' ' WHERE seq = 6").await;
    assert_eq!(seq, Some(Seq(6)), "{words}");
    assert!(words.contains("hashed"), "{words}");
}

#[tokio::test]
async fn swapped_entries_are_found() {
    let swapped = "CREATE TEMP TABLE a AS SELECT seq, entry FROM log WHERE seq IN (8, 9); \
        UPDATE log SET entry = (SELECT entry FROM a WHERE a.seq = 17 - log.seq) WHERE seq IN (8, 9);";
    let (seq, words) = found(swapped).await;
    assert_eq!(seq, Some(Seq(8)), "{words}");
}

#[tokio::test]
async fn a_cut_tail_is_found() {
    let (seq, words) = found("DELETE FROM log WHERE seq >= 12").await;
    assert_eq!(seq, Some(Seq(12)), "{words}");
    assert!(words.contains("missing"), "{words}");
    let (seq, _) = found("DELETE FROM log WHERE seq >= 12; DELETE FROM leaf WHERE seq >= 12").await;
    assert_eq!(seq, Some(Seq(12)));
}

#[tokio::test]
async fn a_hole_is_found() {
    let (seq, words) = found("DELETE FROM log WHERE seq = 5").await;
    assert_eq!(seq, Some(Seq(5)), "{words}");
}

#[tokio::test]
async fn an_edited_projection_is_found() {
    for (edited, first) in [
        ("UPDATE p_ticket SET state = 'Open'", 13),
        (
            "UPDATE p_ticket SET ticket = replace(ticket, 'Done', 'Open')",
            13,
        ),
        ("DELETE FROM p_comment", 12),
        ("UPDATE p_request SET closed = NULL", 9),
        ("INSERT INTO p_use (who, seq, at) VALUES ('bot:x', 4, 5)", 4),
    ] {
        let (seq, words) = found(edited).await;
        assert_eq!(seq, Some(Seq(first)), "{edited}: {words}");
    }
}

#[tokio::test]
async fn an_edited_text_is_found_and_an_erased_one_is_legal() {
    let (seq, words) = found("UPDATE t_text SET text = 'Buy gin' WHERE text = 'Buy milk'").await;
    assert_eq!(seq, Some(Seq(7)), "{words}");
    let house = lived_in().await;
    let mut db = house.intruder().await;
    run(&mut db, "DELETE FROM t_text WHERE text = 'Buy milk'").await;
    house.verify().await.unwrap();
}

#[tokio::test]
async fn an_edited_workflow_is_found() {
    let (_, words) = found("UPDATE w_source SET bytes = bytes || '#'").await;
    assert!(words.contains("workflow"), "{words}");
}

#[tokio::test]
async fn a_head_that_was_changed_is_found() {
    let (_, words) = found("UPDATE head SET root = zeroblob(32)").await;
    assert!(words.contains("root"), "{words}");
    let (_, words) = found("UPDATE head SET size = size - 1").await;
    assert!(words.contains("size"), "{words}");
}

#[tokio::test]
async fn a_log_that_does_not_add_up_is_not_written_any_further() {
    let house = lived_in().await;
    let mut db = house.intruder().await;
    run(&mut db, UNLOCK).await;
    run(
        &mut db,
        "UPDATE log SET entry = entry || ' ' WHERE seq = 13",
    )
    .await;
    house.space.clone().close().await;
    let opened = crate::house::reopened(&house.folder(), &house.time).await;
    let Err(error) = opened else {
        panic!("a damaged log was opened")
    };
    assert!(error.to_string().contains("verify"), "{error}");
}
