//! Against the embedded test gateway: the ways an attempt can go.

use domain::ids::OrderId;
use domain::payments::PaymentState;
use payments::gateway::{Attempt, Cancellation, Gateway, GatewayError};

use crate::attempts::usd;
use crate::setting::{Setting, new_attempt, now};

#[tokio::test]
async fn an_attempt_is_paid_and_says_so() {
    let shop = Setting::new().await;
    let redirect = shop.started().await;
    assert_eq!(redirect.amount, new_attempt().amount);
    assert!(
        redirect.url.starts_with(&shop.stripe.page_origin()),
        "{}",
        redirect.url
    );
    assert!(redirect.expires_at > now());

    let open = shop.fetched(&redirect).await;
    assert_eq!(
        (open.state, open.capture_reference),
        (PaymentState::Open, None)
    );
    assert_eq!(open.url, Some(redirect.url.clone()));

    assert_eq!(shop.pay(&redirect, "pm_card_visa").await, 200);
    let paid = shop.fetched(&redirect).await;
    assert_eq!(paid.state, PaymentState::Paid);
    assert_eq!(paid.amount, new_attempt().amount);
    assert_eq!(paid.order_id, Some(OrderId("order-1".to_owned())));
    assert!(paid.capture_reference.unwrap().starts_with("pi_"));
    assert!(!paid.livemode);
}

#[tokio::test]
async fn a_declined_card_leaves_the_attempt_open() {
    let shop = Setting::new().await;
    let redirect = shop.started().await;
    assert_eq!(
        shop.pay(&redirect, "pm_card_visa_chargeDeclined").await,
        402
    );
    assert_eq!(shop.fetched(&redirect).await.state, PaymentState::Open);
    assert_eq!(shop.pay(&redirect, "pm_card_visa").await, 200);
    assert_eq!(shop.fetched(&redirect).await.state, PaymentState::Paid);
}

#[tokio::test]
async fn a_debit_is_processing_until_it_is_paid_or_fails() {
    let shop = Setting::new().await;
    for (iban, end) in [
        ("DE89370400440532013000", PaymentState::Paid),
        ("DE62370400440532013001", PaymentState::Failed),
    ] {
        let attempt = Attempt {
            idempotency_key: iban.to_owned(),
            ..new_attempt()
        };
        let redirect = shop.stripe.start(&attempt).await.unwrap();
        shop.pay_by_debit(&redirect, iban).await;
        assert_eq!(
            shop.fetched(&redirect).await.state,
            PaymentState::Processing
        );
        assert_eq!(
            shop.stripe.cancel(&redirect.reference).await,
            Ok(Cancellation::AlreadyPaid)
        );
        shop.embedded.faults().advance_clock(60);
        assert_eq!(shop.fetched(&redirect).await.state, end);
    }
}

#[tokio::test]
async fn an_open_attempt_is_cancelled_once_and_for_all() {
    let shop = Setting::new().await;
    let redirect = shop.started().await;
    for _ in 0..2 {
        assert_eq!(
            shop.stripe.cancel(&redirect.reference).await,
            Ok(Cancellation::Expired)
        );
    }
    assert_eq!(shop.fetched(&redirect).await.state, PaymentState::Expired);
    assert_ne!(shop.pay(&redirect, "pm_card_visa").await, 200);
}

#[tokio::test]
async fn a_paid_attempt_cannot_be_cancelled() {
    let shop = Setting::new().await;
    let redirect = shop.started().await;
    assert_eq!(shop.pay(&redirect, "pm_card_visa").await, 200);
    assert_eq!(
        shop.stripe.cancel(&redirect.reference).await,
        Ok(Cancellation::AlreadyPaid)
    );
}

#[tokio::test]
async fn an_attempt_expires_at_its_time() {
    let shop = Setting::new().await;
    let redirect = shop.started().await;
    shop.embedded.faults().advance_clock(3_700);
    assert_eq!(shop.fetched(&redirect).await.state, PaymentState::Expired);
    assert_eq!(
        shop.stripe.cancel(&redirect.reference).await,
        Ok(Cancellation::Expired)
    );
}

#[tokio::test]
async fn the_same_key_opens_one_session() {
    let shop = Setting::new().await;
    let attempt = new_attempt();
    let first = shop.stripe.start(&attempt).await.unwrap();
    assert_eq!(shop.stripe.start(&attempt).await, Ok(first));
    assert_eq!(shop.sessions().await, 1);

    let changed = Attempt {
        email: "other@example.org".to_owned(),
        ..attempt
    };
    let error = shop.stripe.start(&changed).await.unwrap_err();
    assert!(matches!(error, GatewayError::Config { .. }), "{error}");
}

