//! Whatever is changed in the file is found, and the first entry that it concerns is named.

use model::Seq;
use openweave_store::{Against, verify_workspace};

use crate::{
    house::{House, read_workflow},
    intruder::{intruder, run},
};

/// A house with something of everything.
async fn lived_in() -> House {
    let house = House::open().await;
    house.live_in().await;
    house
}

/// What `verify` names first after `tampering`, and what it says.
async fn found(tampering: &str) -> (Option<Seq>, String) {
    let house = lived_in().await;
    house.tamper(tampering).await;
    let broken = house.verify().await.expect_err(tampering);
    (broken.first_bad(), broken.to_string())
}

#[tokio::test]
async fn a_log_in_order_is_found_in_order_also_beside_its_writer() {
    let house = lived_in().await;
    let report = house.verify().await.unwrap();
    assert_eq!(report.entries, 15);
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
    let edited = "UPDATE log SET entry = replace(entry, '\"Doing\"', '\"Done\"') WHERE seq = 9";
    let (seq, words) = found(edited).await;
    assert_eq!(seq, Some(Seq(9)), "{words}");
}

#[tokio::test]
async fn an_entry_edited_in_a_byte_that_means_nothing_is_found() {
    let (seq, words) = found("UPDATE log SET entry = entry || ' ' WHERE seq = 6").await;
    assert_eq!(seq, Some(Seq(6)), "{words}");
    assert!(words.contains("hashed"), "{words}");
}

#[tokio::test]
async fn swapped_entries_are_found() {
    let swapped = "CREATE TEMP TABLE a AS SELECT seq, entry FROM log WHERE seq IN (9, 10); \
        UPDATE log SET entry = (SELECT entry FROM a WHERE a.seq = 19 - log.seq) WHERE seq IN (9, 10);";
    let (seq, words) = found(swapped).await;
    assert_eq!(seq, Some(Seq(9)), "{words}");
}

#[tokio::test]
async fn a_cut_tail_is_found() {
    let (seq, words) = found("DELETE FROM log WHERE seq >= 13").await;
    assert_eq!(seq, Some(Seq(13)), "{words}");
    assert!(words.contains("missing"), "{words}");
    let (seq, _) = found(
        "DELETE FROM log WHERE seq >= 13; UPDATE tile SET hashes = substr(hashes, 1, 13 * 32)",
    )
    .await;
    assert_eq!(seq, Some(Seq(13)));
}

#[tokio::test]
async fn a_hole_is_found() {
    let (seq, words) = found("DELETE FROM log WHERE seq = 5").await;
    assert_eq!(seq, Some(Seq(5)), "{words}");
}

#[tokio::test]
async fn an_edited_projection_is_found() {
    for (edited, first) in [
        ("UPDATE p_ticket SET state = 'Open'", 14),
        (
            "UPDATE p_ticket SET ticket = CAST(replace(CAST(ticket AS TEXT), 'Done', 'Open') AS BLOB)",
            14,
        ),
        ("DELETE FROM p_comment", 13),
        ("UPDATE p_request SET closed = NULL", 10),
        ("UPDATE p_request SET request = zeroblob(40)", 10),
        (
            "UPDATE p_request SET request = CAST(request || x'20' AS BLOB)",
            10,
        ),
        ("INSERT INTO p_use (who, seq, at) VALUES ('bot:x', 4, 5)", 4),
    ] {
        let (seq, words) = found(edited).await;
        assert_eq!(seq, Some(Seq(first)), "{edited}: {words}");
    }
}

#[tokio::test]
async fn an_edited_text_is_found_and_so_is_one_that_went_without_an_entry() {
    let (seq, words) = found("UPDATE t_text SET text = 'Buy gin' WHERE text = 'Buy milk'").await;
    assert_eq!(seq, Some(Seq(8)), "{words}");
    assert!(words.contains("not what its digest says"), "{words}");
    let (seq, words) = found("DELETE FROM t_text WHERE text = 'Buy milk'").await;
    assert_eq!(seq, Some(Seq(8)), "{words}");
    assert!(
        words.contains("no entry says that it was erased"),
        "{words}"
    );
}

#[tokio::test]
async fn an_edited_workflow_is_found() {
    let (_, words) = found("UPDATE w_source SET bytes = bytes || '#'").await;
    assert!(words.contains("workflow"), "{words}");
}

