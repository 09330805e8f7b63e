//! Changes of the catalogue.

use domain::locale::Locale;

use crate::db::{Tx, uninterrupted};
use crate::{Ctx, InternalError, sql};

/// Why the catalogue was not changed.
#[derive(Debug, thiserror::Error)]
pub enum ChangeError {
    #[error("there is nothing of that name")]
    NotFound,
    #[error("another page of that language has the slug")]
    SlugTaken,
    #[error("prices and stock are not negative")]
    Negative,
    #[error(transparent)]
    Internal(#[from] InternalError),
}

/// Whether a product can be bought.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum OnSale {
    Yes,
    No,
}

/// Sets a variant's price. A former price that would not be higher goes away.
///
/// # Errors
/// [`ChangeError::NotFound`], [`ChangeError::Negative`].
pub async fn set_price(ctx: &Ctx, sku: &str, price_minor: i64) -> Result<(), ChangeError> {
    if price_minor < 0 {
        return Err(ChangeError::Negative);
    }
    let change = sql!(
        "UPDATE variants SET price_minor = $1,
            compare_at_minor = CASE WHEN compare_at_minor > $1 THEN compare_at_minor END
         WHERE sku = $2",
        price_minor,
        sku
    );
    let db = ctx.db.clone();
    uninterrupted(async move {
        let mut tx = db.begin().await?;
        found(change.execute(&mut tx).await?)?;
        Ok(tx.commit().await?)
    })
    .await
}

/// Sets how many pieces of a variant can be bought, and enters the difference into the ledger.
///
/// # Errors
/// [`ChangeError::NotFound`], [`ChangeError::Negative`].
pub async fn set_stock(ctx: &Ctx, sku: &str, stock: i64) -> Result<(), ChangeError> {
    if stock < 0 {
        return Err(ChangeError::Negative);
    }
    let (ctx, sku) = (ctx.clone(), sku.to_owned());
    uninterrupted(async move {
        let mut tx = ctx.db.begin().await?;
        correct_stock(&mut tx, &ctx, &sku, stock).await?;
        Ok(tx.commit().await?)
    })
    .await
}

async fn correct_stock(tx: &mut Tx, ctx: &Ctx, sku: &str, stock: i64) -> Result<(), ChangeError> {
    // Writing the row first locks it, so that nobody sells between reading and correcting.
    let variant: Option<(i64, i64)> = sql!(
        "UPDATE variants SET stock = stock WHERE sku = $1 RETURNING id, stock",
        sku
    )
    .fetch_optional(tx)
    .await?;
    let (id, before) = variant.ok_or(ChangeError::NotFound)?;
    if before == stock {
        return Ok(());
    }
    sql!("UPDATE variants SET stock = $1 WHERE id = $2", stock, id)
        .execute(tx)
        .await?;
    sql!(
        "INSERT INTO stock_movements (id, variant_id, change, reason, at) VALUES ($1, $2, $3, 'corrected', $4)",
        ctx.new_uuid(),
        id,
        stock - before,
        ctx.now().0
    )
    .execute(tx)
    .await?;
    Ok(())
}

/// Puts a product on sale or takes it off; carts and orders go on naming it.
///
/// # Errors
/// [`ChangeError::NotFound`].
pub async fn set_on_sale(ctx: &Ctx, code: &str, on_sale: OnSale) -> Result<(), ChangeError> {
    let change = sql!(
        "UPDATE products SET on_sale = $1 WHERE code = $2",
        on_sale == OnSale::Yes,
        code
    );
    let db = ctx.db.clone();
    uninterrupted(async move {
        let mut tx = db.begin().await?;
        found(change.execute(&mut tx).await?)?;
        Ok(tx.commit().await?)
    })
    .await
}

/// Deletes a product with its variants. Carts show it as no longer available,
/// orders and the stock ledger keep what they noted.
///
/// # Errors
/// [`ChangeError::NotFound`].
pub async fn delete_product(ctx: &Ctx, code: &str) -> Result<(), ChangeError> {
    let (db, code) = (ctx.db.clone(), code.to_owned());
    uninterrupted(async move {
        let mut tx = db.begin().await?;
        let deleted: Option<(i64,)> =
            sql!("DELETE FROM products WHERE code = $1 RETURNING id", code)
                .fetch_optional(&mut tx)
                .await?;
        let (id,) = deleted.ok_or(ChangeError::NotFound)?;
        sql!(
            "DELETE FROM slug_redirects WHERE kind = 'product' AND target_id = $1",
            id
        )
        .execute(&mut tx)
        .await?;
        Ok(tx.commit().await?)
    })
    .await
}

