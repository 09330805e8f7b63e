//! Objects: documents beside the columns that are searched.

use serde::Serialize;
use serde::de::DeserializeOwned;

use super::{Columns, Filter, Kind, Rows};
use crate::errors::ApiError;

impl Rows {
    pub(crate) async fn insert(
        &mut self,
        kind: Kind,
        id: &str,
        created: i64,
        columns: Columns,
        document: &impl Serialize,
    ) -> Result<(), ApiError> {
        sqlx::query("INSERT INTO objects (id, kind, created, status, parent, due_at, document) VALUES ($1, $2, $3, $4, $5, $6, $7)")
            .bind(id)
            .bind(kind.noun())
            .bind(created)
            .bind(columns.status)
            .bind(columns.parent)
            .bind(columns.due_at)
            .bind(serde_json::to_string(document)?)
            .execute(&mut *self.inner)
            .await?;
        Ok(())
    }

    pub(crate) async fn update(
        &mut self,
        id: &str,
        columns: Columns,
        document: &impl Serialize,
    ) -> Result<(), ApiError> {
        sqlx::query(
            "UPDATE objects SET status = $2, parent = $3, due_at = $4, document = $5 WHERE id = $1",
        )
        .bind(id)
        .bind(columns.status)
        .bind(columns.parent)
        .bind(columns.due_at)
        .bind(serde_json::to_string(document)?)
        .execute(&mut *self.inner)
        .await?;
        Ok(())
    }

    pub(crate) async fn remove(&mut self, kind: Kind, id: &str) -> Result<bool, ApiError> {
        let done = sqlx::query("DELETE FROM objects WHERE kind = $1 AND id = $2")
            .bind(kind.noun())
            .bind(id)
            .execute(&mut *self.inner)
            .await?;
        Ok(done.rows_affected() > 0)
    }

    pub(crate) async fn find<T: DeserializeOwned>(
        &mut self,
        kind: Kind,
        id: &str,
    ) -> Result<Option<T>, ApiError> {
        let document: Option<String> =
            sqlx::query_scalar("SELECT document FROM objects WHERE kind = $1 AND id = $2")
                .bind(kind.noun())
                .bind(id)
                .fetch_optional(&mut *self.inner)
                .await?;
        Ok(document.map(|d| serde_json::from_str(&d)).transpose()?)
    }

    pub(crate) async fn get<T: DeserializeOwned>(
        &mut self,
        kind: Kind,
        id: &str,
    ) -> Result<T, ApiError> {
        self.find(kind, id)
            .await?
            .ok_or_else(|| ApiError::no_such(kind.noun(), id))
    }

    /// Newest first (with `before`, those right before it); one more than asked
    /// for where there is more.
    pub(crate) async fn list<T: DeserializeOwned>(
        &mut self,
        kind: Kind,
        filter: &Filter,
    ) -> Result<Vec<T>, ApiError> {
        const NEWEST_FIRST: &str = "SELECT document FROM objects WHERE kind = $1 AND ($2 IS NULL OR parent = $2) AND ($3 IS NULL OR status = $3) AND ($4 IS NULL OR seq < (SELECT seq FROM objects WHERE id = $4)) ORDER BY seq DESC LIMIT $5";
        const OLDEST_FIRST: &str = "SELECT document FROM objects WHERE kind = $1 AND ($2 IS NULL OR parent = $2) AND ($3 IS NULL OR status = $3) AND seq > (SELECT seq FROM objects WHERE id = $4) ORDER BY seq LIMIT $5";
        let (sql, cursor) = match &filter.before {
            Some(before) => (OLDEST_FIRST, Some(before)),
            None => (NEWEST_FIRST, filter.after.as_ref()),
        };
        let documents: Vec<String> = sqlx::query_scalar(sql)
            .bind(kind.noun())
            .bind(&filter.parent)
            .bind(&filter.status)
            .bind(cursor)
            .bind(filter.limit + 1)
            .fetch_all(&mut *self.inner)
            .await?;
        documents
            .iter()
            .map(|d| Ok(serde_json::from_str(d)?))
            .collect()
    }

    /// The kind and id of an object that time changes now.
    pub(crate) async fn due(&mut self, now_ms: i64) -> Result<Option<(String, String)>, ApiError> {
        Ok(sqlx::query_as(
            "SELECT kind, id FROM objects WHERE due_at <= $1 ORDER BY due_at LIMIT 1",
        )
        .bind(now_ms)
        .fetch_optional(&mut *self.inner)
        .await?)
    }

    /// When time next changes an object, in milliseconds.
    pub(crate) async fn next_due(&mut self) -> Result<Option<i64>, ApiError> {
        Ok(
            sqlx::query_scalar("SELECT MIN(due_at) FROM objects WHERE due_at IS NOT NULL")
                .fetch_one(&mut *self.inner)
                .await?,
        )
    }
}
