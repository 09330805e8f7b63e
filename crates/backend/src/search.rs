//! Finding products by words.
//!
//! Types are in `domain::search` and `domain::facets`, pages in `app::search`;
//! what a word is and how it is found, in the crate `search`.

use domain::facets::ListingRequest;
use domain::locale::Locale;
use domain::search::{Found, SuggestedCategory, SuggestedProduct, Suggestions};
use search::query::LastWord;

use crate::catalog::freshness;
use crate::catalog::snapshot::Snapshot;
use crate::{Ctx, InternalError};

/// How many other words are offered where nothing was found.
const ALTERNATIVES: usize = 5;

/// The products that answer a query, narrowed down as the request says.
///
/// # Errors
/// [`InternalError`].
pub async fn search(
    ctx: &Ctx,
    locale: Locale,
    query: &str,
    request: &ListingRequest,
) -> Result<Found, InternalError> {
    let snapshot = freshness::current(ctx).await?;
    let searcher = snapshot.searcher(locale);
    let ranks = searcher.find(query, LastWord::Whole);
    let alternatives = if ranks.is_empty() {
        searcher.alternatives(query, ALTERNATIVES)
    } else {
        Vec::new()
    };
    Ok(Found {
        query: query.trim().to_owned(),
        results: snapshot.found(ctx, locale, &ranks, request),
        alternatives,
    })
}

/// What to offer for a query that is being typed: at most `limit` of all kinds
/// together, a third of them queries, a fifth categories.
///
/// # Errors
/// [`InternalError`].
pub async fn suggest(
    ctx: &Ctx,
    locale: Locale,
    query: &str,
    limit: usize,
) -> Result<Suggestions, InternalError> {
    let snapshot = freshness::current(ctx).await?;
    let queries = snapshot.searcher(locale).completions(query, limit / 3);
    let categories = categories(&snapshot, locale, query, limit / 5);
    let rest = limit - queries.len() - categories.len();
    Ok(Suggestions {
        products: products(ctx, locale, &snapshot, query, rest),
        queries,
        categories,
    })
}

fn categories(
    snapshot: &Snapshot,
    locale: Locale,
    query: &str,
    limit: usize,
) -> Vec<SuggestedCategory> {
    snapshot
        .categories_named(locale, query)
        .map(|category| category.summary(locale))
        .take(limit)
        .map(|category| SuggestedCategory {
            slug: category.slug,
            name: category.name,
        })
        .collect()
}

fn products(
    ctx: &Ctx,
    locale: Locale,
    snapshot: &Snapshot,
    query: &str,
    limit: usize,
) -> Vec<SuggestedProduct> {
    let ranks = snapshot.searcher(locale).find(query, LastWord::Begun);
    snapshot
        .best(&ranks, limit)
        .map(|entry| entry.card(ctx, locale))
        .map(|card| SuggestedProduct {
            slug: card.slug,
            name: card.name,
            price: card.price,
            picture: card.picture,
        })
        .collect()
}
