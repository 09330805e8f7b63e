//! The only place that reads the time.
//!
//! The gateway's clock can be set forward by a fault, so that a test sees a session
//! expire without waiting half an hour. Deliveries and signatures keep to real time:
//! their receiver compares it with its own clock.

use std::time::{SystemTime, UNIX_EPOCH};

/// Milliseconds since the epoch.
#[allow(
    clippy::disallowed_methods,
    reason = "the gateway stands in for a remote service with a clock of its own"
)]
pub(crate) fn real_milliseconds() -> i64 {
    let elapsed = SystemTime::now()
        .duration_since(UNIX_EPOCH)
        .unwrap_or_default();
    i64::try_from(elapsed.as_millis()).unwrap_or(i64::MAX)
}

/// The year and month (1–12) of a moment, in UTC; a card is good to the end of its month.
///
/// # Source
/// Howard Hinnant, "chrono-compatible low-level date algorithms", `civil_from_days`.
pub(crate) fn year_and_month(milliseconds: i64) -> (i64, i64) {
    let days = milliseconds.div_euclid(86_400_000) + 719_468;
    let era = days.div_euclid(146_097);
    let day_of_era = days.rem_euclid(146_097);
    let year_of_era =
        (day_of_era - day_of_era / 1_460 + day_of_era / 36_524 - day_of_era / 146_096) / 365;
    let day_of_year = day_of_era - (365 * year_of_era + year_of_era / 4 - year_of_era / 100);
    let shifted_month = (5 * day_of_year + 2) / 153;
    let month = if shifted_month < 10 {
        shifted_month + 3
    } else {
        shifted_month - 9
    };
    let year = year_of_era + era * 400 + i64::from(month <= 2);
    (year, month)
}

#[cfg(test)]
mod tests {
    use super::year_and_month;

    #[test]
    fn months_begin_and_end_where_the_calendar_says() {
        let check = |seconds: i64, expected: (i64, i64)| {
            assert_eq!(year_and_month(seconds * 1_000), expected, "{seconds}");
        };
        check(0, (1970, 1));
        check(951_782_399, (2000, 2));
        check(951_868_800, (2000, 3));
        check(1_735_689_599, (2024, 12));
        check(1_735_689_600, (2025, 1));
    }
}
