//! Workers that are there, as they say themselves.

use crate::{Ctx, InternalError, sql};

/// A worker's sign of life; gives whether staff have asked it to go.
pub(super) async fn note(
    ctx: &Ctx,
    id: &str,
    queues: &[String],
    hands: usize,
    running: usize,
) -> Result<bool, InternalError> {
    let number = |count: usize| i64::try_from(count).unwrap_or(i64::MAX);
    let mut tx = ctx.db.begin().await?;
    let (stop_at,): (Option<i64>,) = sql!(
        "INSERT INTO job_workers (id, queues, hands, running, started_at, seen_at) VALUES ($1, $2, $3, $4, $5, $5)
         ON CONFLICT (id) DO UPDATE SET running = excluded.running, seen_at = excluded.seen_at
         RETURNING stop_at",
        id,
        queues.join(","),
        number(hands),
        number(running),
        ctx.now().0
    )
    .fetch_one(&mut tx)
    .await?;
    tx.commit().await?;
    Ok(stop_at.is_some())
}

/// The worker goes, by its own account.
pub(super) async fn forget(ctx: &Ctx, id: &str) -> Result<(), InternalError> {
    let mut tx = ctx.db.begin().await?;
    sql!("DELETE FROM job_workers WHERE id = $1", id)
        .execute(&mut tx)
        .await?;
    tx.commit().await
}

/// Asks a worker to end its jobs and go; its supervisor may start another.
///
/// # Errors
/// [`InternalError`].
pub async fn stop_worker(ctx: &Ctx, id: &str) -> Result<bool, InternalError> {
    let mut tx = ctx.db.begin().await?;
    let rows = sql!(
        "UPDATE job_workers SET stop_at = $1 WHERE id = $2",
        ctx.now().0,
        id
    )
    .execute(&mut tx)
    .await?;
    tx.commit().await?;
    Ok(rows == 1)
}
