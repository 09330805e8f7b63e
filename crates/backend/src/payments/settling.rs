//! What follows from a gateway's answer, in the transaction that holds the order.

use ::payments::gateway::PaymentSnapshot;
use domain::money::Money;
use domain::orders::{OrderState, PaidOrder, PlacedOrder};
use domain::payments::PaymentState;
use serde_json::json;

use super::rows::PaymentRow;
use super::verdict::{Verdict, judge};
use crate::db::Tx;
use crate::jobs::{NewJob, enqueue};
use crate::mail::SendPaymentReceived;
use crate::orders::{self, Event, OrderHead};
use crate::stock::Taken;
use crate::{Ctx, InternalError, sql};

/// Moves attempt and order forward by an answer. Doing it twice changes nothing.
pub(super) async fn apply(
    tx: &mut Tx,
    ctx: &Ctx,
    order: OrderHead,
    payment: PaymentRow,
    answer: &PaymentSnapshot,
) -> Result<(), InternalError> {
    let verdict = judge(&payment, answer);
    let before = payment.state;
    let now = next_state(&order, before, verdict);
    save(tx, ctx, &payment, now, answer).await?;
    if let Verdict::Mismatch(what) = verdict
        && before != now
    {
        record_mismatch(tx, ctx, &order, &payment, answer, what).await?;
    }
    match now {
        PaymentState::Paid if answer.state == PaymentState::Paid => {
            settle(tx, ctx, order, &payment, answer).await
        }
        // An older answer that came late: it knows less, not even what was captured.
        PaymentState::Paid => Ok(()),
        PaymentState::Review => review(tx, ctx, order, before, answer).await,
        PaymentState::Expired | PaymentState::Failed => close(tx, ctx, order, &payment, now).await,
        PaymentState::Processing if before != now => orders::leave_cart(tx, &order.id).await,
        PaymentState::Processing | PaymentState::Open | PaymentState::Starting => Ok(()),
    }
}

fn next_state(order: &OrderHead, before: PaymentState, verdict: Verdict) -> PaymentState {
    match (before, verdict) {
        // What did not fit is over without money: nothing is left to look at.
        (
            PaymentState::Review,
            Verdict::Said(over @ (PaymentState::Expired | PaymentState::Failed)),
        ) => over,
        // Another attempt has paid the order: this money is one payment too many.
        (before, Verdict::Said(PaymentState::Paid))
            if before != PaymentState::Paid && order.state == OrderState::Paid =>
        {
            PaymentState::Review
        }
        (before, verdict) => before.after(verdict.state()),
    }
}

async fn save(
    tx: &mut Tx,
    ctx: &Ctx,
    payment: &PaymentRow,
    state: PaymentState,
    answer: &PaymentSnapshot,
) -> Result<(), InternalError> {
    sql!(
        "UPDATE payments SET state = $1, capture_reference = COALESCE($2, capture_reference), url = COALESCE($3, url), updated_at = $4 WHERE id = $5",
        state.as_str(),
        answer.capture_reference.clone(),
        answer.url.clone(),
        ctx.now().0,
        payment.id.as_str()
    )
    .execute(tx)
    .await?;
    Ok(())
}

/// The whole amount was captured: pays the order if it still can be paid.
async fn settle(
    tx: &mut Tx,
    ctx: &Ctx,
    order: OrderHead,
    payment: &PaymentRow,
    answer: &PaymentSnapshot,
) -> Result<(), InternalError> {
    record_capture(tx, ctx, payment, answer).await?;
    match order.state {
        OrderState::Paid | OrderState::Review => Ok(()),
        OrderState::AwaitingPayment => pay(tx, ctx, order, answer.amount).await,
        OrderState::Expired => pay_late(tx, ctx, order, answer.amount).await,
        // The shopper has taken the lines back and may have bought them by another order.
        OrderState::Cancelled => {
            orders::send_to_review(tx, ctx, &order.id, Event::new("paid_after_cancelling")).await
        }
    }
}

async fn pay(
    tx: &mut Tx,
    ctx: &Ctx,
    order: OrderHead,
    captured: Money,
) -> Result<(), InternalError> {
    let placed = PlacedOrder {
        id: order.id,
        total: order.total,
        expires_at: order.expires_at,
    };
    let id = placed.id.clone();
    match placed.pay(captured, ctx.now()) {
        Ok(paid) => finish(tx, ctx, &paid).await,
        Err(mismatch) => {
            let why = json!({ "total": mismatch.order, "captured": mismatch.captured });
            orders::send_to_review(tx, ctx, &id, Event::with("amount_mismatch", why)).await
        }
    }
}

