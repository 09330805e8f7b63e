//! Finding and choosing: prices, badges, cards, ways through the shop, the box to buy from.

use domain::catalog::{Availability, Listing, Product, ProductCard, Sort};
use domain::checkout::Step;
use domain::facets::{Facets, Filters, Results};
use leptos::prelude::*;

use super::samples::{Samples, price as amount, shipping};
use super::{Component, state};
use crate::breadcrumbs::breadcrumbs;
use crate::catalog::buy_box::BuyBox;
use crate::catalog::card::{Below, cards, price};
use crate::catalog::listing::page_links;
use crate::catalog::product::details::details;
use crate::catalog::product::model::buy_model;
use crate::checkout::layout::steps;
use crate::html::{Html, IntoHtml};
use crate::page::Visit;
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
        state(".pages", page_links(&second_of_three(), "", visit)),
    ]
}

fn second_of_three() -> Listing {
    Listing {
        code: String::new(),
        name: String::new(),
        description: String::new(),
        slugs: Vec::new(),
        results: Results {
            products: Vec::new(),
            total: 30,
            page: 2,
            pages: 3,
            sort: Sort::default(),
            filters: Filters::default(),
            facets: Facets::default(),
        },
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
