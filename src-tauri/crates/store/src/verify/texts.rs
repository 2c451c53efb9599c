//! Texts and published files against their digests. An absent text was erased, which is nobody's fault.

use model::{Digest, Salt, Text};
use sqlx::SqliteConnection;

use crate::{StoreError, replay::Sources, verify::Finding};

/// How many texts are read at once.
const PAGE: i64 = 1_000;

/// Counts the texts, and names the digests of those that are not what they should be.
pub(super) async fn check(db: &mut SqliteConnection) -> Result<(u64, Vec<Digest>), StoreError> {
    let (mut count, mut suspects, mut after) = (0, Vec::new(), i64::MIN);
    loop {
        let rows: Vec<(i64, Vec<u8>, Vec<u8>, String)> = sqlx::query_as(
            "SELECT rowid, digest, salt, text FROM t_text WHERE rowid > ? ORDER BY rowid LIMIT ?",
        )
        .bind(after)
        .bind(PAGE)
        .fetch_all(&mut *db)
        .await?;
        let Some((last, ..)) = rows.last() else {
            return Ok((count, suspects));
        };
        after = *last;
        for (_, digest, salt, text) in rows {
            let digest = Digest::new(digest.try_into().unwrap_or([0; 32]));
            let salt = salt.try_into().map(Salt::new);
            if salt.is_ok_and(|salt| Text { salt, text }.digest() == digest) {
                count += 1;
            } else {
                suspects.push(digest);
            }
        }
    }
}

/// The published files that are what their digests say; the others are findings.
pub(super) async fn sources(
    db: &mut SqliteConnection,
    findings: &mut Vec<Finding>,
) -> Result<Sources, StoreError> {
    let rows: Vec<(String, String)> = sqlx::query_as("SELECT digest, bytes FROM w_source")
        .fetch_all(db)
        .await?;
    let mut sources = Sources::new();
    for (digest, bytes) in rows {
        let found = Digest::of(bytes.as_bytes());
        if found.to_string() == digest {
            sources.insert(found, bytes);
        } else {
            findings.push(Finding {
                seq: None,
                words: format!("the workflow file {digest} is not what its digest says"),
            });
        }
    }
    Ok(sources)
}
