//! The cart: lines of variants, kept under a random token from the browser's cookie.
//!
//! What always holds: a variant has one line at most; every change locks the
//! cart's row first, so that simultaneous ones all count; lines that were
//! removed count for nothing but can be brought back; what the cart page shows
//! and what is ordered come from one computation. Rules are in `domain::cart`,
//! pages in `app::cart`.

mod changes;
mod lines;
mod rows;
mod token;
mod view;

use domain::cart::{Cart, CartChange, CartRejection, HeldPrice, LineRequest};
use domain::catalog::Picture;
use domain::checkout::PricedCart;
use domain::ids::{CartId, ProductId, VariantId};
use domain::locale::Locale;

pub use token::CartToken;

use crate::db::{Connection, Tx, uninterrupted};
use crate::{Ctx, InternalError, catalog};
use changes::{Done, Locked, Wanted};

/// As long as the cookie of its token.
const KEPT_SECONDS: i64 = 60 * 86_400;

/// Why a cart was not changed.
#[derive(Debug, thiserror::Error)]
pub enum CartError {
    #[error(transparent)]
    Rejected(#[from] CartRejection),
    #[error(transparent)]
    Internal(#[from] InternalError),
}

/// The cart of a token; an empty one for an unknown token or none.
///
/// # Errors
/// [`InternalError`].
pub async fn view_cart(
    ctx: &Ctx,
    token: Option<&CartToken>,
    locale: Locale,
) -> Result<Cart, InternalError> {
    let Some(token) = token else {
        return Ok(view::empty(locale));
    };
    let mut connection = ctx.db.read().await?;
    match rows::find(&mut connection, token).await? {
        Some(cart) => view::load(&mut connection, ctx, &cart, locale).await,
        None => Ok(view::empty(locale)),
    }
}

/// The products on sale that the cart of a token has lines of, each once.
///
/// # Errors
/// [`InternalError`].
pub async fn list_products(
    ctx: &Ctx,
    token: Option<&CartToken>,
) -> Result<Vec<ProductId>, InternalError> {
    let Some(token) = token else {
        return Ok(Vec::new());
    };
    let mut connection = ctx.db.read().await?;
    let Some(cart) = rows::find(&mut connection, token).await? else {
        return Ok(Vec::new());
    };
    let lines = rows::list_lines(&mut connection, ctx, &cart).await?;
    // Given back first: the catalogue may need one itself.
    drop(connection);
    let variants: Vec<VariantId> = lines.iter().map(|line| line.variant_id).collect();
    catalog::products_of(ctx, &variants).await
}

/// Adds pieces of a variant, to its line if it has one; the first makes the cart.
///
/// # Errors
/// [`CartRejection`] by name, or [`InternalError`].
pub async fn add_to_cart(
    ctx: &Ctx,
    token: &CartToken,
    locale: Locale,
    variant: VariantId,
    quantity: i64,
) -> Result<CartChange, CartError> {
    change(
        ctx,
        token,
        locale,
        Change::Put(variant, Wanted::More(quantity)),
    )
    .await
}

/// Sets how many pieces a variant's line has; none removes it.
///
/// # Errors
/// As [`add_to_cart`].
pub async fn set_quantity(
    ctx: &Ctx,
    token: &CartToken,
    locale: Locale,
    variant: VariantId,
    quantity: i64,
) -> Result<CartChange, CartError> {
    let wanted = match quantity {
        0 => Change::Remove(variant),
        pieces => Change::Put(variant, Wanted::Exactly(pieces)),
    };
    change(ctx, token, locale, wanted).await
}

/// Takes a line out. Doing it twice is no error; the second time there is nothing to undo.
///
/// # Errors
/// [`InternalError`].
pub async fn remove_line(
    ctx: &Ctx,
    token: &CartToken,
    locale: Locale,
    variant: VariantId,
) -> Result<CartChange, CartError> {
    change(ctx, token, locale, Change::Remove(variant)).await
}

/// Brings a removed line back with its quantity, as far as it is there, and its
/// promised price. Nothing happens to a line that was not removed.
///
/// # Errors
/// As [`add_to_cart`].
pub async fn restore_line(
    ctx: &Ctx,
    token: &CartToken,
    locale: Locale,
    variant: VariantId,
) -> Result<CartChange, CartError> {
    change(ctx, token, locale, Change::Restore(variant)).await
}

/// What a shopper can do to a cart.
#[derive(Clone, Copy)]
enum Change {
    Put(VariantId, Wanted),
    Remove(VariantId),
    Restore(VariantId),
}

async fn change(
    ctx: &Ctx,
    token: &CartToken,
    locale: Locale,
    wanted: Change,
) -> Result<CartChange, CartError> {
    let (own_ctx, own_token) = (ctx.clone(), token.clone());
    let done =
        uninterrupted(async move { save(&own_ctx, &own_token, locale, wanted).await }).await?;
    Ok(CartChange {
        cart: view_cart(ctx, Some(token), locale).await?,
        message: done.message,
        limited: done.limited,
        undo: done.undo,
    })
}

async fn save(
    ctx: &Ctx,
    token: &CartToken,
    locale: Locale,
    wanted: Change,
) -> Result<Done, CartError> {
    let mut tx = ctx.db.begin().await?;
    let locked = Locked {
        ctx,
        cart: rows::open(&mut tx, ctx, token).await?,
        locale,
    };
    let done = match wanted {
        Change::Put(variant, wanted) => locked.put(&mut tx, variant, wanted).await?,
        Change::Remove(variant) => locked.remove(&mut tx, variant).await?,
        Change::Restore(variant) => locked.restore(&mut tx, variant).await?,
    };
    tx.commit().await?;
    Ok(done)
}

/// A cart as an order would take it.
#[derive(Clone, Debug)]
pub(crate) struct CartPrices {
    /// The lines that can be bought.
    pub(crate) cart: PricedCart,
    /// Of each of those lines, same order.
    pub(crate) pictures: Vec<Option<Picture>>,
    /// Of each line that cannot be bought a sentence that names it and says why.
    pub(crate) problems: Vec<String>,
    /// Of each line that is not as it was added, a sentence that names it; the problems among them.
    pub(crate) notices: Vec<String>,
}

/// The cart of a token, locked until the transaction ends.
pub(crate) async fn lock_cart(
    tx: &mut Tx,
    ctx: &Ctx,
    token: &CartToken,
) -> Result<Option<CartId>, InternalError> {
    rows::lock(tx, ctx, token).await
}

/// The cart of a token, for reading.
pub(crate) async fn find_cart(
    connection: &mut impl Connection,
    token: &CartToken,
) -> Result<Option<CartId>, InternalError> {
    rows::find(connection, token).await
}

/// The cart at the prices and quantities that count now.
pub(crate) async fn price_cart(
    connection: &mut impl Connection,
    ctx: &Ctx,
    cart: &CartId,
    locale: Locale,
) -> Result<CartPrices, InternalError> {
    view::price_lines(connection, ctx, cart, locale).await
}

/// Deletes all lines, those that were removed too: an order has been made of them.
pub(crate) async fn empty_cart(tx: &mut Tx, cart: &CartId) -> Result<(), InternalError> {
    rows::delete_lines(tx, cart).await
}

/// A line that an order gives back, at the price and for the time that the cart had been promised.
#[derive(Clone, Debug)]
pub(crate) struct LineBack {
    pub(crate) variant_id: VariantId,
    pub(crate) quantity: i64,
    pub(crate) held: HeldPrice,
}

/// Puts what an order gives back beside what is in the cart by now.
///
/// The cart must be locked.
pub(crate) async fn put_lines_back(
    tx: &mut Tx,
    ctx: &Ctx,
    cart: &CartId,
    lines: &[LineBack],
) -> Result<(), InternalError> {
    let locked = Locked {
        ctx,
        cart: cart.clone(),
        locale: Locale::default(),
    };
    for line in lines {
        locked.put_back(tx, line).await?;
    }
    Ok(())
}

/// Deletes the carts whose cookie has expired in every browser.
pub(crate) async fn delete_forgotten(tx: &mut Tx, ctx: &Ctx) -> Result<u64, InternalError> {
    rows::delete_untouched(tx, ctx.now().minus_seconds(KEPT_SECONDS)).await
}
