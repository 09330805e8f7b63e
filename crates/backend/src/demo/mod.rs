//! The demo shop: a catalogue, tax rates and ways of shipping for an empty database.
//!
//! The catalogue is `crates/backend/demo/catalogue.json`. Seeding is one
//! transaction, so a shop has all of it or nothing.

mod catalogue;
mod products;
mod settings;

use std::collections::BTreeMap;

use crate::catalog::StoredPicture;
use crate::db::{Tx, uninterrupted};
use crate::{Ctx, InternalError, sql};
use catalogue::{Catalogue, Category, Translations};

/// The demo's own catalogue.
const CATALOGUE: &str = include_str!("../../demo/catalogue.json");
/// Words that mean the same: by language, groups of them.
const SYNONYMS: &str = include_str!("../../demo/synonyms.json");

/// What seeding did.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Seeded {
    /// There was a catalogue already; nothing was changed.
    Already,
    Now {
        products: usize,
    },
}

/// Fills an empty shop with the demo. Of several processes that start at once, one does it.
///
/// # Errors
/// [`InternalError`].
pub async fn seed_if_empty(ctx: &Ctx) -> Result<Seeded, InternalError> {
    seed(ctx, CATALOGUE, SYNONYMS).await
}

/// The same with another catalogue, written like the demo's.
///
/// # Errors
/// [`InternalError::Json`] for a text that is not a catalogue,
/// [`InternalError::Setup`] for one that names what it does not have.
pub async fn seed_catalogue(ctx: &Ctx, json: &str) -> Result<Seeded, InternalError> {
    seed(ctx, json, "{}").await
}

async fn seed(ctx: &Ctx, catalogue: &str, synonyms: &str) -> Result<Seeded, InternalError> {
    let catalogue: Catalogue = serde_json::from_str(catalogue)?;
    let synonyms: Translations<Vec<String>> = serde_json::from_str(synonyms)?;
    let ctx = ctx.clone();
    uninterrupted(async move {
        let mut tx = ctx.db.begin().await?;
        if !settings::take_turn(&mut tx).await? || has_categories(&mut tx).await? {
            return Ok(Seeded::Already);
        }
        settings::insert(&mut tx).await?;
        insert_catalogue(&mut tx, &ctx, &catalogue).await?;
        insert_synonyms(&mut tx, &synonyms).await?;
        tx.commit().await?;
        Ok(Seeded::Now {
            products: catalogue.products.len(),
        })
    })
    .await
}

async fn has_categories(tx: &mut Tx) -> Result<bool, InternalError> {
    let (categories,): (i64,) = sql!("SELECT COUNT(*) FROM categories")
        .fetch_one(tx)
        .await?;
    Ok(categories > 0)
}

async fn insert_catalogue(
    tx: &mut Tx,
    ctx: &Ctx,
    catalogue: &Catalogue,
) -> Result<(), InternalError> {
    let mut categories = BTreeMap::new();
    for (position, category) in (1..).zip(&catalogue.categories) {
        categories.insert(
            category.code.as_str(),
            insert_category(tx, category, position, catalogue).await?,
        );
    }
    let days = newness(catalogue.products.len());
    for ((position, product), days) in (1..).zip(&catalogue.products).zip(days) {
        let category = *categories.get(product.category.as_str()).ok_or_else(|| {
            InternalError::Setup(format!(
                "product {} is in an unknown category {}",
                product.code, product.category
            ))
        })?;
        let created_at = ctx.now().minus_seconds(days * 86_400);
        products::insert(
            tx,
            ctx,
            product,
            products::Place {
                category,
                position,
                created_at,
            },
        )
        .await?;
    }
    Ok(())
}

async fn insert_synonyms(
    tx: &mut Tx,
    synonyms: &Translations<Vec<String>>,
) -> Result<(), InternalError> {
    for (locale, groups) in synonyms {
        for words in groups {
            sql!(
                "INSERT INTO search_synonyms (locale, words) VALUES ($1, $2)",
                locale,
                words
            )
            .execute(tx)
            .await?;
        }
    }
    Ok(())
}

/// How many days ago each product came into the shop: all different where their
/// number is no multiple of seven, and neighbours far apart, so that the newest
/// are of several categories.
fn newness(products: usize) -> impl Iterator<Item = i64> {
    let count = i64::try_from(products).unwrap_or(i64::MAX).max(1);
    (1..).map(move |position: i64| position * 7 % count)
}

async fn insert_category(
    tx: &mut Tx,
    category: &Category,
    position: i64,
    catalogue: &Catalogue,
) -> Result<i64, InternalError> {
    let picture = catalogue
        .picture(&category.image)
        .map(|picture| StoredPicture {
            file: picture.file.clone(),
            width: picture.width,
            height: picture.height,
            placeholder: picture.placeholder.clone(),
        });
    let (id,): (i64,) = sql!(
        "INSERT INTO categories (code, position, picture) VALUES ($1, $2, $3) RETURNING id",
        &category.code,
        position,
        picture
            .map(|picture| serde_json::to_string(&picture))
            .transpose()?
    )
    .fetch_one(tx)
    .await?;
    for (locale, text) in &category.translations {
        sql!(
            "INSERT INTO category_translations (category_id, locale, slug, name, description)
             VALUES ($1, $2, $3, $4, $5)",
            id,
            locale,
            &text.slug,
            &text.name,
            &text.description
        )
        .execute(tx)
        .await?;
    }
    Ok(id)
}
