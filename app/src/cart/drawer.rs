//! What opens after an add: the cart, and the ways on.

use domain::cart::CartLine;
use leptos::prelude::*;
use serde::{Deserialize, Serialize};

use super::store::store;

#[derive(Clone, Debug, Serialize, Deserialize)]
pub struct DrawerTexts {
    pub title: String,
    pub close: String,
    pub subtotal: String,
    pub view_cart: String,
    pub checkout: String,
    pub continue_shopping: String,
    /// Paths.
    pub cart_href: String,
    pub checkout_href: String,
}

/// A native dialog at the side: it keeps the focus, Escape closes it, and the focus goes back.
#[island]
pub fn CartDrawer(texts: DrawerTexts) -> impl IntoView {
    let dialog = NodeRef::<leptos::html::Dialog>::new();
    let (cart, added) = (store().cart, store().added);
    let lines_cart = cart.clone();
    Effect::new(move |_| {
        if added.get() > 0
            && let Some(dialog) = dialog.get_untracked()
            && !dialog.open()
        {
            let _ = dialog.show_modal();
        }
    });
    let close = move || {
        if let Some(dialog) = dialog.get_untracked() {
            dialog.close();
        }
    };
    let lines = move || {
        let lines =
            lines_cart.with(|cart| cart.as_ref().map(|c| c.lines.clone()).unwrap_or_default());
        lines.into_iter().map(drawer_line).collect_view()
    };
    let subtotal = move || {
        let text =
            |cart: &domain::cart::Cart| cart.totals.as_ref().map(|t| t.subtotal.text.clone());
        cart.with(|cart| cart.as_ref().and_then(text).unwrap_or_default())
    };
    view! {
        <dialog class="drawer" node_ref=dialog aria-labelledby="drawer-title">
            <div class="drawer-head">
                <h2 id="drawer-title">{texts.title}</h2>
                <button
                    type="button"
                    class="icon-button"
                    aria-label=texts.close
                    on:click=move |_| close()
                >
                    "×"
                </button>
            </div>
            <ul class="drawer-lines">{lines}</ul>
            <p class="drawer-total">
                <span>{texts.subtotal}</span>
                <strong>{subtotal}</strong>
            </p>
            <div class="drawer-actions" on:click=move |_| close()>
                <a class="button" href=texts.checkout_href>{texts.checkout}</a>
                <a class="button secondary" href=texts.cart_href>{texts.view_cart}</a>
                <button type="button" class="link-button">{texts.continue_shopping}</button>
            </div>
        </dialog>
    }
}

fn drawer_line(line: CartLine) -> impl IntoView {
    let picture = line.picture.map(|picture| {
        view! { <img src=format!("/media/{}-480.webp", picture.file) alt="" width="64" height="80"/> }
    });
    view! {
        <li>
            {picture}
            <span class="grow">
                <span class="name">{line.name}</span>
                <span class="variant">{line.variant_name}</span>
                <span class="variant">{line.quantity} " × " {line.unit_price.text}</span>
            </span>
            <span class="amount">{line.line_total.text}</span>
        </li>
    }
}
