//! The hosted pages: pay, 3-D Secure, and the notices for sessions that have ended.
//!
//! Plain forms without script or inline style, so that they work without JavaScript and
//! under the strictest policy. What is typed is checked in [`crate::page_forms`].

use askama::Template;
use axum::Router;
use axum::body::Bytes;
use axum::extract::{DefaultBodyLimit, Path, RawQuery, State};
use axum::http::header::{
    CACHE_CONTROL, CONTENT_SECURITY_POLICY, CONTENT_TYPE, LOCATION, REFERRER_POLICY,
    X_CONTENT_TYPE_OPTIONS,
};
use axum::http::{HeaderMap, HeaderName, HeaderValue, StatusCode};
use axum::response::{IntoResponse, Response};
use axum::routing::get;
use domain::money::Currency;
use texts::Texts;
use url::Url;

use crate::cards::{Expiry, TestCard};
use crate::clock;
use crate::errors::ApiError;
use crate::form;
use crate::gateway::TestGateway;
use crate::intents::{self, Authentication, Failure, Intent, IntentStatus, Outcome, Pace};
use crate::methods::{Billing, PaymentMethod, Source};
use crate::page_forms::{PayForm, PayPage, Trouble};
use crate::page_texts;
use crate::sessions::{self, Payment, Session, SessionStatus};
use crate::store::Kind;

const LARGEST_BODY_BYTES: usize = 16 * 1024;
const STYLE: &str = include_str!("../assets/pay.css");

pub(crate) fn router(gateway: TestGateway) -> Router {
    Router::new()
        .route("/pay/{session}", get(show_pay_page).post(pay))
        .route(
            "/authenticate/{intent}",
            get(show_authentication).post(authenticate),
        )
        .route("/assets/pay.css", get(style))
        .layer(DefaultBodyLimit::max(LARGEST_BODY_BYTES))
        .with_state(gateway)
}

async fn style() -> impl IntoResponse {
    (
        [
            (CONTENT_TYPE, "text/css; charset=utf-8"),
            (CACHE_CONTROL, "public, max-age=300"),
        ],
        STYLE,
    )
}

#[derive(Template)]
#[template(path = "authenticate.html")]
struct AuthenticationPage {
    t: Texts,
    base: String,
    total: String,
    intent: String,
    session: Option<String>,
}

#[derive(Template)]
#[template(path = "notice.html")]
struct NoticePage {
    t: Texts,
    base: String,
    title: &'static str,
    text: &'static str,
    back_url: Option<String>,
}

/// Where the pages are, without a slash at the end.
fn base(gateway: &TestGateway) -> String {
    gateway
        .hosted_pages()
        .path()
        .trim_end_matches('/')
        .to_owned()
}

async fn show_pay_page(
    State(gateway): State<TestGateway>,
    Path(id): Path<String>,
    RawQuery(query): RawQuery,
    headers: HeaderMap,
) -> Response {
    let trouble = match query.as_deref() {
        Some("failed=authentication") => Trouble::Failed(Failure::AuthenticationFailed),
        _ => Trouble::None,
    };
    page_of(&gateway, &id, &headers, &PayForm::default(), &trouble)
        .await
        .unwrap_or_else(|e| broken(&gateway, &headers, &e))
}

/// The pay page of an open session; what there is instead for one that has ended.
async fn page_of(
    gateway: &TestGateway,
    id: &str,
    headers: &HeaderMap,
    typed: &PayForm,
    trouble: &Trouble,
) -> Result<Response, ApiError> {
    gateway.catch_up().await?;
    let session: Session = gateway.look().await?.rows.get(Kind::Session, id).await?;
    let texts = page_texts::texts_for(session.locale.as_deref(), headers);
    let status = match trouble {
        Trouble::None => StatusCode::OK,
        Trouble::Mistakes { .. } => StatusCode::UNPROCESSABLE_ENTITY,
        Trouble::Failed(_) => StatusCode::PAYMENT_REQUIRED,
    };
    match session.status {
        SessionStatus::Complete => Ok(see_other(&session.success_address())),
        SessionStatus::Expired => {
            let notice = NoticePage {
                t: texts,
                base: base(gateway),
                title: texts.testgateway_expired_title(),
                text: texts.testgateway_expired_text(),
                back_url: session.cancel_url,
            };
            html(StatusCode::GONE, &notice, &[])
        }
        SessionStatus::Open => {
            let page = PayPage::new(&base(gateway), &session, texts, typed, trouble)?;
            html(status, &page, &[&session.success_url])
        }
    }
}

async fn pay(
    State(gateway): State<TestGateway>,
    Path(id): Path<String>,
    headers: HeaderMap,
    body: Bytes,
) -> Response {
    attempt(&gateway, &id, &headers, &body)
        .await
        .unwrap_or_else(|e| broken(&gateway, &headers, &e))
}

