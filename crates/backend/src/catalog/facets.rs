//! What a list can be narrowed down to, and what is left of it.
//!
//! The rules are told by `domain::facets`. Each variant is looked at once: if
//! it fails in nothing it is found; if it fails in one facet only, it counts
//! for what else could be chosen in that facet.

use domain::facets::{FacetValue, Facets, Filters, OptionFacet};
use domain::locale::Locale;
use domain::money::{Currency, Price};

use super::snapshot::{Category, Entry, EntryOption, EntryValue, EntryVariant, Snapshot};
use crate::prices::price;

/// Facets as bits: what a variant fails in.
type Failures = u32;
const AVAILABLE: Failures = 1;
const PRICE: Failures = 1 << 1;
/// The first chosen option's; the next ones follow. [`Filters`] has at most 16.
const FIRST_OPTION: u32 = 2;

/// Whether a list may be of several categories.
#[derive(Clone, Copy, PartialEq, Eq)]
pub(super) enum Scope {
    OneCategory,
    Shop,
}

/// A list narrowed down.
pub(super) struct Narrowed {
    /// In the order of the list.
    pub(super) slots: Vec<u32>,
    /// As they were applied.
    pub(super) filters: Filters,
    pub(super) facets: Facets,
}

/// Narrows `list` down. What nothing in the whole list has is no filter: a name
/// in the query may be meant for somebody else.
pub(super) fn narrow(
    snapshot: &Snapshot,
    locale: Locale,
    currency: Currency,
    list: &[u32],
    scope: Scope,
    asked: &Filters,
) -> Narrowed {
    let entries: Vec<(u32, &Entry)> = list
        .iter()
        .filter_map(|slot| Some((*slot, &**snapshot.entry(*slot)?)))
        .collect();
    let present = Present::of(snapshot, &entries);
    let filters = present.applicable(snapshot, scope, asked);
    let chosen = Chosen::new(snapshot, &filters);
    let mut counts = Counts::new(snapshot);
    let mut slots = Vec::new();
    for (slot, entry) in &entries {
        if counts.count(&chosen, *slot, entry) {
            slots.push(*slot);
        }
    }
    let bound = |minor: i64| -> Price { price(minor, currency, locale) };
    let facets = Facets {
        categories: match scope {
            Scope::OneCategory => Vec::new(),
            Scope::Shop => present.category_facet(snapshot, locale, &counts, &filters),
        },
        options: present.option_facets(snapshot, locale, &counts, &filters),
        available: counts.available,
        prices: counts.prices.map(|(low, high)| (bound(low), bound(high))),
    };
    Narrowed {
        slots,
        filters,
        facets,
    }
}

/// What there is in the whole list.
struct Present<'s> {
    /// By option: the first product's, and how far down it stands at most.
    options: Vec<Option<(Place, &'s EntryOption)>>,
    /// By value, the same.
    values: Vec<Option<(Place, &'s EntryValue)>>,
    /// Ids.
    categories: Vec<i64>,
}

/// (at most so far down among its product's options or values, first met as the so-and-so-manieth)
type Place = (usize, usize);

impl<'s> Present<'s> {
    fn of(snapshot: &Snapshot, entries: &[(u32, &'s Entry)]) -> Self {
        let codes = &snapshot.codes;
        let mut present = Self {
            options: vec![None; codes.option_count()],
            values: vec![None; codes.value_count()],
            categories: Vec::new(),
        };
        let mut met = 0;
        for (_, entry) in entries {
            if !present.categories.contains(&entry.category) {
                present.categories.push(entry.category);
            }
            for (place, option) in entry.options.iter().enumerate() {
                for (value_place, value) in option.values.iter().enumerate() {
                    let pair = (option.option, value.value);
                    if entry.variants.iter().any(|v| v.values.contains(&pair)) {
                        met += 1;
                        meet(&mut present.options[pair.0 as usize], place, met, option);
                        meet(
                            &mut present.values[pair.1 as usize],
                            value_place,
                            met,
                            value,
                        );
                    }
                }
            }
        }
        present
    }

    fn applicable(&self, snapshot: &Snapshot, scope: Scope, asked: &Filters) -> Filters {
        let mut filters = asked.clone();
        let codes = &snapshot.codes;
        let has_category = |code: &String| {
            let category = snapshot.categories.iter().find(|c| c.code == *code);
            category.is_some_and(|category| self.categories.contains(&category.id))
        };
        filters
            .categories
            .retain(|code| scope == Scope::Shop && has_category(code));
        for (code, values) in &mut filters.options {
            let has_value = |value: &String| {
                let value = codes.value(codes.option(code)?, value)?;
                self.values[value as usize].as_ref()
            };
            values.retain(|value| has_value(value).is_some());
        }
        filters.options.retain(|_, values| !values.is_empty());
        filters
    }

    fn category_facet(
        &self,
        snapshot: &Snapshot,
        locale: Locale,
        counts: &Counts,
        filters: &Filters,
    ) -> Vec<FacetValue> {
        if self.categories.len() < 2 {
            return Vec::new();
        }
        let present = |(_, category): &(usize, &Category)| self.categories.contains(&category.id);
        let value = |(index, category): (usize, &Category)| FacetValue {
            code: category.code.clone(),
            name: category.text(locale).name.clone(),
            swatch: None,
            count: counts.categories[index],
            chosen: filters.categories.contains(&category.code),
        };
        let categories = snapshot.categories.iter().enumerate();
        categories.filter(present).map(value).collect()
    }

    fn option_facets(
        &self,
        snapshot: &Snapshot,
        locale: Locale,
        counts: &Counts,
        filters: &Filters,
    ) -> Vec<OptionFacet> {
        let mut values: Vec<(Place, Place, &EntryOption, &EntryValue)> = Vec::new();
        for (option_place, option) in self.options.iter().flatten() {
            for (place, value) in self.values.iter().flatten() {
                if snapshot.codes.option_of(value.value) == option.option {
                    values.push((*option_place, *place, option, value));
                }
            }
        }
        values.sort_unstable_by_key(|(option_place, place, ..)| (*option_place, *place));
        values
            .chunk_by(|one, other| one.2.option == other.2.option)
            .map(|values| {
                let option = values[0].2;
                let code = snapshot.codes.option_code(option.option);
                let chosen = filters.options.get(code);
                let facet_value = |value: &EntryValue| {
                    let code = snapshot.codes.value_code(value.value);
                    FacetValue {
                        code: code.to_owned(),
                        name: value.names[locale as usize].clone(),
                        swatch: value.swatch.clone(),
                        count: counts.values[value.value as usize].0,
                        chosen: chosen.is_some_and(|chosen| chosen.contains(code)),
                    }
                };
                OptionFacet {
                    code: code.to_owned(),
                    name: option.names[locale as usize].clone(),
                    values: values
                        .iter()
                        .map(|(.., value)| facet_value(value))
                        .collect(),
                }
            })
            .collect()
    }
}

fn meet<'s, T>(known: &mut Option<(Place, &'s T)>, place: usize, met: usize, thing: &'s T) {
    match known {
        Some(((furthest, _), _)) => *furthest = place.max(*furthest),
        None => *known = Some(((place, met), thing)),
    }
}

/// Filters with numbers in place of codes.
struct Chosen<'f> {
    filters: &'f Filters,
    /// Ids of the chosen categories.
    categories: Vec<i64>,
    /// Options with their chosen values.
    options: Vec<(u32, Vec<u32>)>,
}

