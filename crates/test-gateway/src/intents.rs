//! Payment intents: the state machine that every payment goes through.
//!
//! [`confirm`] and [`settle`] are the only ways forward; sessions and the API both use them.

use std::collections::BTreeMap;

use serde::{Deserialize, Serialize};
use serde_json::{Value, json};

use crate::cards::TestCard;
use crate::charges::{Charge, ChargeStatus};
use crate::errors::ApiError;
use crate::ids;
use crate::methods::{PaymentMethod, Source};
use crate::store::{Columns, Kind};
use crate::work::Work;

pub(crate) const DECLINED: &str = "Your card was declined.";
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

    async fn report(&self, work: &mut Work, event: &str) -> Result<(), ApiError> {
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