async fn attempt(
    gateway: &TestGateway,
    id: &str,
    headers: &HeaderMap,
    body: &[u8],
) -> Result<Response, ApiError> {
    let typed = PayForm::parse(body)?;
    let session: Session = gateway.look().await?.rows.get(Kind::Session, id).await?;
    let email_missing = session.customer_email.is_none() && !typed.has_email();
    let today = clock::year_and_month(gateway.faults().now_ms());
    let (card, expiry) = match typed.card().check(today) {
        Ok(card) if !email_missing => card,
        checked => {
            let trouble = Trouble::Mistakes {
                card: checked.err().unwrap_or_default(),
                email_missing,
            };
            return page_of(gateway, id, headers, &typed, &trouble).await;
        }
    };
    let billing = Billing {
        email: session
            .customer_email
            .clone()
            .or_else(|| Some(typed.email.clone())),
        name: Some(typed.name.clone()).filter(|name| !name.is_empty()),
        ..Billing::default()
    };
    let pace = if typed.delayed {
        Pace::Delayed
    } else {
        Pace::AtOnce
    };
    match pay_durably(gateway.clone(), id.to_owned(), card, expiry, billing, pace).await? {
        Attempt::Challenged(intent) => Ok(see_other(&format!(
            "{}/authenticate/{intent}",
            base(gateway)
        ))),
        Attempt::Failed(failure) => {
            page_of(gateway, id, headers, &typed, &Trouble::Failed(failure)).await
        }
        // The page of an ended session knows where to go.
        Attempt::Ended => page_of(gateway, id, headers, &PayForm::default(), &Trouble::None).await,
    }
}

enum Attempt {
    Ended,
    Challenged(String),
    Failed(Failure),
}

/// Runs to its end even if the shopper's browser hangs up.
async fn pay_durably(
    gateway: TestGateway,
    id: String,
    card: TestCard,
    expiry: Expiry,
    billing: Billing,
    pace: Pace,
) -> Result<Attempt, ApiError> {
    durably(async move {
        gateway.catch_up().await?;
        let mut work = gateway.begin(None).await?;
        let mut session: Session = work.rows.get(Kind::Session, &id).await?;
        if session.status != SessionStatus::Open {
            return Ok(Attempt::Ended);
        }
        let method = PaymentMethod::new(work.now(), Source::Card { card, expiry }, billing);
        work.keep(Kind::PaymentMethod, &method.id, &method).await?;
        let payment = sessions::pay(
            &mut work,
            &mut session,
            method,
            pace,
            Authentication::NotAsked,
        )
        .await?;
        work.rows.commit().await?;
        Ok(match payment {
            Payment::Attempted(Outcome::Challenged) => {
                Attempt::Challenged(session.intent.unwrap_or_default())
            }
            Payment::Attempted(Outcome::Failed(failure)) => Attempt::Failed(failure),
            Payment::Attempted(Outcome::Succeeded | Outcome::Processing)
            | Payment::SessionEnded => Attempt::Ended,
        })
    })
    .await
}

async fn durably<T: Send + 'static>(
    work: impl Future<Output = Result<T, ApiError>> + Send + 'static,
) -> Result<T, ApiError> {
    tokio::spawn(work)
        .await
        .unwrap_or_else(|panicked| Err(ApiError::internal(&panicked)))
}

async fn show_authentication(
    State(gateway): State<TestGateway>,
    Path(id): Path<String>,
    headers: HeaderMap,
) -> Response {
    authentication_page(&gateway, &id, &headers)
        .await
        .unwrap_or_else(|e| broken(&gateway, &headers, &e))
}

async fn authentication_page(
    gateway: &TestGateway,
    id: &str,
    headers: &HeaderMap,
) -> Result<Response, ApiError> {
    gateway.catch_up().await?;
    let mut look = gateway.look().await?;
    let intent: Intent = look.rows.get(Kind::Intent, id).await?;
    if intent.status != IntentStatus::RequiresAction {
        return Ok(after_authentication(gateway, &intent));
    }
    let session: Option<Session> = match &intent.session {
        Some(session) => look.rows.find(Kind::Session, session).await?,
        None => None,
    };
    let texts = page_texts::texts_for(session.as_ref().and_then(|s| s.locale.as_deref()), headers);
    let currency = Currency::from_code(&intent.currency).unwrap_or(Currency::Usd);
    let page = AuthenticationPage {
        t: texts,
        base: base(gateway),
        total: page_texts::money(intent.amount, currency, texts),
        intent: intent.id.clone(),
        session: intent.session.clone(),
    };
    let target = session
        .map(|s| s.success_url)
        .or(intent.return_url)
        .unwrap_or_default();
    html(StatusCode::OK, &page, &[&target])
}

/// Where someone goes whose payment no longer waits for authentication.
fn after_authentication(gateway: &TestGateway, intent: &Intent) -> Response {
    let base = base(gateway);
    match (&intent.session, &intent.return_url) {
        (Some(session), _) if intent.failure == Some(Failure::AuthenticationFailed) => {
            see_other(&format!("{base}/pay/{session}?failed=authentication"))
        }
        (Some(session), _) => see_other(&format!("{base}/pay/{session}")),
        (None, Some(url)) => see_other(&return_address(url, intent)),
        (None, None) => StatusCode::NO_CONTENT.into_response(),
    }
}

