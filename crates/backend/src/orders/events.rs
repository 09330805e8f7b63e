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

/// Adds an event to the order's timeline, at least a millisecond after the one
/// before, so that they stay in order. The order must be locked.
pub(crate) async fn record_event(
    tx: &mut Tx,
    ctx: &Ctx,
    order: &OrderId,
    event: Event,
) -> Result<(), InternalError> {
    sql!(
        "INSERT INTO order_events (id, order_id, kind, data, at)
         SELECT $1, $2, $3, $4, CASE WHEN COALESCE(MAX(at), 0) >= $5 THEN MAX(at) + 1 ELSE $5 END
         FROM order_events WHERE order_id = $2",
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