impl<'f> Chosen<'f> {
    fn new(snapshot: &Snapshot, filters: &'f Filters) -> Self {
        let categories = snapshot
            .categories
            .iter()
            .filter(|category| filters.categories.contains(&category.code))
            .map(|category| category.id);
        let options = filters.options.iter().filter_map(|(code, values)| {
            let option = snapshot.codes.option(code)?;
            let values = values
                .iter()
                .filter_map(|value| snapshot.codes.value(option, value));
            Some((option, values.collect()))
        });
        Self {
            filters,
            categories: categories.collect(),
            options: options.collect(),
        }
    }

    fn has_category(&self, entry: &Entry) -> bool {
        self.categories.is_empty() || self.categories.contains(&entry.category)
    }

    fn failures(&self, variant: &EntryVariant) -> Failures {
        let filters = self.filters;
        let cheap = filters
            .price_min
            .is_some_and(|min| variant.price_minor < min);
        let dear = filters
            .price_max
            .is_some_and(|max| variant.price_minor > max);
        let mut failures = 0;
        if filters.available && variant.stock <= 0 {
            failures |= AVAILABLE;
        }
        if cheap || dear {
            failures |= PRICE;
        }
        for (bit, (option, values)) in (FIRST_OPTION..).zip(&self.options) {
            let has = |(own, value): &(u32, u32)| own == option && values.contains(value);
            if !variant.values.iter().any(has) {
                failures |= 1 << bit;
            }
        }
        failures
    }

    /// The bit of an option, if something is chosen in it.
    fn bit(&self, option: u32) -> Failures {
        let place = self
            .options
            .iter()
            .position(|(chosen, _)| *chosen == option);
        place
            .and_then(|place| u32::try_from(place).ok())
            .map_or(0, |place| 1 << (FIRST_OPTION + place))
    }
}

struct Counts {
    /// By the place of the category.
    categories: Vec<i64>,
    category_places: std::collections::HashMap<i64, usize>,
    /// By value: products, and the last one that was counted.
    values: Vec<(i64, Option<u32>)>,
    available: i64,
    prices: Option<(i64, i64)>,
}

impl Counts {
    fn new(snapshot: &Snapshot) -> Self {
        let ids = snapshot.categories.iter().map(|category| category.id);
        Self {
            categories: vec![0; snapshot.categories.len()],
            category_places: ids.zip(0..).collect(),
            values: vec![(0, None); snapshot.codes.value_count()],
            available: 0,
            prices: None,
        }
    }

    /// Counts a product; gives whether it is found.
    fn count(&mut self, chosen: &Chosen<'_>, slot: u32, entry: &Entry) -> bool {
        let failures: Vec<Failures> = entry.variants.iter().map(|v| chosen.failures(v)).collect();
        let fits = failures.contains(&0);
        if fits && let Some(place) = self.category_places.get(&entry.category) {
            self.categories[*place] += 1;
        }
        if !chosen.has_category(entry) {
            return false;
        }
        let mut available = false;
        for (variant, failures) in entry.variants.iter().zip(failures) {
            available |= failures & !AVAILABLE == 0 && variant.stock > 0;
            if failures & !PRICE == 0 {
                let (low, high) = self.prices.unwrap_or((i64::MAX, i64::MIN));
                self.prices = Some((low.min(variant.price_minor), high.max(variant.price_minor)));
            }
            for (option, value) in &variant.values {
                let (count, last) = &mut self.values[*value as usize];
                if failures & !chosen.bit(*option) == 0 && *last != Some(slot) {
                    (*count, *last) = (*count + 1, Some(slot));
                }
            }
        }
        self.available += i64::from(available);
        fits
    }
}
