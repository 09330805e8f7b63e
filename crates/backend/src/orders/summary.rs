//! An order as pages and mails show it.

use domain::address::Address;
use domain::checkout::SummaryLine;
use domain::contact::Email;
use domain::ids::OrderId;
use domain::locale::Locale;
use domain::money::Currency;
use domain::orders::{OrderState, OrderSummary, PaymentStatus};
use domain::shipping::add_working_days;
use domain::time::Timestamp;
use texts::{Texts, format};

use super::rows::{LineRow, corrupt};
use super::{find_head, list_lines};
use crate::cart::{CartToken, find_cart};
use crate::payments::{PaymentRow, find_newest};
use crate::prices::price;
use crate::{Ctx, InternalError, sql};

#[derive(sqlx::FromRow)]
struct SummaryRow {
    number: String,
    state: String,
    is_test: bool,
    locale: String,
    currency: String,
    email: String,
    address: String,
    subtotal_minor: i64,
    shipping_minor: i64,
    tax_minor: i64,
    gross_minor: i64,
    shipping_name: String,
    shipping_min_days: i64,
    shipping_max_days: i64,
    placed_at: i64,
    expires_at: i64,
    paid_at: Option<i64>,
}

/// An order by its id. Who may see it is the caller's business: the session
/// that placed it, or the bearer of a signed link.
///
/// # Errors
/// [`InternalError`].
pub async fn find_order(
    ctx: &Ctx,
    order: &OrderId,
    locale: Locale,
) -> Result<Option<OrderSummary>, InternalError> {
    let mut reader = ctx.db.read().await?;
    let row: Option<SummaryRow> = sql!(
        "SELECT number, state, is_test, locale, currency, email, address, subtotal_minor, shipping_minor, tax_minor,
            gross_minor, shipping_name, shipping_min_days, shipping_max_days, placed_at, expires_at, paid_at
         FROM orders WHERE id = $1",
        order.as_str()
    )
    .fetch_optional(&mut reader)
    .await?;
    let Some(row) = row else {
        return Ok(None);
    };
    let lines = list_lines(&mut reader, order).await?;
    let newest = find_newest(&mut reader, order).await?;
    summarize(ctx, order, row, lines, newest, locale).map(Some)
}

/// Whether the order was made of the cart of this token, so that its bearer may pay or change it.
///
/// # Errors
/// [`InternalError`].
pub async fn is_of_cart(
    ctx: &Ctx,
    order: &OrderId,
    token: &CartToken,
) -> Result<bool, InternalError> {
    let mut reader = ctx.db.read().await?;
    let Some(cart) = find_cart(&mut reader, token).await? else {
        return Ok(false);
    };
    let order = find_head(&mut reader, order).await?;
    Ok(order.is_some_and(|order| order.is_of_cart(&cart)))
}

fn summarize(
    ctx: &Ctx,
    id: &OrderId,
    row: SummaryRow,
    lines: Vec<LineRow>,
    newest: Option<PaymentRow>,
    locale: Locale,
) -> Result<OrderSummary, InternalError> {
    let corrupt = |column| corrupt(column, id.as_str());
    let currency = Currency::from_code(&row.currency).ok_or(corrupt("currency"))?;
    let state = OrderState::parse(&row.state).ok_or(corrupt("state"))?;
    let address: Address = serde_json::from_str(&row.address)?;
    let email = Email::parse(&row.email).map_err(|_| corrupt("email"))?;
    let price = |minor| price(minor, currency, locale);
    let date_time = |at| format::date_time(Timestamp(at), &ctx.settings.time_zone, locale);
    let capture = newest
        .as_ref()
        .and_then(|payment| payment.capture_reference.clone());
    Ok(OrderSummary {
        id: id.clone(),
        status: PaymentStatus::of(state, newest.as_ref().map(|payment| payment.state)),
        placed_at: date_time(row.placed_at),
        pay_until: date_time(row.expires_at),
        lines: lines
            .into_iter()
            .map(|line| summary_line(line, currency, locale))
            .collect(),
        subtotal: price(row.subtotal_minor),
        shipping: price(row.shipping_minor),
        tax: price(row.tax_minor),
        total: price(row.gross_minor),
        address_lines: address_lines(&address, locale),
        arrives: arrives(ctx, &row, locale),
        masked_email: email.masked(),
        dashboard_url: dashboard_url(ctx, capture.as_deref()),
        payment_reference: capture,
        is_test: row.is_test,
        locale: Locale::from_tag(&row.locale).ok_or(corrupt("locale"))?,
        shipping_name: row.shipping_name,
        number: row.number,
    })
}

fn summary_line(line: LineRow, currency: Currency, locale: Locale) -> SummaryLine {
    SummaryLine {
        name: line.name,
        variant_name: line.variant_name,
        // A picture that cannot be read is no reason to hide an order.
        picture: line
            .picture
            .and_then(|json| serde_json::from_str(&json).ok()),
        quantity: line.quantity,
        unit_price: price(line.unit_price_minor, currency, locale),
        total: price(line.gross_minor, currency, locale),
    }
}

/// The address as the post wants it, and the country in the reader's language.
fn address_lines(address: &Address, locale: Locale) -> Vec<String> {
    let mut lines = address.lines();
    lines.push(Texts::new(locale).country(address.country).to_owned());
    lines
}

/// Counted from the payment; while there is none, from the day of placing.
fn arrives(ctx: &Ctx, row: &SummaryRow, locale: Locale) -> String {
    let from = Timestamp(row.paid_at.unwrap_or(row.placed_at));
    arrival(
        ctx,
        from,
        (row.shipping_min_days, row.shipping_max_days),
        locale,
    )
}

/// "Arrives Wednesday, November 25 – Friday, November 27", counted in working days from `from`.
pub(crate) fn arrival(ctx: &Ctx, from: Timestamp, days: (i64, i64), locale: Locale) -> String {
    let texts = Texts::new(locale);
    let today = format::today(from, &ctx.settings.time_zone);
    let day = |after| format::weekday_and_day(add_working_days(today, after), locale);
    match days {
        (earliest, latest) if earliest == latest => texts.checkout_arrives_on(day(latest)),
        (earliest, latest) => texts.checkout_arrives_between(day(earliest), day(latest)),
    }
}

fn dashboard_url(ctx: &Ctx, capture: Option<&str>) -> Option<String> {
    ctx.gateway.as_ref()?.dashboard_url(capture?)
}
