//! What a list is narrowed down to: a link for each choice that takes it back.

use domain::facets::{Filters, Results};
use domain::money::Money;
use leptos::prelude::*;

use super::results::List;
use crate::html::{Html, IntoHtml};
use crate::page::Visit;

/// A choice in words, and the filters without it.
struct Choice {
    words: String,
    without: Filters,
}

/// The choices as links, and one that takes back all of them. Nothing where nothing is chosen.
pub(super) fn chips(list: &List<'_>, visit: &Visit) -> Html {
    let t = visit.texts;
    let choices = choices(list, visit);
    if choices.is_empty() {
        return ().into_html();
    }
    let links = choices.iter().map(|Choice { words, without }| {
        view! {
            <li>
                <a class="chip" href=list.href(visit, without, 1) data-stay="count">
                    <span class="visually-hidden">{t.listing_remove_filter()}" "</span>
                    {words.clone()}
                    <span class="cross" aria-hidden="true"></span>
                </a>
            </li>
        }
    });
    view! {
        <ul class="applied" aria-label=t.listing_applied()>
            {links.collect_view()}
            <li>
                <a class="clear-all" href=list.href(visit, &Filters::default(), 1) data-stay="count">
                    {t.listing_clear_all()}
                </a>
            </li>
        </ul>
    }
    .into_html()
}

fn choices(list: &List<'_>, visit: &Visit) -> Vec<Choice> {
    let filters = &list.results.filters;
    let mut choices: Vec<_> = filters
        .categories
        .iter()
        .map(|code| Choice {
            words: category_name(list.results, code),
            without: filters.toggle_category(code),
        })
        .collect();
    for (option, values) in &filters.options {
        choices.extend(values.iter().map(|value| Choice {
            words: option_words(list.results, option, value, visit),
            without: filters.toggle_option(option, value),
        }));
    }
    if filters.available {
        choices.push(Choice {
            words: visit.texts.listing_in_stock_only().to_owned(),
            without: Filters {
                available: false,
                ..filters.clone()
            },
        });
    }
    choices.extend(price_words(list, visit).map(|words| Choice {
        words,
        without: filters.any_price(),
    }));
    choices
}

/// A code that names nothing (any more) stands for itself.
fn category_name(results: &Results, code: &str) -> String {
    let mut categories = results.facets.categories.iter();
    let found = categories.find(|category| category.code == code);
    found.map_or(code, |category| &category.name).to_owned()
}

fn option_words(results: &Results, option: &str, value: &str, visit: &Visit) -> String {
    let facet = results.facets.options.iter().find(|it| it.code == option);
    let name = facet.map_or(option, |facet| &facet.name);
    let known = facet.and_then(|facet| facet.values.iter().find(|it| it.code == value));
    let value = known.map_or(value, |value| &value.name);
    visit.texts.listing_filter_value(name, value)
}

fn price_words(list: &List<'_>, visit: &Visit) -> Option<String> {
    let t = visit.texts;
    let filters = &list.results.filters;
    let written = |minor| {
        let amount = Money::new(minor, list.place.currency());
        texts::format::money(amount, visit.locale)
    };
    match (
        filters.price_min.map(written),
        filters.price_max.map(written),
    ) {
        (Some(low), Some(high)) => Some(t.listing_price_range(low, high)),
        (Some(low), None) => Some(t.listing_price_at_least(low)),
        (None, Some(high)) => Some(t.listing_price_at_most(high)),
        (None, None) => None,
    }
}
