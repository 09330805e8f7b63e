//! The cart's page, with the order that still waits to be paid.

use domain::cart::{AwaitingOrder, Cart, CartTotals};
use domain::catalog::CategorySummary;
use domain::shipping::ShippingChoice;
use leptos::prelude::*;

use super::api::view_cart;
use super::lines::{CartLines, LineTexts};
use super::totals::{CartAmounts, TotalsModel};
use crate::catalog::{category_tiles, list_categories};
use crate::checkout::{list_shipping, promises};
use crate::flash::{Flash, notice_box};
use crate::html::{Html, IntoHtml};
use crate::icon::{Icon, icon};
use crate::page::{Page, Refusal, Visit, respond};
use crate::wire::Prop;

#[component]
pub(crate) fn CartPage() -> impl IntoView {
    respond(|visit| async move { cart(&visit).await })
}

async fn cart(visit: &Visit) -> Result<Page, Refusal> {
    let t = visit.texts;
    let cart = view_cart(visit).await?;
    let mut flash = visit.visitor.take_flash().await;
    if flash.notice.is_none() && visit.query("payment").as_deref() == Some("cancelled") {
        flash = Flash::refused(t.checkout_not_paid());
    }
    let categories = list_categories(visit).await?;
    let shipping = list_shipping(visit).await?;
    let main = view! {
        <div class="container cart">
            <h1>{t.cart_title()}</h1>
            {notice_box(flash.notice, visit)}
            {cart.awaiting.clone().map(|order| awaiting(order, visit))}
            {filled(cart, &shipping, visit)}
            {empty(&categories, visit)}
        </div>
    };
    Ok(Page::private(visit, t.cart_title(), main))
}

/// The order made of this cart: pay it or change it.
pub(crate) fn awaiting(order: AwaitingOrder, visit: &Visit) -> impl IntoView + use<> {
    let t = visit.texts;
    let id = order.href.rsplit('/').next().unwrap_or_default().to_owned();
    let hidden = move || {
        view! {
            <input type="hidden" name="locale" value=visit.locale.tag()/>
            <input type="hidden" name="order" value=id.clone()/>
        }
    };
    let lines = order
        .lines
        .into_iter()
        .map(|line| view! { <li>{line}</li> })
        .collect_view();
    view! {
        <section class="awaiting" aria-labelledby="awaiting">
            <h2 id="awaiting">
                <a href=order.href>{t.cart_awaiting_title(order.number)}</a>
            </h2>
            <p>{t.cart_awaiting_text(order.until)}</p>
            <ul>{lines}</ul>
            <p class="amount">{order.total.text.clone()}</p>
            <div class="actions">
                <form method="post" action="/api/orders/pay">
                    {hidden()}
                    <button>{t.order_pay(order.total.text)}</button>
                </form>
                <form method="post" action="/api/orders/change">
                    {hidden()}
                    <button class="secondary">{t.order_change()}</button>
                </form>
            </div>
            <p class="hint">{t.order_change_hint()}</p>
        </section>
    }
}

/// The next step from an empty cart. It is there from the start, for when the last line goes (cart.css).
pub(crate) fn empty(categories: &[CategorySummary], visit: &Visit) -> Html {
    let t = visit.texts;
    view! {
        <div class="empty">
            <div class="empty-text">
                {icon(Icon::Bag)}
                <p>{t.cart_empty()}</p>
                <a class="button" href=visit.href("")>{t.cart_empty_next()}</a>
            </div>
            <section aria-labelledby="categories">
                <h2 id="categories">{t.home_categories()}</h2>
                {category_tiles(categories, visit)}
            </section>
        </div>
    }
    .into_html()
}

/// Lines and summary, where there is anything in the cart.
pub(crate) fn filled(cart: Cart, shipping: &[ShippingChoice], visit: &Visit) -> Option<Html> {
    (!cart.lines.is_empty()).then(|| {
        let summary = cart
            .totals
            .clone()
            .map(|totals| summary(totals, shipping, visit));
        view! {
            <div class="cart-columns">
                <div>
                    <CartLines model=Prop((cart, line_texts(visit)))/>
                </div>
                {summary}
            </div>
        }
        .into_html()
    })
}

fn summary(totals: CartTotals, shipping: &[ShippingChoice], visit: &Visit) -> Html {
    let t = visit.texts;
    let model = TotalsModel {
        subtotal: (t.cart_subtotal().into(), totals.subtotal.text),
        shipping: (
            t.cart_shipping_estimate().into(),
            totals.shipping_estimate.text,
        ),
        total: (t.cart_total().into(), totals.total.text),
    };
    view! {
        <aside class="cart-summary" aria-labelledby="cart-summary">
            <h2 id="cart-summary">{t.cart_summary()}</h2>
            <CartAmounts model=Prop(model)/>
            <p class="hint">{t.cart_prices_include_tax()}</p>
            <a class="button wide" href=visit.href("/checkout/contact")>{t.cart_checkout()}</a>
            <a class="wide-link" href=visit.href("")>{t.cart_continue_shopping()}</a>
            {promises(shipping, visit)}
        </aside>
    }
    .into_html()
}

fn line_texts(visit: &Visit) -> LineTexts {
    let t = visit.texts;
    LineTexts {
        locale: visit.locale.tag().into(),
        quantity: t.cart_quantity().into(),
        update: t.cart_update().into(),
        fewer: t.cart_fewer().into(),
        more: t.cart_more().into(),
        remove: t.cart_remove().into(),
        undo: t.cart_undo().into(),
        failed: t.errors_server_text().into(),
        offline: t.errors_offline().into(),
    }
}
