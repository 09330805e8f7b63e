//! Events as the API shows them. [`crate::work::Work::emit`] records them,
//! [`crate::webhooks`] delivers them.

use serde_json::{Value, json};

use crate::errors::ApiError;
use crate::form::Params;
use crate::lists;
use crate::work::Work;

pub(crate) async fn get(work: &mut Work, id: &str) -> Result<Value, ApiError> {
    let row = work
        .rows
        .find_event(id)
        .await?
        .ok_or_else(|| ApiError::no_such("event", id))?;
    wire(row)
}

pub(crate) async fn list(work: &mut Work, mut params: Params) -> Result<Value, ApiError> {
    let mut filter = lists::filter(&mut params)?;
    filter.status = params.filled("type")?;
    params.finish()?;
    let rows = work.rows.list_events(&filter).await?;
    let rows = rows.into_iter().map(wire).collect::<Result<_, _>>()?;
    Ok(lists::page("/v1/events", &filter, rows))
}

/// An event with what is left to deliver of it now.
fn wire((body, pending): (String, bool)) -> Result<Value, ApiError> {
    let mut event: Value = serde_json::from_str(&body)?;
    event["pending_webhooks"] = json!(i32::from(pending));
    Ok(event)
}
