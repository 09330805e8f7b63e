//! What is being bought and what it comes to: beside the steps, on a phone folded above them.

use domain::catalog::Picture;
use domain::checkout::{CheckoutView, SummaryLine};
use leptos::prelude::*;
use texts::Texts;

use crate::html::{Html, IntoHtml};
use crate::picture::{Loading, picture};

/// Beside the step, where there is room.
pub(super) fn summary_aside(view: &CheckoutView, texts: Texts) -> Html {
    view! {
        <aside class="order-summary" aria-label=texts.checkout_summary()>
            <h2>{texts.checkout_summary()}</h2>
            {lines_list(&view.lines, texts)}
            {totals(view, texts)}
        </aside>
    }
    .into_html()
}

/// Above the step on a phone: the total, and on demand what makes it.
pub(super) fn summary_bar(view: &CheckoutView, texts: Texts) -> Html {
    view! {
        <details class="summary-bar">
            <summary>
                <span>{texts.checkout_show_summary()}</span>
                <strong>{view.total.text.clone()}</strong>
            </summary>
            {lines_list(&view.lines, texts)}
            {totals(view, texts)}
        </details>
    }
    .into_html()
}

/// The lines of an order, with pictures.
pub(crate) fn lines_list(lines: &[SummaryLine], texts: Texts) -> Html {
    let items = lines.iter().map(|line| {
        let variant = (!line.variant_name.is_empty()).then(|| line.variant_name.clone());
        view! {
            <li class="summary-line">
                {thumbnail(line.picture.as_ref())}
                <div class="summary-line-text">
                    <span class="summary-line-name">{line.name.clone()}</span>
                    {variant.map(|variant| view! { <span class="muted">{variant}</span> })}
                    <span class="muted">{quantity(line, texts)}</span>
                </div>
                <span class="summary-line-total">{line.total.text.clone()}</span>
            </li>
        }
    });
    view! { <ul class="summary-lines">{items.collect_view()}</ul> }.into_html()
}

/// Of a single piece the price is the line's total.
fn quantity(line: &SummaryLine, texts: Texts) -> String {
    let quantity = texts.checkout_quantity(line.quantity);
    match line.quantity {
        1 => quantity,
        _ => format!("{quantity} · {}", texts.cart_each(&line.unit_price.text)),
    }
}

fn thumbnail(shown: Option<&Picture>) -> Html {
    let shown = shown.map(|shown| picture(shown, "64px", Loading::Lazy));
    view! { <span class="thumbnail">{shown}</span> }.into_html()
}

fn totals(view: &CheckoutView, texts: Texts) -> Html {
    let shipping = match &view.shipping {
        Some(price) if price.minor == 0 => texts.cart_shipping_free().to_owned(),
        Some(price) => price.text.clone(),
        None => texts.checkout_shipping_next_step().to_owned(),
    };
    let tax = match &view.tax {
        Some(tax) => (tax.minor > 0).then(|| texts.cart_tax_included(&tax.text)),
        None => Some(texts.cart_prices_include_tax().to_owned()),
    };
    let rows = [
        (texts.cart_subtotal().to_owned(), view.subtotal.text.clone()),
        (texts.checkout_shipping().to_owned(), shipping),
    ];
    totals_list(
        rows.to_vec(),
        texts.cart_total(),
        view.total.text.clone(),
        tax,
    )
}

/// Labels and amounts, the total last, and a word about the tax in it if there is any.
pub(crate) fn totals_list(
    rows: Vec<(String, String)>,
    total_label: &'static str,
    total: String,
    tax: Option<String>,
) -> Html {
    let rows = rows.into_iter().map(|(label, amount)| {
        view! { <div><dt>{label}</dt><dd>{amount}</dd></div> }
    });
    view! {
        <dl class="totals">
            {rows.collect_view()}
            <div class="total"><dt>{total_label}</dt><dd>{total}</dd></div>
        </dl>
        {tax.map(|tax| view! { <p class="muted tax">{tax}</p> })}
    }
    .into_html()
}
