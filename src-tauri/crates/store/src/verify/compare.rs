//! The projections against what the log comes to: the expected rows are written into an empty database by the writer's
//! own statements, then both are read the same way.

use std::collections::BTreeMap;

use model::Seq;
use sqlx::{Connection, SqliteConnection};

use crate::{StoreError, pack, realm::Realm, replay::Replay, schema, verify::Finding, write};

/// A projection: what a row of it is, and its rows as text, each with the entry it came from and with what is packed in it.
struct Projection {
    of: &'static str,
    rows: &'static str,
}

const PROJECTIONS: [Projection; 4] = [
    Projection {
        of: "its ticket",
        rows: "SELECT json_array(project, number, id, state, last, opened_at, changed_at), last, ticket FROM p_ticket",
    },
    Projection {
        of: "its request",
        rows: "SELECT json_array(id, ticket, opened, closed), opened, request FROM p_request",
    },
    Projection {
        of: "its comment",
        rows: "SELECT json_array(ticket, seq, id, at, author, text), seq, NULL FROM p_comment",
    },
    Projection {
        of: "its actor's last use",
        rows: "SELECT json_array(who, seq, at), seq, NULL FROM p_use",
    },
];

/// Compares every projected row, and says how many there are.
pub(super) async fn projections<R: Realm>(
    db: &mut SqliteConnection,
    replay: &Replay<R>,
    findings: &mut Vec<Finding>,
) -> Result<u64, StoreError> {
    let mut rebuilt = SqliteConnection::connect("sqlite::memory:").await?;
    schema::build(&mut rebuilt, R::APPLICATION_ID).await?;
    sqlx::query("BEGIN").execute(&mut rebuilt).await?;
    write::rows(&mut rebuilt, &replay.touched.rows::<R>(&replay.world)).await?;
    let mut count = 0;
    for projection in PROJECTIONS {
        let mut expected = rows(&mut rebuilt, &projection).await?;
        let mut beside = BTreeMap::new();
        for (row, seq) in rows(db, &projection).await? {
            count += 1;
            if expected.remove(&row).is_none() {
                beside.insert(row, seq);
            }
        }
        let what = projection.of;
        let (wrong, words) = if expected.is_empty() {
            (
                beside,
                format!("{what} is there, but the log knows nothing of it"),
            )
        } else {
            (expected, format!("{what} is not as the log has it"))
        };
        findings.extend(wrong.into_values().map(|seq| Finding {
            seq: u64::try_from(seq).ok().map(Seq),
            words: words.clone(),
        }));
    }
    rebuilt.close().await?;
    Ok(count)
}

async fn rows(
    db: &mut SqliteConnection,
    projection: &Projection,
) -> Result<BTreeMap<String, i64>, StoreError> {
    let rows: Vec<(String, i64, Option<Vec<u8>>)> =
        sqlx::query_as(projection.rows).fetch_all(db).await?;
    let row = |(text, seq, packed): (String, i64, Option<Vec<u8>>)| match packed {
        None => (text, seq),
        Some(packed) => match pack::unpacked(&packed) {
            Ok(unpacked) => (text + &unpacked, seq),
            // No rebuilt row is like it.
            Err(_) => (format!("{text}{packed:?}"), seq),
        },
    };
    Ok(rows.into_iter().map(row).collect())
}
