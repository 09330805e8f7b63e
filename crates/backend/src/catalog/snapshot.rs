//! The catalogue in memory, as it was at one moment.
//!
//! What lists and searches need of all products in all languages; what only a
//! product's page shows is not here. A snapshot is never changed: [`super::freshness`]
//! makes another of it, which shares what stayed the same. Products stand in
//! slots, numbers that they keep; slots of deleted products stay empty.

use std::collections::HashMap;
use std::sync::{Arc, OnceLock};

use domain::catalog::{Availability, CategorySummary, Picture, ProductCard};
use domain::facets::{ListingRequest, Results};
use domain::ids::{ProductId, VariantId};
use domain::locale::Locale;
use search::index::Index;
use search::query::{LastWord, Ranks, Searcher};
use search::synonyms::Synonyms;
use search::terms::Terms;

use super::listings;
use crate::Ctx;
use crate::prices::price;

/// One thing for each language, in the order of [`Locale::ALL`].
pub(crate) type Localized<T> = [T; Locale::ALL.len()];

#[derive(Clone)]
pub(crate) struct Snapshot {
    /// Another one whenever anything has changed; counts up in a process.
    pub(super) version: u64,
    /// In the shop's order.
    pub(super) categories: Arc<Vec<Category>>,
    /// By slot: those that are on sale and have a variant.
    pub(super) products: Vec<Option<Arc<Entry>>>,
    /// By the product's id.
    pub(super) slots: Arc<HashMap<i64, u32>>,
    /// Slots of all products in the shop's order.
    pub(super) order: Arc<Vec<u32>>,
    pub(super) codes: Arc<Codes>,
    pub(super) words: Localized<Arc<Words>>,
    pub(super) skus: Arc<Terms>,
    /// Another one whenever a slug has changed.
    pub(super) slugs: Arc<()>,
}

pub(crate) struct Category {
    pub(super) id: i64,
    pub(super) code: String,
    pub(super) picture: Option<Picture>,
    pub(super) texts: Localized<CategoryText>,
}

#[derive(Clone)]
pub(super) struct CategoryText {
    pub(super) slug: String,
    pub(super) name: String,
    pub(super) description: String,
    /// Whether it stands in for a missing translation.
    pub(super) is_fallback: bool,
}

/// A product in lists.
pub(crate) struct Entry {
    pub(super) id: i64,
    /// The category's id.
    pub(super) category: i64,
    pub(super) position: i64,
    pub(super) featured: bool,
    pub(super) created_at: i64,
    pub(super) texts: Localized<EntryText>,
    /// In their order, at least one.
    pub(super) variants: Vec<EntryVariant>,
    /// The variant on the card: the cheapest of those in stock, or of all if none is.
    pub(super) shown: usize,
    pub(super) options: Vec<Arc<EntryOption>>,
    /// The first two.
    pub(super) pictures: Vec<EntryPicture>,
    /// Of what is searched in each language; equal: nothing to be indexed.
    pub(super) fingerprints: Localized<u64>,
    pub(super) skus_fingerprint: u64,
}

#[derive(PartialEq, Eq)]
pub(super) struct EntryText {
    pub(super) slug: String,
    pub(super) name: String,
}

pub(super) struct EntryVariant {
    pub(super) id: i64,
    pub(super) price_minor: i64,
    pub(super) compare_at_minor: Option<i64>,
    pub(super) stock: i64,
    /// (option, value), numbers of [`Codes`].
    pub(super) values: Vec<(u32, u32)>,
}

/// Products with the same choices share it.
#[derive(PartialEq, Eq, Hash)]
pub(super) struct EntryOption {
    /// A number of [`Codes`].
    pub(super) option: u32,
    pub(super) names: Localized<String>,
    pub(super) values: Vec<EntryValue>,
}

#[derive(PartialEq, Eq, Hash)]
pub(super) struct EntryValue {
    /// A number of [`Codes`].
    pub(super) value: u32,
    pub(super) swatch: Option<String>,
    pub(super) names: Localized<String>,
}

pub(super) struct EntryPicture {
    pub(super) file: String,
    pub(super) width: i64,
    pub(super) height: i64,
    pub(super) placeholder: String,
    pub(super) alts: Localized<String>,
}

