//! Somebody with the file, the sqlite3 program and all night.

use std::path::Path;

use sqlx::{AssertSqlSafe, Connection, SqliteConnection};

use crate::house::House;

impl House {
    /// The file, opened by somebody who may do anything with it.
    pub async fn intruder(&self) -> SqliteConnection {
        intruder(&self.folder().join("log.db")).await
    }

    /// Nobody can write until what this gives back is dropped or rolled back.
    pub async fn hold(&self) -> SqliteConnection {
        let mut held = self.intruder().await;
        run(&mut held, "BEGIN IMMEDIATE").await;
        held
    }

    /// Has `sql` done with the triggers dropped and put back.
    pub async fn tamper(&self, sql: &str) {
        let mut db = self.intruder().await;
        unlocked(&mut db, sql).await;
        db.close().await.unwrap();
    }
}

pub async fn intruder(file: &Path) -> SqliteConnection {
    SqliteConnection::connect(&format!("sqlite://{}", file.display()))
        .await
        .unwrap()
}

pub async fn run(db: &mut SqliteConnection, sql: &str) {
    let done = sqlx::raw_sql(AssertSqlSafe(sql.to_owned())).execute(db);
    done.await.unwrap_or_else(|error| panic!("{error}: {sql}"));
}

/// Has `sql` done with the triggers dropped and put back.
pub async fn unlocked(db: &mut SqliteConnection, sql: &str) {
    let triggers: Vec<(String, String)> =
        sqlx::query_as("SELECT name, sql FROM sqlite_schema WHERE type = 'trigger'")
            .fetch_all(&mut *db)
            .await
            .unwrap();
    for (name, _) in &triggers {
        run(db, &format!("DROP TRIGGER {name}")).await;
    }
    run(db, sql).await;
    for (_, made) in &triggers {
        run(db, made).await;
    }
}
