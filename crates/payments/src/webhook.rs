//! Stripe's webhooks: is the sender Stripe, and what is the event about.
//!
//! The signature is checked over the raw bytes before anything in them is
//! read. What an event says of a payment is not believed and not even kept;
//! only what it is about leaves this module. Whatever the sender writes, the
//! answer is a [`WebhookError`] and never a panic.

use domain::payments::Mode;
use domain::time::Timestamp;
use hmac::{Hmac, KeyInit, Mac};
use secrecy::{ExposeSecret, SecretString};
use serde_json::Value;
use sha2::Sha256;

use crate::gateway::{VerifiedEvent, WebhookError};

/// How far the signature's time may be from ours, either way.
pub const TOLERANCE_SECONDS: u64 = 300;

/// More signatures than rotating secrets can bring about.
const SIGNATURES_MAX: usize = 16;

/// Ids and kinds are short words; anything else would only trouble the tables.
const WORD_LENGTH_MAX: usize = 255;

const SIGNATURE_BYTES: usize = 32;

/// Checks the `Stripe-Signature` over a webhook's raw body with each of the
/// accepted secrets and reads what the event is about.
///
/// # Errors
/// [`WebhookError`], always the sender's fault.
///
/// # Source
/// Stripe's documentation, "Verify webhook signatures manually": HMAC-SHA256 with
/// the endpoint's secret over `{t}.{body}`, in hexadecimal as `v1`.
pub fn verify(
    body: &[u8],
    signature: Option<&[u8]>,
    secrets: &[SecretString],
    mode: Mode,
    now: Timestamp,
) -> Result<VerifiedEvent, WebhookError> {
    let signature = SignatureHeader::parse(signature.ok_or(WebhookError::MalformedSignature)?)?;
    if !secrets.iter().any(|secret| signature.fits(body, secret)) {
        return Err(WebhookError::WrongSignature);
    }
    if now.epoch_seconds().abs_diff(signature.sent_at_seconds) > TOLERANCE_SECONDS {
        return Err(WebhookError::OutsideTolerance);
    }
    let event = read_event(body, signature.sent_at_seconds).ok_or(WebhookError::MalformedBody)?;
    if event.livemode != mode.is_live() {
        return Err(WebhookError::WrongMode);
    }
    Ok(event)
}

/// `t=1492774577,v1=5257a8…,v1=…,v0=…`
struct SignatureHeader<'a> {
    /// As it was sent: the signature covers these characters.
    sent_at: &'a str,
    sent_at_seconds: i64,
    signatures: Vec<[u8; SIGNATURE_BYTES]>,
}

impl<'a> SignatureHeader<'a> {
    fn parse(header: &'a [u8]) -> Result<Self, WebhookError> {
        Self::read(header).ok_or(WebhookError::MalformedSignature)
    }

    fn read(header: &'a [u8]) -> Option<Self> {
        let mut sent_at = None;
        let mut signatures = Vec::new();
        for item in std::str::from_utf8(header).ok()?.split(',') {
            match item.trim().split_once('=')? {
                // Two times would leave open which of them was signed.
                ("t", _) if sent_at.is_some() => return None,
                ("t", time) => sent_at = Some(time),
                ("v1", hex) => signatures.extend(decode_signature(hex)),
                // Other schemes (`v0`) are no proof of anything.
                _ => {}
            }
        }
        let sent_at = sent_at?;
        let sent_at_seconds = parse_seconds(sent_at)?;
        let countable = (1..=SIGNATURES_MAX).contains(&signatures.len());
        countable.then_some(Self {
            sent_at,
            sent_at_seconds,
            signatures,
        })
    }

    /// Whether one of the signatures was made with this secret, in a time that tells nothing.
    fn fits(&self, body: &[u8], secret: &SecretString) -> bool {
        // HMAC takes keys of any length, so there is no error to be had.
        let Ok(mut mac) = Hmac::<Sha256>::new_from_slice(secret.expose_secret().as_bytes()) else {
            return false;
        };
        mac.update(self.sent_at.as_bytes());
        mac.update(b".");
        mac.update(body);
        self.signatures
            .iter()
            .any(|signature| mac.clone().verify_slice(signature).is_ok())
    }
}

/// Digits only, so that the characters signed and the number compared are the same time.
fn parse_seconds(text: &str) -> Option<i64> {
    if text.is_empty() || !text.bytes().all(|b| b.is_ascii_digit()) {
        return None;
    }
    text.parse().ok()
}

fn decode_signature(hex: &str) -> Option<[u8; SIGNATURE_BYTES]> {
    let digits = hex.as_bytes();
    if digits.len() != SIGNATURE_BYTES * 2 {
        return None;
    }
    let mut bytes = [0; SIGNATURE_BYTES];
    for (byte, pair) in bytes.iter_mut().zip(digits.chunks_exact(2)) {
        *byte = hex_digit(pair[0])? << 4 | hex_digit(pair[1])?;
    }
    Some(bytes)
}

fn hex_digit(digit: u8) -> Option<u8> {
    let value = char::from(digit).to_digit(16)?;
    u8::try_from(value).ok()
}

/// What the event is about. Only `id`, `type` and `livemode` must be there: an
/// event of a kind or version unknown to us is still one to keep.
fn read_event(body: &[u8], sent_at_seconds: i64) -> Option<VerifiedEvent> {
    let event: Value = serde_json::from_slice(body).ok()?;
    let object = &event["data"]["object"];
    let kind_of_object = object["object"].as_str();
    let created_seconds = event["created"].as_i64().unwrap_or(sent_at_seconds);
    Some(VerifiedEvent {
        dedupe_key: word(&event["id"])?,
        kind: word(&event["type"])?,
        reference: match kind_of_object {
            Some("checkout.session") => word(&object["id"]),
            _ => None,
        },
        capture_reference: match kind_of_object {
            Some("payment_intent") => word(&object["id"]),
            _ => id_of(&object["payment_intent"]),
        },
        livemode: event["livemode"].as_bool()?,
        created_at: Timestamp(created_seconds.saturating_mul(1_000)),
    })
}

/// The id in a field that is an id or the whole object.
fn id_of(field: &Value) -> Option<String> {
    match field {
        Value::Object(object) => word(object.get("id")?),
        field => word(field),
    }
}

/// A text that can be an id: visible ASCII, neither empty nor long.
fn word(field: &Value) -> Option<String> {
    let text = field.as_str()?;
    let fits =
        (1..=WORD_LENGTH_MAX).contains(&text.len()) && text.bytes().all(|b| b.is_ascii_graphic());
    fits.then(|| text.to_owned())
}

#[cfg(test)]
mod tests;
