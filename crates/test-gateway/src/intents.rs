//! Payment intents: what they are and how the API shows them.
//!
//! How they go from state to state is in [`crate::attempts`], what the API offers for
//! them in [`crate::intent_api`].

use std::collections::BTreeMap;

use serde::{Deserialize, Serialize};
use serde_json::{Value, json};

use crate::errors::ApiError;
use crate::ids;
use crate::methods::PaymentMethod;
use crate::store::{Columns, Kind};
use crate::work::Work;

const DECLINED: &str = "Your card was declined.";
const AUTHENTICATION_FAILED: &str = "We are unable to authenticate your payment method. Please choose a different payment method and try again.";

#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub(crate) enum IntentStatus {
    RequiresPaymentMethod,
    RequiresConfirmation,
    RequiresAction,
    Processing,
    Succeeded,
    Canceled,
}

impl IntentStatus {
    pub(crate) const fn as_str(self) -> &'static str {
        match self {
            Self::RequiresPaymentMethod => "requires_payment_method",
            Self::RequiresConfirmation => "requires_confirmation",
            Self::RequiresAction => "requires_action",
            Self::Processing => "processing",
            Self::Succeeded => "succeeded",
            Self::Canceled => "canceled",
        }
    }

    /// Whether the payment can still be attempted or given up.
    pub(crate) const fn is_open(self) -> bool {
        !matches!(self, Self::Processing | Self::Succeeded | Self::Canceled)
    }
}

/// Why the last attempt failed.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub(crate) enum Failure {
    Declined,
    AuthenticationFailed,
}

impl Failure {
    /// The refusal of the request that ran into it.
    pub(crate) fn error(self) -> ApiError {
        match self {
            Self::Declined => ApiError::card("card_declined", Some("generic_decline"), DECLINED),
            Self::AuthenticationFailed => ApiError::card(
                "payment_intent_authentication_failure",
                None,
                AUTHENTICATION_FAILED,
            ),
        }
    }
}

/// When an attempt takes effect.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub(crate) enum Pace {
    AtOnce,
    /// As a bank transfer does: accepted now, settled or refused later.
    Delayed,
}

#[derive(Clone, Debug, Serialize, Deserialize)]
pub(crate) struct Intent {
    pub(crate) id: String,
    pub(crate) created: i64,
    pub(crate) status: IntentStatus,
    pub(crate) amount: i64,
    pub(crate) currency: String,
    pub(crate) client_secret: String,
    /// The Checkout session it belongs to.
    pub(crate) session: Option<String>,
    pub(crate) method: Option<String>,
    pub(crate) method_types: Vec<String>,
    pub(crate) automatic_methods: bool,
    pub(crate) latest_charge: Option<String>,
    pub(crate) failure: Option<Failure>,
    pub(crate) pace: Pace,
    pub(crate) return_url: Option<String>,
    pub(crate) canceled_at: Option<i64>,
    pub(crate) cancellation_reason: Option<String>,
    pub(crate) description: Option<String>,
    pub(crate) metadata: BTreeMap<String, String>,
    pub(crate) receipt_email: Option<String>,
    pub(crate) shipping: Option<Value>,
    pub(crate) setup_future_usage: Option<String>,
    pub(crate) statement_descriptor: Option<String>,
    pub(crate) statement_descriptor_suffix: Option<String>,
}

impl Intent {
    pub(crate) fn new(now: i64, amount: i64, currency: String) -> Self {
        let id = ids::fresh("pi");
        Self {
            client_secret: ids::client_secret(&id),
            id,
            created: now,
            status: IntentStatus::RequiresPaymentMethod,
            amount,
            currency,
            session: None,
            method: None,
            method_types: vec!["card".to_owned()],
            automatic_methods: false,
            latest_charge: None,
            failure: None,
            pace: Pace::AtOnce,
            return_url: None,
            canceled_at: None,
            cancellation_reason: None,
            description: None,
            metadata: BTreeMap::new(),
            receipt_email: None,
            shipping: None,
            setup_future_usage: None,
            statement_descriptor: None,
            statement_descriptor_suffix: None,
        }
    }

