//! The database: SQLite or PostgreSQL behind one SQL text.
//!
//! What always holds: queries are written once, with [`sql!`](crate::sql), in a
//! subset that both engines understand (`$1` parameters, `ON CONFLICT`,
//! `RETURNING`, CTEs). SQLite has one writer, which begins `IMMEDIATE`, and
//! read-only readers. Nothing goes on in a transaction after a failed
//! statement: PostgreSQL aborts it, SQLite does not.

mod announcing;
mod call_sites;
mod counting;
mod query;

use std::str::FromStr;
use std::time::Duration;

use sqlx::pool::PoolConnection;
use sqlx::postgres::{PgConnectOptions, PgConnection, PgPool, PgPoolOptions};
use sqlx::sqlite::{
    SqliteConnectOptions, SqliteConnection, SqliteJournalMode, SqlitePool, SqlitePoolOptions,
    SqliteSynchronous,
};
use sqlx::{ConnectOptions, Postgres, Sqlite, Transaction};

pub use call_sites::{CallSite, SiteRef, call_sites};
pub use counting::counting;
pub use query::{Query, Row, Value};

use crate::error::InternalError;

/// Older ones have the WAL-reset corruption bug.
const OLDEST_SQLITE: (u32, u32, u32) = (3, 51, 3);

/// Which engine a connection speaks to.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Engine {
    Sqlite,
    Postgres,
}

/// The shop's database. Cheap to clone.
#[derive(Clone, Debug)]
pub enum Db {
    Sqlite { read: SqlitePool, write: SqlitePool },
    Postgres(PgPool),
}

/// A transaction. Rolled back when dropped without [`Tx::commit`].
pub enum Tx {
    Sqlite(Transaction<'static, Sqlite>),
    Postgres(Transaction<'static, Postgres>),
}

/// A connection for reading outside of a transaction.
pub enum Reader {
    Sqlite(PoolConnection<Sqlite>),
    Postgres(PoolConnection<Postgres>),
}

/// The engine's own connection.
pub enum Handle<'c> {
    Sqlite(&'c mut SqliteConnection),
    Postgres(&'c mut PgConnection),
}

/// Something that queries can run on: a [`Tx`] or a [`Reader`].
pub trait Connection: Send {
    fn handle(&mut self) -> Handle<'_>;
}

impl Connection for Tx {
    fn handle(&mut self) -> Handle<'_> {
        match self {
            Self::Sqlite(tx) => Handle::Sqlite(tx),
            Self::Postgres(tx) => Handle::Postgres(tx),
        }
    }
}

impl Connection for Reader {
    fn handle(&mut self) -> Handle<'_> {
        match self {
            Self::Sqlite(connection) => Handle::Sqlite(connection),
            Self::Postgres(connection) => Handle::Postgres(connection),
        }
    }
}

impl Db {
    /// Connects by URL, `sqlite:path/to/file.db` or `postgres://…`, and migrates.
    ///
    /// # Errors
    /// [`InternalError`] if the URL is of neither kind, the database cannot be
    /// reached, or SQLite is older than [`OLDEST_SQLITE`].
    pub async fn open(url: &str) -> Result<Self, InternalError> {
        let db = match url.split_once(':').map(|(scheme, _)| scheme) {
            Some("sqlite") => Self::open_sqlite(url).await?,
            Some("postgres" | "postgresql") => Self::open_postgres(url).await?,
            _ => {
                return Err(InternalError::Setup(
                    "DATABASE_URL must start with sqlite: or postgres://".to_owned(),
                ));
            }
        };
        db.migrate().await?;
        Ok(db)
    }

    async fn open_sqlite(url: &str) -> Result<Self, InternalError> {
        let options = SqliteConnectOptions::from_str(url)?
            .create_if_missing(true)
            .journal_mode(SqliteJournalMode::Wal)
            .synchronous(SqliteSynchronous::Full)
            .foreign_keys(true)
            .busy_timeout(Duration::from_secs(5))
            .disable_statement_logging();
        let write = SqlitePoolOptions::new()
            .max_connections(1)
            .acquire_timeout(Duration::from_secs(10))
            .connect_with(options.clone())
            .await?;
        let (version,): (String,) = sqlx::query_as("SELECT sqlite_version()")
            .fetch_one(&write)
            .await?;
        refuse_old_sqlite(&version)?;
        let read = SqlitePoolOptions::new()
            .max_connections(8)
            .acquire_timeout(Duration::from_secs(10))
            .connect_with(options.pragma("query_only", "ON"))
            .await?;
        Ok(Self::Sqlite { read, write })
    }

