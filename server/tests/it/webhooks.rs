//! What the gateway, or somebody who says to be it, sends.

use backend::db::Engine;
use hmac::{Hmac, KeyInit, Mac};
use sha2::Sha256;

use crate::journey::{CHAIR, GOOD_CARD, pay, to_gateway};
use crate::site::{TestSite, on_both_databases};

on_both_databases!(
    a_bad_old_or_missing_signature_is_refused
    an_event_is_taken_once_however_often_it_comes
    an_event_of_unknown_kind_or_about_nothing_of_ours_changes_nothing
    a_webhook_alone_pays_nothing_that_the_gateway_does_not_confirm
    a_payment_is_settled_by_the_webhook_when_the_shopper_never_comes_back
);

fn signature(secret: &str, at: i64, body: &str) -> String {
    let mut mac = Hmac::<Sha256>::new_from_slice(secret.as_bytes()).expect("any key");
    mac.update(format!("{at}.{body}").as_bytes());
    let hex: String = mac
        .finalize()
        .into_bytes()
        .iter()
        .map(|byte| format!("{byte:02x}"))
        .collect();
    format!("t={at},v1={hex}")
}

fn event(id: &str, kind: &str, session: &str) -> String {
    serde_json::json!({
        "id": id, "object": "event", "type": kind, "created": 1_700_000_000, "livemode": false,
        "data": { "object": { "id": session, "object": "checkout.session", "payment_status": "paid", "amount_total": 1 } },
    })
    .to_string()
}

async fn send(site: &TestSite, body: &str, signature: Option<&str>) -> u16 {
    let mut request = reqwest::Client::new()
        .post(site.url("/webhooks/stripe"))
        .body(body.to_owned());
    if let Some(signature) = signature {
        request = request.header("stripe-signature", signature);
    }
    request.send().await.expect("an answer").status().as_u16()
}

async fn a_bad_old_or_missing_signature_is_refused(engine: Engine) {
    let site = TestSite::open(engine).await;
    let body = event("evt_1", "checkout.session.completed", "cs_test_1");
    let now = site.now().epoch_seconds();
    let good = signature(&site.webhook_secret, now, &body);
    assert_eq!(send(&site, &body, None).await, 400, "missing");
    assert_eq!(send(&site, &body, Some("")).await, 400, "empty");
    assert_eq!(
        send(&site, &body, Some("t=abc,v1=zz")).await,
        400,
        "malformed"
    );
    assert_eq!(
        send(&site, &body, Some(&signature("whsec_other", now, &body))).await,
        400,
        "wrong key"
    );
    assert_eq!(
        send(
            &site,
            &body,
            Some(&signature(&site.webhook_secret, now - 301, &body))
        )
        .await,
        400,
        "old"
    );
    assert_eq!(
        send(&site, &format!("{body} "), Some(&good)).await,
        400,
        "another body"
    );
    assert_eq!(
        send(
            &site,
            "{}",
            Some(&signature(&site.webhook_secret, now, "{}"))
        )
        .await,
        400,
        "no event"
    );
    assert_eq!(send(&site, &body, Some(&good)).await, 200, "the good one");
    site.close().await;
}

async fn an_event_is_taken_once_however_often_it_comes(engine: Engine) {
    let site = TestSite::open(engine).await;
    let browser = site.browser();
    let gateway = to_gateway(&browser, CHAIR).await;
    let session = session_of(&gateway.url);
    pay(&browser, &gateway, GOOD_CARD).await;
    for kind in [
        "checkout.session.completed",
        "checkout.session.expired",
        "checkout.session.completed",
    ] {
        let body = event(&format!("evt_{kind}"), kind, &session);
        let signed = signature(&site.webhook_secret, site.now().epoch_seconds(), &body);
        for _ in 0..3 {
            assert_eq!(send(&site, &body, Some(&signed)).await, 200);
            site.work().await;
        }
    }
    let mails = backend::mail::list_mailbox(&site.ctx)
        .await
        .expect("a mailbox");
    assert_eq!(mails.len(), 2, "one of each kind");
    site.close().await;
}

async fn an_event_of_unknown_kind_or_about_nothing_of_ours_changes_nothing(engine: Engine) {
    let site = TestSite::open(engine).await;
    for (id, kind, session) in [
        ("evt_a", "checkout.session.completed", "cs_test_nobody"),
        ("evt_b", "customer.created", "cus_1"),
        ("evt_c", "something.new", "x_1"),
    ] {
        let body = event(id, kind, session);
        let signed = signature(&site.webhook_secret, site.now().epoch_seconds(), &body);
        for _ in 0..2 {
            assert_eq!(send(&site, &body, Some(&signed)).await, 200, "{kind}");
            site.work().await;
        }
    }
    site.close().await;
}

async fn a_webhook_alone_pays_nothing_that_the_gateway_does_not_confirm(engine: Engine) {
    let site = TestSite::open(engine).await;
    let browser = site.browser();
    let gateway = to_gateway(&browser, CHAIR).await;
    let body = event(
        "evt_lie",
        "checkout.session.completed",
        &session_of(&gateway.url),
    );
    let signed = signature(&site.webhook_secret, site.now().epoch_seconds(), &body);
    assert_eq!(send(&site, &body, Some(&signed)).await, 200);
    site.work().await;
    assert!(
        browser
            .open("/en/cart")
            .await
            .one("main")
            .contains("awaits your payment")
    );
    site.close().await;
}

async fn a_payment_is_settled_by_the_webhook_when_the_shopper_never_comes_back(engine: Engine) {
    let site = TestSite::open(engine).await;
    let browser = site.browser();
    let gateway = to_gateway(&browser, CHAIR).await;
    // The gateway's own answer to the card form is not followed back to the shop.
    let action = gateway.attributes("form", "action")[0].clone();
    let name = |token: &str| {
        gateway.attributes(&format!("input[autocomplete={token}]"), "name")[0].clone()
    };
    let (number, expiry, code) = (name("cc-number"), name("cc-exp"), name("cc-csc"));
    let values = [
        (number.as_str(), GOOD_CARD),
        (expiry.as_str(), "12/34"),
        (code.as_str(), "123"),
    ];
    browser
        .submit_once(
            &gateway,
            action.split('?').next().unwrap_or(&action),
            &values,
        )
        .await;
    for _ in 0..100 {
        site.work().await;
        if backend::mail::list_mailbox(&site.ctx)
            .await
            .expect("a mailbox")
            .len()
            == 2
        {
            site.close().await;
            return;
        }
        tokio::time::sleep(std::time::Duration::from_millis(50)).await;
    }
    panic!("the gateway's webhook never settled the payment");
}

fn session_of(url: &str) -> String {
    url.split("/pay/")
        .nth(1)
        .and_then(|rest| rest.split(['?', '/']).next())
        .expect("a session")
        .to_owned()
}