/// The stock was given back meanwhile: taken again if it is there.
async fn pay_late(
    tx: &mut Tx,
    ctx: &Ctx,
    order: OrderHead,
    captured: Money,
) -> Result<(), InternalError> {
    match orders::retake_stock(tx, ctx, &order.id).await? {
        Taken::All => pay(tx, ctx, order, captured).await,
        Taken::Missing(variant) => {
            let why = Event::with("paid_without_stock", json!({ "missing_variant": variant }));
            orders::send_to_review(tx, ctx, &order.id, why).await
        }
    }
}

/// Only the one transition to "paid" comes here, so the shopper gets one mail.
async fn finish(tx: &mut Tx, ctx: &Ctx, order: &PaidOrder) -> Result<(), InternalError> {
    orders::mark_paid(tx, ctx, order).await?;
    let mail = SendPaymentReceived {
        order_id: order.id.clone(),
    };
    enqueue(tx, ctx, NewJob::now(&mail).unique(order.id.as_str())).await?;
    Ok(())
}

/// The attempt needs a person; so does the order once money came by it.
async fn review(
    tx: &mut Tx,
    ctx: &Ctx,
    order: OrderHead,
    before: PaymentState,
    answer: &PaymentSnapshot,
) -> Result<(), InternalError> {
    if answer.state != PaymentState::Paid || order.state == OrderState::Review {
        return Ok(());
    }
    if order.state == OrderState::Paid {
        let why = json!({ "reference": answer.reference, "amount": answer.amount });
        return match before {
            PaymentState::Review => Ok(()),
            _ => orders::record_event(tx, ctx, &order.id, Event::with("paid_twice", why)).await,
        };
    }
    orders::send_to_review(tx, ctx, &order.id, Event::new("paid_otherwise")).await
}

/// No money comes by the attempt any more. Its page and the order expire
/// together; after a delayed payment has failed, the shopper may pay again
/// while there is time.
async fn close(
    tx: &mut Tx,
    ctx: &Ctx,
    order: OrderHead,
    payment: &PaymentRow,
    state: PaymentState,
) -> Result<(), InternalError> {
    let over = state == PaymentState::Expired || ctx.now() >= order.expires_at;
    let waits = order.state == OrderState::AwaitingPayment;
    if !waits || !over || has_other_open(tx, payment).await? {
        return Ok(());
    }
    orders::expire(tx, ctx, &order).await
}

/// Whether money may come by another attempt of the order.
async fn has_other_open(tx: &mut Tx, payment: &PaymentRow) -> Result<bool, InternalError> {
    let row: Option<(String,)> = sql!(
        "SELECT id FROM payments WHERE order_id = $1 AND id <> $2 AND state IN ('starting', 'open', 'processing', 'review') LIMIT 1",
        payment.order_id.as_str(),
        payment.id.as_str()
    )
    .fetch_optional(tx)
    .await?;
    Ok(row.is_some())
}

async fn record_capture(
    tx: &mut Tx,
    ctx: &Ctx,
    payment: &PaymentRow,
    answer: &PaymentSnapshot,
) -> Result<(), InternalError> {
    if answer.amount.minor == 0 {
        return Ok(());
    }
    sql!(
        "INSERT INTO captures (id, payment_id, gateway, reference, kind, amount_minor, currency, at)
         SELECT $1, id, gateway, $2, 'capture', $3, $4, $5 FROM payments WHERE id = $6
         ON CONFLICT (gateway, reference, kind) DO NOTHING",
        ctx.new_uuid(),
        answer.capture_reference.as_ref().unwrap_or(&answer.reference),
        answer.amount.minor,
        answer.amount.currency.code(),
        ctx.now().0,
        payment.id.as_str()
    )
    .execute(tx)
    .await?;
    Ok(())
}

async fn record_mismatch(
    tx: &mut Tx,
    ctx: &Ctx,
    order: &OrderHead,
    payment: &PaymentRow,
    answer: &PaymentSnapshot,
    what: &str,
) -> Result<(), InternalError> {
    tracing::error!(order = %order.id, reference = answer.reference, what, "a payment is not what was agreed to");
    let data = json!({
        "what": what,
        "reference": answer.reference,
        "expected": payment.amount,
        "said": answer.amount,
        "said_order": answer.order_id,
    });
    orders::record_event(tx, ctx, &order.id, Event::with("payment_mismatch", data)).await
}
