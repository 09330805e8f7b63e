//! Golden values of CLDR 48; `⍽` stands for the no-break space U+00A0.

use domain::locale::Locale::{self, En, PtBr, Ru, ZhHans};
use domain::money::Currency::{self, Brl, Cny, Eur, Gbp, Jpy, Rub, Usd};
use domain::money::Money;
use domain::tax::TaxRate;
use domain::time::Timestamp;
use jiff::tz::TimeZone;
use proptest::prelude::{ProptestConfig, prop_assert_eq, proptest};
use texts::{Texts, format};

/// Saturday, 2026-11-21, 18:04:59 UTC.
const NOVEMBER: Timestamp = Timestamp(1_795_284_299_000);

fn no_break(text: &str) -> String {
    text.replace('⍽', "\u{a0}")
}

/// 1,234,567.50, −1,234.50 and 0.05; of yen 1,234,567, −1,234 and 5.
#[rustfmt::skip]
const AMOUNTS: [(Currency, Locale, [&str; 3]); 28] = [
    (Usd, En, ["$1,234,567.50", "-$1,234.50", "$0.05"]),
    (Usd, PtBr, ["US$⍽1.234.567,50", "-US$⍽1.234,50", "US$⍽0,05"]),
    (Usd, ZhHans, ["US$1,234,567.50", "-US$1,234.50", "US$0.05"]),
    (Usd, Ru, ["1⍽234⍽567,50⍽$", "-1⍽234,50⍽$", "0,05⍽$"]),
    (Eur, En, ["€1,234,567.50", "-€1,234.50", "€0.05"]),
    (Eur, PtBr, ["€⍽1.234.567,50", "-€⍽1.234,50", "€⍽0,05"]),
    (Eur, ZhHans, ["€1,234,567.50", "-€1,234.50", "€0.05"]),
    (Eur, Ru, ["1⍽234⍽567,50⍽€", "-1⍽234,50⍽€", "0,05⍽€"]),
    (Gbp, En, ["£1,234,567.50", "-£1,234.50", "£0.05"]),
    (Gbp, PtBr, ["£⍽1.234.567,50", "-£⍽1.234,50", "£⍽0,05"]),
    (Gbp, ZhHans, ["£1,234,567.50", "-£1,234.50", "£0.05"]),
    (Gbp, Ru, ["1⍽234⍽567,50⍽£", "-1⍽234,50⍽£", "0,05⍽£"]),
    (Brl, En, ["R$1,234,567.50", "-R$1,234.50", "R$0.05"]),
    (Brl, PtBr, ["R$⍽1.234.567,50", "-R$⍽1.234,50", "R$⍽0,05"]),
    (Brl, ZhHans, ["R$1,234,567.50", "-R$1,234.50", "R$0.05"]),
    (Brl, Ru, ["1⍽234⍽567,50⍽R$", "-1⍽234,50⍽R$", "0,05⍽R$"]),
    (Cny, En, ["CN¥1,234,567.50", "-CN¥1,234.50", "CN¥0.05"]),
    (Cny, PtBr, ["CN¥⍽1.234.567,50", "-CN¥⍽1.234,50", "CN¥⍽0,05"]),
    (Cny, ZhHans, ["¥1,234,567.50", "-¥1,234.50", "¥0.05"]),
    (Cny, Ru, ["1⍽234⍽567,50⍽CN¥", "-1⍽234,50⍽CN¥", "0,05⍽CN¥"]),
    (Rub, En, ["RUB⍽1,234,567.50", "-RUB⍽1,234.50", "RUB⍽0.05"]),
    (Rub, PtBr, ["RUB⍽1.234.567,50", "-RUB⍽1.234,50", "RUB⍽0,05"]),
    (Rub, ZhHans, ["RUB⍽1,234,567.50", "-RUB⍽1,234.50", "RUB⍽0.05"]),
    (Rub, Ru, ["1⍽234⍽567,50⍽₽", "-1⍽234,50⍽₽", "0,05⍽₽"]),
    (Jpy, En, ["¥1,234,567", "-¥1,234", "¥5"]),
    (Jpy, PtBr, ["JP¥⍽1.234.567", "-JP¥⍽1.234", "JP¥⍽5"]),
    (Jpy, ZhHans, ["JP¥1,234,567", "-JP¥1,234", "JP¥5"]),
    (Jpy, Ru, ["1⍽234⍽567⍽¥", "-1⍽234⍽¥", "5⍽¥"]),
];

