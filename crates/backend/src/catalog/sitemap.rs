//! Every address of the catalogue, for search engines.
//!
//! Only pages that open: products on sale that have a variant, all categories.

use domain::catalog::LocalizedSlug;

use super::slugs::in_all_languages;
use crate::{Ctx, InternalError, sql};

/// (id, language tag, slug)
type SlugRow = (i64, String, String);

/// How many products have a page.
///
/// # Errors
/// [`InternalError`].
pub async fn count_product_pages(ctx: &Ctx) -> Result<i64, InternalError> {
    let (count,): (i64,) = sql!(
        "SELECT COUNT(*) FROM products p
         WHERE p.on_sale AND p.id IN (SELECT v.product_id FROM variants v)"
    )
    .fetch_one(&mut ctx.db.read().await?)
    .await?;
    Ok(count)
}

/// The slugs of some products in all languages, one entry a product, in an order that stays.
///
/// # Errors
/// [`InternalError`].
pub async fn list_product_slugs(
    ctx: &Ctx,
    limit: i64,
    offset: i64,
) -> Result<Vec<Vec<LocalizedSlug>>, InternalError> {
    // Not `EXISTS`: SQLite 3.51 makes a join of it and then skips rows of variants instead of products.
    let rows: Vec<SlugRow> = sql!(
        "SELECT t.product_id, t.locale, t.slug FROM product_translations t
         WHERE t.product_id IN (
             SELECT p.id FROM products p
             WHERE p.on_sale AND p.id IN (SELECT v.product_id FROM variants v)
             ORDER BY p.id LIMIT $1 OFFSET $2)
         ORDER BY t.product_id",
        limit.max(0),
        offset.max(0)
    )
    .fetch_all(&mut ctx.db.read().await?)
    .await?;
    Ok(by_thing(rows))
}

/// The slugs of all categories in all languages, one entry a category.
///
/// # Errors
/// [`InternalError`].
pub async fn list_category_slugs(ctx: &Ctx) -> Result<Vec<Vec<LocalizedSlug>>, InternalError> {
    let rows: Vec<SlugRow> = sql!(
        "SELECT t.category_id, t.locale, t.slug
         FROM category_translations t JOIN categories c ON c.id = t.category_id
         ORDER BY c.position, c.id"
    )
    .fetch_all(&mut ctx.db.read().await?)
    .await?;
    Ok(by_thing(rows))
}

fn by_thing(rows: Vec<SlugRow>) -> Vec<Vec<LocalizedSlug>> {
    rows.chunk_by(|one, next| one.0 == next.0)
        .map(|rows| {
            let slugs: Vec<(String, String)> = rows
                .iter()
                .map(|(_, locale, slug)| (locale.clone(), slug.clone()))
                .collect();
            in_all_languages(&slugs)
        })
        .collect()
}
