//! Payment intents as the API creates, confirms, cancels and lists them.

use serde_json::Value;

use crate::amounts;
use crate::attempts::{self, Authentication, Outcome};
use crate::errors::ApiError;
use crate::form::Params;
use crate::intents::{Intent, IntentStatus};
use crate::lists;
use crate::methods::{self, PaymentMethod};
use crate::store::Kind;
use crate::work::Work;

pub(crate) async fn create(work: &mut Work, mut params: Params) -> Result<Value, ApiError> {
    let currency = amounts::currency(&mut params, "currency")?;
    let amount = params
        .integer("amount")?
        .ok_or_else(|| params.missing("amount"))?;
    amounts::chargeable(amount, currency, "amount")?;
    let mut intent = Intent::new(work.now(), amount, amounts::wire_code(currency));
    let types = params.texts("payment_method_types")?;
    intent.automatic_methods = automatic_methods(&mut params)?.unwrap_or(types.is_empty());
    if !types.is_empty() {
        intent.method_types = types;
    }
    intent.metadata = params.metadata("metadata")?;
    intent.description = params.filled("description")?;
    intent.receipt_email = params.filled("receipt_email")?;
    intent.shipping = methods::shipping(&mut params)?;
    intent.statement_descriptor = params.filled("statement_descriptor")?;
    intent.statement_descriptor_suffix = params.filled("statement_descriptor_suffix")?;
    params.one_of("capture_method", &["automatic", "automatic_async"])?;
    params.one_of("confirmation_method", &["automatic"])?;
    let confirms = params.boolean("confirm")?.unwrap_or(false);
    let method = tender(work, &mut params).await?;
    common(&mut intent, &mut params)?;
    params.finish()?;
    if let Some(method) = &method {
        intent.method = Some(method.id.clone());
        intent.status = IntentStatus::RequiresConfirmation;
    }
    intent.insert(work).await?;
    match method {
        Some(method) if confirms => attempt(work, intent, method).await,
        None if confirms => Err(missing_method()),
        _ => intent.wire(work).await,
    }
}

fn automatic_methods(params: &mut Params) -> Result<Option<bool>, ApiError> {
    let Some(mut hash) = params.hash("automatic_payment_methods")? else {
        return Ok(None);
    };
    let enabled = hash.boolean("enabled")?;
    hash.one_of("allow_redirects", &["always", "never"])?;
    hash.finish()?;
    Ok(enabled)
}

/// What creation and confirmation have in common.
fn common(intent: &mut Intent, params: &mut Params) -> Result<(), ApiError> {
    // Without an effect here: there are no saved customers and no browser SDK.
    params.boolean("off_session")?;
    params.boolean("use_stripe_sdk")?;
    params.boolean("error_on_requires_action")?;
    if let Some(usage) = params.one_of("setup_future_usage", &["off_session", "on_session"])? {
        intent.setup_future_usage = Some(usage);
    }
    if let Some(url) = params.filled("return_url")? {
        intent.return_url = Some(url);
    }
    Ok(())
}

/// The method that a request names or describes.
async fn tender(work: &mut Work, params: &mut Params) -> Result<Option<PaymentMethod>, ApiError> {
    if let Some(data) = params.hash("payment_method_data")? {
        return methods::from_params(work, data).await.map(Some);
    }
    match params.filled("payment_method")? {
        Some(id) => methods::named(work, &id).await.map(Some),
        None => Ok(None),
    }
}

fn missing_method() -> ApiError {
    ApiError::invalid(
        "You cannot confirm this PaymentIntent because it's missing a payment method.",
    )
    .code("payment_intent_unexpected_state")
}

pub(crate) async fn confirm(
    work: &mut Work,
    id: &str,
    mut params: Params,
) -> Result<Value, ApiError> {
    let mut intent: Intent = work.rows.get(Kind::Intent, id).await?;
    if intent.session.is_some() {
        return Err(belongs_to_checkout("confirm"));
    }
    if let Some(shipping) = methods::shipping(&mut params)? {
        intent.shipping = Some(shipping);
    }
    if let Some(email) = params.filled("receipt_email")? {
        intent.receipt_email = Some(email);
    }
    let named = tender(work, &mut params).await?;
    common(&mut intent, &mut params)?;
    params.finish()?;
    let method = match (named, &intent.method) {
        (Some(method), _) => method,
        (None, Some(id)) if intent.failure.is_none() => {
            work.rows.get(Kind::PaymentMethod, id).await?
        }
        _ => return Err(missing_method()),
    };
    attempt(work, intent, method).await
}

async fn attempt(
    work: &mut Work,
    mut intent: Intent,
    method: PaymentMethod,
) -> Result<Value, ApiError> {
    let outcome =
        attempts::confirm(work, &mut intent, method.clone(), Authentication::NotAsked).await?;
    let wire = intent.wire(work).await?;
    let Outcome::Failed(failure) = outcome else {
        return Ok(wire);
    };
    let charge = wire["latest_charge"].clone();
    Err(failure
        .error()
        .detail("payment_intent", wire)
        .detail("payment_method", method.wire())
        .detail("charge", charge))
}

pub(crate) async fn cancel(
    work: &mut Work,
    id: &str,
    mut params: Params,
) -> Result<Value, ApiError> {
    const REASONS: [&str; 4] = [
        "abandoned",
        "duplicate",
        "fraudulent",
        "requested_by_customer",
    ];
    let reason = params.one_of("cancellation_reason", &REASONS)?;
    params.finish()?;
    let mut intent: Intent = work.rows.get(Kind::Intent, id).await?;
    if intent.session.is_some() {
        return Err(belongs_to_checkout("cancel"));
    }
    attempts::cancel(work, &mut intent, reason).await?;
    intent.wire(work).await
}

fn belongs_to_checkout(verb: &str) -> ApiError {
    ApiError::invalid(format!(
        "You cannot {verb} this PaymentIntent because it was created by Checkout. Expire the Checkout Session instead."
    ))
    .code("payment_intent_unexpected_state")
}

pub(crate) async fn get(work: &mut Work, id: &str, mut params: Params) -> Result<Value, ApiError> {
    // Browsers send it; whoever has the secret key needs no proof.
    params.text("client_secret")?;
    params.finish()?;
    let intent: Intent = work.rows.get(Kind::Intent, id).await?;
    intent.wire(work).await
}

pub(crate) async fn list(work: &mut Work, mut params: Params) -> Result<Value, ApiError> {
    let filter = lists::filter(&mut params)?;
    params.finish()?;
    let intents: Vec<Intent> = work.rows.list(Kind::Intent, &filter).await?;
    let mut rows = Vec::with_capacity(intents.len());
    for intent in intents {
        rows.push(intent.wire(work).await?);
    }
    Ok(lists::page("/v1/payment_intents", &filter, rows))
}
