//! Captures: the money taken for a payment intent, and how much of it went back.

use super::Rows;
use crate::errors::ApiError;

impl Rows {
    pub(crate) async fn add_capture(
        &mut self,
        intent: &str,
        session: Option<&str>,
        amount: i64,
    ) -> Result<(), ApiError> {
        sqlx::query("INSERT INTO captures (intent, session, captured) VALUES ($1, $2, $3)")
            .bind(intent)
            .bind(session)
            .bind(amount)
            .execute(&mut *self.inner)
            .await?;
        Ok(())
    }

    /// Takes a refund out of what was captured; false where that is not enough.
    pub(crate) async fn add_refund(&mut self, intent: &str, amount: i64) -> Result<bool, ApiError> {
        let done = sqlx::query("UPDATE captures SET refunded = refunded + $2 WHERE intent = $1 AND refunded + $2 <= captured")
            .bind(intent)
            .bind(amount)
            .execute(&mut *self.inner)
            .await?;
        Ok(done.rows_affected() == 1)
    }

    /// Gives the amount of a failed refund back.
    pub(crate) async fn return_refund(
        &mut self,
        intent: &str,
        amount: i64,
    ) -> Result<(), ApiError> {
        sqlx::query("UPDATE captures SET refunded = refunded - $2 WHERE intent = $1")
            .bind(intent)
            .bind(amount)
            .execute(&mut *self.inner)
            .await?;
        Ok(())
    }
}
