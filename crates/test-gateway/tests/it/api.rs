//! Keys, parameters, errors and expansion.

use axum::body::Body;
use axum::http::Request;

use crate::support::{Harness, KEY, SESSION, session_with};

#[tokio::test]
async fn only_the_configured_key_is_let_in() {
    let harness = Harness::new().await;
    let check = async |authorization: Option<&str>, expected: u16| {
        let mut request = Request::get("/v1/events");
        if let Some(value) = authorization {
            request = request.header("authorization", value);
        }
        let answer = harness
            .send(request.body(Body::empty()).expect("a request"))
            .await;
        assert_eq!(answer.status, expected, "{authorization:?}");
        assert!(
            answer
                .header("request-id")
                .is_some_and(|id| id.starts_with("req_"))
        );
        if expected == 401 {
            assert_eq!(answer.text("/error/type"), "invalid_request_error");
        }
    };
    check(None, 401).await;
    check(Some("Bearer sk_test_another"), 401).await;
    check(Some("Basic c2tfdGVzdF9hbm90aGVyOg=="), 401).await;
    check(Some(&format!("Bearer {KEY}")), 200).await;
    check(Some("Basic c2tfdGVzdF9vZl90aGVfdGVzdHM6"), 200).await;
}

#[tokio::test]
async fn unknown_parameters_are_refused_by_name() {
    let harness = Harness::new().await;
    let check = async |extra: (&'static str, &'static str), name: &str| {
        let answer = harness
            .post("/v1/checkout/sessions", &session_with(&[extra]))
            .await;
        assert_eq!(answer.status, 400, "{}", answer.json);
        assert_eq!(answer.text("/error/code"), "parameter_unknown");
        assert_eq!(answer.text("/error/param"), name);
    };
    check(("colour", "red"), "colour").await;
    check(("line_items[0][colour]", "red"), "line_items[0][colour]").await;
    check(
        ("payment_intent_data[colour]", "red"),
        "payment_intent_data[colour]",
    )
    .await;
}

#[tokio::test]
async fn missing_and_malformed_parameters_are_refused_by_name() {
    let harness = Harness::new().await;
    let check = async |change: (&'static str, &'static str), code: &str| {
        let answer = harness
            .post("/v1/checkout/sessions", &session_with(&[change]))
            .await;
        assert_eq!(answer.status, 400, "{change:?} {}", answer.json);
        assert_eq!(answer.text("/error/param"), change.0, "{}", answer.json);
        assert_eq!(answer.text("/error/code"), code, "{change:?}");
    };
    check(("mode", "subscription"), "").await;
    check(("success_url", "thanks"), "url_invalid").await;
    check(("success_url", ""), "parameter_invalid_empty").await;
    check(("cancel_url", "javascript:alert(1)"), "url_invalid").await;
    check(("customer_email", "ada"), "email_invalid").await;
    check(
        ("line_items[0][quantity]", "two"),
        "parameter_invalid_integer",
    )
    .await;
    check(("line_items[0][quantity]", "0"), "").await;
    check(("line_items[0][price_data][currency]", "xyz"), "").await;
    check(("expires_at", "1"), "").await;
    check(("locale", "zh-Hans"), "").await;
    check(("adaptive_pricing[enabled]", "maybe"), "").await;
    let nothing = harness
        .post("/v1/checkout/sessions", &[("mode", "payment")])
        .await;
    assert_eq!(nothing.text("/error/code"), "parameter_missing");
    assert_eq!(nothing.text("/error/param"), "line_items");
}

#[tokio::test]
async fn what_is_not_there_is_404_in_stripes_words() {
    let harness = Harness::new().await;
    let answer = harness.get("/v1/checkout/sessions/cs_test_nothing").await;
    assert_eq!(answer.status, 404);
    assert_eq!(answer.text("/error/code"), "resource_missing");
    assert_eq!(
        answer.text("/error/message"),
        "No such checkout.session: 'cs_test_nothing'"
    );
    let answer = harness.get("/v1/subscriptions").await;
    assert_eq!(
        (answer.status, answer.text("/error/type")),
        (404, "invalid_request_error")
    );
}

#[tokio::test]
async fn the_clients_version_is_echoed() {
    let harness = Harness::new().await;
    let request = Request::get("/v1/events")
        .header("authorization", format!("Bearer {KEY}"))
        .header("stripe-version", "2026-10-28.endive");
    let answer = harness
        .send(request.body(Body::empty()).expect("a request"))
        .await;
    assert_eq!(answer.header("stripe-version"), Some("2026-10-28.endive"));
}

#[tokio::test]
async fn references_are_expanded_on_request() {
    let harness = Harness::new().await;
    let (session, intent) = harness.paid().await;
    let path = format!(
        "/v1/checkout/sessions/{session}?expand[]=payment_intent.latest_charge&expand[]=line_items.data.price.product"
    );
    let answer = harness.get(&path).await.ok();
    assert_eq!(
        answer.text("/payment_intent/latest_charge/payment_intent"),
        intent
    );
    assert_eq!(
        answer.text("/line_items/data/0/price/product/name"),
        "Lamp <tall>"
    );
    let plain = harness
        .get(&format!("/v1/checkout/sessions/{session}"))
        .await
        .ok();
    assert_eq!(plain.text("/payment_intent"), intent);
    assert!(plain.json.get("line_items").is_none());
    let refused = harness
        .get(&format!("/v1/checkout/sessions/{session}?expand[]=mode"))
        .await;
    assert_eq!(refused.status, 400);
}

#[tokio::test]
async fn lists_are_paged_newest_first() {
    let harness = Harness::new().await;
    let mut sessions = Vec::new();
    for _ in 0..3 {
        sessions.push(harness.session().await);
    }
    let first = harness.get("/v1/checkout/sessions?limit=2").await.ok();
    assert_eq!(first.text("/data/0/id"), sessions[2]);
    assert_eq!(first.json["has_more"], true);
    let next = format!(
        "/v1/checkout/sessions?limit=2&starting_after={}",
        first.text("/data/1/id")
    );
    let second = harness.get(&next).await.ok();
    assert_eq!(second.text("/data/0/id"), sessions[0]);
    assert_eq!(second.json["has_more"], false);
    let before = format!(
        "/v1/checkout/sessions?limit=1&ending_before={}",
        sessions[0]
    );
    assert_eq!(
        harness.get(&before).await.ok().text("/data/0/id"),
        sessions[1]
    );
}

#[tokio::test]
async fn state_survives_a_restart() {
    let harness = Harness::new().await;
    let (session, intent) = harness.paid().await;
    let restarted = harness.restarted().await;
    let fetched = restarted.fetch(&session).await;
    assert_eq!(fetched["payment_intent"]["id"], intent.as_str());
    assert_eq!(fetched["payment_status"], "paid");
    let replay = restarted.post("/v1/checkout/sessions", &SESSION).await.ok();
    assert_ne!(replay.text("/id"), session);
}
