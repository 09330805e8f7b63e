//! Every text of the shop in every language, and amounts, dates and numbers as
//! the reader writes them.
//!
//! The texts are in `locales/*.toml`; the build script makes one function of
//! each key, so a missing key, a forgotten plural form or a placeholder that
//! differs between languages does not compile. Used on the server only: what
//! browsers show arrives as ready-made strings. How to write the files is in
//! `docs/adr/0002-texts-are-compiled-to-functions.md`.

pub mod format;
mod generated;
mod labels;

use domain::locale::Locale;

/// The texts in one language: a function per key, `[cart] title` being `cart_title()`.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Texts {
    locale: Locale,
}

impl Texts {
    pub const fn new(locale: Locale) -> Self {
        Self { locale }
    }

    pub const fn locale(self) -> Locale {
        self.locale
    }
}
