//! The rows of carts: every statement on `carts` and `cart_lines`.
//!
//! Functions that write expect the cart's row to be locked, by [`open`] or [`lock`].

use domain::cart::HeldPrice;
use domain::ids::{CartId, VariantId};
use domain::money::Money;
use domain::time::Timestamp;

use super::CartToken;
use crate::db::{Connection, Tx};
use crate::{Ctx, InternalError, sql};

/// A line as it is kept.
#[derive(Clone, Debug)]
pub(super) struct KeptLine {
    pub(super) variant_id: VariantId,
    pub(super) quantity: i64,
    pub(super) held: HeldPrice,
    /// What it was called when it was added.
    pub(super) name: String,
    /// Taken out by the shopper, can be brought back.
    pub(super) removed: bool,
}

#[derive(sqlx::FromRow)]
struct LineRow {
    variant_id: i64,
    quantity: i64,
    unit_price_minor: i64,
    price_held_until: i64,
    name: String,
    removed_at: Option<i64>,
}

impl LineRow {
    fn kept(self, ctx: &Ctx) -> KeptLine {
        KeptLine {
            variant_id: VariantId(self.variant_id),
            quantity: self.quantity,
            held: HeldPrice {
                unit_price: Money::new(self.unit_price_minor, ctx.settings.currency),
                until: Timestamp(self.price_held_until),
            },
            name: self.name,
            removed: self.removed_at.is_some(),
        }
    }
}

/// The cart of a token, created if there is none, and locked either way: until
/// this transaction ends, no other changes the cart.
pub(super) async fn open(
    tx: &mut Tx,
    ctx: &Ctx,
    token: &CartToken,
) -> Result<CartId, InternalError> {
    let (id,): (String,) = sql!(
        "INSERT INTO carts (id, token_hash, created_at, updated_at) VALUES ($1, $2, $3, $3)
         ON CONFLICT (token_hash) DO UPDATE SET updated_at = excluded.updated_at
         RETURNING id",
        ctx.new_uuid(),
        token.hash(),
        ctx.now().0
    )
    .fetch_one(tx)
    .await?;
    Ok(CartId(id))
}

/// A cart that somebody checks out is in use: it is kept as long as its cookie.
pub(super) async fn lock(
    tx: &mut Tx,
    ctx: &Ctx,
    token: &CartToken,
) -> Result<Option<CartId>, InternalError> {
    let row: Option<(String,)> = sql!(
        "UPDATE carts SET updated_at = $1 WHERE token_hash = $2 RETURNING id",
        ctx.now().0,
        token.hash()
    )
    .fetch_optional(tx)
    .await?;
    Ok(row.map(|(id,)| CartId(id)))
}

pub(super) async fn find(
    connection: &mut impl Connection,
    token: &CartToken,
) -> Result<Option<CartId>, InternalError> {
    let row: Option<(String,)> = sql!("SELECT id FROM carts WHERE token_hash = $1", token.hash())
        .fetch_optional(connection)
        .await?;
    Ok(row.map(|(id,)| CartId(id)))
}

/// The lines that are in the cart, in the order of adding.
pub(super) async fn list_lines(
    connection: &mut impl Connection,
    ctx: &Ctx,
    cart: &CartId,
) -> Result<Vec<KeptLine>, InternalError> {
    let rows: Vec<LineRow> = sql!(
        "SELECT variant_id, quantity, unit_price_minor, price_held_until, name, removed_at FROM cart_lines
         WHERE cart_id = $1 AND removed_at IS NULL ORDER BY added_at, variant_id",
        cart.as_str()
    )
    .fetch_all(connection)
    .await?;
    Ok(rows.into_iter().map(|row| row.kept(ctx)).collect())
}

/// One line, be it in the cart or removed.
pub(super) async fn find_line(
    tx: &mut Tx,
    ctx: &Ctx,
    cart: &CartId,
    variant: VariantId,
) -> Result<Option<KeptLine>, InternalError> {
    let row: Option<LineRow> = sql!(
        "SELECT variant_id, quantity, unit_price_minor, price_held_until, name, removed_at FROM cart_lines
         WHERE cart_id = $1 AND variant_id = $2",
        cart.as_str(),
        variant.0
    )
    .fetch_optional(tx)
    .await?;
    Ok(row.map(|row| row.kept(ctx)))
}

/// How many lines are in the cart.
pub(super) async fn count_lines(tx: &mut Tx, cart: &CartId) -> Result<i64, InternalError> {
    let (lines,): (i64,) = sql!(
        "SELECT COUNT(*) FROM cart_lines WHERE cart_id = $1 AND removed_at IS NULL",
        cart.as_str()
    )
    .fetch_one(tx)
    .await?;
    Ok(lines)
}

/// Writes a line as it shall be. One that was removed comes back as the last.
///
/// No two lines are added at the same time, so that their order is that of adding.
pub(super) async fn save_line(
    tx: &mut Tx,
    ctx: &Ctx,
    cart: &CartId,
    line: &KeptLine,
) -> Result<(), InternalError> {
    sql!(
        "INSERT INTO cart_lines
            (cart_id, variant_id, quantity, unit_price_minor, price_held_until, name, added_at, removed_at)
         VALUES ($1, $2, $3, $4, $5, $6, (
            SELECT CASE WHEN MAX(l.added_at) >= $7 THEN MAX(l.added_at) + 1 ELSE $7 END
            FROM cart_lines l WHERE l.cart_id = $1), NULL)
         ON CONFLICT (cart_id, variant_id) DO UPDATE SET
            quantity = excluded.quantity,
            unit_price_minor = excluded.unit_price_minor,
            price_held_until = excluded.price_held_until,
            name = excluded.name,
            added_at = CASE WHEN cart_lines.removed_at IS NULL THEN cart_lines.added_at ELSE excluded.added_at END,
            removed_at = NULL",
        cart.as_str(),
        line.variant_id.0,
        line.quantity,
        line.held.unit_price.minor,
        line.held.until.0,
        &line.name,
        ctx.now().0
    )
    .execute(tx)
    .await?;
    Ok(())
}

/// Takes a line out so that it can be brought back.
pub(super) async fn mark_removed(
    tx: &mut Tx,
    ctx: &Ctx,
    cart: &CartId,
    variant: VariantId,
) -> Result<(), InternalError> {
    sql!(
        "UPDATE cart_lines SET removed_at = $1 WHERE cart_id = $2 AND variant_id = $3",
        ctx.now().0,
        cart.as_str(),
        variant.0
    )
    .execute(tx)
    .await?;
    Ok(())
}

/// Brings a removed line back to its place, at the price promised before.
pub(super) async fn mark_restored(
    tx: &mut Tx,
    cart: &CartId,
    variant: VariantId,
    quantity: i64,
) -> Result<(), InternalError> {
    sql!(
        "UPDATE cart_lines SET removed_at = NULL, quantity = $1 WHERE cart_id = $2 AND variant_id = $3",
        quantity,
        cart.as_str(),
        variant.0
    )
    .execute(tx)
    .await?;
    Ok(())
}

pub(super) async fn delete_lines(tx: &mut Tx, cart: &CartId) -> Result<(), InternalError> {
    sql!("DELETE FROM cart_lines WHERE cart_id = $1", cart.as_str())
        .execute(tx)
        .await?;
    Ok(())
}

/// Deletes carts that nobody has changed since, with their lines and what was
/// told at their checkout.
pub(super) async fn delete_untouched(tx: &mut Tx, since: Timestamp) -> Result<u64, InternalError> {
    sql!("DELETE FROM carts WHERE updated_at < $1", since.0)
        .execute(tx)
        .await
}
