//! The first minute, killed after some change: a folder begins, then its owner and workspace come. Then the power goes, too;
//! or somebody starts it again and goes on.

use host::Host;
use openweave_tests::{
    Person,
    house::{self, PASSWORD},
    skip,
};
use serde_json::json;
use store::Against;

use crate::{
    disk::{Disk, Failing},
    log,
    luck::Luck,
    often,
    platter::Platter,
};

/// How many changes there may be until the workspace is there.
const CHANGES: usize = 450;
/// How many ways a power cut may then go.
const CUTS: usize = 3;

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_beginning_that_was_killed_is_gone_on_with() {
    let mut luck = Luck::of(3);
    for _ in 0..often("OPENWEAVE_BEGINNINGS", 20) {
        let Some(disk) = Disk::empty() else {
            let because = "there is no C compiler `cc` to make the disk that remembers";
            return skip("a_beginning_that_was_killed_is_gone_on_with", because);
        };
        let after = luck.place(CHANGES);
        disk.fails(Failing::Life, after, 1);
        if let Some(served) = disk.serve() {
            let code = served.setup_code.clone().expect("a new folder has one");
            let answered = Person::setting_up(served.console, &code).try_send().await;
            assert!(
                answered.is_err() || disk.happened() == 0,
                "killed after {after} changes"
            );
        }
        disk.heals();
        for _ in 0..CUTS {
            cut(&disk, &mut luck, after).await;
        }
        gone_on_with(&disk, after).await;
    }
}

/// The power goes as well: what is left opens, and is in order.
async fn cut(disk: &Disk, luck: &mut Luck, after: usize) {
    let mut platter = Platter::empty();
    for record in disk.journal() {
        platter.follow(&record);
    }
    let left = tempfile::tempdir().expect("a temporary folder");
    platter.left(luck, left.path());
    let data = left.path().join("data");
    let opened = Host::open(house::options(&data)).await;
    let host = opened.unwrap_or_else(|error| panic!("killed after {after} changes: {error}"));
    host.shutdown().await;
    in_order(&data, after).await;
}

/// Somebody starts it again, and has a workspace.
async fn gone_on_with(disk: &Disk, after: usize) {
    let served = disk.serve().expect("it is served again");
    let olga = match &served.setup_code {
        Some(code) => Person::sets_up(served.console, code).await,
        None => Person::signs_in(served.console, "olga", PASSWORD).await,
    };
    if olga.workspace.is_empty() {
        let workspace = json!({ "name": "Acme" });
        olga.post("/console/workspaces", &workspace).await.ok(200);
    }
    assert!(served.terminate().success());
    assert_eq!(
        log::workspaces(&disk.data()).len(),
        1,
        "killed after {after} changes"
    );
    in_order(&disk.data(), after).await;
}

async fn in_order(data: &std::path::Path, after: usize) {
    let against = Against::default();
    let host = store::verify_host(data, &against).await;
    host.unwrap_or_else(|error| panic!("killed after {after} changes: {error}"));
    for folder in log::workspaces(data) {
        let report = store::verify_workspace(&folder, house::read_workflow, &against).await;
        report.unwrap_or_else(|error| panic!("killed after {after} changes: {error}"));
    }
}
