//! What staff say of a queue: whether it is paused, and how many of its jobs may run at a time.

use crate::db::Tx;
use crate::{Ctx, InternalError, sql};

/// Takes no more jobs of the queue until it is resumed; those that run go on.
///
/// # Errors
/// [`InternalError`].
pub async fn pause_queue(ctx: &Ctx, queue: &str) -> Result<(), InternalError> {
    set_paused(ctx, queue, true).await
}

/// # Errors
/// [`InternalError`].
pub async fn resume_queue(ctx: &Ctx, queue: &str) -> Result<(), InternalError> {
    set_paused(ctx, queue, false).await?;
    ctx.wake_jobs().await;
    Ok(())
}

async fn set_paused(ctx: &Ctx, queue: &str, paused: bool) -> Result<(), InternalError> {
    let mut tx = ctx.db.begin().await?;
    sql!(
        "INSERT INTO job_queues (name, paused) VALUES ($1, $2)
         ON CONFLICT (name) DO UPDATE SET paused = excluded.paused",
        queue,
        paused
    )
    .execute(&mut tx)
    .await?;
    tx.commit().await
}

/// Lets so many jobs of the queue run at a time, in all processes together; `None`: as many as
/// there are hands.
///
/// # Errors
/// [`InternalError`].
pub async fn limit_queue(
    ctx: &Ctx,
    queue: &str,
    running_max: Option<u32>,
) -> Result<(), InternalError> {
    let mut tx = ctx.db.begin().await?;
    sql!(
        "INSERT INTO job_queues (name, paused, running_max) VALUES ($1, $2, $3)
         ON CONFLICT (name) DO UPDATE SET running_max = excluded.running_max",
        queue,
        false,
        running_max.map(i64::from)
    )
    .execute(&mut tx)
    .await?;
    tx.commit().await?;
    ctx.wake_jobs().await;
    Ok(())
}

/// How many jobs of a queue may be taken now, at most `hands`.
///
/// Of a limited queue the row is locked: two workers that count at the same time would both see room.
pub(super) async fn room(tx: &mut Tx, queue: &str, hands: i64) -> Result<i64, InternalError> {
    let row: Option<(bool, Option<i64>)> = sql!(
        "SELECT paused, running_max FROM job_queues WHERE name = $1",
        queue
    )
    .fetch_optional(tx)
    .await?;
    match row {
        Some((true, _)) => Ok(0),
        Some((false, Some(running_max))) => {
            sql!("UPDATE job_queues SET name = name WHERE name = $1", queue)
                .execute(tx)
                .await?;
            let (running,): (i64,) = sql!(
                "SELECT COUNT(*) FROM jobs WHERE queue = $1 AND state = 'running'",
                queue
            )
            .fetch_one(tx)
            .await?;
            Ok((running_max - running).clamp(0, hands))
        }
        Some((false, None)) | None => Ok(hands),
    }
}
