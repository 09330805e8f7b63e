//! Pages of a category.
//!
//! A category is sorted here and not by the database: names sort the same on
//! both engines, whatever their collations, and categories are small.

use std::cmp::Reverse;

use domain::catalog::{Listing, Sort};
use domain::facets::{Facets, ListingRequest, Results};
use domain::locale::Locale;

use super::{FALLBACK, cards, slugs};
use crate::db::Connection;
use crate::{Ctx, InternalError, sql};

/// A category found by its slug.
#[derive(sqlx::FromRow)]
pub(super) struct CategoryRow {
    id: i64,
    code: String,
    name: String,
    description: String,
}

/// What a product is sorted by.
#[derive(sqlx::FromRow)]
struct SortKeys {
    id: i64,
    featured: bool,
    created_at: i64,
    name: String,
    /// The price on its card.
    price_minor: i64,
}

/// The category with this slug in the language; untranslated ones go by the fallback's.
pub(super) async fn find_category(
    connection: &mut impl Connection,
    locale: Locale,
    slug: &str,
) -> Result<Option<CategoryRow>, InternalError> {
    sql!(
        "SELECT c.id, c.code, COALESCE(t.name, f.name) AS name, COALESCE(t.description, f.description) AS description
         FROM categories c
         JOIN category_translations f ON f.category_id = c.id AND f.locale = $2
         LEFT JOIN category_translations t ON t.category_id = c.id AND t.locale = $1
         WHERE c.id IN (SELECT s.category_id FROM category_translations s WHERE s.slug = $3 AND s.locale IN ($1, $2))
           AND COALESCE(t.slug, f.slug) = $3
         ORDER BY CASE WHEN t.slug IS NULL THEN 1 ELSE 0 END LIMIT 1",
        locale.tag(),
        FALLBACK,
        slug
    )
    .fetch_optional(connection)
    .await
}

/// The page of the category that is nearest to the one asked for.
pub(super) async fn load(
    connection: &mut impl Connection,
    ctx: &Ctx,
    locale: Locale,
    category: CategoryRow,
    request: &ListingRequest,
) -> Result<Listing, InternalError> {
    let slugs: Vec<(String, String)> = sql!(
        "SELECT locale, slug FROM category_translations WHERE category_id = $1",
        category.id
    )
    .fetch_all(connection)
    .await?;
    let sort = request.sort.unwrap_or_default();
    let sorted = sorted(keys(connection, locale, category.id).await?, sort);
    let (shown, page, pages) = page_of(&sorted, request.page, ctx.settings.page_size);
    Ok(Listing {
        code: category.code,
        name: category.name,
        description: category.description,
        slugs: slugs::in_all_languages(&slugs),
        results: Results {
            products: cards::load(connection, ctx, locale, shown).await?,
            total: count(&sorted),
            page,
            pages,
            sort,
            filters: request.filters.clone(),
            facets: Facets::default(),
        },
    })
}

async fn keys(
    connection: &mut impl Connection,
    locale: Locale,
    category: i64,
) -> Result<Vec<SortKeys>, InternalError> {
    sql!(
        "SELECT p.id, p.featured, p.created_at, COALESCE(t.name, f.name) AS name, c.price_minor
         FROM products p
         JOIN variants c ON c.id = (
             SELECT v.id FROM variants v WHERE v.product_id = p.id
             ORDER BY CASE WHEN v.stock > 0 THEN 0 ELSE 1 END, v.price_minor, v.position, v.id LIMIT 1)
         JOIN product_translations f ON f.product_id = p.id AND f.locale = $2
         LEFT JOIN product_translations t ON t.product_id = p.id AND t.locale = $1
         WHERE p.category_id = $3 AND p.on_sale
         ORDER BY p.position, p.id",
        locale.tag(),
        FALLBACK,
        category
    )
    .fetch_all(connection)
    .await
}

/// The products' ids in the order asked for. Equal ones stay in the shop's own
/// order, in which they come.
fn sorted(mut products: Vec<SortKeys>, sort: Sort) -> Vec<i64> {
    match sort {
        Sort::Featured | Sort::Relevance => products.sort_by_key(|p| !p.featured),
        Sort::PriceAscending => products.sort_by_key(|p| p.price_minor),
        Sort::PriceDescending => products.sort_by_key(|p| Reverse(p.price_minor)),
        Sort::Newest => products.sort_by_key(|p| Reverse(p.created_at)),
        Sort::Name => products.sort_by_cached_key(|p| p.name.to_lowercase()),
    }
    products.into_iter().map(|p| p.id).collect()
}

/// The ids on the nearest page that there is, its number, and how many pages there are.
fn page_of(ids: &[i64], asked: i64, page_size: i64) -> (&[i64], i64, i64) {
    let size = usize::try_from(page_size.max(1)).unwrap_or(usize::MAX);
    let pages = ids.chunks(size).collect::<Vec<_>>();
    let last = count(&pages).max(1);
    let page = asked.clamp(1, last);
    let index = usize::try_from(page - 1).unwrap_or(0);
    (pages.get(index).copied().unwrap_or_default(), page, last)
}

fn count<T>(things: &[T]) -> i64 {
    i64::try_from(things.len()).unwrap_or(i64::MAX)
}

#[cfg(test)]
mod tests {
    use super::page_of;

    #[test]
    fn a_page_that_does_not_exist_is_the_nearest_that_does() {
        let check = |ids: &[i64], asked, expected: (&[i64], i64, i64)| {
            assert_eq!(page_of(ids, asked, 2), expected)
        };
        check(&[1, 2, 3], 1, (&[1, 2], 1, 2));
        check(&[1, 2, 3], 2, (&[3], 2, 2));
        check(&[1, 2, 3], 99, (&[3], 2, 2));
        check(&[1, 2, 3], 0, (&[1, 2], 1, 2));
        check(&[1, 2, 3], i64::MIN, (&[1, 2], 1, 2));
        check(&[1, 2], 2, (&[1, 2], 1, 1));
        check(&[], 7, (&[], 1, 1));
    }
}
