//! Sessions from creation to their end.

use crate::support::{APPROVED, Harness, SESSION, session_with};

#[tokio::test]
async fn a_session_is_priced_from_its_lines() {
    let harness = Harness::new().await;
    let session = harness.post("/v1/checkout/sessions", &SESSION).await.ok();
    assert_eq!(session.json["amount_subtotal"], 3_500);
    assert_eq!(session.json["amount_total"], 3_500);
    assert_eq!(session.text("/status"), "open");
    assert_eq!(session.text("/payment_status"), "unpaid");
    assert!(session.json["payment_intent"].is_null());
    assert_eq!(session.json["adaptive_pricing"]["enabled"], false);
    let url = format!("http://shop.test/test-gateway/pay/{}", session.text("/id"));
    assert_eq!(session.text("/url"), url);
    let lines = harness
        .get(&format!(
            "/v1/checkout/sessions/{}/line_items",
            session.text("/id")
        ))
        .await
        .ok();
    assert_eq!(lines.json["data"][0]["quantity"], 3);
    assert_eq!(lines.json["data"][0]["amount_total"], 3_000);
}

#[tokio::test]
async fn a_coupon_and_shipping_change_the_total() {
    let harness = Harness::new().await;
    let coupon = [
        ("amount_off", "701"),
        ("currency", "usd"),
        ("duration", "once"),
        ("max_redemptions", "1"),
    ];
    let coupon = harness
        .post("/v1/coupons", &coupon)
        .await
        .ok()
        .text("/id")
        .to_owned();
    let fields = session_with(&[
        ("discounts[0][coupon]", &coupon),
        (
            "shipping_options[0][shipping_rate_data][type]",
            "fixed_amount",
        ),
        (
            "shipping_options[0][shipping_rate_data][display_name]",
            "Parcel",
        ),
        (
            "shipping_options[0][shipping_rate_data][fixed_amount][amount]",
            "490",
        ),
        (
            "shipping_options[0][shipping_rate_data][fixed_amount][currency]",
            "usd",
        ),
    ]);
    let session = harness.post("/v1/checkout/sessions", &fields).await.ok();
    assert_eq!(session.json["amount_total"], 3_500 - 701 + 490);
    assert_eq!(session.json["total_details"]["amount_discount"], 701);
    assert_eq!(session.json["total_details"]["amount_shipping"], 490);
    let lines = harness
        .get(&format!(
            "/v1/checkout/sessions/{}/line_items",
            session.text("/id")
        ))
        .await
        .ok();
    let discounts: Vec<i64> = (0..2)
        .map(|i| {
            lines.json["data"][i]["amount_discount"]
                .as_i64()
                .unwrap_or(-1)
        })
        .collect();
    assert_eq!(discounts, [601, 100]);

    harness.pay(session.text("/id"), APPROVED).await;
    let used = harness.get(&format!("/v1/coupons/{coupon}")).await.ok();
    assert_eq!(
        (&used.json["times_redeemed"], &used.json["valid"]),
        (&1.into(), &false.into())
    );
    let refused = harness.post("/v1/checkout/sessions", &fields).await;
    assert_eq!(
        (refused.status, refused.text("/error/code")),
        (400, "coupon_expired")
    );
}

#[tokio::test]
async fn a_percentage_is_rounded_to_minor_units() {
    let harness = Harness::new().await;
    let coupon = harness
        .post("/v1/coupons", &[("percent_off", "12.5")])
        .await
        .ok();
    assert_eq!(coupon.json["percent_off"].to_string(), "12.5");
    let fields = session_with(&[("discounts[0][coupon]", coupon.text("/id"))]);
    let session = harness.post("/v1/checkout/sessions", &fields).await.ok();
    assert_eq!(session.json["amount_total"], 3_500 - 438);
}

