//! How an order travels: methods with a price and an expected day.

use serde::{Deserialize, Serialize};

use crate::money::{Money, Price};
use crate::tax::TaxClass;

/// A way of shipping, as the shop keeps it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ShippingMethod {
    /// Stable short name, `standard`.
    pub code: String,
    pub name: String,
    pub price: Money,
    pub tax_class: TaxClass,
    /// Working days from payment to the door: (earliest, latest).
    pub days: (i64, i64),
}

/// A way of shipping, ready to be shown.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct ShippingChoice {
    pub code: String,
    pub name: String,
    pub price: Price,
    /// "Arrives Wednesday, November 25 – Friday, November 27", in the reader's language.
    pub arrives: String,
    pub chosen: bool,
}

/// The day `working_days` working days after `day`, both as days since 1970-01-01.
/// Saturdays and Sundays do not count.
pub fn add_working_days(day: i64, working_days: i64) -> i64 {
    let mut current = day;
    let mut left = working_days;
    while left > 0 {
        current += 1;
        // 1970-01-01 was a Thursday: day 2 a Saturday, day 3 a Sunday.
        if !matches!(current.rem_euclid(7), 2 | 3) {
            left -= 1;
        }
    }
    current
}

#[cfg(test)]
mod tests {
    use super::add_working_days;

    #[test]
    fn weekends_do_not_count() {
        // Day 20778 is Saturday 2026-11-21.
        let check = |from: i64, days: i64, expected: i64| {
            assert_eq!(add_working_days(from, days), expected)
        };
        check(20_778, 0, 20_778);
        check(20_778, 1, 20_780);
        check(20_780, 4, 20_784);
        check(20_780, 5, 20_787);
    }
}
