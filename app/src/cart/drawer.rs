//! What opens after an add: the cart, and the ways on.
//!
//! A native dialog at the side: it keeps the focus, Escape closes it, and the
//! focus goes back. The frame renders it; only its lines are an island.

use domain::cart::CartLine;
use leptos::prelude::*;

use super::store::store;

/// Lines and subtotal, once there is a change to show. `label`: "Subtotal".
#[island]
pub fn DrawerCart(label: String) -> impl IntoView {
    let (cart, totalled) = (store(), store());
    let lines = move || {
        let lines = cart.with(|cart| cart.as_ref().map(|c| c.lines.clone()).unwrap_or_default());
        // What was added last is what the drawer opens for.
        lines.into_iter().rev().map(line).collect::<Vec<_>>()
    };
    let subtotal = move || {
        let text =
            |cart: &domain::cart::Cart| cart.totals.as_ref().map(|t| t.subtotal.text.clone());
        totalled.with(|cart| cart.as_ref().and_then(text).unwrap_or_default())
    };
    view! {
        <ul class="drawer-lines">{lines}</ul>
        <p class="drawer-total">
            <span>{label}</span>
            <strong>{subtotal}</strong>
        </p>
    }
}

fn line(line: CartLine) -> impl IntoView {
    let quantity = format!("{} × {}", line.quantity, line.unit_price.text);
    let picture = line.picture.map(|picture| picture.thumbnail());
    view! {
        <li>
            <img src=picture alt="" width="64" height="80"/>
            <span class="grow">
                <span class="name">{line.name}</span>
                <span class="variant">{line.variant_name}</span>
                <span class="variant">{quantity}</span>
            </span>
            <span class="amount">{line.line_total.text}</span>
        </li>
    }
}

/// Opens the frame's dialog.
pub(crate) fn open() {
    #[cfg(feature = "hydrate")]
    {
        use wasm_bindgen::JsCast;
        let dialog = document().get_element_by_id("cart-drawer");
        let dialog = dialog.and_then(|d| d.dyn_into::<web_sys::HtmlDialogElement>().ok());
        if let Some(dialog) = dialog.filter(|dialog| !dialog.open()) {
            let _ = dialog.show_modal();
        }
    }
}
