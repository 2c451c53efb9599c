//! What a stranger gets to check: a log, its proofs, and what keys signed. Keys and times are fixed, so the files of tests/vectors/example are too.

use std::fs;

use model::{DelegationId, Digest, Entry, RequestId, Salt, Text, Timestamp, Verdict, WorkspaceId};
use openweave_ledger::{
    Consistency, DecisionStatement, Edge, Hash, Head, Inclusion, Origin, RotationStatement,
    SecretKey, Signer, TileId, leaf, root,
};
use serde_json::{Value, json};
use uuid::Uuid;

use crate::python::vectors;

pub type Tiles = std::collections::BTreeMap<TileId, Vec<u8>>;

const WORKSPACE: WorkspaceId = WorkspaceId::new(Uuid::from_u128(7));

pub fn signer() -> Signer {
    Signer::new(Origin::Workspace(WORKSPACE), SecretKey::from_seed(&[1; 32]))
}

/// A log as a workspace writes it: founded, then tickets that are opened and comments that are refused.
pub fn entries(size: usize) -> Vec<String> {
    let mut entries = vec![founded()];
    while entries.len() < size {
        let seq = entries.len();
        let head = format!(
            r#"{{"v":1,"seq":{seq},"at":"2026-03-02T09:{:02}:{:02}.{seq:06}Z","actor":"00000000-0000-0000-0000-000000000001","kind":"person","via":"session:00000000-0000-0000-0000-000000000002""#,
            seq / 60 + 15,
            seq % 60
        );
        let ticket = format!("00000000-0000-0000-0001-{:012}", seq.div_ceil(2));
        let rest = if seq % 2 == 1 {
            let text = Digest::of(format!("salt and title {seq}").as_bytes());
            format!(
                r#""action":"create_ticket","ticket":"{ticket}","to":"Draft","outcome":"done","changed":{{"title":"{text}"}},"engine":1,"data":{{"project":"00000000-0000-0000-0000-000000000003","number":{}}}}}"#,
                seq.div_ceil(2)
            )
        } else {
            let before = Digest::new(leaf(entries[seq - 1].as_bytes()));
            format!(
                r#""action":"comment","ticket":"{ticket}","outcome":"refused","code":"not_permitted","previous":[{},"{before}"],"engine":1}}"#,
                seq - 1
            )
        };
        entries.push(format!("{head},{rest}"));
    }
    entries
}

fn founded() -> String {
    let name = Digest::of(b"salt and name");
    let key = signer().verifier().key;
    format!(
        r#"{{"v":1,"seq":0,"at":"2026-03-02T09:14:05.123456Z","actor":"00000000-0000-0000-0000-000000000001","kind":"person","via":"session:00000000-0000-0000-0000-000000000002","action":"found_workspace","outcome":"done","engine":1,"data":{{"workspace":"{WORKSPACE}","name":"{name}","owner":"00000000-0000-0000-0000-000000000001","simulated":false,"key":"{key}"}}}}"#
    )
}

pub fn lines(entries: &[String]) -> String {
    entries.iter().map(|e| format!("{e}\n")).collect()
}

pub fn tiles_of(entries: &[String]) -> Tiles {
    let leaves: Vec<Hash> = entries.iter().map(|e| leaf(e.as_bytes())).collect();
    let tiles = Edge::new().append(&leaves);
    tiles.into_iter().map(|t| (t.id, t.bytes)).collect()
}

pub fn checkpoint(entries: &[String]) -> String {
    let size = entries.len() as u64;
    let root = root(&tiles_of(entries), size).unwrap();
    signer().checkpoint(Head { size, root })
}

pub fn inclusion(entries: &[String], tiles: &Tiles, index: u64, size: u64) -> Value {
    let proof = Inclusion::prove(tiles, index, size).unwrap();
    json!({
        "index": index,
        "size": size,
        "root": spelled(&root(tiles, size).unwrap()),
        "entry": entries[index as usize],
        "path": path_of(&proof.path),
    })
}

