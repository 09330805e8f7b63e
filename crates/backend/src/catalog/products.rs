//! A product's page: six queries, whatever the product.

use domain::catalog::{
    Availability, CategorySummary, OptionValue, Product, ProductOption, Variant,
};
use domain::ids::{ProductId, VariantId};
use domain::locale::Locale;

use super::pictures::ProductPicture;
use super::{FALLBACK, pictures, slugs};
use crate::db::Connection;
use crate::prices::price;
use crate::{Ctx, InternalError, sql};

#[derive(sqlx::FromRow)]
struct ProductRow {
    id: i64,
    name: String,
    summary: String,
    own_description: Option<String>,
    fallback_description: Option<String>,
    category_code: String,
    category_slug: String,
    category_name: String,
}

/// A value of an option, with its option.
#[derive(sqlx::FromRow)]
struct ValueRow {
    option_id: i64,
    option_code: String,
    option_name: String,
    value_id: i64,
    code: String,
    name: String,
    swatch: Option<String>,
}

#[derive(sqlx::FromRow)]
struct VariantRow {
    id: i64,
    sku: String,
    price_minor: i64,
    compare_at_minor: Option<i64>,
    stock: i64,
}

/// (variant, option, value)
type Choice = (i64, i64, i64);

/// The product on sale with this slug in the language; `None` also if there is no variant of it.
pub(super) async fn find(
    connection: &mut impl Connection,
    ctx: &Ctx,
    locale: Locale,
    slug: &str,
) -> Result<Option<Product>, InternalError> {
    let Some(row) = find_row(connection, locale, slug).await? else {
        return Ok(None);
    };
    let slugs: Vec<(String, String)> = sql!(
        "SELECT locale, slug FROM product_translations WHERE product_id = $1",
        row.id
    )
    .fetch_all(connection)
    .await?;
    let values = values(connection, locale, row.id).await?;
    let variants = variants(connection, row.id).await?;
    let choices = choices(connection, row.id).await?;
    let pictures = pictures::load(connection, locale, &[row.id]).await?;
    if variants.is_empty() {
        return Ok(None);
    }
    let (description, description_locale) = description(&row, locale);
    Ok(Some(Product {
        id: ProductId(row.id),
        slugs: slugs::in_all_languages(&slugs),
        name: row.name,
        summary: row.summary,
        description,
        description_locale,
        // The page names its category and does not show it.
        category: CategorySummary {
            code: row.category_code,
            slug: row.category_slug,
            name: row.category_name,
            picture: None,
        },
        variants: variants
            .into_iter()
            .map(|v| variant(ctx, locale, v, &values, &choices, &pictures))
            .collect(),
        options: options(values),
        pictures: pictures.into_iter().map(|p| p.picture).collect(),
        max_per_line: ctx.settings.max_per_line,
    }))
}

async fn find_row(
    connection: &mut impl Connection,
    locale: Locale,
    slug: &str,
) -> Result<Option<ProductRow>, InternalError> {
    sql!(
        "SELECT p.id, COALESCE(t.name, f.name) AS name, COALESCE(t.summary, f.summary) AS summary,
                t.description AS own_description, f.description AS fallback_description,
                c.code AS category_code, COALESCE(ct.slug, cf.slug) AS category_slug, COALESCE(ct.name, cf.name) AS category_name
         FROM products p
         JOIN product_translations f ON f.product_id = p.id AND f.locale = $2
         LEFT JOIN product_translations t ON t.product_id = p.id AND t.locale = $1
         JOIN categories c ON c.id = p.category_id
         JOIN category_translations cf ON cf.category_id = p.category_id AND cf.locale = $2
         LEFT JOIN category_translations ct ON ct.category_id = p.category_id AND ct.locale = $1
         WHERE p.id IN (SELECT s.product_id FROM product_translations s WHERE s.slug = $3 AND s.locale IN ($1, $2))
           AND COALESCE(t.slug, f.slug) = $3 AND p.on_sale
         ORDER BY CASE WHEN t.slug IS NULL THEN 1 ELSE 0 END LIMIT 1",
        locale.tag(),
        FALLBACK,
        slug
    )
    .fetch_optional(connection)
    .await
}

