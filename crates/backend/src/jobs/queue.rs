//! The rows of jobs: enqueued, claimed, acknowledged.

use std::time::Duration;

use domain::ids::JobId;
use domain::time::Timestamp;

use super::tasks::{JobInfo, Task, TaskError};
use crate::db::{Connection, Tx};
use crate::{Ctx, InternalError, sql};

/// How long a claimed job belongs to its worker without a sign of life.
pub(super) const LEASE_SECONDS: i64 = 30;
/// The longest wait before another attempt.
const BACKOFF_SECONDS_MAX: i64 = 3_600;
/// Bytes of an error's text that are kept.
const ERROR_LENGTH_MAX: usize = 2_000;
/// Finished jobs are kept so long.
const KEPT_SECONDS: i64 = 7 * 86_400;

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
/// After the commit, wake the workers with [`Ctx::wake_jobs`].
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
         VALUES ($1, $2, $3, $4, 'available', 0, 0, $5, $6, 0, $7, $8, $9)
         ON CONFLICT DO NOTHING RETURNING id",
        ctx.new_uuid(),
        T::KIND,
        T::QUEUE,
        serde_json::to_string(job.task)?,
        T::MAX_ATTEMPTS,
        job.run_at.unwrap_or(now).0,
        i64::try_from(T::TIMEOUT.as_millis()).unwrap_or(i64::MAX),
        job.unique_key.clone(),
        now.0
    )
    .fetch_optional(tx)
    .await?;
    Ok(inserted.map(|(id,)| JobId(id)))
}

/// A job in a worker's hands.
#[derive(Clone, Debug)]
pub(super) struct Claimed {
    pub(super) info: JobInfo,
    pub(super) kind: String,
    pub(super) payload: String,
    pub(super) timeout: Duration,
    /// Proves that nobody has claimed the job since.
    pub(super) lease_token: i64,
}

/// Takes the job that is due first, if there is one.
pub(super) async fn claim(ctx: &Ctx, worker: &str) -> Result<Option<Claimed>, InternalError> {
    loop {
        let mut tx = ctx.db.begin().await?;
        let claimed = claim_one(&mut tx, ctx, worker).await?;
        // Another worker may have been faster with the job that was chosen: choose again.
        let again = claimed.is_none() && is_any_due(&mut tx, ctx.now()).await?;
        tx.commit().await?;
        if !again {
            return Ok(claimed);
        }
    }
}

async fn claim_one(tx: &mut Tx, ctx: &Ctx, worker: &str) -> Result<Option<Claimed>, InternalError> {
    let now = ctx.now();
    // The outer conditions are checked again once the row's lock is held; the inner choice is not.
    let row: Option<(String, String, String, i64, i64, i64, i64)> = sql!(
        "UPDATE jobs SET state = 'running', attempt = attempt + 1, lease_token = lease_token + 1, lease_owner = $1, lease_until = $2, started_at = $3
         WHERE id = (SELECT id FROM jobs
                     WHERE (state IN ('available', 'retryable') AND run_at <= $3) OR (state = 'running' AND lease_until <= $3)
                     ORDER BY priority, run_at, id LIMIT 1)
           AND ((state IN ('available', 'retryable') AND run_at <= $3) OR (state = 'running' AND lease_until <= $3))
         RETURNING id, kind, payload, attempt, max_attempts, timeout_ms, lease_token",
        worker,
        now.plus_seconds(LEASE_SECONDS).0,
        now.0
    )
    .fetch_optional(tx)
    .await?;
    Ok(row.map(
        |(id, kind, payload, attempt, max_attempts, timeout_ms, lease_token)| Claimed {
            info: JobInfo {
                id: JobId(id),
                attempt,
                max_attempts,
            },
            timeout: Duration::from_millis(u64::try_from(timeout_ms).unwrap_or(0)),
            kind,
            payload,
            lease_token,
        },
    ))
}

