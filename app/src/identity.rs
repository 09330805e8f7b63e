//! The shop's name and how it is reached, as header, footer and pages show it.
//!
//! What there is to show is in `domain::identity`.

use leptos::prelude::*;

use crate::html::{Html, IntoHtml};
use crate::page::Visit;

/// The shop's logo, or else its name in writing; leads home.
pub(crate) fn logo(visit: &Visit) -> Html {
    let name = visit.visitor.shop_name().to_owned();
    let inside = match visit.visitor.identity().logo.clone() {
        Some(logo) => {
            let width = logo.width.map(|width| width.to_string());
            view! { <img src=logo.path alt=name width=width height=logo.height.to_string()/> }
                .into_html()
        }
        None => name.into_html(),
    };
    view! { <a class="logo" href=visit.href("")>{inside}</a> }.into_html()
}

/// E-mail, phone and postal address; only what there is.
pub(crate) fn ways_to_reach(visit: &Visit) -> Html {
    let t = visit.texts;
    let identity = visit.visitor.identity();
    let email = identity.email.clone();
    let email = (!email.is_empty()).then(|| {
        view! {
            <div>
                <dt>{t.information_contact_email()}</dt>
                <dd><a href=format!("mailto:{email}")>{email.clone()}</a></dd>
            </div>
        }
    });
    let phone = identity.phone.clone().map(|phone| {
        let digits: String = phone
            .chars()
            .filter(|c| c.is_ascii_digit() || *c == '+')
            .collect();
        view! {
            <div>
                <dt>{t.information_contact_phone()}</dt>
                <dd><a href=format!("tel:{digits}")>{phone}</a></dd>
            </div>
        }
    });
    let address = (!identity.address.is_empty()).then(|| {
        view! {
            <div>
                <dt>{t.information_contact_address()}</dt>
                <dd><address>{address_lines(visit)}</address></dd>
            </div>
        }
    });
    view! { <dl class="ways-to-reach">{email}{phone}{address}</dl> }.into_html()
}

/// The firm's name first, where it is another than the shop's.
fn address_lines(visit: &Visit) -> Html {
    let identity = visit.visitor.identity();
    identity
        .legal_name
        .iter()
        .chain(&identity.address)
        .map(|line| view! { <span>{line.clone()}</span> })
        .collect_view()
        .into_html()
}

/// Who sells, in one line: registered name and tax number, as far as they are known.
pub(crate) fn imprint(visit: &Visit) -> String {
    let identity = visit.visitor.identity();
    let name = identity.legal_name.as_deref();
    let name = name.unwrap_or(visit.visitor.shop_name());
    match &identity.tax_id {
        Some(tax_id) => format!("{name} · {}", visit.texts.information_tax_id(tax_id)),
        None => name.to_owned(),
    }
}
