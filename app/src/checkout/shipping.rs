//! The second step: which way the parcel travels.

use domain::checkout::{CheckoutView, Step};
use domain::shipping::ShippingChoice;
use leptos::prelude::*;

use super::api::view_step;
use super::layout::{finished_contact, step_page};
use crate::flash::Flash;
use crate::html::{Html, IntoHtml};
use crate::page::{Page, Refusal, Visit, respond};

#[component]
pub(crate) fn ShippingPage() -> impl IntoView {
    respond(shipping)
}

async fn shipping(visit: Visit) -> Result<Page, Refusal> {
    let view = view_step(&visit, Step::Shipping).await?;
    let shown = visit.visitor.take_flash().await;
    let content = view! {
        {finished_contact(&view, &visit)}
        {shipping_form(&view, &shown, &visit)}
    };
    Ok(step_page(
        &visit,
        Step::Shipping,
        &view,
        &shown,
        content.into_html(),
    ))
}

fn shipping_form(view: &CheckoutView, shown: &Flash, visit: &Visit) -> Html {
    let t = visit.texts;
    let problem = shown.problem("method").map(str::to_owned);
    let described = problem.is_some().then_some("method-problem");
    let choices = view.shipping_choices.iter().enumerate();
    let choices = choices
        .map(|(position, choice)| method(position, choice))
        .collect_view();
    view! {
        <form class="step-form" method="post" action="/api/checkout/shipping" novalidate=true>
            <input type="hidden" name="locale" value=visit.locale.tag()/>
            <fieldset class="methods" aria-describedby=described>
                <legend>{t.checkout_shipping_method()}</legend>
                {problem.map(|text| view! { <p class="problem" id="method-problem">{text}</p> })}
                {choices}
            </fieldset>
            <button type="submit" class="button">{t.checkout_continue_to_payment()}</button>
        </form>
    }
    .into_html()
}

/// The first radio button is where a problem's link leads.
pub(crate) fn method(position: usize, choice: &ShippingChoice) -> Html {
    let id = if position == 0 {
        "method".to_owned()
    } else {
        format!("method-{position}")
    };
    view! {
        <label class="choice method" for=id.clone()>
            <input type="radio" id=id.clone() name="method" value=choice.code.clone() checked=choice.chosen/>
            <span class="method-name">{choice.name.clone()}</span>
            <span class="method-price">{choice.price.text.clone()}</span>
            <span class="method-arrives">{choice.arrives.clone()}</span>
        </label>
    }
    .into_html()
}
