//! FORMAT.md says it as it is: its values and its note are what this code makes.
#![allow(clippy::unwrap_used)] // A test that cannot go on has failed.

use model::{Digest, RequestId, Salt, Text, Timestamp, Verdict, WorkspaceId};
use openweave_ledger::{
    DecisionStatement, Frontier, Origin, RotationStatement, SecretKey, Signer, leaf, mark,
};
use sha2::{Digest as _, Sha256};
use uuid::Uuid;

const PAGE: &str = include_str!("../FORMAT.md");

fn hex(bytes: &[u8]) -> String {
    bytes.iter().map(|b| format!("{b:02x}")).collect()
}

fn workspace() -> WorkspaceId {
    WorkspaceId::new(Uuid::from_u128(7))
}

fn root_of(entries: &[&str]) -> Frontier {
    let mut tree = Frontier::new();
    for entry in entries {
        tree.append(leaf(entry.as_bytes()));
    }
    tree
}

fn signer() -> Signer {
    Signer::new(
        Origin::Workspace(workspace()),
        SecretKey::from_seed(&[1; 32]),
    )
}

fn values() -> Vec<(&'static str, String)> {
    let (old, new) = (
        SecretKey::from_seed(&[1; 32]),
        SecretKey::from_seed(&[2; 32]),
    );
    let at = Timestamp::from_micros(1_772_442_845_123_456);
    let decision = DecisionStatement {
        workspace: workspace(),
        request: RequestId::new(Uuid::from_u128(9)),
        verdict: Verdict::Approve,
        shown: Digest::of(b"shown"),
        reason: None,
        at,
        under: None,
        reauthenticated: false,
    };
    let rotation = RotationStatement {
        origin: Origin::Workspace(workspace()),
        old: old.public(),
        new: new.public(),
        at,
    };
    let text = Text {
        salt: Salt::new([7; 32]),
        text: "It works.".to_owned(),
    };
    let note = signer().checkpoint(root_of(&["a", "b", "c"]).head());
    let slot = mark::write(&[], &note).unwrap();
    vec![
        ("leaf of `a`", hex(&leaf(b"a"))),
        ("root of nothing", hex(&root_of(&[]).root())),
        (
            "root of `a` `b` `c`",
            hex(&root_of(&["a", "b", "c"]).root()),
        ),
        ("public key of 32 bytes 01", old.public().to_string()),
        ("public key of 32 bytes 02", new.public().to_string()),
        ("verifier key", signer().verifier().to_string()),
        (
            "SHA-256 of the decision",
            hex(&Sha256::digest(decision.bytes())),
        ),
        ("decision by 01", decision.sign(&old).to_string()),
        (
            "SHA-256 of the rotation",
            hex(&Sha256::digest(rotation.bytes())),
        ),
        ("rotation by 01", rotation.sign(&old).to_string()),
        ("rotation by 02", rotation.sign(&new).to_string()),
        ("digest of the text", text.digest().to_string()),
        ("SHA-256 of the slot", hex(&Sha256::digest(slot.bytes))),
    ]
}

#[test]
fn the_values_on_the_page_are_those_of_this_code() {
    let lines = values().into_iter();
    let lines: String = lines
        .map(|(name, value)| format!("{name}: {value}\n"))
        .collect();
    assert!(
        PAGE.contains(&lines),
        "FORMAT.md lacks these lines:\n{lines}"
    );
}

#[test]
fn the_note_on_the_page_is_the_one_that_this_code_signs() {
    let note = signer().checkpoint(root_of(&["a", "b", "c"]).head());
    assert!(PAGE.contains(&note), "FORMAT.md lacks this note:\n{note}");
    let opened = signer().verifier().open(note.as_bytes()).unwrap();
    assert_eq!(opened.head.size, 3);
}