/// Gives a product another slug in one language; the former one leads to it.
///
/// # Errors
/// [`ChangeError::NotFound`] also where the product has no translation into
/// the language, [`ChangeError::SlugTaken`].
pub async fn rename_product(
    ctx: &Ctx,
    code: &str,
    locale: Locale,
    slug: &str,
) -> Result<(), ChangeError> {
    let (db, code, slug) = (ctx.db.clone(), code.to_owned(), slug.to_owned());
    uninterrupted(async move {
        let mut tx = db.begin().await?;
        let (id, former): (i64, String) = sql!(
            "SELECT t.product_id, t.slug FROM product_translations t JOIN products p ON p.id = t.product_id
             WHERE p.code = $1 AND t.locale = $2",
            code,
            locale.tag()
        )
        .fetch_optional(&mut tx)
        .await?
        .ok_or(ChangeError::NotFound)?;
        let renamed = sql!(
            "UPDATE product_translations SET slug = $1 WHERE product_id = $2 AND locale = $3
             AND NOT EXISTS (SELECT 1 FROM product_translations o
                 WHERE o.slug = $1 AND o.locale = $3 AND o.product_id <> $2)",
            &slug,
            id,
            locale.tag()
        )
        .execute(&mut tx)
        .await?;
        if renamed == 0 {
            return Err(ChangeError::SlugTaken);
        }
        keep_redirect(&mut tx, Renamed { kind: "product", locale, id, former: &former, slug: &slug }).await?;
        Ok(tx.commit().await?)
    })
    .await
}

/// Gives a category another slug in one language; the former one leads to it.
///
/// # Errors
/// As [`rename_product`].
pub async fn rename_category(
    ctx: &Ctx,
    code: &str,
    locale: Locale,
    slug: &str,
) -> Result<(), ChangeError> {
    let (db, code, slug) = (ctx.db.clone(), code.to_owned(), slug.to_owned());
    uninterrupted(async move {
        let mut tx = db.begin().await?;
        let (id, former): (i64, String) = sql!(
            "SELECT t.category_id, t.slug FROM category_translations t JOIN categories c ON c.id = t.category_id
             WHERE c.code = $1 AND t.locale = $2",
            code,
            locale.tag()
        )
        .fetch_optional(&mut tx)
        .await?
        .ok_or(ChangeError::NotFound)?;
        let renamed = sql!(
            "UPDATE category_translations SET slug = $1 WHERE category_id = $2 AND locale = $3
             AND NOT EXISTS (SELECT 1 FROM category_translations o
                 WHERE o.slug = $1 AND o.locale = $3 AND o.category_id <> $2)",
            &slug,
            id,
            locale.tag()
        )
        .execute(&mut tx)
        .await?;
        if renamed == 0 {
            return Err(ChangeError::SlugTaken);
        }
        keep_redirect(&mut tx, Renamed { kind: "category", locale, id, former: &former, slug: &slug }).await?;
        Ok(tx.commit().await?)
    })
    .await
}

/// A slug that has changed.
struct Renamed<'a> {
    /// `slug_redirects.kind`
    kind: &'static str,
    locale: Locale,
    id: i64,
    former: &'a str,
    slug: &'a str,
}

/// Lets the former slug lead to the page; the new one no longer leads elsewhere.
async fn keep_redirect(tx: &mut Tx, renamed: Renamed<'_>) -> Result<(), InternalError> {
    let Renamed {
        kind,
        locale,
        id,
        former,
        slug,
    } = renamed;
    sql!(
        "INSERT INTO slug_redirects (kind, locale, slug, target_id) VALUES ($1, $2, $3, $4)
         ON CONFLICT (kind, locale, slug) DO UPDATE SET target_id = excluded.target_id",
        kind,
        locale.tag(),
        former,
        id
    )
    .execute(tx)
    .await?;
    sql!(
        "DELETE FROM slug_redirects WHERE kind = $1 AND locale = $2 AND slug = $3",
        kind,
        locale.tag(),
        slug
    )
    .execute(tx)
    .await?;
    Ok(())
}

fn found(rows: u64) -> Result<(), ChangeError> {
    if rows == 0 {
        Err(ChangeError::NotFound)
    } else {
        Ok(())
    }
}
