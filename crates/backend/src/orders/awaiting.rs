//! Orders that wait for their payment, as the cart shows them.

use domain::cart::AwaitingOrder;
use domain::ids::{CartId, OrderId};
use domain::locale::Locale;
use texts::{Texts, format};

use super::{find_head, list_lines, order_path};
use crate::db::Connection;
use crate::prices::price_of;
use crate::{Ctx, InternalError, sql};

/// The order made of this cart that can still be paid or changed.
///
/// # Errors
/// [`InternalError`].
pub async fn find_awaiting(
    connection: &mut impl Connection,
    ctx: &Ctx,
    cart: &CartId,
    locale: Locale,
) -> Result<Option<AwaitingOrder>, InternalError> {
    let Some(id) = find_awaiting_id(connection, cart).await? else {
        return Ok(None);
    };
    let Some(order) = find_head(connection, &id).await? else {
        return Ok(None);
    };
    let texts = Texts::new(locale);
    let lines = list_lines(connection, &id).await?;
    let until = format::date_time(order.expires_at, &ctx.settings.time_zone, locale);
    Ok(Some(AwaitingOrder {
        number: order.number,
        total: price_of(order.total, locale),
        lines: lines
            .iter()
            .map(|line| texts.mail_line(format::number(line.quantity, locale), line.title()))
            .collect(),
        until: texts.cart_awaiting_until(until),
        href: order_path(locale, &id),
    }))
}

/// The id of [`find_awaiting`]'s order.
pub(crate) async fn find_awaiting_id(
    connection: &mut impl Connection,
    cart: &CartId,
) -> Result<Option<OrderId>, InternalError> {
    let row: Option<(String,)> = sql!(
        "SELECT id FROM orders WHERE cart_id = $1 AND state = 'awaiting_payment'",
        cart.as_str()
    )
    .fetch_optional(connection)
    .await?;
    Ok(row.map(|(id,)| OrderId(id)))
}
