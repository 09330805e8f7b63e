//! The catalogue: categories, listings and products, read for shoppers, changed for staff.
//!
//! What always holds: every category and product has an English translation,
//! which stands in where another language lacks one; products off sale are in
//! no list and have no page; a page costs a constant number of queries. Types
//! and rules are in `domain::catalog`, pages in `app::catalog`.

mod cards;
pub mod changes;
mod listings;
pub(crate) mod offers;
mod pictures;
mod products;
pub mod sitemap;
mod slugs;

use domain::catalog::{BySlug, CategorySummary, Listing, Picture, Product, ProductCard};
use domain::facets::ListingRequest;
use domain::locale::Locale;
use serde::{Deserialize, Serialize};

use crate::{Ctx, InternalError, sql};

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

/// All categories, in the shop's order. Their pictures stand beside their
/// names and have no text of their own.
///
/// # Errors
/// [`InternalError`].
pub async fn list_categories(
    ctx: &Ctx,
    locale: Locale,
) -> Result<Vec<CategorySummary>, InternalError> {
    let rows: Vec<(String, String, String, Option<String>)> = sql!(
        "SELECT c.code, COALESCE(t.slug, f.slug), COALESCE(t.name, f.name), c.picture
         FROM categories c
         JOIN category_translations f ON f.category_id = c.id AND f.locale = $2
         LEFT JOIN category_translations t ON t.category_id = c.id AND t.locale = $1
         ORDER BY c.position, c.id",
        locale.tag(),
        FALLBACK
    )
    .fetch_all(&mut ctx.db.read().await?)
    .await?;
    rows.into_iter().map(category).collect()
}

fn category(
    (code, slug, name, stored): (String, String, String, Option<String>),
) -> Result<CategorySummary, InternalError> {
    let picture = stored
        .map(|json| serde_json::from_str(&json))
        .transpose()?
        .map(decorative);
    Ok(CategorySummary {
        code,
        slug,
        name,
        picture,
    })
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
    let mut connection = ctx.db.read().await?;
    let ids: Vec<(i64,)> = sql!(
        "SELECT p.id FROM products p JOIN categories c ON c.id = p.category_id
         WHERE p.on_sale AND p.featured ORDER BY c.position, p.position, p.id LIMIT $1",
        limit.max(0)
    )
    .fetch_all(&mut connection)
    .await?;
    cards::load(
        &mut connection,
        ctx,
        locale,
        &ids.into_iter().map(|row| row.0).collect::<Vec<_>>(),
    )
    .await
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
    let mut connection = ctx.db.read().await?;
    let ids: Vec<(i64,)> = sql!(
        "SELECT id FROM products WHERE on_sale ORDER BY created_at DESC, id DESC LIMIT $1",
        limit.max(0)
    )
    .fetch_all(&mut connection)
    .await?;
    cards::load(
        &mut connection,
        ctx,
        locale,
        &ids.into_iter().map(|row| row.0).collect::<Vec<_>>(),
    )
    .await
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
    let mut connection = ctx.db.read().await?;
    match listings::find_category(&mut connection, locale, slug).await? {
        Some(category) => listings::load(&mut connection, ctx, locale, category, request)
            .await
            .map(BySlug::Found),
        None => slugs::moved(slugs::find_moved_category(&mut connection, locale, slug).await?),
    }
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
    let mut connection = ctx.db.read().await?;
    match products::find(&mut connection, ctx, locale, slug).await? {
        Some(product) => Ok(BySlug::Found(product)),
        None => slugs::moved(slugs::find_moved_product(&mut connection, locale, slug).await?),
    }
}
