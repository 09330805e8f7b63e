//! A list of products with its count, its order, its filters and its pages.

use domain::facets::{Filters, Results};
use leptos::prelude::*;

use super::address::Place;
use super::chips::chips;
use super::facets::{APPLY, FORM, facets, is_needed, opener};
use super::pages::page_links;
use crate::catalog::{Below, cards};
use crate::html::{Html, IntoHtml};
use crate::page::Visit;

/// A list to be shown.
pub(crate) struct List<'a> {
    pub(crate) place: &'a Place,
    pub(crate) results: &'a Results,
    /// How many products there are, as is shown above them.
    pub(crate) count: String,
    /// The same where it stands for itself: said when a choice has changed the list.
    pub(crate) announced: String,
}

impl List<'_> {
    /// The list with these filters, in the same order.
    pub(super) fn href(&self, visit: &Visit, filters: &Filters, page: i64) -> String {
        self.place
            .href(visit.locale, filters, self.results.sort, page)
    }
}

/// Filters at the side, products beside them.
pub(crate) fn show(list: &List<'_>, visit: &Visit) -> Html {
    let filtered = is_needed(list);
    let side = filtered.then(|| facets(list, visit));
    let opener = filtered.then(|| opener(list, visit));
    view! {
        <div class="listing">
            {side}
            <div class="results">
                <div class="listing-bar">
                    <p class="count" id="count" tabindex="-1" data-announce=list.announced.clone()>
                        {list.count.clone()}
                    </p>
                    {opener}
                    {sort(list, filtered, visit)}
                </div>
                {chips(list, visit)}
                {products(list, visit)}
                {page_links(list, visit)}
            </div>
        </div>
    }
    .into_html()
}

fn products(list: &List<'_>, visit: &Visit) -> Html {
    let t = visit.texts;
    if list.results.products.is_empty() {
        return view! {
            <div class="none-match">
                <p>{t.listing_none_match()}</p>
                <p class="muted">{t.listing_none_match_next()}</p>
            </div>
        }
        .into_html();
    }
    cards(&list.results.products, visit, Below::PageTitle, 2).into_html()
}

/// The order belongs to the form of filters; where there is none, to one of its own.
fn sort(list: &List<'_>, filtered: bool, visit: &Visit) -> Html {
    let t = visit.texts;
    let form = if filtered { FORM } else { "sort-form" };
    let button = if filtered { APPLY } else { "apply-sort" };
    let own = (!filtered).then(|| {
        let words = list.place.query().map(str::to_owned);
        view! {
            <form id="sort-form" method="get" action=list.place.path(visit.locale)>
                {words.map(|words| view! { <input type="hidden" name="q" value=words/> })}
            </form>
        }
    });
    let options = list.place.sorts().map(|sort| {
        let chosen = sort == list.results.sort;
        view! { <option value=list.place.sort_name(sort) selected=chosen>{t.sort(sort)}</option> }
    });
    view! {
        <div class="sort">
            {own}
            <label for="sort">{t.listing_sort()}</label>
            <select id="sort" name="sort" form=form data-submits=button>{options.collect_view()}</select>
            <button id=(!filtered).then_some(button) form=form class="secondary no-script">
                {t.listing_apply()}
            </button>
        </div>
    }
    .into_html()
}

/// A page's title with the number of the page, from the second on.
pub(crate) fn numbered(title: String, results: &Results, visit: &Visit) -> String {
    match results.page {
        ..=1 => title,
        page => format!(
            "{title} – {}",
            visit.texts.listing_page_of(page, results.pages)
        ),
    }
}
