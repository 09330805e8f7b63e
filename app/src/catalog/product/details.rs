//! What there is to read about a product, folded by topic.

use domain::catalog::Product;
use domain::shipping::ShippingChoice;
use leptos::prelude::*;

use crate::checkout::shipping_table;
use crate::html::{Html, IntoHtml};
use crate::page::Visit;

/// The description open, delivery and returns one press away.
pub(crate) fn details(product: &Product, shipping: &[ShippingChoice], visit: &Visit) -> Html {
    let t = visit.texts;
    let delivery = view! {
        {shipping_table(shipping, t)}
        <p>{t.information_shipping_where()}</p>
        <p><a href=visit.href("/shipping")>{t.product_delivery_more()}</a></p>
    };
    let returns = view! {
        <p>{t.information_returns_right()}</p>
        <p>{t.information_returns_how()}</p>
        <p><a href=visit.href("/returns")>{t.product_returns_more()}</a></p>
    };
    view! {
        <div class="details">
            <details class="accordion" open=true>
                <summary><h2>{t.product_description()}</h2></summary>
                {description(product, visit)}
            </details>
            {topic(t.product_delivery(), delivery.into_html())}
            {topic(t.nav_returns(), returns.into_html())}
        </div>
    }
    .into_html()
}

fn topic(title: &'static str, content: Html) -> Html {
    view! {
        <details class="accordion">
            <summary><h2>{title}</h2></summary>
            <div>{content}</div>
        </details>
    }
    .into_html()
}

fn description(product: &Product, visit: &Visit) -> Html {
    let t = visit.texts;
    let foreign = product.description_locale != visit.locale;
    let lang = foreign.then(|| product.description_locale.tag());
    let paragraphs = product
        .description
        .split("\n\n")
        .map(|paragraph| view! { <p lang=lang>{paragraph.to_owned()}</p> });
    view! {
        <div>
            {foreign.then(|| view! { <p class="hint">{t.product_description_language()}</p> })}
            {paragraphs.collect_view()}
        </div>
    }
    .into_html()
}
