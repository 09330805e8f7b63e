//! Money, numbers and dates as each language writes them.
//!
//! Plurals and dates come from ICU4X; amounts are put together here, since
//! ICU4X has no stable currency formatting. Golden tests hold both against
//! CLDR 48.

use domain::locale::Locale;
use domain::money::{Currency, Money};
use domain::tax::TaxRate;
use domain::time::Timestamp;
use icu::calendar::{Date, Gregorian, types::RataDie};
use icu::datetime::FixedCalendarDateTimeFormatter;
use icu::datetime::fieldsets::enums::DateFieldSet;
use icu::datetime::fieldsets::{MDE, YMD, YMDT};
use icu::datetime::input::{DateTime, Time};
use icu::datetime::options::TimePrecision;
use icu::locale::{Locale as IcuLocale, locale};
use jiff::tz::TimeZone;

/// Stands between a number and its unit; no line breaks there.
const NO_BREAK_SPACE: char = '\u{a0}';

/// An amount with its currency's symbol: `$1,234.50`, `1 234,50 ₽`.
pub fn money(amount: Money, locale: Locale) -> String {
    let sign = if amount.minor < 0 { "-" } else { "" };
    let symbol = symbol(amount.currency, locale);
    let (whole, fraction) = parts(amount);
    let mut number = grouped(whole, locale);
    if !fraction.is_empty() {
        number.push_str(decimal_mark(locale));
        number.push_str(&fraction);
    }
    match locale {
        Locale::Ru => format!("{sign}{number}{NO_BREAK_SPACE}{symbol}"),
        Locale::PtBr => format!("{sign}{symbol}{NO_BREAK_SPACE}{number}"),
        // A code of letters keeps its distance.
        Locale::En | Locale::ZhHans if symbol == "RUB" => {
            format!("{sign}{symbol}{NO_BREAK_SPACE}{number}")
        }
        Locale::En | Locale::ZhHans => format!("{sign}{symbol}{number}"),
    }
}

/// An amount as it is typed into a field, without symbol, groups and empty decimals: `1234,50`, `20`.
pub fn typed_amount(amount: Money, locale: Locale) -> String {
    let (whole, fraction) = parts(amount);
    if fraction.chars().all(|digit| digit == '0') {
        return whole.to_string();
    }
    format!("{whole}{}{fraction}", decimal_mark(locale))
}

/// A whole number with grouped digits: `1,234`.
pub fn number(value: i64, locale: Locale) -> String {
    let sign = if value < 0 { "-" } else { "" };
    format!("{sign}{}", grouped(value.unsigned_abs(), locale))
}

/// A rate with its sign, all decimals shown: `19.25%`.
pub fn percent(rate: TaxRate, locale: Locale) -> String {
    let number = rate
        .percent()
        .to_string()
        .replace('.', decimal_mark(locale));
    match locale {
        Locale::Ru => format!("{number}{NO_BREAK_SPACE}%"),
        Locale::En | Locale::PtBr | Locale::ZhHans => format!("{number}%"),
    }
}

/// `11/21/26`
pub fn short_date(at: Timestamp, zone: &TimeZone, locale: Locale) -> String {
    short_day(today(at, zone), locale)
}

/// `November 21, 2026`
pub fn long_date(at: Timestamp, zone: &TimeZone, locale: Locale) -> String {
    long_day(today(at, zone), locale)
}

/// `Saturday, November 21`
pub fn weekday_and_date(at: Timestamp, zone: &TimeZone, locale: Locale) -> String {
    weekday_and_day(today(at, zone), locale)
}

/// `Nov 21, 2026, 6:04 PM`
pub fn date_time(at: Timestamp, zone: &TimeZone, locale: Locale) -> String {
    let (day, minute) = local(at, zone);
    let time = u8::try_from(minute / 60)
        .ok()
        .zip(u8::try_from(minute % 60).ok())
        .and_then(|(hour, minute)| Time::try_new(hour, minute, 0, 0).ok())
        .expect("a day has 24 hours of 60 minutes");
    let fields = YMDT::medium().with_time_precision(TimePrecision::Minute);
    let formatter = FixedCalendarDateTimeFormatter::try_new(icu_locale(locale).into(), fields)
        .expect("the compiled data holds the shop's languages");
    let date = date(day);
    wide_spaces(&formatter.format(&DateTime { date, time }).to_string())
}

/// `11/21/26` of a day counted from 1970-01-01.
pub fn short_day(epoch_day: i64, locale: Locale) -> String {
    day(DateFieldSet::YMD(YMD::short()), epoch_day, locale)
}

