//! From the cart to the order: lines, totals, the drawer, what is empty, where an order stands, waiting.

use domain::orders::PaymentStatus;
use leptos::prelude::*;

use super::samples::{NUMBER, Samples, price, shipping};
use super::{Component, state};
use crate::cart::page::{awaiting, empty, filled};
use crate::checkout::summary::{lines_list, totals_list};
use crate::html::{Html, IntoHtml};
use crate::orders::content::badge;
use crate::page::Visit;

pub(super) fn components(samples: &Samples, visit: &Visit) -> Vec<Component> {
    let t = visit.texts;
    let component = |name, title, states| Component {
        name,
        title,
        states,
    };
    vec![
        component("cart", t.cart_title(), vec![cart(samples, visit)]),
        component(
            "cart-empty",
            t.cart_header_empty(),
            vec![no_cart(samples, visit)],
        ),
        component(
            "awaiting",
            t.order_status_awaiting_payment(),
            vec![awaiting(samples.awaiting(visit), visit).into_html()],
        ),
        component("summary", t.checkout_summary(), summary(samples, visit)),
        component("drawer", t.product_added(), vec![drawer(visit)]),
        component("status", t.order_status(), statuses(visit)),
        component("loading", t.design_loading(), vec![loading(samples)]),
    ]
}

fn cart(samples: &Samples, visit: &Visit) -> Html {
    let cart = filled(samples.cart(visit), &shipping(visit), visit);
    view! { <div class="cart">{cart}</div> }.into_html()
}

fn no_cart(samples: &Samples, visit: &Visit) -> Html {
    view! { <div class="cart">{empty(&samples.categories, visit)}</div> }.into_html()
}

fn summary(samples: &Samples, visit: &Visit) -> Vec<Html> {
    let t = visit.texts;
    let rows = vec![
        (t.cart_subtotal().to_owned(), price(25_800, visit).text),
        (
            t.checkout_shipping().to_owned(),
            t.cart_shipping_free().to_owned(),
        ),
    ];
    let tax = t.cart_tax_included(price(1_890, visit).text);
    let total = price(25_800, visit).text;
    vec![
        lines_list(&samples.summary_lines(visit), t),
        totals_list(rows, t.cart_total(), total, Some(tax)),
    ]
}

/// Opens the frame's own; what is in it is the cart above.
fn drawer(visit: &Visit) -> Html {
    view! {
        <button type="button" class="secondary" command="show-modal" commandfor="cart-drawer">
            {visit.texts.product_view_cart()}
        </button>
    }
    .into_html()
}

fn statuses(visit: &Visit) -> Vec<Html> {
    let badges = PaymentStatus::ALL.map(|status| {
        let class = badge(status);
        view! { <li><strong class=class>{visit.texts.payment_status(status)}</strong></li> }
    });
    let number = visit.texts.order_title(NUMBER);
    vec![
        view! { <p>{number}</p> }.into_html(),
        view! { <ul class="design-row">{badges.into_iter().collect_view()}</ul> }.into_html(),
    ]
}

/// A picture's place before the picture is there: of its final size.
fn loading(samples: &Samples) -> Html {
    let tiles = (0..samples.cards.len().min(4))
        .map(|_| view! { <li class="card"><div class="tile"></div></li> });
    state(
        ".tile:empty",
        view! { <ul class="cards">{tiles.collect_view()}</ul> },
    )
}
