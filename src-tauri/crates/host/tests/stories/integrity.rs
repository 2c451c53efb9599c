//! The Integrity room: the full check beside the work and what it comes to, anchors, the log's key.

use std::{fs, path::Path, process::Command, time::Duration};

use host::Member;
use model::{
    Code,
    view::integrity::{CheckFound, FullCheck, NewAnchor, Proof, ProofBy, StandingKind},
};

use crate::house::{House, SOON, code, once, ticket};

fn at(folder: &Path) -> NewAnchor {
    NewAnchor {
        place: folder.to_str().unwrap().to_owned(),
    }
}

async fn checked(member: &Member) -> FullCheck {
    member.check_log().await.unwrap();
    let ended = async {
        loop {
            let room = member.integrity().await.unwrap();
            if room.running.is_none() {
                return room.last.expect("a check that ended");
            }
            tokio::time::sleep(Duration::from_millis(10)).await;
        }
    };
    tokio::time::timeout(SOON, ended).await.unwrap()
}

/// The proofs that lie elsewhere.
async fn elsewhere(member: &Member) -> Vec<Proof> {
    let mut proofs = member.integrity().await.unwrap().proofs;
    proofs.retain(|proof| proof.place.is_some());
    proofs
}

fn git(repository: &Path, arguments: &[&str]) -> String {
    let mut git = Command::new("git");
    git.arg("-C").arg(repository).args(arguments);
    let ended = git.output().unwrap();
    let said = String::from_utf8_lossy(&ended.stderr);
    assert!(ended.status.success(), "{arguments:?}: {said}");
    String::from_utf8(ended.stdout).unwrap()
}

#[tokio::test(flavor = "multi_thread")]
async fn a_full_check_counts_what_holds_beside_the_work() {
    let house = House::open().await;
    let auditor = house.person("tom", &["auditor"]).await;
    house
        .ana
        .create_ticket(ticket("One"), &once())
        .await
        .unwrap();
    let room = auditor.integrity().await.unwrap();
    assert!(room.last.is_none() && room.running.is_none());
    assert!(!room.may_change.allowed && room.may_change.because.is_some());
    assert_eq!(room.keys.len(), 2);
    assert_eq!(room.log_keys.len(), 1);
    let last = checked(&auditor).await;
    assert_eq!(last.by.name, "TOM");
    let CheckFound::Holds(held) = last.found else {
        panic!("it holds")
    };
    assert_eq!(held.entries, room.size);
    assert_eq!(held.decided_again, held.entries, "nothing was refused");
    assert!(held.texts > 0 && held.rows > 0);
    assert_eq!(
        (held.kept_elsewhere, held.kept_up_to, held.erased),
        (0, 0, 0)
    );
    let ada = house.person("ada", &["release-manager"]).await;
    assert_eq!(code(ada.integrity().await.map(drop)), Code::NotPermitted);
    assert_eq!(code(ada.check_log().await), Code::NotPermitted);
    assert_eq!(code(ada.anchor_now().await), Code::NotPermitted);
}

#[tokio::test(flavor = "multi_thread")]
async fn a_log_that_a_check_finds_broken_is_only_read_until_a_check_holds_again() {
    let house = House::open().await;
    house
        .ana
        .create_ticket(ticket("Precious"), &once())
        .await
        .unwrap();
    let place = format!("workspaces/{}/log.db", house.workspace);
    let file = house.dir.path().join(place);
    let sql = |statement: &str| {
        let changed = Command::new("python3")
            .args(["-c", "import sqlite3, sys; db = sqlite3.connect(sys.argv[1]); db.execute(sys.argv[2]); db.commit()"])
            .arg(&file)
            .arg(statement)
            .status();
        assert!(changed.unwrap().success());
    };
    sql("UPDATE t_text SET text = 'Worthless' WHERE text = 'Precious'");
    let CheckFound::Broken { findings } = checked(&house.ana).await.found else {
        panic!("it was changed")
    };
    assert!(findings[0].seq.is_some());
    assert!(
        findings[0].words.contains("not what its digest says"),
        "{findings:?}"
    );
    let refused = house.ana.create_ticket(ticket("Two"), &once()).await;
    assert_eq!(code(refused.map(drop)), Code::LogUnwritable);
    let standing = house.ana.integrity().await.unwrap().standing.unwrap();
    assert_eq!(standing.kind, StandingKind::Broken);
    assert_eq!(
        house.ana.overview().await.unwrap().banners[0].kind,
        "integrity"
    );

    sql("UPDATE t_text SET text = 'Precious' WHERE text = 'Worthless'");
    assert!(matches!(
        checked(&house.ana).await.found,
        CheckFound::Holds(_)
    ));
    house
        .ana
        .create_ticket(ticket("Two"), &once())
        .await
        .unwrap();
}

