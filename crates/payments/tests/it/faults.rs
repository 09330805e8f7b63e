//! What goes wrong on the way to Stripe, and what the shop is told.

use domain::time::Timestamp;
use payments::gateway::{Cancellation, Gateway, GatewayError};
use serde_json::json;

use crate::attempts::{attempt, usd};
use crate::stand_in::{Answer, StandIn, gateway_at, refund, refusal, session};

const EXPIRES_AT: Timestamp = Timestamp(1_790_000_000_000);

fn server_error() -> Answer {
    refusal(500, "api_error", "oops")
}

#[tokio::test]
async fn a_passing_error_is_tried_again_with_the_same_key_and_bytes() {
    for passing in [
        server_error(),
        Answer::Text(502, "<h1>Bad Gateway</h1>"),
        refusal(409, "idempotency_error", "idempotency_key_in_use"),
        refusal(429, "invalid_request_error", "rate_limit"),
        refusal(424, "api_error", "oops"),
    ] {
        let stripe = StandIn::answering([passing, session(json!({}))]).await;
        let redirect = stripe.gateway().start(&attempt(EXPIRES_AT)).await.unwrap();
        assert_eq!(redirect.reference, "cs_test_a1");

        let received = stripe.received();
        assert_eq!(received.len(), 2);
        for request in &received {
            assert_eq!(request.idempotency_key.as_deref(), Some("order-1:1:start"));
            assert_eq!(request.body, received[0].body);
        }
    }
}

#[tokio::test]
async fn an_error_that_stays_is_retryable_after_bounded_tries() {
    let stripe = StandIn::answering([server_error(), server_error(), server_error()]).await;
    let error = stripe
        .gateway()
        .start(&attempt(EXPIRES_AT))
        .await
        .unwrap_err();
    assert!(matches!(error, GatewayError::Retryable { .. }), "{error}");
    assert_eq!(stripe.received().len(), 3);
}

#[tokio::test]
async fn no_connection_is_retryable() {
    let listener = tokio::net::TcpListener::bind("127.0.0.1:0").await.unwrap();
    let address = listener.local_addr().unwrap();
    drop(listener);
    let gateway = gateway_at(&format!("http://{address}"));
    let error = gateway.start(&attempt(EXPIRES_AT)).await.unwrap_err();
    assert!(matches!(error, GatewayError::Retryable { .. }), "{error}");
}

#[tokio::test]
async fn silence_after_a_start_or_refund_leaves_the_outcome_unknown() {
    let stripe = StandIn::answering([Answer::Silence, Answer::Silence]).await;
    let gateway = stripe.gateway();
    let error = gateway.start(&attempt(EXPIRES_AT)).await.unwrap_err();
    assert!(matches!(error, GatewayError::Unknown { .. }), "{error}");
    let error = gateway
        .refund("pi_a1", usd(1_500), "key")
        .await
        .unwrap_err();
    assert!(matches!(error, GatewayError::Unknown { .. }), "{error}");
    assert_eq!(stripe.received().len(), 2, "silence is not tried again");
}

#[tokio::test]
async fn silence_after_a_question_is_retryable() {
    let stripe = StandIn::answering([Answer::Silence, Answer::Silence, Answer::Silence]).await;
    let error = stripe.gateway().fetch("cs_test_a1").await.unwrap_err();
    assert!(matches!(error, GatewayError::Retryable { .. }), "{error}");
    let error = stripe.gateway().cancel("cs_test_a1").await.unwrap_err();
    assert!(matches!(error, GatewayError::Retryable { .. }), "{error}");
}

#[tokio::test]
async fn garbage_is_unknown_after_a_start_and_retryable_after_a_question() {
    let garbage = || {
        [
            Answer::Text(200, "}{"),
            Answer::Json(200, json!({"id": "cs_1"})),
            Answer::Text(200, ""),
        ]
    };
    let stripe = StandIn::answering(garbage()).await;
    let error = stripe
        .gateway()
        .start(&attempt(EXPIRES_AT))
        .await
        .unwrap_err();
    assert!(matches!(error, GatewayError::Unknown { .. }), "{error}");

    let stripe = StandIn::answering(garbage()).await;
    let error = stripe.gateway().fetch("cs_test_a1").await.unwrap_err();
    assert!(matches!(error, GatewayError::Retryable { .. }), "{error}");
}

