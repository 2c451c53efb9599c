//! Whether a folder that a power cut left holds what was told, opens, and may be written.

use std::{path::Path, sync::Arc};

use host::Host;
use model::{Action, Timestamp};
use openweave_tests::house;
use store::{Against, Stored, Workspace};

use crate::{
    journal::{Record, What},
    log,
    run::Run,
};

/// What clients had been told by some moment.
#[derive(Clone, Copy, Debug, Default)]
pub struct Told {
    set_up: bool,
    entries: usize,
}

impl Told {
    /// It goes on.
    pub fn follow(&mut self, record: &Record) {
        let What::Said(said) = &record.what else {
            return;
        };
        self.set_up |= said["set_up"] == true;
        let entries = said["entries"].as_u64().unwrap_or_default();
        self.entries = self
            .entries
            .max(usize::try_from(entries).expect("so many entries"));
    }
}

/// Opens the folder at `data` as a host does after a power cut, and checks it.
///
/// # Errors
/// What is wrong with it.
pub async fn judge(data: &Path, run: &Run, told: Told) -> Result<(), String> {
    let opened = Host::open(house::options(data)).await;
    opened
        .map_err(|error| format!("it does not open: {error}"))?
        .shutdown()
        .await;
    let host = log::of_host(data)
        .await
        .map_err(|error| error.to_string())?;
    // Before anybody was told of it, the host may begin anew; and what names a workspace is written anew at start.
    let anew = !told.set_up && host.first().map(|first| &first.json) != run.host.first();
    let named = host
        .last()
        .is_some_and(|last| last.entry.action == Action::AddWorkspace);
    let before = &host[..host.len() - usize::from(named)];
    if !anew {
        let held = holds(before, &run.host, 0, run.faulty);
        held.map_err(|because| format!("the host's log: {because}"))?;
    }
    let report = store::verify_host(data, &Against::default()).await;
    report.map_err(|error| format!("the host's log: {error}"))?;

    let arrived = |stored: &Stored| stored.entry.action == Action::AddPerson;
    if told.set_up && !host.iter().any(arrived) {
        return Err("the owner is not there".to_owned());
    }

    let folders = log::workspaces(data);
    if told.set_up && folders.len() != 1 {
        return Err(format!("{} workspaces where one was made", folders.len()));
    }
    for folder in folders {
        let clock: store::Clock = Arc::new(|| Timestamp::from_micros(0));
        let opened = Workspace::open(&folder, clock, house::read_workflow).await;
        let opened = opened.map_err(|error| error.to_string())?;
        let standing = opened.read_only();
        opened.close().await;
        if let Some(standing) = standing {
            return Err(standing.to_string());
        }
        let entries = log::of_workspace(&folder)
            .await
            .map_err(|error| error.to_string())?;
        holds(&entries, &run.workspace, told.entries, run.faulty)?;
        log::moves(&entries);
        let report =
            store::verify_workspace(&folder, house::read_workflow, &Against::default()).await;
        report.map_err(|error| error.to_string())?;
    }
    Ok(())
}

/// That these are the first of those that were `written` in the end, and at least those that were told.
/// A disk that is `faulty` may hold what did not happen after all, but for nobody to be told of.
fn holds(entries: &[Stored], written: &[String], told: usize, faulty: bool) -> Result<(), String> {
    let pairs = entries.iter().zip(written);
    let same = pairs
        .take_while(|(entry, written)| entry.json == **written)
        .count();
    if same < told {
        return Err(format!(
            "{told} entries were told, and {same} of {} are there",
            entries.len()
        ));
    }
    match entries.get(same) {
        Some(other) if !faulty => Err(format!(
            "entry {same} is another than was written: {}",
            other.json
        )),
        _ => Ok(()),
    }
}
