//! An attempt as Stripe's parameters.

use std::collections::HashMap;

use domain::locale::Locale;
use domain::money::{Money, MoneyError};
use stripe::IdempotencyKey;
use stripe_checkout::checkout_session::{
    CreateCheckoutSession, CreateCheckoutSessionAdaptivePricing, CreateCheckoutSessionLineItems,
    CreateCheckoutSessionLineItemsPriceData, CreateCheckoutSessionPaymentIntentData, ProductData,
};
use stripe_core::refund::CreateRefund;
use stripe_shared::{CheckoutSessionId, CheckoutSessionLocale, CheckoutSessionMode};

use super::config;
use crate::gateway::{Attempt, GatewayError};
use crate::minor_units::to_stripe;

/// Stripe's limit on the lines of a session.
const LINES_MAX: usize = 100;

/// Longer names are cut; Stripe would refuse them.
const NAME_CHARS_MAX: usize = 250;

/// The parameters of a session whose total is the attempt's amount to the cent.
///
/// Shipping is a line like any other: a shipping option would only be added to
/// the total once the page has chosen it.
///
/// # Errors
/// [`GatewayError::Config`] where the attempt does not add up or Stripe could not charge it.
pub(super) fn create_session(attempt: &Attempt) -> Result<CreateCheckoutSession, GatewayError> {
    let metadata = metadata(attempt);
    let intent = CreateCheckoutSessionPaymentIntentData {
        description: Some(attempt.order_number.clone()),
        // The intent is made after confirmation and inherits nothing by itself.
        metadata: Some(metadata.clone()),
        ..CreateCheckoutSessionPaymentIntentData::new()
    };
    Ok(CreateCheckoutSession::new()
        .mode(CheckoutSessionMode::Payment)
        .line_items(lines(attempt)?)
        // Stripe would otherwise charge other currencies than the order's.
        .adaptive_pricing(CreateCheckoutSessionAdaptivePricing { enabled: Some(false) })
        .client_reference_id(attempt.order_id.as_str())
        .customer_email(&attempt.email)
        .expires_at(attempt.expires_at.epoch_seconds())
        .success_url(&attempt.success_url)
        .cancel_url(&attempt.cancel_url)
        .locale(locale(attempt.locale))
        .metadata(metadata)
        .payment_intent_data(intent))
}

/// # Errors
/// [`GatewayError::Config`] for an amount that is nothing or cannot be charged.
pub(super) fn create_refund(
    capture_reference: &str,
    amount: Money,
) -> Result<CreateRefund, GatewayError> {
    let (stripe_amount, _) = to_stripe(amount)?;
    if stripe_amount == 0 {
        return Err(config("a refund of nothing"));
    }
    Ok(CreateRefund::new()
        .payment_intent(capture_reference)
        .amount(stripe_amount))
}

/// # Errors
/// [`GatewayError::Config`] for an empty key or one of more than 255 bytes.
pub(super) fn idempotency_key(key: &str) -> Result<IdempotencyKey, GatewayError> {
    IdempotencyKey::new(key).map_err(|_| config("the idempotency key is empty or too long"))
}

/// The reference as an id of Stripe's. It becomes part of a path, so nothing but
/// letters, digits and `_` gets through.
///
/// # Errors
/// [`GatewayError::NotFound`] for anything that cannot be a session's id.
pub(super) fn session_id(reference: &str) -> Result<CheckoutSessionId, GatewayError> {
    let rest = reference.strip_prefix("cs_").unwrap_or_default();
    let plausible = (1..=252).contains(&rest.len())
        && rest.bytes().all(|b| b.is_ascii_alphanumeric() || b == b'_');
    if plausible {
        Ok(CheckoutSessionId::from(reference))
    } else {
        Err(GatewayError::NotFound)
    }
}

/// The form with its metadata sorted: it comes from a hash map, and a repeated
/// request must be the same byte for byte.
pub(super) fn with_metadata_in_order(form: String) -> String {
    let is_metadata = |pair: &&str| pair.starts_with("metadata") || pair.contains("[metadata]");
    let mut sorted: Vec<&str> = form.split('&').filter(is_metadata).collect();
    sorted.sort_unstable();
    let mut sorted = sorted.into_iter();
    let pairs: Vec<&str> = form
        .split('&')
        .map(|pair| {
            if is_metadata(&pair) {
                sorted.next().unwrap_or(pair)
            } else {
                pair
            }
        })
        .collect();
    pairs.join("&")
}

fn metadata(attempt: &Attempt) -> HashMap<String, String> {
    HashMap::from([
        ("order_id".to_owned(), attempt.order_id.to_string()),
        ("order_number".to_owned(), attempt.order_number.clone()),
        ("payment_id".to_owned(), attempt.payment_id.to_string()),
    ])
}

fn lines(attempt: &Attempt) -> Result<Vec<CreateCheckoutSessionLineItems>, GatewayError> {
    check_sum(attempt)?;
    let shipping =
        (attempt.shipping.minor != 0).then_some((&attempt.shipping_name, attempt.shipping));
    if attempt.lines.len() + usize::from(shipping.is_some()) > LINES_MAX {
        return Ok(vec![line(
            &attempt.order_number,
            attempt.amount,
            1,
            attempt,
        )?]);
    }
    let goods = attempt
        .lines
        .iter()
        .map(|l| line(&l.name, l.unit_price, l.quantity, attempt));
    let shipping = shipping
        .into_iter()
        .map(|(name, price)| line(name, price, 1, attempt));
    goods.chain(shipping).collect()
}

/// Stripe charges what the lines sum to, so they must sum to what the shopper agreed to.
fn check_sum(attempt: &Attempt) -> Result<(), GatewayError> {
    if attempt.amount.minor <= 0 {
        return Err(config("there is nothing to be paid"));
    }
    let sum = attempt
        .lines
        .iter()
        .try_fold(attempt.shipping, |sum, line| {
            sum.plus(line.unit_price.times(line.quantity)?)
        })
        .map_err(|error: MoneyError| config(&error.to_string()))?;
    if sum == attempt.amount {
        Ok(())
    } else {
        Err(config("the lines do not sum to the amount"))
    }
}

fn line(
    name: &str,
    price: Money,
    quantity: i64,
    attempt: &Attempt,
) -> Result<CreateCheckoutSessionLineItems, GatewayError> {
    let (unit_amount, currency) = to_stripe(price)?;
    let quantity = u64::try_from(quantity).ok().filter(|q| *q > 0);
    let quantity = quantity.ok_or_else(|| config("a line of no pieces"))?;
    let name = match name.trim() {
        "" => attempt.order_number.as_str(),
        name => name,
    };
    let name: String = name.chars().take(NAME_CHARS_MAX).collect();
    Ok(CreateCheckoutSessionLineItems {
        price_data: Some(CreateCheckoutSessionLineItemsPriceData {
            product_data: Some(ProductData::new(name)),
            unit_amount: Some(unit_amount),
            ..CreateCheckoutSessionLineItemsPriceData::new(currency)
        }),
        quantity: Some(quantity),
        ..CreateCheckoutSessionLineItems::new()
    })
}

fn locale(locale: Locale) -> CheckoutSessionLocale {
    match locale {
        Locale::En => CheckoutSessionLocale::En,
        Locale::PtBr => CheckoutSessionLocale::PtMinusBr,
        Locale::ZhHans => CheckoutSessionLocale::Zh,
        Locale::Ru => CheckoutSessionLocale::Ru,
    }
}
