//! How long what is over is remembered. Bounded in time and in number: the tables do not grow with the shop's age.

use domain::time::Timestamp;

use crate::db::Tx;
use crate::{InternalError, sql};

/// Finished jobs are kept so long, and so many of them.
const FINISHED_SECONDS: i64 = 7 * 86_400;
const FINISHED_COUNT: i64 = 100_000;
/// What is dead waits longer for somebody to look at it.
const DEAD_SECONDS: i64 = 180 * 86_400;
/// A worker that was not seen for so long is gone.
const WORKER_SECONDS: i64 = 600;

/// Forgets jobs that ended long ago, with their attempts, and workers that are gone.
pub(super) async fn prune(tx: &mut Tx, now: Timestamp) -> Result<(), InternalError> {
    sql!(
        "DELETE FROM jobs WHERE state IN ('completed', 'cancelled') AND finished_at < $1",
        now.minus_seconds(FINISHED_SECONDS).0
    )
    .execute(tx)
    .await?;
    sql!(
        "DELETE FROM jobs WHERE state IN ('completed', 'cancelled') AND finished_at < (
             SELECT finished_at FROM jobs WHERE state IN ('completed', 'cancelled')
             ORDER BY finished_at DESC LIMIT 1 OFFSET $1)",
        FINISHED_COUNT
    )
    .execute(tx)
    .await?;
    sql!(
        "DELETE FROM jobs WHERE state = 'dead' AND finished_at < $1",
        now.minus_seconds(DEAD_SECONDS).0
    )
    .execute(tx)
    .await?;
    sql!(
        "DELETE FROM job_workers WHERE seen_at < $1",
        now.minus_seconds(WORKER_SECONDS).0
    )
    .execute(tx)
    .await?;
    Ok(())
}
