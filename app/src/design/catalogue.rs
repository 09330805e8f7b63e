//! Finding and choosing: prices, badges, cards, ways through the shop, the box to buy from.

use domain::catalog::{Availability, Product, ProductCard, Sort};
use domain::checkout::Step;
use domain::facets::{FacetValue, Facets, Filters, OptionFacet, Results};
use leptos::prelude::*;

use super::samples::{Samples, price as amount, shipping};
use super::{Component, state, unfocused};
use crate::breadcrumbs::breadcrumbs;
use crate::catalog::buy_box::BuyBox;
use crate::catalog::card::{Below, cards, price};
use crate::catalog::product::details::details;
use crate::catalog::product::model::buy_model;
use crate::checkout::layout::steps;
use crate::html::{Html, IntoHtml};
use crate::page::Visit;
use crate::search::{List, Place, show};
use crate::wire::Prop;

pub(super) fn components(samples: &Samples, visit: &Visit) -> Vec<Component> {
    let t = visit.texts;
    let component = |name, title, states| Component {
        name,
        title,
        states,
    };
    let card_states: Vec<ProductCard> = card_states(samples, visit).into();
    let mut all = vec![
        component("prices", t.design_prices(), prices(samples, visit)),
        component(
            "cards",
            t.design_cards(),
            vec![cards(&card_states, visit, Below::SectionTitle, 0).into_html()],
        ),
        component(
            "wayfinding",
            t.design_wayfinding(),
            wayfinding(samples, visit),
        ),
    ];
    if let Some(product) = &samples.product {
        let box_of = vec![buy_box(product, visit)];
        let folded = vec![details(product, &shipping(visit), visit)];
        all.push(component("buy-box", t.product_options(), box_of));
        all.push(component("accordions", t.design_accordions(), folded));
    }
    all
}

fn prices(samples: &Samples, visit: &Visit) -> Vec<Html> {
    let normal = samples.card(0);
    let from = ProductCard {
        from: true,
        ..normal.clone()
    };
    let sale = on_sale(normal.clone(), visit);
    vec![
        state(".price", price(&normal, visit)),
        state(".price", price(&from, visit)),
        state(".price s", price(&sale, visit)),
    ]
}

fn on_sale(card: ProductCard, visit: &Visit) -> ProductCard {
    let before = amount(card.price.minor + card.price.minor / 4, visit);
    ProductCard {
        compare_at: Some(before),
        ..card
    }
}

/// Ordinary, from a price, on sale, few left, sold out, without a picture, with a very long name.
fn card_states(samples: &Samples, visit: &Visit) -> [ProductCard; 7] {
    let [
        normal,
        mut from,
        sale,
        mut few,
        mut sold_out,
        mut bare,
        mut long,
    ] = std::array::from_fn(|position| samples.card(position));
    from.from = true;
    few.availability = Availability::Few(2);
    sold_out.availability = Availability::SoldOut;
    (bare.picture, bare.second_picture) = (None, None);
    long.name = format!("{}, {}, {}", normal.name, few.name, long.name);
    [
        normal,
        from,
        on_sale(sale, visit),
        few,
        sold_out,
        bare,
        long,
    ]
}

fn wayfinding(samples: &Samples, visit: &Visit) -> Vec<Html> {
    let t = visit.texts;
    let between = [(visit.href("/design"), t.home_categories().to_owned())];
    let name = samples.card(0).name;
    vec![
        state(".breadcrumbs", breadcrumbs(visit, &between, &name)),
        state(".steps", steps(visit, Step::Shipping)),
        state(".listing", unfocused(listing(samples, visit))),
    ]
}

/// The second of three pages, narrowed down.
fn listing(samples: &Samples, visit: &Visit) -> Html {
    let place = Place::search(visit, &samples.card(0).name);
    let results = Results {
        products: vec![samples.card(0), samples.card(1)],
        total: 30,
        page: 2,
        pages: 3,
        sort: Sort::PriceAscending,
        filters: Filters {
            available: true,
            price_max: Some(10_000),
            ..Filters::default().toggle_option("colour", "sage")
        },
        facets: facets(visit),
    };
    let count = visit.texts.listing_products(results.total);
    let list = List {
        place: &place,
        results: &results,
        announced: count.clone(),
        count,
    };
    show(&list, visit)
}

/// A value that is chosen, one that could be, and one that would leave nothing.
fn facets(visit: &Visit) -> Facets {
    let value = |code: &str, swatch: &str, count| FacetValue {
        code: code.to_owned(),
        name: code.to_owned(),
        swatch: Some(swatch.to_owned()),
        count,
        chosen: code == "sage",
    };
    let colours = OptionFacet {
        code: "colour".to_owned(),
        name: visit.texts.product_options().to_owned(),
        values: vec![
            value("sage", "#8a9a7b", 12),
            value("sand", "#d9c9a8", 7),
            value("ink", "#3d4a66", 0),
        ],
    };
    Facets {
        categories: Vec::new(),
        options: vec![colours],
        available: 28,
        prices: Some((amount(1_200, visit), amount(19_900, visit))),
    }
}

/// The first option is chosen; the last value of the last one is sold out, and of it nothing is chosen.
fn buy_box(product: &Product, visit: &Visit) -> Html {
    let mut product = product.clone();
    let last = product
        .options
        .last()
        .and_then(|option| option.values.last())
        .map(|value| value.code.clone());
    for variant in &mut product.variants {
        if variant.values.last() == last.as_ref() {
            variant.availability = Availability::SoldOut;
        }
    }
    let chosen = (0..product.options.len()).map(|option| (option == 0).then_some(0));
    let slug = product.slugs.first().map(|slug| slug.slug.clone());
    let model = buy_model(
        &product,
        slug.unwrap_or_default(),
        visit.path.clone(),
        chosen.collect(),
        visit,
    );
    view! { <BuyBox model=Prop(model)/> }.into_html()
}
