use domain::payments::Mode;
use domain::time::Timestamp;
use hmac::{Hmac, KeyInit, Mac};
use proptest::collection::vec;
use proptest::prelude::{any, prop_assert, prop_assert_eq, proptest};
use secrecy::SecretString;
use serde_json::{Value, json};
use sha2::Sha256;

use super::verify;
use crate::gateway::{VerifiedEvent, WebhookError};

const OLD: &str = "whsec_the_one_before";
const NEW: &str = "whsec_the_one_after";
const NOW_SECONDS: i64 = 1_790_000_000;
const NOW: Timestamp = Timestamp(NOW_SECONDS * 1_000 + 999);

fn hex_signature(secret: &str, sent_at: &str, body: &[u8]) -> String {
    let mut mac = Hmac::<Sha256>::new_from_slice(secret.as_bytes()).unwrap();
    mac.update(sent_at.as_bytes());
    mac.update(b".");
    mac.update(body);
    mac.finalize()
        .into_bytes()
        .iter()
        .map(|byte| format!("{byte:02x}"))
        .collect()
}

fn signed(secret: &str, sent_at_seconds: i64, body: &[u8]) -> String {
    let sent_at = sent_at_seconds.to_string();
    format!("t={sent_at},v1={}", hex_signature(secret, &sent_at, body))
}

fn check(body: &[u8], header: &[u8]) -> Result<VerifiedEvent, WebhookError> {
    verify(
        body,
        Some(header),
        &[SecretString::from(NEW), SecretString::from(OLD)],
        Mode::Test,
        NOW,
    )
}

fn check_event(event: &Value) -> Result<VerifiedEvent, WebhookError> {
    let body = event.to_string();
    check(
        body.as_bytes(),
        signed(NEW, NOW_SECONDS, body.as_bytes()).as_bytes(),
    )
}

fn completed() -> Value {
    json!({
        "id": "evt_1", "object": "event", "type": "checkout.session.completed",
        "created": 1_789_999_990, "livemode": false,
        "data": {"object": {"id": "cs_test_1", "object": "checkout.session", "payment_intent": "pi_1"}},
    })
}

#[test]
fn a_signed_event_says_what_it_is_about() {
    let event = check_event(&completed()).unwrap();
    assert_eq!(
        event,
        VerifiedEvent {
            dedupe_key: "evt_1".to_owned(),
            kind: "checkout.session.completed".to_owned(),
            reference: Some("cs_test_1".to_owned()),
            capture_reference: Some("pi_1".to_owned()),
            livemode: false,
            created_at: Timestamp(1_789_999_990_000),
        }
    );
}

/// Header and body made by `webhooks.generateTestHeaderString` of npm `stripe` 23.1.0.
#[test]
fn a_signature_by_stripes_own_library_is_accepted() {
    let header = "t=1790000000,v1=dacd5e37eca37f495c98e2065f618464b4b88aa6adfa5583a892ab08462726f9";
    let body = r#"{"id":"evt_vector","type":"checkout.session.completed","livemode":false,"data":{"object":{"id":"cs_test_v","object":"checkout.session","note":"茶 & café"}}}"#;
    let event = check(body.as_bytes(), header.as_bytes()).unwrap();
    assert_eq!(event.reference.as_deref(), Some("cs_test_v"));
}

#[test]
fn references_are_found_in_every_kind_of_object() {
    let check = |object: Value, reference: Option<&str>, capture: Option<&str>| {
        let mut event = completed();
        event["data"]["object"] = object.clone();
        let event = check_event(&event).unwrap();
        assert_eq!(event.reference.as_deref(), reference, "{object}");
        assert_eq!(event.capture_reference.as_deref(), capture, "{object}");
    };
    let session = |intent: Value| json!({"id": "cs_1", "object": "checkout.session", "payment_intent": intent});
    check(session(Value::Null), Some("cs_1"), None);
    check(
        session(json!({"id": "pi_2", "object": "payment_intent"})),
        Some("cs_1"),
        Some("pi_2"),
    );
    check(
        session(json!({"object": "payment_intent"})),
        Some("cs_1"),
        None,
    );
    check(
        json!({"id": "pi_3", "object": "payment_intent"}),
        None,
        Some("pi_3"),
    );
    check(
        json!({"id": "ch_1", "object": "charge", "payment_intent": "pi_4"}),
        None,
        Some("pi_4"),
    );
    check(
        json!({"id": "re_1", "object": "refund", "payment_intent": "pi_5"}),
        None,
        Some("pi_5"),
    );
    check(json!({"id": "prod_1", "object": "product"}), None, None);
    check(
        json!({"id": "cs_\u{0}", "object": "checkout.session"}),
        None,
        None,
    );
    check(json!([1, 2]), None, None);
    check(Value::Null, None, None);
}

#[test]
fn an_event_of_an_unknown_kind_is_still_an_event() {
    let bare = json!({"id": "evt_2", "type": "v9.future", "livemode": false});
    let event = check_event(&bare).unwrap();
    assert_eq!((event.reference, event.capture_reference), (None, None));
    assert_eq!(
        event.created_at,
        Timestamp(NOW_SECONDS * 1_000),
        "the signature's time stands in"
    );
}

#[test]
fn either_of_two_secrets_is_accepted_and_no_third() {
    let body = completed().to_string();
    for (secret, fits) in [(OLD, true), (NEW, true), ("whsec_neither", false)] {
        let outcome = check(
            body.as_bytes(),
            signed(secret, NOW_SECONDS, body.as_bytes()).as_bytes(),
        );
        assert_eq!(outcome.is_ok(), fits, "{secret}");
        assert!(fits || outcome == Err(WebhookError::WrongSignature));
    }
}

