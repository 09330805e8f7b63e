//! The inbox of webhooks: every verified event once, applied by a job.

use ::payments::gateway::{GatewayError, VerifiedEvent, WebhookError};
use domain::ids::PaymentId;
use serde::{Deserialize, Serialize};

use super::reconcile::{gateway, reconcile_payment};
use super::rows::find_by_reference;
use crate::db::{Tx, uninterrupted};
use crate::jobs::{JobInfo, NewJob, Task, TaskError, enqueue};
use crate::{Ctx, InternalError, orders, sql};

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
    ctx: &Ctx,
    body: &[u8],
    signature: Option<&[u8]>,
) -> Result<Received, WebhookRefusal> {
    let gateway = ctx.gateway.clone().ok_or(WebhookRefusal::NoGateway)?;
    let event = gateway.verify_webhook(body, signature, ctx.now())?;
    let body = String::from_utf8_lossy(body).into_owned();
    let ctx = ctx.clone();
    uninterrupted(async move {
        keep(&ctx, gateway.id(), event, body)
            .await
            .map_err(Into::into)
    })
    .await
}

async fn keep(
    ctx: &Ctx,
    gateway: &str,
    event: VerifiedEvent,
    body: String,
) -> Result<Received, InternalError> {
    let mut tx = ctx.db.begin().await?;
    let rows = sql!(
        "INSERT INTO webhook_events (gateway, event_id, kind, reference, capture_reference, body, state, received_at)
         VALUES ($1, $2, $3, $4, $5, $6, 'pending', $7) ON CONFLICT (gateway, event_id) DO NOTHING",
        gateway,
        &event.dedupe_key,
        &event.kind,
        event.reference,
        event.capture_reference,
        body,
        ctx.now().0
    )
    .execute(&mut tx)
    .await?;
    if rows == 1 || is_unapplied(&mut tx, gateway, &event.dedupe_key).await? {
        let task = ApplyWebhook {
            gateway: gateway.to_owned(),
            event_id: event.dedupe_key.clone(),
        };
        enqueue(&mut tx, ctx, NewJob::now(&task).unique(event.dedupe_key)).await?;
    }
    tx.commit().await?;
    ctx.wake_jobs().await;
    Ok(if rows == 1 {
        Received::New
    } else {
        Received::Duplicate
    })
}

/// A gateway that sends an event again gives one that failed here another chance.
async fn is_unapplied(tx: &mut Tx, gateway: &str, event: &str) -> Result<bool, InternalError> {
    let row: Option<(String,)> = sql!(
        "SELECT state FROM webhook_events WHERE gateway = $1 AND event_id = $2 AND state IN ('pending', 'failed')",
        gateway,
        event
    )
    .fetch_optional(tx)
    .await?;
    Ok(row.is_some())
}

/// Does what an event of the inbox is a reason for.
#[derive(Serialize, Deserialize)]
struct ApplyWebhook {
    gateway: String,
    event_id: String,
}

crate::task!(ApplyWebhook);

impl Task for ApplyWebhook {
    const KIND: &'static str = "apply_webhook";
    /// An event may come before the answer that tells us of its attempt.
    const MAX_ATTEMPTS: i64 = 15;

    async fn run(self, ctx: &Ctx, info: &JobInfo) -> Result<(), TaskError> {
        let outcome = self.apply(ctx).await;
        let (state, detail) = match &outcome {
            Ok(Applied::Done) => ("applied", None),
            Ok(Applied::Noted) => ("ignored", Some("kept for the timeline".to_owned())),
            Err(error) if info.is_last_attempt() => ("failed", Some(error.to_string())),
            Err(error) => ("pending", Some(error.to_string())),
        };
        self.record(ctx, state, detail).await?;
        outcome.map(|_| ())
    }
}

enum Applied {
    Done,
    /// Of a kind that nothing follows from.
    Noted,
}

impl ApplyWebhook {
    async fn apply(&self, ctx: &Ctx) -> Result<Applied, TaskError> {
        let (kind, reference): (String, Option<String>) = sql!(
            "SELECT kind, reference FROM webhook_events WHERE gateway = $1 AND event_id = $2",
            &self.gateway,
            &self.event_id
        )
        .fetch_one(&mut ctx.db.read().await?)
        .await?;
        match reference {
            Some(reference) if kind.starts_with("checkout.session.") => {
                let payment = self.find_payment(ctx, &reference).await?;
                reconcile_payment(ctx, &payment).await?;
                Ok(Applied::Done)
            }
            _ => Ok(Applied::Noted),
        }
    }

    async fn find_payment(&self, ctx: &Ctx, reference: &str) -> Result<PaymentId, TaskError> {
        let known = find_by_reference(&mut ctx.db.read().await?, &self.gateway, reference).await?;
        match known {
            Some(payment) => Ok(payment),
            None => adopt(ctx, reference).await?.ok_or_else(|| {
                TaskError::Retry(format!(
                    "no payment of this shop has the reference {reference}"
                ))
            }),
        }
    }

    async fn record(
        &self,
        ctx: &Ctx,
        state: &str,
        detail: Option<String>,
    ) -> Result<(), InternalError> {
        let applied_at = matches!(state, "applied" | "ignored").then_some(ctx.now().0);
        let mut tx = ctx.db.begin().await?;
        sql!(
            "UPDATE webhook_events SET state = $1, detail = $2, applied_at = $3 WHERE gateway = $4 AND event_id = $5",
            state,
            detail,
            applied_at,
            &self.gateway,
            &self.event_id
        )
        .execute(&mut tx)
        .await?;
        tx.commit().await
    }
}

/// The attempt whose answer was lost, so that we do not know its reference:
/// the gateway tells which order it was made for.
async fn adopt(ctx: &Ctx, reference: &str) -> Result<Option<PaymentId>, InternalError> {
    let answer = match gateway(ctx)?.fetch(reference).await {
        Ok(answer) => answer,
        Err(GatewayError::NotFound) => return Ok(None),
        Err(error) => return Err(error.into()),
    };
    let Some(order) = answer.order_id else {
        return Ok(None);
    };
    let mut tx = ctx.db.begin().await?;
    orders::lock_order(&mut tx, &order).await?;
    let adopted: Option<(String,)> = sql!(
        "UPDATE payments SET reference = $1 WHERE order_id = $2 AND state = 'starting' AND reference IS NULL RETURNING id",
        reference,
        order.as_str()
    )
    .fetch_optional(&mut tx)
    .await?;
    tx.commit().await?;
    Ok(adopted.map(|(id,)| PaymentId(id)))
}
