//! What the search page and the search field ask `backend::search`.

use domain::catalog::Picture;
use domain::facets::ListingRequest;
use domain::locale::Locale;
use domain::search::{Found, SuggestedCategory, SuggestedProduct, Suggestions};
use leptos::prelude::*;
use leptos::server_fn::codec::GetUrl;
use serde::{Deserialize, Serialize};

use super::address::search_path;
use crate::desk::Desk;
use crate::error::ShopError;
use crate::page::{Refusal, Visit, href};

/// So many suggestions are read at a glance.
const MOST_SUGGESTIONS: usize = 10;

/// The products that answer the words.
pub(super) async fn search(
    visit: &Visit,
    words: &str,
    request: &ListingRequest,
) -> Result<Found, Refusal> {
    backend::search::search(&visit.visitor.ctx, visit.locale, words, request)
        .await
        .map_err(|error| visit.visitor.failed(&error))
}

/// What the field offers while it is typed into: `public/search.js` shows it as it is.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Suggested {
    /// What the list is called.
    pub label: String,
    /// How many there are, to be announced.
    pub status: String,
    /// None is empty.
    pub groups: Vec<Group>,
}

/// Suggestions of one kind.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Group {
    /// `queries`, `categories` or `products`.
    pub kind: String,
    pub name: String,
    pub items: Vec<Item>,
}

/// A suggestion, and where it leads.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Item {
    pub text: String,
    pub href: String,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub price: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub picture: Option<String>,
}

/// What to offer for words that are being typed; `limit` of all kinds together.
///
/// # Errors
/// [`ShopError`].
#[server(prefix = "/api", endpoint = "search/suggest", input = GetUrl)]
pub async fn suggest(
    locale: String,
    #[server(default)] q: String,
    #[server(default)] limit: String,
) -> Result<Suggested, ShopError> {
    let desk = Desk::open(&locale)?;
    let limit = limit.parse().unwrap_or(MOST_SUGGESTIONS);
    let limit = limit.clamp(1, MOST_SUGGESTIONS);
    let words: String = q.chars().filter(|c| !c.is_control()).collect();
    let found = backend::search::suggest(&desk.visitor.ctx, desk.locale, words.trim(), limit).await;
    match found {
        Ok(found) => {
            desk.visitor.keep_a_minute();
            Ok(suggested(found, &desk))
        }
        Err(error) => Err(desk.fail(&error, "/search").await),
    }
}

fn suggested(found: Suggestions, desk: &Desk) -> Suggested {
    let (t, locale) = (desk.texts, desk.locale);
    let groups = [
        group("queries", t.search_queries(), found.queries, |words| {
            query(words, locale)
        }),
        group(
            "categories",
            t.search_categories(),
            found.categories,
            |it| category(it, locale),
        ),
        group("products", t.search_products(), found.products, |it| {
            product(it, locale)
        }),
    ];
    let groups: Vec<_> = groups.into_iter().flatten().collect();
    let count: usize = groups.iter().map(|group| group.items.len()).sum();
    let status = match i64::try_from(count) {
        Ok(0) | Err(_) => t.search_no_suggestions().to_owned(),
        Ok(count) => t.search_suggestion_count(count),
    };
    let label = t.search_suggestions().to_owned();
    Suggested {
        label,
        status,
        groups,
    }
}

fn group<T>(kind: &str, name: &str, found: Vec<T>, item: impl Fn(T) -> Item) -> Option<Group> {
    let items: Vec<_> = found.into_iter().map(item).collect();
    (!items.is_empty()).then(|| Group {
        kind: kind.to_owned(),
        name: name.to_owned(),
        items,
    })
}

fn query(words: String, locale: Locale) -> Item {
    Item {
        href: search_path(locale, &words),
        text: words,
        price: None,
        picture: None,
    }
}

fn category(found: SuggestedCategory, locale: Locale) -> Item {
    Item {
        href: href(locale, &format!("/c/{}", found.slug)),
        text: found.name,
        price: None,
        picture: None,
    }
}

fn product(found: SuggestedProduct, locale: Locale) -> Item {
    Item {
        href: href(locale, &format!("/p/{}", found.slug)),
        text: found.name,
        price: Some(found.price.text),
        picture: found.picture.as_ref().map(Picture::thumbnail),
    }
}
