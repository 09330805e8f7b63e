//! Jobs in workers' hands: claimed, kept, given back.
//!
//! Claiming raises `attempt` and `lease_token`; whatever is written about an
//! attempt later names its token, so that a worker who lost its job changes nothing.

use std::time::Duration;

use domain::ids::JobId;
use domain::time::Timestamp;

use super::queues;
use super::tasks::JobInfo;
use crate::db::{Connection, Tx};
use crate::{Ctx, InternalError, sql};

/// How long a claimed job belongs to its worker without a sign of life.
pub(super) const LEASE_SECONDS: i64 = 30;
/// The longest wait before another attempt.
const BACKOFF_SECONDS_MAX: i64 = 3_600;
/// Bytes of an error's text that are kept.
const ERROR_LENGTH_MAX: usize = 2_000;
/// Lost jobs that are given back at a time.
const LOST_AT_A_TIME: i64 = 100;

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

/// How an attempt ended.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) enum Outcome {
    Completed,
    /// Another attempt may succeed.
    Failed(String),
    /// No attempt will.
    Hopeless(String),
    Panicked(String),
    TimedOut(Duration),
    /// Somebody asked that it end.
    Cancelled,
    /// Its worker gave no sign of life.
    Lost,
}

impl Outcome {
    /// `job_attempts.outcome`
    const fn name(&self) -> &'static str {
        match self {
            Self::Completed => "completed",
            Self::Failed(_) | Self::Hopeless(_) => "failed",
            Self::Panicked(_) => "panicked",
            Self::TimedOut(_) => "timed_out",
            Self::Cancelled => "cancelled",
            Self::Lost => "lost",
        }
    }

    /// What staff read; `None` where nothing went wrong.
    pub(super) fn error(&self) -> Option<String> {
        match self {
            Self::Completed | Self::Cancelled => None,
            Self::Failed(error) | Self::Hopeless(error) => Some(shortened(error)),
            Self::Panicked(words) => Some(shortened(&format!("panicked: {words}"))),
            Self::TimedOut(timeout) => Some(format!("took longer than {timeout:?}")),
            Self::Lost => Some("its worker was lost".to_owned()),
        }
    }

    /// The job's state, given whether there are attempts left.
    const fn state(&self, is_last_attempt: bool) -> &'static str {
        match self {
            Self::Completed => "completed",
            Self::Cancelled => "cancelled",
            Self::Hopeless(_) => "dead",
            _ if is_last_attempt => "dead",
            _ => "retryable",
        }
    }
}

/// (id, kind, payload, attempt, max_attempts, timeout_ms, lease_token, priority, run_at)
type ClaimedRow = (String, String, String, i64, i64, i64, i64, i64, i64);

/// Takes a queue's due jobs, at most so many, the most urgent first; none of a paused queue, and
/// no more than its limit allows.
pub(super) async fn claim(
    ctx: &Ctx,
    worker: &str,
    queue: &str,
    hands: usize,
) -> Result<Vec<Claimed>, InternalError> {
    let mut tx = ctx.db.begin().await?;
    let room = queues::room(&mut tx, queue, i64::try_from(hands).unwrap_or(i64::MAX)).await?;
    if room == 0 {
        return Ok(Vec::new());
    }
    let mut rows = take(&mut tx, ctx.now(), worker, queue, room).await?;
    if rows.is_empty() {
        return Ok(Vec::new());
    }
    begin_attempts(&mut tx, ctx.now(), worker, &rows).await?;
    tx.commit().await?;
    rows.sort_by(|one, other| (one.7, one.8, &one.0).cmp(&(other.7, other.8, &other.0)));
    Ok(rows.into_iter().map(claimed).collect())
}

async fn take(
    tx: &mut Tx,
    now: Timestamp,
    worker: &str,
    queue: &str,
    room: i64,
) -> Result<Vec<ClaimedRow>, InternalError> {
    sql!(
        "WITH chosen AS MATERIALIZED (
             SELECT id FROM jobs
             WHERE queue = $4 AND state IN ('available', 'retryable') AND run_at <= $3
             ORDER BY priority, run_at, id LIMIT $5 {skip_locked})
         UPDATE jobs SET state = 'running', attempt = attempt + 1, lease_token = lease_token + 1,
             lease_owner = $1, lease_until = $2, started_at = $3, cancel_at = NULL
         WHERE id IN (SELECT id FROM chosen)
         RETURNING id, kind, payload, attempt, max_attempts, timeout_ms, lease_token, priority, run_at",
        worker,
        now.plus_seconds(LEASE_SECONDS).0,
        now.0,
        queue,
        room
    )
    .fetch_all(tx)
    .await
}

async fn begin_attempts(
    tx: &mut Tx,
    now: Timestamp,
    worker: &str,
    rows: &[ClaimedRow],
) -> Result<(), InternalError> {
    sql!(
        "INSERT INTO job_attempts (job_id, attempt, worker, started_at)
         SELECT id, attempt, $1, $2 FROM jobs WHERE id IN ({list})",
        worker,
        now.0
    )
    .list(rows.iter().map(|row| row.0.clone()))
    .execute(tx)
    .await?;
    Ok(())
}

