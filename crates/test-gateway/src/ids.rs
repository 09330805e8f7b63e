//! Identifiers as Stripe writes them: a prefix that names the kind, then random letters.

use rand::distr::{Alphanumeric, SampleString};

/// `pi_3Ab…`: 24 random letters and digits after the prefix.
pub(crate) fn fresh(prefix: &str) -> String {
    format!("{prefix}_{}", random(24))
}

/// A Checkout session's id is a secret in a link, so it is longer.
pub(crate) fn session() -> String {
    format!("cs_test_{}", random(58))
}

/// The secret by which a browser may continue a payment intent.
pub(crate) fn client_secret(intent: &str) -> String {
    format!("{intent}_secret_{}", random(25))
}

pub(crate) fn request() -> String {
    format!("req_{}", random(14))
}

#[allow(
    clippy::disallowed_methods,
    reason = "the gateway stands in for a remote service; nobody predicts what it names things"
)]
fn random(length: usize) -> String {
    Alphanumeric.sample_string(&mut rand::rng(), length)
}
