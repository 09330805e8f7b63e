//! The cart: rows keyed by a random token from the browser's cookie.

use domain::cart::{Cart, CartChange, CartRejection};
use domain::catalog::Picture;
use domain::checkout::PricedCart;
use domain::ids::{CartId, VariantId};
use domain::locale::Locale;

use crate::db::{Connection, Tx};
use crate::{Ctx, InternalError};

/// What the browser's cookie holds; the database knows only its hash.
#[derive(Clone, PartialEq, Eq)]
pub struct CartToken(String);

impl CartToken {
    pub fn generate(_ctx: &Ctx) -> Self {
        Self(String::new())
    }

    pub fn parse(text: &str) -> Option<Self> {
        (text.len() == 43).then(|| Self(text.to_owned()))
    }

    pub fn as_str(&self) -> &str {
        &self.0
    }
}

/// Why a cart was not changed.
#[derive(Debug, thiserror::Error)]
pub enum CartError {
    #[error(transparent)]
    Rejected(#[from] CartRejection),
    #[error(transparent)]
    Internal(#[from] InternalError),
}

fn unfinished() -> InternalError {
    InternalError::Setup("carts are not kept yet".to_owned())
}

pub async fn view_cart(_ctx: &Ctx, _token: Option<&CartToken>, _locale: Locale) -> Result<Cart, InternalError> {
    Err(unfinished())
}

pub async fn add_to_cart(
    _ctx: &Ctx,
    _token: &CartToken,
    _locale: Locale,
    _variant: VariantId,
    _quantity: i64,
) -> Result<CartChange, CartError> {
    Err(unfinished().into())
}

pub async fn set_quantity(
    _ctx: &Ctx,
    _token: &CartToken,
    _locale: Locale,
    _variant: VariantId,
    _quantity: i64,
) -> Result<CartChange, CartError> {
    Err(unfinished().into())
}

pub async fn remove_line(
    _ctx: &Ctx,
    _token: &CartToken,
    _locale: Locale,
    _variant: VariantId,
) -> Result<CartChange, CartError> {
    Err(unfinished().into())
}

pub async fn restore_line(
    _ctx: &Ctx,
    _token: &CartToken,
    _locale: Locale,
    _variant: VariantId,
) -> Result<CartChange, CartError> {
    Err(unfinished().into())
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
}

pub(crate) async fn lock_cart(_tx: &mut Tx, _token: &CartToken) -> Result<Option<CartId>, InternalError> {
    Err(unfinished())
}

pub(crate) async fn find_cart(
    _connection: &mut impl Connection,
    _token: &CartToken,
) -> Result<Option<CartId>, InternalError> {
    Err(unfinished())
}

pub(crate) async fn price_cart(
    _connection: &mut impl Connection,
    _ctx: &Ctx,
    _cart: &CartId,
    _locale: Locale,
) -> Result<CartPrices, InternalError> {
    Err(unfinished())
}

pub(crate) async fn empty_cart(_tx: &mut Tx, _cart: &CartId) -> Result<(), InternalError> {
    Err(unfinished())
}

/// `lines`: (variant, pieces, unit price in minor units).
pub(crate) async fn put_lines_back(
    _tx: &mut Tx,
    _ctx: &Ctx,
    _cart: &CartId,
    _lines: &[(VariantId, i64, i64)],
) -> Result<(), InternalError> {
    Err(unfinished())
}
