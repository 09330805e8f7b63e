//! Amounts as Stripe counts them.
//!
//! Stripe's decimals are not ISO 4217's: Malagasy ariary have two decimals in
//! ISO and none at Stripe, Icelandic krónur none in ISO and two at Stripe. So
//! an amount is converted both ways here and nowhere else, by a table of
//! Stripe's own, and a currency that is not in the table is refused: charging a
//! hundredfold by a guess is worse than not charging.

use domain::money::{Currency, Money};
use stripe_types::Currency as StripeCurrency;

use crate::gateway::GatewayError;

/// Why an amount cannot be told to Stripe, or Stripe's amount not be understood.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
pub enum MinorUnitsError {
    #[error("the currency is not one this shop charges in")]
    UnsupportedCurrency,
    #[error("the amount has more decimals than the currency is charged with")]
    Inexact,
    #[error("the amount is negative")]
    Negative,
    #[error("the amount is too large")]
    Overflow,
}

impl From<MinorUnitsError> for GatewayError {
    fn from(error: MinorUnitsError) -> Self {
        Self::Config {
            reason: error.to_string(),
        }
    }
}

/// How Stripe counts one currency.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
struct Scale {
    /// Decimals of the integers in Stripe's API.
    decimals: u32,
    /// Every amount in the API is a multiple of this.
    step: i64,
}

/// Stripe's scale of a currency, by upper-case ISO code; `None` refuses it.
///
/// It knows more currencies than [`Currency`] so that one added there is
/// converted rightly from its first day.
///
/// # Source
/// Stripe's documentation, "Supported currencies", section "Minor units in API
/// amounts" with its special cases.
fn scale(code: &str) -> Option<Scale> {
    match code {
        "USD" | "EUR" | "GBP" | "BRL" | "CNY" | "RUB" => Some(Scale {
            decimals: 2,
            step: 1,
        }),
        "BIF" | "CLP" | "DJF" | "GNF" | "JPY" | "KMF" | "KRW" | "MGA" | "PYG" | "RWF" | "VND"
        | "VUV" | "XAF" | "XOF" | "XPF" => Some(Scale {
            decimals: 0,
            step: 1,
        }),
        // No decimals in use, yet sent as if there were two.
        "ISK" | "UGX" => Some(Scale {
            decimals: 2,
            step: 100,
        }),
        // The last of three decimals must be 0.
        "BHD" | "JOD" | "KWD" | "OMR" | "TND" => Some(Scale {
            decimals: 3,
            step: 10,
        }),
        _ => None,
    }
}

/// An amount of the shop's as Stripe's API takes it: an integer in Stripe's
/// minor units, zero or more, and the currency.
///
/// # Errors
/// [`MinorUnitsError`]; nothing is ever rounded.
pub fn to_stripe(amount: Money) -> Result<(i64, StripeCurrency), MinorUnitsError> {
    let code = amount.currency.code();
    let scale = scale(code).ok_or(MinorUnitsError::UnsupportedCurrency)?;
    let stripe_amount = stripe_amount(amount.minor, amount.currency.decimals(), scale)?;
    let currency = code
        .to_ascii_lowercase()
        .parse()
        .map_err(|_| MinorUnitsError::UnsupportedCurrency)?;
    Ok((stripe_amount, currency))
}

/// An amount of Stripe's API in the shop's minor units.
///
/// # Errors
/// [`MinorUnitsError`]; a currency outside the shop's list is refused.
pub fn from_stripe(
    stripe_amount: i64,
    currency: &StripeCurrency,
) -> Result<Money, MinorUnitsError> {
    let currency =
        Currency::from_code(&currency.to_string()).ok_or(MinorUnitsError::UnsupportedCurrency)?;
    let scale = scale(currency.code()).ok_or(MinorUnitsError::UnsupportedCurrency)?;
    let minor = shop_amount(stripe_amount, currency.decimals(), scale)?;
    Ok(Money::new(minor, currency))
}

fn stripe_amount(minor: i64, shop_decimals: u32, scale: Scale) -> Result<i64, MinorUnitsError> {
    let amount = rescale(minor, shop_decimals, scale.decimals)?;
    if amount % scale.step == 0 {
        Ok(amount)
    } else {
        Err(MinorUnitsError::Inexact)
    }
}