async fn values(
    connection: &mut impl Connection,
    locale: Locale,
    product: i64,
) -> Result<Vec<ValueRow>, InternalError> {
    sql!(
        "SELECT o.id AS option_id, o.code AS option_code, COALESCE(ot.name, og.name, o.code) AS option_name,
                v.id AS value_id, v.code, COALESCE(vt.name, vf.name, v.code) AS name, v.swatch
         FROM product_options o
         JOIN option_values v ON v.option_id = o.id
         LEFT JOIN product_option_translations ot ON ot.option_id = o.id AND ot.locale = $1
         LEFT JOIN product_option_translations og ON og.option_id = o.id AND og.locale = $2
         LEFT JOIN option_value_translations vt ON vt.value_id = v.id AND vt.locale = $1
         LEFT JOIN option_value_translations vf ON vf.value_id = v.id AND vf.locale = $2
         WHERE o.product_id = $3
         ORDER BY o.position, o.id, v.position, v.id",
        locale.tag(),
        FALLBACK,
        product
    )
    .fetch_all(connection)
    .await
}

async fn variants(
    connection: &mut impl Connection,
    product: i64,
) -> Result<Vec<VariantRow>, InternalError> {
    sql!(
        "SELECT id, sku, price_minor, compare_at_minor, stock FROM variants
         WHERE product_id = $1 ORDER BY position, id",
        product
    )
    .fetch_all(connection)
    .await
}

async fn choices(
    connection: &mut impl Connection,
    product: i64,
) -> Result<Vec<Choice>, InternalError> {
    sql!(
        "SELECT vv.variant_id, vv.option_id, vv.value_id
         FROM variant_values vv JOIN variants v ON v.id = vv.variant_id
         WHERE v.product_id = $1",
        product
    )
    .fetch_all(connection)
    .await
}

/// The text, and the language that it is in.
fn description(row: &ProductRow, locale: Locale) -> (String, Locale) {
    match (&row.own_description, &row.fallback_description) {
        (Some(own), _) => (own.clone(), locale),
        (None, Some(fallback)) => (fallback.clone(), Locale::En),
        (None, None) => (String::new(), locale),
    }
}

fn variant(
    ctx: &Ctx,
    locale: Locale,
    row: VariantRow,
    values: &[ValueRow],
    choices: &[Choice],
    pictures: &[ProductPicture],
) -> Variant {
    let currency = ctx.settings.currency;
    let chosen: Vec<(i64, i64)> = choices
        .iter()
        .filter(|(variant, ..)| *variant == row.id)
        .map(|c| (c.1, c.2))
        .collect();
    Variant {
        id: VariantId(row.id),
        sku: row.sku,
        // `values` is in the order of the options.
        values: values
            .iter()
            .filter(|v| chosen.contains(&(v.option_id, v.value_id)))
            .map(|v| v.code.clone())
            .collect(),
        price: price(row.price_minor, currency, locale),
        compare_at: row
            .compare_at_minor
            .map(|minor| price(minor, currency, locale)),
        availability: Availability::of_stock(row.stock),
        picture: pictures::choose(pictures.iter(), &chosen),
    }
}

/// The options with their values, which come grouped by option.
fn options(rows: Vec<ValueRow>) -> Vec<ProductOption> {
    let mut options: Vec<ProductOption> = Vec::new();
    for row in rows {
        let value = OptionValue {
            code: row.code,
            name: row.name,
            swatch: row.swatch,
        };
        match options.last_mut() {
            Some(last) if last.code == row.option_code => last.values.push(value),
            _ => options.push(ProductOption {
                code: row.option_code,
                name: row.option_name,
                values: vec![value],
            }),
        }
    }
    options
}
