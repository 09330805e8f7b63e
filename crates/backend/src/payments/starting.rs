//! Sending a shopper to the gateway's page.
//!
//! The attempt is stored before the gateway is called; a lost answer is asked
//! for again with the same attempt and the same key, so that there is one page
//! to pay at, however often the button is pressed.

use std::sync::Arc;

use ::payments::gateway::{Gateway, GatewayError, Redirect};
use domain::ids::OrderId;
use domain::orders::{OrderState, PaymentStatus};
use domain::payments::PaymentState;
use domain::time::Timestamp;
use serde_json::json;

use super::attempts::insert_attempt;
use super::reconcile::status_of;
use super::rows::{PaymentRow, find_newest, find_payment};
use super::tasks::enqueue_expiry;
use crate::db::{Tx, uninterrupted};
use crate::orders::{self, Event, OrderHead};
use crate::{Ctx, InternalError, sql};

/// A page must stay open so long when the gateway makes it, with a minute for the way there.
const SHORTEST_PAGE_SECONDS: i64 = 31 * 60;

/// An attempt is tried with one key for so long; gateways repeat a failure of their own for a key.
const PATIENCE_SECONDS: i64 = 60;

/// Why there is no page to pay at.
#[derive(Debug, thiserror::Error)]
pub enum StartError {
    #[error("an order that is {0:?} cannot be paid")]
    NotPayable(PaymentStatus),
    #[error("the gateway does not answer")]
    GatewayUnavailable,
    /// The gateway would charge something else; nobody is sent there.
    #[error("the gateway's amount is not the order's")]
    Mismatch,
    #[error("this shop takes no payments")]
    PaymentsDisabled,
    #[error(transparent)]
    Internal(#[from] InternalError),
}

/// What is to be done for the shopper.
enum Next {
    /// The page is open already.
    Go(String),
    Call(Box<PaymentRow>),
}

/// The address of the page where the order can be paid. Pressing "Pay" again
/// leads to the same page while it is open.
///
/// # Errors
/// [`StartError`].
pub async fn start_payment(ctx: &Ctx, order: &OrderId) -> Result<String, StartError> {
    let gateway = ctx.gateway.clone().ok_or(StartError::PaymentsDisabled)?;
    // The second time with another attempt, where the first one will come to nothing.
    for _ in 0..2 {
        let payment = match prepare(ctx, &gateway, order).await? {
            Next::Go(url) => return Ok(url),
            Next::Call(payment) => payment,
        };
        match gateway.start(&payment.request.clone().into()).await {
            Ok(redirect) => return accept(ctx, &gateway, *payment, redirect).await,
            Err(error) => give_up(ctx, &payment, error).await?,
        }
    }
    Err(StartError::GatewayUnavailable)
}

async fn prepare(
    ctx: &Ctx,
    gateway: &Arc<dyn Gateway>,
    order: &OrderId,
) -> Result<Next, StartError> {
    let (ctx, gateway, order) = (ctx.clone(), gateway.clone(), order.clone());
    uninterrupted(async move {
        let mut tx = ctx.db.begin().await?;
        let next = find_next(&mut tx, &ctx, &*gateway, &order).await?;
        tx.commit().await?;
        Ok(next)
    })
    .await
}

async fn find_next(
    tx: &mut Tx,
    ctx: &Ctx,
    gateway: &dyn Gateway,
    id: &OrderId,
) -> Result<Next, StartError> {
    let order = orders::lock_order(tx, id).await?;
    let order = order.ok_or(InternalError::Database(sqlx::Error::RowNotFound))?;
    let newest = find_newest(tx, id).await?;
    let status = PaymentStatus::of(order.state, newest.as_ref().map(|payment| payment.state));
    if order.state != OrderState::AwaitingPayment {
        return Err(StartError::NotPayable(status));
    }
    if order.expires_at <= ctx.now() {
        return Err(StartError::NotPayable(PaymentStatus::Expired));
    }
    let made = newest.as_ref().map_or(0, |payment| payment.attempt);
    match newest {
        Some(PaymentRow {
            state: PaymentState::Open,
            url: Some(url),
            ..
        }) => Ok(Next::Go(url)),
        Some(payment) if matches!(payment.state, PaymentState::Starting | PaymentState::Open) => {
            Ok(Next::Call(Box::new(payment)))
        }
        Some(payment) if payment.state.may_still_be_paid() => Err(StartError::NotPayable(status)),
        Some(_) | None => {
            let order = with_time_to_pay(tx, ctx, order).await?;
            let payment = insert_attempt(tx, ctx, gateway, &order, made + 1).await?;
            Ok(Next::Call(Box::new(payment)))
        }
    }
}

/// A new page may have to stay open longer than the order would have waited.
async fn with_time_to_pay(
    tx: &mut Tx,
    ctx: &Ctx,
    mut order: OrderHead,
) -> Result<OrderHead, InternalError> {
    let shortest = ctx
        .now()
        .plus_seconds(SHORTEST_PAGE_SECONDS)
        .epoch_seconds();
    let needed = Timestamp(shortest * 1_000);
    if order.expires_at < needed {
        order.expires_at = needed;
        orders::extend(tx, ctx, &order.id, needed).await?;
        enqueue_expiry(tx, ctx, &order).await?;
    }
    Ok(order)
}

/// `Ok`: this attempt will come to nothing, and another can be made.
///
/// That is safe even if the gateway has made a page after all: we know no
/// address of it, so nobody was sent there or will be.
async fn give_up(ctx: &Ctx, payment: &PaymentRow, error: GatewayError) -> Result<(), StartError> {
    tracing::warn!(order = %payment.order_id, attempt = payment.attempt, %error, "a payment could not be started");
    if !is_lost(ctx, payment, &error) {
        return Err(StartError::GatewayUnavailable);
    }
    let mut tx = ctx.db.begin().await?;
    sql!(
        "UPDATE payments SET state = 'failed', updated_at = $1 WHERE id = $2 AND state = 'starting' AND reference IS NULL",
        ctx.now().0,
        payment.id.as_str()
    )
    .execute(&mut tx)
    .await?;
    tx.commit().await?;
    Ok(())
}

/// Whether asking again with the same key is no use.
fn is_lost(ctx: &Ctx, payment: &PaymentRow, error: &GatewayError) -> bool {
    let now = ctx.now();
    match error {
        // The page would have to close sooner than the gateway allows.
        GatewayError::Config { .. } => payment.expires_at < now.plus_seconds(SHORTEST_PAGE_SECONDS),
        // A failure that the gateway repeats for the key, however often it is asked.
        GatewayError::Retryable { .. } => payment.created_at <= now.minus_seconds(PATIENCE_SECONDS),
        _ => false,
    }
}

/// What an answer of the gateway's leads to.
enum Answer {
    Go(String),
    Mismatch,
    /// The order was closed or paid while the gateway answered.
    TooLate,
}

async fn accept(
    ctx: &Ctx,
    gateway: &Arc<dyn Gateway>,
    payment: PaymentRow,
    redirect: Redirect,
) -> Result<String, StartError> {
    let (order, reference) = (payment.order_id.clone(), redirect.reference.clone());
    let own = ctx.clone();
    let answer = uninterrupted(async move { store(&own, &payment, redirect).await }).await?;
    if let Answer::Go(url) = answer {
        return Ok(url);
    }
    // Nobody was told of the page; if it cannot be closed now, it closes by itself in time.
    if let Err(error) = gateway.cancel(&reference).await {
        tracing::warn!(%order, reference, %error, "a page that nobody needs was left open");
    }
    match answer {
        Answer::Mismatch => Err(StartError::Mismatch),
        _ => Err(StartError::NotPayable(status_of(ctx, &order).await?)),
    }
}

async fn store(ctx: &Ctx, asked: &PaymentRow, redirect: Redirect) -> Result<Answer, InternalError> {
    let mut tx = ctx.db.begin().await?;
    let order = orders::lock_order(&mut tx, &asked.order_id).await?;
    let payment = find_payment(&mut tx, &asked.id).await?;
    let fits = redirect.amount == asked.amount;
    let waits = order.is_some_and(|order| order.state == OrderState::AwaitingPayment);
    let (state, answer) = match payment.map(|payment| payment.state) {
        Some(PaymentState::Starting | PaymentState::Open) if waits && fits => {
            (PaymentState::Open, Answer::Go(redirect.url.clone()))
        }
        Some(PaymentState::Starting | PaymentState::Open) if !fits => {
            (PaymentState::Review, Answer::Mismatch)
        }
        Some(state) => (state, Answer::TooLate),
        None => return Ok(Answer::TooLate),
    };
    save(&mut tx, ctx, asked, state, &redirect).await?;
    if let Answer::Mismatch = answer {
        record_mismatch(&mut tx, ctx, asked, &redirect).await?;
    }
    tx.commit().await?;
    Ok(answer)
}

async fn save(
    tx: &mut Tx,
    ctx: &Ctx,
    payment: &PaymentRow,
    state: PaymentState,
    redirect: &Redirect,
) -> Result<(), InternalError> {
    sql!(
        "UPDATE payments SET state = $1, reference = $2, url = $3, updated_at = $4 WHERE id = $5",
        state.as_str(),
        &redirect.reference,
        &redirect.url,
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
    payment: &PaymentRow,
    redirect: &Redirect,
) -> Result<(), InternalError> {
    tracing::error!(order = %payment.order_id, reference = redirect.reference, "the gateway would charge another amount");
    let data = json!({
        "what": "amount",
        "reference": redirect.reference,
        "expected": payment.amount,
        "said": redirect.amount,
    });
    orders::record_event(
        tx,
        ctx,
        &payment.order_id,
        Event::with("payment_mismatch", data),
    )
    .await
}
