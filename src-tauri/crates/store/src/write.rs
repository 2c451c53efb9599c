//! Every statement that changes a log file: one per table and batch. Only the writer has a connection that they work on.

use std::{collections::BTreeSet, fmt::Display};

use ledger::{Tile, TileId};
use model::{Digest, Text};
use sqlx::{Encode, QueryBuilder, Sqlite, SqliteConnection, Type, query_builder::Separated};

use crate::{
    Stored, pack,
    replay::{self, Sources},
    touched::{CommentRow, RequestRow, Rows, TicketRow, UseRow},
};

/// SQLite takes 32,766 values in one statement; no row here has ten.
const ROWS_MAX: usize = 3_200;
/// Statements of so few rows are kept prepared; longer ones seldom come twice.
const ROWS_KEPT: usize = 8;

/// One checkpoint is kept of so many entries, or a batch more.
const CHECKPOINT_EVERY: u64 = 65_536;

type Values<'a, 'b> = Separated<'a, Sqlite, &'b str>;

/// One `INSERT` for all of `rows`.
async fn insert<T>(
    db: &mut SqliteConnection,
    into: &'static str,
    rows: &[T],
    on_conflict: &'static str,
    bind: impl Fn(&mut Values<'_, 'static>, &T),
) -> Result<(), sqlx::Error> {
    for some in rows.chunks(ROWS_MAX) {
        let mut sql = QueryBuilder::new(into);
        sql.push_values(some, |mut values, row| bind(&mut values, row));
        sql.push(on_conflict);
        sql.build()
            .persistent(some.len() <= ROWS_KEPT)
            .execute(&mut *db)
            .await?;
    }
    Ok(())
}

/// Binds a value as text.
fn text(values: &mut Values<'_, 'static>, value: impl Display) {
    values.push_bind(value.to_string());
}

/// Binds a value as it is.
fn own<T>(values: &mut Values<'_, 'static>, value: T)
where
    T: Encode<'static, Sqlite> + Type<Sqlite> + 'static,
{
    values.push_bind(value);
}

/// A number as SQLite keeps it. Nothing here comes near the end of its range.
pub(crate) fn number(n: u64) -> i64 {
    i64::try_from(n).unwrap_or(i64::MAX)
}

/// Where a tile stands: its level, then its index. A level has at most 2^55 tiles.
pub(crate) fn place(id: TileId) -> i64 {
    (i64::from(id.level) << 56) | number(id.index)
}

/// The tile that stands there.
pub(crate) fn tile_at(place: i64) -> Option<TileId> {
    let level = u8::try_from(place >> 56).ok()?;
    let index = u64::try_from(place & ((1 << 56) - 1)).ok()?;
    Some(TileId { level, index })
}

/// Appends entries.
pub(crate) async fn entries(
    db: &mut SqliteConnection,
    entries: &[Stored],
) -> Result<(), sqlx::Error> {
    insert(
        db,
        "INSERT INTO log (seq, entry) ",
        entries,
        "",
        |values, e| {
            own(values, number(e.entry.seq.0));
            own(values, e.json.clone());
        },
    )
    .await
}

/// Puts tiles in the place of the narrower ones that were there.
pub(crate) async fn tiles(db: &mut SqliteConnection, tiles: &[Tile]) -> Result<(), sqlx::Error> {
    insert(
        db,
        "INSERT INTO tile (place, hashes) ",
        tiles,
        " ON CONFLICT DO UPDATE SET hashes = excluded.hashes",
        |values, tile| {
            own(values, place(tile.id));
            own(values, tile.bytes.clone());
        },
    )
    .await
}

/// Says what the tree has grown to from `before` entries, and whether the head still was there: if not, another process writes too.
pub(crate) async fn head(
    db: &mut SqliteConnection,
    before: u64,
    head: &replay::Head,
) -> Result<bool, sqlx::Error> {
    let size = head.tree.size();
    let done = sqlx::query("UPDATE head SET size = ?, frontier = ?, note = ? WHERE size = ?")
        .bind(number(size))
        .bind(head.tree.to_bytes())
        .bind(&head.note)
        .bind(number(before))
        .execute(&mut *db)
        .await?;
    if before / CHECKPOINT_EVERY < size / CHECKPOINT_EVERY {
        sqlx::query("INSERT INTO checkpoint (size, note) VALUES (?, ?)")
            .bind(number(size))
            .bind(&head.note)
            .execute(db)
            .await?;
    }
    Ok(done.rows_affected() == 1)
}

