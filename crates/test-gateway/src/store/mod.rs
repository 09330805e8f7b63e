//! The gateway's tables, and all SQL there is in this crate.
//!
//! Objects are kept as documents beside the few columns that are searched or
//! guarded. What must hold even if the code is wrong is a constraint: one capture
//! per payment intent and per session, never more refunded than captured.
//! A change, its events and its idempotent answer are one transaction of the one
//! writing connection, which starts with `BEGIN IMMEDIATE`.

mod answers;
mod captures;
mod events;
mod objects;

use std::path::Path;
use std::sync::Arc;
use std::time::Duration;

use sqlx::sqlite::{
    SqliteConnectOptions, SqliteJournalMode, SqlitePool, SqlitePoolOptions, SqliteSynchronous,
};
use sqlx::{Sqlite, Transaction};
use tokio::sync::Notify;

pub(crate) use answers::Answer;
pub(crate) use events::Delivery;

const SCHEMA: &str = "
CREATE TABLE IF NOT EXISTS objects (
    seq      INTEGER PRIMARY KEY AUTOINCREMENT,
    id       TEXT NOT NULL UNIQUE,
    kind     TEXT NOT NULL,
    created  BIGINT NOT NULL,
    status   TEXT,
    parent   TEXT,
    due_at   BIGINT,
    document TEXT NOT NULL
);
CREATE INDEX IF NOT EXISTS objects_by_kind ON objects (kind, seq);
CREATE INDEX IF NOT EXISTS objects_by_parent ON objects (parent, kind) WHERE parent IS NOT NULL;
CREATE INDEX IF NOT EXISTS objects_due ON objects (due_at) WHERE due_at IS NOT NULL;

CREATE TABLE IF NOT EXISTS captures (
    intent   TEXT PRIMARY KEY REFERENCES objects (id),
    session  TEXT UNIQUE REFERENCES objects (id),
    captured BIGINT NOT NULL CHECK (captured > 0),
    refunded BIGINT NOT NULL DEFAULT 0 CHECK (refunded BETWEEN 0 AND captured)
);

CREATE TABLE IF NOT EXISTS events (
    seq        INTEGER PRIMARY KEY AUTOINCREMENT,
    id         TEXT NOT NULL UNIQUE,
    type       TEXT NOT NULL,
    created_ms BIGINT NOT NULL,
    body       TEXT NOT NULL,
    attempts   BIGINT NOT NULL DEFAULT 0,
    next_ms    BIGINT
);
CREATE INDEX IF NOT EXISTS events_due ON events (next_ms) WHERE next_ms IS NOT NULL;

CREATE TABLE IF NOT EXISTS answers (
    key         TEXT PRIMARY KEY,
    fingerprint TEXT NOT NULL,
    request     TEXT NOT NULL,
    created     BIGINT NOT NULL,
    status      BIGINT NOT NULL,
    body        TEXT NOT NULL
);
";

/// What an object is; the word is its column's value.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Kind {
    Coupon,
    Product,
    Price,
    ShippingRate,
    Session,
    PaymentMethod,
    Intent,
    Charge,
    Refund,
}

impl Kind {
    pub(crate) const fn noun(self) -> &'static str {
        match self {
            Self::Coupon => "coupon",
            Self::Product => "product",
            Self::Price => "price",
            Self::ShippingRate => "shipping rate",
            Self::Session => "checkout.session",
            Self::PaymentMethod => "PaymentMethod",
            Self::Intent => "payment_intent",
            Self::Charge => "charge",
            Self::Refund => "refund",
        }
    }
}

/// The searched columns of an object.
#[derive(Clone, Debug, Default)]
pub(crate) struct Columns {
    pub(crate) status: Option<&'static str>,
    /// The payment intent (of a session, charge or refund).
    pub(crate) parent: Option<String>,
    /// When time itself changes the object, in milliseconds.
    pub(crate) due_at: Option<i64>,
}

/// What a list is narrowed to.
#[derive(Clone, Debug, Default)]
pub(crate) struct Filter {
    pub(crate) status: Option<String>,
    pub(crate) parent: Option<String>,
    pub(crate) after: Option<String>,
    pub(crate) before: Option<String>,
    pub(crate) limit: i64,
}

#[derive(Clone, Debug)]
pub(crate) struct Store {
    write: SqlitePool,
    read: SqlitePool,
    changed: Arc<Notify>,
}

impl Store {
    pub(crate) async fn open(database: &Path) -> Result<Self, sqlx::Error> {
        let options = SqliteConnectOptions::new()
            .filename(database)
            .create_if_missing(true)
            .journal_mode(SqliteJournalMode::Wal)
            // Survives a killed process; a power cut may take the last payments of a
            // gateway that moves no money.
            .synchronous(SqliteSynchronous::Normal)
            .foreign_keys(true)
            .busy_timeout(Duration::from_secs(5));
        let write = SqlitePoolOptions::new()
            .max_connections(1)
            .connect_with(options.clone())
            .await?;
        sqlx::raw_sql(SCHEMA).execute(&write).await?;
        let read = SqlitePoolOptions::new()
            .max_connections(4)
            .connect_with(options.pragma("query_only", "ON"))
            .await?;
        Ok(Self {
            write,
            read,
            changed: Arc::new(Notify::new()),
        })
    }

    /// Fires after every commit.
    pub(crate) fn changed(&self) -> &Notify {
        &self.changed
    }

    pub(crate) async fn begin(&self) -> Result<Rows, sqlx::Error> {
        let inner = self.write.begin_with("BEGIN IMMEDIATE").await?;
        Ok(Rows {
            inner,
            changed: Some(Arc::clone(&self.changed)),
        })
    }

    /// A consistent view that cannot write.
    pub(crate) async fn read(&self) -> Result<Rows, sqlx::Error> {
        let inner = self.read.begin().await?;
        Ok(Rows {
            inner,
            changed: None,
        })
    }
}

/// The rows as one transaction sees them. Dropped, it leaves no trace.
#[derive(Debug)]
pub(crate) struct Rows {
    inner: Transaction<'static, Sqlite>,
    changed: Option<Arc<Notify>>,
}

impl Rows {
    pub(crate) async fn commit(self) -> Result<(), sqlx::Error> {
        self.inner.commit().await?;
        if let Some(changed) = self.changed {
            changed.notify_one();
        }
        Ok(())
    }
}
