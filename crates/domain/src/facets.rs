//! Narrowing down a list of products: what a shopper chose, and what there is to choose.
//!
//! The choice lives in the page's URL and nowhere else: [`Filters::read`] and
//! [`Filters::write`] are each other's inverse. Inside one facet any of the
//! chosen values will do, across facets all must hold, and they must hold of
//! one and the same variant: a red mug in small does not answer for a blue one
//! in large. Every name is already in the reader's language.
//! `backend::search` counts, `app::catalog` and `app::search` show.

use std::collections::{BTreeMap, BTreeSet};

use serde::{Deserialize, Serialize};

use crate::catalog::{ProductCard, Sort};
use crate::money::{Currency, Money, Price};

/// Names in the query that are no option's.
const RESERVED: [&str; 9] = [
    "q",
    "sort",
    "page",
    "category",
    "available",
    "price-min",
    "price-max",
    "quantity",
    "locale",
];
/// What a URL may ask for; more is nobody's choice but a machine's.
const MOST_OPTIONS: usize = 16;
const MOST_VALUES: usize = 64;

/// What a listing is narrowed down to.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Filters {
    /// Category codes. Empty: all.
    pub categories: BTreeSet<String>,
    /// Chosen value codes by option code; no set is empty.
    pub options: BTreeMap<String, BTreeSet<String>>,
    /// Only what can be bought now.
    pub available: bool,
    /// Minor units, inclusive.
    pub price_min: Option<i64>,
    /// Minor units, inclusive.
    pub price_max: Option<i64>,
}

impl Filters {
    /// Reads the pairs of a query, in any order; what cannot be meant is left out.
    ///
    /// Prices are plain decimals of the currency (`12.50`; a comma will do). If
    /// the lower is above the higher, they are taken the other way round.
    pub fn read<'q>(
        pairs: impl IntoIterator<Item = (&'q str, &'q str)>,
        currency: Currency,
    ) -> Self {
        let mut filters = Self::default();
        for (name, value) in pairs {
            match name {
                "category" => insert(&mut filters.categories, value),
                "available" => filters.available |= value == "yes",
                "price-min" => {
                    filters.price_min = read_price(value, currency).or(filters.price_min)
                }
                "price-max" => {
                    filters.price_max = read_price(value, currency).or(filters.price_max)
                }
                option if is_code(option) && !RESERVED.contains(&option) => {
                    filters.insert_option(option, value);
                }
                _ => {}
            }
        }
        if let (Some(min), Some(max)) = (filters.price_min, filters.price_max)
            && min > max
        {
            (filters.price_min, filters.price_max) = (Some(max), Some(min));
        }
        filters
    }

    fn insert_option(&mut self, option: &str, value: &str) {
        if is_code(value)
            && (self.options.contains_key(option) || self.options.len() < MOST_OPTIONS)
        {
            insert(self.options.entry(option.to_owned()).or_default(), value);
        }
    }

    /// The pairs that [`Filters::read`] makes the same filters of, in a fixed order.
    pub fn write(&self, currency: Currency) -> Vec<(String, String)> {
        let pair = |name: &str, value: String| (name.to_owned(), value);
        let price = |minor: i64| Money::new(minor, currency).plain();
        let mut pairs: Vec<_> = self
            .categories
            .iter()
            .map(|code| pair("category", code.clone()))
            .collect();
        for (option, values) in &self.options {
            pairs.extend(values.iter().map(|value| pair(option, value.clone())));
        }
        if self.available {
            pairs.push(pair("available", "yes".to_owned()));
        }
        pairs.extend(self.price_min.map(|minor| pair("price-min", price(minor))));
        pairs.extend(self.price_max.map(|minor| pair("price-max", price(minor))));
        pairs
    }

    pub fn is_empty(&self) -> bool {
        *self == Self::default()
    }

    /// The filters with one value of an option chosen, or no longer chosen.
    pub fn toggle_option(&self, option: &str, value: &str) -> Self {
        let mut filters = self.clone();
        let values = filters.options.entry(option.to_owned()).or_default();
        if !values.remove(value) {
            values.insert(value.to_owned());
        }
        filters.options.retain(|_, values| !values.is_empty());
        filters
    }

    /// The filters with one category chosen, or no longer chosen.
    pub fn toggle_category(&self, code: &str) -> Self {
        let mut filters = self.clone();
        if !filters.categories.remove(code) {
            filters.categories.insert(code.to_owned());
        }
        filters
    }

    /// The filters without a price range.
    pub fn any_price(&self) -> Self {
        Self {
            price_min: None,
            price_max: None,
            ..self.clone()
        }
    }
}

