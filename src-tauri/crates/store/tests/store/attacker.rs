//! Somebody who has the folder, its keys, and this very program to write with.

use std::{collections::BTreeMap, fs, path::Path};

use ledger::{DecisionStatement, Frontier, SecretKey, Signer, leaf};
use model::{Deed, Digest, Entry, Seq, Signature, WorkspaceId};
use openweave_store::bench::{Bare, Recorded};
use sqlx::{Connection, SqliteConnection};
use tempfile::TempDir;

use crate::{
    house::{named, read_workflow},
    intruder::{intruder, run, unlocked},
};

/// Writes the log in `dir` anew after an `edit`: places, hashes, tiles, projections, head. Signs it where there is a `signer`,
/// and gives back the checkpoint. Texts and published files stay as they are; the snapshot of the other past goes.
pub async fn rewrite(
    dir: &Path,
    signer: Option<&Signer>,
    edit: impl FnOnce(&mut Vec<Entry>),
) -> String {
    let file = dir.join("log.db");
    let mut db = intruder(&file).await;
    let mut entries = entries(&mut db).await;
    edit(&mut entries);
    let (rows, tree) = chained(entries);
    let inserts = rows.iter().enumerate().map(|(seq, json)| {
        let json = json.replace('\'', "''");
        format!("INSERT INTO log (seq, entry) VALUES ({seq}, '{json}');")
    });
    let sql = format!("DELETE FROM log; {}", inserts.collect::<String>());
    unlocked(&mut db, &sql).await;
    let before: Option<String> = sqlx::query_scalar("SELECT note FROM head")
        .fetch_one(&mut db)
        .await
        .unwrap();
    db.close().await.unwrap();

    let aside = TempDir::new().unwrap();
    let recorded = Recorded::of(dir, read_workflow, Seq(u64::MAX)).await;
    let recorded = recorded.expect("a past that the program itself believes");
    drop(Bare::create(aside.path(), &recorded).await.unwrap());
    let anew = aside.path().join("log.db");
    let note = match signer {
        Some(signer) => signer.checkpoint(tree.head()),
        None => before.unwrap(),
    };
    let mut db = intruder(&anew).await;
    run(&mut db, &format!("ATTACH '{}' AS old", file.display())).await;
    run(
        &mut db,
        &format!(
            "INSERT INTO t_text SELECT * FROM old.t_text; INSERT INTO w_source SELECT * FROM old.w_source; \
             UPDATE head SET note = '{note}';"
        ),
    )
    .await;
    run(&mut db, "DETACH old; PRAGMA wal_checkpoint(TRUNCATE)").await;
    db.close().await.unwrap();
    for beside in ["log.db-wal", "log.db-shm"] {
        fs::remove_file(dir.join(beside)).ok();
    }
    fs::copy(&anew, &file).unwrap();
    fs::remove_file(dir.join("snapshot")).ok();
    note
}

/// Makes `note` the mark of the log in `dir`, as if there had never been another.
pub fn mark(dir: &Path, note: &str) {
    let slot = ledger::mark::write(&[], note).unwrap();
    fs::write(dir.join("mark"), slot.bytes).unwrap();
}

/// Makes `key` the one that lies beside the log in `dir`.
pub fn give_key(dir: &Path, key: &SecretKey) {
    fs::write(dir.join("keys/log"), key.seed().as_slice()).unwrap();
}

async fn entries(db: &mut SqliteConnection) -> Vec<Entry> {
    let rows: Vec<String> = sqlx::query_scalar("SELECT entry FROM log ORDER BY seq")
        .fetch_all(db)
        .await
        .unwrap();
    let entries = rows.iter().map(|json| Entry::from_json(json).unwrap());
    entries.collect()
}

/// Each entry in its place, naming the one before it on its ticket.
fn chained(entries: Vec<Entry>) -> (Vec<String>, Frontier) {
    let (mut rows, mut tree, mut last) = (Vec::new(), Frontier::new(), BTreeMap::new());
    for mut entry in entries {
        entry.seq = Seq(tree.size());
        let ticket = entry.about.ticket;
        entry.previous = ticket.and_then(|ticket| last.get(&ticket).copied());
        let json = entry.to_json().unwrap();
        let hash = leaf(json.as_bytes());
        tree.append(hash);
        last.extend(ticket.map(|ticket| (ticket, (entry.seq, Digest::new(hash)))));
        rows.push(json);
    }
    (rows, tree)
}

/// Somebody's word, put differently: what any attack on the past is after.
pub fn reworded(entries: &mut [Entry]) {
    let comments: Vec<Digest> = entries.iter().filter_map(comment).copied().collect();
    let first = entries.iter_mut().find(|e| comment(e).is_some()).unwrap();
    let Some(Deed::Comment { text, .. }) = &mut first.deed else {
        unreachable!("it was found as one")
    };
    *text = comments[1];
}

fn comment(entry: &Entry) -> Option<&Digest> {
    match &entry.deed {
        Some(Deed::Comment { text, .. }) => Some(text),
        _ => None,
    }
}

pub fn founding(entries: &mut [Entry]) -> &mut model::PublicKey {
    match &mut entries[0].deed {
        Some(Deed::FoundWorkspace { key, .. }) => key,
        _ => unreachable!("every log begins so"),
    }
}

/// Bob said no, by a key that is not his.
pub fn impersonated(entries: &mut [Entry], workspace: WorkspaceId, key: &SecretKey) {
    for entry in entries {
        let (id, request) = (entry.by.id, entry.about.request);
        match &mut entry.deed {
            Some(Deed::EnrolKey { key: enrolled, .. }) => *enrolled = named(key),
            Some(Deed::Decide {
                verdict,
                shown,
                reason,
                at,
                under,
                reauthenticated,
                signature,
            }) => {
                assert!(id.person().is_some());
                *reason = None;
                let statement = DecisionStatement {
                    workspace,
                    request: request.unwrap(),
                    verdict: *verdict,
                    shown: *shown,
                    reason: *reason,
                    at: *at,
                    under: *under,
                    reauthenticated: *reauthenticated,
                };
                *signature = Signature::new(*statement.sign(key).bytes());
            }
            _ => {}
        }
    }
}