fn claimed(row: ClaimedRow) -> Claimed {
    let (id, kind, payload, attempt, max_attempts, timeout_ms, lease_token, ..) = row;
    Claimed {
        info: JobInfo {
            id: JobId(id),
            attempt,
            max_attempts,
        },
        timeout: Duration::from_millis(u64::try_from(timeout_ms).unwrap_or(0)),
        kind,
        payload,
        lease_token,
    }
}

/// A job that still is its worker's.
#[derive(Debug, sqlx::FromRow)]
pub(super) struct Kept {
    pub(super) id: String,
    pub(super) lease_token: i64,
    /// When somebody asked that it end.
    pub(super) cancel_at: Option<i64>,
}

/// A sign of life for these jobs; gives those that still are the worker's.
pub(super) async fn extend_leases(
    ctx: &Ctx,
    worker: &str,
    jobs: impl IntoIterator<Item = JobId>,
) -> Result<Vec<Kept>, InternalError> {
    let mut tx = ctx.db.begin().await?;
    let kept = sql!(
        "UPDATE jobs SET lease_until = $1 WHERE lease_owner = $2 AND state = 'running' AND id IN ({list})
         RETURNING id, lease_token, cancel_at",
        ctx.now().plus_seconds(LEASE_SECONDS).0,
        worker
    )
    .list(jobs.into_iter().map(|id| id.0))
    .fetch_all(&mut tx)
    .await?;
    tx.commit().await?;
    Ok(kept)
}

/// Records how an attempt ended; `false`: the job is no longer this worker's, and its outcome
/// counts for nothing.
pub(super) async fn acknowledge(
    ctx: &Ctx,
    job: &Claimed,
    outcome: &Outcome,
) -> Result<bool, InternalError> {
    let mut tx = ctx.db.begin().await?;
    let held = end_attempt(&mut tx, ctx, &job.info, job.lease_token, outcome).await?;
    tx.commit().await?;
    Ok(held)
}

async fn end_attempt(
    tx: &mut Tx,
    ctx: &Ctx,
    info: &JobInfo,
    lease_token: i64,
    outcome: &Outcome,
) -> Result<bool, InternalError> {
    let now = ctx.now();
    let state = outcome.state(info.is_last_attempt());
    let is_over = state != "retryable";
    let held = sql!(
        "UPDATE jobs SET state = $1, last_error = $2, run_at = COALESCE($3, run_at), finished_at = $4,
             lease_owner = NULL, lease_until = NULL, cancel_at = NULL
         WHERE id = $5 AND lease_token = $6 AND state = 'running'",
        state,
        outcome.error(),
        (!is_over).then(|| now.0 + backoff_ms(ctx, info.attempt)),
        is_over.then_some(now.0),
        info.id.as_str(),
        lease_token
    )
    .execute(tx)
    .await?;
    if held == 0 {
        return Ok(false);
    }
    sql!(
        "UPDATE job_attempts SET finished_at = $1, outcome = $2, error = $3 WHERE job_id = $4 AND attempt = $5",
        now.0,
        outcome.name(),
        outcome.error(),
        info.id.as_str(),
        info.attempt
    )
    .execute(tx)
    .await?;
    Ok(true)
}

/// Ends the attempts of workers that give no sign of life: their jobs wait for another attempt,
/// like any that failed, or are dead.
pub(super) async fn give_back_lost(ctx: &Ctx) -> Result<(), InternalError> {
    // Mostly there are none, and nothing need be locked to see that.
    if find_lost(&mut ctx.db.read().await?, ctx.now())
        .await?
        .is_empty()
    {
        return Ok(());
    }
    let mut tx = ctx.db.begin().await?;
    for (id, attempt, max_attempts, lease_token) in find_lost(&mut tx, ctx.now()).await? {
        let info = JobInfo {
            id: JobId(id),
            attempt,
            max_attempts,
        };
        if still_lost(&mut tx, ctx.now(), &info.id, lease_token).await? {
            end_attempt(&mut tx, ctx, &info, lease_token, &Outcome::Lost).await?;
        }
    }
    tx.commit().await?;
    ctx.wake_jobs().await;
    Ok(())
}

/// (id, attempt, max_attempts, lease_token)
type LostRow = (String, i64, i64, i64);

async fn find_lost(
    connection: &mut impl Connection,
    now: Timestamp,
) -> Result<Vec<LostRow>, InternalError> {
    sql!(
        "SELECT id, attempt, max_attempts, lease_token FROM jobs
         WHERE state = 'running' AND lease_until <= $1 ORDER BY id LIMIT $2",
        now.0,
        LOST_AT_A_TIME
    )
    .fetch_all(connection)
    .await
}

/// Locks the job: its worker may give its sign of life at this moment.
async fn still_lost(
    tx: &mut Tx,
    now: Timestamp,
    id: &JobId,
    lease_token: i64,
) -> Result<bool, InternalError> {
    let rows = sql!(
        "UPDATE jobs SET lease_owner = NULL WHERE id = $1 AND lease_token = $2 AND state = 'running' AND lease_until <= $3",
        id.as_str(),
        lease_token,
        now.0
    )
    .execute(tx)
    .await?;
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

fn shortened(error: &str) -> String {
    let end = error.floor_char_boundary(ERROR_LENGTH_MAX);
    // PostgreSQL keeps no NUL in texts.
    error[..end].replace('\0', "")
}
