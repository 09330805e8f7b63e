//! The gateway's tables, and all SQL there is in this crate.
//!
//! Objects are kept as documents beside the few columns that are searched or
//! guarded. What must hold even if the code is wrong is a constraint: one capture
//! per payment intent and per session, never more refunded than captured.
//! A change, its events and its idempotent answer are one transaction of the one
//! writing connection, which starts with `BEGIN IMMEDIATE`.

use std::path::Path;
use std::sync::Arc;
use std::time::Duration;

use serde::Serialize;
use serde::de::DeserializeOwned;
use serde_json::Value;
use sqlx::sqlite::{
    SqliteConnectOptions, SqliteJournalMode, SqlitePool, SqlitePoolOptions, SqliteSynchronous,
};
use sqlx::{Sqlite, Transaction};
use tokio::sync::Notify;

use crate::errors::ApiError;

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

/// An answer kept under an idempotency key.
#[derive(Debug, sqlx::FromRow)]
pub(crate) struct Answer {
    pub(crate) fingerprint: String,
    pub(crate) request: String,
    pub(crate) status: i64,
    pub(crate) body: String,
}

/// An event that is to be sent.
#[derive(Clone, Debug, sqlx::FromRow)]
pub(crate) struct Delivery {
    pub(crate) seq: i64,
    pub(crate) created_ms: i64,
    pub(crate) body: String,
    pub(crate) attempts: i64,
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
