//! Where to go on from a page that has nothing to show.

use leptos::prelude::*;

use super::address::search_path;
use crate::catalog::{category_tiles, list_categories};
use crate::html::{Html, IntoHtml};
use crate::page::Visit;

/// All categories, with their pictures. Nothing where they cannot be read: such a page must not fail for want of them.
pub(crate) async fn ways_on(visit: &Visit) -> Html {
    let categories = list_categories(visit).await.unwrap_or_default();
    view! {
        <nav class="ways-on" aria-labelledby="ways-on">
            <h2 id="ways-on">{visit.texts.search_categories()}</h2>
            {category_tiles(&categories, visit)}
        </nav>
    }
    .into_html()
}

/// Other words to search for, as links; nothing where there are none.
pub(super) fn alternatives(words: &[String], visit: &Visit) -> Html {
    if words.is_empty() {
        return ().into_html();
    }
    let links = words.iter().map(|words| {
        view! { <li><a class="chip" href=search_path(visit.locale, words)>{words.clone()}</a></li> }
    });
    view! {
        <div class="ways-on">
            <h2>{visit.texts.search_did_you_mean()}</h2>
            <ul>{links.collect_view()}</ul>
        </div>
    }
    .into_html()
}
