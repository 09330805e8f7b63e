//! Writing an order down, once.

use domain::catalog::Picture;
use domain::checkout::{DraftLine, OrderDraft};
use domain::ids::{CartId, OrderId};
use domain::locale::Locale;
use domain::payments::Mode;
use domain::time::Timestamp;

use super::numbers::draw_number;
use super::{Event, OrderHead, record_event};
use crate::db::Tx;
use crate::{Ctx, InternalError, sql};

/// With 2^40 numbers, one that is taken is rare and three in a row are a broken generator.
const TRIES: usize = 3;

/// Writes order, lines and the first event. `pictures`: one per line, same order.
pub(crate) async fn insert_order(
    tx: &mut Tx,
    ctx: &Ctx,
    cart: &CartId,
    locale: Locale,
    draft: &OrderDraft,
    pictures: &[Option<Picture>],
) -> Result<OrderHead, InternalError> {
    let id = OrderId(ctx.new_uuid());
    let mut order = OrderHead::new(id, cart, locale, draft.totals.gross, expiry(ctx));
    insert_numbered(tx, ctx, cart, &mut order, draft).await?;
    for (position, line) in draft.lines.iter().enumerate() {
        let picture = pictures.get(position).and_then(Option::as_ref);
        insert_line(tx, &order.id, position, line, picture).await?;
    }
    record_event(tx, ctx, &order.id, Event::new("placed")).await?;
    Ok(order)
}

/// In whole seconds, which is all that gateways know.
fn expiry(ctx: &Ctx) -> Timestamp {
    let seconds = ctx
        .now()
        .plus_seconds(ctx.settings.payment_seconds)
        .epoch_seconds();
    Timestamp(seconds * 1_000)
}

async fn insert_numbered(
    tx: &mut Tx,
    ctx: &Ctx,
    cart: &CartId,
    order: &mut OrderHead,
    draft: &OrderDraft,
) -> Result<(), InternalError> {
    for _ in 0..TRIES {
        order.number = draw_number(ctx);
        if insert_head(tx, ctx, cart, order, draft).await? {
            return Ok(());
        }
    }
    Err(InternalError::Setup(
        "order numbers repeat: the source of chance is broken".to_owned(),
    ))
}

/// Whether the number was free.
async fn insert_head(
    tx: &mut Tx,
    ctx: &Ctx,
    cart: &CartId,
    order: &OrderHead,
    draft: &OrderDraft,
) -> Result<bool, InternalError> {
    let (totals, method) = (&draft.totals, &draft.shipping_method);
    let billing = draft
        .billing
        .as_ref()
        .map(serde_json::to_string)
        .transpose()?;
    let rows = sql!(
        "INSERT INTO orders (id, number, cart_id, state, is_test, locale, currency, email, address, billing_address,
            subtotal_minor, shipping_minor, net_minor, tax_minor, gross_minor,
            shipping_code, shipping_name, shipping_net_minor, shipping_tax_minor, shipping_rate,
            shipping_min_days, shipping_max_days, placed_at, expires_at)
         VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, $14, $15, $16, $17, $18, $19, $20, $21, $22, $23, $24)
         ON CONFLICT (number) DO NOTHING",
        order.id.as_str(),
        &order.number,
        cart.as_str(),
        order.state.as_str(),
        ctx.settings.mode == Mode::Test,
        order.locale.tag(),
        draft.currency.code(),
        draft.email.as_str(),
        serde_json::to_string(&draft.address)?,
        billing,
        totals.subtotal.minor,
        totals.shipping.minor,
        totals.net.minor,
        totals.tax.minor,
        totals.gross.minor,
        &method.code,
        &method.name,
        draft.shipping.net.minor,
        draft.shipping.tax.minor,
        draft.shipping.rate.to_string(),
        method.days.0,
        method.days.1,
        ctx.now().0,
        order.expires_at.0
    )
    .execute(tx)
    .await?;
    Ok(rows == 1)
}

async fn insert_line(
    tx: &mut Tx,
    order: &OrderId,
    position: usize,
    line: &DraftLine,
    picture: Option<&Picture>,
) -> Result<(), InternalError> {
    let (priced, amount) = (&line.priced, &line.amount);
    sql!(
        "INSERT INTO order_lines (order_id, position, variant_id, sku, name, variant_name, picture, quantity,
            unit_price_minor, price_held_until, net_minor, tax_minor, gross_minor, tax_rate)
         VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, $14)",
        order.as_str(),
        i64::try_from(position).unwrap_or(i64::MAX),
        priced.variant_id.0,
        &priced.sku,
        &priced.name,
        &priced.variant_name,
        picture.map(serde_json::to_string).transpose()?,
        priced.quantity.get(),
        priced.unit_price.minor,
        priced.price_held_until.0,
        amount.net.minor,
        amount.tax.minor,
        amount.gross.minor,
        amount.rate.to_string()
    )
    .execute(tx)
    .await?;
    Ok(())
}
