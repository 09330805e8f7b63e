//! What can be made to go wrong.

use std::sync::Arc;
use std::time::Duration;

use axum::body::Body;
use axum::http::Request;

use crate::support::{Harness, KEY, SESSION, delivering};
use crate::webhooks::is_signed;

const PATH: &str = "/v1/checkout/sessions";

#[tokio::test]
async fn events_are_duplicated() {
    let (harness, shop) = delivering().await;
    harness.gateway.faults().update(|f| f.duplicate_events = 2);
    harness.paid().await;
    let received = shop.wait_for(12).await;
    for delivery in &received {
        assert_eq!(
            received.iter().filter(|r| r.body == delivery.body).count(),
            3
        );
    }
}

#[tokio::test]
async fn events_come_in_reverse() {
    let (harness, shop) = delivering().await;
    harness.gateway.faults().update(|f| f.reorder_events = true);
    harness.paid().await;
    shop.wait_for(4).await;
    let reverse = [
        "checkout.session.completed",
        "payment_intent.succeeded",
        "charge.succeeded",
        "payment_intent.created",
    ];
    assert_eq!(shop.kinds(), reverse);
}

#[tokio::test]
async fn events_are_lost() {
    let (harness, shop) = delivering().await;
    harness.gateway.faults().update(|f| f.drop_next_events = 3);
    harness.paid().await;
    shop.wait_for(1).await;
    tokio::time::sleep(Duration::from_millis(200)).await;
    assert_eq!(shop.received().len(), 1);
    assert_eq!(harness.gateway.faults().get().drop_next_events, 0);
}

#[tokio::test]
async fn events_wait_before_they_are_sent() {
    let (harness, shop) = delivering().await;
    harness.gateway.faults().update(|f| f.delay_events_ms = 600);
    harness.paid().await;
    tokio::time::sleep(Duration::from_millis(200)).await;
    assert_eq!(shop.received().len(), 0);
    shop.wait_for(4).await;
}

#[tokio::test]
async fn a_mis_signed_event_that_is_refused_comes_again_well_signed() {
    let (harness, shop) = delivering().await;
    harness.gateway.faults().update(|f| {
        f.mis_sign_next_events = 1;
        f.retry_base_ms = 20;
    });
    shop.answer_next(&[400]);
    let session = harness.session().await;
    harness
        .post(&format!("{PATH}/{session}/expire"), &[])
        .await
        .ok();
    let received = shop.wait_for(2).await;
    assert!(!is_signed(&received[0]));
    assert!(is_signed(&received[1]));
}

#[tokio::test]
async fn an_answer_that_times_out_after_the_commit_is_found_by_a_retry() {
    let harness = Arc::new(Harness::new().await);
    harness.gateway.faults().update(|f| {
        f.time_out_next_after_commit = 1;
        f.time_out_ms = 60_000;
    });
    let unanswered = {
        let harness = Arc::clone(&harness);
        tokio::spawn(async move { harness.post_keyed(PATH, Some("k"), &SESSION).await })
    };
    tokio::time::sleep(Duration::from_millis(300)).await;
    assert!(!unanswered.is_finished());
    unanswered.abort();
    let replayed = harness.post_keyed(PATH, Some("k"), &SESSION).await.ok();
    assert_eq!(replayed.header("idempotent-replayed"), Some("true"));
    let all = harness.get(PATH).await.ok();
    assert_eq!(all.json["data"].as_array().map(Vec::len), Some(1));
}

#[tokio::test]
async fn a_500_stays_under_its_key_and_429_and_409_do_not() {
    let harness = Harness::new().await;
    harness
        .gateway
        .faults()
        .update(|f| f.next_answers = vec![429, 409, 500]);
    let check = async |expected: u16| {
        let answer = harness.post_keyed(PATH, Some("k"), &SESSION).await;
        assert_eq!(answer.status, expected, "{}", answer.json);
    };
    check(429).await;
    check(409).await;
    check(500).await;
    check(500).await;
    harness.post_keyed(PATH, Some("k2"), &SESSION).await.ok();
}

#[tokio::test]
async fn faults_are_set_over_http() {
    let harness = Harness::new().await;
    let set = async |body: &'static str| {
        let request = Request::post("/v1/test_helpers/faults")
            .header("authorization", format!("Bearer {KEY}"));
        harness
            .send(request.body(Body::from(body)).expect("a request"))
            .await
    };
    let answer = set(r#"{ "duplicate_events": 1, "settle_after_ms": 5 }"#)
        .await
        .ok();
    assert_eq!(answer.json["duplicate_events"], 1);
    assert_eq!(harness.gateway.faults().get().settle_after_ms, 5);
    assert_eq!(set(r#"{ "no_such_fault": 1 }"#).await.status, 400);
    let session = harness.session().await;
    set(r#"{ "advance_clock_seconds": 90000 }"#).await.ok();
    assert_eq!(harness.gateway.faults().get().duplicate_events, 0);
    assert_eq!(harness.fetch(&session).await["status"], "expired");
}
