//! The list of sent mail, and one mail.

use leptos::prelude::*;

use super::api::{Sent, find_mail, list_mails};
use crate::html::{Html, IntoHtml};
use crate::page::{Page, Refusal, Visit, home_everywhere, respond_anywhere};

#[component]
pub(crate) fn MailboxPage() -> impl IntoView {
    respond_anywhere(mailbox)
}

#[component]
pub(crate) fn MailPage() -> impl IntoView {
    respond_anywhere(mail)
}

async fn mailbox(visit: Visit) -> Result<Page, Refusal> {
    let t = visit.texts;
    let mails = list_mails(&visit).await?;
    let empty = mails
        .is_empty()
        .then(|| view! { <p>{t.mailbox_empty()}</p> });
    let main = view! {
        <div class="mailbox container">
            <h1>{t.mailbox_title()}</h1>
            <p class="muted">{t.mailbox_text()}</p>
            {empty}
            <ul class="mails">{mails.into_iter().map(entry).collect_view()}</ul>
        </div>
    };
    Ok(plain_page(
        &visit,
        t.mailbox_title().to_owned(),
        main.into_html(),
    ))
}

fn entry(mail: Sent) -> impl IntoView {
    view! {
        <li>
            <a href=address(&mail.name)>{mail.subject}</a>
            <span>{mail.to}</span>
            <span class="muted">{mail.sent_at}</span>
        </li>
    }
}

/// The name is a file's stem, but came from the address bar.
fn address(name: &str) -> String {
    let name = percent_encoding::utf8_percent_encode(name, percent_encoding::NON_ALPHANUMERIC);
    format!("/admin/mail/{name}")
}

async fn mail(visit: Visit) -> Result<Page, Refusal> {
    let t = visit.texts;
    let (mail, text) = find_mail(&visit, &visit.segment(2)).await?;
    let main = view! {
        <div class="mailbox container">
            <p><a href="/admin/mail">{t.mailbox_title()}</a></p>
            <h1>{mail.subject.clone()}</h1>
            <dl class="mail-head">
                <div><dt>{t.mailbox_from()}</dt><dd>{mail.from}</dd></div>
                <div><dt>{t.mailbox_to()}</dt><dd>{mail.to}</dd></div>
                <div><dt>{t.mailbox_sent_at()}</dt><dd>{mail.sent_at}</dd></div>
            </dl>
            <h2>{t.mailbox_html()}</h2>
            <iframe
                class="mail-html"
                title=t.mailbox_html()
                src=format!("{}/html", address(&mail.name))
                sandbox="allow-popups"
            ></iframe>
            <h2>{t.mailbox_plain_text()}</h2>
            // The keyboard must be able to scroll it.
            <pre class="mail-text" tabindex="0">{text}</pre>
        </div>
    };
    Ok(plain_page(&visit, mail.subject, main.into_html()))
}

/// The path names no language, so there is no other language's path either.
fn plain_page(visit: &Visit, title: String, main: Html) -> Page {
    Page {
        alternates: home_everywhere(),
        ..Page::private(visit, title, main)
    }
}