#[tokio::test]
async fn a_start_whose_answer_was_lost_is_found_again_by_its_key() {
    let shop = Setting::new().await;
    shop.embedded.faults().update(|faults| {
        faults.time_out_next_after_commit = 1;
        faults.time_out_ms = 20_000;
    });
    let attempt = new_attempt();
    let error = shop.stripe.start(&attempt).await.unwrap_err();
    assert!(matches!(error, GatewayError::Unknown { .. }), "{error}");
    shop.stripe.start(&attempt).await.unwrap();
    assert_eq!(shop.sessions().await, 1);
}

#[tokio::test]
async fn a_key_in_use_is_waited_for() {
    let shop = Setting::new().await;
    shop.embedded
        .faults()
        .update(|faults| faults.delay_answers_ms = 30);
    let attempt = new_attempt();
    let (one, other) = tokio::join!(shop.stripe.start(&attempt), shop.stripe.start(&attempt));
    assert_eq!(one.unwrap(), other.unwrap());
    assert_eq!(shop.sessions().await, 1);
}

#[tokio::test]
async fn a_capture_is_refunded_in_parts_and_never_beyond() {
    let shop = Setting::new().await;
    let redirect = shop.started().await;
    assert_eq!(shop.pay(&redirect, "pm_card_visa").await, 200);
    let capture = shop.fetched(&redirect).await.capture_reference.unwrap();

    let part = shop
        .stripe
        .refund(&capture, usd(1_500), "order-1:refund:1")
        .await
        .unwrap();
    assert_eq!((part.amount, part.succeeded), (usd(1_500), true));
    let again = shop
        .stripe
        .refund(&capture, usd(1_500), "order-1:refund:1")
        .await;
    assert_eq!(
        again,
        Ok(part.clone()),
        "the same key gives back the same money"
    );

    let beyond = shop
        .stripe
        .refund(&capture, usd(4_146), "order-1:refund:2")
        .await;
    assert!(
        matches!(beyond, Err(GatewayError::Config { .. })),
        "{beyond:?}"
    );
    let rest = shop
        .stripe
        .refund(&capture, usd(4_145), "order-1:refund:3")
        .await
        .unwrap();
    assert_ne!(rest.reference, part.reference);
    assert_eq!(
        shop.fetched(&redirect).await.state,
        PaymentState::Paid,
        "refunds are no unpayment"
    );
}

#[tokio::test]
async fn a_refund_under_way_has_not_succeeded() {
    let shop = Setting::new().await;
    let redirect = shop.started().await;
    assert_eq!(shop.pay(&redirect, "pm_card_visa").await, 200);
    let capture = shop.fetched(&redirect).await.capture_reference.unwrap();
    shop.embedded
        .faults()
        .update(|faults| faults.fail_next_refunds = 1);
    let refund = shop
        .stripe
        .refund(&capture, usd(1_500), "key")
        .await
        .unwrap();
    assert!(!refund.succeeded);
}

#[tokio::test]
async fn what_the_gateway_does_not_know_is_not_found() {
    let shop = Setting::new().await;
    assert_eq!(
        shop.stripe.fetch("cs_test_nothing").await,
        Err(GatewayError::NotFound)
    );
    assert_eq!(
        shop.stripe.cancel("cs_test_nothing").await,
        Err(GatewayError::NotFound)
    );
    let refund = shop.stripe.refund("pi_nothing", usd(1_500), "key").await;
    assert_eq!(refund, Err(GatewayError::NotFound));
}

#[tokio::test]
async fn delivered_events_verify_and_name_session_and_capture() {
    let mut shop = Setting::new().await;
    let redirect = shop.started().await;
    assert_eq!(shop.pay(&redirect, "pm_card_visa").await, 200);
    let capture = shop.fetched(&redirect).await.capture_reference;
    let event = shop.next_event("checkout.session.completed").await;
    assert_eq!(event.reference, Some(redirect.reference.clone()));
    assert_eq!(event.capture_reference, capture);
    assert!(now().0.abs_diff(event.created_at.0) < 60_000 && event.dedupe_key.starts_with("evt_"));

    shop.stripe
        .refund(capture.as_deref().unwrap(), usd(1_500), "key")
        .await
        .unwrap();
    let event = shop.next_event("charge.refunded").await;
    assert_eq!((event.reference, event.capture_reference), (None, capture));
}