#[test]
fn amounts_are_typed_as_they_can_be_read_again() {
    let check = |minor, currency, locale, expected: &str| {
        let amount = Money::new(minor, currency);
        assert_eq!(format::typed_amount(amount, locale), expected);
        let read = Money::parse_plain(&expected.replace(',', "."), currency);
        assert_eq!(read, Some(amount));
    };
    check(123_450, Usd, En, "1234.50");
    check(123_450, Rub, Ru, "1234,50");
    check(5, Brl, PtBr, "0,05");
    check(2_000, Cny, ZhHans, "20");
    check(1_234, Jpy, En, "1234");
}

#[test]
fn amounts_are_written_as_cldr_does() {
    for (currency, locale, expected) in AMOUNTS {
        let minors = match currency.decimals() {
            0 => [1_234_567, -1_234, 5],
            _ => [123_456_750, -123_450, 5],
        };
        for (minor, expected) in minors.into_iter().zip(expected) {
            let written = format::money(Money::new(minor, currency), locale);
            assert_eq!(written, no_break(expected), "{}", locale.tag());
        }
    }
}

#[test]
fn the_largest_and_the_smallest_amount_are_written() {
    let money = |minor| format::money(Money::new(minor, Usd), En);
    assert_eq!(money(i64::MAX), "$92,233,720,368,547,758.07");
    assert_eq!(money(i64::MIN), "-$92,233,720,368,547,758.08");
    assert_eq!(Money::new(i64::MIN, Jpy).plain(), "-9223372036854775808");
}

#[test]
fn numbers_are_grouped() {
    let check = |locale: Locale, expected: [&str; 4]| {
        let written = [0, 999, 1_234, -1_234_567].map(|n| format::number(n, locale));
        assert_eq!(written, expected.map(no_break));
    };
    check(En, ["0", "999", "1,234", "-1,234,567"]);
    check(PtBr, ["0", "999", "1.234", "-1.234.567"]);
    check(ZhHans, ["0", "999", "1,234", "-1,234,567"]);
    check(Ru, ["0", "999", "1⍽234", "-1⍽234⍽567"]);
}

#[test]
fn rates_are_written_in_per_cent() {
    let check = |locale: Locale, expected: [&str; 3]| {
        let written = ["0", "0.15", "0.1925"]
            .map(|rate| format::percent(TaxRate::parse(rate).expect("a rate"), locale));
        assert_eq!(written, expected.map(no_break));
    };
    check(En, ["0%", "15%", "19.25%"]);
    check(PtBr, ["0%", "15%", "19,25%"]);
    check(ZhHans, ["0%", "15%", "19.25%"]);
    check(Ru, ["0⍽%", "15⍽%", "19,25⍽%"]);
}

#[test]
fn dates_are_written_as_cldr_does() {
    let check = |locale: Locale, expected: [&str; 4]| {
        let zone = TimeZone::UTC;
        let written = [
            format::short_date(NOVEMBER, &zone, locale),
            format::long_date(NOVEMBER, &zone, locale),
            format::weekday_and_date(NOVEMBER, &zone, locale),
            format::date_time(NOVEMBER, &zone, locale),
        ];
        assert_eq!(written, expected);
    };
    check(
        En,
        [
            "11/21/26",
            "November 21, 2026",
            "Saturday, November 21",
            "Nov 21, 2026, 6:04 PM",
        ],
    );
    check(
        PtBr,
        [
            "21/11/2026",
            "21 de novembro de 2026",
            "sábado, 21 de novembro",
            "21 de nov. de 2026, 18:04",
        ],
    );
    check(
        ZhHans,
        [
            "2026/11/21",
            "2026年11月21日",
            "11月21日星期六",
            "2026年11月21日 18:04",
        ],
    );
    check(
        Ru,
        [
            "21.11.2026",
            "21 ноября 2026 г.",
            "суббота, 21 ноября",
            "21 нояб. 2026 г., 18:04",
        ],
    );
}

