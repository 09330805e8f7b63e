//! The catalogue: categories, listings and products, read for shoppers, changed for staff.
//!
//! What always holds: every category and product has an English translation,
//! which stands in where another language lacks one; products off sale are in
//! no list and have no page; a page costs a constant number of queries. Types
//! and rules are in `domain::catalog`, pages in `app::catalog`.

mod building;
pub mod changes;
mod facets;
pub mod freshness;
mod listings;
mod loading;
pub(crate) mod offers;
mod pages;
mod pictures;
mod products;
mod related;
pub mod sitemap;
mod slugs;
pub(crate) mod snapshot;

use std::cmp::Reverse;
use std::sync::Arc;

use domain::catalog::{BySlug, CategorySummary, Listing, Picture, Product, ProductCard};
use domain::facets::ListingRequest;
use domain::ids::{ProductId, VariantId};
use domain::locale::Locale;
use serde::{Deserialize, Serialize};

use self::snapshot::{Category, Entry};
use crate::{Ctx, InternalError};

/// Stands in for missing translations.
const FALLBACK: &str = Locale::En.tag();

/// `categories.picture`, JSON.
#[derive(Serialize, Deserialize)]
pub(crate) struct StoredPicture {
    pub(crate) file: String,
    pub(crate) width: i64,
    pub(crate) height: i64,
    pub(crate) placeholder: String,
}

/// Reads the catalogue into memory before the first shopper asks for it.
///
/// # Errors
/// [`InternalError`].
pub async fn read_ahead(ctx: &Ctx) -> Result<(), InternalError> {
    freshness::current(ctx).await.map(drop)
}

/// A number for all that pages show of the catalogue and of shipping: as long
/// as it stays the same in this process, they show the same.
///
/// # Errors
/// [`InternalError`].
pub async fn version(ctx: &Ctx) -> Result<u64, InternalError> {
    Ok(freshness::current(ctx).await?.version)
}

/// All categories, in the shop's order. Their pictures stand beside their
/// names and have no text of their own.
///
/// # Errors
/// [`InternalError`].
pub async fn list_categories(
    ctx: &Ctx,
    locale: Locale,
) -> Result<Vec<CategorySummary>, InternalError> {
    let snapshot = freshness::current(ctx).await?;
    let summary = |category: &Category| category.summary(locale);
    Ok(snapshot.categories.iter().map(summary).collect())
}

fn decorative(stored: StoredPicture) -> Picture {
    let StoredPicture {
        file,
        width,
        height,
        placeholder,
    } = stored;
    Picture {
        file,
        width,
        height,
        placeholder,
        alt: String::new(),
    }
}

/// The products that the shop puts forward, in its order.
///
/// # Errors
/// [`InternalError`].
pub async fn list_featured(
    ctx: &Ctx,
    locale: Locale,
    limit: i64,
) -> Result<Vec<ProductCard>, InternalError> {
    let snapshot = freshness::current(ctx).await?;
    let featured = snapshot.entries().filter(|entry| entry.featured);
    let featured = featured.take(usize::try_from(limit).unwrap_or(0));
    Ok(featured.map(|entry| entry.card(ctx, locale)).collect())
}

/// The newest products, newest first.
///
/// # Errors
/// [`InternalError`].
pub async fn list_newest(
    ctx: &Ctx,
    locale: Locale,
    limit: i64,
) -> Result<Vec<ProductCard>, InternalError> {
    let snapshot = freshness::current(ctx).await?;
    let mut newest: Vec<_> = snapshot.entries().collect();
    newest.sort_unstable_by_key(|entry| Reverse((entry.created_at, entry.id)));
    newest.truncate(usize::try_from(limit).unwrap_or(0));
    Ok(newest
        .into_iter()
        .map(|entry| entry.card(ctx, locale))
        .collect())
}

/// Products that somebody who looks at this one may want: of its category or
/// of its words, the nearest first; not itself, nothing sold out, none of `without`.
///
/// # Errors
/// [`InternalError`].
pub async fn list_related(
    ctx: &Ctx,
    locale: Locale,
    product: ProductId,
    without: &[ProductId],
    limit: usize,
) -> Result<Vec<ProductCard>, InternalError> {
    let snapshot = freshness::current(ctx).await?;
    let related = related::find(&snapshot, locale, product, without, limit);
    Ok(related.map(|entry| entry.card(ctx, locale)).collect())
}

/// The products of these variants, as far as they are on sale; each once.
///
/// # Errors
/// [`InternalError`].
pub async fn products_of(
    ctx: &Ctx,
    variants: &[VariantId],
) -> Result<Vec<ProductId>, InternalError> {
    let snapshot = freshness::current(ctx).await?;
    let wanted = |entry: &&Arc<Entry>| variants.iter().any(|variant| entry.has_variant(*variant));
    Ok(snapshot
        .entries()
        .filter(wanted)
        .map(|entry| ProductId(entry.id))
        .collect())
}

/// A page of a category. A page beyond the end is the last one, one below 1 the first.
///
/// # Errors
/// [`InternalError`].
pub async fn find_listing(
    ctx: &Ctx,
    locale: Locale,
    slug: &str,
    request: &ListingRequest,
) -> Result<BySlug<Listing>, InternalError> {
    let snapshot = freshness::current(ctx).await?;
    if let Some(category) = snapshot.category_by_slug(locale, slug) {
        let listing = listings::of_category(ctx, locale, &snapshot, category, request);
        return Ok(BySlug::Found(listing));
    }
    let mut connection = ctx.db.read().await?;
    slugs::moved(slugs::find_moved_category(&mut connection, locale, slug).await?)
}

/// A product's page. Products off sale are [`BySlug::Unknown`].
///
/// # Errors
/// [`InternalError`].
pub async fn find_product(
    ctx: &Ctx,
    locale: Locale,
    slug: &str,
) -> Result<BySlug<Product>, InternalError> {
    let snapshot = freshness::current(ctx).await?;
    let pages = &ctx.catalog.pages;
    if let Some(product) = pages.find(&snapshot, &ctx.settings, locale, slug) {
        return Ok(BySlug::Found((*product).clone()));
    }
    let mut connection = ctx.db.read().await?;
    match products::find(&mut connection, ctx, locale, slug).await? {
        Some(product) => {
            pages.keep(&snapshot, &ctx.settings, locale, slug, &product);
            Ok(BySlug::Found(product))
        }
        None => slugs::moved(slugs::find_moved_product(&mut connection, locale, slug).await?),
    }
}