    fn columns(&self) -> Columns {
        Columns {
            status: Some(self.status.as_str()),
            ..Columns::default()
        }
    }

    /// Stores a new intent and reports it.
    pub(crate) async fn insert(&self, work: &mut Work) -> Result<(), ApiError> {
        work.rows
            .insert(Kind::Intent, &self.id, self.created, self.columns(), self)
            .await?;
        let wire = self.wire(work).await?;
        work.emit("payment_intent.created", wire).await
    }

    pub(crate) async fn save(&self, work: &mut Work) -> Result<(), ApiError> {
        work.rows.update(&self.id, self.columns(), self).await
    }

    /// Records an event about the intent as it is now.
    pub(crate) async fn report(&self, work: &mut Work, event: &str) -> Result<(), ApiError> {
        let wire = self.wire(work).await?;
        work.emit(event, wire).await
    }

    pub(crate) async fn wire(&self, work: &mut Work) -> Result<Value, ApiError> {
        let received = if self.status == IntentStatus::Succeeded {
            self.amount
        } else {
            0
        };
        let automatic = json!({ "allow_redirects": "always", "enabled": true });
        Ok(json!({
            "id": self.id,
            "object": "payment_intent",
            "allowed_payment_method_types": null,
            "amount": self.amount,
            "amount_capturable": 0,
            "amount_details": { "tip": {} },
            "amount_received": received,
            "application": null,
            "application_fee_amount": null,
            "automatic_payment_methods": self.automatic_methods.then_some(automatic),
            "canceled_at": self.canceled_at,
            "cancellation_reason": self.cancellation_reason,
            "capture_method": "automatic_async",
            "client_secret": self.client_secret,
            "confirmation_method": "automatic",
            "created": self.created,
            "currency": self.currency,
            "customer": null,
            "customer_account": null,
            "description": self.description,
            "excluded_payment_method_types": null,
            "last_payment_error": self.last_error(work).await?,
            "latest_charge": self.latest_charge,
            "livemode": false,
            "managed_payments": null,
            "metadata": self.metadata,
            "next_action": self.next_action(work),
            "on_behalf_of": null,
            "payment_method": self.method.as_ref().filter(|_| self.failure.is_none()),
            "payment_method_configuration_details": null,
            "payment_method_options": { "card": { "installments": null, "mandate_options": null, "network": null, "request_three_d_secure": "automatic" } },
            "payment_method_types": self.method_types,
            "payment_record": null,
            "processing": null,
            "receipt_email": self.receipt_email,
            "review": null,
            "setup_future_usage": self.setup_future_usage,
            "shipping": self.shipping,
            "source": null,
            "statement_descriptor": self.statement_descriptor,
            "statement_descriptor_suffix": self.statement_descriptor_suffix,
            "status": self.status.as_str(),
            "transfer_data": null,
            "transfer_group": null,
        }))
    }

    async fn last_error(&self, work: &mut Work) -> Result<Value, ApiError> {
        let Some(failure) = self.failure else {
            return Ok(Value::Null);
        };
        let mut error = failure.error().body()["error"].take();
        if let Some(method) = &self.method {
            let method: PaymentMethod = work.rows.get(Kind::PaymentMethod, method).await?;
            error["payment_method"] = method.wire();
        }
        if let (Failure::Declined, Some(charge)) = (failure, &self.latest_charge) {
            error["charge"] = json!(charge);
        }
        Ok(error)
    }

    fn next_action(&self, work: &Work) -> Value {
        if self.status != IntentStatus::RequiresAction {
            return Value::Null;
        }
        let url = work.surroundings.page(&format!("authenticate/{}", self.id));
        json!({ "type": "redirect_to_url", "redirect_to_url": { "return_url": self.return_url, "url": url } })
    }
}
