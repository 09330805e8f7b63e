//! A category: its products in pages. Sort and page are in the URL.

use domain::catalog::{Listing, Sort};
use domain::facets::{Filters, ListingRequest, Results};
use leptos::prelude::*;

use super::api::find_listing;
use super::card::{Below, cards};
use crate::breadcrumbs::breadcrumbs;
use crate::html::IntoHtml;
use crate::page::{Listed, Page, Refusal, Visit, href, respond};

#[component]
pub(crate) fn ListingPage() -> impl IntoView {
    respond(|visit| async move { listing(&visit).await })
}

async fn listing(visit: &Visit) -> Result<Page, Refusal> {
    let slug = visit.segment(2);
    let request = ListingRequest {
        filters: Filters::default(),
        sort: visit.query("sort").and_then(|text| Sort::parse(&text)),
        page: visit
            .query("page")
            .and_then(|text| text.parse().ok())
            .unwrap_or(1),
    };
    let listing = find_listing(visit, &slug, &request).await?;
    let sort = listing.results.sort;
    let main = content(&listing, &slug, visit);
    let t = visit.texts;
    let title = match listing.results.page {
        1 => listing.name.clone(),
        page => format!(
            "{} – {}",
            listing.name,
            t.listing_page_of(page, listing.results.pages)
        ),
    };
    let paths = listing
        .slugs
        .iter()
        .map(|s| (s.locale, href(s.locale, &format!("/c/{}", s.slug))));
    Ok(Page {
        description: listing.description.clone(),
        // Other orders of the same products are not other pages to a search engine.
        canonical: address(visit, &slug, Sort::default(), listing.results.page),
        alternates: paths.collect(),
        listed: if sort == Sort::default() {
            Listed::Yes
        } else {
            Listed::No
        },
        category: Some(slug),
        ..Page::new(visit, title, main)
    })
}

fn content(listing: &Listing, slug: &str, visit: &Visit) -> impl IntoView + use<> {
    let t = visit.texts;
    let products = if listing.results.products.is_empty() {
        view! {
            <p>{t.listing_empty()}</p>
            <p><a class="button" href=visit.href("")>{t.listing_empty_next()}</a></p>
        }
        .into_html()
    } else {
        cards(&listing.results.products, visit, Below::PageTitle, 2).into_html()
    };
    view! {
        <div class="container">
            {breadcrumbs(visit, &[], &listing.name)}
            <h1>{listing.name.clone()}</h1>
            <p class="lead">{listing.description.clone()}</p>
            <div class="listing-bar">
                <p class="count">{t.listing_products(listing.results.total)}</p>
                {sort_form(listing.results.sort, slug, visit)}
            </div>
            {products}
            {page_links(listing, slug, visit)}
        </div>
    }
}

/// Path with only the parts of the query that differ from what goes without saying.
fn address(visit: &Visit, slug: &str, sort: Sort, page: i64) -> String {
    let mut query = Vec::new();
    if sort != Sort::default() {
        query.push(format!("sort={}", sort.as_str()));
    }
    if page > 1 {
        query.push(format!("page={page}"));
    }
    let mark = if query.is_empty() { "" } else { "?" };
    visit.href(&format!("/c/{slug}{mark}{}", query.join("&")))
}

fn sort_form(current: Sort, slug: &str, visit: &Visit) -> impl IntoView + use<> {
    let t = visit.texts;
    let options = Sort::ALL
        .into_iter()
        .filter(|sort| *sort != Sort::Relevance)
        .map(|sort| {
            view! {
                <option value=sort.as_str() selected=sort == current>{t.sort(sort)}</option>
            }
        });
    view! {
        <form class="sort" method="get" action=visit.href(&format!("/c/{slug}"))>
            <label for="sort">{t.listing_sort()}</label>
            <select id="sort" name="sort" data-submits="apply-sort">{options.collect_view()}</select>
            <button id="apply-sort" class="secondary no-script">{t.listing_apply()}</button>
        </form>
    }
}

pub(crate) fn page_links(listing: &Listing, slug: &str, visit: &Visit) -> impl IntoView + use<> {
    let t = visit.texts;
    let Results {
        page, pages, sort, ..
    } = listing.results;
    let to = |number: i64| address(visit, slug, sort, number);
    let previous = (page > 1)
        .then(|| view! { <li><a rel="prev" href=to(page - 1)>{t.listing_previous()}</a></li> });
    let next = (page < pages)
        .then(|| view! { <li><a rel="next" href=to(page + 1)>{t.listing_next()}</a></li> });
    let numbers = (1..=pages).map(|number| {
        let current = (number == page).then_some("page");
        view! {
            <li>
                <a href=to(number) aria-current=current aria-label=t.listing_page(number)>
                    {number}
                </a>
            </li>
        }
    });
    (pages > 1).then(|| {
        view! {
            <nav class="pages" aria-label=t.listing_pages()>
                <ul>{previous}{numbers.collect_view()}{next}</ul>
            </nav>
        }
    })
}
