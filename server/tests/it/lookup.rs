//! Finding an order without its mail: the answer tells nothing, the mail does.

use backend::db::Engine;

use crate::journey::{CHAIR, buy};
use crate::site::{Browser, Page, TestSite, on_both_databases};

on_both_databases!(
    the_link_is_mailed_and_the_page_says_the_same_to_everybody
    what_is_missing_is_said_at_its_field
    whoever_asks_too_often_is_stopped
);

const PAGE: &str = "/en/orders/lookup";

async fn ask(browser: &Browser, number: &str, email: &str) -> Page {
    let page = browser.open(PAGE).await;
    let values = [("number", number), ("email", email)];
    browser.submit(&page, "/api/orders/lookup", &values).await
}

async fn subjects(site: &TestSite) -> Vec<String> {
    site.work().await;
    let mails = backend::mail::list_mailbox(&site.ctx).await;
    let mails = mails.expect("a mailbox");
    mails.into_iter().map(|mail| mail.subject).collect()
}

async fn the_link_is_mailed_and_the_page_says_the_same_to_everybody(engine: Engine) {
    let site = TestSite::open(engine).await;
    let confirmation = buy(&site, &site.browser(), CHAIR).await;
    let number = confirmation.one(".order-facts dd");
    let before = subjects(&site).await.len();
    let stranger = site.browser();
    let known = ask(&stranger, &number.to_lowercase(), "MARIA@example.com").await;
    let unknown = ask(&stranger, "TEST-00000000", "maria@example.com").await;
    let others = ask(&stranger, &number, "somebody@example.com").await;
    for page in [&known, &unknown, &others] {
        assert_eq!(page.status, 200);
        assert_eq!(page.one("main .notice"), known.one("main .notice"));
        assert!(
            !page.text.contains(&number),
            "nothing of the order is shown"
        );
    }
    ask(&stranger, &number, "maria@example.com").await;
    let after = subjects(&site).await;
    assert_eq!(
        after.len(),
        before + 1,
        "one mail, however often it was asked for: {after:?}"
    );
    assert!(
        after.iter().any(|s| s.contains("The link to your order")),
        "{after:?}"
    );
    site.close().await;
}

async fn what_is_missing_is_said_at_its_field(engine: Engine) {
    let site = TestSite::open(engine).await;
    let page = ask(&site.browser(), " ", "nobody").await;
    assert_eq!(page.url, site.url(PAGE));
    assert_eq!(
        page.attributes(".error-summary a", "href"),
        ["#number", "#email"]
    );
    assert_eq!(
        page.attributes("[aria-invalid=true]", "name"),
        ["number", "email"]
    );
    assert_eq!(page.attributes("#email", "value"), ["nobody"]);
    assert!(page.one("title").starts_with("Error:"));
    site.close().await;
}

async fn whoever_asks_too_often_is_stopped(engine: Engine) {
    let site = TestSite::open_with(engine, &[("PAYMENT_ATTEMPTS_PER_MINUTE", "2")]).await;
    let browser = site.browser();
    for expected in [3, 3, 4] {
        let status = browser.post("/api/orders/lookup", &[]).await.status;
        assert_eq!(status.as_u16() / 100, expected, "{status}");
    }
    site.close().await;
}
