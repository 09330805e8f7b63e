//! Products that go with a product.

use std::cmp::Reverse;
use std::sync::Arc;

use domain::ids::ProductId;
use domain::locale::Locale;
use search::query::{LastWord, Slips, read};

use super::snapshot::{Entry, Snapshot};

/// The nearest first: of the same category before others, then those that share
/// more words with the product's name, then in the shop's order.
pub(super) fn find<'s>(
    snapshot: &'s Snapshot,
    locale: Locale,
    product: ProductId,
    without: &[ProductId],
    limit: usize,
) -> impl Iterator<Item = &'s Arc<Entry>> {
    let mut near: Vec<((bool, Reverse<usize>), u32)> = Vec::new();
    if let Some(this) = snapshot.of_product(product.0) {
        let searcher = snapshot.searcher(locale);
        let shared: Vec<_> = read(&this.text(locale).name, LastWord::Whole)
            .into_iter()
            .map(|word| searcher.answer(&[word], Slips::None, LastWord::Whole))
            .collect();
        for slot in snapshot.order.iter() {
            let Some(entry) = snapshot.entry(*slot) else {
                continue;
            };
            let words = shared
                .iter()
                .filter(|ranks| ranks.get(*slot).is_some())
                .count();
            let elsewhere = entry.category != this.category;
            let unwanted = entry.id == this.id || without.contains(&ProductId(entry.id));
            if !unwanted && entry.stock() > 0 && (!elsewhere || words > 0) {
                near.push(((elsewhere, Reverse(words)), *slot));
            }
        }
    }
    near.sort_by_key(|(key, _)| *key);
    near.into_iter()
        .filter_map(|(_, slot)| snapshot.entry(slot))
        .take(limit)
}
