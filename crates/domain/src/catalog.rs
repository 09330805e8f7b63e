//! The catalogue as pages show it: categories, products, variants.
//!
//! Every text is already in the reader's language and every amount already
//! formatted; `backend::catalog` reads them, `app::catalog` shows them.

use serde::{Deserialize, Serialize};

use crate::facets::Results;
use crate::ids::{ProductId, VariantId};
use crate::locale::Locale;
use crate::money::Price;

/// Pixels of the widest file of a picture.
pub const WIDEST: i64 = 1600;

/// The widths of a picture's AVIF files, where the picture is wide enough: each at most 1.6 times
/// the one before, so that one fits every place on every screen.
pub const AVIF_WIDTHS: [i64; 7] = [160, 240, 360, 480, 640, 960, WIDEST];

/// The same for WebP, which few browsers still need.
pub const WEBP_WIDTHS: [i64; 4] = [240, 480, 960, WIDEST];

/// Of a ladder of widths those below `width`, and `width` itself: a picture is never enlarged.
pub fn widths_of(ladder: &[i64], width: i64) -> impl Iterator<Item = i64> + use<'_> {
    let below = ladder.iter().copied().filter(move |step| *step < width);
    below.chain([width])
}

/// A picture in the sizes the shop serves: `/media/{file}-{width}.{avif,webp}`, see [`widths_of`].
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Picture {
    /// File stem.
    pub file: String,
    /// Pixels of the largest size.
    pub width: i64,
    pub height: i64,
    /// CSS colour shown until the picture is there.
    pub placeholder: String,
    /// Alternative text in the reader's language.
    pub alt: String,
}

impl Picture {
    /// The address of the small file that any browser shows: for lines of a cart.
    pub fn thumbnail(&self) -> String {
        self.address(self.width.min(WEBP_WIDTHS[0]))
    }

    /// The address of the largest file that any browser shows: to look at closely.
    pub fn whole(&self) -> String {
        self.address(self.width)
    }

    fn address(&self, width: i64) -> String {
        format!("/media/{}-{width}.webp", self.file)
    }
}

/// How much of a variant there is, as far as shoppers are told.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Availability {
    InStock,
    /// At most [`Availability::FEW`] left: the number is shown.
    Few(i64),
    SoldOut,
}

impl Availability {
    pub const FEW: i64 = 5;

    pub const fn of_stock(pieces: i64) -> Self {
        match pieces {
            ..=0 => Self::SoldOut,
            1..=Self::FEW => Self::Few(pieces),
            _ => Self::InStock,
        }
    }

    pub const fn is_sold_out(self) -> bool {
        matches!(self, Self::SoldOut)
    }
}

/// A category as lists and menus show it.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct CategorySummary {
    /// Stable, in every language the same.
    pub code: String,
    pub slug: String,
    pub name: String,
    pub picture: Option<Picture>,
}

/// A product as a card in a listing.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct ProductCard {
    pub id: ProductId,
    pub slug: String,
    pub name: String,
    /// The lowest price of its variants.
    pub price: Price,
    /// Whether variants differ in price, so that the card says "from".
    pub from: bool,
    /// The former price, where the cheapest variant is on sale.
    pub compare_at: Option<Price>,
    pub availability: Availability,
    pub picture: Option<Picture>,
    /// Shown on hover.
    pub second_picture: Option<Picture>,
}

/// The order of a listing, as written in its URL (`?sort=`).
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub enum Sort {
    /// The best answers to a search first.
    Relevance,
    #[default]
    Featured,
    PriceAscending,
    PriceDescending,
    Newest,
    Name,
}

impl Sort {
    pub const ALL: [Self; 6] = [
        Self::Relevance,
        Self::Featured,
        Self::PriceAscending,
        Self::PriceDescending,
        Self::Newest,
        Self::Name,
    ];

    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Relevance => "relevance",
            Self::Featured => "featured",
            Self::PriceAscending => "price-asc",
            Self::PriceDescending => "price-desc",
            Self::Newest => "newest",
            Self::Name => "name",
        }
    }

    pub fn parse(text: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|s| s.as_str() == text)
    }
}

