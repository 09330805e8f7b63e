//! Variants as something to buy: what carts and orders need to know of them.

use domain::catalog::Picture;
use domain::ids::VariantId;
use domain::locale::Locale;
use domain::money::Money;
use domain::tax::TaxClass;

use super::{FALLBACK, pictures};
use crate::db::Connection;
use crate::{Ctx, InternalError, sql};

/// A variant that is on sale; it may be out of stock.
#[derive(Clone, Debug)]
pub(crate) struct Offer {
    pub(crate) variant_id: VariantId,
    pub(crate) sku: String,
    /// The product's.
    pub(crate) name: String,
    /// "Sage, large"; empty where there is nothing to choose.
    pub(crate) variant_name: String,
    /// Path of the product's page with the variant chosen.
    pub(crate) href: String,
    pub(crate) picture: Option<Picture>,
    pub(crate) price: Money,
    pub(crate) tax_class: TaxClass,
    pub(crate) stock: i64,
}

#[derive(sqlx::FromRow)]
struct OfferRow {
    id: i64,
    product_id: i64,
    sku: String,
    price_minor: i64,
    tax_class: String,
    stock: i64,
    slug: String,
    name: String,
}

/// What is chosen of one option in a variant.
#[derive(sqlx::FromRow)]
struct ChoiceRow {
    variant_id: i64,
    option_id: i64,
    option_code: String,
    value_id: i64,
    value_code: String,
    value_name: String,
}

/// Those of the variants that are on sale, in no particular order: three queries.
pub(crate) async fn list(
    connection: &mut impl Connection,
    ctx: &Ctx,
    locale: Locale,
    variants: &[VariantId],
) -> Result<Vec<Offer>, InternalError> {
    let rows = rows(connection, locale, variants).await?;
    let choices = choices(connection, locale, variants).await?;
    let mut products: Vec<i64> = rows.iter().map(|row| row.product_id).collect();
    products.sort_unstable();
    products.dedup();
    let pictures = pictures::load(connection, locale, &products).await?;
    rows.into_iter()
        .map(|row| {
            let chosen: Vec<&ChoiceRow> =
                choices.iter().filter(|c| c.variant_id == row.id).collect();
            let values: Vec<(i64, i64)> =
                chosen.iter().map(|c| (c.option_id, c.value_id)).collect();
            let own = pictures.iter().filter(|p| p.product_id == row.product_id);
            let picture = own
                .clone()
                .nth(pictures::choose(own, &values))
                .map(|p| p.picture.clone());
            offer(ctx, locale, row, &chosen, picture)
        })
        .collect()
}

/// One variant, if it is on sale.
pub(crate) async fn find(
    connection: &mut impl Connection,
    ctx: &Ctx,
    locale: Locale,
    variant: VariantId,
) -> Result<Option<Offer>, InternalError> {
    Ok(list(connection, ctx, locale, &[variant]).await?.pop())
}

async fn rows(
    connection: &mut impl Connection,
    locale: Locale,
    variants: &[VariantId],
) -> Result<Vec<OfferRow>, InternalError> {
    sql!(
        "SELECT v.id, v.product_id, v.sku, v.price_minor, v.tax_class, v.stock,
                COALESCE(t.slug, f.slug) AS slug, COALESCE(t.name, f.name) AS name
         FROM variants v
         JOIN products p ON p.id = v.product_id AND p.on_sale
         JOIN product_translations f ON f.product_id = p.id AND f.locale = $2
         LEFT JOIN product_translations t ON t.product_id = p.id AND t.locale = $1
         WHERE v.id IN ({list})",
        locale.tag(),
        FALLBACK
    )
    .list(variants.iter().map(|variant| variant.0))
    .fetch_all(connection)
    .await
}

async fn choices(
    connection: &mut impl Connection,
    locale: Locale,
    variants: &[VariantId],
) -> Result<Vec<ChoiceRow>, InternalError> {
    sql!(
        "SELECT vv.variant_id, vv.option_id, o.code AS option_code, vv.value_id, ov.code AS value_code,
                COALESCE(t.name, f.name, ov.code) AS value_name
         FROM variant_values vv
         JOIN product_options o ON o.id = vv.option_id
         JOIN option_values ov ON ov.id = vv.value_id
         LEFT JOIN option_value_translations t ON t.value_id = ov.id AND t.locale = $1
         LEFT JOIN option_value_translations f ON f.value_id = ov.id AND f.locale = $2
         WHERE vv.variant_id IN ({list})
         ORDER BY vv.variant_id, o.position, o.id",
        locale.tag(),
        FALLBACK
    )
    .list(variants.iter().map(|variant| variant.0))
    .fetch_all(connection)
    .await
}

fn offer(
    ctx: &Ctx,
    locale: Locale,
    row: OfferRow,
    chosen: &[&ChoiceRow],
    picture: Option<Picture>,
) -> Result<Offer, InternalError> {
    let tax_class = TaxClass::parse(&row.tax_class).ok_or_else(|| InternalError::Corrupt {
        table: "variants",
        column: "tax_class",
        id: row.id.to_string(),
    })?;
    let names: Vec<&str> = chosen.iter().map(|c| c.value_name.as_str()).collect();
    Ok(Offer {
        variant_id: VariantId(row.id),
        sku: row.sku,
        name: row.name,
        variant_name: names.join(", "),
        href: href(locale, &row.slug, chosen),
        picture,
        price: Money::new(row.price_minor, ctx.settings.currency),
        tax_class,
        stock: row.stock,
    })
}

/// `/en/p/mug?colour=sage&size=l`
fn href(locale: Locale, slug: &str, chosen: &[&ChoiceRow]) -> String {
    let query: Vec<String> = chosen
        .iter()
        .map(|c| format!("{}={}", c.option_code, c.value_code))
        .collect();
    let separator = if query.is_empty() { "" } else { "?" };
    format!("/{}/p/{slug}{separator}{}", locale.path(), query.join("&"))
}
