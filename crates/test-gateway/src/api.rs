//! The HTTP side of the API: keys, faults, idempotency, and the headers around an answer.

use std::time::Duration;

use axum::Router;
use axum::body::{Body, Bytes};
use axum::extract::{DefaultBodyLimit, State};
use axum::http::header::{AUTHORIZATION, CONTENT_TYPE, WWW_AUTHENTICATE};
use axum::http::{HeaderMap, HeaderName, HeaderValue, Method, Response, StatusCode, Uri};
use axum::routing::{any, post};
use serde_json::Value;

use crate::endpoints;
use crate::errors::ApiError;
use crate::faults::FaultSettings;
use crate::form::Params;
use crate::gateway::TestGateway;
use crate::idempotency::{self, HeldKey, Replay};
use crate::ids;
use crate::signature::constant_time_eq;
use crate::work::{API_VERSION, Requester};

const LARGEST_BODY_BYTES: usize = 256 * 1024;

const REQUEST_ID: HeaderName = HeaderName::from_static("request-id");
const STRIPE_VERSION: HeaderName = HeaderName::from_static("stripe-version");
const IDEMPOTENCY_KEY: HeaderName = HeaderName::from_static("idempotency-key");
const IDEMPOTENT_REPLAYED: HeaderName = HeaderName::from_static("idempotent-replayed");
const ORIGINAL_REQUEST: HeaderName = HeaderName::from_static("original-request");

pub(crate) fn router(gateway: TestGateway) -> Router {
    Router::new()
        .route("/v1/test_helpers/faults", post(set_faults).get(get_faults))
        .fallback(any(handle))
        .layer(DefaultBodyLimit::max(LARGEST_BODY_BYTES))
        .with_state(gateway)
}

/// One request, read but not yet understood.
#[derive(Debug)]
struct Call {
    method: Method,
    path: String,
    query: String,
    body: Bytes,
    id: String,
    key: Option<String>,
}

/// What goes back, whether of now or of an earlier request with the same key.
struct Reply {
    status: u16,
    body: String,
    replay_of: Option<String>,
}

impl From<ApiError> for Reply {
    fn from(error: ApiError) -> Self {
        Self {
            status: error.status,
            body: error.body().to_string(),
            replay_of: None,
        }
    }
}

impl From<Replay> for Reply {
    fn from(replay: Replay) -> Self {
        Self {
            status: replay.status,
            body: replay.body,
            replay_of: Some(replay.request),
        }
    }
}

async fn handle(
    State(gateway): State<TestGateway>,
    method: Method,
    uri: Uri,
    headers: HeaderMap,
    body: Bytes,
) -> Response<Body> {
    let call = Call {
        method,
        path: uri.path().to_owned(),
        query: uri.query().unwrap_or_default().to_owned(),
        body,
        id: ids::request(),
        key: header_text(&headers, &IDEMPOTENCY_KEY),
    };
    let (id, key) = (call.id.clone(), call.key.clone());
    let reply = match authorize(&gateway, &headers) {
        Err(error) => error.into(),
        // A client that hangs up drops its request; the work goes on to its end.
        Ok(()) => match tokio::spawn(answer(gateway, call)).await {
            Ok(reply) => reply,
            Err(panicked) => ApiError::internal(&panicked).into(),
        },
    };
    respond(reply, &id, key, header_text(&headers, &STRIPE_VERSION))
}

fn header_text(headers: &HeaderMap, name: &HeaderName) -> Option<String> {
    headers
        .get(name)
        .and_then(|v| v.to_str().ok())
        .map(str::to_owned)
}

/// Only the configured key is let in, as a bearer token or as the user of basic authentication.
fn authorize(gateway: &TestGateway, headers: &HeaderMap) -> Result<(), ApiError> {
    let header = headers.get(AUTHORIZATION).and_then(|v| v.to_str().ok()).ok_or_else(|| {
        ApiError::unauthorized("You did not provide an API key. You need to provide your API key in the Authorization header, using Bearer auth (e.g. 'Authorization: Bearer YOUR_SECRET_KEY').")
    })?;
    let key = gateway.secret_key();
    let basic = crate::signature::basic_authorization(key);
    let bearer = format!("Bearer {key}");
    let known = [basic, bearer]
        .iter()
        .any(|known| constant_time_eq(known.as_bytes(), header.as_bytes()));
    if known {
        Ok(())
    } else {
        Err(ApiError::unauthorized("Invalid API Key provided."))
    }
}

async fn answer(gateway: TestGateway, call: Call) -> Reply {
    if call.method == Method::GET {
        return read(&gateway, &call).await.unwrap_or_else(Reply::from);
    }
    let held = match call
        .key
        .as_deref()
        .map(|key| gateway.keys_in_use().hold(key))
        .transpose()
    {
        Ok(held) => held,
        Err(error) => return error.into(),
    };
    let reply = change(&gateway, &call, held)
        .await
        .unwrap_or_else(Reply::from);
    let fresh = reply.status < 300 && reply.replay_of.is_none();
    if fresh && gateway.faults().take(|f| &mut f.time_out_next_after_commit) {
        let held_back = gateway.faults().get().time_out_ms;
        tokio::time::sleep(Duration::from_millis(held_back)).await;
        return ApiError::of_fault(500).into();
    }
    reply
}