#[tokio::test]
async fn paying_completes_a_session_once() {
    let harness = Harness::new().await;
    let session = harness.session().await;
    let (one, other) = tokio::join!(
        harness.pay(&session, APPROVED),
        harness.pay(&session, APPROVED)
    );
    for page in [&one, &other] {
        assert_eq!(page.status, 303, "{}", page.body);
        assert_eq!(
            page.location(),
            format!("http://shop.test/thanks?session={session}")
        );
    }
    let fetched = harness.fetch(&session).await;
    assert_eq!(fetched["status"], "complete");
    assert_eq!(fetched["payment_status"], "paid");
    assert_eq!(fetched["customer_details"]["email"], "ada@example.com");
    assert_eq!(fetched["payment_intent"]["metadata"]["order"], "order-1");
    assert_eq!(fetched["payment_intent"]["amount_received"], 3_500);
    assert!(fetched["url"].is_null());
    let events = harness.events().await;
    let once = [
        "payment_intent.created",
        "charge.succeeded",
        "payment_intent.succeeded",
        "checkout.session.completed",
    ];
    assert_eq!(events, once);
    let charges = harness.get("/v1/charges").await.ok();
    assert_eq!(charges.json["data"].as_array().map(Vec::len), Some(1));
}

#[tokio::test]
async fn many_submits_at_once_are_one_payment() {
    let harness = std::sync::Arc::new(Harness::new().await);
    let session = harness.session().await;
    let submits: Vec<_> = (0..20)
        .map(|_| {
            let (harness, session) = (std::sync::Arc::clone(&harness), session.clone());
            tokio::spawn(async move { harness.pay(&session, APPROVED).await.status })
        })
        .collect();
    for submit in submits {
        assert_eq!(submit.await.expect("no panic"), 303);
    }
    assert_eq!(
        harness
            .events()
            .await
            .iter()
            .filter(|e| *e == "charge.succeeded")
            .count(),
        1
    );
}

#[tokio::test]
async fn an_open_session_can_be_expired_and_a_complete_one_cannot() {
    let harness = Harness::new().await;
    let open = harness.session().await;
    let expired = harness
        .post(&format!("/v1/checkout/sessions/{open}/expire"), &[])
        .await
        .ok();
    assert_eq!(expired.text("/status"), "expired");
    assert_eq!(harness.events().await, ["checkout.session.expired"]);
    let (paid, _) = harness.paid().await;
    for session in [open, paid] {
        let refused = harness
            .post(&format!("/v1/checkout/sessions/{session}/expire"), &[])
            .await;
        assert_eq!(
            (refused.status, refused.text("/error/type")),
            (400, "invalid_request_error")
        );
    }
}

#[tokio::test]
async fn an_expired_session_cannot_be_paid() {
    let harness = Harness::new().await;
    let session = harness.session().await;
    harness
        .post(&format!("/v1/checkout/sessions/{session}/expire"), &[])
        .await
        .ok();
    let page = harness.pay(&session, APPROVED).await;
    assert_eq!(page.status, 410);
    assert!(page.body.contains("http://shop.test/cart"), "{}", page.body);
    assert!(harness.fetch(&session).await["payment_intent"].is_null());
}

#[tokio::test]
async fn time_expires_a_session_before_anyone_reads_it() {
    let harness = Harness::new().await;
    let session = harness.session().await;
    harness.gateway.faults().advance_clock(24 * 60 * 60 - 5);
    assert_eq!(harness.fetch(&session).await["status"], "open");
    harness.gateway.faults().advance_clock(10);
    assert_eq!(
        harness
            .open_page(&format!("/test-gateway/pay/{session}"))
            .await
            .status,
        410
    );
    assert_eq!(harness.fetch(&session).await["status"], "expired");
    assert_eq!(harness.events().await, ["checkout.session.expired"]);
}

#[tokio::test]
async fn expiring_a_session_gives_its_payment_intent_up() {
    let harness = Harness::new().await;
    let session = harness.session().await;
    harness.pay(&session, crate::support::DECLINED).await;
    harness
        .post(&format!("/v1/checkout/sessions/{session}/expire"), &[])
        .await
        .ok();
    assert_eq!(
        harness.fetch(&session).await["payment_intent"]["status"],
        "canceled"
    );
}

#[tokio::test]
async fn sessions_are_found_by_their_payment_intent() {
    let harness = Harness::new().await;
    let (session, intent) = harness.paid().await;
    harness.session().await;
    let found = harness
        .get(&format!("/v1/checkout/sessions?payment_intent={intent}"))
        .await
        .ok();
    assert_eq!(found.json["data"].as_array().map(Vec::len), Some(1));
    assert_eq!(found.text("/data/0/id"), session);
}
