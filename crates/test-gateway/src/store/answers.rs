//! Answers kept under idempotency keys.

use super::Rows;
use crate::errors::ApiError;

/// An answer kept under an idempotency key.
#[derive(Debug, sqlx::FromRow)]
pub(crate) struct Answer {
    pub(crate) fingerprint: String,
    pub(crate) request: String,
    pub(crate) status: i64,
    pub(crate) body: String,
}

impl Rows {
    pub(crate) async fn find_answer(&mut self, key: &str) -> Result<Option<Answer>, ApiError> {
        Ok(
            sqlx::query_as("SELECT fingerprint, request, status, body FROM answers WHERE key = $1")
                .bind(key)
                .fetch_optional(&mut *self.inner)
                .await?,
        )
    }

    pub(crate) async fn insert_answer(
        &mut self,
        key: &str,
        created: i64,
        answer: &Answer,
    ) -> Result<(), ApiError> {
        sqlx::query("INSERT INTO answers (key, fingerprint, request, created, status, body) VALUES ($1, $2, $3, $4, $5, $6)")
            .bind(key)
            .bind(&answer.fingerprint)
            .bind(&answer.request)
            .bind(created)
            .bind(answer.status)
            .bind(&answer.body)
            .execute(&mut *self.inner)
            .await?;
        Ok(())
    }
}
