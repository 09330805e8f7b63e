//! The jobs about payments.

use domain::ids::{OrderId, PaymentId};
use serde::{Deserialize, Serialize};

use super::expiry::expire_order;
use super::reconcile::reconcile_payment;
use super::rows::list_unsettled;
use crate::db::Tx;
use crate::jobs::{JobInfo, NewJob, Task, TaskError, enqueue};
use crate::orders::{self, OrderHead};
use crate::{Ctx, InternalError};

/// Nobody has told of a payment for so long: ask.
const FORGOTTEN_SECONDS: i64 = 120;
/// Of each kind in one sweep, so that a bad day does not become one transaction.
const SWEPT_MAX: i64 = 200;

/// Ends an order at the end of its time.
#[derive(Serialize, Deserialize)]
struct ExpireOrder {
    order_id: OrderId,
}

/// Asks the gateway about an attempt that nobody has told of.
#[derive(Serialize, Deserialize)]
struct ReconcilePayment {
    payment_id: PaymentId,
}

crate::task!(ExpireOrder);
crate::task!(ReconcilePayment);

impl Task for ExpireOrder {
    const KIND: &'static str = "expire_order";
    /// Stock is held meanwhile: a gateway that is away for a day is waited for.
    const MAX_ATTEMPTS: i64 = 30;

    async fn run(self, ctx: &Ctx, _info: &JobInfo) -> Result<(), TaskError> {
        Ok(expire_order(ctx, &self.order_id).await?)
    }
}

impl Task for ReconcilePayment {
    const KIND: &'static str = "reconcile_payment";
    /// The next sweep asks again.
    const MAX_ATTEMPTS: i64 = 3;

    async fn run(self, ctx: &Ctx, _info: &JobInfo) -> Result<(), TaskError> {
        Ok(reconcile_payment(ctx, &self.payment_id).await?)
    }
}

/// Has the order end when its time is over, once.
pub(crate) async fn enqueue_expiry(
    tx: &mut Tx,
    ctx: &Ctx,
    order: &OrderHead,
) -> Result<(), InternalError> {
    let task = ExpireOrder {
        order_id: order.id.clone(),
    };
    let key = format!("{}@{}", order.id, order.expires_at.0);
    enqueue(tx, ctx, NewJob::at(&task, order.expires_at).unique(key)).await?;
    Ok(())
}

/// Enqueues what webhooks, jobs and browsers have left undone.
pub(crate) async fn enqueue_unsettled(ctx: &Ctx) -> Result<(), InternalError> {
    let mut tx = ctx.db.begin().await?;
    let since = ctx.now().minus_seconds(FORGOTTEN_SECONDS);
    for payment_id in list_unsettled(&mut tx, since, SWEPT_MAX).await? {
        let task = ReconcilePayment { payment_id };
        enqueue(
            &mut tx,
            ctx,
            NewJob::now(&task).unique(task.payment_id.as_str()),
        )
        .await?;
    }
    for order in orders::list_overdue(&mut tx, ctx.now(), SWEPT_MAX).await? {
        enqueue_expiry(&mut tx, ctx, &order).await?;
    }
    tx.commit().await?;
    ctx.wake_jobs().await;
    Ok(())
}