#[tokio::test(flavor = "multi_thread")]
async fn a_check_that_is_stopped_says_nothing_of_the_rest() {
    let house = House::open().await;
    house.ana.stop_checking().await.unwrap();
    house.ana.check_log().await.unwrap();
    house.ana.stop_checking().await.unwrap();
    let ended = async {
        while house.ana.integrity().await.unwrap().running.is_some() {
            tokio::time::sleep(Duration::from_millis(10)).await;
        }
    };
    tokio::time::timeout(SOON, ended).await.unwrap();
    let first = house.ana.integrity().await.unwrap().last.unwrap();
    if let CheckFound::Stopped { done } = first.found {
        assert!(done <= house.ana.integrity().await.unwrap().size);
    }
    let held = checked(&house.ana).await;
    assert!(matches!(held.found, CheckFound::Holds(_)));
}

#[tokio::test(flavor = "multi_thread")]
async fn an_owner_names_a_folder_and_a_repository_and_the_log_is_kept_there() {
    let house = House::open().await;
    let (folder, repository) = (tempfile::tempdir().unwrap(), tempfile::tempdir().unwrap());
    git(repository.path(), &["init", "--quiet"]);
    let (folder, repository) = (folder.path(), repository.path());
    house.ana.add_anchor(at(folder), &once()).await.unwrap();
    let named = house.ana.add_anchor(at(repository), &once()).await.unwrap();
    house
        .ana
        .create_ticket(ticket("One"), &once())
        .await
        .unwrap();
    house.ana.anchor_now().await.unwrap();
    let size = house.ana.integrity().await.unwrap().size;
    let proofs = elsewhere(&house.ana).await;
    let kinds: Vec<ProofBy> = proofs.iter().map(|proof| proof.by).collect();
    assert_eq!(kinds, [ProofBy::Folder, ProofBy::Git]);
    for proof in &proofs {
        assert_eq!(
            (proof.size, &proof.trouble),
            (size, &None),
            "{:?}",
            proof.place
        );
        assert!(proof.at.is_some());
    }
    let note = git(
        repository,
        &[
            "show",
            &format!("openweave:openweave-{}.checkpoint", house.workspace),
        ],
    );
    assert_eq!(note.lines().nth(1), Some(size.to_string().as_str()));
    assert_eq!(
        git(repository, &["status", "--porcelain"]),
        "",
        "what is checked out is left alone"
    );
    let CheckFound::Holds(held) = checked(&house.ana).await.found else {
        panic!("it holds")
    };
    assert_eq!(held.kept_up_to, size);

    let id = named.body.anchor.to_string();
    house.ana.remove_anchor(&id, &once()).await.unwrap();
    let again = house.ana.remove_anchor(&id, &once()).await;
    assert_eq!(code(again.map(drop)), Code::NotFound);
    assert_eq!(elsewhere(&house.ana).await.len(), 1);
    assert!(
        !git(repository, &["log", "--oneline", "openweave"]).is_empty(),
        "what is there stays"
    );

    // The log names the places, so the next start knows them.
    let (dir, host, workspace) = house.reopened().await;
    host.anchor().await;
    let newest = fs::read_dir(folder).unwrap().count();
    assert!(newest >= 2, "{newest}");
    host.shutdown().await;
    drop((dir, workspace));
}

