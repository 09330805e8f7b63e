//! What Stripe is sent, and how its answers are read.

use domain::ids::OrderId;
use domain::payments::PaymentState;
use domain::time::Timestamp;
use payments::gateway::{Cancellation, Gateway, GatewayError};
use serde_json::{Value, json};

use crate::attempts::{attempt, usd};
use crate::stand_in::{StandIn, intent, refund, refusal, session};

const EXPIRES_AT: Timestamp = Timestamp(1_790_000_000_000);

/// The value of a field of a form, decoded.
fn field(form: &str, name: &str) -> Option<String> {
    form.split('&').find_map(|pair| {
        let (key, value) = pair.split_once('=').unwrap();
        (decoded(key) == name).then(|| decoded(value))
    })
}

fn decoded(text: &str) -> String {
    let mut bytes = Vec::new();
    let mut rest = text.bytes();
    while let Some(byte) = rest.next() {
        bytes.push(match byte {
            b'+' => b' ',
            b'%' => {
                let pair = [rest.next().unwrap(), rest.next().unwrap()];
                u8::from_str_radix(std::str::from_utf8(&pair).unwrap(), 16).unwrap()
            }
            byte => byte,
        });
    }
    String::from_utf8(bytes).unwrap()
}

#[tokio::test]
async fn a_session_is_asked_for_with_everything_the_order_is_known_by() {
    let stripe = StandIn::answering([session(json!({}))]).await;
    let redirect = stripe.gateway().start(&attempt(EXPIRES_AT)).await.unwrap();
    assert_eq!(redirect.url, "https://checkout.stripe.com/c/pay/cs_test_a1");
    assert_eq!(redirect.amount, usd(5_645));
    assert_eq!(redirect.expires_at, EXPIRES_AT);

    let request = &stripe.received()[0];
    assert_eq!(
        (request.method.as_str(), request.path.as_str()),
        ("POST", "/deep/er/v1/checkout/sessions")
    );
    assert_eq!(request.authorization, "Bearer sk_test_stand_in");
    for (name, expected) in [
        ("mode", "payment"),
        ("client_reference_id", "order-1"),
        ("customer_email", "ada+shop@example.org"),
        ("locale", "ru"),
        ("expires_at", "1790000000"),
        ("adaptive_pricing[enabled]", "false"),
        (
            "success_url",
            "https://shop.example/ru/orders/1?cs={CHECKOUT_SESSION_ID}",
        ),
        ("cancel_url", "https://shop.example/ru/checkout?back=1&x=2"),
        (
            "line_items[0][price_data][product_data][name]",
            "Чай «Зелёный» & мята",
        ),
        ("line_items[0][price_data][unit_amount]", "1050"),
        ("line_items[0][price_data][currency]", "usd"),
        ("line_items[0][quantity]", "3"),
        ("line_items[1][price_data][unit_amount]", "2000"),
        ("line_items[2][price_data][product_data][name]", "Почта"),
        ("line_items[2][price_data][unit_amount]", "495"),
        ("line_items[2][quantity]", "1"),
        ("metadata[order_id]", "order-1"),
        ("metadata[order_number]", "TEST-7QK2"),
        ("metadata[payment_id]", "pay-1"),
        ("payment_intent_data[metadata][order_id]", "order-1"),
        ("payment_intent_data[metadata][order_number]", "TEST-7QK2"),
        ("payment_intent_data[metadata][payment_id]", "pay-1"),
        ("payment_intent_data[description]", "TEST-7QK2"),
    ] {
        assert_eq!(
            field(&request.body, name).as_deref(),
            Some(expected),
            "{name}"
        );
    }
    assert_eq!(field(&request.body, "line_items[3][quantity]"), None);
}

#[tokio::test]
async fn what_the_gateway_will_charge_is_passed_on_for_comparison() {
    let stripe =
        StandIn::answering([session(json!({"amount_total": 5_600, "currency": "eur"}))]).await;
    let redirect = stripe.gateway().start(&attempt(EXPIRES_AT)).await.unwrap();
    assert_ne!(redirect.amount, usd(5_645));
}

#[tokio::test]
async fn a_session_nobody_can_be_sent_to_is_refused() {
    for changes in [
        json!({"url": null}),
        json!({"livemode": true}),
        json!({"amount_total": null}),
        json!({"currency": "huf"}),
    ] {
        let stripe = StandIn::answering([session(changes.clone())]).await;
        let error = stripe
            .gateway()
            .start(&attempt(EXPIRES_AT))
            .await
            .unwrap_err();
        assert!(
            matches!(error, GatewayError::Config { .. }),
            "{changes}: {error}"
        );
    }
}

