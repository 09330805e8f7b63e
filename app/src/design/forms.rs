//! Fields in their states, choices, what is wrong with them, notices.

use std::collections::BTreeMap;

use domain::cart::LineRequest;
use domain::ids::VariantId;
use domain::quantity::Quantity;
use leptos::prelude::*;

use super::samples::shipping;
use super::{Component, state, unfocused};
use crate::checkout::address::{Address, Input, address_fields};
use crate::checkout::shipping::method;
use crate::flash::{Flash, Notice, NoticeKind, Problem, error_summary, notice_box};
use crate::html::{Html, IntoHtml};
use crate::page::Visit;

pub(super) fn components(visit: &Visit) -> Vec<Component> {
    let t = visit.texts;
    vec![
        Component {
            name: "fields",
            title: t.design_fields(),
            states: fields(visit),
        },
        Component {
            name: "address",
            title: t.checkout_shipping_address(),
            states: vec![address_fields(Address::Shipping, &address(visit), t)],
        },
        Component {
            name: "choices",
            title: t.design_choices(),
            states: choices(visit),
        },
        Component {
            name: "error-summary",
            title: t.errors_summary_title(),
            states: vec![unfocused(error_summary(&address(visit), visit))],
        },
        Component {
            name: "notices",
            title: t.design_notices(),
            states: notices(visit),
        },
    ]
}

fn fields(visit: &Visit) -> Vec<Html> {
    let t = visit.texts;
    let shown = Flash {
        entries: entries(&[("filled", "maria@example.com"), ("wrong", "maria@")]),
        problems: vec![problem("wrong", t.errors_email_invalid())],
        ..Flash::default()
    };
    let field = |name: &str, hint: Option<&str>| {
        let input = Input {
            name: name.to_owned(),
            label: t.checkout_email().to_owned(),
            kind: "email",
            autocomplete: "off".to_owned(),
            inputmode: Some("email"),
            hint: hint.map(str::to_owned),
            required: false,
        };
        input.view(&shown)
    };
    let hint = Some(t.checkout_email_hint());
    vec![
        state("input", field("empty", None)),
        state("input[value]", field("filled", None)),
        state(".hint", field("hinted", hint)),
        state("[aria-invalid]", field("wrong", hint)),
        state("input:disabled", disabled(visit)),
        state("textarea", text_area(visit)),
    ]
}

/// No page has one yet, but forms.css makes both.
fn disabled(visit: &Visit) -> impl IntoView + use<> {
    view! {
        <div class="field">
            <label for="disabled">{visit.texts.checkout_email()}</label>
            <input id="disabled" type="email" value="maria@example.com" disabled=true/>
        </div>
    }
}

fn text_area(visit: &Visit) -> impl IntoView + use<> {
    let t = visit.texts;
    view! {
        <div class="field">
            <label for="text">{t.product_description()}</label>
            <textarea id="text" rows="3">{t.home_lead()}</textarea>
        </div>
    }
}

/// A form that came back: a postal code that is none, an optional field filled in.
fn address(visit: &Visit) -> Flash {
    let t = visit.texts;
    let given = [
        ("country", "US"),
        ("postal_code", "9410"),
        ("extra", "12 B"),
    ];
    let problems = vec![
        problem("name", &t.errors_required(t.address_name())),
        problem(
            "postal_code",
            &t.errors_postal_code_invalid(t.address_postal_code_us(), "10001"),
        ),
    ];
    Flash {
        entries: entries(&given),
        problems,
        ..Flash::default()
    }
}

fn entries(pairs: &[(&str, &str)]) -> BTreeMap<String, String> {
    pairs
        .iter()
        .map(|(name, value)| ((*name).to_owned(), (*value).to_owned()))
        .collect()
}

fn problem(field: &str, text: &str) -> Problem {
    Problem {
        field: field.to_owned(),
        text: text.to_owned(),
    }
}

fn choices(visit: &Visit) -> Vec<Html> {
    let t = visit.texts;
    let radios = shipping(visit);
    let radios = radios
        .iter()
        .enumerate()
        .map(|(at, choice)| method(at, choice));
    let checkbox = |id: &'static str, checked| {
        view! {
            <div class="choice">
                <input type="checkbox" id=id checked=checked/>
                <label for=id>{t.checkout_billing_same()}</label>
            </div>
        }
    };
    vec![
        state(
            "[type=radio]",
            view! { <div class="step-form">{radios.collect_view()}</div> },
        ),
        state("[type=checkbox]", checkbox("unchecked", false)),
        state(":checked", checkbox("checked", true)),
    ]
}

fn notices(visit: &Visit) -> Vec<Html> {
    let t = visit.texts;
    let notice =
        |text: String, kind, undo| notice_box(Some(Notice { text, kind, undo }), visit).into_html();
    let line = Quantity::new(1).ok().map(|quantity| LineRequest {
        variant_id: VariantId(i64::MAX),
        quantity,
    });
    let removed = t.cart_removed(t.order_lines());
    vec![
        state(
            ".notice",
            notice(t.cart_updated().to_owned(), NoticeKind::Done, None),
        ),
        state(".notice form", notice(removed, NoticeKind::Done, line)),
        state(
            ".notice.refused",
            notice(t.errors_offline().to_owned(), NoticeKind::Refused, None),
        ),
        state(
            ".test-note",
            view! { <p class="test-note">{t.order_test_order()}</p> },
        ),
    ]
}
