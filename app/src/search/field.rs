//! The field to search with. A plain form; `public/search.js` adds suggestions to it.

use leptos::prelude::*;

use crate::html::{Html, IntoHtml};
use crate::page::Visit;

/// More is nobody's search.
pub(super) const LONGEST_QUERY: usize = 100;

/// The field of the header. On the search page it holds what was searched for.
pub(crate) fn header_search(visit: &Visit) -> Html {
    view! { <div class="header-search" data-swap="search">{field("search", visit)}</div> }
        .into_html()
}

/// A second field, for pages that have nothing else to offer.
pub(crate) fn search_again(visit: &Visit) -> Html {
    field("search-again", visit)
}

fn field(id: &'static str, visit: &Visit) -> Html {
    let t = visit.texts;
    view! {
        <form
            class="search-field"
            role="search"
            method="get"
            action=visit.href("/search")
            data-suggest="/api/search/suggest"
            data-script="/search.js"
        >
            <label class="visually-hidden" for=id>{t.search_label()}</label>
            <input
                type="search"
                id=id
                name="q"
                value=searched_for(visit)
                placeholder=t.search_label()
                maxlength=LONGEST_QUERY.to_string()
                autocomplete="off"
                autocapitalize="off"
                spellcheck="false"
                enterkeyhint="search"
            />
            <button class="icon-button" aria-label=t.search_title()>
                <svg viewBox="0 0 24 24" width="20" height="20" aria-hidden="true">
                    <circle cx="11" cy="11" r="7"/>
                    <path d="m20 20-4-4"/>
                </svg>
            </button>
        </form>
    }
    .into_html()
}

/// What the search page was asked for; empty on every other page.
pub(super) fn searched_for(visit: &Visit) -> String {
    if visit.path != visit.href("/search") {
        return String::new();
    }
    let words = visit.query("q").unwrap_or_default();
    words.trim().chars().take(LONGEST_QUERY).collect()
}
