//! How sessions end: open, then either complete or expired, once and for ever.
//!
//! Everything that ends a session goes through [`pay`], [`expire`] or [`come_due`], each
//! within one transaction of the single writer: two submits of the page are one payment.

use crate::amounts;
use crate::attempts::{self, Authentication, Outcome};
use crate::coupons;
use crate::errors::ApiError;
use crate::intents::{Intent, Pace};
use crate::methods::{Billing, PaymentMethod};
use crate::sessions::{Session, SessionStatus};
use crate::store::Kind;
use crate::work::Work;

/// Where a payment attempt for a session led.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Payment {
    Attempted(Outcome),
    /// It is complete or expired already; nothing was attempted.
    SessionEnded,
}

/// Attempts to pay an open session.
pub(crate) async fn pay(
    work: &mut Work,
    session: &mut Session,
    method: PaymentMethod,
    pace: Pace,
    authentication: Authentication,
) -> Result<Payment, ApiError> {
    if session.status != SessionStatus::Open {
        return Ok(Payment::SessionEnded);
    }
    let billing = method.billing.clone();
    let mut intent = open_intent(work, session).await?;
    intent.pace = pace;
    let outcome = attempts::confirm(work, &mut intent, method, authentication).await?;
    match outcome {
        Outcome::Succeeded => complete(work, session, billing, None).await?,
        Outcome::Processing => {
            let wait = work.surroundings.faults.get().settle_after_ms;
            let settles_at = work
                .now_ms
                .saturating_add(i64::try_from(wait).unwrap_or(i64::MAX));
            complete(work, session, billing, Some(settles_at)).await?;
        }
        Outcome::Challenged | Outcome::Failed(_) => session.save(work).await?,
    }
    Ok(Payment::Attempted(outcome))
}

/// The session's payment intent; the first attempt creates it.
async fn open_intent(work: &mut Work, session: &mut Session) -> Result<Intent, ApiError> {
    if let Some(id) = &session.intent {
        return work.rows.get(Kind::Intent, id).await;
    }
    let data = session.intent_data.clone();
    let intent = Intent {
        session: Some(session.id.clone()),
        method_types: session.method_types.clone(),
        metadata: data.metadata,
        description: data.description,
        receipt_email: data.receipt_email,
        shipping: data.shipping,
        setup_future_usage: data.setup_future_usage,
        statement_descriptor: data.statement_descriptor,
        statement_descriptor_suffix: data.statement_descriptor_suffix,
        ..Intent::new(
            work.now(),
            session.total()?,
            amounts::wire_code(session.currency),
        )
    };
    intent.insert(work).await?;
    session.intent = Some(intent.id.clone());
    Ok(intent)
}

async fn complete(
    work: &mut Work,
    session: &mut Session,
    mut billing: Billing,
    settles_at: Option<i64>,
) -> Result<(), ApiError> {
    if let Some(email) = &session.customer_email {
        billing.email = Some(email.clone());
    }
    session.customer = Some(billing);
    session.status = SessionStatus::Complete;
    session.paid = settles_at.is_none();
    session.settles_at = settles_at;
    if let Some(coupon) = session.coupon.clone() {
        coupons::redeem(work, &coupon).await?;
    }
    session.save(work).await?;
    session.report(work, "checkout.session.completed").await
}

/// Ends an open session unpaid.
pub(crate) async fn expire(work: &mut Work, session: &mut Session) -> Result<(), ApiError> {
    if let Some(id) = &session.intent {
        let mut intent: Intent = work.rows.get(Kind::Intent, id).await?;
        attempts::cancel(work, &mut intent, Some("expired".to_owned())).await?;
    }
    session.status = SessionStatus::Expired;
    session.save(work).await?;
    session.report(work, "checkout.session.expired").await
}

/// What time does to a session: an open one expires, a delayed payment settles.
pub(crate) async fn come_due(work: &mut Work, id: &str) -> Result<(), ApiError> {
    let mut session: Session = work.rows.get(Kind::Session, id).await?;
    match (session.status, session.settles_at.is_some()) {
        (SessionStatus::Open, _) => expire(work, &mut session).await,
        (SessionStatus::Complete, true) => settle(work, &mut session).await,
        _ => Ok(()),
    }
}

async fn settle(work: &mut Work, session: &mut Session) -> Result<(), ApiError> {
    let mut intent: Intent = work
        .rows
        .get(Kind::Intent, session.intent.as_deref().unwrap_or_default())
        .await?;
    let outcome = attempts::settle(work, &mut intent).await?;
    session.settles_at = None;
    session.paid = outcome == Outcome::Succeeded;
    session.save(work).await?;
    let event = if session.paid {
        "checkout.session.async_payment_succeeded"
    } else {
        "checkout.session.async_payment_failed"
    };
    session.report(work, event).await
}
