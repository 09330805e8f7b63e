//! What must hold in every shop at every moment.
//!
//! Run after every test, and by operators who want to know. Each check is one
//! query that finds what breaks a rule; it names it and repairs nothing.

mod orders;

use crate::db::Connection;
use crate::{Ctx, InternalError, sql};

/// A sentence for each broken rule and thing that breaks it; none for a sound shop.
///
/// # Errors
/// [`InternalError`].
pub async fn check(ctx: &Ctx) -> Result<Vec<String>, InternalError> {
    let mut connection = ctx.db.read().await?;
    let mut broken = check_stock(&mut connection).await?;
    broken.extend(check_translations(&mut connection).await?);
    broken.extend(check_choices(&mut connection).await?);
    broken.extend(check_redirects(&mut connection).await?);
    broken.extend(check_carts(&mut connection, ctx.settings.max_lines).await?);
    broken.extend(orders::check(&mut connection, ctx).await?);
    Ok(broken)
}

/// The ledger of a variant sums to its stock.
async fn check_stock(connection: &mut impl Connection) -> Result<Vec<String>, InternalError> {
    let rows: Vec<(String, i64, i64)> = sql!(
        "SELECT v.sku, v.stock, CAST(COALESCE(SUM(m.change), 0) AS BIGINT)
         FROM variants v LEFT JOIN stock_movements m ON m.variant_id = v.id
         GROUP BY v.id, v.sku, v.stock
         HAVING v.stock <> COALESCE(SUM(m.change), 0)"
    )
    .fetch_all(connection)
    .await?;
    Ok(rows
        .into_iter()
        .map(|(sku, stock, ledger)| format!("stock of {sku} is {stock}, its ledger says {ledger}"))
        .collect())
}

/// Everything has an English text, which the other languages fall back to.
async fn check_translations(
    connection: &mut impl Connection,
) -> Result<Vec<String>, InternalError> {
    let rows: Vec<(String,)> = sql!(
        "SELECT p.code FROM products p WHERE NOT EXISTS
            (SELECT 1 FROM product_translations t WHERE t.product_id = p.id AND t.locale = 'en')
         UNION ALL
         SELECT c.code FROM categories c WHERE NOT EXISTS
            (SELECT 1 FROM category_translations t WHERE t.category_id = c.id AND t.locale = 'en')"
    )
    .fetch_all(connection)
    .await?;
    Ok(rows
        .into_iter()
        .map(|(code,)| format!("{code} has no English text"))
        .collect())
}

/// Every product has a variant, and every variant chooses of each of its product's options.
async fn check_choices(connection: &mut impl Connection) -> Result<Vec<String>, InternalError> {
    let rows: Vec<(String,)> = sql!(
        "SELECT p.code FROM products p WHERE NOT EXISTS (SELECT 1 FROM variants v WHERE v.product_id = p.id)
         UNION ALL
         SELECT v.sku FROM variants v
         WHERE (SELECT COUNT(*) FROM product_options o WHERE o.product_id = v.product_id)
            <> (SELECT COUNT(*) FROM variant_values c JOIN product_options o ON o.id = c.option_id
                JOIN option_values ov ON ov.id = c.value_id AND ov.option_id = o.id
                WHERE c.variant_id = v.id AND o.product_id = v.product_id)"
    )
    .fetch_all(connection)
    .await?;
    Ok(rows
        .into_iter()
        .map(|(what,)| format!("{what} cannot be chosen by its options"))
        .collect())
}

/// A former slug leads to something, and is nobody's slug today.
async fn check_redirects(connection: &mut impl Connection) -> Result<Vec<String>, InternalError> {
    let rows: Vec<(String, String)> = sql!(
        "SELECT r.kind, r.slug FROM slug_redirects r
         WHERE (r.kind = 'product' AND NOT EXISTS (SELECT 1 FROM products p WHERE p.id = r.target_id))
            OR (r.kind = 'category' AND NOT EXISTS (SELECT 1 FROM categories c WHERE c.id = r.target_id))
            OR (r.kind = 'product' AND EXISTS
                (SELECT 1 FROM product_translations t WHERE t.locale = r.locale AND t.slug = r.slug))
            OR (r.kind = 'category' AND EXISTS
                (SELECT 1 FROM category_translations t WHERE t.locale = r.locale AND t.slug = r.slug))"
    )
    .fetch_all(connection)
    .await?;
    Ok(rows
        .into_iter()
        .map(|(kind, slug)| format!("the former {kind} slug {slug} leads nowhere or astray"))
        .collect())
}

/// No cart has more lines than a cart may have.
async fn check_carts(
    connection: &mut impl Connection,
    max_lines: i64,
) -> Result<Vec<String>, InternalError> {
    let rows: Vec<(String, i64)> = sql!(
        "SELECT cart_id, COUNT(*) FROM cart_lines WHERE removed_at IS NULL
         GROUP BY cart_id HAVING COUNT(*) > $1",
        max_lines
    )
    .fetch_all(connection)
    .await?;
    Ok(rows
        .into_iter()
        .map(|(cart, lines)| format!("cart {cart} has {lines} lines"))
        .collect())
}
