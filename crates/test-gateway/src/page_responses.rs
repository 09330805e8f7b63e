//! What all hosted pages have in common: their headers, redirects, and the page for
//! what is not there.

use askama::Template;
use axum::http::header::{
    CACHE_CONTROL, CONTENT_SECURITY_POLICY, CONTENT_TYPE, LOCATION, REFERRER_POLICY,
    X_CONTENT_TYPE_OPTIONS,
};
use axum::http::{HeaderMap, HeaderName, HeaderValue, StatusCode};
use axum::response::{IntoResponse, Response};
use texts::Texts;
use url::Url;

use crate::errors::ApiError;
use crate::gateway::TestGateway;
use crate::page_texts;

#[derive(Template)]
#[template(path = "notice.html")]
pub(crate) struct NoticePage {
    pub(crate) t: Texts,
    pub(crate) base: String,
    pub(crate) title: &'static str,
    pub(crate) text: &'static str,
    pub(crate) back_url: Option<String>,
}

/// Where the pages are, without a slash at the end.
pub(crate) fn base(gateway: &TestGateway) -> String {
    gateway
        .hosted_pages()
        .path()
        .trim_end_matches('/')
        .to_owned()
}

/// Runs to its end even if the browser hangs up.
pub(crate) async fn durably<T: Send + 'static>(
    work: impl Future<Output = Result<T, ApiError>> + Send + 'static,
) -> Result<T, ApiError> {
    tokio::spawn(work)
        .await
        .unwrap_or_else(|panicked| Err(ApiError::internal(&panicked)))
}

/// A page under the strictest policy that lets its form through to the shop: browsers
/// apply `form-action` to the redirect after a POST too.
pub(crate) fn html(
    status: StatusCode,
    page: &impl Template,
    targets: &[&str],
) -> Result<Response, ApiError> {
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

pub(crate) fn see_other(address: &str) -> Response {
    match HeaderValue::from_str(address) {
        Ok(location) => (StatusCode::SEE_OTHER, [(LOCATION, location)]).into_response(),
        Err(_) => StatusCode::INTERNAL_SERVER_ERROR.into_response(),
    }
}

/// The page for what is not there, or for a fault of ours, which is logged already.
pub(crate) fn broken(gateway: &TestGateway, headers: &HeaderMap, error: &ApiError) -> Response {
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