#[test]
fn the_day_is_that_of_the_time_zone() {
    let check = |at: &str, zone: &str, expected: &str| {
        let at: jiff::Timestamp = at.parse().expect("a time");
        let zone = TimeZone::get(zone).expect("a zone");
        let at = Timestamp(at.as_millisecond());
        assert_eq!(format::date_time(at, &zone, ZhHans), expected);
        assert_eq!(
            format::short_day(format::today(at, &zone), ZhHans),
            format::short_date(at, &zone, ZhHans)
        );
    };
    check(
        "2026-11-21T18:04:59Z",
        "Asia/Shanghai",
        "2026年11月22日 02:04",
    );
    check(
        "2026-11-21T02:30:00Z",
        "America/Sao_Paulo",
        "2026年11月20日 23:30",
    );
    check(
        "2026-07-01T21:59:59Z",
        "Europe/Berlin",
        "2026年7月1日 23:59",
    );
    check(
        "2026-07-01T22:00:00Z",
        "Europe/Berlin",
        "2026年7月2日 00:00",
    );
    check("1969-12-31T23:59:59.999Z", "UTC", "1969年12月31日 23:59");
    check("2024-02-29T12:00:00Z", "UTC", "2024年2月29日 12:00");
}

#[test]
fn days_are_counted_from_1970() {
    assert_eq!(format::today(Timestamp(0), &TimeZone::UTC), 0);
    assert_eq!(format::today(Timestamp(-1), &TimeZone::UTC), -1);
    assert_eq!(format::today(NOVEMBER, &TimeZone::UTC), 20_778);
    assert_eq!(format::weekday_and_day(20_778, En), "Saturday, November 21");
    assert_eq!(format::long_day(20_778, Ru), "21 ноября 2026 г.");
}

#[test]
fn no_point_in_time_is_too_far_to_be_written() {
    for at in [i64::MIN, -1, i64::MAX].map(Timestamp) {
        for locale in Locale::ALL {
            assert!(!format::date_time(at, &TimeZone::UTC, locale).is_empty());
            assert!(!format::weekday_and_day(at.0, locale).is_empty());
        }
    }
}

#[test]
fn plurals_follow_the_language() {
    let check = |locale: Locale, expected: &[(i64, &str)]| {
        for (count, text) in expected {
            assert_eq!(Texts::new(locale).listing_products(*count), no_break(text));
        }
    };
    check(
        En,
        &[
            (0, "0 products"),
            (1, "1 product"),
            (2, "2 products"),
            (1_234, "1,234 products"),
        ],
    );
    check(
        PtBr,
        &[
            (0, "0 produto"),
            (1, "1 produto"),
            (2, "2 produtos"),
            (1_000_000, "1.000.000 de produtos"),
        ],
    );
    check(ZhHans, &[(0, "0 件商品"), (1, "1 件商品"), (5, "5 件商品")]);
    check(
        Ru,
        &[
            (0, "0 товаров"),
            (1, "1 товар"),
            (3, "3 товара"),
            (5, "5 товаров"),
            (11, "11 товаров"),
            (21, "21 товар"),
            (1_022, "1⍽022 товара"),
        ],
    );
}

#[test]
fn placeholders_are_filled_in() {
    let check = |locale: Locale, expected: &str| {
        assert_eq!(Texts::new(locale).listing_page_of(2, "5"), expected);
    };
    check(En, "Page 2 of 5");
    check(PtBr, "Página 2 de 5");
    check(ZhHans, "第 2 页，共 5 页");
    check(Ru, "Страница 2 из 5");
}

proptest! {
    #![proptest_config(ProptestConfig { failure_persistence: None, ..ProptestConfig::default() })]

    #[test]
    fn a_plain_amount_is_read_back(minor: i64, index in 0..Currency::ALL.len()) {
        let amount = Money::new(minor, Currency::ALL[index]);
        let written = amount.plain();
        prop_assert_eq!(Money::parse_plain(&written, amount.currency), Some(amount));
    }

    /// What readers see has the digits of what machines read.
    #[test]
    fn an_amount_keeps_its_digits_in_every_language(minor: i64, index in 0..Currency::ALL.len()) {
        let amount = Money::new(minor, Currency::ALL[index]);
        let digits = |text: &str| text.chars().filter(|c| c.is_ascii_digit() || *c == '-').collect::<String>();
        for locale in Locale::ALL {
            prop_assert_eq!(digits(&format::money(amount, locale)), digits(&amount.plain()));
        }
    }
}
