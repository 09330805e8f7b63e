//! Payment intents and payment pages through the API.

use crate::support::{Answer, Harness};

async fn confirmed(harness: &Harness, method: &str) -> Answer {
    let fields = [
        ("amount", "900"),
        ("currency", "usd"),
        ("payment_method_types[]", "card"),
    ];
    let intent = harness.post("/v1/payment_intents", &fields).await.ok();
    assert_eq!(intent.text("/status"), "requires_payment_method");
    let path = format!("/v1/payment_intents/{}/confirm", intent.text("/id"));
    harness
        .post(
            &path,
            &[
                ("payment_method", method),
                ("return_url", "http://shop.test/back"),
            ],
        )
        .await
}

#[tokio::test]
async fn ready_made_methods_behave_like_their_cards() {
    let harness = Harness::new().await;
    let paid = confirmed(&harness, "pm_card_visa").await.ok();
    assert_eq!(paid.text("/status"), "succeeded");
    assert!(paid.text("/latest_charge").starts_with("ch_"));
    let declined = confirmed(&harness, "pm_card_chargeDeclined").await;
    assert_eq!(declined.status, 402);
    assert_eq!(
        declined.text("/error/payment_intent/status"),
        "requires_payment_method"
    );
    assert!(declined.text("/error/charge").starts_with("ch_"));
    let challenged = confirmed(&harness, "pm_card_threeDSecure2Required")
        .await
        .ok();
    assert_eq!(challenged.text("/status"), "requires_action");
    let url = challenged.text("/next_action/redirect_to_url/url");
    let page = url.strip_prefix("http://shop.test").unwrap_or_default();
    let done = harness.submit(page, &[("result", "complete")]).await;
    assert!(
        done.location()
            .starts_with("http://shop.test/back?payment_intent=pi_"),
        "{}",
        done.location()
    );
    assert!(
        done.location().ends_with("redirect_status=succeeded"),
        "{}",
        done.location()
    );
}

#[tokio::test]
async fn an_open_intent_can_be_cancelled_and_a_paid_one_cannot() {
    let harness = Harness::new().await;
    let open = harness
        .post(
            "/v1/payment_intents",
            &[("amount", "900"), ("currency", "usd")],
        )
        .await
        .ok();
    let cancelled = harness
        .post(
            &format!("/v1/payment_intents/{}/cancel", open.text("/id")),
            &[],
        )
        .await
        .ok();
    assert_eq!(cancelled.text("/status"), "canceled");
    let paid = confirmed(&harness, "pm_card_visa").await.ok();
    let refused = harness
        .post(
            &format!("/v1/payment_intents/{}/cancel", paid.text("/id")),
            &[],
        )
        .await;
    assert_eq!(
        (refused.status, refused.text("/error/code")),
        (400, "payment_intent_unexpected_state")
    );
}

#[tokio::test]
async fn card_numbers_are_not_taken_by_the_api() {
    let harness = Harness::new().await;
    let fields = [("type", "card"), ("card[number]", "4242424242424242")];
    let refused = harness.post("/v1/payment_methods", &fields).await;
    assert_eq!(refused.status, 402);
    assert!(!refused.json.to_string().contains("4242424242424242"));
    let method = harness
        .post(
            "/v1/payment_methods",
            &[("type", "card"), ("card[token]", "tok_visa")],
        )
        .await
        .ok();
    assert_eq!(method.json["card"]["last4"], "4242");
    harness
        .get(&format!("/v1/payment_methods/{}", method.text("/id")))
        .await
        .ok();
}

#[tokio::test]
async fn a_payment_page_is_confirmed_for_the_expected_amount_only() {
    let harness = Harness::new().await;
    let session = harness.session().await;
    let path = format!("/v1/payment_pages/{session}/confirm");
    let wrong = harness
        .post(
            &path,
            &[("payment_method", "pm_card_visa"), ("expected_amount", "1")],
        )
        .await;
    assert_eq!(wrong.status, 400);
    harness
        .post(
            &path,
            &[
                ("payment_method", "pm_card_visa"),
                ("expected_amount", "3500"),
            ],
        )
        .await
        .ok();
    assert_eq!(harness.fetch(&session).await["payment_status"], "paid");
    let again = harness
        .post(&path, &[("payment_method", "pm_card_visa")])
        .await;
    assert_eq!(again.status, 400);
}
