//! Products as cards: two queries for any number of them.

use std::collections::HashMap;

use domain::catalog::{Availability, Picture, ProductCard};
use domain::ids::ProductId;
use domain::locale::Locale;

use super::{FALLBACK, pictures};
use crate::db::Connection;
use crate::prices::price;
use crate::{Ctx, InternalError, sql};

/// A product with its cheapest variant among those in stock, or among all if none is.
#[derive(sqlx::FromRow)]
struct CardRow {
    id: i64,
    slug: String,
    name: String,
    price_minor: i64,
    compare_at_minor: Option<i64>,
    /// How many of the same variants cost more.
    dearer: i64,
    /// Of all variants together.
    stock: i64,
}

/// The cards of these products, in this order; those without a variant are left out.
pub(super) async fn load(
    connection: &mut impl Connection,
    ctx: &Ctx,
    locale: Locale,
    products: &[i64],
) -> Result<Vec<ProductCard>, InternalError> {
    let mut rows: HashMap<i64, CardRow> = rows(connection, locale, products)
        .await?
        .into_iter()
        .map(|row| (row.id, row))
        .collect();
    let mut pictures: HashMap<i64, Vec<Picture>> = HashMap::new();
    for found in pictures::load(connection, locale, products).await? {
        pictures
            .entry(found.product_id)
            .or_default()
            .push(found.picture);
    }
    Ok(products
        .iter()
        .filter_map(|id| {
            let row = rows.remove(id)?;
            Some(card(
                ctx,
                locale,
                row,
                pictures.remove(id).unwrap_or_default(),
            ))
        })
        .collect())
}

async fn rows(
    connection: &mut impl Connection,
    locale: Locale,
    products: &[i64],
) -> Result<Vec<CardRow>, InternalError> {
    sql!(
        "SELECT p.id, COALESCE(t.slug, f.slug) AS slug, COALESCE(t.name, f.name) AS name,
                c.price_minor, c.compare_at_minor,
                (SELECT COUNT(*) FROM variants d WHERE d.product_id = p.id
                    AND d.price_minor > c.price_minor AND (d.stock > 0 OR c.stock = 0)) AS dearer,
                (SELECT CAST(COALESCE(SUM(s.stock), 0) AS BIGINT) FROM variants s
                    WHERE s.product_id = p.id) AS stock
         FROM products p
         JOIN variants c ON c.id = (
             SELECT v.id FROM variants v WHERE v.product_id = p.id
             ORDER BY CASE WHEN v.stock > 0 THEN 0 ELSE 1 END, v.price_minor, v.position, v.id LIMIT 1)
         JOIN product_translations f ON f.product_id = p.id AND f.locale = $2
         LEFT JOIN product_translations t ON t.product_id = p.id AND t.locale = $1
         WHERE p.id IN ({list})",
        locale.tag(),
        FALLBACK
    )
    .list(products.iter().copied())
    .fetch_all(connection)
    .await
}

fn card(ctx: &Ctx, locale: Locale, row: CardRow, pictures: Vec<Picture>) -> ProductCard {
    let currency = ctx.settings.currency;
    let mut pictures = pictures.into_iter();
    ProductCard {
        id: ProductId(row.id),
        slug: row.slug,
        name: row.name,
        price: price(row.price_minor, currency, locale),
        from: row.dearer > 0,
        compare_at: row
            .compare_at_minor
            .map(|minor| price(minor, currency, locale)),
        availability: Availability::of_stock(row.stock),
        picture: pictures.next(),
        second_picture: pictures.next(),
    }
}
