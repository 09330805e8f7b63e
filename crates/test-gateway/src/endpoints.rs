//! The endpoints: which method and path is which operation.

use axum::http::Method;
use serde_json::Value;

use crate::charges;
use crate::coupons;
use crate::errors::ApiError;
use crate::events;
use crate::expand;
use crate::form::Params;
use crate::intent_api;
use crate::methods;
use crate::products;
use crate::refunds;
use crate::session_api;
use crate::session_create;
use crate::store::Kind;
use crate::work::Work;

/// Carries a request out within the transaction of `work`.
pub(crate) async fn perform(
    work: &mut Work,
    method: &Method,
    path: &str,
    mut params: Params,
) -> Result<Value, ApiError> {
    let expansions = params.texts("expand")?;
    let segments: Vec<&str> = path.trim_matches('/').split('/').skip(1).collect();
    let mut answer = if method == Method::GET {
        read(work, path, &segments, params).await?
    } else {
        change(work, method, path, &segments, params).await?
    };
    expand::expand(work, &mut answer, &expansions).await?;
    Ok(answer)
}

async fn read(
    work: &mut Work,
    path: &str,
    segments: &[&str],
    params: Params,
) -> Result<Value, ApiError> {
    match segments {
        ["coupons"] => coupons::list(work, params).await,
        ["products"] => products::list(work, Kind::Product, path, params).await,
        ["prices"] => products::list(work, Kind::Price, path, params).await,
        ["shipping_rates"] => products::list(work, Kind::ShippingRate, path, params).await,
        ["checkout", "sessions"] => session_api::list(work, params).await,
        ["checkout", "sessions", id, "line_items"] => {
            session_api::line_items(work, id, params).await
        }
        ["payment_intents"] => intent_api::list(work, params).await,
        ["payment_intents", id] => intent_api::get(work, id, params).await,
        ["charges"] => charges::list(work, params).await,
        ["refunds"] => refunds::list(work, params).await,
        ["events"] => events::list(work, params).await,
        _ => {
            params.finish()?;
            read_one(work, path, segments).await
        }
    }
}

async fn read_one(work: &mut Work, path: &str, segments: &[&str]) -> Result<Value, ApiError> {
    match segments {
        ["coupons", id] => coupons::get(work, id).await,
        ["products", id] => work.rows.get(Kind::Product, id).await,
        ["prices", id] => work.rows.get(Kind::Price, id).await,
        ["shipping_rates", id] => work.rows.get(Kind::ShippingRate, id).await,
        ["checkout", "sessions", id] => session_api::get(work, id).await,
        ["payment_methods", id] => methods::get(work, id).await,
        ["charges", id] => charges::get(work, id).await,
        ["refunds", id] => refunds::get(work, id).await,
        ["events", id] => events::get(work, id).await,
        ["payment_pages", id] => session_api::payment_page(work, id).await,
        _ => Err(ApiError::unknown_url("GET", path)),
    }
}

async fn change(
    work: &mut Work,
    method: &Method,
    path: &str,
    segments: &[&str],
    params: Params,
) -> Result<Value, ApiError> {
    match (method.as_str(), segments) {
        ("POST", ["coupons"]) => coupons::create(work, params).await,
        ("POST", ["products"]) => products::create_product(work, params).await,
        ("POST", ["prices"]) => products::create_price(work, params).await,
        ("POST", ["shipping_rates"]) => products::create_shipping_rate(work, params).await,
        ("POST", ["checkout", "sessions"]) => session_create::create(work, params).await,
        ("POST", ["payment_methods"]) => methods::create(work, params).await,
        ("POST", ["payment_intents"]) => intent_api::create(work, params).await,
        ("POST", ["payment_intents", id, "confirm"]) => intent_api::confirm(work, id, params).await,
        ("POST", ["payment_intents", id, "cancel"]) => intent_api::cancel(work, id, params).await,
        ("POST", ["refunds"]) => refunds::create(work, params).await,
        ("POST", ["payment_pages", id, "confirm"]) => {
            session_api::confirm_page(work, id, params).await
        }
        ("POST", ["checkout", "sessions", id, "expire"]) => {
            params.finish()?;
            session_api::expire(work, id).await
        }
        ("DELETE", ["coupons", id]) => {
            params.finish()?;
            coupons::delete(work, id).await
        }
        _ => Err(ApiError::unknown_url(method.as_str(), path)),
    }
}
