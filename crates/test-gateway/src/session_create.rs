//! `POST /v1/checkout/sessions`: from parameters to a priced session.

use domain::money::{Currency, Money, MoneyError};
use serde_json::Value;
use url::Url;

use crate::amounts;
use crate::coupons;
use crate::errors::ApiError;
use crate::form::Params;
use crate::ids;
use crate::methods;
use crate::products::{self, PricedProduct};
use crate::sessions::{IntentData, Line, Session, SessionStatus, Shipping};
use crate::work::Work;

const SHORTEST_SECONDS: i64 = 30 * 60;
const LONGEST_SECONDS: i64 = 24 * 60 * 60;
/// A request takes a moment, so Stripe lets "in 30 minutes" pass although it is a
/// little less by then.
const LENIENCY_SECONDS: i64 = 60;
const MOST_LINES: usize = 100;
const MOST_SHIPPING_OPTIONS: usize = 5;

/// Stripe's languages of the hosted page.
const LOCALES: [&str; 42] = [
    "auto", "bg", "cs", "da", "de", "el", "en", "en-GB", "es", "es-419", "et", "fi", "fil", "fr",
    "fr-CA", "hr", "hu", "id", "it", "ja", "ko", "lt", "lv", "ms", "mt", "nb", "nl", "pl", "pt",
    "pt-BR", "ro", "ru", "sk", "sl", "sv", "th", "tr", "vi", "zh", "zh-HK", "zh-TW", "hi-IN",
];

pub(crate) async fn create(work: &mut Work, mut params: Params) -> Result<Value, ApiError> {
    let mode = params.required("mode")?;
    if mode != "payment" {
        return Err(params.invalid("mode", "The test gateway supports mode=payment only."));
    }
    params.one_of("ui_mode", &["hosted_page", "hosted"])?;
    let (mut lines, currency) = lines(work, &mut params).await?;
    let coupon = discount(work, &mut params, &mut lines, currency).await?;
    let (shipping, shipping_options) = shipping(work, &mut params, currency).await?;
    let session = Session {
        id: ids::session(),
        created: work.now(),
        status: SessionStatus::Open,
        paid: false,
        currency,
        lines,
        coupon,
        shipping,
        shipping_options,
        success_url: address(&mut params, "success_url")?
            .ok_or_else(|| params.missing("success_url"))?,
        cancel_url: address(&mut params, "cancel_url")?,
        client_reference_id: client_reference(&mut params)?,
        customer_email: email(&mut params)?,
        customer_creation: params
            .one_of("customer_creation", &["always", "if_required"])?
            .unwrap_or_else(|| "if_required".to_owned()),
        customer: None,
        expires_at: expiry(work.now(), &mut params)?,
        adaptive_pricing: switch(&mut params, "adaptive_pricing")?,
        locale: params.one_of("locale", &LOCALES)?,
        submit_type: params.one_of("submit_type", &["auto", "book", "donate", "pay"])?,
        billing_address_collection: params.one_of("billing_address_collection", &["auto"])?,
        phone_number_collection: switch(&mut params, "phone_number_collection")?.unwrap_or(false),
        method_types: method_types(&mut params)?,
        metadata: params.metadata("metadata")?,
        intent_data: intent_data(&mut params)?,
        intent: None,
        settles_at: None,
    };
    accept_currency(&mut params, currency)?;
    params.one_of("payment_method_collection", &["always", "if_required"])?;
    params.finish()?;
    amounts::chargeable(session.total()?, currency, "line_items")?;
    session.insert(work).await?;
    session.wire(work)
}

async fn lines(work: &mut Work, params: &mut Params) -> Result<(Vec<Line>, Currency), ApiError> {
    let items = params.hashes("line_items")?;
    if items.len() > MOST_LINES {
        return Err(params.invalid(
            "line_items",
            "A Checkout Session can have up to 100 line items.",
        ));
    }
    let mut lines = Vec::with_capacity(items.len());
    let mut currency: Option<Currency> = None;
    for item in items {
        let (line, line_currency) = line(work, item).await?;
        if *currency.get_or_insert(line_currency) != line_currency {
            return Err(params.invalid("line_items", "All line items must have the same currency."));
        }
        lines.push(line);
    }
    match currency {
        Some(currency) => Ok((lines, currency)),
        None => Err(params.missing("line_items")),
    }
}

