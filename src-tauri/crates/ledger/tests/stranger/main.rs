//! A stranger checks what we write: tests/vectors/verify.py, which knows FORMAT.md and shares no line with us, and pymerkle from PyPI.
#![allow(clippy::unwrap_used)] // A test that cannot go on has failed.

mod example;
mod pymerkle;
mod python;

use serde_json::Value;

use crate::{
    example::{
        checkpoint, consistency, decision, entries, inclusion, lines, rotation, signer, spelled,
        text, tiles_of,
    },
    python::{folder, vectors, verify, verify_json},
};

#[test]
fn the_example_log_and_a_longer_one_hold() {
    let test = "the_example_log_and_a_longer_one_hold";
    let vkey = signer().verifier().to_string();
    let example = vectors().join("example");
    let held = verify(test, &["log", "log.jsonl", "checkpoint", &vkey], &example);
    let Some(held) = held else { return };
    assert_eq!(held, (0, "ok 20 entries".to_owned()));
    for what in ["inclusion", "consistency", "decision", "rotation", "text"] {
        let held = verify(test, &[what, &format!("{what}.json")], &example);
        assert_eq!(held, Some((0, format!("ok 1 {what}"))));
    }
    let entries = entries(700);
    let folder = folder(&[("log", &lines(&entries)), ("note", &checkpoint(&entries))]);
    let held = verify(test, &["log", "log", "note", &vkey], folder.path());
    assert_eq!(held, Some((0, "ok 700 entries".to_owned())));
    let nothing = folder_of_nothing();
    let held = verify(test, &["log", "log", "note", &vkey], nothing.path());
    assert_eq!(held, Some((0, "ok 0 entries".to_owned())));
}

