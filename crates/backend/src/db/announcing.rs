//! Word from one process to the others that something is to be done, where the database carries it: PostgreSQL does, SQLite does not.

use sqlx::postgres::PgListener;

use super::{Db, Tx};
use crate::error::InternalError;

/// What was announced since listening began.
pub(crate) struct Announcements(PgListener);

impl Announcements {
    /// Waits for the next one.
    ///
    /// # Errors
    /// [`InternalError::Database`]; some may have been missed.
    pub(crate) async fn next(&mut self) -> Result<(), InternalError> {
        // `None`: the connection was lost and made anew; what was missed is looked for.
        self.0.try_recv().await?;
        Ok(())
    }
}

impl Tx {
    /// Tells listeners of all processes, once the transaction commits.
    ///
    /// # Errors
    /// [`InternalError::Database`].
    pub(crate) async fn announce(&mut self, channel: &str) -> Result<(), InternalError> {
        if let Self::Postgres(tx) = self {
            sqlx::query("SELECT pg_notify($1, '')")
                .bind(channel)
                .execute(&mut **tx)
                .await?;
        }
        Ok(())
    }
}

impl Db {
    /// `None`: this database announces nothing.
    ///
    /// # Errors
    /// [`InternalError::Database`].
    pub(crate) async fn listen(
        &self,
        channel: &str,
    ) -> Result<Option<Announcements>, InternalError> {
        let Self::Postgres(pool) = self else {
            return Ok(None);
        };
        let mut listener = PgListener::connect_with(pool).await?;
        listener.listen(channel).await?;
        Ok(Some(Announcements(listener)))
    }
}
