//! The rows of what shoppers have told so far.

use domain::checkout::Details;
use domain::ids::CartId;

use crate::db::{Connection, Tx};
use crate::{Ctx, InternalError, sql};

/// What was told so far; nothing for a cart that has not been at the checkout.
pub(super) async fn load_details(
    connection: &mut impl Connection,
    cart: &CartId,
) -> Result<Details, InternalError> {
    let row: Option<(String,)> = sql!(
        "SELECT details FROM checkouts WHERE cart_id = $1",
        cart.as_str()
    )
    .fetch_optional(connection)
    .await?;
    match row {
        Some((details,)) => Ok(serde_json::from_str(&details)?),
        None => Ok(Details::default()),
    }
}

/// The cart must be locked.
pub(super) async fn save_details(
    tx: &mut Tx,
    ctx: &Ctx,
    cart: &CartId,
    details: &Details,
) -> Result<(), InternalError> {
    sql!(
        "INSERT INTO checkouts (cart_id, details, updated_at) VALUES ($1, $2, $3)
         ON CONFLICT (cart_id) DO UPDATE SET details = excluded.details, updated_at = excluded.updated_at",
        cart.as_str(),
        serde_json::to_string(details)?,
        ctx.now().0
    )
    .execute(tx)
    .await?;
    Ok(())
}
