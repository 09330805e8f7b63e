//! Writes products of a catalogue file into the tables.

use std::collections::BTreeMap;

use domain::time::Timestamp;

use super::catalogue::{Choices, Image, Product, ProductOption, Translations, Variant};
use crate::db::Tx;
use crate::{Ctx, InternalError, sql};

/// Where a product stands in the shop.
pub(super) struct Place {
    pub(super) category: i64,
    pub(super) position: i64,
    pub(super) created_at: Timestamp,
}

/// The rows of a product's options: (option, value) by (option code, value code).
#[derive(Default)]
struct Values(BTreeMap<(String, String), (i64, i64)>);

impl Values {
    fn get(
        &self,
        product: &Product,
        option: &str,
        value: &str,
    ) -> Result<(i64, i64), InternalError> {
        self.0
            .get(&(option.to_owned(), value.to_owned()))
            .copied()
            .ok_or_else(|| {
                InternalError::Setup(format!("product {} has no {option} {value}", product.code))
            })
    }
}

pub(super) async fn insert(
    tx: &mut Tx,
    ctx: &Ctx,
    product: &Product,
    place: Place,
) -> Result<(), InternalError> {
    let (id,): (i64,) = sql!(
        "INSERT INTO products (code, category_id, position, featured, on_sale, created_at)
         VALUES ($1, $2, $3, $4, $5, $6) RETURNING id",
        &product.code,
        place.category,
        place.position,
        product.featured,
        true,
        place.created_at.0
    )
    .fetch_one(tx)
    .await?;
    insert_texts(tx, id, product).await?;
    let mut values = Values::default();
    for (position, option) in (1..).zip(&product.options) {
        insert_option(tx, id, option, position, &mut values).await?;
    }
    for (position, variant) in (1..).zip(&product.variants) {
        let variant_id = insert_variant(tx, ctx, id, variant, position).await?;
        insert_choices(tx, product, variant_id, &variant.options, &values).await?;
    }
    for (position, image) in (1..).zip(&product.images) {
        insert_image(tx, product, id, image, position, &values).await?;
    }
    Ok(())
}

async fn insert_texts(tx: &mut Tx, id: i64, product: &Product) -> Result<(), InternalError> {
    for (locale, text) in &product.translations {
        sql!(
            "INSERT INTO product_translations (product_id, locale, slug, name, summary, description)
             VALUES ($1, $2, $3, $4, $5, $6)",
            id,
            locale,
            &text.slug,
            &text.name,
            &text.summary,
            text.description.clone()
        )
        .execute(tx)
        .await?;
    }
    Ok(())
}

async fn insert_option(
    tx: &mut Tx,
    product: i64,
    option: &ProductOption,
    position: i64,
    values: &mut Values,
) -> Result<(), InternalError> {
    let (id,): (i64,) = sql!(
        "INSERT INTO product_options (product_id, code, position) VALUES ($1, $2, $3) RETURNING id",
        product,
        &option.code,
        position
    )
    .fetch_one(tx)
    .await?;
    for (locale, name) in &option.translations {
        sql!(
            "INSERT INTO product_option_translations (option_id, locale, name) VALUES ($1, $2, $3)",
            id,
            locale,
            name
        )
        .execute(tx)
        .await?;
    }
    for (position, value) in (1..).zip(&option.values) {
        let (value_id,): (i64,) = sql!(
            "INSERT INTO option_values (option_id, code, position, swatch) VALUES ($1, $2, $3, $4) RETURNING id",
            id,
            &value.code,
            position,
            value.swatch.clone()
        )
        .fetch_one(tx)
        .await?;
        insert_value_names(tx, value_id, &value.translations).await?;
        values
            .0
            .insert((option.code.clone(), value.code.clone()), (id, value_id));
    }
    Ok(())
}

async fn insert_value_names(
    tx: &mut Tx,
    value: i64,
    names: &Translations<String>,
) -> Result<(), InternalError> {
    for (locale, name) in names {
        sql!(
            "INSERT INTO option_value_translations (value_id, locale, name) VALUES ($1, $2, $3)",
            value,
            locale,
            name
        )
        .execute(tx)
        .await?;
    }
    Ok(())
}

/// The variant with its stock and, in the ledger, where that came from.
async fn insert_variant(
    tx: &mut Tx,
    ctx: &Ctx,
    product: i64,
    variant: &Variant,
    position: i64,
) -> Result<i64, InternalError> {
    let (id,): (i64,) = sql!(
        "INSERT INTO variants (product_id, sku, position, price_minor, compare_at_minor, tax_class, stock)
         VALUES ($1, $2, $3, $4, $5, $6, $7) RETURNING id",
        product,
        &variant.sku,
        position,
        variant.price_minor,
        variant.compare_at_minor,
        &variant.tax_class,
        variant.stock
    )
    .fetch_one(tx)
    .await?;
    if variant.stock > 0 {
        sql!(
            "INSERT INTO stock_movements (id, variant_id, change, reason, at) VALUES ($1, $2, $3, 'received', $4)",
            ctx.new_uuid(),
            id,
            variant.stock,
            ctx.now().0
        )
        .execute(tx)
        .await?;
    }
    Ok(id)
}

async fn insert_choices(
    tx: &mut Tx,
    product: &Product,
    variant: i64,
    choices: &Choices,
    values: &Values,
) -> Result<(), InternalError> {
    if choices.len() != product.options.len() {
        return Err(InternalError::Setup(format!(
            "a variant of {} does not choose of every option",
            product.code
        )));
    }
    for (option, value) in choices {
        let (option_id, value_id) = values.get(product, option, value)?;
        sql!(
            "INSERT INTO variant_values (variant_id, option_id, value_id) VALUES ($1, $2, $3)",
            variant,
            option_id,
            value_id
        )
        .execute(tx)
        .await?;
    }
    Ok(())
}

async fn insert_image(
    tx: &mut Tx,
    product: &Product,
    product_id: i64,
    image: &Image,
    position: i64,
    values: &Values,
) -> Result<(), InternalError> {
    let (id,): (i64,) = sql!(
        "INSERT INTO product_pictures (product_id, position, file, width, height, placeholder)
         VALUES ($1, $2, $3, $4, $5, $6) RETURNING id",
        product_id,
        position,
        &image.file,
        image.width,
        image.height,
        &image.placeholder
    )
    .fetch_one(tx)
    .await?;
    for (locale, alt) in &image.alt {
        sql!("INSERT INTO product_picture_translations (picture_id, locale, alt) VALUES ($1, $2, $3)", id, locale, alt)
            .execute(tx)
            .await?;
    }
    for (option, value) in image.options.iter().flatten() {
        let (_, value_id) = values.get(product, option, value)?;
        sql!(
            "INSERT INTO product_picture_values (picture_id, value_id) VALUES ($1, $2)",
            id,
            value_id
        )
        .execute(tx)
        .await?;
    }
    Ok(())
}
