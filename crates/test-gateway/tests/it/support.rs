//! A gateway of its own for each test, a client for both routers, and a shop that listens.

use std::collections::VecDeque;
use std::path::PathBuf;
use std::sync::{Arc, Mutex};
use std::time::Duration;

use axum::Router;
use axum::body::{Body, Bytes, to_bytes};
use axum::extract::State;
use axum::http::{HeaderMap, Request, StatusCode};
use axum::routing::post;
use serde_json::Value;
use tempfile::TempDir;
use test_gateway::{Options, TestGateway};
use tower::ServiceExt;
use url::Url;
use url::form_urlencoded::Serializer;

pub(crate) const KEY: &str = "sk_test_of_the_tests";
pub(crate) const WEBHOOK_SECRET: &str = "whsec_of_the_tests";

pub(crate) const APPROVED: &str = "4242 4242 4242 4242";
pub(crate) const DECLINED: &str = "4000 0000 0000 0002";
pub(crate) const THREE_D_SECURE: &str = "4000 0025 0000 3155";

/// A session of two lines, 3500 minor units.
pub(crate) const SESSION: [(&str, &str); 16] = [
    ("mode", "payment"),
    (
        "success_url",
        "http://shop.test/thanks?session={CHECKOUT_SESSION_ID}",
    ),
    ("cancel_url", "http://shop.test/cart"),
    ("customer_email", "ada@example.com"),
    ("client_reference_id", "order-1"),
    ("metadata[order]", "order-1"),
    ("payment_intent_data[metadata][order]", "order-1"),
    ("adaptive_pricing[enabled]", "false"),
    ("line_items[0][price_data][currency]", "usd"),
    ("line_items[0][price_data][unit_amount]", "1000"),
    (
        "line_items[0][price_data][product_data][name]",
        "Lamp <tall>",
    ),
    ("line_items[0][quantity]", "3"),
    ("line_items[1][price_data][currency]", "usd"),
    ("line_items[1][price_data][unit_amount]", "500"),
    ("line_items[1][price_data][product_data][name]", "Vase"),
    ("line_items[1][quantity]", "1"),
];

pub(crate) struct Harness {
    pub(crate) gateway: TestGateway,
    pub(crate) folder: Arc<TempDir>,
}

/// An answer of the API.
#[derive(Debug)]
pub(crate) struct Answer {
    pub(crate) status: u16,
    pub(crate) headers: HeaderMap,
    pub(crate) json: Value,
}

impl Answer {
    pub(crate) fn header(&self, name: &str) -> Option<&str> {
        self.headers.get(name).and_then(|v| v.to_str().ok())
    }

    pub(crate) fn text(&self, pointer: &str) -> &str {
        self.json
            .pointer(pointer)
            .and_then(Value::as_str)
            .unwrap_or_default()
    }

    /// The answer of a request that must have succeeded.
    pub(crate) fn ok(self) -> Self {
        assert_eq!(self.status, 200, "{}", self.json);
        self
    }
}

/// An answer of the hosted pages.
#[derive(Debug)]
pub(crate) struct Page {
    pub(crate) status: u16,
    pub(crate) headers: HeaderMap,
    pub(crate) body: String,
}

impl Page {
    pub(crate) fn location(&self) -> &str {
        self.headers
            .get("location")
            .and_then(|v| v.to_str().ok())
            .unwrap_or_default()
    }

    /// The text within `role=alert`.
    pub(crate) fn alert(&self) -> &str {
        let after = self
            .body
            .split_once("role=\"alert\">")
            .map_or("", |(_, after)| after);
        after.split_once("</div>").map_or("", |(alert, _)| alert)
    }
}

pub(crate) fn form(fields: &[(&str, &str)]) -> String {
    Serializer::new(String::new()).extend_pairs(fields).finish()
}

/// The fields of [`SESSION`] with some put in the place of those of the same name.
pub(crate) fn session_with<'a>(others: &[(&'a str, &'a str)]) -> Vec<(&'a str, &'a str)> {
    let kept = SESSION
        .iter()
        .filter(|(name, _)| others.iter().all(|(other, _)| other != name));
    kept.chain(others).copied().collect()
}

