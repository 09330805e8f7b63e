//! Amounts, currencies and percentages as the API writes them.

use domain::money::{Currency, Money};
use serde_json::Value;

use crate::errors::ApiError;
use crate::form::Params;

/// Stripe takes nothing smaller than about half a dollar.
const SMALLEST_CHARGE: i64 = 50;
/// Stripe's bound: eight digits.
const LARGEST_CHARGE: i64 = 99_999_999;

/// A currency of the shop. All of them have the same number of decimals at
/// Stripe as in ISO 4217, so amounts need no conversion.
pub(crate) fn currency(params: &mut Params, name: &str) -> Result<Currency, ApiError> {
    let code = params.required(name)?;
    Currency::from_code(&code).ok_or_else(|| {
        let known: Vec<String> = Currency::ALL.into_iter().map(wire_code).collect();
        params.invalid(
            name,
            &format!(
                "Invalid currency: {code}. The test gateway supports these currencies: {}",
                known.join(", ")
            ),
        )
    })
}

/// `usd`.
pub(crate) fn wire_code(currency: Currency) -> String {
    currency.code().to_ascii_lowercase()
}

/// An amount that may be charged.
pub(crate) fn chargeable(amount: i64, currency: Currency, param: &str) -> Result<(), ApiError> {
    if amount < SMALLEST_CHARGE {
        return Err(ApiError::invalid(format!(
            "Amount must be no less than {SMALLEST_CHARGE} minor units of {}",
            wire_code(currency)
        ))
        .code("amount_too_small")
        .param(param));
    }
    if amount > LARGEST_CHARGE {
        return Err(
            ApiError::invalid(format!("Amount must be no more than {LARGEST_CHARGE}"))
                .code("amount_too_large")
                .param(param),
        );
    }
    Ok(())
}

/// A whole number of minor units, from `unit_amount` or a whole `unit_amount_decimal`.
pub(crate) fn unit_amount(params: &mut Params) -> Result<i64, ApiError> {
    let whole = params.integer("unit_amount")?;
    let decimal = params.filled("unit_amount_decimal")?;
    let amount = match (whole, decimal) {
        (Some(_), Some(_)) => {
            return Err(params
                .invalid("unit_amount", "You may only specify one of these parameters: unit_amount, unit_amount_decimal.")
                .code("parameters_exclusive"));
        }
        (Some(amount), None) => amount,
        (None, Some(decimal)) => decimal.parse().map_err(|_| {
            params.invalid(
                "unit_amount_decimal",
                "The test gateway takes whole minor units only.",
            )
        })?,
        (None, None) => return Err(params.missing("unit_amount")),
    };
    if (0..=LARGEST_CHARGE).contains(&amount) {
        return Ok(amount);
    }
    Err(params.invalid("unit_amount", "Invalid non-negative integer"))
}

/// The sum of amounts of one currency; too large a sum is refused.
pub(crate) fn sum(
    currency: Currency,
    amounts: impl IntoIterator<Item = i64>,
) -> Result<i64, ApiError> {
    Money::sum(
        currency,
        amounts.into_iter().map(|minor| Money::new(minor, currency)),
    )
    .map(|money| money.minor)
    .map_err(|_| too_large())
}

pub(crate) fn too_large() -> ApiError {
    ApiError::invalid("Amount is too large").code("amount_too_large")
}

/// A percentage in hundredths: `12.5` is 1250.
///
/// # Errors
/// Refuses what is not above 0 and at most 100, with at most two decimals.
pub(crate) fn percent(params: &mut Params, name: &str) -> Result<Option<i64>, ApiError> {
    let Some(text) = params.filled(name)? else {
        return Ok(None);
    };
    let hundredths = hundredths(&text).filter(|h| (1..=10_000).contains(h));
    hundredths.map(Some).ok_or_else(|| {
        params.invalid(
            name,
            "Invalid percentage: must be greater than 0 and at most 100.",
        )
    })
}

fn hundredths(text: &str) -> Option<i64> {
    let (whole, fraction) = text.split_once('.').unwrap_or((text, ""));
    let digits_only = |s: &str| s.bytes().all(|b| b.is_ascii_digit());
    let well_formed = !whole.is_empty() && whole.len() <= 3 && fraction.len() <= 2;
    if !(well_formed && digits_only(whole) && digits_only(fraction)) {
        return None;
    }
    format!("{whole}{fraction:0<2}").parse().ok()
}

/// The JSON number of a percentage in hundredths, without floating arithmetic.
pub(crate) fn percent_number(hundredths: i64) -> Result<Value, ApiError> {
    let text = format!("{}.{:02}", hundredths / 100, hundredths % 100);
    let short = text.trim_end_matches('0').trim_end_matches('.');
    Ok(serde_json::from_str(short)?)
}

#[cfg(test)]
mod tests {
    use super::{hundredths, percent_number};

    #[test]
    fn percentages_are_read_and_written_exactly() {
        let check =
            |text: &str, expected: Option<i64>| assert_eq!(hundredths(text), expected, "{text}");
        check("10", Some(1_000));
        check("12.5", Some(1_250));
        check("0.01", Some(1));
        check("12.345", None);
        check("-1", None);
        check("", None);
        assert_eq!(percent_number(1_250).expect("number").to_string(), "12.5");
        assert_eq!(percent_number(10_000).expect("number").to_string(), "100");
        assert_eq!(percent_number(1).expect("number").to_string(), "0.01");
    }
}
