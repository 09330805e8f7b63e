//! What each line of a cart is now: the one computation that both the cart page
//! and the order are made of.

use std::collections::HashMap;

use domain::cart::{Granted, PriceNow, grant, price_now};
use domain::ids::{CartId, VariantId};
use domain::locale::Locale;
use domain::money::Money;
use domain::quantity::Quantity;
use texts::{Texts, format};

use super::rows::{self, KeptLine};
use crate::catalog::offers::{self, Offer};
use crate::db::Connection;
use crate::{Ctx, InternalError};

/// A line with what the catalogue says about it.
pub(super) struct LineNow {
    pub(super) kept: KeptLine,
    /// `None`: no longer sold.
    pub(super) offer: Option<Offer>,
    /// How many can be bought of what is wanted; `None`: the line cannot be bought.
    pub(super) buyable: Option<Quantity>,
    pub(super) unit_price: Money,
    /// What changed since it was added, each a sentence; of a line that cannot
    /// be bought the reason.
    pub(super) notices: Vec<String>,
}

impl LineNow {
    /// Today's name in the reader's language, else that of the day it was added.
    pub(super) fn name(&self) -> &str {
        self.offer
            .as_ref()
            .map_or(&self.kept.name, |offer| &offer.name)
    }
}

/// All lines of a cart as they are now, in the order of adding.
pub(super) async fn load(
    connection: &mut impl Connection,
    ctx: &Ctx,
    cart: &CartId,
    locale: Locale,
) -> Result<Vec<LineNow>, InternalError> {
    let kept = rows::list_lines(connection, ctx, cart).await?;
    if kept.is_empty() {
        return Ok(Vec::new());
    }
    let variants: Vec<VariantId> = kept.iter().map(|line| line.variant_id).collect();
    let mut offers: HashMap<VariantId, Offer> = offers::list(connection, ctx, locale, &variants)
        .await?
        .into_iter()
        .map(|offer| (offer.variant_id, offer))
        .collect();
    Ok(kept
        .into_iter()
        .map(|line| {
            let offer = offers.remove(&line.variant_id);
            line_now(ctx, Texts::new(locale), line, offer)
        })
        .collect())
}

fn line_now(ctx: &Ctx, texts: Texts, kept: KeptLine, offer: Option<Offer>) -> LineNow {
    let unit_price = kept.held.unit_price;
    let refused = |kept, offer, why: &str| LineNow {
        kept,
        offer,
        buyable: None,
        unit_price,
        notices: vec![why.to_owned()],
    };
    let Some(offer) = offer else {
        return refused(kept, None, texts.cart_notice_not_available());
    };
    let Ok(granted) = grant(kept.quantity, offer.stock, ctx.settings.max_per_line) else {
        return refused(kept, Some(offer), texts.cart_notice_sold_out());
    };
    let price = price_now(kept.held, offer.price, ctx.now());
    LineNow {
        buyable: Some(granted.quantity()),
        unit_price: price.unit_price(),
        notices: price_notice(texts, price)
            .into_iter()
            .chain(quantity_notice(texts, granted))
            .collect(),
        offer: Some(offer),
        kept,
    }
}

/// Says that a price is not the one promised.
pub(super) fn price_notice(texts: Texts, price: PriceNow) -> Option<String> {
    let money = |amount| format::money(amount, texts.locale());
    match price {
        PriceNow::AsHeld(_) => None,
        PriceNow::Lower { was, now } => Some(texts.cart_notice_price_down(money(was), money(now))),
        PriceNow::Higher { was, now } => Some(texts.cart_notice_price_up(money(was), money(now))),
    }
}

/// Says that there are fewer than wanted.
pub(super) fn quantity_notice(texts: Texts, granted: Granted) -> Option<String> {
    match granted {
        Granted::Whole(_) => None,
        Granted::LimitedPerLine(q) => Some(texts.cart_limit_per_line(q.get())),
        Granted::LimitedByStock(q) => Some(texts.cart_notice_only_left(q.get())),
    }
}
