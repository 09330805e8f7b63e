//! The gateway on two ports of its own, for the oracle tests and for trying it by hand.
//!
//! Reads `TEST_GATEWAY_API_PORT` and `TEST_GATEWAY_PAGES_PORT` (0, the default: any free
//! port), `TEST_GATEWAY_KEY`, `TEST_GATEWAY_DATABASE`, `TEST_GATEWAY_WEBHOOK_URL` and
//! `TEST_GATEWAY_WEBHOOK_SECRET`; prints one line of JSON with both addresses when it is ready.

#![allow(
    clippy::disallowed_methods,
    reason = "a program of its own, set up by its environment"
)]

use std::env;
use std::error::Error;

use test_gateway::{Options, TestGateway};
use tokio::net::TcpListener;
use url::Url;

#[tokio::main]
async fn main() -> Result<(), Box<dyn Error>> {
    let api = listen("TEST_GATEWAY_API_PORT").await?;
    let pages = listen("TEST_GATEWAY_PAGES_PORT").await?;
    let hosted_pages = Url::parse(&format!("http://{}/test-gateway/", pages.local_addr()?))?;
    let options = Options {
        database: variable("TEST_GATEWAY_DATABASE", "test-gateway.sqlite").into(),
        hosted_pages: hosted_pages.clone(),
        webhook_url: env::var("TEST_GATEWAY_WEBHOOK_URL")
            .ok()
            .map(|url| Url::parse(&url))
            .transpose()?,
        webhook_secret: variable("TEST_GATEWAY_WEBHOOK_SECRET", "whsec_example"),
        secret_key: variable("TEST_GATEWAY_KEY", "sk_test_example"),
    };
    let gateway = TestGateway::open(options).await?;
    println!(
        "{}",
        serde_json::json!({ "api": format!("http://{}", api.local_addr()?), "pages": hosted_pages.as_str() })
    );
    let nested = axum::Router::new().nest("/test-gateway", gateway.pages());
    let api_server = tokio::spawn(axum::serve(api, gateway.api()).into_future());
    let page_server = tokio::spawn(axum::serve(pages, nested).into_future());
    gateway.deliver_webhooks(stopped()).await;
    api_server.abort();
    page_server.abort();
    Ok(())
}

async fn stopped() {
    if let Err(error) = tokio::signal::ctrl_c().await {
        eprintln!("no signal can be waited for: {error}");
        std::future::pending::<()>().await;
    }
}

async fn listen(port: &str) -> Result<TcpListener, Box<dyn Error>> {
    let port: u16 = variable(port, "0").parse()?;
    Ok(TcpListener::bind(("127.0.0.1", port)).await?)
}

fn variable(name: &str, default: &str) -> String {
    env::var(name).unwrap_or_else(|_| default.to_owned())
}