impl Harness {
    pub(crate) async fn new() -> Self {
        Self::delivering_to(None).await
    }

    pub(crate) async fn delivering_to(webhook_url: Option<Url>) -> Self {
        let folder = Arc::new(TempDir::new().expect("a folder"));
        Self::open(folder, webhook_url).await
    }

    /// A second process on the same database.
    pub(crate) async fn restarted(&self) -> Self {
        Self::open(Arc::clone(&self.folder), None).await
    }

    async fn open(folder: Arc<TempDir>, webhook_url: Option<Url>) -> Self {
        let database: PathBuf = folder.path().join("gateway.sqlite");
        let options = Options {
            database,
            hosted_pages: Url::parse("http://shop.test/test-gateway/").expect("an address"),
            webhook_url,
            webhook_secret: WEBHOOK_SECRET.to_owned(),
            secret_key: KEY.to_owned(),
        };
        let gateway = TestGateway::open(options).await.expect("the gateway opens");
        Self { gateway, folder }
    }

    pub(crate) async fn send(&self, request: Request<Body>) -> Answer {
        let response = self
            .gateway
            .api()
            .oneshot(request)
            .await
            .expect("infallible");
        let (parts, body) = response.into_parts();
        let body = to_bytes(body, usize::MAX).await.expect("a body");
        let json = serde_json::from_slice(&body).expect("JSON");
        Answer {
            status: parts.status.as_u16(),
            headers: parts.headers,
            json,
        }
    }

    pub(crate) async fn get(&self, path: &str) -> Answer {
        let request = Request::get(path).header("authorization", format!("Bearer {KEY}"));
        self.send(request.body(Body::empty()).expect("a request"))
            .await
    }

    pub(crate) async fn post(&self, path: &str, fields: &[(&str, &str)]) -> Answer {
        self.post_keyed(path, None, fields).await
    }

    pub(crate) async fn post_keyed(
        &self,
        path: &str,
        key: Option<&str>,
        fields: &[(&str, &str)],
    ) -> Answer {
        let mut request = Request::post(path)
            .header("authorization", format!("Bearer {KEY}"))
            .header("content-type", "application/x-www-form-urlencoded");
        if let Some(key) = key {
            request = request.header("idempotency-key", key);
        }
        self.send(request.body(Body::from(form(fields))).expect("a request"))
            .await
    }

    /// The id of a new session.
    pub(crate) async fn session(&self) -> String {
        self.post("/v1/checkout/sessions", &SESSION)
            .await
            .ok()
            .text("/id")
            .to_owned()
    }

    pub(crate) async fn fetch(&self, session: &str) -> Value {
        self.get(&format!(
            "/v1/checkout/sessions/{session}?expand[]=payment_intent"
        ))
        .await
        .ok()
        .json
    }

    pub(crate) async fn page(&self, request: Request<Body>) -> Page {
        let router = Router::new().nest("/test-gateway", self.gateway.pages());
        let response = router.oneshot(request).await.expect("infallible");
        let (parts, body) = response.into_parts();
        let body = to_bytes(body, usize::MAX).await.expect("a body");
        let body = String::from_utf8(body.to_vec()).expect("UTF-8");
        Page {
            status: parts.status.as_u16(),
            headers: parts.headers,
            body,
        }
    }

    pub(crate) async fn open_page(&self, path: &str) -> Page {
        self.page(Request::get(path).body(Body::empty()).expect("a request"))
            .await
    }

    pub(crate) async fn submit(&self, path: &str, fields: &[(&str, &str)]) -> Page {
        self.page(
            Request::post(path)
                .body(Body::from(form(fields)))
                .expect("a request"),
        )
        .await
    }

    pub(crate) async fn pay(&self, session: &str, card: &str) -> Page {
        self.pay_with(session, card, &[]).await
    }

