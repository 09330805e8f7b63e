//! A product in a list.

use domain::catalog::{Availability, ProductCard};
use leptos::prelude::*;

use crate::html::{Html, IntoHtml};
use crate::page::Visit;
use crate::picture::{Loading, picture};

/// How wide a card is: four in a row, three, two.
const SIZES: &str = "(min-width: 1280px) 290px, (min-width: 800px) 30vw, 41vw";

/// Below which heading the cards stand.
#[derive(Clone, Copy)]
pub(crate) enum Below {
    PageTitle,
    SectionTitle,
}

/// Cards in a grid. The first `urgent` pictures belong to the first screen.
pub(crate) fn cards(
    products: &[ProductCard],
    visit: &Visit,
    below: Below,
    urgent: usize,
) -> impl IntoView + use<> {
    let cards = products.iter().enumerate().map(|(position, product)| {
        let loading = if position < urgent {
            Loading::First
        } else {
            Loading::Lazy
        };
        card(product, visit, below, loading)
    });
    view! { <ul class="cards">{cards.collect_view()}</ul> }
}

fn card(
    product: &ProductCard,
    visit: &Visit,
    below: Below,
    loading: Loading,
) -> impl IntoView + use<> {
    let href = visit.href(&format!("/p/{}", product.slug));
    let second = product.second_picture.as_ref().map(|second| {
        let hidden = domain::catalog::Picture {
            alt: String::new(),
            ..second.clone()
        };
        view! { <span class="second">{picture(&hidden, SIZES, Loading::Lazy)}</span> }
    });
    let link = view! { <a href=href>{product.name.clone()}</a> };
    let name = match below {
        Below::PageTitle => view! { <h2 class="name">{link}</h2> }.into_html(),
        Below::SectionTitle => view! { <h3 class="name">{link}</h3> }.into_html(),
    };
    let sold_out = product.availability.is_sold_out();
    view! {
        <li class="card" class:sold-out=sold_out>
            <div class="tile">
                {product.picture.as_ref().map(|first| picture(first, SIZES, loading))}
                {second}
                {badge(product, visit)}
            </div>
            {name}
            {price(product, visit)}
            {stock(product, visit)}
        </li>
    }
}

fn badge(product: &ProductCard, visit: &Visit) -> Html {
    let t = visit.texts;
    if product.availability.is_sold_out() {
        view! { <p class="badge">{t.listing_sold_out()}</p> }.into_html()
    } else if product.compare_at.is_some() {
        view! { <p class="badge sale">{t.listing_sale()}</p> }.into_html()
    } else {
        ().into_html()
    }
}

/// Said only where it matters for the choice: when few are left.
fn stock(product: &ProductCard, visit: &Visit) -> Html {
    match product.availability {
        Availability::Few(left) => {
            view! { <p class="stock">{visit.texts.product_only_left(left)}</p> }.into_html()
        }
        Availability::InStock | Availability::SoldOut => ().into_html(),
    }
}

pub(crate) fn price(product: &ProductCard, visit: &Visit) -> impl IntoView + use<> {
    let t = visit.texts;
    let now = if product.from {
        t.listing_from_price(&product.price.text)
    } else {
        product.price.text.clone()
    };
    let before = product.compare_at.as_ref().map(|before| {
        view! {
            " "
            <s>
                <span class="visually-hidden">{t.listing_price_before()}" "</span>
                {before.text.clone()}
            </s>
        }
    });
    let label = product
        .compare_at
        .is_some()
        .then(|| view! { <span class="visually-hidden">{t.listing_price_now()}" "</span> });
    let reduced = product.compare_at.is_some();
    view! { <p class="price">{label}<span class:reduced=reduced>{now}</span>{before}</p> }
}