async fn line(work: &mut Work, mut item: Params) -> Result<(Line, Currency), ApiError> {
    let quantity = item
        .integer("quantity")?
        .ok_or_else(|| item.missing("quantity"))?;
    if quantity < 1 {
        return Err(item.invalid("quantity", "Invalid positive integer"));
    }
    let metadata = item.metadata("metadata")?;
    if let Some(mut adjustable) = item.hash("adjustable_quantity")? {
        if adjustable.boolean("enabled")? == Some(true) {
            return Err(adjustable.invalid(
                "enabled",
                "The test gateway's page does not change quantities.",
            ));
        }
        adjustable.finish()?;
    }
    let product: PricedProduct = match (item.filled("price")?, item.hash("price_data")?) {
        (Some(price), None) => products::named_price(work, &item, &price).await?,
        (None, Some(data)) => products::inline_price(work, data).await?,
        _ => return Err(item.missing("price")),
    };
    item.finish()?;
    let unit = Money::new(product.unit_amount, product.currency);
    let subtotal = unit
        .times(quantity)
        .map_err(|_| amounts::too_large())?
        .minor;
    let line = Line {
        id: ids::fresh("li"),
        price: product.price,
        description: product.name,
        quantity,
        subtotal,
        discount: 0,
        metadata,
    };
    Ok((line, product.currency))
}

/// Takes the coupon, and shares what it takes off among the lines.
async fn discount(
    work: &mut Work,
    params: &mut Params,
    lines: &mut [Line],
    currency: Currency,
) -> Result<Option<String>, ApiError> {
    let mut discounts = params.hashes("discounts")?;
    if discounts.len() > 1 {
        return Err(params.invalid("discounts", "You can only specify one discount."));
    }
    let Some(mut discount) = discounts.pop() else {
        return Ok(None);
    };
    let id = discount.required("coupon")?;
    discount.finish()?;
    let coupon = coupons::usable(work, &id).await?;
    let subtotals: Vec<i64> = lines.iter().map(|line| line.subtotal).collect();
    let subtotal = amounts::sum(currency, subtotals.iter().copied())?;
    let off = coupon.off(Money::new(subtotal, currency))?;
    match off.allocate(&subtotals) {
        Ok(parts) => lines
            .iter_mut()
            .zip(parts)
            .for_each(|(line, part)| line.discount = part.minor),
        // Nothing to take anything off from.
        Err(MoneyError::NoWeights) => {}
        Err(_) => return Err(amounts::too_large()),
    }
    Ok(Some(coupon.id))
}

async fn shipping(
    work: &mut Work,
    params: &mut Params,
    currency: Currency,
) -> Result<(Option<Shipping>, Vec<(String, i64)>), ApiError> {
    let options = params.hashes("shipping_options")?;
    if options.len() > MOST_SHIPPING_OPTIONS {
        return Err(params.invalid(
            "shipping_options",
            "You can specify up to 5 shipping options.",
        ));
    }
    let mut rates = Vec::with_capacity(options.len());
    for option in options {
        let rate = products::shipping_option(work, option).await?;
        if rate.currency != currency {
            return Err(params.invalid(
                "shipping_options",
                "Shipping rates must be in the currency of the line items.",
            ));
        }
        rates.push(rate);
    }
    let offered = rates
        .iter()
        .map(|rate| (rate.id.clone(), rate.amount))
        .collect();
    let charged = rates.into_iter().next().map(|rate| Shipping {
        rate: rate.id,
        display_name: rate.display_name,
        amount: rate.amount,
    });
    Ok((charged, offered))
}

