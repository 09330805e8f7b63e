//! What a list can be narrowed down to: one form, beside the list or, on a phone, over it.
//!
//! Every control sends the form as soon as it changes (`data-submits`,
//! `public/navigate.js`); without script its button does. Over the list it is a
//! popover, which browsers open and close by themselves.

use domain::facets::{FacetValue, OptionFacet};
use domain::locale::Locale;
use domain::money::{Money, Price};
use leptos::prelude::*;

use super::results::List;
use crate::html::{Html, IntoHtml};
use crate::icon::{Icon, icon};
use crate::page::Visit;

/// The form that all controls of a list belong to, wherever they stand.
pub(super) const FORM: &str = "filter-form";
/// The button that sends it.
pub(super) const APPLY: &str = "apply-filters";

/// Nothing where there is nothing to choose.
pub(super) fn facets(list: &List<'_>, visit: &Visit) -> Html {
    let t = visit.texts;
    view! {
        <section class="filters" id="filters" popover data-covers aria-labelledby="filters-title">
            <div class="filters-head">
                <h2 id="filters-title">{t.listing_filters()}</h2>
                <button
                    type="button"
                    class="icon-button"
                    popovertarget="filters"
                    popovertargetaction="hide"
                    // Has the focus once the popover opens.
                    autofocus
                    aria-label=t.a11y_close()
                >
                    {icon(Icon::Close)}
                </button>
            </div>
            <form id=FORM method="get" action=list.place.path(visit.locale)>
                {list.place.query().map(|words| view! {
                    <input type="hidden" name="q" value=words.to_owned()/>
                })}
                {groups(list, visit)}
                <div class="filters-foot">
                    <button id=APPLY class="wide no-script">{t.listing_apply()}</button>
                    <button
                        type="button"
                        class="wide script"
                        popovertarget="filters"
                        popovertargetaction="hide"
                    >
                        {t.listing_show_results(list.results.total)}
                    </button>
                </div>
            </form>
        </section>
    }
    .into_html()
}

/// Opens the form where it is not beside the list.
pub(super) fn opener(list: &List<'_>, visit: &Visit) -> Html {
    let t = visit.texts;
    let filters = &list.results.filters;
    let chosen = filters.write(list.place.currency()).len();
    let label = if chosen == 0 {
        t.listing_filters().to_owned()
    } else {
        t.listing_filters_chosen(chosen)
    };
    view! {
        <button type="button" class="secondary open-filters" popovertarget="filters">
            <svg viewBox="0 0 24 24" width="20" height="20" aria-hidden="true">
                <path d="M4 7h9M19 7h1M4 17h1M11 17h9"/>
                <circle cx="16" cy="7" r="2.5"/>
                <circle cx="8" cy="17" r="2.5"/>
            </svg>
            {label}
        </button>
    }
    .into_html()
}

/// Whether there is anything to choose from.
pub(super) fn is_needed(list: &List<'_>) -> bool {
    let facets = &list.results.facets;
    let filtered = !list.results.filters.is_empty();
    filtered
        || !facets.categories.is_empty()
        || !facets.options.is_empty()
        || facets.prices.is_some()
}

fn groups(list: &List<'_>, visit: &Visit) -> Html {
    let t = visit.texts;
    let facets = &list.results.facets;
    let categories = (!facets.categories.is_empty()).then(|| {
        let values = values("category", &facets.categories);
        group(
            "category",
            t.listing_category(),
            chosen(&facets.categories),
            values,
        )
    });
    let options = facets.options.iter().map(option).collect_view();
    view! {
        {categories}
        {options}
        {price(list, visit)}
        {availability(list, visit)}
    }
    .into_html()
}

/// A facet that can be folded away.
fn group(code: &str, name: &str, chosen: usize, controls: Html) -> Html {
    let count = (chosen > 0).then(|| view! { <span class="chosen">{chosen}</span> });
    view! {
        <details class="facet" id=format!("facet-{code}") open>
            <summary><span>{name.to_owned()}</span>{count}</summary>
            <fieldset>
                <legend class="visually-hidden">{name.to_owned()}</legend>
                {controls}
            </fieldset>
        </details>
    }
    .into_html()
}

