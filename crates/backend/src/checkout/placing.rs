//! From the cart to the order, in one transaction.

use ::payments::gateway::Gateway;
use domain::checkout::{Consent, DraftRejection, OrderDraft, Step};
use domain::ids::{CartId, OrderId, VariantId};
use domain::locale::Locale;
use texts::Texts;

use super::consent::describe;
use super::details::load_details;
use super::terms::load_terms;
use crate::cart::{self, CartPrices, CartToken};
use crate::db::{Tx, uninterrupted};
use crate::jobs::{self, NewJob};
use crate::mail::SendOrderReceived;
use crate::orders::{self, OrderHead};
use crate::stock::{self, Pieces, Taken};
use crate::{Ctx, InternalError, payments};

/// An order that is there.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Placed {
    pub order_id: OrderId,
    pub number: String,
    /// `false`: an earlier press of the button had placed it.
    pub fresh: bool,
}

/// Why no order was placed.
#[derive(Debug, thiserror::Error)]
pub enum PlaceError {
    #[error("the cart is empty")]
    EmptyCart,
    #[error("the step {0:?} is not filled in")]
    Incomplete(Step),
    /// What differs from what the shopper agreed to: sentences in their language.
    #[error("something changed since the shopper agreed")]
    Changed(Vec<String>),
    /// The cart was filled again while an earlier order of it waits for its payment.
    #[error("order {0} of this cart awaits its payment")]
    Awaiting(OrderId),
    #[error("this shop takes no payments")]
    PaymentsDisabled,
    #[error("the form does not say what the shopper agreed to")]
    BadConsent,
    #[error(transparent)]
    Internal(#[from] InternalError),
}

impl From<DraftRejection> for PlaceError {
    fn from(rejection: DraftRejection) -> Self {
        match rejection {
            DraftRejection::EmptyCart => Self::EmptyCart,
            DraftRejection::Incomplete(step) => Self::Incomplete(step),
            DraftRejection::UnknownShippingMethod => Self::Incomplete(Step::Shipping),
            DraftRejection::Money(error) => Self::Internal(error.into()),
        }
    }
}

/// How an attempt to place the order went.
enum Outcome {
    Placed(Placed),
    /// Somebody else bought the last pieces while this transaction waited for them.
    SoldOut {
        name: String,
    },
}

/// Places the order that the shopper has agreed to.
///
/// Pressing the button again, in this tab or another, gives the same order.
///
/// # Errors
/// [`PlaceError`]; cart and stock are then as they were.
pub async fn place_order(
    ctx: &Ctx,
    token: &CartToken,
    locale: Locale,
    consent: &str,
) -> Result<Placed, PlaceError> {
    let gateway = ctx.gateway.clone().ok_or(PlaceError::PaymentsDisabled)?;
    let consent = Consent::decode(consent).ok_or(PlaceError::BadConsent)?;
    let (own, token) = (ctx.clone(), token.clone());
    let placing = async move {
        let placing = Placing {
            ctx: &own,
            gateway: &*gateway,
            locale,
            consent,
        };
        placing.place(&token).await
    };
    let placed = uninterrupted(placing).await?;
    ctx.wake_jobs().await;
    Ok(placed)
}

struct Placing<'a> {
    ctx: &'a Ctx,
    gateway: &'a dyn Gateway,
    locale: Locale,
    consent: Consent,
}

