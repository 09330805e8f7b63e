//! Enqueueing: a job is a row of the transaction that causes it.

use domain::ids::JobId;
use domain::time::Timestamp;

use super::tasks::Task;
use crate::db::Tx;
use crate::{Ctx, InternalError, sql};

/// Where databases that can tell other processes of new jobs do so.
pub(super) const CHANNEL: &str = "vitrine_jobs";

/// A job to be enqueued: what, when, and whether there can be two.
pub struct NewJob<'a, T> {
    task: &'a T,
    run_at: Option<Timestamp>,
    unique_key: Option<String>,
}

impl<'a, T: Task> NewJob<'a, T> {
    /// To be run as soon as possible.
    pub const fn now(task: &'a T) -> Self {
        Self {
            task,
            run_at: None,
            unique_key: None,
        }
    }

    /// To be run at a time.
    pub const fn at(task: &'a T, run_at: Timestamp) -> Self {
        Self {
            task,
            run_at: Some(run_at),
            unique_key: None,
        }
    }

    /// Not enqueued while another of the same kind and key is not finished.
    #[must_use]
    pub fn unique(self, key: impl Into<String>) -> Self {
        Self {
            unique_key: Some(key.into()),
            ..self
        }
    }
}

/// Enqueues a job in the caller's transaction; gives the id of the job that
/// will run, which is an earlier one's where the key is taken.
///
/// After the commit, call [`Ctx::wake_jobs`].
///
/// # Errors
/// [`InternalError`].
pub async fn enqueue<T: Task>(
    tx: &mut Tx,
    ctx: &Ctx,
    job: NewJob<'_, T>,
) -> Result<JobId, InternalError> {
    loop {
        if let Some(id) = insert(tx, ctx, &job).await? {
            tx.announce(CHANNEL).await?;
            return Ok(id);
        }
        let row: Option<(String,)> = sql!(
            "SELECT id FROM jobs WHERE kind = $1 AND unique_key = $2 AND state IN ('available', 'running', 'retryable')",
            T::KIND,
            job.unique_key.clone()
        )
        .fetch_optional(tx)
        .await?;
        // The job in the way may end between the two statements: then there is room now.
        if let Some((id,)) = row {
            return Ok(JobId(id));
        }
    }
}

/// `None`: a job of the same key is in the way.
async fn insert<T: Task>(
    tx: &mut Tx,
    ctx: &Ctx,
    job: &NewJob<'_, T>,
) -> Result<Option<JobId>, InternalError> {
    let now = ctx.now();
    let inserted: Option<(String,)> = sql!(
        "INSERT INTO jobs (id, kind, queue, payload, state, priority, attempt, max_attempts, run_at, lease_token, timeout_ms, unique_key, created_at)
         VALUES ($1, $2, $3, $4, 'available', $10, 0, $5, $6, 0, $7, $8, $9)
         ON CONFLICT DO NOTHING RETURNING id",
        ctx.new_uuid(),
        T::KIND,
        T::QUEUE,
        serde_json::to_string(job.task)?,
        T::MAX_ATTEMPTS,
        job.run_at.unwrap_or(now).0,
        i64::try_from(T::TIMEOUT.as_millis()).unwrap_or(i64::MAX),
        job.unique_key.clone(),
        now.0,
        T::PRIORITY
    )
    .fetch_optional(tx)
    .await?;
    Ok(inserted.map(|(id,)| JobId(id)))
}