/// An absolute http(s) address; a template variable in braces is left as it is.
fn address(params: &mut Params, name: &str) -> Result<Option<String>, ApiError> {
    let Some(text) = params.filled(name)? else {
        return Ok(None);
    };
    let is_web = Url::parse(&text)
        .is_ok_and(|url| matches!(url.scheme(), "http" | "https") && url.has_host());
    let is_header_safe = text.bytes().all(|b| b.is_ascii_graphic());
    if is_web && is_header_safe && text.len() <= 5_000 {
        return Ok(Some(text));
    }
    Err(params.invalid(name, "Not a valid URL").code("url_invalid"))
}

fn client_reference(params: &mut Params) -> Result<Option<String>, ApiError> {
    let reference = params.filled("client_reference_id")?;
    match &reference {
        Some(text) if text.chars().count() > 200 => Err(params.invalid(
            "client_reference_id",
            "Invalid string: must be at most 200 characters",
        )),
        _ => Ok(reference),
    }
}

fn email(params: &mut Params) -> Result<Option<String>, ApiError> {
    let Some(text) = params.filled("customer_email")? else {
        return Ok(None);
    };
    let plausible = text.len() <= 800
        && text
            .split_once('@')
            .is_some_and(|(l, d)| !l.is_empty() && !d.is_empty());
    if plausible && !text.contains(char::is_whitespace) {
        return Ok(Some(text));
    }
    Err(params
        .invalid("customer_email", &format!("Invalid email address: {text}"))
        .code("email_invalid"))
}

fn expiry(now: i64, params: &mut Params) -> Result<i64, ApiError> {
    let Some(at) = params.integer("expires_at")? else {
        return Ok(now + LONGEST_SECONDS);
    };
    let range =
        now + SHORTEST_SECONDS - LENIENCY_SECONDS..=now + LONGEST_SECONDS + LENIENCY_SECONDS;
    if range.contains(&at) {
        return Ok(at);
    }
    Err(params.invalid("expires_at", "The `expires_at` timestamp must be between 30 minutes and 24 hours from Checkout Session creation."))
}

/// A hash that only says whether something is enabled.
fn switch(params: &mut Params, name: &str) -> Result<Option<bool>, ApiError> {
    let Some(mut hash) = params.hash(name)? else {
        return Ok(None);
    };
    let enabled = hash.boolean("enabled")?;
    hash.finish()?;
    Ok(enabled)
}

fn method_types(params: &mut Params) -> Result<Vec<String>, ApiError> {
    let types = params.texts("payment_method_types")?;
    if let Some(unknown) = types
        .iter()
        .find(|t| !matches!(t.as_str(), "card" | "sepa_debit"))
    {
        let message =
            format!("The test gateway does not support the payment method type '{unknown}'.");
        return Err(params.invalid("payment_method_types", &message));
    }
    Ok(if types.is_empty() {
        vec!["card".to_owned()]
    } else {
        types
    })
}

fn intent_data(params: &mut Params) -> Result<IntentData, ApiError> {
    let Some(mut hash) = params.hash("payment_intent_data")? else {
        return Ok(IntentData::default());
    };
    hash.one_of("capture_method", &["automatic", "automatic_async"])?;
    let data = IntentData {
        metadata: hash.metadata("metadata")?,
        description: hash.filled("description")?,
        receipt_email: hash.filled("receipt_email")?,
        shipping: methods::shipping(&mut hash)?,
        setup_future_usage: hash.one_of("setup_future_usage", &["off_session", "on_session"])?,
        statement_descriptor: hash.filled("statement_descriptor")?,
        statement_descriptor_suffix: hash.filled("statement_descriptor_suffix")?,
    };
    hash.finish()?;
    Ok(data)
}

/// The session's own currency parameter may only repeat that of its prices.
fn accept_currency(params: &mut Params, currency: Currency) -> Result<(), ApiError> {
    match params.filled("currency")? {
        Some(code) if Currency::from_code(&code) != Some(currency) => {
            Err(params.invalid("currency", "The prices are in another currency."))
        }
        _ => Ok(()),
    }
}
