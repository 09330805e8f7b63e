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

    /// The sum of all amounts; zero of `currency` where there are none. The
    /// same in whatever order: only the sum itself has to fit.
    ///
    /// # Errors
    /// [`MoneyError::CurrencyMismatch`], [`MoneyError::Overflow`].
    pub fn sum(
        currency: Currency,
        amounts: impl IntoIterator<Item = Self>,
    ) -> Result<Self, MoneyError> {
        let zero = Self::zero(currency);
        let mut total: i128 = 0;
        for amount in amounts {
            zero.same_currency(amount)?;
            total += i128::from(amount.minor);
        }
        let minor = i64::try_from(total).map_err(|_| MoneyError::Overflow)?;
        Ok(Self { minor, ..zero })
    }

    /// Reads an amount as machines and form fields write it: `1234.50`, `-7`,
    /// in yen `1200`. A minus and a dot, nothing else; fewer decimals than the
    /// currency has are filled up, more are refused.
    pub fn parse_plain(text: &str, currency: Currency) -> Option<Self> {
        let unsigned = text.strip_prefix('-').unwrap_or(text);
        let (whole, fraction) = match unsigned.split_once('.') {
            Some((whole, fraction)) if !fraction.is_empty() => (whole, fraction),
            Some(_) => return None,
            None => (unsigned, ""),
        };
        let decimals = currency.decimals() as usize;
        let digits_only = |part: &str| part.bytes().all(|b| b.is_ascii_digit());
        if whole.is_empty()
            || fraction.len() > decimals
            || !digits_only(whole)
            || !digits_only(fraction)
        {
            return None;
        }
        let sign = if unsigned.len() < text.len() { "-" } else { "" };
        let minor = format!("{sign}{whole}{fraction:0<decimals$}")
            .parse()
            .ok()?;
        Some(Self { minor, currency })
    }

    /// As [`Money::parse_plain`] reads it: `1234.50`, with all the currency's decimals.
    pub fn plain(self) -> String {
        let decimals = self.currency.decimals() as usize;
        let sign = if self.minor < 0 { "-" } else { "" };
        let digits = format!(
            "{:0>width$}",
            self.minor.unsigned_abs(),
            width = decimals + 1
        );
        let (whole, fraction) = digits.split_at(digits.len() - decimals);
        let dot = if decimals > 0 { "." } else { "" };
        format!("{sign}{whole}{dot}{fraction}")
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

#[cfg(test)]
mod tests {
    use proptest::collection::vec;
    use proptest::prelude::{Just, Strategy, any, prop_assert, prop_assert_eq, proptest};

    use super::{Currency, Money, MoneyError};

    fn usd(minor: i64) -> Money {
        Money::new(minor, Currency::Usd)
    }

    fn minors(parts: &[Money]) -> Vec<i64> {
        parts.iter().map(|part| part.minor).collect()
    }

    fn currency() -> impl Strategy<Value = Currency> {
        (0..Currency::ALL.len()).prop_map(|index| Currency::ALL[index])
    }

    /// Weights of which at least one is positive.
    fn weights() -> impl Strategy<Value = Vec<i64>> {
        let weight = proptest::prop_oneof![Just(0), 1..1_000_i64, 0..=i64::MAX];
        vec(weight, 1..12).prop_filter("one is positive", |w| w.iter().any(|w| *w > 0))
    }

    #[test]
    fn codes_lead_back_to_their_currency() {
        for currency in Currency::ALL {
            assert_eq!(Currency::from_code(currency.code()), Some(currency));
            assert_eq!(
                Currency::from_code(&currency.code().to_lowercase()),
                Some(currency)
            );
        }
        for unknown in ["", "US", "USDX", "XXX", "BTC"] {
            assert_eq!(Currency::from_code(unknown), None, "{unknown}");
        }
    }

    #[test]
    fn too_large_is_an_error() {
        assert_eq!(usd(i64::MAX).plus(usd(1)), Err(MoneyError::Overflow));
        assert_eq!(usd(i64::MIN).minus(usd(1)), Err(MoneyError::Overflow));
        assert_eq!(usd(0).minus(usd(i64::MIN)), Err(MoneyError::Overflow));
        assert_eq!(usd(i64::MAX).times(2), Err(MoneyError::Overflow));
        assert_eq!(usd(i64::MIN).times(-1), Err(MoneyError::Overflow));
        assert_eq!(
            Money::sum(Currency::Usd, [usd(i64::MAX), usd(1)]),
            Err(MoneyError::Overflow)
        );
    }

    #[test]
    fn two_currencies_are_never_put_together() {
        let yen = Money::new(1, Currency::Jpy);
        let refused = Err(MoneyError::CurrencyMismatch);
        assert_eq!(usd(1).plus(yen), refused);
        assert_eq!(usd(1).minus(yen), refused);
        assert_eq!(Money::sum(Currency::Usd, [usd(1), yen]), refused);
        assert_eq!(Money::sum(Currency::Jpy, [usd(1)]), refused);
    }

    #[test]
    fn the_sum_of_nothing_is_zero() {
        assert_eq!(
            Money::sum(Currency::Brl, []),
            Ok(Money::zero(Currency::Brl))
        );
    }

    #[test]
    fn amounts_are_shared_out() {
        let check = |minor: i64, weights: &[i64], expected: &[i64]| {
            let parts = usd(minor).allocate(weights).expect("valid weights");
            assert_eq!(minors(&parts), expected, "{minor} by {weights:?}");
        };
        check(100, &[1, 1, 1], &[34, 33, 33]);
        check(-100, &[1, 1, 1], &[-34, -33, -33]);
        check(101, &[1, 1, 1], &[34, 34, 33]);
        check(5, &[0, 3, 7], &[0, 2, 3]);
        check(1, &[1, 2, 3], &[0, 0, 1]);
        check(0, &[5, 0], &[0, 0]);
        check(7, &[0, 9, 0], &[0, 7, 0]);
        check(i64::MIN, &[i64::MAX], &[i64::MIN]);
        check(
            i64::MAX,
            &[i64::MAX, i64::MAX],
            &[i64::MAX / 2 + 1, i64::MAX / 2],
        );
    }

    #[test]
    fn there_must_be_something_to_share_by() {
        for weights in [&[][..], &[0], &[0, 0], &[1, -1], &[-1]] {
            assert_eq!(
                usd(100).allocate(weights),
                Err(MoneyError::NoWeights),
                "{weights:?}"
            );
        }
    }

    #[test]
    fn plain_amounts_are_read_or_refused() {
        let check = |text: &str, currency: Currency, expected: Option<i64>| {
            let minor = Money::parse_plain(text, currency).map(|m| m.minor);
            assert_eq!(minor, expected, "{text} {}", currency.code());
        };
        check("1234.50", Currency::Usd, Some(123_450));
        check("-0.05", Currency::Eur, Some(-5));
        check("12.5", Currency::Brl, Some(1_250));
        check("12", Currency::Gbp, Some(1_200));
        check("1200", Currency::Jpy, Some(1_200));
        check("007", Currency::Jpy, Some(7));
        check("-92233720368547758.08", Currency::Rub, Some(i64::MIN));
        check("92233720368547758.08", Currency::Rub, None);
        check("1200.0", Currency::Jpy, None);
        for bad in [
            "", "-", ".", "1.", ".5", "1.234", "1,50", "1 000", " 1", "+1", "--1", "1.-5", "1e3",
            "$1", "٣", "NaN",
        ] {
            check(bad, Currency::Usd, None);
        }
    }

    proptest! {
        #[test]
        fn adding_and_taking_away_agree_with_whole_numbers(a: i64, b: i64, currency in currency()) {
            let (x, y) = (Money::new(a, currency), Money::new(b, currency));
            prop_assert_eq!(x.plus(y).ok().map(|m| m.minor), a.checked_add(b));
            prop_assert_eq!(x.minus(y).ok().map(|m| m.minor), a.checked_sub(b));
            prop_assert_eq!(x.times(b).ok().map(|m| m.minor), a.checked_mul(b));
        }

        #[test]
        fn the_sum_does_not_depend_on_the_order(mut amounts in vec(any::<i64>(), 0..8)) {
            let exact: i128 = amounts.iter().map(|a| i128::from(*a)).sum();
            let expected = i64::try_from(exact).map(usd).map_err(|_| MoneyError::Overflow);
            prop_assert_eq!(Money::sum(Currency::Usd, amounts.iter().map(|a| usd(*a))), expected);
            amounts.sort_unstable();
            prop_assert_eq!(Money::sum(Currency::Usd, amounts.iter().map(|a| usd(*a))), expected);
        }

        #[test]
        fn shares_sum_to_the_amount_and_are_less_than_one_unit_off(minor: i64, weights in weights()) {
            let parts = usd(minor).allocate(&weights).expect("valid weights");
            prop_assert_eq!(parts.len(), weights.len());
            prop_assert_eq!(Money::sum(Currency::Usd, parts.clone()), Ok(usd(minor)));
            let total: i128 = weights.iter().map(|w| i128::from(*w)).sum();
            for (part, weight) in parts.iter().zip(&weights) {
                // Less than one unit off: one of the two neighbours of the exact share.
                let product = i128::from(minor) * i128::from(*weight);
                let (floor, ceiling) = (product.div_euclid(total), -(-product).div_euclid(total));
                prop_assert!((floor..=ceiling).contains(&i128::from(part.minor)));
            }
        }

        #[test]
        fn the_larger_remainder_gets_the_unit_and_of_equal_ones_the_earlier(
            minor in 0..=i64::MAX,
            weights in weights(),
        ) {
            let parts = usd(minor).allocate(&weights).expect("valid weights");
            let total: i128 = weights.iter().map(|w| i128::from(*w)).sum();
            let remainder = |i: usize| i128::from(minor) * i128::from(weights[i]) % total;
            let rounded_up = |i: usize| {
                i128::from(parts[i].minor) > i128::from(minor) * i128::from(weights[i]) / total
            };
            for i in 0..weights.len() {
                for j in 0..weights.len() {
                    let first = (remainder(i), std::cmp::Reverse(i)) > (remainder(j), std::cmp::Reverse(j));
                    prop_assert!(!(first && rounded_up(j) && !rounded_up(i)));
                }
            }
        }

        #[test]
        fn a_negative_amount_is_shared_like_its_opposite(minor in 0..=i64::MAX, weights in weights()) {
            let parts = usd(minor).allocate(&weights).expect("valid weights");
            let opposite = usd(-minor).allocate(&weights).expect("valid weights");
            let negated: Vec<i64> = parts.iter().map(|part| -part.minor).collect();
            prop_assert_eq!(minors(&opposite), negated);
        }

        #[test]
        fn no_line_gets_more_discount_than_it_costs(
            lines in vec(0..10_000_000_i64, 1..12),
            share in 0..=100_i64,
        ) {
            let total: i64 = lines.iter().sum();
            proptest::prop_assume!(total > 0);
            let parts = usd(total * share / 100).allocate(&lines).expect("valid weights");
            for (part, line) in parts.iter().zip(&lines) {
                prop_assert!((0..=*line).contains(&part.minor));
            }
        }

        #[test]
        fn refunds_in_any_order_end_at_exactly_zero(
            minor in 0..=i64::MAX,
            (weights, order) in weights().prop_flat_map(|w| {
                let order: Vec<usize> = (0..w.len()).collect();
                (Just(w), Just(order).prop_shuffle())
            }),
        ) {
            let parts = usd(minor).allocate(&weights).expect("valid weights");
            let mut left = usd(minor);
            for index in order {
                left = left.minus(parts[index]).expect("a part is no more than the whole");
                prop_assert!(left.minor >= 0);
            }
            prop_assert_eq!(left, Money::zero(Currency::Usd));
        }
    }
}
