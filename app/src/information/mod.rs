//! What a shop has to say about itself: shipping, returns, contact, privacy, terms.

use leptos::prelude::*;

use crate::page::{Page, Refusal, Visit, respond};

/// A heading and what is under it.
type Section = (&'static str, &'static str);

#[component]
pub(crate) fn ShippingInformationPage() -> impl IntoView {
    respond(|visit| async move {
        let t = visit.texts;
        let sections = [
            (
                t.information_shipping_where_title(),
                t.information_shipping_where(),
            ),
            (
                t.information_shipping_when_title(),
                t.information_shipping_when(),
            ),
            (
                t.information_shipping_cost_title(),
                t.information_shipping_cost(),
            ),
        ];
        Ok(page(&visit, t.nav_shipping(), &sections, ()))
    })
}

#[component]
pub(crate) fn ReturnsPage() -> impl IntoView {
    respond(|visit| async move {
        let t = visit.texts;
        let sections = [
            (
                t.information_returns_right_title(),
                t.information_returns_right(),
            ),
            (
                t.information_returns_how_title(),
                t.information_returns_how(),
            ),
            (
                t.information_returns_damaged_title(),
                t.information_returns_damaged(),
            ),
        ];
        Ok(page(&visit, t.nav_returns(), &sections, ()))
    })
}

#[component]
pub(crate) fn ContactInformationPage() -> impl IntoView {
    respond(|visit| async move {
        let t = visit.texts;
        let sections = [
            (
                t.information_contact_write_title(),
                t.information_contact_write(),
            ),
            (
                t.information_contact_order_title(),
                t.information_contact_order(),
            ),
        ];
        let address = mail_address(&visit);
        let link = view! { <p><a href=format!("mailto:{address}")>{address.clone()}</a></p> };
        Ok(page(&visit, t.nav_contact(), &sections, link))
    })
}

#[component]
pub(crate) fn PrivacyPage() -> impl IntoView {
    respond(|visit| async move {
        let t = visit.texts;
        let sections = [
            (
                t.information_privacy_what_title(),
                t.information_privacy_what(),
            ),
            (
                t.information_privacy_cookies_title(),
                t.information_privacy_cookies(),
            ),
            (
                t.information_privacy_payment_title(),
                t.information_privacy_payment(),
            ),
            (
                t.information_privacy_rights_title(),
                t.information_privacy_rights(),
            ),
        ];
        Ok(page(&visit, t.nav_privacy(), &sections, ()))
    })
}

#[component]
pub(crate) fn TermsPage() -> impl IntoView {
    respond(|visit| async move {
        let t = visit.texts;
        let sections = [
            (t.information_terms_shop_title(), t.information_terms_shop()),
            (
                t.information_terms_order_title(),
                t.information_terms_order(),
            ),
            (
                t.information_terms_prices_title(),
                t.information_terms_prices(),
            ),
            (
                t.information_terms_payment_title(),
                t.information_terms_payment(),
            ),
            (
                t.information_terms_returns_title(),
                t.information_terms_returns(),
            ),
        ];
        Ok::<_, Refusal>(page(&visit, t.nav_terms(), &sections, ()))
    })
}

fn page(visit: &Visit, title: &'static str, sections: &[Section], end: impl IntoView) -> Page {
    let note = visit.visitor.is_test().then(|| {
        view! { <p class="test-note">{visit.texts.information_demo()}</p> }
    });
    let sections = sections.iter().map(|(heading, text)| {
        view! { <h2>{*heading}</h2><p>{*text}</p> }
    });
    let main = view! {
        <div class="information container">
            <h1>{title}</h1>
            {note}
            {sections.collect_view()}
            {end}
        </div>
    };
    Page::new(visit, title, main)
}

/// The address alone, where the setting also has a name: `Vitrine <shop@example.com>`.
fn mail_address(visit: &Visit) -> String {
    let from = &visit.visitor.ctx.settings.mail_from;
    let bare = from.split_once('<').map_or(from.as_str(), |(_, rest)| rest);
    bare.trim_end_matches('>').trim().to_owned()
}
