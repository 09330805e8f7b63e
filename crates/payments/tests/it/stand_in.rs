//! A server in Stripe's place that answers as it was told and keeps what it was sent.

use std::collections::VecDeque;
use std::sync::{Arc, Mutex};
use std::time::Duration;

use axum::Router;
use axum::body::to_bytes;
use axum::extract::{Request, State};
use axum::http::StatusCode;
use axum::response::{IntoResponse, Response};
use domain::payments::Mode;
use payments::stripe::{Patience, StripeGateway, StripeOptions};
use secrecy::SecretString;
use serde_json::{Value, json};

/// One answer of the script.
pub(crate) enum Answer {
    Json(u16, Value),
    Text(u16, &'static str),
    /// Takes the request and says nothing for longer than anybody waits.
    Silence,
}

/// A request as it came.
#[derive(Clone, Debug)]
pub(crate) struct Received {
    pub(crate) method: String,
    pub(crate) path: String,
    pub(crate) query: String,
    pub(crate) idempotency_key: Option<String>,
    pub(crate) authorization: String,
    pub(crate) body: String,
}

#[derive(Clone, Default)]
struct Script {
    answers: Arc<Mutex<VecDeque<Answer>>>,
    received: Arc<Mutex<Vec<Received>>>,
}

/// The running server; it ends with the test's runtime.
pub(crate) struct StandIn {
    script: Script,
    base: String,
}

impl StandIn {
    /// Answers each request with the next of `answers`; with 418 once they are used up.
    pub(crate) async fn answering(answers: impl IntoIterator<Item = Answer>) -> Self {
        let script = Script::default();
        script.answers.lock().unwrap().extend(answers);
        let router = Router::new().fallback(answer).with_state(script.clone());
        let listener = tokio::net::TcpListener::bind("127.0.0.1:0").await.unwrap();
        let base = format!("http://{}/deep/er", listener.local_addr().unwrap());
        tokio::spawn(async move { axum::serve(listener, router).await });
        Self { script, base }
    }

    pub(crate) fn received(&self) -> Vec<Received> {
        self.script.received.lock().unwrap().clone()
    }

    pub(crate) fn gateway(&self) -> StripeGateway {
        gateway_at(&self.base)
    }
}

/// A gateway with little patience.
pub(crate) fn gateway_at(base: &str) -> StripeGateway {
    let key = SecretString::from("sk_test_stand_in");
    let options = StripeOptions {
        api_base: Some(base.to_owned()),
        patience: Patience {
            timeout: Duration::from_millis(1_500),
            tries: 3,
            first_pause: Duration::from_millis(5),
        },
        ..StripeOptions::new(key, vec![SecretString::from("whsec_stand_in")], Mode::Test)
    };
    StripeGateway::new(options).unwrap()
}

async fn answer(State(script): State<Script>, request: Request) -> Response {
    let (parts, body) = request.into_parts();
    let header = |name: &str| {
        parts
            .headers
            .get(name)
            .map(|v| v.to_str().unwrap().to_owned())
    };
    let received = Received {
        method: parts.method.to_string(),
        path: parts.uri.path().to_owned(),
        query: parts.uri.query().unwrap_or_default().to_owned(),
        idempotency_key: header("idempotency-key"),
        authorization: header("authorization").unwrap_or_default(),
        body: String::from_utf8(to_bytes(body, 1 << 20).await.unwrap().to_vec()).unwrap(),
    };
    script.received.lock().unwrap().push(received);
    let next = script.answers.lock().unwrap().pop_front();
    match next {
        Some(Answer::Json(status, value)) => (status_of(status), axum::Json(value)).into_response(),
        Some(Answer::Text(status, text)) => (status_of(status), text).into_response(),
        Some(Answer::Silence) => {
            tokio::time::sleep(Duration::from_secs(20)).await;
            StatusCode::IM_A_TEAPOT.into_response()
        }
        None => StatusCode::IM_A_TEAPOT.into_response(),
    }
}

fn status_of(status: u16) -> StatusCode {
    StatusCode::from_u16(status).unwrap()
}

/// An open session of 56.45 dollars, with `changes` laid over it.
pub(crate) fn session(changes: Value) -> Answer {
    Answer::Json(
        200,
        changed(include_str!("../fixtures/session.json"), changes),
    )
}

/// A succeeded intent, with `changes` laid over it.
pub(crate) fn intent(changes: Value) -> Value {
    changed(include_str!("../fixtures/intent.json"), changes)
}

/// A succeeded refund of 15 dollars, with `changes` laid over it.
pub(crate) fn refund(changes: Value) -> Answer {
    Answer::Json(
        200,
        changed(include_str!("../fixtures/refund.json"), changes),
    )
}

/// An error as Stripe words it.
pub(crate) fn refusal(status: u16, kind: &str, code: &str) -> Answer {
    let error = json!({
        "type": kind, "code": code, "param": "amount",
        "message": "told about ada+shop@example.org and sk_test_stand_in",
    });
    Answer::Json(status, json!({ "error": error }))
}

fn changed(fixture: &str, changes: Value) -> Value {
    let mut object: Value = serde_json::from_str(fixture).unwrap();
    for (key, value) in changes.as_object().unwrap() {
        object[key] = value.clone();
    }
    object
}
