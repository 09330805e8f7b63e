//! From one state to the next. All take the order locked by the transaction.

use domain::ids::OrderId;
use domain::orders::{OrderState, PaidOrder};
use domain::time::Timestamp;
use serde_json::json;

use super::{Event, OrderHead, list_lines, record_event};
use crate::db::Tx;
use crate::stock::{self, Pieces, Taken};
use crate::{Ctx, InternalError, sql};

/// The total was captured.
pub(crate) async fn mark_paid(
    tx: &mut Tx,
    ctx: &Ctx,
    order: &PaidOrder,
) -> Result<(), InternalError> {
    sql!(
        "UPDATE orders SET state = 'paid', paid_at = $1, closed_at = NULL WHERE id = $2",
        order.paid_at.0,
        order.id.as_str()
    )
    .execute(tx)
    .await?;
    record_event(tx, ctx, &order.id, Event::new("paid")).await
}

/// Money came, but not as agreed: a person must look. Stock that the order
/// holds stays with it, since what was paid for must not be sold to others.
pub(crate) async fn send_to_review(
    tx: &mut Tx,
    ctx: &Ctx,
    order: &OrderId,
    why: Event,
) -> Result<(), InternalError> {
    close(tx, ctx, order, OrderState::Review).await?;
    record_event(tx, ctx, order, why).await
}

/// Nobody paid in time, and the gateway says that nobody can any more.
pub(crate) async fn expire(tx: &mut Tx, ctx: &Ctx, order: &OrderHead) -> Result<(), InternalError> {
    close(tx, ctx, &order.id, OrderState::Expired).await?;
    let pieces = pieces_of(tx, &order.id).await?;
    stock::release(tx, ctx, &order.id, &pieces).await?;
    record_event(tx, ctx, &order.id, Event::new("expired")).await
}

/// The shopper wants something else, and the gateway says that nobody has paid.
/// An expired order has given its stock back already.
pub(crate) async fn cancel(tx: &mut Tx, ctx: &Ctx, order: &OrderHead) -> Result<(), InternalError> {
    close(tx, ctx, &order.id, OrderState::Cancelled).await?;
    if order.state.holds_stock() {
        let pieces = pieces_of(tx, &order.id).await?;
        stock::release(tx, ctx, &order.id, &pieces).await?;
    }
    record_event(tx, ctx, &order.id, Event::new("cancelled")).await
}

/// The order waits longer, because a new attempt to pay it needs the time.
pub(crate) async fn extend(
    tx: &mut Tx,
    ctx: &Ctx,
    order: &OrderId,
    until: Timestamp,
) -> Result<(), InternalError> {
    sql!(
        "UPDATE orders SET expires_at = $1 WHERE id = $2",
        until.0,
        order.as_str()
    )
    .execute(tx)
    .await?;
    record_event(
        tx,
        ctx,
        order,
        Event::with("extended", json!({ "until": until })),
    )
    .await
}

/// The shopper has done their part, the money is under way for days perhaps:
/// the cart is free for the next order. The order is then found by its own
/// page only.
pub(crate) async fn leave_cart(tx: &mut Tx, order: &OrderId) -> Result<(), InternalError> {
    // See `OrderHead::is_of_cart`: no cart has this name, so the next order can wait beside it.
    sql!(
        "UPDATE orders SET cart_id = cart_id || ':' || id WHERE id = $1",
        order.as_str()
    )
    .execute(tx)
    .await?;
    Ok(())
}

async fn close(
    tx: &mut Tx,
    ctx: &Ctx,
    order: &OrderId,
    state: OrderState,
) -> Result<(), InternalError> {
    sql!(
        "UPDATE orders SET state = $1, closed_at = $2 WHERE id = $3",
        state.as_str(),
        ctx.now().0,
        order.as_str()
    )
    .execute(tx)
    .await?;
    Ok(())
}

async fn pieces_of(tx: &mut Tx, order: &OrderId) -> Result<Vec<Pieces>, InternalError> {
    let lines = list_lines(tx, order).await?;
    Ok(lines.iter().map(super::LineRow::pieces).collect())
}

/// Takes the stock of an expired order again, all or none.
pub(crate) async fn retake_stock(
    tx: &mut Tx,
    ctx: &Ctx,
    order: &OrderId,
) -> Result<Taken, InternalError> {
    let pieces = pieces_of(tx, order).await?;
    stock::retake(tx, ctx, order, &pieces).await
}
