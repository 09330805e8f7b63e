//! What a shopper may count on before ordering: when it arrives, that it can go back, how it is paid.
//!
//! Only what the shop's own pages about delivery, returns and payment say too.

use domain::shipping::ShippingChoice;
use leptos::prelude::*;
use texts::Texts;

use crate::html::{Html, IntoHtml};
use crate::icon::{Icon, icon};
use crate::page::Visit;

/// The day that the shop's first way of shipping arrives, and the way back.
pub(crate) fn promises(shipping: &[ShippingChoice], visit: &Visit) -> Html {
    let t = visit.texts;
    let delivery = shipping.first().map(|choice| {
        view! {
            <li>
                {icon(Icon::Delivery)}
                <p>
                    <strong>{choice.arrives.clone()}</strong>
                    <span class="hint">{method_and_price(choice, t)}</span>
                </p>
            </li>
        }
    });
    view! {
        <ul class="promises">
            {delivery}
            <li>
                {icon(Icon::Returns)}
                <p><a href=visit.href("/returns")>{t.product_returns()}</a></p>
            </li>
            <li>
                {icon(Icon::Payment)}
                <p>{t.home_trust_payment()}</p>
            </li>
        </ul>
    }
    .into_html()
}

/// Every way of shipping with its price and day.
pub(crate) fn shipping_table(shipping: &[ShippingChoice], texts: Texts) -> Html {
    let rows = shipping.iter().map(|choice| {
        view! {
            <div>
                <dt>{method_and_price(choice, texts)}</dt>
                <dd>{choice.arrives.clone()}</dd>
            </div>
        }
    });
    view! { <dl class="shipping-table">{rows.collect_view()}</dl> }.into_html()
}

/// "Standard shipping, $4.90"
fn method_and_price(choice: &ShippingChoice, texts: Texts) -> String {
    let price = match choice.price.minor {
        0 => texts.cart_shipping_free(),
        _ => &choice.price.text,
    };
    texts.product_shipping_method(&choice.name, price)
}
