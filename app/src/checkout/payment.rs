//! The last step: everything at a glance, and the button that pays exactly that.

use domain::checkout::{CheckoutView, Step};
use leptos::prelude::*;

use super::api::view_step;
use super::layout::{finished_contact, finished_shipping, step_page};
use crate::html::{Html, IntoHtml};
use crate::icon::{Icon, icon};
use crate::page::{Page, Refusal, Visit, respond};

#[component]
pub(crate) fn PaymentPage() -> impl IntoView {
    respond(payment)
}

async fn payment(visit: Visit) -> Result<Page, Refusal> {
    let view = view_step(&visit, Step::Payment).await?;
    let shown = visit.visitor.take_flash().await;
    // Without something to agree to there is nothing to pay: the cart says why.
    let Some(consent) = view.consent.clone() else {
        return Err(Refusal::SeeOther(visit.href("/cart")));
    };
    let content = view! {
        {what_changed(&shown.changes, &visit)}
        {finished_contact(&view, &visit)}
        {finished_shipping(&view, &visit)}
        {payment_form(&view, consent, &visit)}
    };
    Ok(step_page(
        &visit,
        Step::Payment,
        &view,
        &shown,
        content.into_html(),
    ))
}

/// Why the button did not pay: nothing is charged that was not agreed to.
fn what_changed(changes: &[String], visit: &Visit) -> Html {
    let t = visit.texts;
    let sentences = changes
        .iter()
        .map(|change| view! { <li>{change.clone()}</li> });
    (!changes.is_empty())
        .then(|| {
            view! {
                <div class="notice changed" role="alert" tabindex="-1" autofocus=true data-focus="">
                    <h2>{t.checkout_changed_title()}</h2>
                    <p>{t.checkout_changed_text()}</p>
                    <ul>{sentences.collect_view()}</ul>
                </div>
            }
        })
        .into_html()
}

fn payment_form(view: &CheckoutView, consent: String, visit: &Visit) -> Html {
    let t = visit.texts;
    view! {
        <section class="pay">
            <h2>{t.checkout_payment()}</h2>
            <p class="pay-hint">{icon(Icon::Payment)} {t.checkout_pay_hint()}</p>
            <form method="post" action="/api/checkout/place">
                <input type="hidden" name="locale" value=visit.locale.tag()/>
                <input type="hidden" name="consent" value=consent/>
                <p class="hint">
                    {t.checkout_agree()}" "
                    <a href=visit.href("/terms") target="_blank">{t.checkout_agree_link()}</a>
                </p>
                <button type="submit" class="button pay-button">{t.checkout_pay(&view.total.text)}</button>
            </form>
        </section>
    }
    .into_html()
}
