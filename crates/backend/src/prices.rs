//! Amounts made ready to be shown.

use domain::locale::Locale;
use domain::money::{Currency, Money, Price};

/// An amount of the shop's currency as the reader's language writes it.
pub(crate) fn price(minor: i64, currency: Currency, locale: Locale) -> Price {
    price_of(Money::new(minor, currency), locale)
}

/// The same of an amount that knows its currency.
pub(crate) fn price_of(amount: Money, locale: Locale) -> Price {
    Price {
        minor: amount.minor,
        text: texts::format::money(amount, locale),
    }
}