pub fn consistency(tiles: &Tiles, old: u64, new: u64) -> Value {
    let proof = Consistency::prove(tiles, old, new).unwrap();
    json!({
        "old_size": old,
        "old_root": spelled(&root(tiles, old).unwrap()),
        "new_size": new,
        "new_root": spelled(&root(tiles, new).unwrap()),
        "path": path_of(&proof.path),
    })
}

pub fn spelled(hash: &Hash) -> String {
    Digest::new(*hash).to_string()
}

fn path_of(path: &[Hash]) -> Vec<String> {
    path.iter().map(spelled).collect()
}

pub fn decision() -> Value {
    let key = SecretKey::from_seed(&[3; 32]);
    let said = DecisionStatement {
        workspace: WORKSPACE,
        request: RequestId::new(Uuid::from_u128(9)),
        verdict: Verdict::Approve,
        shown: Digest::of(b"shown"),
        reason: Some(Digest::of(b"salt and reason")),
        at: moment(),
        under: Some(DelegationId::new(Uuid::from_u128(11))),
        reauthenticated: true,
    };
    json!({
        "workspace": said.workspace.to_string(),
        "request": said.request.to_string(),
        "verdict": "approve",
        "shown": said.shown.to_string(),
        "reason": said.reason.map(|d| d.to_string()),
        "at": said.at.to_string(),
        "under": said.under.map(|d| d.to_string()),
        "reauthenticated": said.reauthenticated,
        "key": key.public().to_string(),
        "signature": said.sign(&key).to_string(),
    })
}

pub fn rotation() -> Value {
    let (old, new) = (
        SecretKey::from_seed(&[1; 32]),
        SecretKey::from_seed(&[2; 32]),
    );
    let said = RotationStatement {
        origin: Origin::Workspace(WORKSPACE),
        old: old.public(),
        new: new.public(),
        at: moment(),
    };
    json!({
        "origin": said.origin.to_string(),
        "old": said.old.to_string(),
        "new": said.new.to_string(),
        "at": said.at.to_string(),
        "by_old": said.sign(&old).to_string(),
        "by_new": said.sign(&new).to_string(),
    })
}

pub fn text() -> Value {
    let text = Text {
        salt: Salt::new([7; 32]),
        text: "Zwei Leute sehen hin, dann erst geht’s weiter. ✓".to_owned(),
    };
    json!({ "salt": text.salt.to_string(), "text": text.text, "digest": text.digest().to_string() })
}

fn moment() -> Timestamp {
    Timestamp::from_micros(1_772_442_845_123_456)
}

#[test]
fn the_example_log_is_what_this_code_writes_and_is_read_for_ever() {
    let entries = entries(20);
    let tiles = tiles_of(&entries);
    let pretty = |value: Value| format!("{}\n", serde_json::to_string_pretty(&value).unwrap());
    let files = [
        ("log.jsonl", lines(&entries)),
        ("checkpoint", checkpoint(&entries)),
        ("vkey", format!("{}\n", signer().verifier())),
        (
            "inclusion.json",
            pretty(inclusion(&entries, &tiles, 11, 20)),
        ),
        ("consistency.json", pretty(consistency(&tiles, 11, 20))),
        ("decision.json", pretty(decision())),
        ("rotation.json", pretty(rotation())),
        ("text.json", pretty(text())),
    ];
    for (name, text) in files {
        let path = vectors().join("example").join(name);
        // To write them anew: OPENWEAVE_BLESS=1 cargo test -p openweave-ledger --test stranger
        if std::env::var_os("OPENWEAVE_BLESS").is_some() {
            fs::create_dir_all(path.parent().unwrap()).unwrap();
            fs::write(&path, &text).unwrap();
        }
        assert_eq!(fs::read_to_string(&path).unwrap(), text, "{name}");
    }
    for entry in entries {
        let read = Entry::from_json(&entry).unwrap();
        assert_eq!(read.to_json().unwrap(), entry);
    }
}
