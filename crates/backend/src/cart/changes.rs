//! Changes of a cart, inside a transaction that has locked it.

use domain::cart::{CartRejection, HeldPrice, PriceNow, better_promise, grant, price_now};
use domain::ids::{CartId, VariantId};
use domain::locale::Locale;
use domain::money::Money;
use domain::quantity::Quantity;
use texts::Texts;

use super::lines::{price_notice, quantity_notice};
use super::rows::{self, KeptLine};
use super::{CartError, LineBack, LineRequest};
use crate::catalog::offers::{self, Offer};
use crate::db::Tx;
use crate::{Ctx, InternalError};

/// How many pieces a line shall have.
#[derive(Clone, Copy)]
pub(super) enum Wanted {
    /// So many more than it has.
    More(i64),
    Exactly(i64),
}

/// What a change did, for [`domain::cart::CartChange`].
#[derive(Default)]
pub(super) struct Done {
    pub(super) message: String,
    pub(super) limited: bool,
    pub(super) undo: Option<LineRequest>,
}

/// A cart that this transaction has locked, and who asks.
pub(super) struct Locked<'a> {
    pub(super) ctx: &'a Ctx,
    pub(super) cart: CartId,
    pub(super) locale: Locale,
}

impl Locked<'_> {
    fn texts(&self) -> Texts {
        Texts::new(self.locale)
    }

    /// Gives a line so many pieces, as far as they are there; it may be a new line.
    pub(super) async fn put(
        &self,
        tx: &mut Tx,
        variant: VariantId,
        wanted: Wanted,
    ) -> Result<Done, CartError> {
        let offer = self.offer(tx, variant).await?;
        let line = rows::find_line(tx, self.ctx, &self.cart, variant)
            .await?
            .filter(|line| !line.removed);
        if line.is_none() {
            self.refuse_too_many(tx).await?;
        }
        let quantity = match wanted {
            Wanted::More(more) if more < 1 => return Err(CartRejection::BadQuantity.into()),
            Wanted::More(more) => line
                .as_ref()
                .map_or(0, |line| line.quantity)
                .saturating_add(more),
            Wanted::Exactly(quantity) => quantity,
        };
        let granted = grant(quantity, offer.stock, self.ctx.settings.max_per_line)?;
        let price = line
            .as_ref()
            .map(|line| price_now(line.held, offer.price, self.ctx.now()));
        let kept = KeptLine {
            variant_id: variant,
            quantity: granted.quantity().get(),
            held: self.hold(line.as_ref(), &offer),
            name: offer.name.clone(),
            removed: false,
        };
        rows::save_line(tx, self.ctx, &self.cart, &kept).await?;
        let limit = quantity_notice(self.texts(), granted);
        let said = match wanted {
            Wanted::More(_) => self.texts().a11y_added_to_cart(&offer.name),
            Wanted::Exactly(_) => self.texts().cart_updated().to_owned(),
        };
        Ok(Done {
            limited: limit.is_some(),
            message: self.message(limit.unwrap_or(said), price),
            undo: None,
        })
    }

    /// Takes a line out; nothing happens where there is none.
    pub(super) async fn remove(&self, tx: &mut Tx, variant: VariantId) -> Result<Done, CartError> {
        let line = rows::find_line(tx, self.ctx, &self.cart, variant)
            .await?
            .filter(|line| !line.removed);
        let Some(line) = line else {
            return Ok(Done::default());
        };
        rows::mark_removed(tx, self.ctx, &self.cart, variant).await?;
        let offer = offers::find(tx, self.ctx, self.locale, variant).await?;
        let name = offer.map_or(line.name, |offer| offer.name);
        let undo = Quantity::new(line.quantity)
            .ok()
            .map(|quantity| LineRequest {
                variant_id: variant,
                quantity,
            });
        Ok(Done {
            message: self.texts().cart_removed(name),
            limited: false,
            undo,
        })
    }

    /// Brings a removed line back, as many pieces as are there, at the price promised before.
    pub(super) async fn restore(&self, tx: &mut Tx, variant: VariantId) -> Result<Done, CartError> {
        let line = rows::find_line(tx, self.ctx, &self.cart, variant)
            .await?
            .filter(|line| line.removed);
        let Some(line) = line else {
            return Ok(Done::default());
        };
        let offer = self.offer(tx, variant).await?;
        self.refuse_too_many(tx).await?;
        let granted = grant(line.quantity, offer.stock, self.ctx.settings.max_per_line)?;
        rows::mark_restored(tx, &self.cart, variant, granted.quantity().get()).await?;
        let limit = quantity_notice(self.texts(), granted);
        let price = price_now(line.held, offer.price, self.ctx.now());
        let said = self.texts().cart_restored(&offer.name);
        Ok(Done {
            limited: limit.is_some(),
            message: self.message(limit.unwrap_or(said), Some(price)),
            undo: None,
        })
    }

    /// Adds pieces that an order gives back.
    ///
    /// Not limited: if there are fewer by now, the cart says so when it is shown.
    pub(super) async fn put_back(&self, tx: &mut Tx, back: &LineBack) -> Result<(), InternalError> {
        let line = rows::find_line(tx, self.ctx, &self.cart, back.variant_id)
            .await?
            .filter(|line| !line.removed);
        let Some(name) = self.name(tx, back.variant_id, line.as_ref()).await? else {
            return Ok(());
        };
        let there = line.as_ref().map_or(0, |line| line.quantity);
        let kept = KeptLine {
            variant_id: back.variant_id,
            quantity: there.saturating_add(back.quantity).clamp(1, Quantity::MAX),
            held: line.as_ref().map_or(back.held, |line| {
                better_promise(line.held, back.held, self.ctx.now())
            }),
            name,
            removed: false,
        };
        rows::save_line(tx, self.ctx, &self.cart, &kept).await
    }

    /// Today's name, else the line's; `None` for a variant that is neither sold nor in the cart.
    async fn name(
        &self,
        tx: &mut Tx,
        variant: VariantId,
        line: Option<&KeptLine>,
    ) -> Result<Option<String>, InternalError> {
        let offer = offers::find(tx, self.ctx, self.locale, variant).await?;
        Ok(offer
            .map(|offer| offer.name)
            .or_else(|| line.map(|line| line.name.clone())))
    }

    async fn offer(&self, tx: &mut Tx, variant: VariantId) -> Result<Offer, CartError> {
        let offer = offers::find(tx, self.ctx, self.locale, variant).await?;
        Ok(offer.ok_or(CartRejection::NotSold)?)
    }

    /// Refuses one more line in a full cart.
    async fn refuse_too_many(&self, tx: &mut Tx) -> Result<(), CartError> {
        let full = rows::count_lines(tx, &self.cart).await? >= self.ctx.settings.max_lines;
        if full {
            Err(CartRejection::TooManyLines.into())
        } else {
            Ok(())
        }
    }

    /// The price that a changed line is promised. A promise below the
    /// catalogue's price is kept but not prolonged: else it could be kept alive for ever.
    fn hold(&self, line: Option<&KeptLine>, offer: &Offer) -> HeldPrice {
        match line.map(|line| (line.held, price_now(line.held, offer.price, self.ctx.now()))) {
            Some((held, PriceNow::AsHeld(price))) if price != offer.price => held,
            _ => self.promise(offer.price),
        }
    }

    fn promise(&self, unit_price: Money) -> HeldPrice {
        HeldPrice {
            unit_price,
            until: self
                .ctx
                .now()
                .plus_seconds(self.ctx.settings.price_hold_seconds),
        }
    }

    /// What to announce, with what became of the price.
    fn message(&self, said: String, price: Option<PriceNow>) -> String {
        match price.and_then(|price| price_notice(self.texts(), price)) {
            Some(notice) => format!("{said} {notice}"),
            None => said,
        }
    }
}