async fn is_any_due(
    connection: &mut impl Connection,
    now: Timestamp,
) -> Result<bool, InternalError> {
    let due: Option<(String,)> = sql!(
        "SELECT id FROM jobs WHERE (state IN ('available', 'retryable') AND run_at <= $1) OR (state = 'running' AND lease_until <= $1) LIMIT 1",
        now.0
    )
    .fetch_optional(connection)
    .await?;
    Ok(due.is_some())
}

/// Ends jobs whose worker was lost in their last attempt.
pub(super) async fn bury_lost(ctx: &Ctx) -> Result<(), InternalError> {
    let mut tx = ctx.db.begin().await?;
    sql!(
        "UPDATE jobs SET state = 'dead', finished_at = $1, lease_owner = NULL, lease_until = NULL, last_error = 'the worker was lost in the last attempt'
         WHERE state = 'running' AND lease_until <= $1 AND attempt >= max_attempts",
        ctx.now().0
    )
    .execute(&mut tx)
    .await?;
    tx.commit().await
}

/// Whether the job still is this worker's; if so, for another while.
pub(super) async fn extend_lease(ctx: &Ctx, job: &Claimed) -> Result<bool, InternalError> {
    let mut tx = ctx.db.begin().await?;
    let rows = sql!(
        "UPDATE jobs SET lease_until = $1 WHERE id = $2 AND lease_token = $3 AND state = 'running'",
        ctx.now().plus_seconds(LEASE_SECONDS).0,
        job.info.id.as_str(),
        job.lease_token
    )
    .execute(&mut tx)
    .await?;
    tx.commit().await?;
    Ok(rows == 1)
}

/// Records the outcome of an attempt; `false`: the job is no longer this
/// worker's, and its outcome counts for nothing.
pub(super) async fn acknowledge(
    ctx: &Ctx,
    job: &Claimed,
    outcome: Result<(), TaskError>,
) -> Result<bool, InternalError> {
    let now = ctx.now();
    let (state, error, run_at) = match outcome {
        Ok(()) => ("completed", None, None),
        Err(TaskError::Retry(error)) if !job.info.is_last_attempt() => (
            "retryable",
            Some(error),
            Some(now.0 + backoff_ms(ctx, job.info.attempt)),
        ),
        Err(TaskError::Retry(error) | TaskError::Hopeless(error)) => ("dead", Some(error), None),
    };
    let mut tx = ctx.db.begin().await?;
    let rows = sql!(
        "UPDATE jobs SET state = $1, last_error = $2, run_at = COALESCE($3, run_at), finished_at = $4, lease_owner = NULL, lease_until = NULL
         WHERE id = $5 AND lease_token = $6 AND state = 'running'",
        state,
        error.map(shortened),
        run_at,
        now.0,
        job.info.id.as_str(),
        job.lease_token
    )
    .execute(&mut tx)
    .await?;
    tx.commit().await?;
    Ok(rows == 1)
}

/// Twice as long after each attempt, from 2 s to an hour, and up to a quarter
/// more, so that what failed together is not tried again together.
fn backoff_ms(ctx: &Ctx, attempt: i64) -> i64 {
    let exponent = u32::try_from(attempt.clamp(1, 12)).unwrap_or(1);
    let base_ms = 2_i64.pow(exponent).min(BACKOFF_SECONDS_MAX) * 1_000;
    let random = i64::from(u16::from_be_bytes(ctx.random_bytes()));
    base_ms + base_ms / 4 * random / i64::from(u16::MAX)
}

fn shortened(mut error: String) -> String {
    let mut end = error.len().min(ERROR_LENGTH_MAX);
    while !error.is_char_boundary(end) {
        end -= 1;
    }
    error.truncate(end);
    // PostgreSQL keeps no NUL in texts.
    error.replace('\0', "")
}

/// Forgets what was finished long ago; what is dead stays to be looked at.
pub(super) async fn prune(tx: &mut Tx, now: Timestamp) -> Result<u64, InternalError> {
    sql!(
        "DELETE FROM jobs WHERE state IN ('completed', 'cancelled') AND finished_at < $1",
        now.minus_seconds(KEPT_SECONDS).0
    )
    .execute(tx)
    .await
}
