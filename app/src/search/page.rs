//! The search page. Its query and every choice are in the address; search engines do not list it.

use domain::locale::Locale;
use domain::search::Found;
use leptos::prelude::*;

use super::address::Place;
use super::api::search;
use super::field::{search_again, searched_for};
use super::offers::{alternatives, ways_on};
use super::results::{List, numbered, show};
use crate::html::{Html, IntoHtml};
use crate::page::{Audience, Page, Refusal, Visit, respond};

#[component]
pub(crate) fn SearchPage() -> impl IntoView {
    respond(|visit| async move { answer(&visit).await })
}

async fn answer(visit: &Visit) -> Result<Page, Refusal> {
    let words = searched_for(visit);
    if words.is_empty() {
        return Ok(question(visit).await);
    }
    let place = Place::search(visit, &words);
    let found = search(visit, &words, &place.request(visit)).await?;
    let main = if found.results.total == 0 && found.results.filters.is_empty() {
        nothing(&found, visit).await
    } else {
        results(&place, &found, visit)
    };
    let title = visit
        .texts
        .listing_filter_value(visit.texts.search_title(), &found.query);
    let title = numbered(title, &found.results, visit);
    Ok(Page {
        canonical: place.canonical(visit.locale, &found.results),
        alternates: Locale::ALL
            .map(|locale| (locale, place.here(locale, &found.results)))
            .to_vec(),
        audience: Audience::Everyone,
        ..Page::private(visit, title, main)
    })
}

fn results(place: &Place, found: &Found, visit: &Visit) -> Html {
    let t = visit.texts;
    let results = &found.results;
    let list = List {
        place,
        results,
        count: t.search_results_for(results.total, &found.query),
        announced: t.search_results_for(results.total, &found.query),
    };
    view! {
        <div class="container listing-page">
            <h1>{t.search_results()}</h1>
            {show(&list, visit)}
        </div>
    }
    .into_html()
}

async fn nothing(found: &Found, visit: &Visit) -> Html {
    let t = visit.texts;
    view! {
        <div class="message container">
            <h1>{t.search_nothing_for(&found.query)}</h1>
            {alternatives(&found.alternatives, visit)}
            <p>{t.search_nothing_hint()}</p>
            {search_again(visit)}
            {ways_on(visit).await}
        </div>
    }
    .into_html()
}

/// Nothing was asked yet.
async fn question(visit: &Visit) -> Page {
    let t = visit.texts;
    let main = view! {
        <div class="message container">
            <h1>{t.search_question()}</h1>
            <p>{t.search_question_hint()}</p>
            {search_again(visit)}
            {ways_on(visit).await}
        </div>
    };
    Page::private(visit, t.search_title(), main)
}