/// Numbers for the codes of options and of their values; equal codes of
/// different products are one choice for the reader.
#[derive(Clone, Default)]
pub(super) struct Codes {
    options: HashMap<String, u32>,
    values: HashMap<(u32, String), u32>,
    option_codes: Vec<String>,
    value_codes: Vec<String>,
    options_of_values: Vec<u32>,
}

/// What is searched in one language.
pub(super) struct Words {
    pub(super) index: Index,
    /// Slots are places in [`Snapshot::categories`].
    pub(super) categories: Arc<Index>,
    pub(super) synonyms: Arc<Synonyms>,
    /// Where each slot's name stands in their order; made when first asked for.
    pub(super) name_order: OnceLock<Vec<u32>>,
}

impl Codes {
    pub(super) fn option(&self, code: &str) -> Option<u32> {
        self.options.get(code).copied()
    }

    pub(super) fn value(&self, option: u32, code: &str) -> Option<u32> {
        self.values.get(&(option, code.to_owned())).copied()
    }

    pub(super) fn option_code(&self, option: u32) -> &str {
        &self.option_codes[option as usize]
    }

    pub(super) fn option_of(&self, value: u32) -> u32 {
        self.options_of_values[value as usize]
    }

    pub(super) fn value_code(&self, value: u32) -> &str {
        &self.value_codes[value as usize]
    }

    pub(super) fn option_count(&self) -> usize {
        self.option_codes.len()
    }

    pub(super) fn value_count(&self) -> usize {
        self.value_codes.len()
    }

    pub(super) fn number_option(&mut self, code: &str) -> u32 {
        self.option(code).unwrap_or_else(|| {
            let number = next(&mut self.option_codes, code);
            self.options.insert(code.to_owned(), number);
            number
        })
    }

    pub(super) fn number_value(&mut self, option: u32, code: &str) -> u32 {
        self.value(option, code).unwrap_or_else(|| {
            let number = next(&mut self.value_codes, code);
            self.values.insert((option, code.to_owned()), number);
            self.options_of_values.push(option);
            number
        })
    }
}

fn next(codes: &mut Vec<String>, code: &str) -> u32 {
    let number = u32::try_from(codes.len()).unwrap_or(u32::MAX);
    codes.push(code.to_owned());
    number
}

impl Snapshot {
    pub(super) fn entry(&self, slot: u32) -> Option<&Arc<Entry>> {
        self.products.get(slot as usize)?.as_ref()
    }

    pub(super) fn of_product(&self, product: i64) -> Option<&Arc<Entry>> {
        self.entry(*self.slots.get(&product)?)
    }

    /// Products in the shop's order.
    pub(super) fn entries(&self) -> impl Iterator<Item = &Arc<Entry>> {
        self.order.iter().filter_map(|slot| self.entry(*slot))
    }

    pub(super) fn category(&self, id: i64) -> Option<&Category> {
        self.categories.iter().find(|category| category.id == id)
    }

    /// The category with this slug in the language; a slug of its own goes before one that stands in.
    pub(super) fn category_by_slug(&self, locale: Locale, slug: &str) -> Option<&Category> {
        self.categories
            .iter()
            .filter(|category| category.texts[locale as usize].slug == slug)
            .min_by_key(|category| category.texts[locale as usize].is_fallback)
    }

    pub(super) fn words(&self, locale: Locale) -> &Words {
        &self.words[locale as usize]
    }