async fn read(gateway: &TestGateway, call: &Call) -> Result<Reply, ApiError> {
    if let Some(status) = gateway.faults().take_answer() {
        return Err(ApiError::of_fault(status));
    }
    gateway.catch_up().await?;
    let params = Params::parse(&call.query)?;
    let mut work = gateway.look().await?;
    let answer = endpoints::perform(&mut work, &call.method, &call.path, params).await?;
    Ok(Reply {
        status: 200,
        body: answer.to_string(),
        replay_of: None,
    })
}

/// Carries a changing request out once per key. The key is free again when this
/// returns, before a fault may hold the answer back: a retry then finds the answer.
async fn change(
    gateway: &TestGateway,
    call: &Call,
    _held: Option<HeldKey>,
) -> Result<Reply, ApiError> {
    let delay = gateway.faults().get().delay_answers_ms;
    if delay > 0 {
        tokio::time::sleep(Duration::from_millis(delay)).await;
    }
    gateway.catch_up().await?;
    let mut params = Params::parse(&call.query)?;
    let body = std::str::from_utf8(&call.body)
        .map_err(|_| ApiError::invalid("Invalid UTF-8 in the request."))?;
    params.absorb(body)?;
    let fingerprint =
        idempotency::fingerprint(call.method.as_str(), &call.path, &params.canonical());
    let requester = Requester {
        id: call.id.clone(),
        idempotency_key: call.key.clone(),
    };
    let mut work = gateway.begin(Some(requester)).await?;
    if let Some(key) = &call.key
        && let Some(replay) = idempotency::replay(&mut work, key, &fingerprint).await?
    {
        return Ok(replay.into());
    }
    let outcome = match gateway.faults().take_answer() {
        Some(status) => Err(ApiError::of_fault(status)),
        None => endpoints::perform(&mut work, &call.method, &call.path, params).await,
    };
    let (status, body) = match outcome {
        Ok(answer) => (200, answer),
        Err(error) if error.executed => (error.status, error.body()),
        Err(error) => return Err(error),
    };
    if let Some(key) = &call.key {
        idempotency::remember(&mut work, key, &fingerprint, status, &body).await?;
    }
    work.rows.commit().await?;
    Ok(Reply {
        status,
        body: body.to_string(),
        replay_of: None,
    })
}

fn respond(reply: Reply, id: &str, key: Option<String>, version: Option<String>) -> Response<Body> {
    let mut response = Response::new(Body::from(reply.body));
    *response.status_mut() =
        StatusCode::from_u16(reply.status).unwrap_or(StatusCode::INTERNAL_SERVER_ERROR);
    let headers = response.headers_mut();
    headers.insert(CONTENT_TYPE, HeaderValue::from_static("application/json"));
    if reply.status == 401 {
        headers.insert(
            WWW_AUTHENTICATE,
            HeaderValue::from_static("Basic realm=\"Stripe\""),
        );
    }
    let mut set = |name: HeaderName, value: &str| {
        if let Ok(value) = HeaderValue::from_str(value) {
            headers.insert(name, value);
        }
    };
    set(REQUEST_ID, id);
    set(STRIPE_VERSION, version.as_deref().unwrap_or(API_VERSION));
    if let Some(key) = key {
        set(IDEMPOTENCY_KEY, &key);
        set(ORIGINAL_REQUEST, reply.replay_of.as_deref().unwrap_or(id));
    }
    if reply.replay_of.is_some() {
        set(IDEMPOTENT_REPLAYED, "true");
    }
    response
}

async fn get_faults(State(gateway): State<TestGateway>, headers: HeaderMap) -> Response<Body> {
    let reply = authorize(&gateway, &headers)
        .map(|()| faults_reply(&gateway))
        .unwrap_or_else(Reply::from);
    respond(reply, &ids::request(), None, None)
}

/// Replaces the faults by those of a JSON object, in which what is left out is as
/// usual; `advance_clock_seconds` besides sets the clock forward.
async fn set_faults(
    State(gateway): State<TestGateway>,
    headers: HeaderMap,
    body: Bytes,
) -> Response<Body> {
    let reply = authorize(&gateway, &headers)
        .and_then(|()| change_faults(&gateway, &body))
        .map(|()| faults_reply(&gateway))
        .unwrap_or_else(Reply::from);
    respond(reply, &ids::request(), None, None)
}

fn change_faults(gateway: &TestGateway, body: &[u8]) -> Result<(), ApiError> {
    let invalid = |error: serde_json::Error| ApiError::invalid(format!("Invalid faults: {error}"));
    let mut json: Value = serde_json::from_slice(body).map_err(invalid)?;
    let ahead = json
        .as_object_mut()
        .and_then(|o| o.remove("advance_clock_seconds"));
    let settings: FaultSettings = serde_json::from_value(json).map_err(invalid)?;
    gateway.faults().set(settings);
    if let Some(seconds) = ahead.and_then(|v| v.as_i64()) {
        gateway.faults().advance_clock(seconds);
    }
    gateway.wake();
    Ok(())
}

fn faults_reply(gateway: &TestGateway) -> Reply {
    let body = serde_json::to_string(&gateway.faults().get()).unwrap_or_default();
    Reply {
        status: 200,
        body,
        replay_of: None,
    }
}
