//! Events and their deliveries.

use serde_json::Value;

use super::{Filter, Rows};
use crate::errors::ApiError;

/// An event that is to be sent.
#[derive(Clone, Debug, sqlx::FromRow)]
pub(crate) struct Delivery {
    pub(crate) seq: i64,
    pub(crate) created_ms: i64,
    pub(crate) body: String,
    pub(crate) attempts: i64,
}

impl Rows {
    pub(crate) async fn insert_event(
        &mut self,
        id: &str,
        kind: &str,
        created_ms: i64,
        next_ms: Option<i64>,
        body: &Value,
    ) -> Result<(), ApiError> {
        sqlx::query(
            "INSERT INTO events (id, type, created_ms, next_ms, body) VALUES ($1, $2, $3, $4, $5)",
        )
        .bind(id)
        .bind(kind)
        .bind(created_ms)
        .bind(next_ms)
        .bind(body.to_string())
        .execute(&mut *self.inner)
        .await?;
        Ok(())
    }

    /// An event's body and whether it is still to be delivered.
    pub(crate) async fn find_event(
        &mut self,
        id: &str,
    ) -> Result<Option<(String, bool)>, ApiError> {
        Ok(
            sqlx::query_as("SELECT body, next_ms IS NOT NULL FROM events WHERE id = $1")
                .bind(id)
                .fetch_optional(&mut *self.inner)
                .await?,
        )
    }

    pub(crate) async fn list_events(
        &mut self,
        filter: &Filter,
    ) -> Result<Vec<(String, bool)>, ApiError> {
        const NEWEST_FIRST: &str = "SELECT body, next_ms IS NOT NULL FROM events WHERE ($1 IS NULL OR type = $1) AND ($2 IS NULL OR seq < (SELECT seq FROM events WHERE id = $2)) ORDER BY seq DESC LIMIT $3";
        const OLDEST_FIRST: &str = "SELECT body, next_ms IS NOT NULL FROM events WHERE ($1 IS NULL OR type = $1) AND seq > (SELECT seq FROM events WHERE id = $2) ORDER BY seq LIMIT $3";
        let (sql, cursor) = match &filter.before {
            Some(before) => (OLDEST_FIRST, Some(before)),
            None => (NEWEST_FIRST, filter.after.as_ref()),
        };
        Ok(sqlx::query_as(sql)
            .bind(&filter.status)
            .bind(cursor)
            .bind(filter.limit + 1)
            .fetch_all(&mut *self.inner)
            .await?)
    }

    pub(crate) async fn due_events(
        &mut self,
        now_ms: i64,
        newest_first: bool,
    ) -> Result<Vec<Delivery>, ApiError> {
        const OLDEST: &str = "SELECT seq, created_ms, body, attempts FROM events WHERE next_ms <= $1 ORDER BY seq LIMIT 64";
        const NEWEST: &str = "SELECT seq, created_ms, body, attempts FROM events WHERE next_ms <= $1 ORDER BY seq DESC LIMIT 64";
        let sql = if newest_first { NEWEST } else { OLDEST };
        Ok(sqlx::query_as(sql)
            .bind(now_ms)
            .fetch_all(&mut *self.inner)
            .await?)
    }

    pub(crate) async fn next_event(&mut self, after_ms: i64) -> Result<Option<i64>, ApiError> {
        Ok(
            sqlx::query_scalar("SELECT MIN(next_ms) FROM events WHERE next_ms > $1")
                .bind(after_ms)
                .fetch_one(&mut *self.inner)
                .await?,
        )
    }

    /// Records an attempt; without a next time, the event is done with.
    pub(crate) async fn record_delivery(
        &mut self,
        seq: i64,
        next_ms: Option<i64>,
    ) -> Result<(), ApiError> {
        sqlx::query("UPDATE events SET attempts = attempts + 1, next_ms = $2 WHERE seq = $1")
            .bind(seq)
            .bind(next_ms)
            .execute(&mut *self.inner)
            .await?;
        Ok(())
    }
}
