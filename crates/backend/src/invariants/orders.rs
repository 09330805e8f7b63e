//! What must hold of orders, payments and their jobs.

use crate::db::Connection;
use crate::{Ctx, InternalError, sql};

/// Jobs are kept for a week after they are done: for so long a paid order's mail can be looked for.
const MAIL_SECONDS: i64 = 6 * 86_400;

pub(super) async fn check(
    connection: &mut impl Connection,
    ctx: &Ctx,
) -> Result<Vec<String>, InternalError> {
    let mut broken = check_sums(connection).await?;
    broken.extend(check_captures(connection).await?);
    broken.extend(check_held_stock(connection).await?);
    broken.extend(check_attempts(connection).await?);
    broken.extend(check_mail(connection, ctx).await?);
    Ok(broken)
}

/// Lines and shipping sum to the order's amounts.
async fn check_sums(connection: &mut impl Connection) -> Result<Vec<String>, InternalError> {
    let rows: Vec<(String,)> = sql!(
        "SELECT o.number FROM orders o LEFT JOIN order_lines l ON l.order_id = o.id
         GROUP BY o.id, o.number, o.subtotal_minor, o.shipping_minor, o.net_minor, o.tax_minor, o.gross_minor, o.shipping_net_minor, o.shipping_tax_minor
         HAVING COUNT(l.position) = 0
             OR SUM(l.gross_minor) <> o.subtotal_minor
             OR SUM(l.quantity * l.unit_price_minor) <> o.subtotal_minor
             OR o.shipping_net_minor + o.shipping_tax_minor <> o.shipping_minor
             OR SUM(l.net_minor) + o.shipping_net_minor <> o.net_minor
             OR SUM(l.tax_minor) + o.shipping_tax_minor <> o.tax_minor
             OR o.subtotal_minor + o.shipping_minor <> o.gross_minor"
    )
    .fetch_all(connection)
    .await?;
    Ok(rows
        .into_iter()
        .map(|(number,)| format!("the lines of {number} are not its total"))
        .collect())
}

/// A paid order was paid once and in full; no order was paid more than its total.
async fn check_captures(connection: &mut impl Connection) -> Result<Vec<String>, InternalError> {
    let rows: Vec<(String, String, i64, i64)> = sql!(
        "SELECT o.number, o.state, o.gross_minor, CAST(COALESCE(SUM(c.amount_minor), 0) AS BIGINT)
         FROM orders o LEFT JOIN payments p ON p.order_id = o.id
         LEFT JOIN captures c ON c.payment_id = p.id AND c.kind = 'capture'
         GROUP BY o.id, o.number, o.state, o.gross_minor
         HAVING COALESCE(SUM(c.amount_minor), 0) > o.gross_minor
             OR (o.state = 'paid' AND COALESCE(SUM(c.amount_minor), 0) <> o.gross_minor)
             OR (o.state IN ('awaiting_payment', 'cancelled', 'expired') AND COALESCE(SUM(c.amount_minor), 0) <> 0)"
    )
    .fetch_all(connection)
    .await?;
    Ok(rows
        .into_iter()
        .map(|(number, state, total, captured)| {
            format!("{number} is {state} with {captured} captured of {total}")
        })
        .collect())
}

/// Orders hold the stock of their lines while they wait and when they are paid,
/// and none when they are over. In review either is right.
async fn check_held_stock(connection: &mut impl Connection) -> Result<Vec<String>, InternalError> {
    let rows: Vec<(String, String, i64, i64)> = sql!(
        "SELECT o.number, v.sku, l.quantity, CAST(COALESCE(SUM(m.change), 0) AS BIGINT)
         FROM order_lines l
         JOIN orders o ON o.id = l.order_id
         JOIN variants v ON v.id = l.variant_id
         LEFT JOIN stock_movements m ON m.order_id = o.id AND m.variant_id = l.variant_id
         WHERE o.state <> 'review'
         GROUP BY o.id, o.number, o.state, v.sku, l.quantity
         HAVING COALESCE(SUM(m.change), 0)
             <> CASE WHEN o.state IN ('awaiting_payment', 'paid') THEN -l.quantity ELSE 0 END"
    )
    .fetch_all(connection)
    .await?;
    Ok(rows
        .into_iter()
        .map(|(number, sku, pieces, change)| {
            format!("{number} has {pieces} of {sku}, but moved {change} of its stock")
        })
        .collect())
}

/// Nobody can pay an order that is over or paid.
async fn check_attempts(connection: &mut impl Connection) -> Result<Vec<String>, InternalError> {
    let rows: Vec<(String, String)> = sql!(
        "SELECT o.number, o.state FROM payments p JOIN orders o ON o.id = p.order_id
         WHERE o.state IN ('paid', 'cancelled', 'expired') AND p.state IN ('starting', 'open', 'processing')"
    )
    .fetch_all(connection)
    .await?;
    Ok(rows
        .into_iter()
        .map(|(number, state)| format!("{number} is {state}, and can still be paid"))
        .collect())
}

/// Every paid order has its mail.
async fn check_mail(
    connection: &mut impl Connection,
    ctx: &Ctx,
) -> Result<Vec<String>, InternalError> {
    let rows: Vec<(String,)> = sql!(
        "SELECT o.number FROM orders o WHERE o.state = 'paid' AND o.paid_at > $1
         AND (SELECT COUNT(*) FROM jobs j WHERE j.kind = 'send_payment_received' AND j.unique_key = o.id) <> 1",
        ctx.now().minus_seconds(MAIL_SECONDS).0
    )
    .fetch_all(connection)
    .await?;
    Ok(rows
        .into_iter()
        .map(|(number,)| format!("{number} is paid without exactly one mail"))
        .collect())
}
