//! Reads products out of the tables as [`super::building`] takes them.
//!
//! One range of ids at a time: six queries, whether it has one product or thousands.

use std::collections::BTreeMap;

use crate::db::Connection;
use crate::{InternalError, sql};

/// All rows of one product.
pub(super) struct ProductRows {
    pub(super) product: ProductRow,
    pub(super) texts: Vec<TextRow>,
    pub(super) options: Vec<OptionRow>,
    pub(super) values: Vec<ValueRow>,
    pub(super) variants: Vec<VariantRow>,
    pub(super) pictures: Vec<PictureRow>,
}

#[derive(sqlx::FromRow)]
pub(super) struct ProductRow {
    pub(super) id: i64,
    pub(super) category_id: i64,
    pub(super) position: i64,
    pub(super) featured: bool,
    pub(super) created_at: i64,
}

#[derive(sqlx::FromRow)]
pub(super) struct TextRow {
    product_id: i64,
    pub(super) locale: String,
    pub(super) slug: String,
    pub(super) name: String,
    pub(super) summary: String,
    pub(super) description: Option<String>,
}

/// An option in one language, or in none.
#[derive(sqlx::FromRow)]
pub(super) struct OptionRow {
    product_id: i64,
    pub(super) id: i64,
    pub(super) code: String,
    pub(super) locale: Option<String>,
    pub(super) name: Option<String>,
}

/// A value in one language, or in none.
#[derive(sqlx::FromRow)]
pub(super) struct ValueRow {
    product_id: i64,
    pub(super) option_id: i64,
    pub(super) id: i64,
    pub(super) code: String,
    pub(super) swatch: Option<String>,
    pub(super) locale: Option<String>,
    pub(super) name: Option<String>,
}

/// A variant with one of its values, or with none.
#[derive(sqlx::FromRow)]
pub(super) struct VariantRow {
    product_id: i64,
    pub(super) id: i64,
    pub(super) sku: String,
    pub(super) price_minor: i64,
    pub(super) compare_at_minor: Option<i64>,
    pub(super) stock: i64,
    pub(super) value_id: Option<i64>,
}

/// A picture in one language, or in none.
#[derive(sqlx::FromRow)]
pub(super) struct PictureRow {
    product_id: i64,
    pub(super) id: i64,
    pub(super) file: String,
    pub(super) width: i64,
    pub(super) height: i64,
    pub(super) placeholder: String,
    pub(super) locale: Option<String>,
    pub(super) alt: Option<String>,
}

/// A category in one language.
#[derive(sqlx::FromRow)]
pub(super) struct CategoryRow {
    pub(super) id: i64,
    pub(super) code: String,
    pub(super) picture: Option<String>,
    pub(super) locale: String,
    pub(super) slug: String,
    pub(super) name: String,
    pub(super) description: String,
}

/// The ids of all products on sale, in their order.
pub(super) async fn product_ids(
    connection: &mut impl Connection,
) -> Result<Vec<i64>, InternalError> {
    let ids: Vec<(i64,)> = sql!("SELECT id FROM products WHERE on_sale ORDER BY id")
        .fetch_all(connection)
        .await?;
    Ok(ids.into_iter().map(|row| row.0).collect())
}

/// All categories in the shop's order, each with a row for each language that it is in.
pub(super) async fn categories(
    connection: &mut impl Connection,
) -> Result<Vec<CategoryRow>, InternalError> {
    sql!(
        "SELECT c.id, c.code, c.picture, t.locale, t.slug, t.name, t.description
         FROM categories c JOIN category_translations t ON t.category_id = c.id
         ORDER BY c.position, c.id"
    )
    .fetch_all(connection)
    .await
}

/// (language, words between commas)
pub(super) async fn synonyms(
    connection: &mut impl Connection,
) -> Result<Vec<(String, String)>, InternalError> {
    sql!("SELECT locale, words FROM search_synonyms ORDER BY id")
        .fetch_all(connection)
        .await
}

/// The products on sale with ids from `first` to `last`, in the order of their ids.
pub(super) async fn products(
    connection: &mut impl Connection,
    first: i64,
    last: i64,
) -> Result<Vec<ProductRows>, InternalError> {
    let rows: Vec<ProductRow> = sql!(
        "SELECT id, category_id, position, featured, created_at FROM products
         WHERE id BETWEEN $1 AND $2 AND on_sale ORDER BY id",
        first,
        last
    )
    .fetch_all(connection)
    .await?;
    let mut products: BTreeMap<i64, ProductRows> = rows
        .into_iter()
        .map(|product| (product.id, ProductRows::new(product)))
        .collect();
    add_texts(connection, first, last, &mut products).await?;
    add_options(connection, first, last, &mut products).await?;
    add_values(connection, first, last, &mut products).await?;
    add_variants(connection, first, last, &mut products).await?;
    add_pictures(connection, first, last, &mut products).await?;
    Ok(products.into_values().collect())
}