/// `November 21, 2026` of a day counted from 1970-01-01.
pub fn long_day(epoch_day: i64, locale: Locale) -> String {
    day(DateFieldSet::YMD(YMD::long()), epoch_day, locale)
}

/// `Saturday, November 21` of a day counted from 1970-01-01.
pub fn weekday_and_day(epoch_day: i64, locale: Locale) -> String {
    day(DateFieldSet::MDE(MDE::long()), epoch_day, locale)
}

/// The day it is in the zone, counted from 1970-01-01.
pub fn today(at: Timestamp, zone: &TimeZone) -> i64 {
    local(at, zone).0
}

pub(crate) fn icu_locale(locale: Locale) -> IcuLocale {
    match locale {
        Locale::En => locale!("en"),
        Locale::PtBr => locale!("pt-BR"),
        Locale::ZhHans => locale!("zh-Hans"),
        Locale::Ru => locale!("ru"),
    }
}

/// The currency as readers of the language know it.
///
/// # Source
/// CLDR 48, `numbers/currencies`, symbols.
pub fn symbol(currency: Currency, locale: Locale) -> &'static str {
    match (currency, locale) {
        (Currency::Usd, Locale::En | Locale::Ru) => "$",
        (Currency::Usd, Locale::PtBr | Locale::ZhHans) => "US$",
        (Currency::Eur, _) => "€",
        (Currency::Gbp, _) => "£",
        (Currency::Brl, _) => "R$",
        (Currency::Cny, Locale::ZhHans) | (Currency::Jpy, Locale::En | Locale::Ru) => "¥",
        (Currency::Cny, Locale::En | Locale::PtBr | Locale::Ru) => "CN¥",
        (Currency::Jpy, Locale::PtBr | Locale::ZhHans) => "JP¥",
        (Currency::Rub, Locale::Ru) => "₽",
        (Currency::Rub, Locale::En | Locale::PtBr | Locale::ZhHans) => "RUB",
    }
}

const fn decimal_mark(locale: Locale) -> &'static str {
    match locale {
        Locale::En | Locale::ZhHans => ".",
        Locale::PtBr | Locale::Ru => ",",
    }
}

const fn group_mark(locale: Locale) -> char {
    match locale {
        Locale::En | Locale::ZhHans => ',',
        Locale::PtBr => '.',
        Locale::Ru => NO_BREAK_SPACE,
    }
}

/// Digits in groups of three.
fn grouped(value: u64, locale: Locale) -> String {
    let digits = value.to_string();
    let mut text = String::new();
    for (position, digit) in digits.chars().enumerate() {
        if position > 0 && (digits.len() - position).is_multiple_of(3) {
            text.push(group_mark(locale));
        }
        text.push(digit);
    }
    text
}

/// Without the sign: whole major units, and the digits after the decimal mark.
fn parts(amount: Money) -> (u64, String) {
    let decimals = amount.currency.decimals();
    let unit = 10_u64.pow(decimals);
    let minor = amount.minor.unsigned_abs();
    let fraction = match decimals {
        0 => String::new(),
        width => format!("{:0width$}", minor % unit, width = width as usize),
    };
    (minor / unit, fraction)
}

/// Day from 1970-01-01 and minute of that day, by the clocks of the zone.
fn local(at: Timestamp, zone: &TimeZone) -> (i64, i64) {
    let limit = if at.0 < 0 {
        jiff::Timestamp::MIN
    } else {
        jiff::Timestamp::MAX
    };
    let instant = jiff::Timestamp::from_millisecond(at.0).unwrap_or(limit);
    let seconds =
        instant.as_millisecond().div_euclid(1_000) + i64::from(zone.to_offset(instant).seconds());
    (seconds.div_euclid(86_400), seconds.rem_euclid(86_400) / 60)
}

fn day(fields: DateFieldSet, epoch_day: i64, locale: Locale) -> String {
    let formatter = FixedCalendarDateTimeFormatter::try_new(icu_locale(locale).into(), fields)
        .expect("the compiled data holds the shop's languages");
    wide_spaces(&formatter.format(&date(epoch_day)).to_string())
}

fn date(epoch_day: i64) -> Date<Gregorian> {
    /// Of 1970-01-01.
    const EPOCH: i64 = 719_163;
    // Years -9999 to 9999, as far as `jiff` counts.
    let day = epoch_day.clamp(-4_371_587, 2_932_896);
    Date::from_rata_die(RataDie::new(EPOCH + day), Gregorian)
}

/// Browsers show CLDR's narrow no-break space in dates as a space, and so do we:
/// not every font has it.
fn wide_spaces(text: &str) -> String {
    text.replace('\u{202f}', " ")
}
