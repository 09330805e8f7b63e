//! The number beside the cart in the header.

use leptos::prelude::*;

use super::store::store;

/// Starts with what the cookie said, then follows the cart.
#[island]
pub fn CartBadge(
    count: i64,
    /// "Cart, 3 items"
    label: String,
) -> impl IntoView {
    let cart = store().cart;
    let label_cart = cart.clone();
    let number = move || cart.with(|cart| cart.as_ref().map_or(count, |cart| cart.count));
    let shown = number.clone();
    let words = move || {
        label_cart.with(|cart| {
            cart.as_ref()
                .map_or_else(|| label.clone(), |c| c.count_label.clone())
        })
    };
    view! {
        <span class="visually-hidden" data-cart-label="">{words}</span>
        <span class="cart-count" aria-hidden="true" hidden=move || shown() == 0>{number}</span>
    }
}
