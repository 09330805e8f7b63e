//! What a page is, and how a request becomes one.
//!
//! A page is an async function from a [`Visit`] to a [`Page`] or a
//! [`Refusal`]; [`respond`] runs it, sets status and headers, and puts the
//! outcome into the document.

use std::future::Future;

use domain::locale::Locale;
use leptos::prelude::*;
use leptos_router::hooks::use_url;
use texts::Texts;

use crate::document::document;
use crate::html::{Html, IntoHtml};
use crate::search::{search_again, ways_on};
use crate::session::Visitor;
use crate::structured::Structured;

/// Everything a page may ask about the request. Cheap to clone.
#[derive(Clone)]
pub(crate) struct Visit {
    pub(crate) locale: Locale,
    pub(crate) texts: Texts,
    /// The request's path without its query.
    pub(crate) path: String,
    /// Names and values of the query, as often and in the order as they came.
    query: Vec<(String, String)>,
    pub(crate) visitor: Visitor,
}

impl Visit {
    /// Reads the request from the context; call it before the first await.
    fn current() -> Option<Self> {
        let url = use_url().get_untracked();
        let visitor = Visitor::current()?;
        let first = url.path().split('/').nth(1).unwrap_or_default();
        let locale = Locale::from_path(first).unwrap_or_else(|| visitor.negotiated_locale());
        Some(Self {
            locale,
            texts: Texts::new(locale),
            path: url.path().to_owned(),
            query: pairs(visitor.query()),
            visitor,
        })
    }

    /// Whether the path begins with a language of ours.
    fn has_locale(&self) -> bool {
        self.path
            .split('/')
            .nth(1)
            .and_then(Locale::from_path)
            .is_some()
    }

    /// The path's segment by position; 0 is the language. Empty if it has
    /// characters that no name of ours has and no database takes.
    pub(crate) fn segment(&self, position: usize) -> String {
        let raw = self.path.split('/').nth(position + 1).unwrap_or_default();
        let text = percent_encoding::percent_decode_str(raw).decode_utf8_lossy();
        if text.chars().any(char::is_control) {
            String::new()
        } else {
            text.into_owned()
        }
    }

    /// The whole query with its mark, `?sort=name`, or nothing.
    pub(crate) fn query_string(&self) -> String {
        match self.visitor.query() {
            "" => String::new(),
            query => format!("?{query}"),
        }
    }

    /// What the query says last under this name.
    pub(crate) fn query(&self, name: &str) -> Option<String> {
        let mut values = self.query_pairs().filter(|(known, _)| *known == name);
        let value = values.next_back().map(|(_, value)| value.to_owned());
        value.filter(|value| !value.is_empty())
    }

    pub(crate) fn query_pairs(&self) -> impl DoubleEndedIterator<Item = (&str, &str)> {
        let pairs = self.query.iter();
        pairs.map(|(name, value)| (name.as_str(), value.as_str()))
    }

    /// A path of the shop in the reader's language: `/en` and what follows.
    pub(crate) fn href(&self, rest: &str) -> String {
        href(self.locale, rest)
    }

    /// This very path in every language, for pages whose paths differ in nothing else.
    pub(crate) fn same_path_everywhere(&self) -> Vec<(Locale, String)> {
        let rest = self
            .path
            .splitn(3, '/')
            .nth(2)
            .map(|rest| format!("/{rest}"));
        Locale::ALL
            .map(|l| (l, href(l, rest.as_deref().unwrap_or(""))))
            .to_vec()
    }
}

/// Reads a query as forms write it. Characters that nobody types and no database takes are left out.
fn pairs(query: &str) -> Vec<(String, String)> {
    let decoded = |text: &str| {
        let spaced = text.replace('+', " ");
        let text = percent_encoding::percent_decode_str(&spaced).decode_utf8_lossy();
        text.chars().filter(|c| !c.is_control()).collect()
    };
    let pairs = query.split('&').filter(|pair| !pair.is_empty());
    pairs
        .map(|pair| pair.split_once('=').unwrap_or((pair, "")))
        .map(|(name, value)| (decoded(name), decoded(value)))
        .collect()
}

/// A path of the shop in a language.
pub(crate) fn href(locale: Locale, rest: &str) -> String {
    format!("/{}{rest}", locale.path())
}

/// What surrounds a page.
#[derive(Clone, Copy, PartialEq, Eq)]
pub(crate) enum Frame {
    /// Header with categories, languages and cart.
    Shop,
    /// Only the logo: nothing leads a shopper away from paying.
    Checkout,
}

impl Frame {
    pub(crate) const fn as_str(self) -> &'static str {
        match self {
            Self::Shop => "shop",
            Self::Checkout => "checkout",
        }
    }
}

/// Whether search engines may list a page.
#[derive(Clone, Copy, PartialEq, Eq)]
pub(crate) enum Listed {
    Yes,
    No,
}

/// Who sees the same page at the same address.
#[derive(Clone, Copy, PartialEq, Eq)]
pub(crate) enum Audience {
    /// Everyone who has neither a cart nor a session: what it shows comes from
    /// the catalogue, from settings or from the day. The server may keep it.
    Everyone,
    Visitor,
}

/// Where changes are announced to screen readers.
#[derive(Clone, Copy, PartialEq, Eq)]
pub(crate) enum Announcements {
    InFrame,
    /// The page has a status of its own.
    InPage,
}

