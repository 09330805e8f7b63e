//! What browsers may do with our pages: the content security policy and its kin.

use std::sync::Arc;

use axum::extract::{Request, State};
use axum::http::header::{
    CONTENT_SECURITY_POLICY, REFERRER_POLICY, STRICT_TRANSPORT_SECURITY, X_CONTENT_TYPE_OPTIONS,
};
use axum::http::{HeaderName, HeaderValue};
use axum::middleware::Next;
use axum::response::Response;
use backend::Ctx;
use base64::Engine;
use sha2::{Digest, Sha256};

/// What the headers depend on.
#[derive(Clone)]
pub struct Policy {
    pub ctx: Ctx,
    pub https: bool,
    /// Sends `X-Robots-Tag: noindex`: a test shop is not to be found.
    pub noindex: bool,
    /// The live-reload socket under `cargo leptos watch`.
    pub watch_port: Option<u32>,
    /// Of the scripts in the pages themselves, see [`sources`].
    pub scripts: Arc<str>,
}

/// The sources of a policy that allow exactly these scripts: `'sha256-…' 'sha256-…'`.
pub fn sources(scripts: &[String]) -> String {
    let hash = |script: &String| {
        let digest = Sha256::digest(script.as_bytes());
        let text = base64::engine::general_purpose::STANDARD.encode(digest);
        format!("'sha256-{text}'")
    };
    scripts.iter().map(hash).collect::<Vec<_>>().join(" ")
}

impl Policy {
    fn content_security(&self) -> String {
        // Browsers apply form-action also to the redirect that answers a POST:
        // without the gateway's origin a purchase without JavaScript would stop here.
        let gateway = self
            .ctx
            .gateway
            .as_ref()
            .map(|g| g.page_origin())
            .unwrap_or_default();
        let watch = self
            .watch_port
            .map(|port| format!(" ws://127.0.0.1:{port}"))
            .unwrap_or_default();
        let scripts = &self.scripts;
        // What came with the document may not import under 'strict-dynamic', whatever its hash
        // (only a nonce is inherited): the shop's own files are named instead.
        format!(
            "default-src 'none'; script-src {scripts} 'self' 'wasm-unsafe-eval'; style-src 'self'; \
             img-src 'self' data:; font-src 'self'; connect-src 'self'{watch}; manifest-src 'self'; frame-src 'self'; \
             form-action 'self' {gateway}; base-uri 'none'; frame-ancestors 'none'"
        )
    }
}

/// Puts the security headers on every answer that does not bring its own.
pub async fn apply(State(policy): State<Policy>, request: Request, next: Next) -> Response {
    let mut response = next.run(request).await;
    let headers = response.headers_mut();
    if let Ok(value) = HeaderValue::from_str(&policy.content_security()) {
        headers.entry(CONTENT_SECURITY_POLICY).or_insert(value);
    }
    headers
        .entry(X_CONTENT_TYPE_OPTIONS)
        .or_insert(HeaderValue::from_static("nosniff"));
    headers
        .entry(REFERRER_POLICY)
        .or_insert(HeaderValue::from_static("strict-origin-when-cross-origin"));
    let opener = HeaderName::from_static("cross-origin-opener-policy");
    headers
        .entry(opener)
        .or_insert(HeaderValue::from_static("same-origin"));
    let permissions = HeaderName::from_static("permissions-policy");
    headers
        .entry(permissions)
        .or_insert(HeaderValue::from_static(
            "camera=(), geolocation=(), microphone=()",
        ));
    if policy.https {
        headers.insert(
            STRICT_TRANSPORT_SECURITY,
            HeaderValue::from_static("max-age=31536000; includeSubDomains"),
        );
    }
    if policy.noindex {
        headers.insert(
            HeaderName::from_static("x-robots-tag"),
            HeaderValue::from_static("noindex"),
        );
    }
    response
}
