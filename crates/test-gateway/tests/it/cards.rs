//! The test cards on the hosted page.

use crate::support::{APPROVED, DECLINED, Harness, THREE_D_SECURE};

#[tokio::test]
async fn a_declined_card_leaves_the_session_open_for_another() {
    let harness = Harness::new().await;
    let session = harness.session().await;
    let page = harness.pay(&session, DECLINED).await;
    assert_eq!(page.status, 402);
    assert!(
        page.alert().contains("Your card was declined"),
        "{}",
        page.body
    );
    assert!(page.alert().contains("card_declined"));
    assert!(page.alert().contains("generic_decline"));
    let fetched = harness.fetch(&session).await;
    assert_eq!(fetched["status"], "open");
    assert_eq!(
        fetched["payment_intent"]["status"],
        "requires_payment_method"
    );
    assert_eq!(
        fetched["payment_intent"]["last_payment_error"]["decline_code"],
        "generic_decline"
    );
    assert_eq!(
        harness.events().await,
        [
            "payment_intent.created",
            "charge.failed",
            "payment_intent.payment_failed"
        ]
    );

    assert_eq!(harness.pay(&session, APPROVED).await.status, 303);
    let again = harness.fetch(&session).await;
    assert_eq!(
        again["payment_intent"]["id"],
        fetched["payment_intent"]["id"]
    );
    assert_eq!(again["payment_status"], "paid");
}

#[tokio::test]
async fn three_d_secure_completes_the_payment() {
    let harness = Harness::new().await;
    let session = harness.session().await;
    let page = harness.pay(&session, THREE_D_SECURE).await;
    assert_eq!(page.status, 303);
    let challenge = page.location().to_owned();
    assert!(
        challenge.starts_with("/test-gateway/authenticate/pi_"),
        "{challenge}"
    );
    assert_eq!(
        harness.fetch(&session).await["payment_intent"]["status"],
        "requires_action"
    );
    let shown = harness.open_page(&challenge).await;
    assert!(
        shown.body.contains(">Complete</button>") && shown.body.contains(">Fail</button>"),
        "{}",
        shown.body
    );
    let done = harness.submit(&challenge, &[("result", "complete")]).await;
    assert_eq!(done.location(), format!("/test-gateway/pay/{session}"));
    let redirected = harness.open_page(done.location()).await;
    assert_eq!(
        redirected.location(),
        format!("http://shop.test/thanks?session={session}")
    );
    assert_eq!(harness.fetch(&session).await["payment_status"], "paid");
    let again = harness.submit(&challenge, &[("result", "complete")]).await;
    assert_eq!(again.location(), format!("/test-gateway/pay/{session}"));
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
async fn failed_three_d_secure_says_why_and_leaves_the_session_open() {
    let harness = Harness::new().await;
    let session = harness.session().await;
    let challenge = harness
        .pay(&session, THREE_D_SECURE)
        .await
        .location()
        .to_owned();
    let failed = harness.submit(&challenge, &[("result", "fail")]).await;
    let page = harness.open_page(failed.location()).await;
    assert!(
        page.alert().contains("could not be authenticated"),
        "{}",
        page.body
    );
    assert_eq!(harness.fetch(&session).await["status"], "open");
    assert_eq!(harness.pay(&session, APPROVED).await.status, 303);
}

#[tokio::test]
async fn abandoned_three_d_secure_leaves_the_session_open() {
    let harness = Harness::new().await;
    let session = harness.session().await;
    harness.pay(&session, THREE_D_SECURE).await;
    assert_eq!(
        harness
            .open_page(&format!("/test-gateway/pay/{session}"))
            .await
            .status,
        200
    );
    assert_eq!(harness.pay(&session, APPROVED).await.status, 303);
    assert_eq!(harness.fetch(&session).await["payment_status"], "paid");
}

#[tokio::test]
async fn another_number_is_refused_and_left_nowhere() {
    const ANOTHER: &str = "4111111111111111";
    let harness = Harness::new().await;
    let session = harness.session().await;
    let page = harness.pay(&session, ANOTHER).await;
    assert_eq!(page.status, 422);
    assert!(
        page.alert().contains("not one of the test cards"),
        "{}",
        page.body
    );
    assert!(!page.body.contains(ANOTHER));
    assert!(harness.fetch(&session).await["payment_intent"].is_null());
    for file in std::fs::read_dir(harness.folder.path()).expect("a folder") {
        let bytes = std::fs::read(file.expect("a file").path()).expect("its bytes");
        assert!(
            !bytes
                .windows(ANOTHER.len())
                .any(|w| w == ANOTHER.as_bytes())
        );
    }
}

#[tokio::test]
async fn expired_cards_and_bad_security_codes_are_refused_clearly() {
    let harness = Harness::new().await;
    let session = harness.session().await;
    let page = harness
        .submit(
            &format!("/test-gateway/pay/{session}"),
            &[
                ("number", APPROVED),
                ("expiry", "01/20"),
                ("code", "12"),
                ("name", "Ada"),
            ],
        )
        .await;
    assert_eq!(page.status, 422);
    assert!(
        page.alert().contains("expired") && page.alert().contains("three digits"),
        "{}",
        page.alert()
    );
    assert!(
        page.body
            .contains("aria-invalid=\"true\" aria-describedby=\"expiry-mistake\"")
    );
    assert!(
        page.body.contains("value=\"Ada\""),
        "what was typed is shown again"
    );
    assert_eq!(harness.events().await, Vec::<String>::new());
}
