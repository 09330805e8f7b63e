//! The shop's ways of shipping and rates of tax.

use domain::locale::Locale;
use domain::money::{Currency, Money};
use domain::shipping::ShippingMethod;
use domain::tax::{TaxClass, TaxRate, TaxTable};

use crate::db::Connection;
use crate::{Ctx, InternalError, sql};

/// What an order is subject to besides its lines.
pub(super) struct Terms {
    /// In the shop's order.
    pub(super) methods: Vec<ShippingMethod>,
    pub(super) taxes: TaxTable,
}

#[derive(sqlx::FromRow)]
struct MethodRow {
    code: String,
    name: String,
    price_minor: i64,
    tax_class: String,
    min_days: i64,
    max_days: i64,
}

pub(super) async fn load_terms(
    connection: &mut impl Connection,
    ctx: &Ctx,
    locale: Locale,
) -> Result<Terms, InternalError> {
    Ok(Terms {
        methods: load_methods(connection, ctx, locale).await?,
        taxes: load_taxes(connection).await?,
    })
}

/// The shop's ways of shipping as they are kept: price and working days, whoever orders and whenever.
///
/// # Errors
/// [`InternalError`].
pub async fn list_shipping_methods(
    ctx: &Ctx,
    locale: Locale,
) -> Result<Vec<ShippingMethod>, InternalError> {
    load_methods(&mut ctx.db.read().await?, ctx, locale).await
}

/// In the shop's order.
pub(super) async fn load_methods(
    connection: &mut impl Connection,
    ctx: &Ctx,
    locale: Locale,
) -> Result<Vec<ShippingMethod>, InternalError> {
    let rows: Vec<MethodRow> = sql!(
        "SELECT m.code, COALESCE(t.name, f.name, m.code) AS name, m.price_minor, m.tax_class, m.min_days, m.max_days
         FROM shipping_methods m
         LEFT JOIN shipping_method_translations t ON t.code = m.code AND t.locale = $1
         LEFT JOIN shipping_method_translations f ON f.code = m.code AND f.locale = $2
         ORDER BY m.position, m.code",
        locale.tag(),
        Locale::default().tag()
    )
    .fetch_all(connection)
    .await?;
    rows.into_iter()
        .map(|row| method(row, ctx.settings.currency))
        .collect()
}

/// Whether the shop has a way of shipping of this code.
pub(super) async fn is_method(
    connection: &mut impl Connection,
    code: &str,
) -> Result<bool, InternalError> {
    let row: Option<(String,)> = sql!("SELECT code FROM shipping_methods WHERE code = $1", code)
        .fetch_optional(connection)
        .await?;
    Ok(row.is_some())
}

async fn load_taxes(connection: &mut impl Connection) -> Result<TaxTable, InternalError> {
    let rows: Vec<(String, String, String)> =
        sql!("SELECT country, tax_class, rate FROM tax_rates")
            .fetch_all(connection)
            .await?;
    let rate = |(country, class, rate): (String, String, String)| {
        let corrupt = |column| InternalError::Corrupt {
            table: "tax_rates",
            column,
            id: format!("{country}/{class}"),
        };
        let parsed = TaxClass::parse(&class).ok_or_else(|| corrupt("tax_class"))?;
        let rate = TaxRate::parse(&rate).ok_or_else(|| corrupt("rate"))?;
        Ok((country, parsed, rate))
    };
    Ok(TaxTable {
        rows: rows
            .into_iter()
            .map(rate)
            .collect::<Result<_, InternalError>>()?,
    })
}

fn method(row: MethodRow, currency: Currency) -> Result<ShippingMethod, InternalError> {
    let tax_class = TaxClass::parse(&row.tax_class).ok_or_else(|| InternalError::Corrupt {
        table: "shipping_methods",
        column: "tax_class",
        id: row.code.clone(),
    })?;
    Ok(ShippingMethod {
        price: Money::new(row.price_minor, currency),
        days: (row.min_days, row.max_days),
        code: row.code,
        name: row.name,
        tax_class,
    })
}