#[test]
fn one_right_signature_among_several_is_enough() {
    let body = completed().to_string();
    let sent_at = NOW_SECONDS.to_string();
    let right = hex_signature(OLD, &sent_at, body.as_bytes());
    let wrong = "0".repeat(64);
    let header = format!("t={sent_at}, v1={wrong}, v1=nonsense, v1={right}, v0={wrong}");
    assert!(check(body.as_bytes(), header.as_bytes()).is_ok());
}

#[test]
fn the_time_may_be_five_minutes_off_and_no_more() {
    let body = completed().to_string();
    let check_at = |seconds: i64, expected: Option<WebhookError>| {
        let header = signed(NEW, seconds, body.as_bytes());
        assert_eq!(
            check(body.as_bytes(), header.as_bytes()).err(),
            expected,
            "{seconds}"
        );
    };
    check_at(NOW_SECONDS - 300, None);
    check_at(NOW_SECONDS + 300, None);
    check_at(NOW_SECONDS - 301, Some(WebhookError::OutsideTolerance));
    check_at(NOW_SECONDS + 301, Some(WebhookError::OutsideTolerance));
    check_at(0, Some(WebhookError::OutsideTolerance));
    check_at(i64::MAX, Some(WebhookError::OutsideTolerance));
}

#[test]
fn a_changed_byte_or_time_breaks_the_signature() {
    let body = completed().to_string();
    let header = signed(NEW, NOW_SECONDS, body.as_bytes());
    let spaced = format!("{body} ");
    assert_eq!(
        check(spaced.as_bytes(), header.as_bytes()),
        Err(WebhookError::WrongSignature)
    );
    let later = header.replace(&NOW_SECONDS.to_string(), &(NOW_SECONDS + 1).to_string());
    assert_eq!(
        check(body.as_bytes(), later.as_bytes()),
        Err(WebhookError::WrongSignature)
    );
}

#[test]
fn a_missing_or_malformed_header_is_named_so() {
    let body = completed().to_string();
    let secrets = [SecretString::from(NEW)];
    let missing = verify(body.as_bytes(), None, &secrets, Mode::Test, NOW);
    assert_eq!(missing, Err(WebhookError::MalformedSignature));

    let sent_at = NOW_SECONDS.to_string();
    let hex = hex_signature(NEW, &sent_at, body.as_bytes());
    let many = format!("t={sent_at}{}", format!(",v1={hex}").repeat(17));
    for header in [
        String::new(),
        "nonsense".to_owned(),
        format!("t={sent_at}"),
        format!("v1={hex}"),
        format!("t={sent_at},v0={hex}"),
        format!("t={sent_at},v1="),
        format!("t={sent_at},v1={}", &hex[1..]),
        format!("t={sent_at},v1={}", hex.replace(|_: char| true, "g")),
        format!("t=,v1={hex}"),
        format!("t=+{sent_at},v1={hex}"),
        format!("t=-1,v1={hex}"),
        format!("t=99999999999999999999,v1={hex}"),
        format!("t={sent_at},t={sent_at},v1={hex}"),
        format!("t={sent_at},v1={hex},"),
        many,
    ] {
        let outcome = check(body.as_bytes(), header.as_bytes());
        assert_eq!(outcome, Err(WebhookError::MalformedSignature), "{header}");
    }
    assert_eq!(
        check(body.as_bytes(), b"t=\xff,v1=\xfe"),
        Err(WebhookError::MalformedSignature)
    );
}

#[test]
fn an_event_of_the_other_mode_is_refused() {
    let mut event = completed();
    event["livemode"] = json!(true);
    assert_eq!(check_event(&event), Err(WebhookError::WrongMode));
}

#[test]
fn a_signed_body_that_is_no_event_is_refused() {
    for event in [
        json!(null),
        json!("evt"),
        json!({}),
        json!({"type": "x", "livemode": false}),
        json!({"id": "", "type": "x", "livemode": false}),
        json!({"id": "evt 1", "type": "x", "livemode": false}),
        json!({"id": "e".repeat(256), "type": "x", "livemode": false}),
        json!({"id": "evt_1", "livemode": false}),
        json!({"id": "evt_1", "type": "x"}),
        json!({"id": "evt_1", "type": "x", "livemode": "false"}),
    ] {
        assert_eq!(
            check_event(&event),
            Err(WebhookError::MalformedBody),
            "{event}"
        );
    }
}

proptest! {
    #[test]
    fn no_header_and_no_body_panics(body in vec(any::<u8>(), 0..200), header in vec(any::<u8>(), 0..200)) {
        prop_assert!(check(&body, &header).is_err());
    }

    #[test]
    fn no_header_that_looks_right_panics(header in "(t|v0|v1)=[0-9a-f+-]{0,66}(,(t|v1)=[0-9a-f]{0,66}){0,3}") {
        let outcome = check(b"no event", header.as_bytes());
        prop_assert!(outcome.is_err());
    }

    #[test]
    fn no_signed_body_panics(body in vec(any::<u8>(), 0..200)) {
        let header = signed(OLD, NOW_SECONDS, &body);
        prop_assert_eq!(check(&body, header.as_bytes()), Err(WebhookError::MalformedBody));
    }

    #[test]
    fn no_time_of_creation_panics(created in any::<i64>()) {
        let mut event = completed();
        event["created"] = json!(created);
        prop_assert!(check_event(&event).is_ok());
    }
}