fn chosen(values: &[FacetValue]) -> usize {
    values.iter().filter(|value| value.chosen).count()
}

fn option(facet: &OptionFacet) -> Html {
    let values = values(&facet.code, &facet.values);
    group(&facet.code, &facet.name, chosen(&facet.values), values)
}

fn values(name: &str, values: &[FacetValue]) -> Html {
    let rows = values.iter().map(|value| check_box(name, value));
    view! { <ul>{rows.collect_view()}</ul> }.into_html()
}

/// A value to tick. One that would leave nothing cannot be chosen, only taken back.
fn check_box(name: &str, value: &FacetValue) -> Html {
    let FacetValue {
        code,
        swatch,
        count,
        chosen,
        ..
    } = value.clone();
    let swatch = swatch.map(|colour| {
        view! {
            <svg class="swatch" viewBox="0 0 24 24" width="24" height="24" aria-hidden="true">
                <circle cx="12" cy="12" r="11" fill=colour/>
            </svg>
        }
    });
    view! {
        <li>
            <label class="tick">
                <input
                    type="checkbox"
                    id=format!("filter-{name}-{code}")
                    name=name.to_owned()
                    value=code
                    checked=chosen
                    disabled=count == 0 && !chosen
                    data-submits=APPLY
                />
                {swatch}
                <span class="value">{value.name.clone()}</span>
                " "
                <span class="number">{count}</span>
            </label>
        </li>
    }
    .into_html()
}

fn availability(list: &List<'_>, visit: &Visit) -> Html {
    let t = visit.texts;
    let chosen = list.results.filters.available;
    let only = FacetValue {
        code: "yes".to_owned(),
        name: t.listing_in_stock_only().to_owned(),
        swatch: None,
        count: list.results.facets.available,
        chosen,
    };
    let controls = values("available", &[only]);
    group(
        "available",
        t.listing_availability(),
        usize::from(chosen),
        controls,
    )
}

fn price(list: &List<'_>, visit: &Visit) -> Html {
    let t = visit.texts;
    let filters = &list.results.filters;
    let prices = list.results.facets.prices.as_ref();
    let is_set = filters.price_min.is_some() || filters.price_max.is_some();
    if prices.is_none() && !is_set {
        return ().into_html();
    }
    let (low, high) = prices.map(|(low, high)| (low, high)).unzip();
    let range = low.zip(high).map(|(low, high)| {
        view! {
            <p class="hint" id="price-range">
                {t.listing_price_range(&low.text, &high.text)}
            </p>
        }
    });
    let controls = view! {
        <div class="price-fields">
            {amount("price-min", t.listing_price_lowest(), filters.price_min, low, list, visit)}
            {amount("price-max", t.listing_price_highest(), filters.price_max, high, list, visit)}
        </div>
        {range}
    };
    group(
        "price",
        t.listing_price(),
        usize::from(is_set),
        controls.into_html(),
    )
}

/// An amount to type, with the currency at the side where the language has it.
fn amount(
    name: &'static str,
    label: &'static str,
    set: Option<i64>,
    limit: Option<&Price>,
    list: &List<'_>,
    visit: &Visit,
) -> Html {
    let typed = |minor| {
        let amount = Money::new(minor, list.place.currency());
        texts::format::typed_amount(amount, visit.locale)
    };
    let symbol = texts::format::symbol(list.place.currency(), visit.locale);
    let after = visit.locale == Locale::Ru;
    let long = symbol.chars().count() > 1;
    view! {
        <div class="field">
            <label for=name>{label}" "<span class="visually-hidden">{symbol}</span></label>
            <span class="money-field" class:after=after class:long=long>
                <span class="symbol" aria-hidden="true">{symbol}</span>
                <input
                    type="text"
                    inputmode="decimal"
                    autocomplete="off"
                    maxlength="12"
                    id=name
                    name=name
                    value=set.map(typed)
                    placeholder=limit.map(|price| typed(price.minor))
                    data-submits=APPLY
                />
            </span>
        </div>
    }
    .into_html()
}
