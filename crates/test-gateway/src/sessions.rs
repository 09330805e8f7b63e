//! Checkout sessions: open, then either complete or expired, once and for ever.
//!
//! Everything that ends a session goes through [`pay`], [`expire`] or [`settle`], each
//! within one transaction of the single writer: two submits of the page are one payment.
//! How sessions are made is in [`crate::session_create`], what the API offers for them in
//! [`crate::session_api`].

use std::collections::BTreeMap;

use domain::money::Currency;
use serde::{Deserialize, Serialize};
use serde_json::{Value, json};

use crate::amounts;
use crate::coupons;
use crate::errors::ApiError;
use crate::intents::{self, Authentication, Intent, Outcome, Pace};
use crate::methods::{Billing, PaymentMethod};
use crate::store::{Columns, Kind};
use crate::work::Work;

#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub(crate) enum SessionStatus {
    Open,
    Complete,
    Expired,
}

impl SessionStatus {
    pub(crate) const fn as_str(self) -> &'static str {
        match self {
            Self::Open => "open",
            Self::Complete => "complete",
            Self::Expired => "expired",
        }
    }
}

/// One line; amounts in minor units of the session's currency.
#[derive(Clone, Debug, Serialize, Deserialize)]
pub(crate) struct Line {
    pub(crate) id: String,
    pub(crate) price: String,
    pub(crate) description: String,
    pub(crate) quantity: i64,
    pub(crate) subtotal: i64,
    pub(crate) discount: i64,
    pub(crate) metadata: BTreeMap<String, String>,
}

/// The way of shipping that is charged: the first of those offered.
#[derive(Clone, Debug, Serialize, Deserialize)]
pub(crate) struct Shipping {
    pub(crate) rate: String,
    pub(crate) display_name: String,
    pub(crate) amount: i64,
}

/// What the payment intent is given when the first attempt creates it.
#[derive(Clone, Debug, Default, Serialize, Deserialize)]
pub(crate) struct IntentData {
    pub(crate) metadata: BTreeMap<String, String>,
    pub(crate) description: Option<String>,
    pub(crate) receipt_email: Option<String>,
    pub(crate) shipping: Option<Value>,
    pub(crate) setup_future_usage: Option<String>,
    pub(crate) statement_descriptor: Option<String>,
    pub(crate) statement_descriptor_suffix: Option<String>,
}

#[derive(Clone, Debug, Serialize, Deserialize)]
pub(crate) struct Session {
    pub(crate) id: String,
    pub(crate) created: i64,
    pub(crate) status: SessionStatus,
    pub(crate) paid: bool,
    pub(crate) currency: Currency,
    pub(crate) lines: Vec<Line>,
    pub(crate) coupon: Option<String>,
    pub(crate) shipping: Option<Shipping>,
    /// (rate, amount) of every way of shipping offered.
    pub(crate) shipping_options: Vec<(String, i64)>,
    pub(crate) success_url: String,
    pub(crate) cancel_url: Option<String>,
    pub(crate) client_reference_id: Option<String>,
    pub(crate) customer_email: Option<String>,
    pub(crate) customer_creation: String,
    pub(crate) customer: Option<Billing>,
    pub(crate) expires_at: i64,
    pub(crate) adaptive_pricing: Option<bool>,
    pub(crate) locale: Option<String>,
    pub(crate) submit_type: Option<String>,
    pub(crate) billing_address_collection: Option<String>,
    pub(crate) phone_number_collection: bool,
    pub(crate) method_types: Vec<String>,
    pub(crate) metadata: BTreeMap<String, String>,
    pub(crate) intent_data: IntentData,
    pub(crate) intent: Option<String>,
    /// When a delayed payment settles, in milliseconds.
    pub(crate) settles_at: Option<i64>,
}

impl Session {
    pub(crate) fn subtotal(&self) -> Result<i64, ApiError> {
        amounts::sum(self.currency, self.lines.iter().map(|l| l.subtotal))
    }

    pub(crate) fn discount(&self) -> Result<i64, ApiError> {
        amounts::sum(self.currency, self.lines.iter().map(|l| l.discount))
    }

    pub(crate) fn total(&self) -> Result<i64, ApiError> {
        let shipping = self.shipping.as_ref().map_or(0, |s| s.amount);
        amounts::sum(
            self.currency,
            [self.subtotal()?, -self.discount()?, shipping],
        )
    }

    /// Where the shopper goes after paying.
    pub(crate) fn success_address(&self) -> String {
        self.success_url.replace("{CHECKOUT_SESSION_ID}", &self.id)
    }

    fn columns(&self) -> Columns {
        let due_at = match self.status {
            SessionStatus::Open => Some(self.expires_at.saturating_mul(1_000)),
            SessionStatus::Complete => self.settles_at,
            SessionStatus::Expired => None,
        };
        Columns {
            status: Some(self.status.as_str()),
            parent: self.intent.clone(),
            due_at,
        }
    }

