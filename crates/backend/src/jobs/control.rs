//! What staff can do with a job: try it again, cancel it, forget it.

use domain::ids::JobId;

use super::queue::CHANNEL;
use crate::{Ctx, InternalError, sql};

/// Runs a job that has ended, or waits, again as soon as possible. One that was out of attempts gets one more.
///
/// `false`: there is no such job, it runs, or another of its key is not finished.
///
/// # Errors
/// [`InternalError`].
pub async fn retry_job(ctx: &Ctx, id: &JobId) -> Result<bool, InternalError> {
    let mut tx = ctx.db.begin().await?;
    let rows = sql!(
        "UPDATE jobs SET state = 'available', run_at = $1, finished_at = NULL,
             max_attempts = CASE WHEN attempt >= max_attempts THEN attempt + 1 ELSE max_attempts END
         WHERE id = $2 AND state <> 'running' AND NOT EXISTS (
             SELECT o.id FROM jobs o
             WHERE o.kind = jobs.kind AND o.unique_key = jobs.unique_key AND o.id <> jobs.id
               AND o.state IN ('available', 'running', 'retryable'))",
        ctx.now().0,
        id.as_str()
    )
    .execute(&mut tx)
    .await?;
    tx.announce(CHANNEL).await?;
    tx.commit().await?;
    ctx.wake_jobs().await;
    Ok(rows == 1)
}

/// Cancels a job: at once if it waits; one that runs is ended with its worker's next sign of life.
///
/// `false`: there is no such job, or it has ended.
///
/// # Errors
/// [`InternalError`].
pub async fn cancel_job(ctx: &Ctx, id: &JobId) -> Result<bool, InternalError> {
    let mut tx = ctx.db.begin().await?;
    let rows = sql!(
        "UPDATE jobs SET
             cancel_at = CASE WHEN state = 'running' THEN $1 END,
             finished_at = CASE WHEN state = 'running' THEN finished_at ELSE $1 END,
             state = CASE WHEN state = 'running' THEN state ELSE 'cancelled' END
         WHERE id = $2 AND state IN ('available', 'retryable', 'running')",
        ctx.now().0,
        id.as_str()
    )
    .execute(&mut tx)
    .await?;
    tx.commit().await?;
    Ok(rows == 1)
}

/// Deletes a job that does not run, with all that is known of it.
///
/// # Errors
/// [`InternalError`].
pub async fn delete_job(ctx: &Ctx, id: &JobId) -> Result<bool, InternalError> {
    let mut tx = ctx.db.begin().await?;
    let rows = sql!(
        "DELETE FROM jobs WHERE id = $1 AND state <> 'running'",
        id.as_str()
    )
    .execute(&mut tx)
    .await?;
    tx.commit().await?;
    Ok(rows == 1)
}
