//! The page for whoever has lost the mail: number and e-mail, answered by mail.

use leptos::prelude::*;

use crate::checkout::address::Input;
use crate::flash::{Flash, error_summary, notice_box};
use crate::html::{Html, IntoHtml};
use crate::page::{Page, Refusal, Visit, respond};

/// What a number looks like, for the hint.
const EXAMPLE: &str = "7K2M9QX4";

#[component]
pub(crate) fn OrderLookupPage() -> impl IntoView {
    respond(lookup)
}

async fn lookup(visit: Visit) -> Result<Page, Refusal> {
    visit.visitor.forbid_storing();
    let t = visit.texts;
    let shown = visit.visitor.take_flash().await;
    let title = if shown.problems.is_empty() {
        t.nav_lookup().to_owned()
    } else {
        t.errors_title_prefix(t.nav_lookup())
    };
    let main = view! {
        <div class="lookup container">
            <h1>{t.nav_lookup()}</h1>
            {error_summary(&shown, &visit)}
            {notice_box(shown.notice.clone(), &visit)}
            <p class="lead">{t.lookup_lead()}</p>
            {form(&shown, &visit)}
            <p>{t.lookup_otherwise()} " " <a href=visit.href("/contact")>{t.nav_contact()}</a></p>
        </div>
    };
    Ok(Page::private(&visit, title, main))
}

fn form(shown: &Flash, visit: &Visit) -> Html {
    let t = visit.texts;
    let number = Input {
        name: "number".to_owned(),
        label: t.order_number().to_owned(),
        kind: "text",
        autocomplete: "off".to_owned(),
        inputmode: None,
        hint: Some(t.lookup_number_hint(EXAMPLE)),
        required: true,
    };
    let email = Input {
        name: "email".to_owned(),
        label: t.checkout_email().to_owned(),
        kind: "email",
        autocomplete: "email".to_owned(),
        inputmode: Some("email"),
        hint: None,
        required: true,
    };
    view! {
        <form class="step-form" method="post" action="/api/orders/lookup" novalidate=true>
            <input type="hidden" name="locale" value=visit.locale.tag()/>
            {number.view(shown)}
            {email.view(shown)}
            <button type="submit" class="button">{t.lookup_send()}</button>
        </form>
    }
    .into_html()
}