    pub(crate) async fn pay_with(&self, session: &str, card: &str, more: &[(&str, &str)]) -> Page {
        let mut fields = vec![
            ("number", card),
            ("expiry", "12/34"),
            ("code", "123"),
            ("name", "Ada"),
        ];
        fields.extend(more);
        self.submit(&format!("/test-gateway/pay/{session}"), &fields)
            .await
    }

    /// A paid session: its id and its payment intent's.
    pub(crate) async fn paid(&self) -> (String, String) {
        let session = self.session().await;
        let page = self.pay(&session, APPROVED).await;
        assert_eq!(page.status, 303, "{}", page.body);
        let intent = self.fetch(&session).await["payment_intent"]["id"]
            .as_str()
            .unwrap_or_default()
            .to_owned();
        (session, intent)
    }

    /// The types of all events, oldest first.
    pub(crate) async fn events(&self) -> Vec<String> {
        let list = self.get("/v1/events?limit=100").await.ok();
        let events = list.json["data"].as_array().cloned().unwrap_or_default();
        events
            .iter()
            .rev()
            .map(|e| e["type"].as_str().unwrap_or_default().to_owned())
            .collect()
    }
}

/// A delivery as the shop received it.
#[derive(Clone, Debug)]
pub(crate) struct Received {
    pub(crate) signature: String,
    pub(crate) body: String,
}

impl Received {
    pub(crate) fn json(&self) -> Value {
        serde_json::from_str(&self.body).expect("JSON")
    }

    pub(crate) fn kind(&self) -> String {
        self.json()["type"].as_str().unwrap_or_default().to_owned()
    }
}

/// A shop that writes down what it is sent and answers as it is told.
#[derive(Clone, Default)]
pub(crate) struct Listener {
    received: Arc<Mutex<Vec<Received>>>,
    answers: Arc<Mutex<VecDeque<u16>>>,
}

impl Listener {
    /// Listens on a free port.
    pub(crate) async fn start(&self) -> Url {
        let socket = tokio::net::TcpListener::bind("127.0.0.1:0")
            .await
            .expect("a port");
        let address = socket.local_addr().expect("an address");
        let router = Router::new()
            .route("/webhooks/stripe", post(receive))
            .with_state(self.clone());
        tokio::spawn(axum::serve(socket, router).into_future());
        Url::parse(&format!("http://{address}/webhooks/stripe")).expect("an address")
    }

    /// The next answers; after them, 200.
    pub(crate) fn answer_next(&self, statuses: &[u16]) {
        self.answers.lock().expect("lock").extend(statuses);
    }

    pub(crate) fn received(&self) -> Vec<Received> {
        self.received.lock().expect("lock").clone()
    }

    pub(crate) fn kinds(&self) -> Vec<String> {
        self.received().iter().map(Received::kind).collect()
    }

    /// Waits until so many deliveries have come.
    pub(crate) async fn wait_for(&self, count: usize) -> Vec<Received> {
        for _ in 0..400 {
            let received = self.received();
            if received.len() >= count {
                return received;
            }
            tokio::time::sleep(Duration::from_millis(25)).await;
        }
        panic!("only {:?} came, not {count}", self.kinds());
    }
}

async fn receive(State(listener): State<Listener>, headers: HeaderMap, body: Bytes) -> StatusCode {
    let signature = headers
        .get("stripe-signature")
        .and_then(|v| v.to_str().ok())
        .unwrap_or_default();
    listener.received.lock().expect("lock").push(Received {
        signature: signature.to_owned(),
        body: String::from_utf8(body.to_vec()).expect("UTF-8"),
    });
    let answer = listener
        .answers
        .lock()
        .expect("lock")
        .pop_front()
        .unwrap_or(200);
    StatusCode::from_u16(answer).expect("a status")
}

/// A gateway that delivers to a listener until the test ends.
pub(crate) async fn delivering() -> (Harness, Listener) {
    let listener = Listener::default();
    let harness = Harness::delivering_to(Some(listener.start().await)).await;
    tokio::spawn(
        harness
            .gateway
            .clone()
            .deliver_webhooks(std::future::pending()),
    );
    (harness, listener)
}
