//! The rows of attempts, parsed.

use domain::ids::{OrderId, PaymentId};
use domain::money::{Currency, Money};
use domain::payments::PaymentState;
use domain::time::Timestamp;

use super::attempts::StoredAttempt;
use crate::db::Connection;
use crate::{InternalError, sql};

/// One attempt to have an order paid.
#[derive(Clone, Debug)]
pub(crate) struct PaymentRow {
    pub(crate) id: PaymentId,
    pub(crate) order_id: OrderId,
    /// 1 for the order's first.
    pub(crate) attempt: i64,
    pub(crate) state: PaymentState,
    pub(crate) amount: Money,
    pub(crate) is_test: bool,
    pub(crate) request: StoredAttempt,
    /// The gateway's reference, once its answer has arrived.
    pub(crate) reference: Option<String>,
    pub(crate) capture_reference: Option<String>,
    pub(crate) url: Option<String>,
    pub(crate) expires_at: Timestamp,
    pub(crate) created_at: Timestamp,
}

#[derive(sqlx::FromRow)]
struct RawRow {
    id: String,
    order_id: String,
    attempt: i64,
    state: String,
    amount_minor: i64,
    currency: String,
    is_test: bool,
    request: String,
    reference: Option<String>,
    capture_reference: Option<String>,
    url: Option<String>,
    expires_at: i64,
    created_at: i64,
}

impl TryFrom<RawRow> for PaymentRow {
    type Error = InternalError;

    fn try_from(row: RawRow) -> Result<Self, InternalError> {
        let corrupt = |column| InternalError::Corrupt {
            table: "payments",
            column,
            id: row.id.clone(),
        };
        let currency = Currency::from_code(&row.currency).ok_or(corrupt("currency"))?;
        Ok(Self {
            state: PaymentState::parse(&row.state).ok_or(corrupt("state"))?,
            amount: Money::new(row.amount_minor, currency),
            request: serde_json::from_str(&row.request)?,
            id: PaymentId(row.id),
            order_id: OrderId(row.order_id),
            attempt: row.attempt,
            is_test: row.is_test,
            reference: row.reference,
            capture_reference: row.capture_reference,
            url: row.url,
            expires_at: Timestamp(row.expires_at),
            created_at: Timestamp(row.created_at),
        })
    }
}

/// The order's attempt that counts: the last one made.
pub(crate) async fn find_newest(
    connection: &mut impl Connection,
    order: &OrderId,
) -> Result<Option<PaymentRow>, InternalError> {
    let row: Option<RawRow> = sql!(
        "SELECT id, order_id, attempt, state, amount_minor, currency, is_test, request, reference, capture_reference, url, expires_at, created_at
         FROM payments WHERE order_id = $1 ORDER BY attempt DESC LIMIT 1",
        order.as_str()
    )
    .fetch_optional(connection)
    .await?;
    row.map(PaymentRow::try_from).transpose()
}

pub(super) async fn find_payment(
    connection: &mut impl Connection,
    payment: &PaymentId,
) -> Result<Option<PaymentRow>, InternalError> {
    let row: Option<RawRow> = sql!(
        "SELECT id, order_id, attempt, state, amount_minor, currency, is_test, request, reference, capture_reference, url, expires_at, created_at
         FROM payments WHERE id = $1",
        payment.as_str()
    )
    .fetch_optional(connection)
    .await?;
    row.map(PaymentRow::try_from).transpose()
}

pub(super) async fn find_by_reference(
    connection: &mut impl Connection,
    gateway: &str,
    reference: &str,
) -> Result<Option<PaymentId>, InternalError> {
    let row: Option<(String,)> = sql!(
        "SELECT id FROM payments WHERE gateway = $1 AND reference = $2",
        gateway,
        reference
    )
    .fetch_optional(connection)
    .await?;
    Ok(row.map(|(id,)| PaymentId(id)))
}

/// Attempts that money may still come by and that nobody asked about since
/// `since`, the longest forgotten first.
pub(super) async fn list_unsettled(
    connection: &mut impl Connection,
    since: Timestamp,
    limit: i64,
) -> Result<Vec<PaymentId>, InternalError> {
    let rows: Vec<(String,)> = sql!(
        "SELECT id FROM payments WHERE state IN ('open', 'processing') AND updated_at <= $1 ORDER BY updated_at LIMIT $2",
        since.0,
        limit
    )
    .fetch_all(connection)
    .await?;
    Ok(rows.into_iter().map(|(id,)| PaymentId(id)).collect())
}