/// A page ready to be put into the document.
pub(crate) struct Page {
    /// Without the shop's name.
    pub(crate) title: String,
    pub(crate) description: String,
    pub(crate) listed: Listed,
    pub(crate) audience: Audience,
    /// Path of the page's main address, with the query that belongs to it.
    pub(crate) canonical: String,
    /// The same page's paths in all languages.
    pub(crate) alternates: Vec<(Locale, String)>,
    pub(crate) frame: Frame,
    /// The slug of the category that the menu marks.
    pub(crate) category: Option<String>,
    /// Reloads the page after so many seconds where no script runs.
    pub(crate) refresh_seconds: Option<u32>,
    pub(crate) announcements: Announcements,
    pub(crate) structured: Structured,
    /// The content of `<main>`.
    pub(crate) main: Html,
}

impl Page {
    /// A listed page of the shop at the visit's own path.
    pub(crate) fn new(visit: &Visit, title: impl Into<String>, main: impl IntoView) -> Self {
        Self {
            title: title.into(),
            description: visit.texts.shop_description().to_owned(),
            listed: Listed::Yes,
            audience: Audience::Everyone,
            canonical: visit.path.clone(),
            alternates: visit.same_path_everywhere(),
            frame: Frame::Shop,
            category: None,
            refresh_seconds: None,
            announcements: Announcements::InFrame,
            structured: Structured::default(),
            main: main.into_html(),
        }
    }

    /// A page that belongs to one shopper.
    pub(crate) fn private(visit: &Visit, title: impl Into<String>, main: impl IntoView) -> Self {
        Self {
            listed: Listed::No,
            audience: Audience::Visitor,
            ..Self::new(visit, title, main)
        }
    }
}

/// Why there is no page to show.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) enum Refusal {
    /// Nothing is at this address.
    NotFound,
    /// It has moved for good.
    Moved(String),
    /// Look there instead, this time.
    SeeOther(String),
    /// Our fault; already logged under this number. `busy`: it may work in a moment.
    Failed { incident: String, busy: bool },
}

/// Runs a page and renders the document around its outcome.
pub(crate) fn respond<Build, Answer>(build: Build) -> impl IntoView
where
    Build: FnOnce(Visit) -> Answer + Send + 'static,
    Answer: Future<Output = Result<Page, Refusal>> + Send + 'static,
{
    respond_anywhere(|visit: Visit| async move {
        if visit.has_locale() {
            build(visit).await
        } else {
            Err(Refusal::NotFound)
        }
    })
}

/// [`respond`] for a page whose path names no language; the browser's wishes decide.
pub(crate) fn respond_anywhere<Build, Answer>(build: Build) -> impl IntoView
where
    Build: FnOnce(Visit) -> Answer + Send + 'static,
    Answer: Future<Output = Result<Page, Refusal>> + Send + 'static,
{
    let visit = Visit::current();
    Suspend::new(async move {
        let Some(visit) = visit else {
            return Html::new("");
        };
        visit.visitor.ask_again();
        match build(visit.clone()).await {
            Ok(page) => {
                if page.audience == Audience::Everyone {
                    visit.visitor.allow_keeping();
                }
                document(page, &visit).await
            }
            Err(refusal) => refuse(refusal, &visit).await,
        }
    })
}

async fn refuse(refusal: Refusal, visit: &Visit) -> Html {
    match refusal {
        Refusal::Moved(to) => visit.visitor.redirect(301, &to),
        Refusal::SeeOther(to) => visit.visitor.redirect(303, &to),
        Refusal::NotFound => {
            visit.visitor.set_status(404);
            return document(not_found(visit).await, visit).await;
        }
        Refusal::Failed { incident, busy } => {
            visit.visitor.set_status(if busy { 503 } else { 500 });
            return document(failed(visit, &incident), visit).await;
        }
    }
    Html::new("")
}

/// What every address without a page leads to.
#[component]
pub(crate) fn NotFoundPage() -> impl IntoView {
    respond(|_| async { Err(Refusal::NotFound) })
}

async fn not_found(visit: &Visit) -> Page {
    let t = visit.texts;
    let title = t.errors_not_found_title();
    let main = view! {
        <div class="message container">
            <h1>{title}</h1>
            <p>{t.errors_not_found_text()}</p>
            {search_again(visit)}
            {ways_on(visit).await}
            <p><a href=visit.href("")>{t.errors_not_found_next()}</a></p>
        </div>
    };
    Page {
        alternates: home_everywhere(),
        ..Page::private(visit, title, main)
    }
}

fn failed(visit: &Visit, incident: &str) -> Page {
    let t = visit.texts;
    let text = format!("{} {}", t.errors_server_text(), t.errors_incident(incident));
    message(visit, t.errors_server_title(), text)
}

/// The front pages, for pages that have no other language's path.
pub(crate) fn home_everywhere() -> Vec<(Locale, String)> {
    Locale::ALL
        .map(|locale| (locale, href(locale, "")))
        .to_vec()
}

/// A page that says one thing and offers the way home.
pub(crate) fn message(visit: &Visit, title: &'static str, text: impl Into<String>) -> Page {
    let text: String = text.into();
    let main = view! {
        <div class="message container">
            <h1>{title}</h1>
            <p>{text}</p>
            <p><a class="button" href=visit.href("")>{visit.texts.errors_not_found_next()}</a></p>
        </div>
    };
    Page {
        alternates: home_everywhere(),
        ..Page::private(visit, title, main)
    }
}
