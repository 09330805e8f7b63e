//! Sessions in the shop's own database, for `tower-sessions`.
//!
//! What always holds: the database knows the digest of a session's id and not
//! the id; a session that has expired is not given out, deleted or not; neither
//! ids nor contents are ever logged.

use std::sync::Arc;

use async_trait::async_trait;
use domain::time::Timestamp;
use tower_sessions::SessionStore;
use tower_sessions::cookie::time::OffsetDateTime;
use tower_sessions::session::{Id, Record};
use tower_sessions::session_store::{Error, Result as StoreResult};

use crate::context::Clock;
use crate::db::{Db, uninterrupted};
use crate::digest::sha256_hex;
use crate::{Ctx, InternalError, sql};

/// How often a new id is drawn if one is taken already.
const ATTEMPTS: usize = 8;

/// Keeps sessions in the table `sessions`.
#[derive(Clone)]
pub struct SqlSessionStore {
    pub db: Db,
    pub clock: Arc<dyn Clock>,
}

impl std::fmt::Debug for SqlSessionStore {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str("SqlSessionStore")
    }
}

/// A session as its row.
struct Row {
    id_hash: String,
    data: String,
    expires_at: Timestamp,
}

#[async_trait]
impl SessionStore for SqlSessionStore {
    /// Never overwrites: a session that has the id already would be handed to a stranger.
    async fn create(&self, record: &mut Record) -> StoreResult<()> {
        for _ in 0..ATTEMPTS {
            if self.insert(row(record)?).await.map_err(failed)? {
                return Ok(());
            }
            record.id = Id::default();
        }
        Err(Error::Backend("no free session id was found".to_owned()))
    }

    async fn save(&self, record: &Record) -> StoreResult<()> {
        self.upsert(row(record)?).await.map_err(failed)
    }

    async fn load(&self, id: &Id) -> StoreResult<Option<Record>> {
        let found = self.find(hash(id)).await.map_err(failed)?;
        found
            .map(|(data, expires_at)| record(*id, &data, expires_at))
            .transpose()
    }

    async fn delete(&self, id: &Id) -> StoreResult<()> {
        self.remove(hash(id)).await.map_err(failed)
    }
}

impl SqlSessionStore {
    /// Whether the id was free.
    async fn insert(&self, row: Row) -> Result<bool, InternalError> {
        let db = self.db.clone();
        uninterrupted(async move {
            let mut tx = db.begin().await?;
            let inserted = sql!(
                "INSERT INTO sessions (id_hash, data, expires_at) VALUES ($1, $2, $3)
                 ON CONFLICT (id_hash) DO NOTHING",
                row.id_hash,
                row.data,
                row.expires_at.0
            )
            .execute(&mut tx)
            .await?;
            tx.commit().await?;
            Ok(inserted == 1)
        })
        .await
    }

    async fn upsert(&self, row: Row) -> Result<(), InternalError> {
        let db = self.db.clone();
        uninterrupted(async move {
            let mut tx = db.begin().await?;
            sql!(
                "INSERT INTO sessions (id_hash, data, expires_at) VALUES ($1, $2, $3)
                 ON CONFLICT (id_hash) DO UPDATE SET data = excluded.data, expires_at = excluded.expires_at",
                row.id_hash,
                row.data,
                row.expires_at.0
            )
            .execute(&mut tx)
            .await?;
            tx.commit().await
        })
        .await
    }

    async fn find(&self, id_hash: String) -> Result<Option<(String, i64)>, InternalError> {
        sql!(
            "SELECT data, expires_at FROM sessions WHERE id_hash = $1 AND expires_at > $2",
            id_hash,
            self.clock.now().0
        )
        .fetch_optional(&mut self.db.read().await?)
        .await
    }

    async fn remove(&self, id_hash: String) -> Result<(), InternalError> {
        let db = self.db.clone();
        uninterrupted(async move {
            let mut tx = db.begin().await?;
            sql!("DELETE FROM sessions WHERE id_hash = $1", id_hash)
                .execute(&mut tx)
                .await?;
            tx.commit().await
        })
        .await
    }
}

/// Deletes the sessions that have expired; gives how many there were.
///
/// # Errors
/// [`InternalError`].
pub async fn delete_expired(ctx: &Ctx) -> Result<u64, InternalError> {
    let (db, now) = (ctx.db.clone(), ctx.now());
    uninterrupted(async move {
        let mut tx = db.begin().await?;
        let deleted = sql!("DELETE FROM sessions WHERE expires_at <= $1", now.0)
            .execute(&mut tx)
            .await?;
        tx.commit().await?;
        Ok(deleted)
    })
    .await
}

/// `sessions.id_hash`
fn hash(id: &Id) -> String {
    sha256_hex(&id.0.to_le_bytes())
}

fn row(record: &Record) -> StoreResult<Row> {
    let millis = record.expiry_date.unix_timestamp_nanos() / 1_000_000;
    Ok(Row {
        id_hash: hash(&record.id),
        data: serde_json::to_string(&record.data)
            .map_err(|_| Error::Encode("a session is no JSON".to_owned()))?,
        expires_at: Timestamp(i64::try_from(millis).unwrap_or(i64::MAX)),
    })
}

fn record(id: Id, data: &str, expires_at: i64) -> StoreResult<Record> {
    // Neither message says what was in there.
    let data = serde_json::from_str(data)
        .map_err(|_| Error::Decode("a stored session is no JSON".to_owned()))?;
    let expiry_date = OffsetDateTime::from_unix_timestamp_nanos(i128::from(expires_at) * 1_000_000)
        .map_err(|_| Error::Decode("a stored session has no date".to_owned()))?;
    Ok(Record {
        id,
        data,
        expiry_date,
    })
}

fn failed(error: InternalError) -> Error {
    Error::Backend(error.to_string())
}