fn return_address(url: &str, intent: &Intent) -> String {
    let succeeded = matches!(
        intent.status,
        IntentStatus::Succeeded | IntentStatus::Processing
    );
    let Ok(mut url) = Url::parse(url) else {
        return url.to_owned();
    };
    url.query_pairs_mut()
        .append_pair("payment_intent", &intent.id)
        .append_pair("payment_intent_client_secret", &intent.client_secret)
        .append_pair(
            "redirect_status",
            if succeeded { "succeeded" } else { "failed" },
        );
    url.into()
}

async fn authenticate(
    State(gateway): State<TestGateway>,
    Path(id): Path<String>,
    headers: HeaderMap,
    body: Bytes,
) -> Response {
    answer_challenge(&gateway, id, &body)
        .await
        .unwrap_or_else(|e| broken(&gateway, &headers, &e))
}

async fn answer_challenge(
    gateway: &TestGateway,
    id: String,
    body: &[u8],
) -> Result<Response, ApiError> {
    let text = std::str::from_utf8(body).unwrap_or_default();
    let passed = form::pairs(text)?
        .iter()
        .any(|(name, value)| name == "result" && value == "complete");
    let authentication = if passed {
        Authentication::Passed
    } else {
        Authentication::Failed
    };
    let worker = gateway.clone();
    let intent = durably(async move {
        worker.catch_up().await?;
        let mut work = worker.begin(None).await?;
        let mut intent: Intent = work.rows.get(Kind::Intent, &id).await?;
        if intent.status != IntentStatus::RequiresAction {
            return Ok(intent);
        }
        let method: PaymentMethod = work
            .rows
            .get(
                Kind::PaymentMethod,
                intent.method.as_deref().unwrap_or_default(),
            )
            .await?;
        if let Some(session) = &intent.session {
            let mut session: Session = work.rows.get(Kind::Session, session).await?;
            sessions::pay(&mut work, &mut session, method, intent.pace, authentication).await?;
            intent = work.rows.get(Kind::Intent, &id).await?;
        } else {
            intents::confirm(&mut work, &mut intent, method, authentication).await?;
        }
        work.rows.commit().await?;
        Ok(intent)
    })
    .await?;
    Ok(after_authentication(gateway, &intent))
}

/// A page under the strictest policy that lets its form through to the shop: browsers
/// apply `form-action` to the redirect after a POST too.
fn html(status: StatusCode, page: &impl Template, targets: &[&str]) -> Result<Response, ApiError> {
    let body = page.render().map_err(|error| ApiError::internal(&error))?;
    let origins: Vec<String> = targets
        .iter()
        .filter_map(|target| Url::parse(target).ok())
        .map(|url| url.origin().ascii_serialization())
        .collect();
    let policy = format!(
        "default-src 'none'; style-src 'self'; form-action 'self' {}; base-uri 'none'; frame-ancestors 'none'",
        origins.join(" ")
    );
    let mut response = (status, body).into_response();
    let headers = response.headers_mut();
    let fixed: [(HeaderName, &'static str); 5] = [
        (CONTENT_TYPE, "text/html; charset=utf-8"),
        (CACHE_CONTROL, "no-store"),
        (X_CONTENT_TYPE_OPTIONS, "nosniff"),
        (REFERRER_POLICY, "strict-origin-when-cross-origin"),
        (HeaderName::from_static("x-robots-tag"), "noindex"),
    ];
    for (name, value) in fixed {
        headers.insert(name, HeaderValue::from_static(value));
    }
    if let Ok(policy) = HeaderValue::from_str(&policy) {
        headers.insert(CONTENT_SECURITY_POLICY, policy);
    }
    Ok(response)
}

fn see_other(address: &str) -> Response {
    match HeaderValue::from_str(address) {
        Ok(location) => (StatusCode::SEE_OTHER, [(LOCATION, location)]).into_response(),
        Err(_) => StatusCode::INTERNAL_SERVER_ERROR.into_response(),
    }
}

/// The page for what is not there, or for a fault of ours, which is logged already.
fn broken(gateway: &TestGateway, headers: &HeaderMap, error: &ApiError) -> Response {
    let texts = page_texts::texts_for(None, headers);
    let status = StatusCode::from_u16(error.status).unwrap_or(StatusCode::INTERNAL_SERVER_ERROR);
    let notice = NoticePage {
        t: texts,
        base: base(gateway),
        title: texts.testgateway_missing_title(),
        text: texts.testgateway_missing_text(),
        back_url: None,
    };
    html(status, &notice, &[]).unwrap_or_else(|_| StatusCode::INTERNAL_SERVER_ERROR.into_response())
}
