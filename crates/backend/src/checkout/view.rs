//! The checkout as its pages show it.

use domain::checkout::CheckoutView;
use domain::ids::OrderId;
use domain::locale::Locale;

use crate::cart::CartToken;
use crate::{Ctx, InternalError};

/// Why there is no checkout to show.
#[derive(Debug, thiserror::Error)]
pub enum CheckoutError {
    #[error("the cart is empty")]
    EmptyCart,
    /// An order of this cart waits for its payment: it must be paid or changed first.
    #[error("order {0} of this cart awaits its payment")]
    Awaiting(OrderId),
    #[error(transparent)]
    Internal(#[from] InternalError),
}

/// Everything that the pages of the checkout show.
///
/// # Errors
/// [`CheckoutError`].
pub async fn view_checkout(
    _ctx: &Ctx,
    _token: Option<&CartToken>,
    _locale: Locale,
) -> Result<CheckoutView, CheckoutError> {
    Err(CheckoutError::EmptyCart)
}
