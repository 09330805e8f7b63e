//! Deliveries to a shop that listens.

use hmac::{Hmac, KeyInit, Mac};
use sha2::Sha256;

use crate::support::{Received, WEBHOOK_SECRET, delivering};

/// Whether the signature is that of the body, computed from its parts.
pub(crate) fn is_signed(received: &Received) -> bool {
    let (time, tag) = received.signature.split_once(",v1=").expect("two parts");
    let time = time.strip_prefix("t=").expect("a time");
    let mut mac = Hmac::<Sha256>::new_from_slice(WEBHOOK_SECRET.as_bytes()).expect("any length");
    mac.update(format!("{time}.{}", received.body).as_bytes());
    let expected: String = mac
        .finalize()
        .into_bytes()
        .iter()
        .map(|b| format!("{b:02x}"))
        .collect();
    expected == tag
}

#[tokio::test]
async fn every_event_of_a_payment_is_delivered_signed() {
    let (harness, shop) = delivering().await;
    harness.paid().await;
    let received = shop.wait_for(4).await;
    assert!(received.iter().all(is_signed));
    let mut kinds = shop.kinds();
    kinds.sort();
    let expected = [
        "charge.succeeded",
        "checkout.session.completed",
        "payment_intent.created",
        "payment_intent.succeeded",
    ];
    assert_eq!(kinds, expected);
    assert!(received.iter().all(|r| r.json()["livemode"] == false));
}

#[tokio::test]
async fn a_refused_event_is_sent_again_with_the_same_id() {
    let (harness, shop) = delivering().await;
    harness.gateway.faults().update(|f| f.retry_base_ms = 20);
    shop.answer_next(&[500, 400, 302]);
    let session = harness.session().await;
    harness
        .post(&format!("/v1/checkout/sessions/{session}/expire"), &[])
        .await
        .ok();
    let received = shop.wait_for(4).await;
    assert_eq!(received.len(), 4);
    assert!(
        received
            .iter()
            .all(|r| r.body == received[0].body && is_signed(r))
    );
    let id = received[0].json()["id"]
        .as_str()
        .unwrap_or_default()
        .to_owned();
    for _ in 0..100 {
        let event = harness.get(&format!("/v1/events/{id}")).await.ok();
        if event.json["pending_webhooks"] == 0 {
            return;
        }
        tokio::time::sleep(std::time::Duration::from_millis(20)).await;
    }
    panic!("the event stayed pending");
}

#[tokio::test]
async fn events_say_which_request_caused_them() {
    let (harness, shop) = delivering().await;
    let session = harness.session().await;
    let path = format!("/v1/checkout/sessions/{session}/expire");
    let answer = harness
        .post_keyed(&path, Some("order-1:1:cancel"), &[])
        .await
        .ok();
    let event = shop.wait_for(1).await[0].json();
    assert_eq!(event["request"]["id"].as_str(), answer.header("request-id"));
    assert_eq!(event["request"]["idempotency_key"], "order-1:1:cancel");
    assert_eq!(event["data"]["object"]["id"], session.as_str());
}
