//! Idempotency keys.

use std::sync::Arc;
use std::time::Duration;

use crate::support::{Harness, SESSION, session_with};

const PATH: &str = "/v1/checkout/sessions";

#[tokio::test]
async fn the_same_request_with_the_same_key_is_answered_from_the_store() {
    let harness = Harness::new().await;
    let first = harness
        .post_keyed(PATH, Some("order-1:1:start"), &SESSION)
        .await
        .ok();
    assert_eq!(first.header("idempotent-replayed"), None);
    let mut reordered = SESSION;
    reordered.reverse();
    let second = harness
        .restarted()
        .await
        .post_keyed(PATH, Some("order-1:1:start"), &reordered)
        .await
        .ok();
    assert_eq!(second.json, first.json);
    assert_eq!(second.header("idempotent-replayed"), Some("true"));
    assert_eq!(
        second.header("original-request"),
        first.header("request-id")
    );
    assert_ne!(second.header("request-id"), first.header("request-id"));
    assert_eq!(second.header("idempotency-key"), Some("order-1:1:start"));
    let all = harness.get(PATH).await.ok();
    assert_eq!(all.json["data"].as_array().map(Vec::len), Some(1));
}

#[tokio::test]
async fn other_parameters_with_the_same_key_are_refused() {
    let harness = Harness::new().await;
    harness.post_keyed(PATH, Some("k"), &SESSION).await.ok();
    let changed = session_with(&[("line_items[1][quantity]", "2")]);
    for (path, fields) in [
        (PATH, changed.as_slice()),
        ("/v1/products", &[("name", "x")]),
    ] {
        let refused = harness.post_keyed(path, Some("k"), fields).await;
        assert_eq!(
            (refused.status, refused.text("/error/type")),
            (400, "idempotency_error")
        );
    }
}

#[tokio::test]
async fn a_key_in_use_is_a_conflict() {
    let harness = Arc::new(Harness::new().await);
    harness
        .gateway
        .faults()
        .update(|f| f.delay_answers_ms = 400);
    let slow = {
        let harness = Arc::clone(&harness);
        tokio::spawn(async move { harness.post_keyed(PATH, Some("k"), &SESSION).await })
    };
    tokio::time::sleep(Duration::from_millis(100)).await;
    let conflict = harness.post_keyed(PATH, Some("k"), &SESSION).await;
    assert_eq!(
        (conflict.status, conflict.text("/error/code")),
        (409, "idempotency_key_in_use")
    );
    let first = slow.await.expect("no panic").ok();
    let replayed = harness.post_keyed(PATH, Some("k"), &SESSION).await.ok();
    assert_eq!(replayed.json, first.json);
}

#[tokio::test]
async fn a_refused_request_leaves_its_key_free() {
    let harness = Harness::new().await;
    let refused = harness
        .post_keyed(PATH, Some("k"), &session_with(&[("mode", "setup")]))
        .await;
    assert_eq!(refused.status, 400);
    harness.post_keyed(PATH, Some("k"), &SESSION).await.ok();
}

#[tokio::test]
async fn a_decline_is_kept_under_its_key() {
    let harness = Harness::new().await;
    let fields = [
        ("amount", "900"),
        ("currency", "usd"),
        ("confirm", "true"),
        ("payment_method", "pm_card_chargeDeclined"),
    ];
    let first = harness
        .post_keyed("/v1/payment_intents", Some("k"), &fields)
        .await;
    assert_eq!(
        (first.status, first.text("/error/code")),
        (402, "card_declined")
    );
    assert_eq!(first.text("/error/decline_code"), "generic_decline");
    let second = harness
        .post_keyed("/v1/payment_intents", Some("k"), &fields)
        .await;
    assert_eq!((second.status, &second.json), (402, &first.json));
    assert_eq!(second.header("idempotent-replayed"), Some("true"));
    let charges = harness.get("/v1/charges").await.ok();
    assert_eq!(charges.json["data"].as_array().map(Vec::len), Some(1));
}

#[tokio::test]
async fn refunds_with_the_same_key_happen_once() {
    let harness = Harness::new().await;
    let (_, intent) = harness.paid().await;
    let fields = [("payment_intent", intent.as_str()), ("amount", "1000")];
    let first = harness
        .post_keyed("/v1/refunds", Some("r"), &fields)
        .await
        .ok();
    let second = harness
        .post_keyed("/v1/refunds", Some("r"), &fields)
        .await
        .ok();
    assert_eq!(first.text("/id"), second.text("/id"));
    let list = harness
        .get(&format!("/v1/refunds?payment_intent={intent}"))
        .await
        .ok();
    assert_eq!(list.json["data"].as_array().map(Vec::len), Some(1));
}
