//! Attacks on the past by whoever owns the file, its keys and this program: each is found, and the table says what it took.

use std::{fs, path::Path};

use ledger::{SecretKey, Signer};
use model::{Deed, Entry, Seq, Text};
use openweave_store::{Against, VerifyError, verify_workspace};
use tempfile::TempDir;

use crate::{
    attacker::{founding, give_key, impersonated, mark, reworded, rewrite},
    house::{Files, House, log_key, named, read_workflow, reopened},
    intruder::{intruder, unlocked},
    resealing::{granted, sealed},
};

/// What it takes to find an attack.
#[derive(Clone, Copy, Debug, PartialEq)]
enum Takes {
    /// The log does not fit together.
    TheLog,
    /// It does; its mark is of another.
    TheMark,
    /// Nothing in the folder shows it, but a checkpoint that was kept elsewhere does.
    AnAnchor,
    /// Missed.
    More,
}

/// A house that has lived two days, and the second day's checkpoint, kept elsewhere.
struct Victim {
    house: House,
    yesterday: Files,
    today: Files,
    anchor: String,
}

impl Victim {
    async fn new() -> Self {
        let house = House::open().await;
        house.live_in().await;
        let yesterday = house.close().await;
        let house = house.again().await;
        house.live_in().await;
        Self {
            anchor: house.checkpoint().await,
            today: house.close().await,
            yesterday,
            house,
        }
    }

    fn signer(&self) -> Signer {
        self.house.signer(log_key())
    }

    /// What it takes to find what was done in `dir`.
    async fn found(&self, dir: &Path) -> (Takes, String) {
        let verify = async |checkpoints: &[String]| {
            let against = Against {
                checkpoints,
                progress: None,
            };
            verify_workspace(dir, read_workflow, &against).await
        };
        let mark = fs::read(dir.join("mark")).unwrap();
        fs::remove_file(dir.join("mark")).unwrap();
        if let Err(VerifyError::Broken(findings)) = verify(&[]).await
            && let Some(first) = findings.iter().find(|f| !f.words.contains("its mark"))
        {
            return (Takes::TheLog, first.words.clone());
        }
        fs::write(dir.join("mark"), mark).unwrap();
        if let Err(broken) = verify(&[]).await {
            return (Takes::TheMark, broken.to_string());
        }
        match verify(std::slice::from_ref(&self.anchor)).await {
            Err(broken) => (Takes::AnAnchor, broken.to_string()),
            Ok(report) if report.kept.count == 0 => {
                (Takes::AnAnchor, "the anchor is of another log".to_owned())
            }
            Ok(_) => (Takes::More, "nothing".to_owned()),
        }
    }
}

async fn sql(dir: &Path, sql: &str) {
    unlocked(&mut intruder(&dir.join("log.db")).await, sql).await;
}

const TABLE: [(&str, Takes); 23] = [
    ("edit", Takes::TheLog),
    ("edit a text", Takes::TheLog),
    ("delete", Takes::TheLog),
    ("insert", Takes::TheLog),
    ("swap", Takes::TheLog),
    ("cut the tail", Takes::TheLog),
    ("cut the tail and what counts it", Takes::TheLog),
    ("re-chain without the log's key", Takes::TheLog),
    ("re-chain with a key of one's own", Takes::TheLog),
    ("decide without the approver's key", Takes::TheLog),
    ("re-chain and leave the snapshot", Takes::TheLog),
    ("grant oneself a role in the snapshot", Takes::TheLog),
    ("re-chain", Takes::TheMark),
    ("re-chain, and the mark", Takes::AnAnchor),
    ("re-chain, founded by a new key", Takes::TheMark),
    (
        "re-chain, founded by a new key, and the mark",
        Takes::AnAnchor,
    ),
    (
        "enrol a key in an approver's name, and the mark",
        Takes::AnAnchor,
    ),
    ("cut the tail and sign", Takes::TheMark),
    ("cut the tail and sign, and the mark", Takes::AnAnchor),
    ("put the file back", Takes::TheMark),
    ("put the file back, and the mark", Takes::AnAnchor),
    ("put both back and go on", Takes::AnAnchor),
    ("found another workspace in its place", Takes::AnAnchor),
];

