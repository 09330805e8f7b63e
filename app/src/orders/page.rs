//! The page of one order: confirmation after paying, and where it stands ever after.

use domain::ids::OrderId;
use domain::orders::PaymentStatus;
use leptos::prelude::*;

use super::api::{Found, find_order};
use super::content::{actions, details, heading, lines, next_steps};
use crate::flash::notice_box;
use crate::page::{Announcements, Page, Refusal, Visit, message, respond};
use crate::session::SignedLink;

/// How often the page of a payment under way reloads itself where no script runs.
const REFRESH_SECONDS: u32 = 5;

#[component]
pub(crate) fn OrderPage() -> impl IntoView {
    respond(order)
}

async fn order(visit: Visit) -> Result<Page, Refusal> {
    let id = OrderId(visit.segment(2));
    let link = SignedLink::new(visit.query("expires"), visit.query("signature"));
    let Some(found) = find_order(&visit, &id, &link).await? else {
        return Ok(nobody_elses_business(&visit, &link));
    };
    let status = shown_status(&found, &visit);
    let order = found.order;
    let shown = visit.visitor.take_flash().await;
    let waiting = status == PaymentStatus::Processing;
    let poll = waiting.then(|| {
        let expires = link.expires.map(|expires| expires.0.to_string());
        view! {
            <span
                data-script="/order.js"
                data-order=id.0
                data-expires=expires
                data-signature=link.signature.clone()
                hidden=true
            ></span>
        }
    });
    let title = visit.texts.order_title(&order.number);
    let main = view! {
        <div class="order container">
            {notice_box(shown.notice, &visit)}
            {heading(&order, status, &visit)}
            {poll}
            {next_steps(&order, status, &visit)}
            {actions(&order, status, &link, &visit)}
            <div class="order-columns">
                {lines(&order, &visit)}
                {details(&order, &visit)}
            </div>
        </div>
    };
    let refresh_seconds = waiting.then_some(REFRESH_SECONDS);
    let page = Page {
        refresh_seconds,
        announcements: Announcements::InPage,
        ..Page::private(&visit, title, main)
    };
    Ok(with_link(page, &link))
}

/// Who comes back from paying while the gateway is silent has most likely paid,
/// and must not be asked to pay again.
fn shown_status(found: &Found, visit: &Visit) -> PaymentStatus {
    let back = visit.query("from").as_deref() == Some("gateway");
    match found.order.status {
        PaymentStatus::AwaitingPayment if back && found.unanswered => PaymentStatus::Processing,
        status => status,
    }
}

/// The languages' links lead to the same order for whoever has only the link.
fn with_link(mut page: Page, link: &SignedLink) -> Page {
    for (_, path) in &mut page.alternates {
        path.push_str(&link.query());
    }
    page
}

/// The same for an order that is not there and for one that is somebody else's.
fn nobody_elses_business(visit: &Visit, link: &SignedLink) -> Page {
    let t = visit.texts;
    visit.visitor.set_status(404);
    match link.signature {
        Some(_) => message(
            visit,
            t.order_link_expired_title(),
            t.order_link_expired_text(),
        ),
        None => message(visit, t.order_not_yours_title(), t.order_not_yours_text()),
    }
}