fn insert(values: &mut BTreeSet<String>, value: &str) {
    if is_code(value) && values.len() < MOST_VALUES {
        values.insert(value.to_owned());
    }
}

/// Codes of options, values and categories are made of these.
fn is_code(text: &str) -> bool {
    (1..=64).contains(&text.len())
        && text
            .chars()
            .all(|c| c.is_ascii_alphanumeric() || c == '-' || c == '_')
}

fn read_price(text: &str, currency: Currency) -> Option<i64> {
    Money::parse_plain(&text.trim().replace(',', "."), currency)
        .map(|amount| amount.minor)
        .filter(|minor| *minor >= 0)
}

/// What a listing's or a search's URL asks for.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct ListingRequest {
    pub filters: Filters,
    /// `None`: as the place sorts by itself, a search by relevance.
    pub sort: Option<Sort>,
    /// From 1; a page beyond the end is the last one.
    pub page: i64,
}

/// One page of products that answer a request, and what they can be narrowed down to.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Results {
    pub products: Vec<ProductCard>,
    /// Products on all pages.
    pub total: i64,
    /// From 1.
    pub page: i64,
    /// At least 1.
    pub pages: i64,
    pub sort: Sort,
    /// As they were applied.
    pub filters: Filters,
    pub facets: Facets,
}

/// What there is to choose. A value's count says how many products there would
/// be with it as the only value of its facet, the other facets as they are.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Facets {
    /// Empty where all products are of one category anyway.
    pub categories: Vec<FacetValue>,
    pub options: Vec<OptionFacet>,
    /// How many products can be bought now.
    pub available: i64,
    /// Lowest and highest price of what the other facets leave.
    pub prices: Option<(Price, Price)>,
}

/// An option that products of the list have: colour, size.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct OptionFacet {
    pub code: String,
    pub name: String,
    pub values: Vec<FacetValue>,
}

#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct FacetValue {
    pub code: String,
    pub name: String,
    /// CSS colour, for colours.
    pub swatch: Option<String>,
    pub count: i64,
    pub chosen: bool,
}

#[cfg(test)]
mod tests {
    use proptest::prelude::{any, prop_assert_eq, proptest};
    use proptest::{collection, option};

    use super::Filters;
    use crate::money::Currency;

    fn read(pairs: &[(&str, &str)]) -> Filters {
        Filters::read(pairs.iter().copied(), Currency::Usd)
    }

    #[test]
    fn what_cannot_be_meant_is_left_out() {
        assert_eq!(
            read(&[
                ("q", "mug"),
                ("sort", "name"),
                ("page", "2"),
                ("colour", ""),
                ("price-min", "cheap"),
                ("available", "no")
            ]),
            Filters::default()
        );
        assert_eq!(
            read(&[("price-min", "-5"), ("colour", "a b"), ("a/b", "c")]),
            Filters::default()
        );
    }

    #[test]
    fn prices_are_decimals_and_find_their_order() {
        let filters = read(&[("price-max", "9,5"), ("price-min", "20")]);
        assert_eq!(
            (filters.price_min, filters.price_max),
            (Some(950), Some(2_000))
        );
    }

    #[test]
    fn choosing_twice_chooses_nothing() {
        let filters = Filters::default();
        assert_eq!(
            filters
                .toggle_option("colour", "sage")
                .toggle_option("colour", "sage"),
            filters
        );
        assert_eq!(
            filters.toggle_category("plants").toggle_category("plants"),
            filters
        );
    }

    proptest! {
        #[test]
        fn reading_what_was_written_gives_the_same(
            categories in collection::btree_set("[a-z0-9_-]{1,8}", 0..4),
            options in collection::btree_map("o-[a-z]{1,6}", collection::btree_set("[a-z0-9]{1,6}", 1..4), 0..4),
            available in any::<bool>(),
            low in option::of(0_i64..5_000),
            high in option::of(5_000_i64..9_000_000),
            currency in proptest::sample::select(&Currency::ALL[..]),
        ) {
            let filters = Filters { categories, options, available, price_min: low, price_max: high };
            let pairs = filters.write(currency);
            let read = Filters::read(pairs.iter().map(|(n, v)| (n.as_str(), v.as_str())), currency);
            prop_assert_eq!(read, filters);
        }
    }
}
