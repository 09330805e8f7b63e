//! A page for what goes wrong before or around the pages: refused, too much,
//! too slow, broken. In the reader's language, and it says what to do.
//!
//! Layers answer with a bare status; [`explain`] gives it a body where the
//! reader is a person. The 404 page is a page like others, in `app`.

use axum::extract::{Request, State};
use axum::http::header::{ACCEPT, ACCEPT_LANGUAGE, CONTENT_TYPE, REFERER};
use axum::http::{HeaderMap, HeaderValue, StatusCode};
use axum::middleware::Next;
use axum::response::{Html, IntoResponse, Response};
use backend::Ctx;
use backend::context::ShopSettings;
use domain::locale::Locale;
use texts::Texts;

use crate::router::RequestNumber;

/// Replaces the body of a bare error answer by a page, for readers that want HTML.
pub async fn explain(State(ctx): State<Ctx>, request: Request, next: Next) -> Response {
    let wants_html = header(request.headers(), ACCEPT).contains("text/html");
    let texts = Texts::new(reader_locale(request.uri().path(), request.headers()));
    let number = request.extensions().get::<RequestNumber>().cloned();
    let response = next.run(request).await;
    if !wants_html || !is_bare(&response) {
        return response;
    }
    let Some((title, text)) = words(response.status(), texts) else {
        return response;
    };
    let incident = number
        .filter(|_| response.status().is_server_error())
        .map(|n| texts.errors_incident(n.0));
    let (mut parts, _) = response.into_parts();
    parts.headers.remove(CONTENT_TYPE);
    parts.headers.remove(axum::http::header::CONTENT_LENGTH);
    let mut page =
        Html(page(texts, &ctx.settings, title, text, incident.as_deref())).into_response();
    *page.status_mut() = parts.status;
    for (name, value) in &parts.headers {
        page.headers_mut().insert(name, value.clone());
    }
    page.headers_mut().insert(
        axum::http::header::CACHE_CONTROL,
        HeaderValue::from_static("no-store"),
    );
    page
}

/// Whether nobody has written a page or data for this answer yet.
fn is_bare(response: &Response) -> bool {
    let content = response
        .headers()
        .get(CONTENT_TYPE)
        .and_then(|v| v.to_str().ok())
        .unwrap_or("");
    content.is_empty() || content.starts_with("text/plain")
}

fn words(status: StatusCode, t: Texts) -> Option<(&'static str, &'static str)> {
    Some(match status {
        StatusCode::FORBIDDEN => (t.errors_cross_site_title(), t.errors_cross_site_text()),
        StatusCode::TOO_MANY_REQUESTS => {
            (t.errors_rate_limited_title(), t.errors_rate_limited_text())
        }
        StatusCode::PAYLOAD_TOO_LARGE => (t.errors_bad_request_title(), t.errors_too_large()),
        status if status.is_server_error() => (t.errors_server_title(), t.errors_server_text()),
        status if status.is_client_error() => {
            (t.errors_bad_request_title(), t.errors_bad_request_text())
        }
        _ => return None,
    })
}

/// The language of the page, else of the page before, else the browser's.
fn reader_locale(path: &str, headers: &HeaderMap) -> Locale {
    let of_path = |path: &str| path.split('/').nth(1).and_then(Locale::from_path);
    let before = header(headers, REFERER)
        .split("://")
        .nth(1)
        .and_then(|rest| rest.split_once('/'));
    of_path(path)
        .or_else(|| before.and_then(|(_, path)| of_path(&format!("/{path}"))))
        .unwrap_or_else(|| Locale::negotiate(header(headers, ACCEPT_LANGUAGE)))
}

fn header(headers: &HeaderMap, name: axum::http::HeaderName) -> &str {
    headers
        .get(name)
        .and_then(|v| v.to_str().ok())
        .unwrap_or("")
}

/// The shop's header around one message: made of settings only, for it must not fail in its turn.
fn page(
    t: Texts,
    settings: &ShopSettings,
    title: &str,
    text: &str,
    incident: Option<&str>,
) -> String {
    let locale = t.locale();
    let incident = incident
        .map(|line| format!("<p class=\"muted\">{line}</p>"))
        .unwrap_or_default();
    let email = escaped(&settings.identity.email);
    let contact = match email.as_str() {
        "" => String::new(),
        email => format!("<footer><a href=\"mailto:{email}\">{email}</a></footer>"),
    };
    format!(
        "<!DOCTYPE html>\n<html lang=\"{lang}\"><head><meta charset=\"utf-8\">\
         <meta name=\"viewport\" content=\"width=device-width, initial-scale=1\">\
         <meta name=\"robots\" content=\"noindex\">\
         <title>{whole_title}</title><link rel=\"icon\" href=\"/favicon.svg\" type=\"image/svg+xml\">\
         <link rel=\"stylesheet\" href=\"/problem.css\">{hue}</head>\
         <body><header><a href=\"/{path}\">{shop}</a></header>\
         <main><h1>{title}</h1><p>{text}</p>{incident}\
         <p><a class=\"button\" href=\"/{path}\">{home}</a></p></main>{contact}</body></html>\n",
        lang = locale.tag(),
        path = locale.path(),
        home = t.errors_not_found_next(),
        shop = escaped(&settings.name),
        whole_title = escaped(&t.shop_title(title, &settings.name)),
        hue = settings
            .identity
            .hue
            .map(|hue| format!("<link rel=\"stylesheet\" href=\"/identity/hue.css?v={hue}\">"))
            .unwrap_or_default(),
    )
}

/// Settings may hold what HTML reads as its own.
fn escaped(text: &str) -> String {
    text.replace('&', "&amp;")
        .replace('<', "&lt;")
        .replace('>', "&gt;")
        .replace('"', "&quot;")
}
