//! Checkout sessions: what they are and how the API shows them.
//!
//! How they are made is in [`crate::session_create`], how they end in
//! [`crate::completion`], what the API offers for them in [`crate::session_api`].

use std::collections::BTreeMap;

use domain::money::Currency;
use serde::{Deserialize, Serialize};
use serde_json::{Value, json};

use crate::amounts;
use crate::errors::ApiError;
use crate::methods::Billing;
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

    pub(crate) async fn save(&self, work: &mut Work) -> Result<(), ApiError> {
        work.rows.update(&self.id, self.columns(), self).await
    }

    /// Records an event about the session as it is now.
    pub(crate) async fn report(&self, work: &mut Work, event: &str) -> Result<(), ApiError> {
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
