//! The inbox of webhooks: every verified event once, applied by a job.

use payments::gateway::WebhookError;

use crate::{Ctx, InternalError};

/// Whether an event was seen before.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Received {
    New,
    Duplicate,
}

/// Why an event was not taken in.
#[derive(Debug, thiserror::Error)]
pub enum WebhookRefusal {
    /// The sender's fault: answer 400.
    #[error(transparent)]
    Bad(#[from] WebhookError),
    #[error("this shop has no gateway")]
    NoGateway,
    #[error(transparent)]
    Internal(#[from] InternalError),
}

/// Takes in a webhook: checks the signature over the raw bytes, keeps the
/// event once, and leaves the rest to a job.
///
/// # Errors
/// [`WebhookRefusal`].
pub async fn receive_webhook(
    _ctx: &Ctx,
    _body: &[u8],
    _signature: Option<&[u8]>,
) -> Result<Received, WebhookRefusal> {
    Err(WebhookRefusal::NoGateway)
}
