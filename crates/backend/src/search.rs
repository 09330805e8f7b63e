//! Finding products by words.
//!
//! Types are in `domain::search` and `domain::facets`, pages in `app::search`.

use domain::facets::{Facets, ListingRequest, Results};
use domain::locale::Locale;
use domain::search::{Found, Suggestions};

use crate::{Ctx, InternalError};

/// The products that answer a query, narrowed down as the request says.
///
/// # Errors
/// [`InternalError`].
#[expect(clippy::unused_async, reason = "the index is yet to come")]
pub async fn search(
    _: &Ctx,
    _: Locale,
    query: &str,
    request: &ListingRequest,
) -> Result<Found, InternalError> {
    let results = Results {
        products: Vec::new(),
        total: 0,
        page: 1,
        pages: 1,
        sort: request.sort.unwrap_or_default(),
        filters: request.filters.clone(),
        facets: Facets::default(),
    };
    Ok(Found {
        query: query.trim().to_owned(),
        results,
        alternatives: Vec::new(),
    })
}

/// What to offer for a query that is being typed: at most `limit` of all kinds together.
///
/// # Errors
/// [`InternalError`].
#[expect(clippy::unused_async, reason = "the index is yet to come")]
pub async fn suggest(_: &Ctx, _: Locale, _: &str, _: usize) -> Result<Suggestions, InternalError> {
    Ok(Suggestions::default())
}
