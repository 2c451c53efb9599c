//! Reading what the log comes to: tickets, requests, comments, published files.

use model::{
    Digest, ProjectKey, Request, RequestId, Seq, StateName, TicketId, TicketKey, Timestamp,
};

use crate::{
    CommentRow, RequestRow, StoreError, TicketRow,
    in_workspace::InWorkspace,
    load::{parse, unpacked},
    reads::{Reads, seq},
    write::number,
};

/// Which tickets. What is absent does not restrict.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct TicketFilter {
    /// Of this project.
    pub project: Option<ProjectKey>,
    /// In this state.
    pub state: Option<StateName>,
}

type TicketColumns = (Vec<u8>, i64, i64);
type RequestColumns = (Vec<u8>, Option<i64>);

impl Reads<InWorkspace> {
    /// The tickets that `filter` lets through, by project and number.
    ///
    /// # Errors
    /// [`StoreError::Unreadable`], [`StoreError::Damaged`].
    pub async fn tickets(&self, filter: &TicketFilter) -> Result<Vec<TicketRow>, StoreError> {
        let mut sql = sqlx::QueryBuilder::new(
            "SELECT ticket, opened_at, changed_at FROM p_ticket WHERE true",
        );
        if let Some(project) = &filter.project {
            sql.push(" AND project = ").push_bind(project.to_string());
        }
        if let Some(state) = &filter.state {
            sql.push(" AND state = ").push_bind(state.to_string());
        }
        sql.push(" ORDER BY project, number");
        let rows: Vec<TicketColumns> = sql.build_query_as().fetch_all(&self.pool).await?;
        rows.into_iter().map(ticket).collect()
    }

    /// One ticket.
    ///
    /// # Errors
    /// [`StoreError::Unreadable`], [`StoreError::Damaged`].
    pub async fn ticket(&self, key: &TicketKey) -> Result<Option<TicketRow>, StoreError> {
        let row: Option<TicketColumns> = sqlx::query_as(
            "SELECT ticket, opened_at, changed_at FROM p_ticket WHERE project = ? AND number = ?",
        )
        .bind(key.project.to_string())
        .bind(number(key.number))
        .fetch_optional(&self.pool)
        .await?;
        row.map(ticket).transpose()
    }

    /// The same by its id.
    ///
    /// # Errors
    /// [`StoreError::Unreadable`], [`StoreError::Damaged`].
    pub async fn ticket_by_id(&self, id: TicketId) -> Result<Option<TicketRow>, StoreError> {
        let row: Option<TicketColumns> =
            sqlx::query_as("SELECT ticket, opened_at, changed_at FROM p_ticket WHERE id = ?")
                .bind(id.to_string())
                .fetch_optional(&self.pool)
                .await?;
        row.map(ticket).transpose()
    }

    /// The requests that are pending, oldest first.
    ///
    /// # Errors
    /// [`StoreError::Unreadable`], [`StoreError::Damaged`].
    pub async fn open_requests(&self) -> Result<Vec<Request>, StoreError> {
        let rows: Vec<RequestColumns> = sqlx::query_as(
            "SELECT request, closed FROM p_request WHERE closed IS NULL ORDER BY opened",
        )
        .fetch_all(&self.pool)
        .await?;
        rows.into_iter()
            .map(|row| Ok(request(row)?.request))
            .collect()
    }

    /// The requests that are no longer pending, the last closed first; those closed below `before` when one pages on.
    ///
    /// # Errors
    /// [`StoreError::Unreadable`], [`StoreError::Damaged`].
    pub async fn closed_requests(
        &self,
        before: Option<Seq>,
        limit: u32,
    ) -> Result<Vec<RequestRow>, StoreError> {
        let rows: Vec<RequestColumns> = sqlx::query_as(
            "SELECT request, closed FROM p_request WHERE closed IS NOT NULL AND closed < ? \
             ORDER BY closed DESC LIMIT ?",
        )
        .bind(before.map_or(i64::MAX, |seq| number(seq.0)))
        .bind(limit)
        .fetch_all(&self.pool)
        .await?;
        rows.into_iter().map(request).collect()
    }

    /// All requests there ever were on a ticket, newest first.
    ///
    /// # Errors
    /// [`StoreError::Unreadable`], [`StoreError::Damaged`].
    pub async fn requests_of(&self, ticket: TicketId) -> Result<Vec<RequestRow>, StoreError> {
        let rows: Vec<RequestColumns> = sqlx::query_as(
            "SELECT request, closed FROM p_request WHERE ticket = ? ORDER BY opened DESC",
        )
        .bind(ticket.to_string())
        .fetch_all(&self.pool)
        .await?;
        rows.into_iter().map(request).collect()
    }

    /// One request, open or not.
    ///
    /// # Errors
    /// [`StoreError::Unreadable`], [`StoreError::Damaged`].
    pub async fn request(&self, id: RequestId) -> Result<Option<RequestRow>, StoreError> {
        let row: Option<RequestColumns> =
            sqlx::query_as("SELECT request, closed FROM p_request WHERE id = ?")
                .bind(id.to_string())
                .fetch_optional(&self.pool)
                .await?;
        row.map(request).transpose()
    }

    /// A ticket's comments, oldest first.
    ///
    /// # Errors
    /// [`StoreError::Unreadable`], [`StoreError::Damaged`].
    pub async fn comments(&self, ticket: TicketId) -> Result<Vec<CommentRow>, StoreError> {
        let rows: Vec<(String, i64, i64, String, String)> = sqlx::query_as(
            "SELECT id, seq, at, author, text FROM p_comment WHERE ticket = ? ORDER BY seq",
        )
        .bind(ticket.to_string())
        .fetch_all(&self.pool)
        .await?;
        let comment = |(id, place, at, author, text): (String, i64, i64, String, String)| {
            let damaged = |because: &str| StoreError::damaged(Some(seq(place)), because);
            Ok(CommentRow {
                id: id.parse().map_err(|_| damaged("a comment's id"))?,
                ticket,
                seq: seq(place),
                at: Timestamp::from_micros(at),
                by: parse(&author)?,
                text: text.parse().map_err(|_| damaged("a comment's digest"))?,
            })
        };
        rows.into_iter().map(comment).collect()
    }

    /// A published workflow's file.
    ///
    /// # Errors
    /// [`StoreError::Unreadable`].
    pub async fn source(&self, digest: Digest) -> Result<Option<String>, StoreError> {
        Ok(
            sqlx::query_scalar("SELECT bytes FROM w_source WHERE digest = ?")
                .bind(digest.to_string())
                .fetch_optional(&self.pool)
                .await?,
        )
    }
}

fn ticket((packed, opened_at, changed_at): TicketColumns) -> Result<TicketRow, StoreError> {
    Ok(TicketRow {
        ticket: unpacked(&packed)?,
        opened_at: Timestamp::from_micros(opened_at),
        changed_at: Timestamp::from_micros(changed_at),
    })
}

fn request((packed, closed): RequestColumns) -> Result<RequestRow, StoreError> {
    Ok(RequestRow {
        request: unpacked(&packed)?,
        closed: closed.map(seq),
    })
}
