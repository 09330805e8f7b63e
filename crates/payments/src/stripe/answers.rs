//! Stripe's objects as ours. Whatever is not understood is an error, never a guess.

use domain::ids::OrderId;
use domain::money::Money;
use domain::payments::{Mode, PaymentState};
use domain::time::Timestamp;
use stripe_shared::{
    CheckoutSession, CheckoutSessionPaymentStatus, CheckoutSessionStatus, PaymentIntentStatus,
    Refund,
};

use super::config;
use crate::gateway::{GatewayError, PaymentSnapshot, Redirect, RefundSnapshot};
use crate::minor_units::from_stripe;

/// # Errors
/// [`GatewayError::Config`] where the session is of the other mode, has no page or no total.
pub(super) fn redirect(session: &CheckoutSession, mode: Mode) -> Result<Redirect, GatewayError> {
    if session.livemode != mode.is_live() {
        return Err(config(
            "the gateway answered for the other mode, test or live",
        ));
    }
    Ok(Redirect {
        reference: session.id.to_string(),
        url: session
            .url
            .clone()
            .ok_or_else(|| config("the session has no page"))?,
        expires_at: Timestamp(session.expires_at.saturating_mul(1_000)),
        amount: total(session)?,
    })
}

/// # Errors
/// [`GatewayError::Config`] for a status or a currency unknown to us.
pub(super) fn snapshot(session: &CheckoutSession) -> Result<PaymentSnapshot, GatewayError> {
    Ok(PaymentSnapshot {
        reference: session.id.to_string(),
        state: state(session)?,
        amount: total(session)?,
        order_id: session.client_reference_id.clone().map(OrderId),
        capture_reference: session
            .payment_intent
            .as_ref()
            .map(|intent| intent.id().to_string()),
        livemode: session.livemode,
        url: session.url.clone(),
    })
}

/// Where the attempt stands. The intent, if it was expanded, tells a delayed
/// payment that is under way from one that failed.
///
/// # Errors
/// [`GatewayError::Config`] for a status unknown to us.
pub(super) fn state(session: &CheckoutSession) -> Result<PaymentState, GatewayError> {
    let unknown = || config("the session has a status that is unknown");
    // Money that came counts whatever became of the page.
    if session.payment_status == CheckoutSessionPaymentStatus::Paid {
        return Ok(PaymentState::Paid);
    }
    match session.status.as_ref().ok_or_else(unknown)? {
        CheckoutSessionStatus::Open => Ok(PaymentState::Open),
        CheckoutSessionStatus::Expired => Ok(PaymentState::Expired),
        CheckoutSessionStatus::Complete => match session.payment_status {
            CheckoutSessionPaymentStatus::NoPaymentRequired => Ok(PaymentState::Paid),
            CheckoutSessionPaymentStatus::Unpaid if has_failed(session) => Ok(PaymentState::Failed),
            CheckoutSessionPaymentStatus::Unpaid => Ok(PaymentState::Processing),
            _ => Err(unknown()),
        },
        _ => Err(unknown()),
    }
}

fn has_failed(session: &CheckoutSession) -> bool {
    let intent = session
        .payment_intent
        .as_ref()
        .and_then(|intent| intent.as_object());
    intent.is_some_and(|intent| {
        matches!(
            intent.status,
            PaymentIntentStatus::RequiresPaymentMethod | PaymentIntentStatus::Canceled
        )
    })
}

fn total(session: &CheckoutSession) -> Result<Money, GatewayError> {
    match (session.amount_total, &session.currency) {
        (Some(amount), Some(currency)) => Ok(from_stripe(amount, currency)?),
        _ => Err(config("the session has no total")),
    }
}

/// # Errors
/// [`GatewayError::Declined`] where the refund has failed for good.
pub(super) fn refund(refund: &Refund) -> Result<RefundSnapshot, GatewayError> {
    if let Some("failed" | "canceled") = refund.status.as_deref() {
        let code = refund
            .failure_reason
            .clone()
            .unwrap_or_else(|| "refund_failed".to_owned());
        return Err(GatewayError::Declined { code });
    }
    Ok(RefundSnapshot {
        reference: refund.id.to_string(),
        amount: from_stripe(refund.amount, &refund.currency)?,
        succeeded: refund.status.as_deref() == Some("succeeded"),
    })
}
