//! Payments that settle later.

use crate::support::{APPROVED, DECLINED, Harness, delivering};

const DELAYED: [(&str, &str); 1] = [("delayed", "on")];

#[tokio::test]
async fn a_delayed_payment_is_processing_until_it_settles() {
    let harness = Harness::new().await;
    let session = harness.session().await;
    assert_eq!(
        harness.pay_with(&session, APPROVED, &DELAYED).await.status,
        303
    );
    let processing = harness.fetch(&session).await;
    assert_eq!(processing["status"], "complete");
    assert_eq!(processing["payment_status"], "unpaid");
    assert_eq!(processing["payment_intent"]["status"], "processing");
    let refused = harness
        .post(&format!("/v1/checkout/sessions/{session}/expire"), &[])
        .await;
    assert_eq!(refused.status, 400);
    harness.gateway.faults().advance_clock(11);
    let settled = harness.fetch(&session).await;
    assert_eq!(settled["payment_status"], "paid");
    assert_eq!(settled["payment_intent"]["status"], "succeeded");
    let expected = [
        "payment_intent.created",
        "payment_intent.processing",
        "checkout.session.completed",
        "charge.succeeded",
        "payment_intent.succeeded",
        "checkout.session.async_payment_succeeded",
    ];
    assert_eq!(harness.events().await, expected);
}

#[tokio::test]
async fn a_delayed_payment_with_the_declined_card_fails_in_the_end() {
    let harness = Harness::new().await;
    let session = harness.session().await;
    harness.pay_with(&session, DECLINED, &DELAYED).await;
    harness.gateway.faults().advance_clock(11);
    let failed = harness.fetch(&session).await;
    assert_eq!(
        (&failed["status"], &failed["payment_status"]),
        (&"complete".into(), &"unpaid".into())
    );
    let events = harness.events().await;
    assert_eq!(
        events.last().map(String::as_str),
        Some("checkout.session.async_payment_failed")
    );
}

#[tokio::test]
async fn settling_needs_nobody_to_ask() {
    let (harness, shop) = delivering().await;
    harness.gateway.faults().update(|f| f.settle_after_ms = 50);
    let session = harness.session().await;
    harness.pay_with(&session, APPROVED, &DELAYED).await;
    shop.wait_for(6).await;
    assert!(
        shop.kinds()
            .contains(&"checkout.session.async_payment_succeeded".to_owned())
    );
}