#[tokio::test]
async fn a_head_that_was_changed_is_found() {
    let peaks = "UPDATE head SET frontier = CAST(substr(frontier, 1, 8) || zeroblob(length(frontier) - 8) AS BLOB)";
    let (_, words) = found(peaks).await;
    assert!(words.contains("root"), "{words}");
    let (_, words) = found("UPDATE head SET size = size - 1").await;
    assert!(words.contains("size"), "{words}");
    for (note, said) in [
        ("NULL", "no checkpoint"),
        (
            "replace(note, char(10) || '15' || char(10), char(10) || '14' || char(10))",
            "signature",
        ),
        ("note || '— someone else AAAAAAAA' || char(10)", ""),
    ] {
        let house = lived_in().await;
        house
            .tamper(&format!("UPDATE head SET note = {note}"))
            .await;
        match house.verify().await {
            Ok(_) => assert_eq!(said, "", "{note} was not found"),
            Err(broken) => assert!(broken.to_string().contains(said), "{broken}"),
        }
    }
}

#[tokio::test]
async fn a_tile_that_was_changed_is_found() {
    for edited in [
        "UPDATE tile SET hashes = substr(hashes, 1, 32 * 14)",
        "UPDATE tile SET hashes = CAST(hashes || zeroblob(32) AS BLOB)",
        "DELETE FROM tile",
        "INSERT INTO tile (place, hashes) VALUES (1 << 56, zeroblob(32))",
    ] {
        let (_, words) = found(edited).await;
        assert!(
            words.contains("tile") || words.contains("hashed"),
            "{edited}: {words}"
        );
    }
}

#[tokio::test]
async fn a_table_index_or_trigger_that_is_not_ours_is_found_and_not_opened() {
    for (changed, name) in [
        ("DROP TRIGGER log_never_changes", "log_never_changes"),
        ("DROP INDEX p_request_open", "p_request_open"),
        ("CREATE TABLE more (n)", "more"),
        ("CREATE VIEW log_seen AS SELECT 1", "log_seen"),
        ("ALTER TABLE checkpoint ADD COLUMN more TEXT", "checkpoint"),
    ] {
        let house = lived_in().await;
        run(&mut house.intruder().await, changed).await;
        let broken = house.verify().await.expect_err(changed);
        assert!(broken.to_string().contains(name), "{broken}");
        let Err(error) = crate::house::reopened(&house.folder(), &house.time).await else {
            panic!("{changed}: it was opened")
        };
        assert!(error.to_string().contains(name), "{error}");
    }
}

#[tokio::test]
async fn a_log_that_does_not_add_up_is_not_written_any_further() {
    let house = lived_in().await;
    house
        .tamper("UPDATE log SET entry = entry || ' ' WHERE seq = 14")
        .await;
    house.space.clone().close().await;
    let opened = crate::house::reopened(&house.folder(), &house.time).await;
    let Err(error) = opened else {
        panic!("a damaged log was opened")
    };
    assert!(error.to_string().contains("verify"), "{error}");
}

#[tokio::test]
async fn what_is_no_database_any_more_is_broken_and_not_merely_unreadable() {
    let house = lived_in().await;
    house.space.clone().close().await;
    let file = house.folder().join("log.db");
    let whole = std::fs::read(&file).unwrap();
    for (from, to) in [(0, 16), (4_096, 4_112), (whole.len() - 4_096, whole.len())] {
        let mut bytes = whole.clone();
        bytes[from..to].fill(0xAA);
        std::fs::write(&file, &bytes).unwrap();
        let found = house.verify().await;
        assert!(
            matches!(found, Err(openweave_store::VerifyError::Broken(_))),
            "{found:?}"
        );
    }
    std::fs::write(&file, whole).unwrap();
    house.verify().await.unwrap();
    intruder(&file).await;
}

#[tokio::test]
async fn a_long_check_says_how_far_it_is() {
    let house = lived_in().await;
    let told = std::sync::Mutex::new(Vec::new());
    let against = Against {
        checkpoints: &[],
        progress: Some(&|done, all| told.lock().unwrap().push((done, all))),
    };
    let folder = house.folder();
    let report = verify_workspace(&folder, read_workflow, &against)
        .await
        .unwrap();
    assert_eq!(*told.lock().unwrap(), [(report.entries, report.entries)]);
    assert_eq!(report.signatures, 1, "Bob's");
}