fn shop_amount(amount: i64, shop_decimals: u32, scale: Scale) -> Result<i64, MinorUnitsError> {
    rescale(amount, scale.decimals, shop_decimals)
}

/// An amount counted with `from` decimals, counted with `to` decimals; exact or an error.
fn rescale(amount: i64, from: u32, to: u32) -> Result<i64, MinorUnitsError> {
    if amount < 0 {
        return Err(MinorUnitsError::Negative);
    }
    let factor = 10_i64
        .checked_pow(from.abs_diff(to))
        .ok_or(MinorUnitsError::Overflow)?;
    if to >= from {
        return amount.checked_mul(factor).ok_or(MinorUnitsError::Overflow);
    }
    if amount % factor == 0 {
        Ok(amount / factor)
    } else {
        Err(MinorUnitsError::Inexact)
    }
}

#[cfg(test)]
mod tests {
    use domain::money::{Currency, Money};
    use proptest::prelude::{any, prop_assert_eq, proptest};
    use proptest::sample::select;
    use stripe_types::Currency as StripeCurrency;

    use super::{MinorUnitsError, from_stripe, scale, shop_amount, stripe_amount, to_stripe};

    #[test]
    fn every_currency_of_the_shop_is_on_the_list() {
        for currency in Currency::ALL {
            let (amount, stripe) = to_stripe(Money::new(1_234, currency)).unwrap();
            assert_eq!(amount, 1_234, "{}", currency.code());
            assert_eq!(stripe.to_string(), currency.code().to_ascii_lowercase());
            assert!(!matches!(stripe, StripeCurrency::Unknown(_)));
        }
    }

    #[test]
    fn stripes_decimals_are_used_and_not_isos() {
        let check =
            |code: &str, iso_decimals: u32, minor: i64, expected: Result<i64, MinorUnitsError>| {
                let scale = scale(code).unwrap();
                assert_eq!(
                    stripe_amount(minor, iso_decimals, scale),
                    expected,
                    "{minor} {code}"
                );
                if let Ok(amount) = expected {
                    assert_eq!(
                        shop_amount(amount, iso_decimals, scale),
                        Ok(minor),
                        "back: {code}"
                    );
                }
            };
        check("JPY", 0, 500, Ok(500));
        check("KRW", 0, 1, Ok(1));
        check("MGA", 2, 50_000, Ok(500));
        check("MGA", 2, 50_020, Err(MinorUnitsError::Inexact));
        check("ISK", 0, 5, Ok(500));
        check("UGX", 0, 37, Ok(3_700));
        check("KWD", 3, 5_120, Ok(5_120));
        check("KWD", 3, 5_124, Err(MinorUnitsError::Inexact));
        check("USD", 2, i64::MAX, Ok(i64::MAX));
        check("ISK", 0, i64::MAX, Err(MinorUnitsError::Overflow));
        check("USD", 2, -1, Err(MinorUnitsError::Negative));
    }

    #[test]
    fn a_krona_amount_with_decimals_is_not_understood() {
        assert_eq!(
            shop_amount(550, 0, scale("ISK").unwrap()),
            Err(MinorUnitsError::Inexact)
        );
    }

    #[test]
    fn an_unlisted_currency_is_refused() {
        assert_eq!(scale("HUF"), None);
        assert_eq!(scale("usd"), None);
        for currency in [
            StripeCurrency::HUF,
            StripeCurrency::Unknown("xxx".to_owned()),
        ] {
            assert_eq!(
                from_stripe(100, &currency),
                Err(MinorUnitsError::UnsupportedCurrency)
            );
        }
    }

    proptest! {
        #[test]
        fn an_amount_comes_back_as_it_went(
            minor in 0..=i64::MAX,
            currency in select(Currency::ALL.to_vec()),
        ) {
            let amount = Money::new(minor, currency);
            let (stripe_amount, stripe_currency) = to_stripe(amount).unwrap();
            prop_assert_eq!(from_stripe(stripe_amount, &stripe_currency), Ok(amount));
        }

        #[test]
        fn no_amount_and_no_code_panics(amount in any::<i64>(), code in ".{0,5}") {
            let _ = from_stripe(amount, &StripeCurrency::Unknown(code.clone()));
            if let Some(scale) = scale(&code) {
                let _ = stripe_amount(amount, 2, scale);
            }
        }
    }
}