/// Keeps texts. One that is there already is the same, salt and all, or was erased and stays so.
pub(crate) async fn texts(db: &mut SqliteConnection, texts: &[Text]) -> Result<(), sqlx::Error> {
    insert(
        db,
        "INSERT INTO t_text (digest, salt, text) ",
        texts,
        " ON CONFLICT DO NOTHING",
        |values, t| {
            own(values, t.digest().bytes().to_vec());
            own(values, t.salt.bytes().to_vec());
            own(values, t.text.clone());
        },
    )
    .await
}

/// Erases texts: zeros over salt and text, in their place. A row that is deleted lets its neighbours move between pages, and SQLite
/// leaves copies of them behind, also with `secure_delete`: when one of those was erased later, its copy would still be there.
pub(crate) async fn erase(
    db: &mut SqliteConnection,
    texts: &BTreeSet<Digest>,
) -> Result<(), sqlx::Error> {
    for digest in texts {
        sqlx::query(
            "UPDATE t_text SET salt = zeroblob(32), text = CAST(zeroblob(length(CAST(text AS BLOB))) AS TEXT) \
             WHERE digest = ?",
        )
        .bind(digest.bytes().to_vec())
        .execute(&mut *db)
        .await?;
    }
    Ok(())
}

/// Keeps published files.
pub(crate) async fn sources(
    db: &mut SqliteConnection,
    sources: &Sources,
) -> Result<(), sqlx::Error> {
    let sources: Vec<_> = sources.iter().collect();
    insert(
        db,
        "INSERT INTO w_source (digest, bytes) ",
        &sources,
        " ON CONFLICT DO NOTHING",
        |values, (digest, bytes)| {
            text(values, digest);
            own(values, (*bytes).clone());
        },
    )
    .await
}

/// Brings the projections up to date.
pub(crate) async fn rows(db: &mut SqliteConnection, rows: &Rows) -> Result<(), sqlx::Error> {
    tickets(db, &rows.tickets).await?;
    requests(db, &rows.requests).await?;
    comments(db, &rows.comments).await?;
    uses(db, &rows.uses).await
}

async fn tickets(db: &mut SqliteConnection, rows: &[TicketRow]) -> Result<(), sqlx::Error> {
    insert(
        db,
        "INSERT INTO p_ticket (project, number, id, state, last, opened_at, changed_at, ticket) ",
        rows,
        " ON CONFLICT (project, number) DO UPDATE SET state = excluded.state, last = excluded.last, \
         changed_at = max(changed_at, excluded.changed_at), ticket = excluded.ticket",
        |values, row| {
            let ticket = &row.ticket;
            text(values, &ticket.key.project);
            own(values, number(ticket.key.number));
            text(values, ticket.id);
            text(values, &ticket.state);
            own(values, number(ticket.last.0.0));
            own(values, row.opened_at.micros());
            own(values, row.changed_at.micros());
            own(values, pack::packed(&json(ticket)));
        },
    )
    .await
}

async fn requests(db: &mut SqliteConnection, rows: &[RequestRow]) -> Result<(), sqlx::Error> {
    insert(
        db,
        "INSERT INTO p_request (id, ticket, opened, closed, request) ",
        rows,
        " ON CONFLICT (id) DO UPDATE SET closed = coalesce(closed, excluded.closed), request = excluded.request",
        |values, row| {
            let request = &row.request;
            text(values, request.id);
            text(values, request.ticket);
            own(values, number(request.opened.0));
            own(values, row.closed.map(|seq| number(seq.0)));
            own(values, pack::packed(&json(request)));
        },
    )
    .await
}

async fn comments(db: &mut SqliteConnection, rows: &[CommentRow]) -> Result<(), sqlx::Error> {
    insert(
        db,
        "INSERT INTO p_comment (ticket, seq, id, at, author, text) ",
        rows,
        "",
        |values, row| {
            text(values, row.ticket);
            own(values, number(row.seq.0));
            text(values, row.id);
            own(values, row.at.micros());
            own(values, json(&row.by));
            text(values, row.text);
        },
    )
    .await
}

async fn uses(db: &mut SqliteConnection, rows: &[UseRow]) -> Result<(), sqlx::Error> {
    insert(
        db,
        "INSERT INTO p_use (who, seq, at) ",
        rows,
        " ON CONFLICT (who) DO UPDATE SET seq = excluded.seq, at = excluded.at",
        |values, row| {
            own(values, row.who.clone());
            own(values, number(row.seq.0));
            own(values, row.at.micros());
        },
    )
    .await
}

/// The JSON of a projected value.
pub(crate) fn json(value: &impl serde::Serialize) -> String {
    serde_json::to_string(value).expect("values of the model are always JSON")
}