impl Placing<'_> {
    async fn place(&self, token: &CartToken) -> Result<Placed, PlaceError> {
        match self.attempt(token).await? {
            Outcome::Placed(placed) => Ok(placed),
            // Once more with the stock as it is now, which tells the shopper exactly what is left.
            Outcome::SoldOut { .. } => match self.attempt(token).await? {
                Outcome::Placed(placed) => Ok(placed),
                Outcome::SoldOut { name } => Err(PlaceError::Changed(vec![
                    Texts::new(self.locale).checkout_sold_out(name),
                ])),
            },
        }
    }

    /// One transaction; rolled back by returning early.
    async fn attempt(&self, token: &CartToken) -> Result<Outcome, PlaceError> {
        let mut tx = self.ctx.db.begin().await?;
        let cart = cart::lock_cart(&mut tx, self.ctx, token)
            .await?
            .ok_or(PlaceError::EmptyCart)?;
        let prices = cart::price_cart(&mut tx, self.ctx, &cart, self.locale).await?;
        let is_empty = prices.cart.lines.is_empty() && prices.problems.is_empty();
        match orders::find_awaiting_id(&mut tx, &cart).await? {
            Some(order) if is_empty => return self.placed_before(&mut tx, order).await,
            Some(order) => return Err(PlaceError::Awaiting(order)),
            None if is_empty => return Err(PlaceError::EmptyCart),
            None => {}
        }
        let pictures = prices.pictures.clone();
        let draft = self.agreed_draft(&mut tx, &cart, prices).await?;
        let order =
            orders::insert_order(&mut tx, self.ctx, &cart, self.locale, &draft, &pictures).await?;
        if let Taken::Missing(variant) = self.reserve(&mut tx, &order.id, &draft).await? {
            return Ok(Outcome::SoldOut {
                name: name_of(&draft, variant),
            });
        }
        cart::empty_cart(&mut tx, &cart).await?;
        self.follow_up(&mut tx, &order).await?;
        tx.commit().await?;
        Ok(Outcome::Placed(Placed {
            order_id: order.id,
            number: order.number,
            fresh: true,
        }))
    }

    async fn placed_before(&self, tx: &mut Tx, order: OrderId) -> Result<Outcome, PlaceError> {
        let head = orders::find_head(tx, &order).await?;
        let head = head.ok_or(InternalError::Database(sqlx::Error::RowNotFound))?;
        Ok(Outcome::Placed(Placed {
            order_id: head.id,
            number: head.number,
            fresh: false,
        }))
    }

    /// The order as it would be placed now, if that is what the shopper agreed to.
    async fn agreed_draft(
        &self,
        tx: &mut Tx,
        cart: &CartId,
        prices: CartPrices,
    ) -> Result<OrderDraft, PlaceError> {
        if prices.cart.lines.is_empty() {
            return Err(PlaceError::Changed(prices.problems));
        }
        let details = load_details(tx, cart).await?;
        let terms = load_terms(tx, self.ctx, self.locale).await?;
        let draft = prices.cart.draft(details, &terms.methods, &terms.taxes)?;
        let changes = self.consent.changes(&draft);
        if changes.is_empty() {
            Ok(draft)
        } else {
            Err(PlaceError::Changed(describe(
                &changes,
                prices.problems,
                self.locale,
            )))
        }
    }

    async fn reserve(
        &self,
        tx: &mut Tx,
        order: &OrderId,
        draft: &OrderDraft,
    ) -> Result<Taken, InternalError> {
        let pieces: Vec<Pieces> = draft
            .lines
            .iter()
            .map(|line| Pieces {
                variant_id: line.priced.variant_id,
                quantity: line.priced.quantity.get(),
            })
            .collect();
        stock::reserve(tx, self.ctx, order, &pieces).await
    }

    /// Everything else that happens because of the order.
    async fn follow_up(&self, tx: &mut Tx, order: &OrderHead) -> Result<(), InternalError> {
        payments::insert_attempt(tx, self.ctx, self.gateway, order, 1).await?;
        payments::enqueue_expiry(tx, self.ctx, order).await?;
        let mail = SendOrderReceived {
            order_id: order.id.clone(),
        };
        jobs::enqueue(tx, self.ctx, NewJob::now(&mail).unique(order.id.as_str())).await?;
        Ok(())
    }
}

fn name_of(draft: &OrderDraft, variant: VariantId) -> String {
    let line = draft
        .lines
        .iter()
        .find(|line| line.priced.variant_id == variant);
    line.map(|line| line.priced.name.clone())
        .unwrap_or_default()
}
