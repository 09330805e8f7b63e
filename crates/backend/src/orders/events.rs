//! What happened to an order, for staff.

use domain::ids::OrderId;
use serde_json::{Value, json};

use crate::db::Tx;
use crate::{Ctx, InternalError, sql};

/// What happened, with what staff need to understand it.
#[derive(Clone, Debug)]
pub(crate) struct Event {
    kind: &'static str,
    data: Value,
}

impl Event {
    pub(crate) fn new(kind: &'static str) -> Self {
        Self {
            kind,
            data: json!({}),
        }
    }

    pub(crate) fn with(kind: &'static str, data: Value) -> Self {
        Self { kind, data }
    }
}

/// Adds an event to the order's timeline.
pub(crate) async fn record_event(
    tx: &mut Tx,
    ctx: &Ctx,
    order: &OrderId,
    event: Event,
) -> Result<(), InternalError> {
    sql!(
        "INSERT INTO order_events (id, order_id, kind, data, at) VALUES ($1, $2, $3, $4, $5)",
        ctx.new_uuid(),
        order.as_str(),
        event.kind,
        event.data.to_string(),
        ctx.now().0
    )
    .execute(tx)
    .await?;
    Ok(())
}