impl ProductRows {
    fn new(product: ProductRow) -> Self {
        Self {
            product,
            texts: Vec::new(),
            options: Vec::new(),
            values: Vec::new(),
            variants: Vec::new(),
            pictures: Vec::new(),
        }
    }
}

type Products = BTreeMap<i64, ProductRows>;

async fn add_texts(
    connection: &mut impl Connection,
    first: i64,
    last: i64,
    products: &mut Products,
) -> Result<(), InternalError> {
    let rows: Vec<TextRow> = sql!(
        "SELECT product_id, locale, slug, name, summary, description FROM product_translations
         WHERE product_id BETWEEN $1 AND $2",
        first,
        last
    )
    .fetch_all(connection)
    .await?;
    hand_out(
        rows,
        products,
        |row| row.product_id,
        |product, row| product.texts.push(row),
    );
    Ok(())
}

async fn add_options(
    connection: &mut impl Connection,
    first: i64,
    last: i64,
    products: &mut Products,
) -> Result<(), InternalError> {
    let rows: Vec<OptionRow> = sql!(
        "SELECT o.product_id, o.id, o.code, t.locale, t.name
         FROM product_options o LEFT JOIN product_option_translations t ON t.option_id = o.id
         WHERE o.product_id BETWEEN $1 AND $2 ORDER BY o.product_id, o.position, o.id",
        first,
        last
    )
    .fetch_all(connection)
    .await?;
    hand_out(
        rows,
        products,
        |row| row.product_id,
        |product, row| product.options.push(row),
    );
    Ok(())
}

async fn add_values(
    connection: &mut impl Connection,
    first: i64,
    last: i64,
    products: &mut Products,
) -> Result<(), InternalError> {
    let rows: Vec<ValueRow> = sql!(
        "SELECT o.product_id, v.option_id, v.id, v.code, v.swatch, t.locale, t.name
         FROM product_options o
         JOIN option_values v ON v.option_id = o.id
         LEFT JOIN option_value_translations t ON t.value_id = v.id
         WHERE o.product_id BETWEEN $1 AND $2 ORDER BY o.product_id, o.id, v.position, v.id",
        first,
        last
    )
    .fetch_all(connection)
    .await?;
    hand_out(
        rows,
        products,
        |row| row.product_id,
        |product, row| product.values.push(row),
    );
    Ok(())
}

async fn add_variants(
    connection: &mut impl Connection,
    first: i64,
    last: i64,
    products: &mut Products,
) -> Result<(), InternalError> {
    let rows: Vec<VariantRow> = sql!(
        "SELECT v.product_id, v.id, v.sku, v.price_minor, v.compare_at_minor, v.stock, vv.value_id
         FROM variants v LEFT JOIN variant_values vv ON vv.variant_id = v.id
         WHERE v.product_id BETWEEN $1 AND $2 ORDER BY v.product_id, v.position, v.id",
        first,
        last
    )
    .fetch_all(connection)
    .await?;
    hand_out(
        rows,
        products,
        |row| row.product_id,
        |product, row| product.variants.push(row),
    );
    Ok(())
}

async fn add_pictures(
    connection: &mut impl Connection,
    first: i64,
    last: i64,
    products: &mut Products,
) -> Result<(), InternalError> {
    let rows: Vec<PictureRow> = sql!(
        "SELECT p.product_id, p.id, p.file, p.width, p.height, p.placeholder, t.locale, t.alt
         FROM product_pictures p LEFT JOIN product_picture_translations t ON t.picture_id = p.id
         WHERE p.product_id BETWEEN $1 AND $2 ORDER BY p.product_id, p.position, p.id",
        first,
        last
    )
    .fetch_all(connection)
    .await?;
    hand_out(
        rows,
        products,
        |row| row.product_id,
        |product, row| product.pictures.push(row),
    );
    Ok(())
}

/// Gives each row to its product; rows of products that were not read (off sale) are left.
fn hand_out<R>(
    rows: Vec<R>,
    products: &mut Products,
    owner: impl Fn(&R) -> i64,
    take: impl Fn(&mut ProductRows, R),
) {
    for row in rows {
        if let Some(product) = products.get_mut(&owner(&row)) {
            take(product, row);
        }
    }
}
