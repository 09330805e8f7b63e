//! The parts of an order's page.

use domain::orders::{OrderSummary, PaymentStatus};
use leptos::prelude::*;

use crate::checkout::summary::{lines_list, totals_list};
use crate::html::{Html, IntoHtml};
use crate::icon::{Icon, icon};
use crate::page::Visit;
use crate::session::SignedLink;

/// What order this is and where it stands.
pub(super) fn heading(order: &OrderSummary, status: PaymentStatus, visit: &Visit) -> Html {
    let t = visit.texts;
    let title = match status {
        PaymentStatus::Paid => t.order_thank_you().to_owned(),
        _ => t.order_title(&order.number),
    };
    let sent = (status == PaymentStatus::Paid)
        .then(|| view! { <p>{t.order_confirmation_sent(&order.masked_email)}</p> });
    let test = order
        .is_test
        .then(|| view! { <p class="test-note">{t.order_test_order()}</p> });
    view! {
        <header class="order-heading">
            <h1>{(status == PaymentStatus::Paid).then(|| icon(Icon::Check))} {title}</h1>
            <dl class="order-facts">
                <div><dt>{t.order_number()}</dt><dd>{order.number.clone()}</dd></div>
                <div>
                    <dt>{t.order_status()}</dt>
                    <dd><strong role="status" class=badge(status)>{t.payment_status(status)}</strong></dd>
                </div>
            </dl>
            <p class="muted">{t.order_placed_on(&order.placed_at)}</p>
            <p>{explanation(order, status, visit)}</p>
            {sent}
            {test}
        </header>
    }
    .into_html()
}

/// Never by colour alone: the badge has its word.
pub(crate) const fn badge(status: PaymentStatus) -> &'static str {
    match status {
        PaymentStatus::Paid => "badge good",
        PaymentStatus::AwaitingPayment | PaymentStatus::Processing => "badge waiting",
        PaymentStatus::Cancelled | PaymentStatus::Expired => "badge over",
        PaymentStatus::Failed | PaymentStatus::Review => "badge attention",
    }
}

fn explanation(order: &OrderSummary, status: PaymentStatus, visit: &Visit) -> String {
    let t = visit.texts;
    let text = match status {
        PaymentStatus::AwaitingPayment => return t.order_awaiting_text(&order.pay_until),
        PaymentStatus::Processing => t.order_processing_text(),
        PaymentStatus::Paid => t.order_paid_text(),
        PaymentStatus::Cancelled => t.order_cancelled_text(),
        PaymentStatus::Expired => t.order_expired_text(),
        PaymentStatus::Failed => t.order_failed_text(),
        PaymentStatus::Review => t.order_review_text(),
    };
    text.to_owned()
}

/// What the shopper can do about it.
pub(super) fn actions(
    order: &OrderSummary,
    status: PaymentStatus,
    link: &SignedLink,
    visit: &Visit,
) -> Html {
    let t = visit.texts;
    match status {
        PaymentStatus::AwaitingPayment => {
            let pay = t.order_pay(&order.total.text);
            open_order(order, pay, link, visit)
        }
        PaymentStatus::Failed => open_order(order, t.order_pay_again().to_owned(), link, visit),
        PaymentStatus::Processing => {
            let again = format!("{}{}", visit.path, link.query());
            view! { <p class="order-actions"><a class="secondary" href=again>{t.order_check_again()}</a></p> }
                .into_html()
        }
        _ => {
            let home = visit.href("");
            view! {
                <p class="order-actions"><a class="secondary" href=home>{t.order_continue_shopping()}</a></p>
            }
            .into_html()
        }
    }
}

/// An order that can still be paid, or given back.
fn open_order(order: &OrderSummary, pay: String, link: &SignedLink, visit: &Visit) -> Html {
    let t = visit.texts;
    let tag = visit.locale.tag();
    let id = order.id.as_str().to_owned();
    let signed = link
        .expires
        .zip(link.signature.clone())
        .map(|(expires, signature)| {
            view! {
                <input type="hidden" name="expires" value=expires.0.to_string()/>
                <input type="hidden" name="signature" value=signature/>
            }
        });
    // Only the cart that the order was made of can take its lines back.
    let change = visit.visitor.cart_token().map(|_| {
        view! {
            <form method="post" action="/api/orders/change">
                <input type="hidden" name="locale" value=tag/>
                <input type="hidden" name="order" value=id.clone()/>
                <button type="submit" class="secondary" aria-describedby="change-hint">{t.order_change()}</button>
                <p class="hint" id="change-hint">{t.order_change_hint()}</p>
            </form>
        }
    });
    view! {
        <div class="order-actions">
            <form method="post" action="/api/orders/pay">
                <input type="hidden" name="locale" value=tag/>
                <input type="hidden" name="order" value=id.clone()/>
                {signed}
                <button type="submit" class="button">{pay}</button>
            </form>
            {change}
        </div>
    }
    .into_html()
}

/// What was bought and what it came to.
pub(super) fn lines(order: &OrderSummary, visit: &Visit) -> Html {
    let t = visit.texts;
    let shipping = match order.shipping.minor {
        0 => t.cart_shipping_free().to_owned(),
        _ => order.shipping.text.clone(),
    };
    let rows = vec![
        (t.order_subtotal().to_owned(), order.subtotal.text.clone()),
        (t.order_shipping_by(&order.shipping_name), shipping),
    ];
    let tax = (order.tax.minor > 0).then(|| t.order_tax_included(&order.tax.text));
    view! {
        <section class="order-lines">
            <h2>{t.order_lines()}</h2>
            {lines_list(&order.lines, t)}
            {totals_list(rows, t.order_total(), order.total.text.clone(), tax)}
        </section>
    }
    .into_html()
}

/// Where it goes, when it comes, how it was paid.
pub(super) fn details(order: &OrderSummary, visit: &Visit) -> Html {
    let t = visit.texts;
    let address = order
        .address_lines
        .iter()
        .map(|line| view! { <span>{line.clone()}</span> });
    view! {
        <aside class="order-details" aria-label=t.order_delivery()>
            <h2>{t.order_ship_to()}</h2>
            <address>{address.collect_view()}</address>
            <h2>{t.order_delivery()}</h2>
            <p>{order.shipping_name.clone()}</p>
            <p>{order.arrives.clone()}</p>
            {payment(order, visit)}
        </aside>
    }
    .into_html()
}

/// What a shopper who has paid wonders about next.
pub(super) fn next_steps(order: &OrderSummary, status: PaymentStatus, visit: &Visit) -> Html {
    let t = visit.texts;
    let steps = || {
        view! {
            <section class="order-next">
                <h2>{t.order_next()}</h2>
                <ol>
                    <li>{t.order_next_parcel()}</li>
                    <li>{order.arrives.clone()}</li>
                    <li>{t.order_next_link(&order.masked_email)}</li>
                    <li>
                        {t.order_next_returns()} " "
                        <a href=visit.href("/returns")>{t.nav_returns()}</a>
                    </li>
                </ol>
            </section>
        }
    };
    (status == PaymentStatus::Paid).then(steps).into_html()
}

fn payment(order: &OrderSummary, visit: &Visit) -> Html {
    let t = visit.texts;
    let dashboard = order.dashboard_url.clone().map(|url| {
        view! { <p><a href=url rel="external noreferrer">{t.order_dashboard_link()}</a></p> }
    });
    let reference = order.payment_reference.clone();
    reference
        .map(|reference| {
            view! {
                <h2>{t.order_payment()}</h2>
                <p>{t.order_payment_reference()} ": " <code>{reference}</code></p>
                {dashboard}
            }
        })
        .into_html()
}
