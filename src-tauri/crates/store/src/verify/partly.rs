//! The walk along a log alone, as far as a bench wants it: how fast each part of the check is.

use std::{collections::BTreeSet, path::Path};

use sqlx::{Connection, SqliteConnection};

use super::{Depth, Finding, PAGE, VerifyError, compare, tree, walk::Walk};
use crate::{
    StoreError, folder, in_workspace::InWorkspace, realm::ReadWorkflow, realm::Realm, replay,
};

/// Walks along the workspace's log in `dir` and holds it to its tree; below [`Depth::Hashes`] also to its projections. Says how
/// many entries and signatures there are. SQLite's own check, the texts and the mark are left to [`super::verify_workspace`].
///
/// # Errors
/// As [`super::verify_workspace`].
pub async fn walk_workspace(
    dir: &Path,
    read_workflow: ReadWorkflow,
    depth: Depth,
) -> Result<(u64, u64), VerifyError> {
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
) -> Result<(u64, u64), StoreError> {
    sqlx::query("BEGIN").execute(&mut *db).await?;
    let sources = replay::sources(db).await?;
    let mut walk = Walk::new(of, &sources, Vec::new(), BTreeSet::new());
    walk.along(db, None, findings).await?;
    walk.ends(findings);
    tree::head(db, &walk, findings).await?;
    if let Some(replay) = walk.replay.as_ref().filter(|_| of.1 > Depth::Hashes) {
        compare::projections(db, replay, findings).await?;
    }
    Ok((walk.tree.size(), walk.rules.signatures))
}
