//! Money: whole minor units of one currency, checked, never floating.
//!
//! Nothing adds amounts of two currencies or overflows silently: both are
//! errors. Rates are applied in [`crate::tax`]; amounts are formatted for
//! readers by the `texts` crate.

use serde::{Deserialize, Serialize};

/// A currency that a shop can sell in.
///
/// A closed list on purpose: the number of decimals of each is a fact that
/// charges depend on, so an unknown code is refused and never guessed.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "UPPERCASE")]
pub enum Currency {
    Usd,
    Eur,
    Gbp,
    Brl,
    Cny,
    Rub,
    Jpy,
}

impl Currency {
    pub const ALL: [Self; 7] = [
        Self::Usd,
        Self::Eur,
        Self::Gbp,
        Self::Brl,
        Self::Cny,
        Self::Rub,
        Self::Jpy,
    ];

    /// The ISO 4217 code, upper case.
    pub const fn code(self) -> &'static str {
        match self {
            Self::Usd => "USD",
            Self::Eur => "EUR",
            Self::Gbp => "GBP",
            Self::Brl => "BRL",
            Self::Cny => "CNY",
            Self::Rub => "RUB",
            Self::Jpy => "JPY",
        }
    }

    pub fn from_code(code: &str) -> Option<Self> {
        Self::ALL
            .into_iter()
            .find(|c| c.code().eq_ignore_ascii_case(code))
    }

    /// How many decimals the major unit has.
    ///
    /// # Source
    /// ISO 4217, list one.
    pub const fn decimals(self) -> u32 {
        match self {
            Self::Jpy => 0,
            _ => 2,
        }
    }
}

/// Why amounts could not be computed with.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
pub enum MoneyError {
    #[error("amounts of two currencies were put together")]
    CurrencyMismatch,
    #[error("an amount is too large")]
    Overflow,
    #[error("weights to share an amount by are all zero or one is negative")]
    NoWeights,
}

/// An amount: minor units (cents) of a currency. May be negative.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
pub struct Money {
    pub minor: i64,
    pub currency: Currency,
}

impl Money {
    pub const fn new(minor: i64, currency: Currency) -> Self {
        Self { minor, currency }
    }

    pub const fn zero(currency: Currency) -> Self {
        Self { minor: 0, currency }
    }

    /// # Errors
    /// [`MoneyError::CurrencyMismatch`], [`MoneyError::Overflow`].
    pub fn plus(self, other: Self) -> Result<Self, MoneyError> {
        self.same_currency(other)?;
        let minor = self
            .minor
            .checked_add(other.minor)
            .ok_or(MoneyError::Overflow)?;
        Ok(Self { minor, ..self })
    }

    /// # Errors
    /// [`MoneyError::CurrencyMismatch`], [`MoneyError::Overflow`].
    pub fn minus(self, other: Self) -> Result<Self, MoneyError> {
        self.same_currency(other)?;
        let minor = self
            .minor
            .checked_sub(other.minor)
            .ok_or(MoneyError::Overflow)?;
        Ok(Self { minor, ..self })
    }

    /// # Errors
    /// [`MoneyError::Overflow`].
    pub fn times(self, quantity: i64) -> Result<Self, MoneyError> {
        let minor = self
            .minor
            .checked_mul(quantity)
            .ok_or(MoneyError::Overflow)?;
        Ok(Self { minor, ..self })
    }

    /// The sum of all amounts; zero of `currency` where there are none.
    ///
    /// # Errors
    /// [`MoneyError::CurrencyMismatch`], [`MoneyError::Overflow`].
    pub fn sum(
        currency: Currency,
        amounts: impl IntoIterator<Item = Self>,
    ) -> Result<Self, MoneyError> {
        amounts
            .into_iter()
            .try_fold(Self::zero(currency), Self::plus)
    }

    /// Shares the amount out by weights: one part per weight, same order; the
    /// parts sum to the amount and each differs from its exact share by less
    /// than one minor unit.
    ///
    /// The largest remainders get what is left over; of equal ones the earlier.
    ///
    /// # Errors
    /// [`MoneyError::NoWeights`] where the weights are all zero or one is
    /// negative, [`MoneyError::Overflow`].
    ///
    /// # Source
    /// Largest remainder method (Hamilton).
    pub fn allocate(self, weights: &[i64]) -> Result<Vec<Self>, MoneyError> {
        if weights.iter().any(|w| *w < 0) {
            return Err(MoneyError::NoWeights);
        }
        let total: i128 = weights.iter().map(|w| i128::from(*w)).sum();
        if total == 0 {
            return Err(MoneyError::NoWeights);
        }
        let sign: i128 = if self.minor < 0 { -1 } else { 1 };
        let amount = i128::from(self.minor).abs();
        let mut parts: Vec<i128> = weights
            .iter()
            .map(|w| amount * i128::from(*w) / total)
            .collect();
        let left_over = amount - parts.iter().sum::<i128>();
        let mut order: Vec<usize> = (0..weights.len()).collect();
        order.sort_by_key(|i| std::cmp::Reverse(amount * i128::from(weights[*i]) % total));
        for index in order
            .into_iter()
            .take(usize::try_from(left_over).unwrap_or(0))
        {
            parts[index] += 1;
        }
        parts
            .into_iter()
            .map(|part| {
                let minor = i64::try_from(part * sign).map_err(|_| MoneyError::Overflow)?;
                Ok(Self { minor, ..self })
            })
            .collect()
    }

    fn same_currency(self, other: Self) -> Result<(), MoneyError> {
        if self.currency == other.currency {
            Ok(())
        } else {
            Err(MoneyError::CurrencyMismatch)
        }
    }
}

/// An amount together with how the reader's language writes it.
///
/// Made on the server only: browsers show the text and compute with the minor
/// units, so no formatting code is downloaded.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Price {
    /// Minor units of the shop's currency.
    pub minor: i64,
    /// Ready to be shown.
    pub text: String,
}
