//! Closing what nobody has paid: only after the gateway has said so.

use ::payments::gateway::{Cancellation, GatewayError};
use domain::ids::{OrderId, PaymentId};
use domain::orders::OrderState;
use domain::payments::PaymentState;

use super::attempts::close_attempts;
use super::reconcile::{gateway, reconcile_payment};
use super::rows::{PaymentRow, find_newest};
use crate::db::uninterrupted;
use crate::{Ctx, InternalError, orders};

/// What the gateway says of an order that is to be closed.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) enum Closed {
    /// Nobody has paid, and by this attempt nobody can any more.
    Unpaid(Option<PaymentId>),
    /// Money came or is under way; the order is in the state that follows.
    Paid,
}

/// Has the gateway close the order's attempt, if it has one that can be paid.
///
/// # Errors
/// [`InternalError::Gateway`] if the gateway does not say; nothing is known then.
pub(crate) async fn close_at_gateway(ctx: &Ctx, order: &OrderId) -> Result<Closed, InternalError> {
    let newest = find_newest(&mut ctx.db.read().await?, order).await?;
    match newest {
        None => Ok(Closed::Unpaid(None)),
        // What is over stays over, and a page that nobody was ever told of is paid by nobody.
        Some(PaymentRow {
            state: PaymentState::Expired | PaymentState::Failed,
            id,
            ..
        })
        | Some(PaymentRow {
            reference: None,
            id,
            ..
        }) => Ok(Closed::Unpaid(Some(id))),
        Some(PaymentRow {
            state: PaymentState::Paid,
            ..
        }) => Ok(Closed::Paid),
        Some(PaymentRow {
            reference: Some(reference),
            id,
            is_test,
            ..
        }) => match gateway(ctx)?.cancel(&reference).await {
            Ok(Cancellation::Expired) => Ok(Closed::Unpaid(Some(id))),
            Ok(Cancellation::AlreadyPaid) => {
                reconcile_payment(ctx, &id).await?;
                Ok(Closed::Paid)
            }
            // The shop has changed from one test gateway to another, and there was no money at the first.
            Err(GatewayError::NotFound) if is_test => Ok(Closed::Unpaid(Some(id))),
            Err(error) => Err(error.into()),
        },
    }
}

/// Ends an order whose time is over, if the gateway says that nobody has paid it.
pub(super) async fn expire_order(ctx: &Ctx, id: &OrderId) -> Result<(), InternalError> {
    let order = orders::find_head(&mut ctx.db.read().await?, id).await?;
    let due = order.is_some_and(|order| {
        order.state == OrderState::AwaitingPayment && order.expires_at <= ctx.now()
    });
    if !due {
        return Ok(());
    }
    match close_at_gateway(ctx, id).await? {
        Closed::Paid => Ok(()),
        Closed::Unpaid(closed) => {
            let (ctx, id) = (ctx.clone(), id.clone());
            uninterrupted(async move { expire(&ctx, &id, closed.as_ref()).await }).await
        }
    }
}

async fn expire(ctx: &Ctx, id: &OrderId, closed: Option<&PaymentId>) -> Result<(), InternalError> {
    let mut tx = ctx.db.begin().await?;
    let Some(order) = orders::lock_order(&mut tx, id).await? else {
        return Ok(());
    };
    let waits = order.state == OrderState::AwaitingPayment && order.expires_at <= ctx.now();
    if !waits || !close_attempts(&mut tx, ctx, id, closed).await? {
        return Ok(());
    }
    orders::expire(&mut tx, ctx, &order).await?;
    tx.commit().await
}
