//! Attempts as they are stored before the gateway hears of them.

use ::payments::gateway::{Attempt, AttemptLine, Gateway};
use domain::ids::{OrderId, PaymentId};
use domain::locale::Locale;
use domain::money::Money;
use domain::payments::Mode;
use domain::time::Timestamp;
use serde::{Deserialize, Serialize};

use super::rows::{PaymentRow, find_payment};
use crate::db::Tx;
use crate::orders::{self, OrderHead};
use crate::{Ctx, InternalError, sql};

/// [`Attempt`] as it is kept in `payments.request`: what a retry repeats, letter by letter.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub(crate) struct StoredAttempt {
    payment_id: PaymentId,
    order_id: OrderId,
    order_number: String,
    email: String,
    locale: Locale,
    lines: Vec<StoredLine>,
    shipping_name: String,
    shipping: Money,
    amount: Money,
    expires_at: Timestamp,
    success_url: String,
    cancel_url: String,
    idempotency_key: String,
}

#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
struct StoredLine {
    name: String,
    quantity: i64,
    unit_price: Money,
}

impl From<StoredAttempt> for Attempt {
    fn from(stored: StoredAttempt) -> Self {
        let line = |l: StoredLine| AttemptLine {
            name: l.name,
            quantity: l.quantity,
            unit_price: l.unit_price,
        };
        Self {
            payment_id: stored.payment_id,
            order_id: stored.order_id,
            order_number: stored.order_number,
            email: stored.email,
            locale: stored.locale,
            lines: stored.lines.into_iter().map(line).collect(),
            shipping_name: stored.shipping_name,
            shipping: stored.shipping,
            amount: stored.amount,
            expires_at: stored.expires_at,
            success_url: stored.success_url,
            cancel_url: stored.cancel_url,
            idempotency_key: stored.idempotency_key,
        }
    }
}

/// Stores the order's attempt number `attempt`; the gateway is to be called after the commit.
///
/// # Errors
/// [`InternalError`]; also where the order has another attempt that can be paid.
pub(crate) async fn insert_attempt(
    tx: &mut Tx,
    ctx: &Ctx,
    gateway: &dyn Gateway,
    order: &OrderHead,
    attempt: i64,
) -> Result<PaymentRow, InternalError> {
    let id = PaymentId(ctx.new_uuid());
    let request = compose(tx, ctx, order, &id, attempt).await?;
    sql!(
        "INSERT INTO payments (id, order_id, gateway, attempt, state, amount_minor, currency, is_test, request, expires_at, created_at, updated_at)
         VALUES ($1, $2, $3, $4, 'starting', $5, $6, $7, $8, $9, $10, $10)",
        id.as_str(),
        order.id.as_str(),
        gateway.id(),
        attempt,
        order.total.minor,
        order.total.currency.code(),
        gateway.mode() == Mode::Test,
        serde_json::to_string(&request)?,
        order.expires_at.0,
        ctx.now().0
    )
    .execute(tx)
    .await?;
    let row = find_payment(tx, &id).await?;
    row.ok_or(InternalError::Database(sqlx::Error::RowNotFound))
}

/// Everything the gateway will be told, from the order's snapshot.
async fn compose(
    tx: &mut Tx,
    ctx: &Ctx,
    order: &OrderHead,
    id: &PaymentId,
    attempt: i64,
) -> Result<StoredAttempt, InternalError> {
    let money = |minor| Money::new(minor, order.total.currency);
    let lines = orders::list_lines(tx, &order.id).await?;
    let shown = orders::get_billed(tx, &order.id).await?;
    let base = &ctx.settings.public_url;
    Ok(StoredAttempt {
        payment_id: id.clone(),
        order_id: order.id.clone(),
        order_number: order.number.clone(),
        email: shown.email,
        locale: order.locale,
        lines: lines
            .into_iter()
            .map(|line| StoredLine {
                name: line.title(),
                quantity: line.quantity,
                unit_price: money(line.unit_price_minor),
            })
            .collect(),
        shipping_name: shown.shipping_name,
        shipping: money(shown.shipping_minor),
        amount: order.total,
        expires_at: order.expires_at,
        success_url: format!(
            "{base}{}?from=gateway&session={{CHECKOUT_SESSION_ID}}",
            orders::order_path(order.locale, &order.id)
        ),
        cancel_url: format!("{base}/{}/cart?payment=cancelled", order.locale.path()),
        idempotency_key: format!("{}:{attempt}:start", order.id),
    })
}

/// Ends the attempts of an order that is over: `closed`, of which the gateway
/// has said that nobody has paid or will, and those whose page nobody was told.
/// Gives whether no other is left.
pub(crate) async fn close_attempts(
    tx: &mut Tx,
    ctx: &Ctx,
    order: &OrderId,
    closed: Option<&PaymentId>,
) -> Result<bool, InternalError> {
    sql!(
        "UPDATE payments SET state = 'expired', updated_at = $1
         WHERE order_id = $2 AND ((id = $3 AND state IN ('starting', 'open', 'review')) OR (state = 'starting' AND reference IS NULL))",
        ctx.now().0,
        order.as_str(),
        closed.map(|id| id.as_str().to_owned())
    )
    .execute(tx)
    .await?;
    let left: Option<(String,)> = sql!(
        "SELECT id FROM payments WHERE order_id = $1 AND state IN ('starting', 'open', 'processing', 'review') LIMIT 1",
        order.as_str()
    )
    .fetch_optional(tx)
    .await?;
    Ok(left.is_none())
}
