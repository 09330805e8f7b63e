//! What a shop has to say about itself: shipping, returns, contact, privacy, terms.
//!
//! What the pages say is in `content`; here is how they show it.

mod api;
mod content;

use leptos::prelude::*;

use crate::html::{Html, IntoHtml};
use crate::identity::{imprint, ways_to_reach};
use crate::page::{Page, Refusal, Visit, respond};

use api::{Shipping, list_shipping};
use content::{Section, Topic, content};

#[component]
pub(crate) fn ShippingInformationPage() -> impl IntoView {
    respond(|visit| async move {
        let methods = shipping_table(&list_shipping(&visit).await?, &visit);
        Ok(page(&visit, Topic::Shipping, methods, ().into_html()))
    })
}

#[component]
pub(crate) fn ReturnsPage() -> impl IntoView {
    plain_page(Topic::Returns)
}

#[component]
pub(crate) fn ContactInformationPage() -> impl IntoView {
    respond(|visit| async move {
        let t = visit.texts;
        let look_up = view! {
            <p><a class="button secondary" href=visit.href("/orders/lookup")>{t.nav_lookup()}</a></p>
        };
        let ways = ways_to_reach(&visit);
        Ok::<_, Refusal>(page(&visit, Topic::Contact, ways, look_up.into_html()))
    })
}

#[component]
pub(crate) fn PrivacyPage() -> impl IntoView {
    with_imprint(Topic::Privacy)
}

#[component]
pub(crate) fn TermsPage() -> impl IntoView {
    with_imprint(Topic::Terms)
}

fn plain_page(topic: Topic) -> impl IntoView {
    respond(move |visit| async move {
        Ok::<_, Refusal>(page(&visit, topic, ().into_html(), ().into_html()))
    })
}

/// A page that says whom it speaks for.
fn with_imprint(topic: Topic) -> impl IntoView {
    respond(move |visit| async move {
        let end = view! {
            <h2>{visit.texts.information_contact_details_title()}</h2>
            <p>{imprint(&visit)}</p>
            {ways_to_reach(&visit)}
        };
        let end = end.into_html();
        Ok::<_, Refusal>(page(&visit, topic, ().into_html(), end))
    })
}

/// `first` stands before the sections, `end` behind them.
fn page(visit: &Visit, topic: Topic, first: Html, end: Html) -> Page {
    let words = content(topic, visit.texts);
    let note = visit.visitor.is_test().then(|| {
        view! { <p class="test-note">{visit.texts.information_demo()}</p> }
    });
    let main = view! {
        <div class="information container">
            <h1>{words.title}</h1>
            <p class="lead">{words.lead}</p>
            {note}
            {first}
            {words.sections.iter().map(section).collect_view()}
            {end}
        </div>
    };
    Page {
        description: words.lead.to_owned(),
        ..Page::new(visit, words.title, main)
    }
}

/// Paragraphs are separated by a blank line.
fn section(section: &Section) -> impl IntoView + use<> {
    let paragraphs = section
        .text
        .split("\n\n")
        .map(|paragraph| view! { <p>{paragraph}</p> })
        .collect_view();
    view! { <h2>{section.heading}</h2> {paragraphs} }
}

fn shipping_table(methods: &[Shipping], visit: &Visit) -> Html {
    let t = visit.texts;
    let rows = methods.iter().map(|method| {
        view! {
            <tr>
                <th scope="row">{method.name.clone()}</th>
                <td>{method.days.clone()}</td>
                <td class="amount">{method.price.clone()}</td>
            </tr>
        }
    });
    view! {
        <table class="facts">
            <caption class="visually-hidden">{t.information_shipping_methods()}</caption>
            <thead>
                <tr>
                    <th scope="col">{t.information_shipping_method()}</th>
                    <th scope="col">{t.information_shipping_time()}</th>
                    <th scope="col" class="amount">{t.information_shipping_price()}</th>
                </tr>
            </thead>
            <tbody>{rows.collect_view()}</tbody>
        </table>
    }
    .into_html()
}
