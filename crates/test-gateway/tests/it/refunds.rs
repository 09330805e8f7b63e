//! Refunds, bounded by what was captured.

use crate::support::Harness;

async fn refund(harness: &Harness, intent: &str, amount: &str) -> crate::support::Answer {
    harness
        .post(
            "/v1/refunds",
            &[("payment_intent", intent), ("amount", amount)],
        )
        .await
}

#[tokio::test]
async fn refunds_never_pass_what_was_captured() {
    let harness = Harness::new().await;
    let (_, intent) = harness.paid().await;
    assert_eq!(
        refund(&harness, &intent, "1000").await.ok().text("/status"),
        "succeeded"
    );
    let refused = refund(&harness, &intent, "2501").await;
    assert_eq!(
        (refused.status, refused.text("/error/param")),
        (400, "amount")
    );
    assert!(
        refused
            .text("/error/message")
            .contains("greater than unrefunded amount")
    );
    let rest = harness
        .post("/v1/refunds", &[("payment_intent", &intent)])
        .await
        .ok();
    assert_eq!(rest.json["amount"], 2_500);
    let refused = refund(&harness, &intent, "1").await;
    assert_eq!(
        (refused.status, refused.text("/error/code")),
        (400, "charge_already_refunded")
    );
    let list = harness
        .get(&format!("/v1/refunds?payment_intent={intent}"))
        .await
        .ok();
    assert_eq!(list.json["data"].as_array().map(Vec::len), Some(2));
    let charge = harness
        .get(&format!("/v1/charges?payment_intent={intent}"))
        .await
        .ok();
    assert_eq!(charge.json["data"][0]["amount_refunded"], 3_500);
    assert_eq!(charge.json["data"][0]["refunded"], true);
    let events = harness.events().await;
    assert_eq!(
        events[4..],
        [
            "charge.refunded",
            "refund.created",
            "charge.refunded",
            "refund.created"
        ]
    );
}

#[tokio::test]
async fn refunds_at_once_stay_within_the_capture() {
    let harness = std::sync::Arc::new(Harness::new().await);
    let (_, intent) = harness.paid().await;
    let attempts: Vec<_> = (0..10)
        .map(|_| {
            let (harness, intent) = (std::sync::Arc::clone(&harness), intent.clone());
            tokio::spawn(async move { refund(&harness, &intent, "1000").await.status })
        })
        .collect();
    let mut accepted = 0;
    for attempt in attempts {
        let status = attempt.await.expect("no panic");
        assert!(matches!(status, 200 | 400), "{status}");
        accepted += usize::from(status == 200);
    }
    assert_eq!(accepted, 3);
}

#[tokio::test]
async fn what_was_not_paid_cannot_be_refunded() {
    let harness = Harness::new().await;
    let intent = harness
        .post(
            "/v1/payment_intents",
            &[("amount", "500"), ("currency", "eur")],
        )
        .await
        .ok();
    let refused = refund(&harness, intent.text("/id"), "1").await;
    assert_eq!(refused.status, 400);
    let refused = refund(&harness, "pi_nothing", "1").await;
    assert_eq!(
        (refused.status, refused.text("/error/code")),
        (400, "resource_missing")
    );
}

#[tokio::test]
async fn a_failed_refund_gives_the_balance_back() {
    let harness = Harness::new().await;
    let (_, intent) = harness.paid().await;
    harness.gateway.faults().update(|f| f.fail_next_refunds = 1);
    let pending = refund(&harness, &intent, "3500").await.ok();
    assert_eq!(pending.text("/status"), "pending");
    harness.gateway.faults().advance_clock(11);
    let failed = harness
        .get(&format!("/v1/refunds/{}", pending.text("/id")))
        .await
        .ok();
    assert_eq!(failed.text("/status"), "failed");
    assert_eq!(
        refund(&harness, &intent, "3500").await.ok().text("/status"),
        "succeeded"
    );
    assert!(harness.events().await.contains(&"refund.failed".to_owned()));
}
