//! Attempts to pay: the ways of a payment intent from state to state.
//!
//! [`confirm`], [`settle`] and [`cancel`] are the only ones; sessions and the API use them.

use crate::cards::TestCard;
use crate::charges::{Charge, ChargeStatus};
use crate::errors::ApiError;
use crate::intents::{Failure, Intent, IntentStatus, Pace};
use crate::methods::{PaymentMethod, Source};
use crate::store::Kind;
use crate::work::Work;

/// Whether the card's holder was asked.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Authentication {
    NotAsked,
    Passed,
    Failed,
}

/// Where an attempt led.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Outcome {
    Succeeded,
    Processing,
    /// The holder must confirm on the 3-D Secure page.
    Challenged,
    Failed(Failure),
}

/// Attempts the payment with a method.
///
/// # Errors
/// Refuses an intent that is no longer open. A decline is an [`Outcome`].
pub(crate) async fn confirm(
    work: &mut Work,
    intent: &mut Intent,
    method: PaymentMethod,
    authentication: Authentication,
) -> Result<Outcome, ApiError> {
    if !intent.status.is_open() {
        return Err(unexpected_state(work, intent, "confirm").await?);
    }
    intent.method = Some(method.id.clone());
    intent.failure = None;
    if let Source::SepaDebit { .. } = method.source {
        intent.pace = Pace::Delayed;
    }
    let card = match &method.source {
        Source::Card { card, .. } => Some(*card),
        Source::SepaDebit { .. } => None,
    };
    match (card, authentication, intent.pace) {
        (Some(TestCard::ThreeDSecure), Authentication::NotAsked, _) => {
            challenge(work, intent).await
        }
        (_, Authentication::Failed, _) => {
            fail(work, intent, Failure::AuthenticationFailed).await?;
            Ok(Outcome::Failed(Failure::AuthenticationFailed))
        }
        (_, _, Pace::Delayed) => defer(work, intent, method, authentication).await,
        (Some(TestCard::Declined), ..) => {
            let charge = charge(work, intent, method, ChargeStatus::Failed, authentication).await?;
            work.emit("charge.failed", charge.wire()).await?;
            fail(work, intent, Failure::Declined).await?;
            Ok(Outcome::Failed(Failure::Declined))
        }
        _ => {
            let charge = charge(
                work,
                intent,
                method,
                ChargeStatus::Succeeded,
                authentication,
            )
            .await?;
            succeed(work, intent, &charge).await?;
            Ok(Outcome::Succeeded)
        }
    }
}

async fn charge(
    work: &mut Work,
    intent: &mut Intent,
    method: PaymentMethod,
    status: ChargeStatus,
    authentication: Authentication,
) -> Result<Charge, ApiError> {
    let authenticated = authentication == Authentication::Passed;
    let charge = Charge::new(work.now(), status, intent, method, authenticated);
    charge.insert(work).await?;
    intent.latest_charge = Some(charge.id.clone());
    Ok(charge)
}

async fn challenge(work: &mut Work, intent: &mut Intent) -> Result<Outcome, ApiError> {
    intent.status = IntentStatus::RequiresAction;
    intent.save(work).await?;
    intent
        .report(work, "payment_intent.requires_action")
        .await?;
    Ok(Outcome::Challenged)
}

async fn defer(
    work: &mut Work,
    intent: &mut Intent,
    method: PaymentMethod,
    authentication: Authentication,
) -> Result<Outcome, ApiError> {
    charge(work, intent, method, ChargeStatus::Pending, authentication).await?;
    intent.status = IntentStatus::Processing;
    intent.save(work).await?;
    intent.report(work, "payment_intent.processing").await?;
    Ok(Outcome::Processing)
}

async fn succeed(work: &mut Work, intent: &mut Intent, charge: &Charge) -> Result<(), ApiError> {
    work.rows
        .add_capture(&intent.id, intent.session.as_deref(), intent.amount)
        .await?;
    intent.status = IntentStatus::Succeeded;
    intent.save(work).await?;
    work.emit("charge.succeeded", charge.wire()).await?;
    intent.report(work, "payment_intent.succeeded").await
}

async fn fail(work: &mut Work, intent: &mut Intent, failure: Failure) -> Result<(), ApiError> {
    intent.status = IntentStatus::RequiresPaymentMethod;
    intent.failure = Some(failure);
    intent.save(work).await?;
    intent.report(work, "payment_intent.payment_failed").await
}

/// Ends a delayed payment: the methods that decline fail, all others succeed.
pub(crate) async fn settle(work: &mut Work, intent: &mut Intent) -> Result<Outcome, ApiError> {
    let charge_id = intent.latest_charge.clone().unwrap_or_default();
    let mut charge: Charge = work.rows.get(Kind::Charge, &charge_id).await?;
    let fails = match &charge.method.source {
        Source::Card { card, .. } => *card == TestCard::Declined,
        Source::SepaDebit { fails, .. } => *fails,
    };
    charge.status = if fails {
        ChargeStatus::Failed
    } else {
        ChargeStatus::Succeeded
    };
    charge.save(work).await?;
    if fails {
        work.emit("charge.failed", charge.wire()).await?;
        fail(work, intent, Failure::Declined).await?;
        return Ok(Outcome::Failed(Failure::Declined));
    }
    succeed(work, intent, &charge).await?;
    Ok(Outcome::Succeeded)
}

/// Gives an open payment up.
pub(crate) async fn cancel(
    work: &mut Work,
    intent: &mut Intent,
    reason: Option<String>,
) -> Result<(), ApiError> {
    if !intent.status.is_open() {
        return Err(unexpected_state(work, intent, "cancel").await?);
    }
    intent.status = IntentStatus::Canceled;
    intent.canceled_at = Some(work.now());
    intent.cancellation_reason = reason;
    intent.save(work).await?;
    intent.report(work, "payment_intent.canceled").await
}

async fn unexpected_state(
    work: &mut Work,
    intent: &Intent,
    verb: &str,
) -> Result<ApiError, ApiError> {
    let status = intent.status.as_str();
    let wire = intent.wire(work).await?;
    Ok(ApiError::invalid(format!(
        "You cannot {verb} this PaymentIntent because it has a status of {status}."
    ))
    .code("payment_intent_unexpected_state")
    .detail("payment_intent", wire)
    .after_execution())
}
