//! The rows of an order, parsed.

use domain::address::Address;
use domain::ids::{CartId, OrderId, VariantId};
use domain::locale::Locale;
use domain::money::{Currency, Money};
use domain::orders::OrderState;
use domain::time::Timestamp;

use crate::db::{Connection, Tx};
use crate::stock::Pieces;
use crate::{InternalError, sql};

/// What decisions about an order need of it.
#[derive(Clone, Debug)]
pub(crate) struct OrderHead {
    pub(crate) id: OrderId,
    pub(crate) number: String,
    cart: String,
    pub(crate) state: OrderState,
    pub(crate) locale: Locale,
    pub(crate) total: Money,
    pub(crate) expires_at: Timestamp,
}

impl OrderHead {
    /// An order that was not yet written down.
    pub(super) fn new(
        id: OrderId,
        cart: &CartId,
        locale: Locale,
        total: Money,
        expires_at: Timestamp,
    ) -> Self {
        let (number, cart, state) = (String::new(), cart.to_string(), OrderState::AwaitingPayment);
        Self {
            id,
            number,
            cart,
            state,
            locale,
            total,
            expires_at,
        }
    }

    /// Whether it was made of this cart, `{cart}`, even if it has left it, `{cart}:{order}`.
    pub(crate) fn is_of_cart(&self, cart: &CartId) -> bool {
        self.cart.split(':').next() == Some(cart.as_str())
    }
}

/// A line of an order as it was placed.
#[derive(Clone, Debug, sqlx::FromRow)]
pub(crate) struct LineRow {
    pub(crate) variant_id: i64,
    pub(crate) name: String,
    pub(crate) variant_name: String,
    /// `domain::catalog::Picture` as JSON.
    pub(crate) picture: Option<String>,
    pub(crate) quantity: i64,
    pub(crate) unit_price_minor: i64,
    pub(crate) price_held_until: i64,
    pub(crate) gross_minor: i64,
}

impl LineRow {
    pub(crate) fn pieces(&self) -> Pieces {
        Pieces {
            variant_id: VariantId(self.variant_id),
            quantity: self.quantity,
        }
    }

    /// Name and variant, as one text.
    pub(crate) fn title(&self) -> String {
        match self.variant_name.as_str() {
            "" => self.name.clone(),
            variant => format!("{}, {variant}", self.name),
        }
    }
}

/// Who gets mail about an order.
#[derive(Clone, Debug)]
pub(crate) struct Recipient {
    pub(crate) email: String,
    pub(crate) address: Address,
}

/// What a gateway is told of an order besides its lines.
#[derive(Clone, Debug, sqlx::FromRow)]
pub(crate) struct Billed {
    pub(crate) email: String,
    pub(crate) shipping_name: String,
    pub(crate) shipping_minor: i64,
}

#[derive(sqlx::FromRow)]
struct HeadRow {
    id: String,
    number: String,
    cart_id: String,
    state: String,
    locale: String,
    currency: String,
    gross_minor: i64,
    expires_at: i64,
}

impl TryFrom<HeadRow> for OrderHead {
    type Error = InternalError;

    fn try_from(row: HeadRow) -> Result<Self, InternalError> {
        let corrupt = |column| corrupt(column, &row.id);
        let currency = Currency::from_code(&row.currency).ok_or(corrupt("currency"))?;
        Ok(Self {
            state: OrderState::parse(&row.state).ok_or(corrupt("state"))?,
            locale: Locale::from_tag(&row.locale).ok_or(corrupt("locale"))?,
            total: Money::new(row.gross_minor, currency),
            number: row.number,
            cart: row.cart_id,
            expires_at: Timestamp(row.expires_at),
            id: OrderId(row.id),
        })
    }
}

pub(super) fn corrupt(column: &'static str, id: &str) -> InternalError {
    InternalError::Corrupt {
        table: "orders",
        column,
        id: id.to_owned(),
    }
}

/// An order as it is at the moment, which another may change right away.
pub(crate) async fn find_head(
    connection: &mut impl Connection,
    order: &OrderId,
) -> Result<Option<OrderHead>, InternalError> {
    let row: Option<HeadRow> = sql!(
        "SELECT id, number, cart_id, state, locale, currency, gross_minor, expires_at FROM orders WHERE id = $1",
        order.as_str()
    )
    .fetch_optional(connection)
    .await?;
    row.map(OrderHead::try_from).transpose()
}

/// An order that nobody else changes until the transaction ends.
pub(crate) async fn lock_order(
    tx: &mut Tx,
    order: &OrderId,
) -> Result<Option<OrderHead>, InternalError> {
    // Writing what is there takes the row's lock on both engines.
    let row: Option<HeadRow> = sql!(
        "UPDATE orders SET state = state WHERE id = $1 RETURNING id, number, cart_id, state, locale, currency, gross_minor, expires_at",
        order.as_str()
    )
    .fetch_optional(tx)
    .await?;
    row.map(OrderHead::try_from).transpose()
}

/// The lines of an order, in its order.
pub(crate) async fn list_lines(
    connection: &mut impl Connection,
    order: &OrderId,
) -> Result<Vec<LineRow>, InternalError> {
    sql!(
        "SELECT variant_id, name, variant_name, picture, quantity, unit_price_minor, price_held_until, gross_minor FROM order_lines WHERE order_id = $1 ORDER BY position",
        order.as_str()
    )
    .fetch_all(connection)
    .await
}

/// Whom to write about an order.
pub(crate) async fn find_recipient(
    connection: &mut impl Connection,
    order: &OrderId,
) -> Result<Option<Recipient>, InternalError> {
    let row: Option<(String, String)> = sql!(
        "SELECT email, address FROM orders WHERE id = $1",
        order.as_str()
    )
    .fetch_optional(connection)
    .await?;
    row.map(|(email, address)| {
        Ok(Recipient {
            email,
            address: serde_json::from_str(&address)?,
        })
    })
    .transpose()
}

/// # Errors
/// [`InternalError::Database`] if there is no such order.
pub(crate) async fn get_billed(
    connection: &mut impl Connection,
    order: &OrderId,
) -> Result<Billed, InternalError> {
    sql!(
        "SELECT email, shipping_name, shipping_minor FROM orders WHERE id = $1",
        order.as_str()
    )
    .fetch_one(connection)
    .await
}

/// Unpaid orders whose time is over, the oldest first.
pub(crate) async fn list_overdue(
    connection: &mut impl Connection,
    now: Timestamp,
    limit: i64,
) -> Result<Vec<OrderHead>, InternalError> {
    let rows: Vec<HeadRow> = sql!(
        "SELECT id, number, cart_id, state, locale, currency, gross_minor, expires_at FROM orders WHERE state = 'awaiting_payment' AND expires_at <= $1 ORDER BY expires_at LIMIT $2",
        now.0,
        limit
    )
    .fetch_all(connection)
    .await?;
    rows.into_iter().map(OrderHead::try_from).collect()
}