    pub(crate) async fn insert(&self, work: &mut Work) -> Result<(), ApiError> {
        work.rows
            .insert(Kind::Session, &self.id, self.created, self.columns(), self)
            .await
    }

    async fn save(&self, work: &mut Work) -> Result<(), ApiError> {
        work.rows.update(&self.id, self.columns(), self).await
    }

    async fn report(&self, work: &mut Work, event: &str) -> Result<(), ApiError> {
        let wire = self.wire(work)?;
        work.emit(event, wire).await
    }

    pub(crate) fn wire(&self, work: &Work) -> Result<Value, ApiError> {
        let open = self.status == SessionStatus::Open;
        let url = work.surroundings.page(&format!("pay/{}", self.id));
        let enabled = |enabled: bool| json!({ "enabled": enabled });
        Ok(json!({
            "id": self.id,
            "object": "checkout.session",
            "adaptive_pricing": self.adaptive_pricing.map(enabled),
            "after_expiration": null,
            "allow_promotion_codes": null,
            "allowed_payment_method_types": null,
            "amount_subtotal": self.subtotal()?,
            "amount_total": self.total()?,
            "automatic_tax": { "enabled": false, "liability": null, "provider": null, "status": null },
            "billing_address_collection": self.billing_address_collection,
            "cancel_url": self.cancel_url,
            "client_reference_id": self.client_reference_id,
            "client_secret": null,
            "collected_information": { "business_name": null, "individual_name": null, "shipping_details": null },
            "consent": null,
            "consent_collection": null,
            "created": self.created,
            "currency": amounts::wire_code(self.currency),
            "currency_conversion": null,
            "custom_fields": [],
            "custom_text": { "after_submit": null, "shipping_address": null, "submit": null, "terms_of_service_acceptance": null },
            "customer": null,
            "customer_account": null,
            "customer_creation": self.customer_creation,
            "customer_details": self.customer_details(),
            "customer_email": self.customer_email,
            "discounts": self.coupon.iter().map(|c| json!({ "coupon": c, "promotion_code": null })).collect::<Vec<_>>(),
            "expires_at": self.expires_at,
            "integration_identifier": null,
            "invoice": null,
            "invoice_creation": { "enabled": false, "invoice_data": { "account_tax_ids": null, "custom_fields": null, "description": null, "footer": null, "issuer": null, "metadata": {}, "rendering_options": null } },
            "livemode": false,
            "locale": self.locale,
            "managed_payments": enabled(false),
            "metadata": self.metadata,
            "mode": "payment",
            "origin_context": null,
            "payment_intent": self.intent,
            "payment_link": null,
            "payment_method_collection": "if_required",
            "payment_method_configuration_details": null,
            "payment_method_options": { "card": { "request_three_d_secure": "automatic" } },
            "payment_method_types": self.method_types,
            "payment_status": if self.paid { "paid" } else { "unpaid" },
            "permissions": null,
            "phone_number_collection": enabled(self.phone_number_collection),
            "recovered_from": null,
            "saved_payment_method_options": null,
            "setup_intent": null,
            "shipping_address_collection": null,
            "shipping_cost": self.shipping.as_ref().map(|s| json!({
                "amount_subtotal": s.amount, "amount_tax": 0, "amount_total": s.amount, "shipping_rate": s.rate,
            })),
            "shipping_options": self.shipping_options.iter().map(|(rate, amount)| json!({ "shipping_amount": amount, "shipping_rate": rate })).collect::<Vec<_>>(),
            "status": self.status.as_str(),
            "submit_type": self.submit_type,
            "subscription": null,
            "success_url": self.success_url,
            "total_details": {
                "amount_discount": self.discount()?,
                "amount_shipping": self.shipping.as_ref().map_or(0, |s| s.amount),
                "amount_tax": 0,
            },
            "ui_mode": "hosted_page",
            "url": open.then_some(url),
            "wallet_options": null,
        }))
    }

    fn customer_details(&self) -> Value {
        let billing = match (&self.customer, &self.customer_email) {
            (Some(billing), _) => billing.clone(),
            (None, Some(email)) => Billing {
                email: Some(email.clone()),
                ..Billing::default()
            },
            (None, None) => return Value::Null,
        };
        json!({
            "address": self.customer.as_ref().map(|c| &c.address),
            "business_name": null,
            "email": billing.email,
            "individual_name": null,
            "name": billing.name,
            "phone": billing.phone,
            "tax_exempt": "none",
            "tax_ids": if self.customer.is_some() { json!([]) } else { Value::Null },
        })
    }
}

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
    let outcome = intents::confirm(work, &mut intent, method, authentication).await?;
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
        intents::cancel(work, &mut intent, Some("expired".to_owned())).await?;
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
    let outcome = intents::settle(work, &mut intent).await?;
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
