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

/// A rate from 0 (nothing) up to but not including 1 (100 %), exact, of at
/// most [`TaxRate::MAX_DECIMALS`] decimals.
///
/// Written as a text: a decimal fraction, `"0.19"` for 19 %.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(try_from = "String", into = "String")]
pub struct TaxRate(Decimal);

impl TaxRate {
    pub const ZERO: Self = Self(Decimal::ZERO);

    /// Enough for 8.875 %, and few enough that dividing any amount by
    /// 1 + rate in 28 digits rounds to the right minor unit.
    pub const MAX_DECIMALS: u32 = 6;

    /// Reads a rate written as a decimal fraction, `0.19` for 19 %.
    pub fn parse(text: &str) -> Option<Self> {
        let rate = text.parse::<Decimal>().ok()?.normalize();
        let valid =
            rate >= Decimal::ZERO && rate < Decimal::ONE && rate.scale() <= Self::MAX_DECIMALS;
        valid.then_some(Self(rate))
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
        let net = Decimal::from(gross.minor)
            .checked_div(Decimal::ONE + self.0)
            .ok_or(MoneyError::Overflow)?
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

impl TryFrom<String> for TaxRate {
    type Error = String;

    fn try_from(text: String) -> Result<Self, String> {
        Self::parse(&text).ok_or_else(|| format!("{text:?} is no tax rate"))
    }
}

impl From<TaxRate> for String {
    fn from(rate: TaxRate) -> Self {
        rate.to_string()
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

#[cfg(test)]
mod tests {
    use proptest::collection::vec;
    use proptest::prelude::{Strategy, prop_assert, prop_assert_eq, proptest};

    use super::{TaxClass, TaxRate, TaxTable};
    use crate::money::{Currency, Money};

    fn eur(minor: i64) -> Money {
        Money::new(minor, Currency::Eur)
    }

    fn rate(text: &str) -> TaxRate {
        TaxRate::parse(text).expect("a valid rate")
    }

    /// Any rate there can be, as millionths too.
    fn any_rate() -> impl Strategy<Value = (i64, TaxRate)> {
        (0..1_000_000_i64).prop_map(|millionths| (millionths, rate(&format!("0.{millionths:06}"))))
    }

    /// Net by whole numbers only: gross · 10⁶ ÷ (10⁶ + millionths), half away from zero.
    fn net_by_whole_numbers(gross: i64, millionths: i64) -> i64 {
        let (dividend, divisor) = (
            i128::from(gross).abs() * 1_000_000,
            i128::from(1_000_000 + millionths),
        );
        let net = (2 * dividend + divisor) / (2 * divisor);
        i64::try_from(net * i128::from(gross.signum())).expect("net is no more than gross")
    }

    #[test]
    fn prices_are_split_into_net_and_tax() {
        let check = |gross: i64, text: &str, net: i64, tax: i64| {
            let split = rate(text).split(eur(gross)).expect("it fits");
            assert_eq!(
                (split.net.minor, split.tax.minor),
                (net, tax),
                "{gross} at {text}"
            );
            assert_eq!(split.gross, eur(gross));
            assert_eq!(split.rate, rate(text));
        };
        check(11_900, "0.19", 10_000, 1_900);
        check(100, "0.19", 84, 16);
        check(999, "0.20", 833, 166);
        check(1, "0.07", 1, 0);
        check(4_990, "0.08875", 4_583, 407);
        check(12_345, "0", 12_345, 0);
        check(0, "0.19", 0, 0);
        // Exactly a half goes away from zero, on both sides of it.
        check(3, "0.2", 3, 0);
        check(-3, "0.2", -3, 0);
        check(9, "0.2", 8, 1);
        check(-11_900, "0.19", -10_000, -1_900);
        check(
            i64::MAX,
            "0.999999",
            4_611_688_324_271_550_039,
            4_611_683_712_583_225_768,
        );
    }

    #[test]
    fn rates_are_read_or_refused() {
        let check = |text: &str, expected: Option<&str>| {
            let written = TaxRate::parse(text).map(|rate| rate.to_string());
            assert_eq!(written.as_deref(), expected, "{text}");
        };
        check("0", Some("0"));
        check("0.190", Some("0.19"));
        check("0.08875", Some("0.08875"));
        check("0.9999990", Some("0.999999"));
        for bad in ["", "1", "1.19", "-0.1", "0.1234567", "19%", "0,19", "NaN"] {
            check(bad, None);
        }
        assert_eq!(rate("0.0725").percent().to_string(), "7.25");
        assert_eq!(rate("0.2").percent().to_string(), "20");
    }

    #[test]
    fn a_rate_from_outside_is_checked() {
        assert_eq!(
            serde_json::from_str::<TaxRate>("\"0.19\"").ok(),
            Some(rate("0.19"))
        );
        assert_eq!(
            serde_json::to_string(&rate("0.19")).ok().as_deref(),
            Some("\"0.19\"")
        );
        for bad in ["\"-1\"", "\"1\"", "\"abc\""] {
            assert!(serde_json::from_str::<TaxRate>(bad).is_err(), "{bad}");
        }
    }

    #[test]
    fn a_country_has_its_own_rate_or_that_of_all_others() {
        let table = TaxTable {
            rows: vec![
                ("*".into(), TaxClass::Standard, rate("0.1")),
                ("DE".into(), TaxClass::Standard, rate("0.19")),
                ("DE".into(), TaxClass::Reduced, rate("0.07")),
            ],
        };
        assert_eq!(table.rate("DE", TaxClass::Standard), rate("0.19"));
        assert_eq!(table.rate("DE", TaxClass::Reduced), rate("0.07"));
        assert_eq!(table.rate("FR", TaxClass::Standard), rate("0.1"));
        assert_eq!(table.rate("FR", TaxClass::Reduced), TaxRate::ZERO);
        assert_eq!(
            TaxTable::default().rate("DE", TaxClass::Standard),
            TaxRate::ZERO
        );
    }

    #[test]
    fn classes_are_read_back_as_written() {
        for class in [TaxClass::Standard, TaxClass::Reduced] {
            assert_eq!(TaxClass::parse(class.as_str()), Some(class));
        }
        assert_eq!(TaxClass::parse("Standard"), None);
    }

    proptest! {
        #[test]
        fn net_and_tax_make_gross_and_agree_with_whole_numbers(
            gross: i64,
            (millionths, rate) in any_rate(),
        ) {
            let split = rate.split(eur(gross)).expect("it fits");
            prop_assert_eq!(split.net.plus(split.tax), Ok(eur(gross)));
            prop_assert_eq!(split.net.minor, net_by_whole_numbers(gross, millionths));
        }

        #[test]
        fn tax_has_the_sign_of_its_price_and_is_less_than_half_of_it(
            gross: i64,
            (_, rate) in any_rate(),
        ) {
            let tax = rate.split(eur(gross)).expect("it fits").tax.minor;
            prop_assert!(tax == 0 || tax.signum() == gross.signum());
            prop_assert!(i128::from(tax).abs() * 2 <= i128::from(gross).abs());
        }

        #[test]
        fn a_higher_price_never_has_less_tax_nor_less_net(
            a: i64,
            step in proptest::prop_oneof![0..3_i64, 0..=i64::MAX],
            (_, rate) in any_rate(),
        ) {
            let (low, high) = (rate.split(eur(a)), rate.split(eur(a.saturating_add(step))));
            let (low, high) = (low.expect("it fits"), high.expect("it fits"));
            prop_assert!(low.net.minor <= high.net.minor && low.tax.minor <= high.tax.minor);
        }

        #[test]
        fn a_higher_rate_never_means_less_tax(
            gross in 0..=i64::MAX,
            (_, a) in any_rate(),
            (_, b) in any_rate(),
        ) {
            let tax = |rate: TaxRate| rate.split(eur(gross)).expect("it fits").tax.minor;
            prop_assert!(tax(a.min(b)) <= tax(a.max(b)));
        }

        #[test]
        fn nothing_is_taxed_at_zero(gross: i64) {
            let split = TaxRate::ZERO.split(eur(gross)).expect("it fits");
            prop_assert_eq!((split.net, split.tax), (eur(gross), eur(0)));
        }

        /// Each refund gives back the tax by which what is left shrinks.
        #[test]
        fn tax_given_back_by_partial_refunds_ends_at_exactly_zero(
            gross in 1..=i64::MAX,
            weights in vec(1..1_000_i64, 1..10),
            (_, rate) in any_rate(),
        ) {
            let tax = |of: Money| rate.split(of).expect("it fits").tax;
            let (mut left, mut tax_left) = (eur(gross), tax(eur(gross)));
            for part in eur(gross).allocate(&weights).expect("valid weights") {
                let after = left.minus(part).expect("a part is no more than the whole");
                let given_back = tax(left).minus(tax(after)).expect("it fits");
                prop_assert!((0..=part.minor).contains(&given_back.minor));
                tax_left = tax_left.minus(given_back).expect("it fits");
                left = after;
            }
            prop_assert_eq!((left, tax_left), (eur(0), eur(0)));
        }
    }
}