/// A category with one page of its products.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Listing {
    /// Stable, in every language the same.
    pub code: String,
    pub name: String,
    pub description: String,
    pub slugs: Vec<LocalizedSlug>,
    pub results: Results,
}

/// The same thing's slug in one language, for the switcher and `hreflang`.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct LocalizedSlug {
    pub locale: Locale,
    pub slug: String,
}

/// What a slug leads to: the thing itself or, renamed, its new slug (301).
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum BySlug<T> {
    Found(T),
    Moved { slug: String },
    Unknown,
}

/// An option of a product: colour, size.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct ProductOption {
    /// Stable, the key in the URL: `colour`.
    pub code: String,
    pub name: String,
    pub values: Vec<OptionValue>,
}

/// A value of an option.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct OptionValue {
    /// Stable, the value in the URL: `sage`.
    pub code: String,
    pub name: String,
    /// CSS colour, for colours.
    pub swatch: Option<String>,
}

/// One SKU of a product.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Variant {
    pub id: VariantId,
    pub sku: String,
    /// Value codes, one per option of the product, same order.
    pub values: Vec<String>,
    pub price: Price,
    pub compare_at: Option<Price>,
    pub availability: Availability,
    /// Index into the product's pictures: what to show when this variant is chosen.
    pub picture: usize,
}

/// A product's page.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Product {
    pub id: ProductId,
    pub slugs: Vec<LocalizedSlug>,
    pub name: String,
    pub summary: String,
    /// Paragraphs separated by a blank line.
    pub description: String,
    /// The language the description is in: the fallback's where a translation is missing.
    pub description_locale: Locale,
    pub category: CategorySummary,
    pub options: Vec<ProductOption>,
    /// At least one.
    pub variants: Vec<Variant>,
    pub pictures: Vec<Picture>,
    /// The most pieces that a cart line may hold.
    pub max_per_line: i64,
}

impl Product {
    /// The variant whose values are all chosen; the only one where there is nothing to choose.
    ///
    /// `chosen` holds value codes, one per option, same order; `None` is not chosen yet.
    pub fn variant(&self, chosen: &[Option<String>]) -> Option<&Variant> {
        self.variants.iter().find(|variant| {
            variant.values.len() == chosen.len()
                && variant
                    .values
                    .iter()
                    .zip(chosen)
                    .all(|(value, choice)| Some(value) == choice.as_ref())
        })
    }

    /// The options without a choice, so that a refusal can name them.
    pub fn missing_options(&self, chosen: &[Option<String>]) -> Vec<&ProductOption> {
        self.options
            .iter()
            .zip(chosen)
            .filter(|(_, choice)| choice.is_none())
            .map(|(option, _)| option)
            .collect()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_picture_is_never_enlarged() {
        let check = |width, expected: &[i64]| {
            let widths: Vec<i64> = widths_of(&WEBP_WIDTHS, width).collect();
            assert_eq!(widths, expected, "{width}");
        };
        check(100, &[100]);
        check(240, &[240]);
        check(700, &[240, 480, 700]);
        check(1600, &WEBP_WIDTHS);
    }

    #[test]
    fn addresses_are_of_files_that_exist() {
        let picture = |width| Picture {
            file: "mug".to_owned(),
            width,
            height: width,
            placeholder: String::new(),
            alt: String::new(),
        };
        assert_eq!(picture(1600).thumbnail(), "/media/mug-240.webp");
        assert_eq!(picture(1600).whole(), "/media/mug-1600.webp");
        assert_eq!(picture(90).thumbnail(), "/media/mug-90.webp");
        assert_eq!(picture(90).whole(), "/media/mug-90.webp");
    }
}
