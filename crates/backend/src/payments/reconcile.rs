//! Asking the gateway, and believing its answer.

use std::sync::Arc;

use ::payments::gateway::{Gateway, PaymentSnapshot};
use domain::ids::{OrderId, PaymentId};
use domain::orders::PaymentStatus;
use domain::payments::PaymentState;

use super::rows::{PaymentRow, find_newest, find_payment};
use super::settling;
use crate::db::uninterrupted;
use crate::{Ctx, InternalError, orders};

/// Asks the gateway about the order's newest attempt and brings the order into
/// the state that follows. Asking again changes nothing.
///
/// # Errors
/// [`InternalError::Gateway`] if the gateway cannot be asked; nothing changed
/// then, and the order can be shown as it was.
pub async fn reconcile_order(ctx: &Ctx, order: &OrderId) -> Result<PaymentStatus, InternalError> {
    let newest = find_newest(&mut ctx.db.read().await?, order).await?;
    if let Some(payment) = newest.filter(|payment| payment.state != PaymentState::Paid) {
        reconcile_payment(ctx, &payment.id).await?;
    }
    status_of(ctx, order).await
}

/// What the shop believes of an order's payment, without asking anybody.
pub(super) async fn status_of(ctx: &Ctx, order: &OrderId) -> Result<PaymentStatus, InternalError> {
    let mut reader = ctx.db.read().await?;
    let head = orders::find_head(&mut reader, order).await?;
    let head = head.ok_or(sqlx::Error::RowNotFound)?;
    let newest = find_newest(&mut reader, order).await?;
    Ok(PaymentStatus::of(
        head.state,
        newest.map(|payment| payment.state),
    ))
}

/// Fetch first, then lock the order and compare: the answer is never older
/// than the wish to know, and no lock waits for the gateway.
pub(super) async fn reconcile_payment(ctx: &Ctx, payment: &PaymentId) -> Result<(), InternalError> {
    let row = find_payment(&mut ctx.db.read().await?, payment).await?;
    let Some((row, reference)) = row.and_then(|row| Some((row.clone(), row.reference?))) else {
        return Ok(());
    };
    let answer = gateway(ctx)?.fetch(&reference).await?;
    let ctx = ctx.clone();
    uninterrupted(async move { believe(&ctx, &row, &answer).await }).await
}

/// The one place where an answer changes anything.
async fn believe(
    ctx: &Ctx,
    asked: &PaymentRow,
    answer: &PaymentSnapshot,
) -> Result<(), InternalError> {
    let mut tx = ctx.db.begin().await?;
    let Some(order) = orders::lock_order(&mut tx, &asked.order_id).await? else {
        return Ok(());
    };
    // Read again under the lock: another answer may have been believed meanwhile.
    let Some(payment) = find_payment(&mut tx, &asked.id).await? else {
        return Ok(());
    };
    settling::apply(&mut tx, ctx, order, payment, answer).await?;
    tx.commit().await?;
    ctx.wake_jobs().await;
    Ok(())
}

pub(super) fn gateway(ctx: &Ctx) -> Result<Arc<dyn Gateway>, InternalError> {
    let missing = || InternalError::Setup("a payment exists, but no gateway is set up".to_owned());
    ctx.gateway.clone().ok_or_else(missing)
}
