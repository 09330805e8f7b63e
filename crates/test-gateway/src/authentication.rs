//! The 3-D Secure page: the holder's bank asks, Complete and Fail are the answers.
//!
//! Leaving it without an answer changes nothing: the session stays open.

use askama::Template;
use axum::body::Bytes;
use axum::extract::{Path, State};
use axum::http::{HeaderMap, StatusCode};
use axum::response::{IntoResponse, Response};
use domain::money::Currency;
use texts::Texts;
use url::Url;

use crate::attempts::{self, Authentication};
use crate::completion;
use crate::errors::ApiError;
use crate::form;
use crate::gateway::TestGateway;
use crate::intents::{Failure, Intent, IntentStatus};
use crate::methods::PaymentMethod;
use crate::page_responses::{base, broken, durably, html, see_other};
use crate::page_texts;
use crate::sessions::Session;
use crate::store::Kind;

#[derive(Template)]
#[template(path = "authenticate.html")]
struct AuthenticationPage {
    t: Texts,
    base: String,
    total: String,
    intent: String,
    session: Option<String>,
}

pub(crate) async fn show(
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

pub(crate) async fn answer(
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
            completion::pay(&mut work, &mut session, method, intent.pace, authentication).await?;
            intent = work.rows.get(Kind::Intent, &id).await?;
        } else {
            attempts::confirm(&mut work, &mut intent, method, authentication).await?;
        }
        work.rows.commit().await?;
        Ok(intent)
    })
    .await?;
    Ok(after_authentication(gateway, &intent))
}