#[tokio::test]
async fn the_state_is_read_from_session_and_intent() {
    let check = async |changes: Value, expected: Option<PaymentState>| {
        let stripe = StandIn::answering([session(changes.clone())]).await;
        let state = stripe
            .gateway()
            .fetch("cs_test_a1")
            .await
            .map(|snapshot| snapshot.state);
        assert_eq!(state.clone().ok(), expected, "{changes}: {state:?}");
    };
    let complete = |payment_status: &str, intent: Value| json!({"status": "complete", "url": null, "payment_status": payment_status, "payment_intent": intent});
    let with_status = |status: &str| intent(json!({"status": status}));
    check(json!({}), Some(PaymentState::Open)).await;
    check(
        json!({"status": "expired", "url": null}),
        Some(PaymentState::Expired),
    )
    .await;
    check(
        complete("paid", with_status("succeeded")),
        Some(PaymentState::Paid),
    )
    .await;
    check(complete("paid", json!("pi_a1")), Some(PaymentState::Paid)).await;
    check(
        complete("no_payment_required", Value::Null),
        Some(PaymentState::Paid),
    )
    .await;
    check(
        complete("unpaid", with_status("processing")),
        Some(PaymentState::Processing),
    )
    .await;
    check(
        complete("unpaid", json!("pi_a1")),
        Some(PaymentState::Processing),
    )
    .await;
    check(
        complete("unpaid", with_status("requires_payment_method")),
        Some(PaymentState::Failed),
    )
    .await;
    check(
        complete("unpaid", with_status("canceled")),
        Some(PaymentState::Failed),
    )
    .await;
    check(complete("owed", Value::Null), None).await;
    check(json!({"status": "dreaming"}), None).await;
    check(json!({"status": null}), None).await;
}

#[tokio::test]
async fn a_snapshot_names_order_capture_and_page() {
    let changes = json!({"payment_intent": intent(json!({"status": "requires_action"}))});
    let stripe = StandIn::answering([session(changes)]).await;
    let snapshot = stripe.gateway().fetch("cs_test_a1").await.unwrap();
    assert_eq!(snapshot.order_id, Some(OrderId("order-1".to_owned())));
    assert_eq!(snapshot.capture_reference.as_deref(), Some("pi_a1"));
    assert_eq!(snapshot.amount, usd(5_645));
    assert!(!snapshot.livemode && snapshot.url.is_some());

    let request = &stripe.received()[0];
    assert_eq!(
        (request.method.as_str(), request.path.as_str()),
        ("GET", "/deep/er/v1/checkout/sessions/cs_test_a1")
    );
    assert_eq!(decoded(&request.query), "expand[0]=payment_intent");
}

#[tokio::test]
async fn cancelling_tells_expired_from_paid() {
    let stripe = StandIn::answering([session(json!({"status": "expired", "url": null}))]).await;
    assert_eq!(
        stripe.gateway().cancel("cs_test_a1").await,
        Ok(Cancellation::Expired)
    );
    assert_eq!(
        stripe.received()[0].path,
        "/deep/er/v1/checkout/sessions/cs_test_a1/expire"
    );

    let check = async |changes: Value, expected: Cancellation| {
        let refused = refusal(400, "invalid_request_error", "oops");
        let stripe = StandIn::answering([refused, session(changes.clone())]).await;
        assert_eq!(
            stripe.gateway().cancel("cs_test_a1").await,
            Ok(expected),
            "{changes}"
        );
    };
    let unpaid = intent(json!({"status": "requires_payment_method"}));
    check(json!({"status": "expired"}), Cancellation::Expired).await;
    check(
        json!({"status": "complete", "payment_status": "paid"}),
        Cancellation::AlreadyPaid,
    )
    .await;
    check(json!({"status": "complete"}), Cancellation::AlreadyPaid).await;
    check(
        json!({"status": "complete", "payment_intent": unpaid}),
        Cancellation::Expired,
    )
    .await;
}

#[tokio::test]
async fn a_refund_says_whether_the_money_is_back() {
    let check = async |status: &str, expected: Option<bool>| {
        let stripe = StandIn::answering([refund(json!({"status": status}))]).await;
        let snapshot = stripe.gateway().refund("pi_a1", usd(1_500), "key").await;
        assert_eq!(
            snapshot.as_ref().ok().map(|s| s.succeeded),
            expected,
            "{status}"
        );
        let request = &stripe.received()[0];
        assert_eq!(request.path, "/deep/er/v1/refunds");
        assert_eq!(
            field(&request.body, "payment_intent").as_deref(),
            Some("pi_a1")
        );
        assert_eq!(field(&request.body, "amount").as_deref(), Some("1500"));
    };
    check("succeeded", Some(true)).await;
    check("pending", Some(false)).await;
    check("requires_action", Some(false)).await;
    check("failed", None).await;
    check("canceled", None).await;
}
