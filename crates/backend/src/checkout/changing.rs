//! Back from an unpaid order to the cart.

use domain::cart::HeldPrice;
use domain::ids::{OrderId, PaymentId, VariantId};
use domain::money::Money;
use domain::orders::OrderState;
use domain::time::Timestamp;

use crate::cart::{self, CartToken, LineBack};
use crate::db::uninterrupted;
use crate::orders::{self, OrderHead};
use crate::payments::{self, Closed};
use crate::{Ctx, InternalError};

/// What became of the wish to change an order.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Changed {
    /// The order is cancelled, nothing was charged, and its lines are in the cart again.
    LinesBack,
    /// Too late: it is paid, or the money is under way.
    AlreadyPaid,
}

/// Why an order was not changed.
#[derive(Debug, thiserror::Error)]
pub enum ChangeError {
    #[error("this cart has no such order")]
    NotFound,
    #[error("the gateway does not say whether the order was paid")]
    Gateway,
    #[error(transparent)]
    Internal(#[from] InternalError),
}

/// Cancels an unpaid order and puts its lines back into the cart, once the
/// gateway has confirmed that nobody has paid or can pay any more.
///
/// # Errors
/// [`ChangeError`]; the order is then as it was.
pub async fn change_order(
    ctx: &Ctx,
    token: &CartToken,
    order: &OrderId,
) -> Result<Changed, ChangeError> {
    let (ctx, token, order) = (ctx.clone(), token.clone(), order.clone());
    // As a whole: what is closed at the gateway must come back into the cart.
    uninterrupted(async move { change(&ctx, &token, &order).await }).await
}

async fn change(ctx: &Ctx, token: &CartToken, id: &OrderId) -> Result<Changed, ChangeError> {
    match find_own(ctx, token, id).await?.state {
        OrderState::Paid | OrderState::Review => return Ok(Changed::AlreadyPaid),
        OrderState::Cancelled => return Ok(Changed::LinesBack),
        OrderState::AwaitingPayment | OrderState::Expired => {}
    }
    match payments::close_at_gateway(ctx, id).await {
        Ok(Closed::Paid) => Ok(Changed::AlreadyPaid),
        Ok(Closed::Unpaid(closed)) => bring_back(ctx, token, id, closed.as_ref()).await,
        Err(InternalError::Gateway(error)) => {
            tracing::warn!(order = %id, %error, "an order cannot be changed now");
            Err(ChangeError::Gateway)
        }
        Err(error) => Err(error.into()),
    }
}

/// The order, if it was made of this cart.
async fn find_own(ctx: &Ctx, token: &CartToken, id: &OrderId) -> Result<OrderHead, ChangeError> {
    let mut reader = ctx.db.read().await?;
    let cart = cart::find_cart(&mut reader, token)
        .await?
        .ok_or(ChangeError::NotFound)?;
    let order = orders::find_head(&mut reader, id).await?;
    order
        .filter(|order| order.is_of_cart(&cart))
        .ok_or(ChangeError::NotFound)
}

async fn bring_back(
    ctx: &Ctx,
    token: &CartToken,
    id: &OrderId,
    closed: Option<&PaymentId>,
) -> Result<Changed, ChangeError> {
    let mut tx = ctx.db.begin().await?;
    let cart = cart::lock_cart(&mut tx, ctx, token)
        .await?
        .ok_or(ChangeError::NotFound)?;
    let order = orders::lock_order(&mut tx, id)
        .await?
        .ok_or(ChangeError::NotFound)?;
    match order.state {
        // Another press of the button was faster.
        OrderState::Cancelled => return Ok(Changed::LinesBack),
        OrderState::Paid | OrderState::Review => return Ok(Changed::AlreadyPaid),
        OrderState::AwaitingPayment | OrderState::Expired => {}
    }
    if !payments::close_attempts(&mut tx, ctx, id, closed).await? {
        // Another tab has opened a new page to pay at: to be asked about anew.
        return Err(ChangeError::Gateway);
    }
    orders::cancel(&mut tx, ctx, &order).await?;
    let lines: Vec<_> = orders::list_lines(&mut tx, id)
        .await?
        .into_iter()
        .map(|line| LineBack {
            variant_id: VariantId(line.variant_id),
            quantity: line.quantity,
            held: HeldPrice {
                unit_price: Money::new(line.unit_price_minor, order.total.currency),
                until: Timestamp(line.price_held_until),
            },
        })
        .collect();
    cart::put_lines_back(&mut tx, ctx, &cart, &lines).await?;
    tx.commit().await?;
    Ok(Changed::LinesBack)
}
