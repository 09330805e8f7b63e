//! What the shop's settings make of its looks: logo, hue, and what a phone's home screen shows.
//!
//! Addresses differ with their content, so that browsers ask once. The hue is
//! a style sheet, for the policy lets no page carry styles; a shop with the
//! usual hue has no need of it.

use std::sync::Arc;

use axum::Router;
use axum::extract::State;
use axum::http::header::{CACHE_CONTROL, CONTENT_SECURITY_POLICY, CONTENT_TYPE};
use axum::response::{IntoResponse, Response};
use axum::routing::get;
use backend::Ctx;

use crate::config::LogoFile;

const FOREVER: &str = "public, max-age=31536000, immutable";
const AN_HOUR: &str = "public, max-age=3600";
/// A drawing opened by itself is a document: it may run nothing and ask nobody.
const DRAWING_POLICY: &str = "default-src 'none'; style-src 'unsafe-inline'; sandbox";

pub fn routes<S: Clone + Send + Sync + 'static>(ctx: &Ctx, logo: Option<LogoFile>) -> Router<S> {
    let router = Router::new()
        .route("/identity/hue.css", get(hue))
        .route("/identity/site.webmanifest", get(manifest))
        .with_state(ctx.clone());
    match logo {
        Some(file) => router.route(file.kind.path(), get(serve_logo).with_state(Arc::new(file))),
        None => router,
    }
}

async fn serve_logo(State(file): State<Arc<LogoFile>>) -> Response {
    let headers = [
        (CONTENT_TYPE, file.kind.content_type()),
        (CONTENT_SECURITY_POLICY, DRAWING_POLICY),
        (CACHE_CONTROL, FOREVER),
    ];
    (headers, file.bytes.clone()).into_response()
}

async fn hue(State(ctx): State<Ctx>) -> Response {
    let css = ctx
        .settings
        .identity
        .hue
        .map(|hue| format!(":root{{--hue:{hue}}}\n"));
    let headers = [
        (CONTENT_TYPE, "text/css; charset=utf-8"),
        (CACHE_CONTROL, FOREVER),
    ];
    (headers, css.unwrap_or_default()).into_response()
}

async fn manifest(State(ctx): State<Ctx>) -> Response {
    let name = ctx.settings.name.as_str();
    let manifest = serde_json::json!({
        "name": name,
        "short_name": name,
        "id": "/",
        "start_url": "/",
        "display": "browser",
        "icons": [
            {"src": "/favicon.svg", "type": "image/svg+xml", "sizes": "any"},
            {"src": "/apple-touch-icon.png", "type": "image/png", "sizes": "180x180"},
        ],
    });
    let headers = [
        (CONTENT_TYPE, "application/manifest+json"),
        (CACHE_CONTROL, AN_HOUR),
    ];
    (headers, manifest.to_string()).into_response()
}
