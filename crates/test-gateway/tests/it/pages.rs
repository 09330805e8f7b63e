//! The hosted pages as browsers and assistive technology get them.

use axum::body::Body;
use axum::http::Request;

use crate::support::{APPROVED, Harness, session_with};

#[tokio::test]
async fn the_pay_page_shows_what_is_paid_and_how() {
    let harness = Harness::new().await;
    let session = harness.session().await;
    let page = harness
        .open_page(&format!("/test-gateway/pay/{session}"))
        .await;
    assert_eq!(page.status, 200);
    for text in [
        "<strong>TEST</strong>",
        "Lamp &#60;tall&#62;",
        "× 3",
        "$35.00",
        "ada@example.com",
        "4242 4242 4242 4242",
        "autocomplete=\"cc-number\" inputmode=\"numeric\"",
        "autocomplete=\"cc-exp\"",
        "autocomplete=\"cc-csc\"",
        "autocomplete=\"cc-name\"",
        ">Pay $35.00</button>",
        "href=\"http://shop.test/cart\"",
        "href=\"/test-gateway/assets/pay.css\"",
        "action=\"/test-gateway/pay/",
    ] {
        assert!(
            page.body.contains(text),
            "{text} is missing in {}",
            page.body
        );
    }
    assert!(
        !page.body.contains("<script") && !page.body.contains("style="),
        "{}",
        page.body
    );
    let policy = page
        .headers
        .get("content-security-policy")
        .and_then(|v| v.to_str().ok())
        .unwrap_or_default();
    assert!(
        policy.contains("default-src 'none'")
            && policy.contains("form-action 'self' http://shop.test")
    );
}

#[tokio::test]
async fn the_page_speaks_the_sessions_language() {
    let harness = Harness::new().await;
    let check = async |locale: Option<&'static str>, header: &str, lang: &str| {
        let wish = locale.map(|l| vec![("locale", l)]).unwrap_or_default();
        let session = harness
            .post("/v1/checkout/sessions", &session_with(&wish))
            .await
            .ok();
        let path = format!("/test-gateway/pay/{}", session.text("/id"));
        let request = Request::get(path).header("accept-language", header);
        let page = harness
            .page(request.body(Body::empty()).expect("a request"))
            .await;
        assert!(
            page.body.contains(&format!("<html lang=\"{lang}\">")),
            "{locale:?} {header}"
        );
    };
    check(Some("pt-BR"), "en", "pt-BR").await;
    check(Some("zh"), "en", "zh-Hans").await;
    check(Some("ru"), "en", "ru").await;
    check(Some("en"), "ru", "en").await;
    check(Some("auto"), "ru", "ru").await;
    check(None, "de,pt;q=0.5", "pt-BR").await;
}

#[tokio::test]
async fn without_an_email_the_page_asks_for_it() {
    let harness = Harness::new().await;
    let fields: Vec<_> = crate::support::SESSION
        .iter()
        .filter(|(name, _)| *name != "customer_email")
        .copied()
        .collect();
    let session = harness
        .post("/v1/checkout/sessions", &fields)
        .await
        .ok()
        .text("/id")
        .to_owned();
    let refused = harness.pay(&session, APPROVED).await;
    assert_eq!(refused.status, 422);
    assert!(refused.alert().contains("e-mail"), "{}", refused.alert());
    assert_eq!(
        harness
            .pay_with(&session, APPROVED, &[("email", "bob@example.com")])
            .await
            .status,
        303
    );
    assert_eq!(
        harness.fetch(&session).await["customer_details"]["email"],
        "bob@example.com"
    );
}

#[tokio::test]
async fn a_page_that_is_not_there_says_so() {
    let harness = Harness::new().await;
    for path in [
        "/test-gateway/pay/cs_test_nothing",
        "/test-gateway/authenticate/pi_nothing",
    ] {
        let page = harness.open_page(path).await;
        assert_eq!(page.status, 404);
        assert!(page.body.contains("not available"), "{}", page.body);
    }
    let style = harness.open_page("/test-gateway/assets/pay.css").await;
    assert_eq!(style.status, 200);
    assert!(style.body.contains("light-dark("));
}