#[tokio::test(flavor = "multi_thread")]
async fn a_repository_with_a_remote_is_pushed_and_its_hooks_do_not_run() {
    let house = House::open().await;
    let (here, there) = (tempfile::tempdir().unwrap(), tempfile::tempdir().unwrap());
    git(there.path(), &["init", "--quiet", "--bare"]);
    git(here.path(), &["init", "--quiet"]);
    git(
        here.path(),
        &["remote", "add", "origin", there.path().to_str().unwrap()],
    );
    let trap = here.path().join("sprung");
    for hook in ["pre-push", "reference-transaction", "post-commit"] {
        let hook = here.path().join(".git/hooks").join(hook);
        fs::write(&hook, format!("#!/bin/sh\ntouch {}\n", trap.display())).unwrap();
        let mode = std::os::unix::fs::PermissionsExt::from_mode(0o700);
        fs::set_permissions(&hook, mode).unwrap();
    }
    house
        .ana
        .add_anchor(at(here.path()), &once())
        .await
        .unwrap();
    let proof = elsewhere(&house.ana).await.remove(0);
    assert_eq!(proof.trouble, None);
    assert!(!git(there.path(), &["log", "--oneline", "openweave"]).is_empty());
    assert!(!trap.exists(), "a hook ran");

    drop(there);
    house
        .ana
        .create_ticket(ticket("One"), &once())
        .await
        .unwrap();
    house.ana.anchor_now().await.unwrap();
    let late = elsewhere(&house.ana).await.remove(0);
    assert!(late.trouble.unwrap().contains("Git says"));
    assert_eq!(
        late.size, proof.size,
        "it reaches no further than what was pushed"
    );
}

#[tokio::test(flavor = "multi_thread")]
async fn a_place_that_is_none_is_refused_and_one_that_goes_away_says_so() {
    let house = House::open().await;
    let data = house.dir.path().to_owned();
    for (place, why) in [
        ("backup".to_owned(), "whole path"),
        ("/nowhere/at/all".to_owned(), "There is no folder"),
        (
            data.join("workspaces").display().to_string(),
            "lies in the data folder",
        ),
        (String::new(), ""),
    ] {
        let refused = house.ana.add_anchor(NewAnchor { place }, &once()).await;
        let refused = refused.unwrap_err().problem;
        assert_eq!(refused.code, Code::Malformed);
        assert!(refused.detail.contains(why), "{}", refused.detail);
    }
    let ada = house.person("ada", &["author"]).await;
    let folder = tempfile::tempdir().unwrap();
    let refused = ada.add_anchor(at(folder.path()), &once()).await;
    assert_eq!(code(refused.map(drop)), Code::NotPermitted);

    house
        .ana
        .add_anchor(at(folder.path()), &once())
        .await
        .unwrap();
    let reached = elsewhere(&house.ana).await.remove(0).size;
    drop(folder);
    house
        .ana
        .create_ticket(ticket("One"), &once())
        .await
        .unwrap();
    house.ana.anchor_now().await.unwrap();
    let gone = elsewhere(&house.ana).await.remove(0);
    assert_eq!(gone.size, reached);
    assert!(gone.trouble.is_some());
    let frame = house.ana.overview().await.unwrap().anchored.unwrap();
    assert!(frame.trouble.is_some());
}

#[tokio::test]
async fn an_owner_gives_the_log_another_key() {
    let house = House::open().await;
    let ada = house.person("ada", &["author"]).await;
    assert_eq!(
        code(ada.rotate_key(&once()).await.map(drop)),
        Code::NotPermitted
    );
    house.ana.rotate_key(&once()).await.unwrap();
    house
        .ana
        .create_ticket(ticket("One"), &once())
        .await
        .unwrap();
    let keys = house.ana.integrity().await.unwrap().log_keys;
    assert_eq!(keys.len(), 2);
    assert_ne!(keys[0].key, keys[1].key);
    assert!(matches!(
        checked(&house.ana).await.found,
        CheckFound::Holds(_)
    ));
}
