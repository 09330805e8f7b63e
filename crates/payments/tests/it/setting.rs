//! The embedded test gateway on a port of its own, with our Stripe gateway in front of it.

use std::future::pending;
use std::time::{Duration, SystemTime, UNIX_EPOCH};

use axum::Router;
use axum::body::Bytes;
use axum::extract::State;
use axum::http::HeaderMap;
use axum::routing::post;
use domain::payments::Mode;
use domain::time::Timestamp;
use payments::gateway::{Attempt, Gateway, PaymentSnapshot, Redirect, VerifiedEvent};
use payments::stripe::{Patience, StripeGateway, StripeOptions};
use secrecy::SecretString;
use serde_json::Value;
use tempfile::TempDir;
use test_gateway::{Options, TestGateway};
use tokio::net::TcpListener;
use tokio::sync::mpsc::{UnboundedReceiver, UnboundedSender, unbounded_channel};

use crate::attempts::attempt;

const KEY: &str = "sk_test_of_the_payments_tests";
const WEBHOOK_SECRET: &str = "whsec_of_the_payments_tests";

/// A webhook as it came: the signature header and the body.
type Delivery = (Vec<u8>, Bytes);

/// A test gateway on a port of its own, and our gateway in front of it.
pub(crate) struct Setting {
    pub(crate) stripe: StripeGateway,
    pub(crate) embedded: TestGateway,
    base: String,
    deliveries: UnboundedReceiver<Delivery>,
    _folder: TempDir,
}

impl Setting {
    pub(crate) async fn new() -> Self {
        let folder = tempfile::tempdir().unwrap();
        let (sender, deliveries) = unbounded_channel();
        let inbox = Router::new()
            .route("/inbox", post(receive))
            .with_state(sender);
        let inbox = serve(inbox).await;
        let embedded = TestGateway::open(Options {
            database: folder.path().join("gateway.sqlite"),
            hosted_pages: "https://shop.example/test-gateway/".parse().unwrap(),
            webhook_url: Some(format!("{inbox}/inbox").parse().unwrap()),
            webhook_secret: WEBHOOK_SECRET.to_owned(),
            secret_key: KEY.to_owned(),
        })
        .await
        .unwrap();
        let base = serve(embedded.api()).await;
        tokio::spawn(embedded.clone().deliver_webhooks(pending()));
        let options = StripeOptions {
            api_base: Some(base.clone()),
            hosted_origin: Some("https://shop.example".to_owned()),
            patience: Patience {
                timeout: Duration::from_secs(4),
                tries: 6,
                first_pause: Duration::from_millis(50),
            },
            ..StripeOptions::new(
                SecretString::from(KEY),
                vec![SecretString::from(WEBHOOK_SECRET)],
                Mode::Test,
            )
        };
        let stripe = StripeGateway::new(options).unwrap();
        Self {
            stripe,
            embedded,
            base,
            deliveries,
            _folder: folder,
        }
    }

    /// Starts the usual attempt.
    pub(crate) async fn started(&self) -> Redirect {
        self.stripe.start(&new_attempt()).await.unwrap()
    }

    pub(crate) async fn post(&self, path: &str, form: &[(&str, &str)]) -> (u16, Value) {
        let request = reqwest::Client::new().post(format!("{}/v1/{path}", self.base));
        let response = request.bearer_auth(KEY).form(form).send().await.unwrap();
        (response.status().as_u16(), response.json().await.unwrap())
    }

    /// Pays, or tries to, as the hosted page does; the answer's status.
    pub(crate) async fn pay(&self, redirect: &Redirect, method: &str) -> u16 {
        let path = format!("payment_pages/{}/confirm", redirect.reference);
        self.post(&path, &[("payment_method", method)]).await.0
    }

    /// Pays by a debit that settles later.
    pub(crate) async fn pay_by_debit(&self, redirect: &Redirect, iban: &str) {
        let debit = [
            ("type", "sepa_debit"),
            ("sepa_debit[iban]", iban),
            ("billing_details[name]", "Ada"),
            ("billing_details[email]", "ada@example.org"),
        ];
        let (status, method) = self.post("payment_methods", &debit).await;
        assert_eq!(status, 200, "{method}");
        assert_eq!(
            self.pay(redirect, method["id"].as_str().unwrap()).await,
            200
        );
    }

    pub(crate) async fn fetched(&self, redirect: &Redirect) -> PaymentSnapshot {
        self.stripe.fetch(&redirect.reference).await.unwrap()
    }

    pub(crate) async fn sessions(&self) -> usize {
        let request = reqwest::Client::new().get(format!("{}/v1/checkout/sessions", self.base));
        let answer: Value = request
            .bearer_auth(KEY)
            .send()
            .await
            .unwrap()
            .json()
            .await
            .unwrap();
        answer["data"].as_array().unwrap().len()
    }

    /// The next event of a kind, verified like all before it.
    pub(crate) async fn next_event(&mut self, kind: &str) -> VerifiedEvent {
        loop {
            let delivery = tokio::time::timeout(Duration::from_secs(10), self.deliveries.recv());
            let (signature, body) = delivery.await.expect("an event in time").unwrap();
            let event = self
                .stripe
                .verify_webhook(&body, Some(&signature), now())
                .unwrap();
            if event.kind == kind {
                return event;
            }
        }
    }
}

async fn serve(router: Router) -> String {
    let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
    let base = format!("http://{}", listener.local_addr().unwrap());
    tokio::spawn(async move { axum::serve(listener, router).await });
    base
}

async fn receive(State(sender): State<UnboundedSender<Delivery>>, headers: HeaderMap, body: Bytes) {
    sender
        .send((headers["stripe-signature"].as_bytes().to_vec(), body))
        .unwrap();
}

#[allow(
    clippy::disallowed_methods,
    reason = "the test gateway lives by the real clock"
)]
pub(crate) fn now() -> Timestamp {
    let since = SystemTime::now().duration_since(UNIX_EPOCH).unwrap();
    Timestamp(i64::try_from(since.as_millis()).unwrap())
}

pub(crate) fn new_attempt() -> Attempt {
    attempt(now().plus_seconds(3_600))
}
