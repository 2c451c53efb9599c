//! Reading entries: by place, by filter, by ticket.

use model::{Action, ActorId, Code, Kind, Outcome, ProjectKey, Seq, TicketId, Timestamp};
use sqlx::{QueryBuilder, Sqlite};

use crate::{
    StoreError, Stored,
    in_workspace::InWorkspace,
    load,
    reads::Reads,
    realm::Realm,
    write::{json, number},
};

/// Which entries. What is absent does not restrict.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct EntryFilter {
    /// Whose.
    pub actor: Option<ActorId>,
    /// Of what kind of actor.
    pub kind: Option<Kind>,
    /// What was done or tried.
    pub action: Option<Action>,
    /// How it ended.
    pub outcome: Option<Outcome>,
    /// Why it was refused.
    pub code: Option<Code>,
    /// About tickets of this project, or its making.
    pub project: Option<ProjectKey>,
    /// About this ticket.
    pub ticket: Option<TicketId>,
    /// Not before this moment.
    pub from: Option<Timestamp>,
    /// Before this moment.
    pub to: Option<Timestamp>,
}

impl<R: Realm> Reads<R> {
    /// The newest `limit` entries that `filter` lets through, newest first; those below `before` when one pages on.
    /// Reads the log backwards until it has them: a filter that fits few entries reads all between its times.
    ///
    /// # Errors
    /// [`StoreError::Unreadable`], [`StoreError::Damaged`].
    pub async fn entries(
        &self,
        filter: &EntryFilter,
        before: Option<Seq>,
        limit: u32,
    ) -> Result<Vec<Stored>, StoreError> {
        let mut sql = QueryBuilder::new("SELECT seq, entry FROM log WHERE seq < ");
        let end = match filter.to {
            Some(to) => Some(self.first_since(to).await?),
            None => None,
        };
        let end = [before.map(|seq| number(seq.0)), end];
        sql.push_bind(end.into_iter().flatten().min().unwrap_or(i64::MAX));
        if let Some(from) = filter.from {
            let start = self.first_since(from).await?;
            sql.push(" AND seq >= ").push_bind(start);
        }
        restrict(&mut sql, filter);
        sql.push(" ORDER BY seq DESC LIMIT ").push_bind(limit);
        let rows = sql.build().fetch_all(&self.pool).await?;
        rows.iter().map(load::stored).collect()
    }

    /// The first `limit` entries after `seq` (from the first when absent), oldest first.
    ///
    /// # Errors
    /// [`StoreError::Unreadable`], [`StoreError::Damaged`].
    pub async fn entries_after(
        &self,
        seq: Option<Seq>,
        limit: u32,
    ) -> Result<Vec<Stored>, StoreError> {
        let rows = sqlx::query("SELECT seq, entry FROM log WHERE seq > ? ORDER BY seq LIMIT ?")
            .bind(seq.map_or(-1, |seq| number(seq.0)))
            .bind(limit)
            .fetch_all(&self.pool)
            .await?;
        rows.iter().map(load::stored).collect()
    }

    /// One entry.
    ///
    /// # Errors
    /// [`StoreError::Unreadable`], [`StoreError::Damaged`].
    pub async fn entry(&self, seq: Seq) -> Result<Option<Stored>, StoreError> {
        let row = sqlx::query("SELECT seq, entry FROM log WHERE seq = ?")
            .bind(number(seq.0))
            .fetch_optional(&self.pool)
            .await?;
        row.as_ref().map(load::stored).transpose()
    }

    /// The place of the first entry that is not older than `moment`. Times never fall along a log, so that halving finds it.
    async fn first_since(&self, moment: Timestamp) -> Result<i64, StoreError> {
        let (mut low, mut high): (i64, i64) =
            sqlx::query_as("SELECT 0, coalesce(max(seq) + 1, 0) FROM log")
                .fetch_one(&self.pool)
                .await?;
        while low < high {
            let middle = low + (high - low) / 2;
            let at: Option<String> =
                sqlx::query_scalar("SELECT entry ->> '$.at' FROM log WHERE seq = ?")
                    .bind(middle)
                    .fetch_one(&self.pool)
                    .await?;
            if at.is_some_and(|at| at < moment.to_string()) {
                low = middle + 1;
            } else {
                high = middle;
            }
        }
        Ok(low)
    }
}

fn restrict(sql: &mut QueryBuilder<Sqlite>, filter: &EntryFilter) {
    let mut word = |path: &'static str, value: Option<String>| {
        if let Some(value) = value {
            sql.push(" AND entry ->> '$.").push(path).push("' = ");
            sql.push_bind(value);
        }
    };
    let id = match filter.actor {
        Some(ActorId::Person(id)) => Some(id.to_string()),
        Some(ActorId::Bot(id)) => Some(id.to_string()),
        Some(ActorId::Clock | ActorId::Stranger) | None => None,
    };
    word("actor", id);
    word("kind", filter.actor.map(|actor| actor.kind().to_string()));
    word("kind", filter.kind.map(|kind| kind.to_string()));
    word("action", filter.action.map(plain));
    word("outcome", filter.outcome.map(plain));
    word("code", filter.code.map(plain));
    word("ticket", filter.ticket.map(|id| id.to_string()));
    if let Some(project) = &filter.project {
        sql.push(" AND (entry ->> '$.ticket' IN (SELECT id FROM p_ticket WHERE project = ")
            .push_bind(project.to_string())
            .push(") OR entry ->> '$.action' = 'create_project' AND entry ->> '$.data.key' = ")
            .push_bind(project.to_string())
            .push(")");
    }
}

/// A word of the model as it stands in an entry.
fn plain(word: impl serde::Serialize) -> String {
    json(&word).trim_matches('"').to_owned()
}

impl Reads<InWorkspace> {
    /// All entries about a ticket, newest first: each names the one before it.
    ///
    /// # Errors
    /// [`StoreError::Unreadable`], [`StoreError::Damaged`].
    pub async fn history(&self, ticket: TicketId) -> Result<Vec<Stored>, StoreError> {
        let rows = sqlx::query(HISTORY)
            .bind(ticket.to_string())
            .fetch_all(&self.pool)
            .await?;
        rows.iter().map(load::stored).collect()
    }
}

/// The entries about a ticket, newest first.
pub(crate) const HISTORY: &str = "WITH RECURSIVE past (seq, entry) AS (\
        SELECT seq, entry FROM log WHERE seq = (SELECT last FROM p_ticket WHERE id = ?) \
        UNION ALL \
        SELECT log.seq, log.entry FROM past JOIN log ON log.seq = past.entry ->> '$.previous[0]'\
     ) SELECT seq, entry FROM past";
