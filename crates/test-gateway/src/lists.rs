//! Lists: `limit`, `starting_after`, `ending_before`, and Stripe's list object around the rows.

use serde_json::{Value, json};

use crate::errors::ApiError;
use crate::form::Params;
use crate::store::Filter;

const DEFAULT_LIMIT: i64 = 10;
const LARGEST_LIMIT: i64 = 100;

/// Takes the paging parameters.
pub(crate) fn filter(params: &mut Params) -> Result<Filter, ApiError> {
    let limit = params.integer("limit")?.unwrap_or(DEFAULT_LIMIT);
    if !(1..=LARGEST_LIMIT).contains(&limit) {
        return Err(params.invalid("limit", "Invalid limit: must be between 1 and 100"));
    }
    let filter = Filter {
        limit,
        after: params.filled("starting_after")?,
        before: params.filled("ending_before")?,
        ..Filter::default()
    };
    if filter.after.is_some() && filter.before.is_some() {
        return Err(params
            .invalid(
                "starting_after",
                "You may only specify one of these parameters: starting_after, ending_before.",
            )
            .code("parameters_exclusive"));
    }
    Ok(filter)
}

/// The list object around rows that [`crate::store::Rows`] answered for the filter.
pub(crate) fn page(url: &str, filter: &Filter, mut rows: Vec<Value>) -> Value {
    let limit = usize::try_from(filter.limit).unwrap_or(usize::MAX);
    let has_more = rows.len() > limit;
    rows.truncate(limit);
    if filter.before.is_some() {
        rows.reverse();
    }
    whole(url, rows, has_more)
}

/// A list object of all there is.
pub(crate) fn whole(url: &str, data: Vec<Value>, has_more: bool) -> Value {
    json!({ "object": "list", "data": data, "has_more": has_more, "url": url })
}
