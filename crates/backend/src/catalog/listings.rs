//! Pages of a category or of a search: narrowed down, sorted, cut.
//!
//! All of it happens here and not in the database: names sort the same on both
//! engines, whatever their collations.

use std::cmp::Reverse;

use domain::catalog::{Listing, LocalizedSlug, Sort};
use domain::facets::{ListingRequest, Results};
use domain::locale::Locale;
use search::query::Ranks;

use super::facets::{Narrowed, Scope, narrow};
use super::snapshot::{Category, Snapshot};
use crate::Ctx;

/// The page of the category that is nearest to the one asked for.
pub(super) fn of_category(
    ctx: &Ctx,
    locale: Locale,
    snapshot: &Snapshot,
    category: &Category,
    request: &ListingRequest,
) -> Listing {
    let own = |slot: &u32| {
        let entry = snapshot.entry(*slot);
        entry.is_some_and(|entry| entry.category == category.id)
    };
    let list: Vec<u32> = snapshot.order.iter().copied().filter(own).collect();
    let currency = ctx.settings.currency;
    let narrowed = narrow(
        snapshot,
        locale,
        currency,
        &list,
        Scope::OneCategory,
        &request.filters,
    );
    // Nothing is more relevant than anything else.
    let sort = request.sort.filter(|sort| *sort != Sort::Relevance);
    let text = category.text(locale);
    Listing {
        code: category.code.clone(),
        name: text.name.clone(),
        description: text.description.clone(),
        slugs: Locale::ALL.map(|locale| slug(category, locale)).to_vec(),
        results: page(
            ctx,
            locale,
            snapshot,
            narrowed,
            sort.unwrap_or_default(),
            None,
            request.page,
        ),
    }
}

fn slug(category: &Category, locale: Locale) -> LocalizedSlug {
    LocalizedSlug {
        locale,
        slug: category.text(locale).slug.clone(),
    }
}

/// The page of what was found that is nearest to the one asked for.
pub(crate) fn of_search(
    ctx: &Ctx,
    locale: Locale,
    snapshot: &Snapshot,
    ranks: &Ranks,
    request: &ListingRequest,
) -> Results {
    let found = |slot: &u32| ranks.get(*slot).is_some();
    let list: Vec<u32> = snapshot.order.iter().copied().filter(found).collect();
    let currency = ctx.settings.currency;
    let narrowed = narrow(
        snapshot,
        locale,
        currency,
        &list,
        Scope::Shop,
        &request.filters,
    );
    let sort = request.sort.unwrap_or(Sort::Relevance);
    page(
        ctx,
        locale,
        snapshot,
        narrowed,
        sort,
        Some(ranks),
        request.page,
    )
}

fn page(
    ctx: &Ctx,
    locale: Locale,
    snapshot: &Snapshot,
    mut narrowed: Narrowed,
    sort: Sort,
    ranks: Option<&Ranks>,
    asked: i64,
) -> Results {
    order(snapshot, locale, &mut narrowed.slots, sort, ranks);
    let (shown, page, pages) = page_of(&narrowed.slots, asked, ctx.settings.page_size);
    let card = |slot: &u32| Some(snapshot.entry(*slot)?.card(ctx, locale));
    Results {
        products: shown.iter().filter_map(card).collect(),
        total: count(&narrowed.slots),
        page,
        pages,
        sort,
        filters: narrowed.filters,
        facets: narrowed.facets,
    }
}

/// Sorts products, which come in the shop's own order; equal ones stay in it.
fn order(
    snapshot: &Snapshot,
    locale: Locale,
    slots: &mut [u32],
    sort: Sort,
    ranks: Option<&Ranks>,
) {
    let entry = |slot: &u32| snapshot.entry(*slot);
    let price = |slot: &u32| entry(slot).map(|entry| entry.shown().price_minor);
    match sort {
        Sort::Relevance => slots.sort_by_key(|slot| ranks.and_then(|ranks| ranks.get(*slot))),
        Sort::Featured => slots.sort_by_key(|slot| !entry(slot).is_some_and(|e| e.featured)),
        Sort::PriceAscending => slots.sort_by_key(price),
        Sort::PriceDescending => slots.sort_by_key(|slot| Reverse(price(slot))),
        Sort::Newest => slots.sort_by_key(|slot| Reverse(entry(slot).map(|e| e.created_at))),
        Sort::Name => {
            let places = snapshot.name_order(locale);
            slots.sort_by_key(|slot| places.get(*slot as usize));
        }
    }
}

/// The ids on the nearest page that there is, its number, and how many pages there are.
fn page_of<T>(ids: &[T], asked: i64, page_size: i64) -> (&[T], i64, i64) {
    let size = usize::try_from(page_size.max(1)).unwrap_or(usize::MAX);
    let last = i64::try_from(ids.len().div_ceil(size))
        .unwrap_or(i64::MAX)
        .max(1);
    let page = asked.clamp(1, last);
    let index = usize::try_from(page - 1).unwrap_or(0);
    (ids.chunks(size).nth(index).unwrap_or_default(), page, last)
}

fn count<T>(things: &[T]) -> i64 {
    i64::try_from(things.len()).unwrap_or(i64::MAX)
}

#[cfg(test)]
mod tests {
    use super::page_of;

    #[test]
    fn a_page_that_does_not_exist_is_the_nearest_that_does() {
        let check = |ids: &[i64], asked, expected: (&[i64], i64, i64)| {
            assert_eq!(page_of(ids, asked, 2), expected)
        };
        check(&[1, 2, 3], 1, (&[1, 2], 1, 2));
        check(&[1, 2, 3], 2, (&[3], 2, 2));
        check(&[1, 2, 3], 99, (&[3], 2, 2));
        check(&[1, 2, 3], 0, (&[1, 2], 1, 2));
        check(&[1, 2, 3], i64::MIN, (&[1, 2], 1, 2));
        check(&[1, 2], 2, (&[1, 2], 1, 1));
        check(&[], 7, (&[], 1, 1));
    }
}