#[test]
fn a_changed_log_does_not_hold_and_the_stranger_says_why() {
    let test = "a_changed_log_does_not_hold_and_the_stranger_says_why";
    let vkey = signer().verifier().to_string();
    let entries = entries(20);
    let (log, note) = (lines(&entries), checkpoint(&entries));
    let renumbered = log.replace(r#""number":3"#, r#""number":4"#);
    let swapped = {
        let mut entries = entries.clone();
        entries.swap(3, 5);
        lines(&entries)
    };
    let other_previous = {
        let mut entries = entries.clone();
        entries[1] = entries[1].replace("Draft", "Dratf");
        lines(&entries)
    };
    let twice = log.replacen(r#"{"v":1,"#, r#"{"v":1,"v":1,"#, 1);
    let earlier = log.replacen(
        "2026-03-02T09:15:03.000003Z",
        "2026-03-02T09:15:02.000001Z",
        1,
    );
    let malformed = note.replace("— ", "—  ");
    let grown = checkpoint(&entries[..19]);
    let forged = {
        let key_id = note.find("ENu/1").unwrap();
        let (before, signature) = note.split_at(key_id + 10);
        let other = if signature.starts_with('A') { "B" } else { "A" };
        format!("{before}{other}{}", &signature[1..])
    };
    for (log, note, because) in [
        (
            &renumbered,
            &note,
            "wrong: entry 6 follows another entry 5 than stands there",
        ),
        (&swapped, &note, "wrong: entry 3 says it is entry 5"),
        (
            &other_previous,
            &note,
            "wrong: entry 2 follows another entry 1 than stands there",
        ),
        (
            &log[..log.len() - 1].to_owned(),
            &note,
            "wrong: the last entry does not end",
        ),
        (
            &lines(&entries[..19]),
            &note,
            "wrong: the checkpoint states 20 entries, and there are 19",
        ),
        (
            &log,
            &grown,
            "wrong: the checkpoint states 19 entries, and there are 20",
        ),
        (
            &twice,
            &note,
            "wrong: entry 0 is not JSON: a key stands twice",
        ),
        (
            &earlier,
            &note,
            "wrong: entry 3 is earlier than the one before it",
        ),
        (
            &log.replace(r#""outcome":"refused""#, r#""outcome":"counted""#),
            &note,
            "wrong: the entries have another root than the checkpoint states",
        ),
        (
            &log,
            &malformed,
            "wrong: a signature line of the checkpoint is malformed",
        ),
        (&log, &forged, "wrong: the checkpoint's signature is wrong"),
    ] {
        let folder = folder(&[("log", log), ("note", note)]);
        let said = verify(test, &["log", "log", "note", &vkey], folder.path());
        let Some(said) = said else { return };
        assert_eq!(said, (1, because.to_owned()));
    }
}

#[test]
fn what_cannot_be_checked_is_neither_right_nor_wrong() {
    let test = "what_cannot_be_checked_is_neither_right_nor_wrong";
    let vkey = signer().verifier().to_string();
    let there = folder_of_nothing();
    let other = vkey.replacen("+", "+0", 1);
    for arguments in [
        vec![],
        vec!["log", "log", "note"],
        vec!["log", "log", "missing", &vkey],
        vec!["log", "log", "note", "no key"],
        vec!["log", "log", "note", &other],
        vec!["inclusion", "note"],
    ] {
        let said = verify(test, &arguments, there.path());
        let Some((code, _)) = said else { return };
        assert_eq!(code, 2, "{arguments:?}");
    }
}

fn folder_of_nothing() -> tempfile::TempDir {
    folder(&[("log", ""), ("note", &checkpoint(&[]))])
}

#[test]
fn every_proof_of_a_small_log_holds() {
    let test = "every_proof_of_a_small_log_holds";
    let entries = entries(40);
    let tiles = tiles_of(&entries);
    let sizes = 0..=40_u64;
    let included = sizes
        .clone()
        .flat_map(|size| (0..size).map(move |at| (at, size)));
    let included: Value = included
        .map(|(at, size)| inclusion(&entries, &tiles, at, size))
        .collect();
    let Some(held) = verify_json(test, "inclusion", &included) else {
        return;
    };
    assert_eq!(held, (0, "ok 820 inclusion".to_owned()));
    let grown = sizes.flat_map(|new| (0..=new).map(move |old| (old, new)));
    let grown: Value = grown
        .map(|(old, new)| consistency(&tiles, old, new))
        .collect();
    let held = verify_json(test, "consistency", &grown);
    assert_eq!(held, Some((0, "ok 861 consistency".to_owned())));
}

#[test]
fn changed_proofs_and_statements_do_not_hold() {
    let test = "changed_proofs_and_statements_do_not_hold";
    let entries = entries(20);
    let tiles = tiles_of(&entries);
    let (included, grown) = (
        inclusion(&entries, &tiles, 11, 20),
        consistency(&tiles, 11, 20),
    );
    let other = spelled(&[0; 32]);
    for (what, changed) in [
        ("inclusion", with(&included, "index", 12)),
        ("inclusion", with(&included, "size", 11)),
        ("inclusion", with(&included, "root", other.as_str())),
        ("inclusion", with(&included, "entry", "{}")),
        ("inclusion", with(&included, "path", Vec::<String>::new())),
        ("inclusion", with(&included, "path", vec![other.clone(); 5])),
        ("consistency", with(&grown, "old_size", 12)),
        ("consistency", with(&grown, "old_root", other.as_str())),
        ("consistency", with(&grown, "new_root", other.as_str())),
        ("consistency", with(&grown, "path", vec![other.clone(); 5])),
        ("decision", with(&decision(), "verdict", "reject")),
        ("decision", with(&decision(), "reason", other.as_str())),
        ("decision", with(&decision(), "key", other.as_str())),
        ("decision", with(&decision(), "under", Value::Null)),
        ("decision", with(&decision(), "reauthenticated", false)),
        (
            "rotation",
            with(&rotation(), "by_new", rotation()["by_old"].clone()),
        ),
        (
            "rotation",
            with(&rotation(), "at", "2026-03-02T09:14:05.123457Z"),
        ),
        ("text", with(&text(), "text", "It does not.")),
    ] {
        let Some((code, said)) = verify_json(test, what, &changed) else {
            return;
        };
        assert_eq!(code, 1, "{what}: {said}");
    }
}

/// `given` with one thing changed in it.
fn with(given: &Value, name: &str, value: impl Into<Value>) -> Value {
    let mut changed = given.clone();
    changed[name] = value.into();
    changed
}
