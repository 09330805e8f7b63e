//! What a gateway's options must be, checked before anything is sent.

use domain::payments::Mode;
use secrecy::{ExposeSecret, SecretString};

use super::config;
use crate::gateway::GatewayError;

/// A key of the other mode would take real money for trial orders, or none for real ones.
pub(super) fn check_key(key: &str, mode: Mode) -> Result<(), GatewayError> {
    let (ours, others) = match mode {
        Mode::Test => (["sk_test_", "rk_test_"], ["sk_live_", "rk_live_"]),
        Mode::Live => (["sk_live_", "rk_live_"], ["sk_test_", "rk_test_"]),
    };
    if others.iter().any(|prefix| key.starts_with(prefix)) {
        return Err(config("the secret key is of the other mode, test or live"));
    }
    let rest = ours.iter().find_map(|prefix| key.strip_prefix(prefix));
    match rest {
        Some(rest) if !rest.is_empty() && rest.bytes().all(|b| b.is_ascii_graphic()) => Ok(()),
        _ => Err(config("the secret key is none of Stripe's")),
    }
}

pub(super) fn check_webhook_secrets(secrets: &[SecretString]) -> Result<(), GatewayError> {
    // An empty secret would make every signature a public one.
    if secrets
        .iter()
        .any(|secret| secret.expose_secret().trim().is_empty())
    {
        return Err(config("a webhook secret is empty"));
    }
    match secrets.len() {
        1 | 2 => Ok(()),
        _ => Err(config(
            "one webhook secret is needed, or two while it is rotated",
        )),
    }
}

/// The address as the client needs it: with a slash at the end, for it appends `v1/…` as text.
pub(super) fn api_base(base: &str, mode: Mode) -> Result<String, GatewayError> {
    let uri: http::Uri = base
        .parse()
        .map_err(|_| config("the address of the API is no URL"))?;
    let encrypted = match uri.scheme_str() {
        Some("https") => true,
        Some("http") => false,
        _ => {
            return Err(config(
                "the address of the API must start with http:// or https://",
            ));
        }
    };
    if uri.query().is_some() || base.contains('#') {
        return Err(config(
            "the address of the API must have neither query nor fragment",
        ));
    }
    if mode.is_live() && !encrypted {
        return Err(config("a live key is sent over https only"));
    }
    Ok(format!("{}/", base.trim_end_matches('/')))
}