#[tokio::test]
async fn refusals_are_told_apart_and_not_tried_again() {
    let check = async |answer: Answer, expected: fn(&GatewayError) -> bool| {
        let stripe = StandIn::answering([answer]).await;
        let error = stripe
            .gateway()
            .refund("pi_a1", usd(1_500), "key")
            .await
            .unwrap_err();
        assert!(expected(&error), "{error}");
        assert_eq!(stripe.received().len(), 1);
        let text = format!("{error} {error:?}");
        assert!(
            !text.contains("example.org") && !text.contains("stand_in"),
            "{text}"
        );
    };
    let config = |error: &GatewayError| matches!(error, GatewayError::Config { .. });
    let not_found = |error: &GatewayError| *error == GatewayError::NotFound;
    check(
        refusal(400, "invalid_request_error", "parameter_missing"),
        config,
    )
    .await;
    check(
        refusal(400, "idempotency_error", "new_code_of_next_year"),
        config,
    )
    .await;
    check(
        refusal(401, "invalid_request_error", "api_key_expired"),
        config,
    )
    .await;
    check(refusal(403, "invalid_request_error", "oops"), config).await;
    check(
        refusal(404, "invalid_request_error", "resource_missing"),
        not_found,
    )
    .await;
    check(
        refusal(400, "invalid_request_error", "resource_missing"),
        not_found,
    )
    .await;
    check(refusal(402, "card_error", "card_declined"), |error| {
        *error
            == GatewayError::Declined {
                code: "card_declined".to_owned(),
            }
    })
    .await;
    let error = json!({"type": "card_error", "code": "card_declined", "decline_code": "insufficient_funds"});
    check(Answer::Json(402, json!({ "error": error })), |error| {
        *error
            == GatewayError::Declined {
                code: "insufficient_funds".to_owned(),
            }
    })
    .await;
}

#[tokio::test]
async fn a_reference_that_is_none_is_not_even_asked_for() {
    let stripe = StandIn::answering([]).await;
    for reference in ["", "pi_1", "cs_../../refunds", "cs_1/expire"] {
        assert_eq!(
            stripe.gateway().fetch(reference).await,
            Err(GatewayError::NotFound)
        );
        assert_eq!(
            stripe.gateway().cancel(reference).await,
            Err(GatewayError::NotFound)
        );
    }
    assert!(stripe.received().is_empty());
}

#[tokio::test]
async fn a_lost_answer_to_expire_is_followed_by_a_question() {
    for (status, expected) in [
        ("expired", Cancellation::Expired),
        ("complete", Cancellation::AlreadyPaid),
    ] {
        let stripe =
            StandIn::answering([Answer::Silence, session(json!({"status": status}))]).await;
        assert_eq!(stripe.gateway().cancel("cs_test_a1").await, Ok(expected));
    }
}

#[tokio::test]
async fn a_session_that_stays_open_is_not_called_expired() {
    let refused = refusal(400, "invalid_request_error", "oops");
    let stripe = StandIn::answering([refused, session(json!({}))]).await;
    let error = stripe.gateway().cancel("cs_test_a1").await.unwrap_err();
    assert!(matches!(error, GatewayError::Config { .. }), "{error}");

    let stripe =
        StandIn::answering([refusal(404, "invalid_request_error", "resource_missing")]).await;
    assert_eq!(
        stripe.gateway().cancel("cs_test_a1").await,
        Err(GatewayError::NotFound)
    );
}

#[tokio::test]
async fn a_refund_under_a_lost_answer_keeps_its_key() {
    let stripe = StandIn::answering([server_error(), refund(json!({}))]).await;
    let snapshot = stripe
        .gateway()
        .refund("pi_a1", usd(1_500), "order-1:1:refund")
        .await
        .unwrap();
    assert_eq!((snapshot.amount, snapshot.succeeded), (usd(1_500), true));
    for request in stripe.received() {
        assert_eq!(request.idempotency_key.as_deref(), Some("order-1:1:refund"));
    }
}
