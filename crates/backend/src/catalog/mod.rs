//! The catalogue as shoppers read it: categories, listings, products.

pub mod changes;

use domain::catalog::{BySlug, CategorySummary, Listing, Product, ProductCard, Sort};
use domain::locale::Locale;

use crate::{Ctx, InternalError};

fn unfinished<T>() -> Result<T, InternalError> {
    Err(InternalError::Setup("the catalogue is not read yet".to_owned()))
}

pub async fn list_categories(_ctx: &Ctx, _locale: Locale) -> Result<Vec<CategorySummary>, InternalError> {
    unfinished()
}

pub async fn list_featured(_ctx: &Ctx, _locale: Locale, _limit: i64) -> Result<Vec<ProductCard>, InternalError> {
    unfinished()
}

pub async fn list_newest(_ctx: &Ctx, _locale: Locale, _limit: i64) -> Result<Vec<ProductCard>, InternalError> {
    unfinished()
}

pub async fn find_listing(
    _ctx: &Ctx,
    _locale: Locale,
    _slug: &str,
    _sort: Sort,
    _page: i64,
) -> Result<BySlug<Listing>, InternalError> {
    unfinished()
}

pub async fn find_product(_ctx: &Ctx, _locale: Locale, _slug: &str) -> Result<BySlug<Product>, InternalError> {
    unfinished()
}
