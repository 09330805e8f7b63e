//! One function per key of `locales/*.toml`, written by the build script.
#![allow(
    clippy::useless_format,
    clippy::too_many_arguments,
    unused_variables,
    rustdoc::all
)]

use std::fmt::Display;

use domain::locale::Locale;
use icu::plurals::{PluralCategory, PluralRules};

use crate::{Texts, format};

/// Which of a language's plural forms goes with a count.
///
/// # Source
/// CLDR, cardinal plural rules.
pub(crate) fn plural_category(locale: Locale, count: i64) -> PluralCategory {
    PluralRules::try_new_cardinal(format::icu_locale(locale).into())
        .expect("the compiled data holds the shop's languages")
        .category_for(count)
}

include!(concat!(env!("OUT_DIR"), "/texts.rs"));