    pub(crate) fn searcher(&self, locale: Locale) -> Searcher<'_> {
        let words = self.words(locale);
        Searcher {
            index: &words.index,
            synonyms: &words.synonyms,
            skus: &self.skus,
            slots: self.products.len(),
        }
    }

    /// One page of what was found.
    pub(crate) fn found(
        &self,
        ctx: &Ctx,
        locale: Locale,
        ranks: &Ranks,
        request: &ListingRequest,
    ) -> Results {
        listings::of_search(ctx, locale, self, ranks, request)
    }

    /// The products that answer best, equal ones in the shop's order.
    pub(crate) fn best(&self, ranks: &Ranks, limit: usize) -> impl Iterator<Item = &Arc<Entry>> {
        let found = self
            .order
            .iter()
            .filter_map(|slot| Some((ranks.get(*slot)?, *slot)));
        let mut found: Vec<(u16, u32)> = found.collect();
        found.sort_by_key(|(rank, _)| *rank);
        found.truncate(limit);
        found.into_iter().filter_map(|(_, slot)| self.entry(slot))
    }

    /// The categories with products whose name answers a query that is being typed.
    pub(crate) fn categories_named(
        &self,
        locale: Locale,
        query: &str,
    ) -> impl Iterator<Item = &Category> {
        let words = self.words(locale);
        let searcher = Searcher {
            index: &words.categories,
            synonyms: &words.synonyms,
            skus: &Terms::default(),
            slots: self.categories.len(),
        };
        let ranks = searcher.find(query, LastWord::Begun);
        (0..)
            .zip(self.categories.iter())
            .filter(move |(place, _)| ranks.get(*place).is_some())
            .map(|(_, category)| category)
            .filter(|category| self.entries().any(|entry| entry.category == category.id))
    }

    /// The place of each slot's name among all names of the language.
    pub(super) fn name_order(&self, locale: Locale) -> &[u32] {
        self.words(locale).name_order.get_or_init(|| {
            let name = |entry: &Entry| entry.texts[locale as usize].name.to_lowercase();
            let mut names: Vec<(String, usize)> = (0..)
                .zip(&self.products)
                .filter_map(|(slot, entry)| Some((name(entry.as_ref()?), slot)))
                .collect();
            names.sort_unstable();
            let mut places = vec![0; self.products.len()];
            let mut place = 0;
            for (index, (name, slot)) in names.iter().enumerate() {
                // The same name has the same place, so that the shop's order decides.
                place += u32::from(index > 0 && names[index - 1].0 != *name);
                places[*slot] = place;
            }
            places
        })
    }
}

impl Category {
    pub(super) fn text(&self, locale: Locale) -> &CategoryText {
        &self.texts[locale as usize]
    }

    pub(crate) fn summary(&self, locale: Locale) -> CategorySummary {
        let text = self.text(locale);
        CategorySummary {
            code: self.code.clone(),
            slug: text.slug.clone(),
            name: text.name.clone(),
            picture: self.picture.clone(),
        }
    }
}

impl Entry {
    pub(super) fn shown(&self) -> &EntryVariant {
        &self.variants[self.shown]
    }

    pub(super) fn text(&self, locale: Locale) -> &EntryText {
        &self.texts[locale as usize]
    }

    /// Pieces of all variants together.
    pub(super) fn stock(&self) -> i64 {
        self.variants.iter().map(|variant| variant.stock).sum()
    }

    pub(super) fn has_variant(&self, variant: VariantId) -> bool {
        self.variants.iter().any(|own| own.id == variant.0)
    }

    pub(crate) fn card(&self, ctx: &Ctx, locale: Locale) -> ProductCard {
        let currency = ctx.settings.currency;
        let shown = self.shown();
        let text = self.text(locale);
        let dearer = |variant: &EntryVariant| {
            variant.price_minor > shown.price_minor && (variant.stock > 0 || shown.stock == 0)
        };
        let picture = |index| {
            self.pictures
                .get(index)
                .map(|p: &EntryPicture| p.picture(locale))
        };
        ProductCard {
            id: ProductId(self.id),
            slug: text.slug.clone(),
            name: text.name.clone(),
            price: price(shown.price_minor, currency, locale),
            from: self.variants.iter().any(dearer),
            compare_at: shown
                .compare_at_minor
                .map(|minor| price(minor, currency, locale)),
            availability: Availability::of_stock(self.stock()),
            picture: picture(0),
            second_picture: picture(1),
        }
    }
}

impl EntryPicture {
    pub(super) fn picture(&self, locale: Locale) -> Picture {
        Picture {
            file: self.file.clone(),
            width: self.width,
            height: self.height,
            placeholder: self.placeholder.clone(),
            alt: self.alts[locale as usize].clone(),
        }
    }
}
