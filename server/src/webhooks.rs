//! Where the payment gateway tells that something happened.
//!
//! The raw bytes are verified, the event is stored once, a job looks into it.
//! A refused event is the sender's fault and gets a 400, never a 500.

use axum::body::Bytes;
use axum::extract::State;
use axum::http::{HeaderMap, StatusCode};
use backend::Ctx;
use backend::payments::{Received, WebhookRefusal, receive_webhook};

/// The largest event that is read.
pub const BODY_LIMIT_BYTES: usize = 512 * 1_024;

pub async fn stripe(
    State(ctx): State<Ctx>,
    headers: HeaderMap,
    body: Bytes,
) -> (StatusCode, &'static str) {
    let signature = headers
        .get("stripe-signature")
        .map(|value| value.as_bytes());
    match receive_webhook(&ctx, &body, signature).await {
        Ok(Received::New | Received::Duplicate) => (StatusCode::OK, "received\n"),
        Err(WebhookRefusal::Bad(error)) => {
            tracing::warn!(%error, "webhook refused");
            (StatusCode::BAD_REQUEST, "refused\n")
        }
        Err(WebhookRefusal::NoGateway) => (StatusCode::NOT_FOUND, "no gateway\n"),
        Err(WebhookRefusal::Internal(error)) => {
            tracing::error!(%error, "webhook not stored");
            (StatusCode::SERVICE_UNAVAILABLE, "try again\n")
        }
    }
}
