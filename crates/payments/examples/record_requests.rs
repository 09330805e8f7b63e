//! Prints, as JSON, the requests the Stripe gateway sends.
//!
//! `end2end/oracles/requests.test.mjs` checks them against the types of
//! Stripe's own library for Node. Shape: a list of
//! `{operation, method, path, query, body, idempotency_key, stripe_version}`,
//! query and body as they were sent.

use std::error::Error;
use std::sync::{Arc, Mutex};

use axum::Router;
use axum::body::to_bytes;
use axum::extract::{Request, State};
use axum::http::StatusCode;
use axum::response::{IntoResponse, Response};
use domain::ids::{OrderId, PaymentId};
use domain::locale::Locale;
use domain::money::{Currency, Money};
use domain::payments::Mode;
use domain::time::Timestamp;
use payments::gateway::{Attempt, AttemptLine, Gateway};
use payments::stripe::{StripeGateway, StripeOptions};
use secrecy::SecretString;
use serde_json::{Value, json};

type Recorded = Arc<Mutex<Vec<Value>>>;

#[tokio::main]
async fn main() -> Result<(), Box<dyn Error>> {
    let recorded = Recorded::default();
    let router = Router::new().fallback(record).with_state(recorded.clone());
    let listener = tokio::net::TcpListener::bind("127.0.0.1:0").await?;
    let base = format!("http://{}", listener.local_addr()?);
    tokio::spawn(async move { axum::serve(listener, router).await });

    ask_everything(&base).await?;
    let requests = recorded.lock().map_err(|_| "the recorder failed")?.clone();
    println!("{}", serde_json::to_string_pretty(&requests)?);
    Ok(())
}

async fn ask_everything(base: &str) -> Result<(), Box<dyn Error>> {
    let secrets = vec![SecretString::from("whsec_recorder")];
    let options = StripeOptions {
        api_base: Some(base.to_owned()),
        ..StripeOptions::new(SecretString::from("sk_test_recorder"), secrets, Mode::Test)
    };
    let gateway = StripeGateway::new(options)?;
    for locale in Locale::ALL {
        gateway.start(&attempt(locale, Currency::Eur)).await?;
    }
    for currency in Currency::ALL {
        gateway.start(&attempt(Locale::En, currency)).await?;
    }
    let redirect = gateway.start(&attempt(Locale::En, Currency::Eur)).await?;
    gateway.fetch(&redirect.reference).await?;
    gateway.cancel(&redirect.reference).await?;
    gateway
        .refund(
            "pi_a1",
            Money::new(1_500, Currency::Usd),
            "order-1:1:refund",
        )
        .await?;
    Ok(())
}

fn attempt(locale: Locale, currency: Currency) -> Attempt {
    let money = |minor| Money::new(minor, currency);
    Attempt {
        payment_id: PaymentId("0199-pay".to_owned()),
        order_id: OrderId("0199-order".to_owned()),
        // Digits only, so that the checker is seen not to take a text for a number.
        order_number: "20261".to_owned(),
        email: "ada+shop@example.org".to_owned(),
        locale,
        lines: vec![
            AttemptLine {
                name: "2049".to_owned(),
                quantity: 2,
                unit_price: money(1_050),
            },
            AttemptLine {
                name: "Чай & 茶".to_owned(),
                quantity: 1,
                unit_price: money(0),
            },
        ],
        shipping_name: "Correio".to_owned(),
        shipping: money(495),
        amount: money(2_595),
        expires_at: Timestamp(1_790_000_000_000),
        success_url: "https://shop.example/en/orders/1?cs={CHECKOUT_SESSION_ID}".to_owned(),
        cancel_url: "https://shop.example/en/checkout".to_owned(),
        idempotency_key: "0199-order:1:start".to_owned(),
    }
}

async fn record(State(recorded): State<Recorded>, request: Request) -> Response {
    let (parts, body) = request.into_parts();
    let header = |name: &str| {
        parts
            .headers
            .get(name)
            .and_then(|value| value.to_str().ok())
    };
    let (operation, answer) = operation(parts.method.as_str(), parts.uri.path());
    let Ok(body) = to_bytes(body, 1 << 20).await else {
        return StatusCode::BAD_REQUEST.into_response();
    };
    let request = json!({
        "operation": operation,
        "method": parts.method.as_str(),
        "path": parts.uri.path(),
        "query": parts.uri.query().unwrap_or_default(),
        "body": String::from_utf8_lossy(&body),
        "idempotency_key": header("idempotency-key"),
        "stripe_version": header("stripe-version"),
    });
    if let Ok(mut recorded) = recorded.lock() {
        recorded.push(request);
    }
    ([("content-type", "application/json")], answer).into_response()
}

/// Which operation a request is of, and what Stripe might answer.
fn operation(method: &str, path: &str) -> (&'static str, String) {
    let session = include_str!("../tests/fixtures/session.json");
    match (method, path) {
        ("POST", "/v1/checkout/sessions") => ("start", session.to_owned()),
        ("POST", "/v1/refunds") => (
            "refund",
            include_str!("../tests/fixtures/refund.json").to_owned(),
        ),
        ("GET", _) => ("fetch", session.to_owned()),
        (_, path) if path.ends_with("/expire") => (
            "expire",
            session.replace("\"status\": \"open\"", "\"status\": \"expired\""),
        ),
        _ => ("unexpected", "{}".to_owned()),
    }
}
