//! What is done every minute, whether anybody asked or not: whatever a lost
//! webhook, a crash or a closed browser left undone is found here.

use serde::{Deserialize, Serialize};

use super::queue::{NewJob, enqueue};
use super::retention;
use super::tasks::{JobInfo, Task, TaskError};
use crate::{Ctx, InternalError, cart, catalog, payments, sessions};

/// Looks for payments and orders that nobody has settled, and tidies up.
#[derive(Serialize, Deserialize)]
struct Sweep {}

crate::task!(Sweep);

impl Task for Sweep {
    const KIND: &'static str = "sweep";
    /// The next minute's is as good.
    const MAX_ATTEMPTS: i64 = 1;

    async fn run(self, ctx: &Ctx, _info: &JobInfo) -> Result<(), TaskError> {
        payments::enqueue_unsettled(ctx).await?;
        sessions::delete_expired(ctx).await?;
        let mut tx = ctx.db.begin().await?;
        retention::prune(&mut tx, ctx.now()).await?;
        cart::delete_forgotten(&mut tx, ctx).await?;
        catalog::freshness::forget_changes(&mut tx).await?;
        tx.commit().await?;
        Ok(())
    }
}

/// One sweep at a time, however many processes ask for it.
pub(super) async fn enqueue_sweep(ctx: &Ctx) -> Result<(), InternalError> {
    let mut tx = ctx.db.begin().await?;
    enqueue(&mut tx, ctx, NewJob::now(&Sweep {}).unique("sweep")).await?;
    tx.commit().await?;
    ctx.wake_jobs().await;
    Ok(())
}
