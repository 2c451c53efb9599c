//! Texts and published files against their digests.

use std::collections::BTreeSet;

use model::{Digest, Salt, Seq, Text};
use sqlx::{QueryBuilder, SqliteConnection};

use crate::{StoreError, replay::Sources, verify::Finding};

/// How many texts are read at once.
const PAGE: i64 = 1_000;
/// How many are asked for at once.
const NAMED_MAX: usize = 10_000;

/// Counts the texts that were not erased, and names the digests of those that are not what they should be.
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
        let erased = |salt: &[u8], text: &str| salt == [0; 32] && text.bytes().all(|b| b == 0);
        let kept = rows
            .into_iter()
            .filter(|(.., salt, text)| !erased(salt, text));
        for (_, digest, salt, text) in kept {
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

/// Those of the `named` texts that are there.
pub(super) async fn there(
    db: &mut SqliteConnection,
    named: &[(Digest, Seq)],
) -> Result<BTreeSet<Digest>, StoreError> {
    let mut there = BTreeSet::new();
    for some in named.chunks(NAMED_MAX) {
        let mut sql = QueryBuilder::new(
            "SELECT digest FROM t_text WHERE salt <> zeroblob(32) AND digest IN (",
        );
        let mut list = sql.separated(", ");
        for (digest, _) in some {
            list.push_bind(digest.bytes().to_vec());
        }
        sql.push(")");
        let rows: Vec<(Vec<u8>,)> = sql.build_query_as().fetch_all(&mut *db).await?;
        let digests = rows
            .into_iter()
            .filter_map(|(digest,)| digest.try_into().ok());
        there.extend(digests.map(Digest::new));
    }
    Ok(there)
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
