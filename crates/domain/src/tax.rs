//! Tax on lines: prices include it; a simple table says how much.

use rust_decimal::{Decimal, RoundingStrategy, prelude::ToPrimitive};
use serde::{Deserialize, Serialize};

use crate::money::{Money, MoneyError};

/// Which row of the tax table a product belongs to.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum TaxClass {
    Standard,
    Reduced,
}

impl TaxClass {
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Standard => "standard",
            Self::Reduced => "reduced",
        }
    }

    pub fn parse(text: &str) -> Option<Self> {
        [Self::Standard, Self::Reduced]
            .into_iter()
            .find(|c| c.as_str() == text)
    }
}

/// A rate from 0 (nothing) up to but not including 1 (100 %), exact.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(transparent)]
pub struct TaxRate(Decimal);

impl TaxRate {
    pub const ZERO: Self = Self(Decimal::ZERO);

    /// Reads a rate written as a decimal fraction, `0.19` for 19 %.
    pub fn parse(text: &str) -> Option<Self> {
        let rate: Decimal = text.parse().ok()?;
        (rate >= Decimal::ZERO && rate < Decimal::ONE).then(|| Self(rate.normalize()))
    }

    /// The rate in per cent, `19` for 19 %.
    pub fn percent(self) -> Decimal {
        (self.0 * Decimal::ONE_HUNDRED).normalize()
    }

    /// Splits a price that includes tax. Rounds half away from zero to the
    /// minor unit; `net + tax = gross` always.
    ///
    /// # Errors
    /// [`MoneyError::Overflow`].
    pub fn split(self, gross: Money) -> Result<Taxed, MoneyError> {
        let exact = Decimal::from(gross.minor) / (Decimal::ONE + self.0);
        let net = exact
            .round_dp_with_strategy(0, RoundingStrategy::MidpointAwayFromZero)
            .to_i64()
            .ok_or(MoneyError::Overflow)?;
        let net = Money {
            minor: net,
            ..gross
        };
        Ok(Taxed {
            net,
            tax: gross.minus(net)?,
            gross,
            rate: self,
        })
    }
}

impl std::fmt::Display for TaxRate {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        self.0.fmt(f)
    }
}

/// An amount with its tax. `net + tax = gross`.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Taxed {
    pub net: Money,
    pub tax: Money,
    pub gross: Money,
    pub rate: TaxRate,
}

/// The rates of a shop: per country and class, with a default per class.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct TaxTable {
    /// (country code or `*`, class, rate)
    pub rows: Vec<(String, TaxClass, TaxRate)>,
}

impl TaxTable {
    /// The rate for a class of goods sent to a country: the country's own row,
    /// else the row of `*`, else zero.
    pub fn rate(&self, country: &str, class: TaxClass) -> TaxRate {
        let find = |wanted: &str| {
            self.rows
                .iter()
                .find(|(c, k, _)| c == wanted && *k == class)
                .map(|row| row.2)
        };
        find(country).or_else(|| find("*")).unwrap_or(TaxRate::ZERO)
    }
}
