//! Orders that wait for their payment, as the cart shows them.

use domain::cart::AwaitingOrder;
use domain::ids::CartId;
use domain::locale::Locale;

use crate::db::Connection;
use crate::{Ctx, InternalError};

/// The order made of this cart that can still be paid or changed.
///
/// # Errors
/// [`InternalError`].
pub async fn find_awaiting(
    _connection: &mut impl Connection,
    _ctx: &Ctx,
    _cart: &CartId,
    _locale: Locale,
) -> Result<Option<AwaitingOrder>, InternalError> {
    Ok(None)
}
