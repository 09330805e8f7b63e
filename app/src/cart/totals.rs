//! What the lines of the cart come to.

use domain::cart::CartTotals;
use leptos::prelude::*;

use super::store::store;
use crate::wire::{Prop, wire};

wire! {
    /// Labels, and the amounts to start with.
    pub struct TotalsModel {
        pub subtotal: (String, String),
        pub shipping: (String, String),
        pub total: (String, String),
    }
}

/// Follows the cart, whoever changes it.
#[island]
pub fn CartAmounts(model: Prop<TotalsModel>) -> impl IntoView {
    let Prop(TotalsModel {
        subtotal,
        shipping,
        total,
    }) = model;
    view! {
        <dl class="totals">
            {row("", subtotal, |totals| &totals.subtotal.text)}
            {row("", shipping, |totals| &totals.shipping_estimate.text)}
            {row("grand", total, |totals| &totals.total.text)}
        </dl>
    }
}

fn row(
    class: &'static str,
    (label, start): (String, String),
    part: fn(&CartTotals) -> &str,
) -> impl IntoView {
    let cart = store();
    let amount = move || {
        cart.with(|cart| match cart {
            Some(cart) => cart
                .totals
                .as_ref()
                .map(|t| part(t).to_owned())
                .unwrap_or_default(),
            None => start.clone(),
        })
    };
    view! {
        <div class=class>
            <dt>{label}</dt>
            <dd>{amount}</dd>
        </div>
    }
}
