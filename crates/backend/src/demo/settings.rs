//! Tax rates and ways of shipping of the demo.
//!
//! The rates are examples of what a shop has to set, not advice: they are near
//! to standard and reduced rates of goods in 2026, and leave out all exceptions.

use domain::locale::Locale;
use domain::tax::TaxClass;
use texts::Texts;

use crate::db::Tx;
use crate::{InternalError, sql};

/// (country, standard, reduced); `*` are all others.
const RATES: [(&str, &str, &str); 10] = [
    ("*", "0.20", "0.07"),
    ("BR", "0.17", "0.07"),
    ("CN", "0.13", "0.09"),
    ("DE", "0.19", "0.07"),
    ("ES", "0.21", "0.10"),
    ("FR", "0.20", "0.055"),
    ("GB", "0.20", "0.05"),
    ("IT", "0.22", "0.10"),
    ("RU", "0.22", "0.10"),
    ("US", "0", "0"),
];

/// (code, price in minor units, first and last working day)
const METHODS: [(&str, i64, i64, i64); 2] = [("standard", 490, 3, 5), ("express", 1_490, 1, 2)];

/// Whether it is up to this transaction to seed the shop.
///
/// The first rate is the marker. Of several transactions that insert it, one
/// goes on and the others wait here until it has ended: then they find it there.
pub(super) async fn take_turn(tx: &mut Tx) -> Result<bool, InternalError> {
    let (country, rate, _) = RATES[0];
    let inserted = sql!(
        "INSERT INTO tax_rates (country, tax_class, rate) VALUES ($1, 'standard', $2)
         ON CONFLICT (country, tax_class) DO NOTHING",
        country,
        rate
    )
    .execute(tx)
    .await?;
    Ok(inserted == 1)
}

/// All that the marker is not.
pub(super) async fn insert(tx: &mut Tx) -> Result<(), InternalError> {
    for (country, standard, reduced) in RATES {
        insert_rate(tx, country, TaxClass::Standard, standard).await?;
        insert_rate(tx, country, TaxClass::Reduced, reduced).await?;
    }
    for (position, method) in (1..).zip(METHODS) {
        insert_method(tx, position, method).await?;
    }
    Ok(())
}

async fn insert_rate(
    tx: &mut Tx,
    country: &str,
    class: TaxClass,
    rate: &str,
) -> Result<(), InternalError> {
    sql!(
        "INSERT INTO tax_rates (country, tax_class, rate) VALUES ($1, $2, $3)
         ON CONFLICT (country, tax_class) DO NOTHING",
        country,
        class.as_str(),
        rate
    )
    .execute(tx)
    .await?;
    Ok(())
}

async fn insert_method(
    tx: &mut Tx,
    position: i64,
    (code, price_minor, min_days, max_days): (&str, i64, i64, i64),
) -> Result<(), InternalError> {
    sql!(
        "INSERT INTO shipping_methods (code, position, price_minor, tax_class, min_days, max_days)
         VALUES ($1, $2, $3, 'standard', $4, $5)",
        code,
        position,
        price_minor,
        min_days,
        max_days
    )
    .execute(tx)
    .await?;
    for locale in Locale::ALL {
        sql!(
            "INSERT INTO shipping_method_translations (code, locale, name) VALUES ($1, $2, $3)",
            code,
            locale.tag(),
            name(code, Texts::new(locale))
        )
        .execute(tx)
        .await?;
    }
    Ok(())
}

fn name(code: &str, texts: Texts) -> &'static str {
    match code {
        "express" => texts.checkout_method_express(),
        _ => texts.checkout_method_standard(),
    }
}
