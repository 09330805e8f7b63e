//! The number beside the cart in the header.

use leptos::prelude::*;

use super::store::store;
use crate::wire::Prop;

/// Starts with what the cookie said, then follows the cart. `start`: the
/// number, and the label "Cart, 3 items".
#[island]
pub fn CartBadge(start: Prop<(i64, String)>) -> impl IntoView {
    let Prop((count, label)) = start;
    let (cart, labelled, counted) = (store(), store(), store());
    let number = move || cart.with(|cart| cart.as_ref().map_or(count, |cart| cart.count));
    let is_empty = move || counted.with(|cart| cart.as_ref().map_or(count, |cart| cart.count)) == 0;
    let words = move || {
        labelled.with(|cart| {
            cart.as_ref()
                .map_or_else(|| label.clone(), |c| c.count_label.clone())
        })
    };
    view! {
        <span class="visually-hidden">{words}</span>
        <span class="cart-count" aria-hidden="true" hidden=is_empty>
            {move || number().to_string()}
        </span>
    }
}
