//! Refunds: parts of a capture that go back, together never more than it.

use std::collections::BTreeMap;

use serde::{Deserialize, Serialize};
use serde_json::{Value, json};

use crate::charges::{Charge, ChargeStatus};
use crate::errors::ApiError;
use crate::form::Params;
use crate::ids;
use crate::intents::{Intent, IntentStatus};
use crate::lists;
use crate::store::{Columns, Filter, Kind};
use crate::work::Work;

#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
enum RefundStatus {
    Pending,
    Succeeded,
    Failed,
}

impl RefundStatus {
    const fn as_str(self) -> &'static str {
        match self {
            Self::Pending => "pending",
            Self::Succeeded => "succeeded",
            Self::Failed => "failed",
        }
    }
}

#[derive(Clone, Debug, Serialize, Deserialize)]
pub(crate) struct Refund {
    id: String,
    created: i64,
    status: RefundStatus,
    amount: i64,
    currency: String,
    charge: String,
    intent: String,
    method: String,
    reason: Option<String>,
    metadata: BTreeMap<String, String>,
    /// When a pending one fails, in milliseconds.
    fails_at: Option<i64>,
}

impl Refund {
    fn columns(&self) -> Columns {
        Columns {
            status: Some(self.status.as_str()),
            parent: Some(self.intent.clone()),
            due_at: self.fails_at,
        }
    }

    pub(crate) fn wire(&self) -> Value {
        let mut wire = json!({
            "id": self.id,
            "object": "refund",
            "amount": self.amount,
            "balance_transaction": null,
            "charge": self.charge,
            "created": self.created,
            "currency": self.currency,
            "customer": null,
            "customer_account": null,
            "destination_details": { "card": { "reference_status": "pending", "reference_type": "acquirer_reference_number", "type": "refund" }, "type": "card" },
            "metadata": self.metadata,
            "payment_intent": self.intent,
            "payment_method": self.method,
            "reason": self.reason,
            "receipt_number": null,
            "source_transfer_reversal": null,
            "status": self.status.as_str(),
            "transfer_reversal": null,
        });
        if self.status == RefundStatus::Failed {
            wire["failure_reason"] = json!("expired_or_canceled_card");
        }
        wire
    }
}

pub(crate) async fn create(work: &mut Work, mut params: Params) -> Result<Value, ApiError> {
    const REASONS: [&str; 3] = ["duplicate", "fraudulent", "requested_by_customer"];
    let mut charge = refundable(work, &mut params).await?;
    let amount = params.integer("amount")?;
    let reason = params.one_of("reason", &REASONS)?;
    let metadata = params.metadata("metadata")?;
    params.finish()?;
    let amount = bounded(work, &charge, amount).await?;
    let fails = work.surroundings.faults.take(|f| &mut f.fail_next_refunds);
    let wait = i64::try_from(work.surroundings.faults.get().settle_after_ms).unwrap_or(i64::MAX);
    let refund = Refund {
        id: ids::fresh("re"),
        created: work.now(),
        status: if fails {
            RefundStatus::Pending
        } else {
            RefundStatus::Succeeded
        },
        amount,
        currency: charge.currency.clone(),
        charge: charge.id.clone(),
        intent: charge.intent.clone(),
        method: charge.method.id.clone(),
        reason,
        metadata,
        fails_at: fails.then(|| work.now_ms.saturating_add(wait)),
    };
    work.rows
        .insert(
            Kind::Refund,
            &refund.id,
            refund.created,
            refund.columns(),
            &refund,
        )
        .await?;
    charge.amount_refunded += amount;
    charge.save(work).await?;
    work.emit("charge.refunded", charge.wire()).await?;
    work.emit("refund.created", refund.wire()).await?;
    Ok(refund.wire())
}