async fn attack(name: &str, victim: &Victim, dir: &Path) {
    victim.today.put(dir);
    let (own, new) = (victim.signer(), SecretKey::from_seed(&[9; 32]));
    let workspace = victim.house.space.world(|world| world.id().unwrap());
    let entry = "SELECT seq, entry FROM log WHERE seq";
    let cut = |entries: &mut Vec<Entry>| entries.truncate(20);
    match name {
        "edit" => sql(dir, "UPDATE log SET entry = replace(entry, 'Doing', 'Done') WHERE seq = 9").await,
        "edit a text" => sql(dir, "UPDATE t_text SET text = 'no thanks' WHERE text = 'thanks'").await,
        "delete" => sql(dir, "DELETE FROM log WHERE seq = 13; UPDATE log SET seq = seq - 1 WHERE seq > 13").await,
        "insert" => {
            let moved = "UPDATE log SET seq = -seq - 1 WHERE seq > 12; UPDATE log SET seq = -seq WHERE seq < 0";
            let twice = "INSERT INTO log SELECT 13, entry FROM log WHERE seq = 12";
            sql(dir, &format!("{moved}; {twice}")).await
        }
        "swap" => sql(dir, &format!("CREATE TEMP TABLE a AS {entry} IN (9, 10); UPDATE log SET entry = (SELECT entry FROM a WHERE a.seq = 19 - log.seq) WHERE seq IN (9, 10)")).await,
        "cut the tail" => sql(dir, "DELETE FROM log WHERE seq >= 20").await,
        "cut the tail and what counts it" => {
            rewrite(dir, None, cut).await;
        }
        "re-chain without the log's key" => {
            rewrite(dir, None, |entries| reworded(entries)).await;
        }
        "re-chain with a key of one's own" => {
            let note = rewrite(dir, Some(&victim.house.signer(new)), |e| reworded(e)).await;
            mark(dir, &note);
        }
        "decide without the approver's key" => {
            let edit = |entries: &mut Vec<Entry>| {
                for entry in entries {
                    if let Some(Deed::Decide { reason, .. }) = &mut entry.deed {
                        *reason = None;
                    }
                }
            };
            let note = rewrite(dir, Some(&own), edit).await;
            mark(dir, &note);
        }
        "re-chain" | "re-chain, and the mark" => {
            let note = rewrite(dir, Some(&own), |entries| reworded(entries)).await;
            marked(name, dir, &note);
        }
        "re-chain and leave the snapshot" => {
            let note = rewrite(dir, Some(&own), |entries| reworded(entries)).await;
            mark(dir, &note);
            fs::write(dir.join("snapshot"), victim.today.bytes("snapshot")).unwrap();
        }
        "grant oneself a role in the snapshot" => {
            let kept = granted(victim.today.bytes("snapshot"));
            fs::write(dir.join("snapshot"), sealed(&kept, &log_key())).unwrap();
        }
        "re-chain, founded by a new key" | "re-chain, founded by a new key, and the mark" => {
            give_key(dir, &new);
            let key = named(&new);
            let edit = |entries: &mut Vec<Entry>| *founding(entries) = key;
            let note = rewrite(dir, Some(&victim.house.signer(new)), edit).await;
            marked(name, dir, &note);
        }
        "enrol a key in an approver's name, and the mark" => {
            let edit = |entries: &mut Vec<Entry>| impersonated(entries, workspace, &new);
            let note = rewrite(dir, Some(&own), edit).await;
            marked(name, dir, &note);
        }
        "cut the tail and sign" | "cut the tail and sign, and the mark" => {
            let note = rewrite(dir, Some(&own), cut).await;
            marked(name, dir, &note);
        }
        "put the file back" => {
            let back = victim.today.clone().with(&["log.db"], &victim.yesterday);
            back.put(dir);
        }
        "put the file back, and the mark" => victim.yesterday.put(dir),
        "put both back and go on" => {
            victim.yesterday.put(dir);
            let space = reopened(dir, &victim.house.time).await.unwrap();
            let ticket = "PAY-1".parse().unwrap();
            for _ in 0..10 {
                let comment = victim.house.comment(&ticket, "as if nothing had been");
                space.submit(comment).await.unwrap();
            }
            space.close().await;
        }
        "found another workspace in its place" => {
            let other = House::open().await;
            other.live_in().await;
            other.close().await.put(dir);
        }
        other => unreachable!("{other} is not in the table"),
    }
}

/// The mark too, where the attack's name says so.
fn marked(name: &str, dir: &Path, note: &str) {
    if name.ends_with("and the mark") {
        mark(dir, note);
    }
}

#[tokio::test]
async fn every_attack_on_the_past_is_found() {
    let victim = Victim::new().await;
    let dir = TempDir::new().unwrap();
    victim.today.put(dir.path());
    assert_eq!(victim.found(dir.path()).await.0, Takes::More, "no attack");
    for (name, takes) in TABLE {
        attack(name, &victim, dir.path()).await;
        let (took, words) = victim.found(dir.path()).await;
        assert_eq!(took, takes, "{name}: {words}");
        println!("{name}: {took:?}: {words}");
    }
}

#[tokio::test]
async fn a_text_that_was_never_there_is_not_smuggled_in() {
    let victim = Victim::new().await;
    let dir = TempDir::new().unwrap();
    let own = victim.signer();
    victim.today.put(dir.path());
    let said = Text {
        salt: model::Salt::new([3; 32]),
        text: "no thanks".to_owned(),
    };
    let edit = |entries: &mut Vec<Entry>| {
        for entry in entries {
            if let Some(Deed::Comment { text, .. }) = &mut entry.deed {
                *text = said.digest();
            }
        }
    };
    let note = rewrite(dir.path(), Some(&own), edit).await;
    mark(dir.path(), &note);
    let (took, words) = victim.found(dir.path()).await;
    assert_eq!(took, Takes::TheLog, "{words}");
    let missing = verify_workspace(dir.path(), read_workflow, &Against::default()).await;
    assert_eq!(missing.unwrap_err().first_bad(), Some(Seq(13)));
}
