//! A category: its products, narrowed down, sorted and in pages as its address says.

use domain::catalog::Listing;
use domain::locale::Locale;
use leptos::prelude::*;

use super::api::find_listing;
use crate::breadcrumbs::breadcrumbs;
use crate::html::{Html, IntoHtml};
use crate::page::{Page, Refusal, Visit, respond};
use crate::search::{List, Place, numbered, show, ways_on};

#[component]
pub(crate) fn ListingPage() -> impl IntoView {
    respond(|visit| async move { listing(&visit).await })
}

async fn listing(visit: &Visit) -> Result<Page, Refusal> {
    let slug = visit.segment(2);
    let place = Place::category(visit, &slug);
    let listing = find_listing(visit, &slug, &place.request(visit)).await?;
    let results = &listing.results;
    let products = if results.total == 0 && results.filters.is_empty() {
        empty(visit).await
    } else {
        products(&place, &listing, visit)
    };
    let title = numbered(listing.name.clone(), results, visit);
    Ok(Page {
        description: listing.description.clone(),
        canonical: place.canonical(visit.locale, results),
        alternates: alternates(&place, &listing),
        listed: place.listed(results),
        category: Some(slug),
        structured: crate::structured::listing(&listing, visit),
        ..Page::new(visit, title, content(&listing, products, visit))
    })
}

/// The same choice in all languages: codes do not differ between them.
fn alternates(place: &Place, listing: &Listing) -> Vec<(Locale, String)> {
    let slugs = listing.slugs.iter();
    slugs
        .map(|s| {
            (
                s.locale,
                place.moved_to(&s.slug).here(s.locale, &listing.results),
            )
        })
        .collect()
}

fn content(listing: &Listing, products: Html, visit: &Visit) -> Html {
    view! {
        <div class="container listing-page">
            {breadcrumbs(visit, &[], &listing.name)}
            <h1>{listing.name.clone()}</h1>
            <p class="lead">{listing.description.clone()}</p>
            {products}
        </div>
    }
    .into_html()
}

fn products(place: &Place, listing: &Listing, visit: &Visit) -> Html {
    let results = &listing.results;
    let count = visit.texts.listing_products(results.total);
    let announced = format!("{} – {count}", listing.name);
    let list = List {
        place,
        results,
        count,
        announced,
    };
    show(&list, visit)
}

async fn empty(visit: &Visit) -> Html {
    view! {
        <p class="none-match">{visit.texts.listing_empty()}</p>
        {ways_on(visit).await}
    }
    .into_html()
}
