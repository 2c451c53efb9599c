//! A snapshot that says something else than the log.

use ledger::{SecretKey, SnapshotStatement};
use model::Digest;

/// What a snapshot says, without its signature.
pub fn said(snapshot: &[u8]) -> &[u8] {
    &snapshot[..snapshot.len() - 64]
}

/// The same, signed.
pub fn sealed(said: &[u8], key: &SecretKey) -> Vec<u8> {
    let digest = *Digest::of(said).bytes();
    let signature = SnapshotStatement { digest }.sign(key);
    [said, signature.bytes()].concat()
}

/// Whether this key signed it.
pub fn signed(snapshot: &[u8], key: &SecretKey) -> bool {
    sealed(said(snapshot), key) == snapshot
}

/// What it says, but that whoever approves is an owner too.
pub fn granted(snapshot: &[u8]) -> Vec<u8> {
    let edited = with_world(said(snapshot), |world| {
        let holders = |role: &str| {
            let held = world.split(&format!("\"{role}\":[[")).nth(1);
            held.and_then(|held| held.split("]]").next())
                .expect("somebody")
        };
        let (owner, approver) = (holders("owner"), holders("approver"));
        let both = format!("\"owner\":[[{owner}],[{approver}]]");
        world.replace(&format!("\"owner\":[[{owner}]]"), &both)
    });
    assert_ne!(edited, said(snapshot));
    edited
}

/// What it says, but that the workspace has another name: what shows that a start took it up.
pub fn renamed(snapshot: &[u8], from: Digest, to: Digest) -> Vec<u8> {
    with_world(said(snapshot), |world| {
        assert!(world.contains(&from.to_string()));
        world.replace(&from.to_string(), &to.to_string())
    })
}

/// The second of three parts, each after its length, that follow a line.
fn with_world(said: &[u8], edit: impl FnOnce(&str) -> String) -> Vec<u8> {
    let line = said.iter().position(|byte| *byte == b'\n').unwrap() + 1;
    let length = |at: usize| u64::from_be_bytes(said[at..at + 8].try_into().unwrap()) as usize;
    let world = line + 8 + length(line);
    let keys = world + 8 + length(world);
    let edited = edit(std::str::from_utf8(&said[world + 8..keys]).unwrap());
    let mut anew = said[..world].to_vec();
    anew.extend((edited.len() as u64).to_be_bytes());
    anew.extend(edited.as_bytes());
    anew.extend(&said[keys..]);
    anew
}
