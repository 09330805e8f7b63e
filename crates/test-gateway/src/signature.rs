//! Signatures of deliveries, and how keys are compared.

use base64::prelude::{BASE64_STANDARD, Engine};
use hmac::{Hmac, KeyInit, Mac};
use sha2::Sha256;
use subtle::ConstantTimeEq;

/// The value of `Stripe-Signature` for a body sent at a time (epoch seconds).
///
/// # Source
/// Stripe's documentation, "Verify webhook signatures manually": HMAC-SHA-256 of `t.body`.
pub(crate) fn header(secret: &str, at: i64, body: &str) -> String {
    let mut mac =
        Hmac::<Sha256>::new_from_slice(secret.as_bytes()).expect("HMAC takes keys of any length");
    mac.update(at.to_string().as_bytes());
    mac.update(b".");
    mac.update(body.as_bytes());
    let tag: String = mac
        .finalize()
        .into_bytes()
        .iter()
        .map(|byte| format!("{byte:02x}"))
        .collect();
    format!("t={at},v1={tag}")
}

/// Compares without telling by its time where two texts differ.
pub(crate) fn constant_time_eq(a: &[u8], b: &[u8]) -> bool {
    a.ct_eq(b).into()
}

/// `Basic …` for a user without a password.
pub(crate) fn basic_authorization(user: &str) -> String {
    format!("Basic {}", BASE64_STANDARD.encode(format!("{user}:")))
}

#[cfg(test)]
mod tests {
    use super::{basic_authorization, constant_time_eq, header};

    #[test]
    fn a_key_is_the_user_of_basic_authentication() {
        assert_eq!(basic_authorization("sk_test_x"), "Basic c2tfdGVzdF94Og==");
    }

    #[test]
    fn a_signature_depends_on_secret_time_and_body() {
        let signature = header("whsec_a", 12, "{}");
        assert!(signature.starts_with("t=12,v1="));
        assert_eq!(signature.len(), "t=12,v1=".len() + 64);
        for other in [
            header("whsec_b", 12, "{}"),
            header("whsec_a", 13, "{}"),
            header("whsec_a", 12, "{ }"),
        ] {
            assert_ne!(signature, other);
        }
    }

    #[test]
    fn equal_texts_are_equal() {
        assert!(constant_time_eq(b"abc", b"abc"));
        assert!(!constant_time_eq(b"abc", b"abd"));
        assert!(!constant_time_eq(b"abc", b"abcd"));
    }
}