    async fn open_postgres(url: &str) -> Result<Self, InternalError> {
        let options = PgConnectOptions::from_str(url)?
            .application_name("vitrine")
            .disable_statement_logging();
        let pool = PgPoolOptions::new()
            .max_connections(16)
            .acquire_timeout(Duration::from_secs(10))
            .connect_with(options)
            .await?;
        Ok(Self::Postgres(pool))
    }

    async fn migrate(&self) -> Result<(), InternalError> {
        match self {
            Self::Sqlite { write, .. } => {
                sqlx::migrate!("../../migrations/sqlite").run(write).await?
            }
            Self::Postgres(pool) => {
                sqlx::migrate!("../../migrations/postgres")
                    .run(pool)
                    .await?
            }
        }
        Ok(())
    }

    pub fn engine(&self) -> Engine {
        match self {
            Self::Sqlite { .. } => Engine::Sqlite,
            Self::Postgres(_) => Engine::Postgres,
        }
    }

    /// A transaction that may write. On SQLite it holds the one writer from its start.
    ///
    /// # Errors
    /// [`InternalError::Database`].
    pub async fn begin(&self) -> Result<Tx, InternalError> {
        Ok(match self {
            Self::Sqlite { write, .. } => Tx::Sqlite(write.begin_with("BEGIN IMMEDIATE").await?),
            Self::Postgres(pool) => Tx::Postgres(pool.begin().await?),
        })
    }

    /// A transaction whose queries all see the database as it is at the first of them; it must not write.
    ///
    /// # Errors
    /// [`InternalError::Database`].
    pub async fn begin_snapshot(&self) -> Result<Tx, InternalError> {
        const SNAPSHOT: &str = "BEGIN ISOLATION LEVEL REPEATABLE READ READ ONLY";
        Ok(match self {
            Self::Sqlite { read, .. } => Tx::Sqlite(read.begin().await?),
            Self::Postgres(pool) => Tx::Postgres(pool.begin_with(SNAPSHOT).await?),
        })
    }

    /// A connection for queries that read.
    ///
    /// # Errors
    /// [`InternalError::Database`].
    pub async fn read(&self) -> Result<Reader, InternalError> {
        Ok(match self {
            Self::Sqlite { read, .. } => Reader::Sqlite(read.acquire().await?),
            Self::Postgres(pool) => Reader::Postgres(pool.acquire().await?),
        })
    }

    /// Whether the database answers.
    ///
    /// # Errors
    /// [`InternalError::Database`] if it does not.
    pub async fn ping(&self) -> Result<(), InternalError> {
        crate::sql!("SELECT 1")
            .execute(&mut self.read().await?)
            .await?;
        Ok(())
    }

    /// Waits until all connections are closed.
    pub async fn close(&self) {
        match self {
            Self::Sqlite { read, write } => {
                read.close().await;
                write.close().await;
            }
            Self::Postgres(pool) => pool.close().await,
        }
    }
}

impl Tx {
    /// # Errors
    /// [`InternalError::Database`]; nothing was written then.
    pub async fn commit(self) -> Result<(), InternalError> {
        match self {
            Self::Sqlite(tx) => tx.commit().await?,
            Self::Postgres(tx) => tx.commit().await?,
        }
        Ok(())
    }
}

fn refuse_old_sqlite(version: &str) -> Result<(), InternalError> {
    let mut numbers = version
        .split('.')
        .map(|part| part.parse::<u32>().unwrap_or(0));
    let mut next = || numbers.next().unwrap_or(0);
    if (next(), next(), next()) >= OLDEST_SQLITE {
        return Ok(());
    }
    Err(InternalError::Setup(format!(
        "SQLite {version} is too old: it may corrupt a database in WAL mode"
    )))
}

/// Runs a use case's writing part to its end even if the request that asked
/// for it goes away: a dropped future would otherwise stop between two steps.
///
/// # Errors
/// The work's own error, or [`InternalError::Task`] if it panicked.
pub async fn uninterrupted<T, E>(
    work: impl Future<Output = Result<T, E>> + Send + 'static,
) -> Result<T, E>
where
    T: Send + 'static,
    E: From<InternalError> + Send + 'static,
{
    let work = counting::counted_here(work, counting::current());
    match tokio::spawn(work).await {
        Ok(outcome) => outcome,
        Err(lost) => Err(InternalError::Task(lost).into()),
    }
}