/// The successful charge that a request names, itself or by its payment intent.
async fn refundable(work: &mut Work, params: &mut Params) -> Result<Charge, ApiError> {
    let charge = match (params.filled("charge")?, params.filled("payment_intent")?) {
        (Some(id), None) => work
            .rows
            .find::<Charge>(Kind::Charge, &id)
            .await?
            .ok_or_else(|| {
                params
                    .invalid("charge", &format!("No such charge: '{id}'"))
                    .code("resource_missing")
            })?,
        (None, Some(id)) => charge_of(work, params, &id).await?,
        _ => {
            return Err(params.invalid(
                "payment_intent",
                "One of the following params should be provided for this request: payment_intent or charge.",
            ));
        }
    };
    if charge.status == ChargeStatus::Succeeded {
        return Ok(charge);
    }
    Err(ApiError::invalid(format!(
        "Charge {} has not succeeded and cannot be refunded.",
        charge.id
    ))
    .code("charge_not_refundable")
    .after_execution())
}

async fn charge_of(work: &mut Work, params: &Params, id: &str) -> Result<Charge, ApiError> {
    let intent: Option<Intent> = work.rows.find(Kind::Intent, id).await?;
    let intent = intent.ok_or_else(|| {
        params
            .invalid("payment_intent", &format!("No such payment_intent: '{id}'"))
            .code("resource_missing")
    })?;
    match intent
        .latest_charge
        .filter(|_| intent.status == IntentStatus::Succeeded)
    {
        Some(charge) => work.rows.get(Kind::Charge, &charge).await,
        None => Err(ApiError::invalid(format!(
            "This PaymentIntent ({id}) does not have a successful charge to refund."
        ))
        .code("payment_intent_unexpected_state")
        .after_execution()),
    }
}

/// The amount to refund, taken out of the capture.
async fn bounded(work: &mut Work, charge: &Charge, asked: Option<i64>) -> Result<i64, ApiError> {
    let left = charge.amount - charge.amount_refunded;
    if left == 0 {
        return Err(
            ApiError::invalid(format!("Charge {} has already been refunded.", charge.id))
                .code("charge_already_refunded")
                .after_execution(),
        );
    }
    let amount = asked.unwrap_or(left);
    if amount < 1 {
        return Err(ApiError::invalid("Invalid positive integer")
            .code("parameter_invalid_integer")
            .param("amount"));
    }
    let taken = amount <= left && work.rows.add_refund(&charge.intent, amount).await?;
    if taken {
        return Ok(amount);
    }
    Err(ApiError::invalid(format!(
        "Refund amount ({amount} {0}) is greater than unrefunded amount on charge ({left} {0})",
        charge.currency
    ))
    .param("amount")
    .after_execution())
}

/// A pending refund fails: its amount is there again.
pub(crate) async fn come_due(work: &mut Work, id: &str) -> Result<(), ApiError> {
    let mut refund: Refund = work.rows.get(Kind::Refund, id).await?;
    refund.status = RefundStatus::Failed;
    refund.fails_at = None;
    work.rows
        .return_refund(&refund.intent, refund.amount)
        .await?;
    work.rows
        .update(&refund.id, refund.columns(), &refund)
        .await?;
    let mut charge: Charge = work.rows.get(Kind::Charge, &refund.charge).await?;
    charge.amount_refunded -= refund.amount;
    charge.save(work).await?;
    work.emit("refund.updated", refund.wire()).await?;
    work.emit("refund.failed", refund.wire()).await
}

pub(crate) async fn get(work: &mut Work, id: &str) -> Result<Value, ApiError> {
    let refund: Refund = work.rows.get(Kind::Refund, id).await?;
    Ok(refund.wire())
}

pub(crate) async fn list(work: &mut Work, mut params: Params) -> Result<Value, ApiError> {
    let mut filter: Filter = lists::filter(&mut params)?;
    filter.parent = params.filled("payment_intent")?;
    if let Some(id) = params.filled("charge")? {
        let charge: Charge = work.rows.get(Kind::Charge, &id).await?;
        filter.parent = Some(charge.intent);
    }
    params.finish()?;
    let refunds: Vec<Refund> = work.rows.list(Kind::Refund, &filter).await?;
    Ok(lists::page(
        "/v1/refunds",
        &filter,
        refunds.iter().map(Refund::wire).collect(),
    ))
}
