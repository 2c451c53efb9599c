//! The walk along a log alone, as far as a bench wants it: how fast each part of the check is.

use std::{collections::BTreeSet, path::Path, time::Duration};

use sqlx::{Connection, SqliteConnection};

use super::{Depth, Finding, PAGE, VerifyError, compare, tree, walk::Walk};
use crate::{
    StoreError, folder, in_workspace::InWorkspace, realm::ReadWorkflow, realm::Realm, replay,
};

/// A log that holds, as far as it was walked along.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Walked {
    /// How many entries.
    pub entries: u64,
    /// How many signatures, where they were checked.
    pub signatures: u64,
    /// How long checking them took.
    pub attesting: Duration,
}

/// Walks along the workspace's log in `dir` and holds it to its tree; below [`Depth::Hashes`] also to its projections. SQLite's own check, the texts and the mark are left to [`super::verify_workspace`].
///
/// # Errors
/// As [`super::verify_workspace`].
pub async fn walk_workspace(
    dir: &Path,
    read_workflow: ReadWorkflow,
    depth: Depth,
) -> Result<Walked, VerifyError> {
    let file = folder::existing(dir.join(InWorkspace::FILE))?;
    let mut db = SqliteConnection::connect_with(&folder::for_reading_through(&file, PAGE))
        .await
        .map_err(StoreError::from)?;
    let mut findings = Vec::new();
    let realm = InWorkspace { read_workflow };
    let walked = walked(&mut db, (&realm, depth), &mut findings).await;
    db.close().await.map_err(StoreError::from)?;
    let walked = walked?;
    if findings.is_empty() {
        Ok(walked)
    } else {
        Err(VerifyError::Broken(findings))
    }
}

async fn walked(
    db: &mut SqliteConnection,
    of: (&InWorkspace, Depth),
    findings: &mut Vec<Finding>,
) -> Result<Walked, StoreError> {
    sqlx::query("BEGIN").execute(&mut *db).await?;
    let sources = replay::sources(db).await?;
    let mut walk = Walk::new(of, &sources, Vec::new(), BTreeSet::new());
    walk.along(db, None, findings).await?;
    walk.ends(findings);
    tree::head(db, &walk, findings).await?;
    if let Some(replay) = walk.replay.as_ref().filter(|_| of.1 > Depth::Hashes) {
        compare::projections(db, replay, findings).await?;
    }
    Ok(Walked {
        entries: walk.tree.size(),
        signatures: walk.rules.signatures,
        attesting: walk.rules.attesting,
    })
}
