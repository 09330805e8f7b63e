//! A cart ready to be shown, and a cart ready to be ordered.

use domain::cart::{Cart, CartLine, CartTotals};
use domain::catalog::Picture;
use domain::checkout::{PricedCart, PricedLine};
use domain::ids::CartId;
use domain::locale::Locale;
use domain::money::{Money, MoneyError, Price};
use domain::quantity::Quantity;
use texts::Texts;

use super::CartPrices;
use super::lines::{self, LineNow};
use crate::db::Connection;
use crate::prices::price_of;
use crate::{Ctx, InternalError, orders, sql};

/// The cart of somebody who has none.
pub(super) fn empty(locale: Locale) -> Cart {
    Cart {
        count_label: count_label(Texts::new(locale), 0),
        ..Cart::default()
    }
}

/// The cart as its page shows it.
pub(super) async fn load(
    connection: &mut impl Connection,
    ctx: &Ctx,
    cart: &CartId,
    locale: Locale,
) -> Result<Cart, InternalError> {
    let lines = lines::load(connection, ctx, cart, locale).await?;
    let bought: Vec<(Quantity, Money)> = lines
        .iter()
        .filter_map(|line| Some((line.buyable?, line.unit_price)))
        .collect();
    let totals = if bought.is_empty() {
        None
    } else {
        Some(totals(connection, ctx, locale, &bought).await?)
    };
    let count = bought.iter().map(|(quantity, _)| quantity.get()).sum();
    Ok(Cart {
        lines: lines
            .into_iter()
            .map(|line| shown(ctx, locale, line))
            .collect::<Result<_, _>>()?,
        count,
        count_label: count_label(Texts::new(locale), count),
        totals,
        awaiting: orders::find_awaiting(connection, ctx, cart, locale).await?,
    })
}

fn count_label(texts: Texts, count: i64) -> String {
    if count == 0 {
        texts.cart_header_empty().to_owned()
    } else {
        texts.cart_header_count(count)
    }
}

async fn totals(
    connection: &mut impl Connection,
    ctx: &Ctx,
    locale: Locale,
    bought: &[(Quantity, Money)],
) -> Result<CartTotals, InternalError> {
    let currency = ctx.settings.currency;
    let (cheapest,): (i64,) = sql!("SELECT COALESCE(MIN(price_minor), 0) FROM shipping_methods")
        .fetch_one(connection)
        .await?;
    let shipping = Money::new(cheapest, currency);
    let amounts: Vec<Money> = bought
        .iter()
        .map(|(quantity, price)| price.times(quantity.get()))
        .collect::<Result<_, _>>()?;
    let subtotal = Money::sum(currency, amounts)?;
    Ok(CartTotals {
        subtotal: price_of(subtotal, locale),
        shipping_estimate: price_of(shipping, locale),
        total: price_of(subtotal.plus(shipping)?, locale),
    })
}

fn shown(ctx: &Ctx, locale: Locale, line: LineNow) -> Result<CartLine, MoneyError> {
    let name = line.name().to_owned();
    let quantity = line.buyable.map_or(line.kept.quantity, Quantity::get);
    let price = |amount: Money| -> Price { price_of(amount, locale) };
    let stock = line.offer.as_ref().map_or(0, |offer| offer.stock);
    let (sku, variant_name, href, picture) = match line.offer {
        Some(offer) => (
            offer.sku,
            offer.variant_name,
            Some(offer.href),
            offer.picture,
        ),
        None => (String::new(), String::new(), None, None),
    };
    Ok(CartLine {
        variant_id: line.kept.variant_id,
        sku,
        name,
        variant_name,
        href,
        picture,
        quantity,
        max_quantity: stock.min(ctx.settings.max_per_line).max(0),
        unit_price: price(line.unit_price),
        line_total: price(line.unit_price.times(quantity)?),
        buyable: line.buyable.is_some(),
        notices: line.notices,
    })
}

/// The cart as an order would take it, by the same computation as [`load`].
pub(super) async fn price_lines(
    connection: &mut impl Connection,
    ctx: &Ctx,
    cart: &CartId,
    locale: Locale,
) -> Result<CartPrices, InternalError> {
    let lines = lines::load(connection, ctx, cart, locale).await?;
    let sentence = |line: &LineNow| format!("{}: {}", line.name(), line.notices.join(" "));
    let problems = lines
        .iter()
        .filter(|line| line.buyable.is_none())
        .map(sentence)
        .collect();
    let notices = lines
        .iter()
        .filter(|line| !line.notices.is_empty())
        .map(sentence)
        .collect();
    let (lines, pictures) = lines.into_iter().filter_map(priced).unzip();
    Ok(CartPrices {
        cart: PricedCart {
            currency: ctx.settings.currency,
            lines,
        },
        pictures,
        problems,
        notices,
    })
}

fn priced(line: LineNow) -> Option<(PricedLine, Option<Picture>)> {
    let (offer, quantity) = (line.offer?, line.buyable?);
    let priced = PricedLine {
        variant_id: offer.variant_id,
        sku: offer.sku,
        name: offer.name,
        variant_name: offer.variant_name,
        picture: offer.picture.as_ref().map(|picture| picture.file.clone()),
        quantity,
        unit_price: line.unit_price,
        price_held_until: line.kept.held.until,
        tax_class: offer.tax_class,
    };
    Some((priced, offer.picture))
}
