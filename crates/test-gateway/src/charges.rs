//! Charges: one attempt each to take the money of a payment intent.

use serde::{Deserialize, Serialize};
use serde_json::{Value, json};

use crate::cards::TestCard;
use crate::errors::ApiError;
use crate::form::Params;
use crate::ids;
use crate::intents::Intent;
use crate::lists;
use crate::methods::{PaymentMethod, Source};
use crate::store::{Columns, Filter, Kind};
use crate::work::Work;

#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub(crate) enum ChargeStatus {
    Succeeded,
    Pending,
    Failed,
}

impl ChargeStatus {
    const fn as_str(self) -> &'static str {
        match self {
            Self::Succeeded => "succeeded",
            Self::Pending => "pending",
            Self::Failed => "failed",
        }
    }
}

#[derive(Clone, Debug, Serialize, Deserialize)]
pub(crate) struct Charge {
    pub(crate) id: String,
    created: i64,
    pub(crate) status: ChargeStatus,
    pub(crate) amount: i64,
    pub(crate) amount_refunded: i64,
    pub(crate) currency: String,
    pub(crate) intent: String,
    pub(crate) method: PaymentMethod,
    authenticated: bool,
    description: Option<String>,
    metadata: Value,
    receipt_email: Option<String>,
    shipping: Option<Value>,
}

impl Charge {
    pub(crate) fn new(
        now: i64,
        status: ChargeStatus,
        intent: &Intent,
        method: PaymentMethod,
        authenticated: bool,
    ) -> Self {
        Self {
            id: ids::fresh("ch"),
            created: now,
            status,
            amount: intent.amount,
            amount_refunded: 0,
            currency: intent.currency.clone(),
            intent: intent.id.clone(),
            method,
            authenticated,
            description: intent.description.clone(),
            metadata: json!(intent.metadata),
            receipt_email: intent.receipt_email.clone(),
            shipping: intent.shipping.clone(),
        }
    }

    fn columns(&self) -> Columns {
        Columns {
            status: Some(self.status.as_str()),
            parent: Some(self.intent.clone()),
            due_at: None,
        }
    }

    pub(crate) async fn insert(&self, work: &mut Work) -> Result<(), ApiError> {
        work.rows
            .insert(Kind::Charge, &self.id, self.created, self.columns(), self)
            .await
    }

    pub(crate) async fn save(&self, work: &mut Work) -> Result<(), ApiError> {
        work.rows.update(&self.id, self.columns(), self).await
    }

    pub(crate) fn wire(&self) -> Value {
        let failed = self.status == ChargeStatus::Failed;
        let paid = self.status == ChargeStatus::Succeeded;
        json!({
            "id": self.id,
            "object": "charge",
            "amount": self.amount,
            "amount_captured": if failed { 0 } else { self.amount },
            "amount_refunded": self.amount_refunded,
            "application": null,
            "application_fee": null,
            "application_fee_amount": null,
            "balance_transaction": null,
            "billing_details": self.method.billing.wire(),
            "calculated_statement_descriptor": "TEST GATEWAY",
            "captured": !failed,
            "created": self.created,
            "currency": self.currency,
            "customer": null,
            "description": self.description,
            "disputed": false,
            "failure_balance_transaction": null,
            "failure_code": failed.then_some("card_declined"),
            "failure_message": failed.then_some("Your card was declined."),
            "fraud_details": {},
            "livemode": false,
            "metadata": self.metadata,
            "on_behalf_of": null,
            "outcome": outcome(failed),
            "paid": paid,
            "payment_intent": self.intent,
            "payment_method": self.method.id,
            "payment_method_details": self.method_details(),
            "radar_options": {},
            "receipt_email": self.receipt_email,
            "receipt_number": null,
            "receipt_url": null,
            "refunded": self.amount_refunded == self.amount,
            "review": null,
            "shipping": self.shipping,
            "source": null,
            "source_transfer": null,
            "statement_descriptor": null,
            "statement_descriptor_suffix": null,
            "status": self.status.as_str(),
            "transfer_data": null,
            "transfer_group": null,
        })
    }

    fn method_details(&self) -> Value {
        match &self.method.source {
            Source::Card { card, expiry } => json!({
                "type": "card",
                "card": {
                    "amount_authorized": if self.status == ChargeStatus::Failed { None } else { Some(self.amount) },
                    "authorization_code": null,
                    "brand": "visa",
                    "checks": { "address_line1_check": null, "address_postal_code_check": null, "cvc_check": "pass" },
                    "country": "US",
                    "electronic_commerce_indicator": null,
                    "exp_month": expiry.month,
                    "exp_year": expiry.year,
                    "fingerprint": card.fingerprint(),
                    "funding": "credit",
                    "installments": null,
                    "last4": card.last4(),
                    "mandate": null,
                    "network": "visa",
                    "network_token": { "used": false },
                    "network_transaction_id": null,
                    "regulated_status": "unregulated",
                    "three_d_secure": three_d_secure(*card, self.authenticated),
                    "transaction_link_id": null,
                    "wallet": null,
                },
            }),
            Source::SepaDebit { last4, country, .. } => json!({
                "type": "sepa_debit",
                "sepa_debit": {
                    "bank_code": "19043",
                    "branch_code": "",
                    "country": country,
                    "fingerprint": format!("TestSepa{last4}"),
                    "last4": last4,
                    "mandate": null,
                },
            }),
        }
    }
}

fn outcome(failed: bool) -> Value {
    json!({
        "advice_code": null,
        "network_advice_code": null,
        "network_decline_code": failed.then_some("02"),
        "network_status": if failed { "declined_by_network" } else { "approved_by_network" },
        "reason": failed.then_some("generic_decline"),
        "risk_level": "normal",
        "risk_score": 1,
        "seller_message": if failed { "The bank did not return any further details with this decline." } else { "Payment complete." },
        "type": if failed { "issuer_declined" } else { "authorized" },
    })
}

fn three_d_secure(card: TestCard, authenticated: bool) -> Value {
    if card != TestCard::ThreeDSecure || !authenticated {
        return Value::Null;
    }
    json!({
        "authentication_flow": "challenge",
        "electronic_commerce_indicator": "05",
        "exemption_indicator": null,
        "result": "authenticated",
        "result_reason": null,
        "transaction_id": null,
        "version": "2.2.0",
    })
}

pub(crate) async fn get(work: &mut Work, id: &str) -> Result<Value, ApiError> {
    let charge: Charge = work.rows.get(Kind::Charge, id).await?;
    Ok(charge.wire())
}

pub(crate) async fn list(work: &mut Work, mut params: Params) -> Result<Value, ApiError> {
    let mut filter: Filter = lists::filter(&mut params)?;
    filter.parent = params.filled("payment_intent")?;
    params.finish()?;
    let charges: Vec<Charge> = work.rows.list(Kind::Charge, &filter).await?;
    Ok(lists::page(
        "/v1/charges",
        &filter,
        charges.iter().map(Charge::wire).collect(),
    ))
}
