//! What the steps have in common: their list, the folded steps, the order beside them.

use domain::checkout::{CheckoutView, Step};
use leptos::prelude::*;
use texts::Texts;

use super::api::path_of;
use super::summary::{summary_aside, summary_bar};
use crate::flash::{Flash, error_summary, notice_box};
use crate::html::{Html, IntoHtml};
use crate::page::{Frame, Page, Visit};

fn name_of(step: Step, texts: Texts) -> &'static str {
    match step {
        Step::Contact => texts.checkout_contact(),
        Step::Shipping => texts.checkout_shipping(),
        Step::Payment => texts.checkout_payment(),
    }
}

/// A step as a page: what it asks, and what is being bought.
pub(super) fn step_page(
    visit: &Visit,
    step: Step,
    view: &CheckoutView,
    shown: &Flash,
    content: Html,
) -> Page {
    let t = visit.texts;
    let title = t.checkout_step_title(name_of(step, t));
    let failed = !shown.problems.is_empty();
    let title = if failed {
        t.errors_title_prefix(title)
    } else {
        title
    };
    let main = view! {
        <div class="checkout container">
            {summary_bar(view, t)}
            <div class="checkout-step">
                {steps(visit, step)}
                <h1>{name_of(step, t)}</h1>
                {error_summary(shown, visit)}
                {notice_box(shown.notice.clone(), visit)}
                {changes_since(view)}
                {content}
            </div>
            {summary_aside(view, t)}
        </div>
    };
    Page {
        frame: Frame::Checkout,
        ..Page::private(visit, title, main)
    }
}

/// What is not as it was when it was put into the cart: whoever goes straight on must not miss it.
fn changes_since(view: &CheckoutView) -> Option<Html> {
    let notices = view
        .notices
        .iter()
        .map(|notice| view! { <p>{notice.clone()}</p> });
    (!view.notices.is_empty())
        .then(|| view! { <div class="notice">{notices.collect_view()}</div> }.into_html())
}

/// The way through the checkout; what is behind can be gone back to.
pub(crate) fn steps(visit: &Visit, current: Step) -> Html {
    let t = visit.texts;
    let items = Step::ALL.into_iter().map(|step| {
        let name = name_of(step, t);
        let label = if step < current {
            view! { <a href=visit.href(&path_of(step))>{name}</a> }.into_html()
        } else {
            view! { <span>{name}</span> }.into_html()
        };
        view! { <li aria-current=(step == current).then_some("step")>{label}</li> }
    });
    view! {
        <nav class="steps" aria-label=t.checkout_steps()>
            <ol>{items.collect_view()}</ol>
        </nav>
    }
    .into_html()
}

/// Contact, folded: who and where to.
pub(super) fn finished_contact(view: &CheckoutView, visit: &Visit) -> Html {
    let t = visit.texts;
    let details = &view.details;
    let email = details
        .email
        .as_ref()
        .map(|email| email.as_str().to_owned());
    let lines = details.address.iter().flat_map(|address| {
        address
            .lines()
            .into_iter()
            .chain([t.country(address.country).to_owned()])
    });
    let billing = details.billing.as_ref().map(|address| {
        let lines = address.lines().join(", ");
        view! { <p><strong>{t.checkout_billing_address()}</strong><br/>{lines}</p> }
    });
    let content = view! {
        <p>{email}</p>
        <address>{lines.map(|line| view! { <span>{line}</span> }).collect_view()}</address>
        {billing}
    };
    finished(Step::Contact, content.into_html(), visit)
}

/// Shipping, folded: which way, for how much, until when.
pub(super) fn finished_shipping(view: &CheckoutView, visit: &Visit) -> Html {
    let chosen = view.shipping_choices.iter().find(|choice| choice.chosen);
    let content = chosen.map(|choice| {
        view! {
            <p>{format!("{} – {}", choice.name, choice.price.text)}</p>
            <p>{choice.arrives.clone()}</p>
        }
    });
    finished(Step::Shipping, content.into_html(), visit)
}

fn finished(step: Step, content: Html, visit: &Visit) -> Html {
    let t = visit.texts;
    let name = name_of(step, t);
    view! {
        <section class="finished">
            <h2>{name}</h2>
            <div>{content}</div>
            <a href=visit.href(&path_of(step)) aria-label=t.checkout_edit_named(name)>
                {t.checkout_edit()}
            </a>
        </section>
    }
    .into_html()
}
