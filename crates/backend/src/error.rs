//! What goes wrong without anybody's fault, and is nobody's business but the operator's.

use domain::money::MoneyError;

/// A failure that shoppers see as "something went wrong" with an incident id.
///
/// It is logged once, where it leaves the shop; its text never reaches a browser.
#[derive(Debug, thiserror::Error)]
pub enum InternalError {
    #[error("database: {0}")]
    Database(#[from] sqlx::Error),
    #[error("migration: {0}")]
    Migration(#[from] sqlx::migrate::MigrateError),
    /// A stored value that no code of ours can have written.
    #[error("corrupt value in {table}.{column} of {id}")]
    Corrupt {
        table: &'static str,
        column: &'static str,
        id: String,
    },
    #[error("amounts: {0}")]
    Money(#[from] MoneyError),
    #[error("gateway: {0}")]
    Gateway(#[from] payments::gateway::GatewayError),
    #[error("stored text: {0}")]
    Json(#[from] serde_json::Error),
    #[error("mail: {0}")]
    Mail(String),
    #[error("a task of ours was lost: {0}")]
    Task(#[from] tokio::task::JoinError),
    #[error("job: {0}")]
    Job(String),
    #[error("{0}")]
    Setup(String),
}

impl InternalError {
    /// Whether the database said "not now": the caller may answer 503 with Retry-After.
    pub fn is_busy(&self) -> bool {
        match self {
            Self::Database(sqlx::Error::PoolTimedOut | sqlx::Error::Io(_)) => true,
            // SQLite: busy, disk full, busy while recovering. PostgreSQL: serialization failure, deadlock,
            // disk full, too many connections, shutting down, crashed, starting up.
            Self::Database(sqlx::Error::Database(e)) => {
                matches!(
                    e.code().as_deref(),
                    Some(
                        "5" | "13"
                            | "261"
                            | "40001"
                            | "40P01"
                            | "53100"
                            | "53300"
                            | "57P01"
                            | "57P02"
                            | "57P03"
                    )
                )
            }
            _ => false,
        }
    }
}
