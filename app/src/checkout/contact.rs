//! The first step: e-mail and addresses.

use std::collections::BTreeMap;

use domain::address::{self, AddressForm, Field};
use domain::checkout::{Details, Step};
use domain::locale::Locale;
use leptos::prelude::*;

use super::address::{Address, Input, address_fields};
use super::api::view_step;
use super::layout::step_page;
use crate::flash::Flash;
use crate::html::{Html, IntoHtml};
use crate::page::{Page, Refusal, Visit, respond};

#[component]
pub(crate) fn ContactPage() -> impl IntoView {
    respond(contact)
}

async fn contact(visit: Visit) -> Result<Page, Refusal> {
    let view = view_step(&visit, Step::Contact).await?;
    let mut shown = visit.visitor.take_flash().await;
    if shown.entries.is_empty() {
        shown.entries = entries_of(&view.details, visit.locale);
    } else {
        // What was entered survives a reload too, until the form is accepted.
        let kept = Flash {
            entries: shown.entries.clone(),
            ..Flash::default()
        };
        visit.visitor.flash(visit.locale, kept).await;
    }
    complete(&mut shown.entries, visit.locale);
    let form = contact_form(&shown, &visit);
    Ok(step_page(&visit, Step::Contact, &view, &shown, form))
}

fn contact_form(shown: &Flash, visit: &Visit) -> Html {
    let t = visit.texts;
    let same = shown.entries.contains_key("billing_same");
    let email = Input {
        name: "email".to_owned(),
        label: t.checkout_email().to_owned(),
        kind: "email",
        autocomplete: "email".to_owned(),
        inputmode: Some("email"),
        hint: Some(t.checkout_email_hint().to_owned()),
        required: true,
    };
    view! {
        <form class="step-form" method="post" action="/api/checkout/contact" novalidate=true>
            <input type="hidden" name="locale" value=visit.locale.tag()/>
            // Enter in a field presses the first button: it must not be one that changes the country.
            <button class="default-button" tabindex="-1" aria-hidden="true">
                {t.checkout_continue_to_shipping()}
            </button>
            <p class="hint">{t.checkout_guest_hint()}</p>
            {email.view(shown)}
            <fieldset>
                <legend>{t.checkout_shipping_address()}</legend>
                {address_fields(Address::Shipping, shown, t)}
            </fieldset>
            <div class="choice">
                <input type="checkbox" id="billing_same" name="billing_same" value="on" checked=same/>
                <label for="billing_same">{t.checkout_billing_same()}</label>
            </div>
            <fieldset class="billing">
                <legend>{t.checkout_billing_address()}</legend>
                {address_fields(Address::Billing, shown, t)}
            </fieldset>
            <button type="submit" class="button">{t.checkout_continue_to_shipping()}</button>
        </form>
    }
    .into_html()
}

/// What was saved before, as the form's entries.
fn entries_of(details: &Details, locale: Locale) -> BTreeMap<String, String> {
    let mut entries = BTreeMap::new();
    if let Some(email) = &details.email {
        entries.insert("email".to_owned(), email.as_str().to_owned());
    }
    if let Some(address) = &details.address {
        insert_address(&mut entries, Address::Shipping, address);
    }
    match &details.billing {
        Some(billing) => insert_address(&mut entries, Address::Billing, billing),
        None => {
            entries.insert("billing_same".to_owned(), "on".to_owned());
        }
    }
    complete(&mut entries, locale);
    entries
}

fn insert_address(
    entries: &mut BTreeMap<String, String>,
    whose: Address,
    address: &address::Address,
) {
    let mut insert = |key: &str, value: &str| {
        entries.insert(format!("{}{key}", whose.prefix()), value.to_owned());
    };
    insert("country", address.country.code());
    for rule in AddressForm::of(address.country).fields() {
        let field: Field = rule.field;
        insert(field.key(), address.get(field));
    }
}

/// A country is always chosen: the one where most readers of the language live,
/// and for the bill the one of the parcel.
fn complete(entries: &mut BTreeMap<String, String>, locale: Locale) {
    let usual = match locale {
        Locale::En => "US",
        Locale::PtBr => "BR",
        Locale::ZhHans => "CN",
        Locale::Ru => "RU",
    };
    let country = entries
        .entry("country".to_owned())
        .or_insert_with(|| usual.to_owned())
        .clone();
    entries
        .entry("billing_country".to_owned())
        .or_insert(country);
}
