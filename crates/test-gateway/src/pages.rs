//! The hosted pages: their routes, and the page to pay on.
//!
//! Plain forms without script or inline style, so that they work without JavaScript and
//! under the strictest policy. What is typed is checked in [`crate::page_forms`]; the
//! 3-D Secure page is in [`crate::authentication`].

use axum::Router;
use axum::body::Bytes;
use axum::extract::{DefaultBodyLimit, Path, RawQuery, State};
use axum::http::header::{CACHE_CONTROL, CONTENT_TYPE};
use axum::http::{HeaderMap, StatusCode};
use axum::response::{IntoResponse, Response};
use axum::routing::get;

use crate::attempts::{Authentication, Outcome};
use crate::authentication;
use crate::cards::{Expiry, TestCard};
use crate::clock;
use crate::completion::{self, Payment};
use crate::errors::ApiError;
use crate::gateway::TestGateway;
use crate::intents::{Failure, Pace};
use crate::methods::{Billing, PaymentMethod, Source};
use crate::page_forms::{PayForm, PayPage, Trouble};
use crate::page_responses::{NoticePage, base, broken, durably, html, see_other};
use crate::page_texts;
use crate::sessions::{Session, SessionStatus};
use crate::store::Kind;

const LARGEST_BODY_BYTES: usize = 16 * 1024;
const STYLE: &str = include_str!("../assets/pay.css");

pub(crate) fn router(gateway: TestGateway) -> Router {
    Router::new()
        .route("/pay/{session}", get(show_pay_page).post(pay))
        .route(
            "/authenticate/{intent}",
            get(authentication::show).post(authentication::answer),
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
        let payment = completion::pay(
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
