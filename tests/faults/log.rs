//! A log, read from its file beside everything that writes it.

use std::{
    collections::BTreeMap,
    path::{Path, PathBuf},
};

use model::{Action, Outcome};
use store::{HostReads, StoreError, Stored, WorkspaceReads};

/// All entries of the host in `data`.
pub async fn of_host(data: &Path) -> Result<Vec<Stored>, StoreError> {
    let reads = HostReads::open(data).await?;
    let entries = reads.entries_after(None, u32::MAX).await;
    reads.close().await;
    entries
}

/// All entries of the workspace in `folder`.
pub async fn of_workspace(folder: &Path) -> Result<Vec<Stored>, StoreError> {
    let reads = WorkspaceReads::open(folder).await?;
    let entries = reads.entries_after(None, u32::MAX).await;
    reads.close().await;
    entries
}

/// The folders of workspaces in `data`: whole ones.
pub fn workspaces(data: &Path) -> Vec<PathBuf> {
    let folders = std::fs::read_dir(data.join("workspaces"))
        .into_iter()
        .flatten();
    let paths = folders.map(|entry| entry.expect("a folder").path());
    paths.filter(|path| path.extension().is_none()).collect()
}

/// The moves that were made, each by its place in the log, with the ticket's id.
///
/// # Panics
/// When a ticket moves from where it did not stand.
pub fn moves(entries: &[Stored]) -> BTreeMap<u64, String> {
    let (mut stands, mut moves) = (BTreeMap::new(), BTreeMap::new());
    for Stored { entry, json, .. } in entries {
        let (Some(ticket), Some(to), Outcome::Done) =
            (entry.about.ticket, &entry.about.to, entry.outcome)
        else {
            continue;
        };
        let stood = stands.insert(ticket, to);
        if entry.action == Action::Move {
            assert_eq!(
                entry.about.from.as_ref(),
                stood,
                "it did not stand there: {json}"
            );
            moves.insert(entry.seq.0, ticket.to_string());
        }
    }
    moves
}
