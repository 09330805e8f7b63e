//! The HTML part of a mail in the demo's mailbox, for the frame of its preview page.
//!
//! Only where [`backend::mail::is_mailbox_open`] says so.

use axum::Router;
use axum::extract::{Path, State};
use axum::http::StatusCode;
use axum::http::header::{CACHE_CONTROL, CONTENT_SECURITY_POLICY, CONTENT_TYPE};
use axum::response::{IntoResponse, Response};
use axum::routing::get;
use backend::Ctx;

/// A mail brings its own inline style; it may do nothing else.
const MAIL_POLICY: &str = "default-src 'none'; style-src 'unsafe-inline'; img-src 'self' data:; frame-ancestors 'self'; sandbox allow-popups";

pub fn routes<S: Clone + Send + Sync + 'static>(ctx: &Ctx) -> Router<S> {
    Router::new()
        .route("/admin/mail/{name}/html", get(html))
        .with_state(ctx.clone())
}

async fn html(State(ctx): State<Ctx>, Path(name): Path<String>) -> Response {
    if !backend::mail::is_mailbox_open(&ctx) {
        return StatusCode::NOT_FOUND.into_response();
    }
    match backend::mail::read_mail(&ctx, &name).await {
        Ok(Some(mail)) => {
            let headers = [
                (CONTENT_SECURITY_POLICY, MAIL_POLICY),
                (CONTENT_TYPE, "text/html; charset=utf-8"),
                (CACHE_CONTROL, "no-store"),
            ];
            (headers, mail.html).into_response()
        }
        Ok(None) => StatusCode::NOT_FOUND.into_response(),
        Err(error) => {
            tracing::error!(%error, "a mail could not be read");
            StatusCode::INTERNAL_SERVER_ERROR.into_response()
        }
    }
}
