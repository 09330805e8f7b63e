//! The way from cart to gateway over HTTP, without JavaScript.

use backend::catalog::changes;
use backend::db::Engine;

use crate::journey::{
    CHAIR, CHAIR_SKU, CONTACT, DECLINED_CARD, GOOD_CARD, add, buy, pay, to_gateway, to_payment,
};
use crate::site::{TestSite, on_both_databases};

on_both_databases!(
    a_whole_purchase_ends_paid_and_mailed
    problems_are_listed_and_nothing_typed_is_lost
    no_step_is_reached_early
    the_address_fields_follow_the_country
    placing_twice_gives_one_order
    a_changed_price_is_explained_and_asked_again
    what_changed_before_the_checkout_is_said_in_it
    a_declined_card_can_be_followed_by_a_good_one
    change_brings_the_lines_back
    a_checkout_page_is_never_cached
);

async fn a_whole_purchase_ends_paid_and_mailed(engine: Engine) {
    let site = TestSite::open(engine).await;
    let browser = site.browser();
    let confirmation = buy(&site, &browser, CHAIR).await;
    assert!(
        confirmation.one("main").contains("TEST-"),
        "{}",
        confirmation.one("main")
    );
    assert!(confirmation.one("main").contains("m•••@example.com"));
    let mails = backend::mail::list_mailbox(&site.ctx)
        .await
        .expect("a mailbox");
    assert_eq!(
        mails.len(),
        2,
        "order received, payment received: {:?}",
        mails.iter().map(|m| &m.subject).collect::<Vec<_>>()
    );
    assert!(
        browser
            .open("/en/cart")
            .await
            .one("main")
            .contains("Your cart is empty")
    );
    site.close().await;
}

async fn problems_are_listed_and_nothing_typed_is_lost(engine: Engine) {
    let site = TestSite::open(engine).await;
    let browser = site.browser();
    add(&browser, CHAIR).await;
    let page = browser.open("/en/checkout/contact").await;
    let page = browser
        .submit(
            &page,
            "/api/checkout/contact",
            &[("country", "US"), ("update", "country")],
        )
        .await;
    let mut input = CONTACT.to_vec();
    input[0].1 = "maria@";
    input[6].1 = "941";
    let page = browser.submit(&page, "/api/checkout/contact", &input).await;
    assert!(
        page.one("title").starts_with("Error:"),
        "{}",
        page.one("title")
    );
    assert_eq!(
        page.attributes("[aria-invalid=true]", "name"),
        ["email", "postal_code"]
    );
    for id in page.attributes("[aria-invalid=true]", "id") {
        assert!(
            page.attributes("main a", "href")
                .contains(&format!("#{id}")),
            "the summary leads to {id}"
        );
    }
    assert_eq!(page.attributes("input[name=email]", "value"), ["maria@"]);
    assert_eq!(
        page.attributes("input[name=street]", "value"),
        ["548 Market Street"]
    );
    let again = browser.open("/en/checkout/contact").await;
    assert!(
        !again.one("title").starts_with("Error:"),
        "an error is shown once"
    );
    site.close().await;
}

async fn no_step_is_reached_early(engine: Engine) {
    let site = TestSite::open(engine).await;
    let browser = site.browser();
    for step in ["contact", "shipping", "payment"] {
        let page = browser.open(&format!("/en/checkout/{step}")).await;
        assert!(
            page.url.ends_with("/en/cart"),
            "an empty cart has no checkout: {}",
            page.url
        );
    }
    add(&browser, CHAIR).await;
    for step in ["shipping", "payment"] {
        let page = browser.open(&format!("/en/checkout/{step}")).await;
        assert!(page.url.ends_with("/en/checkout/contact"), "{}", page.url);
    }
    site.close().await;
}

async fn the_address_fields_follow_the_country(engine: Engine) {
    let site = TestSite::open(engine).await;
    let browser = site.browser();
    add(&browser, CHAIR).await;
    let page = browser.open("/en/checkout/contact").await;
    for (country, has, has_not) in [
        ("BR", "district", "-"),
        ("CN", "region", "house"),
        ("RU", "house", "district"),
        ("DE", "postal_code", "house"),
    ] {
        let page = browser
            .submit(
                &page,
                "/api/checkout/contact",
                &[
                    ("country", country),
                    ("email", "kept@example.com"),
                    ("update", "country"),
                ],
            )
            .await;
        let names = page.attributes("input[name], select[name]", "name");
        assert!(names.iter().any(|n| n == has), "{country}: {names:?}");
        assert!(!names.iter().any(|n| n == has_not), "{country}: {names:?}");
        assert_eq!(
            page.attributes("input[name=email]", "value"),
            ["kept@example.com"],
            "{country}"
        );
        assert!(
            page.attributes("[aria-invalid=true]", "name").is_empty(),
            "{country}: nothing is wrong yet"
        );
    }
    site.close().await;
}

async fn placing_twice_gives_one_order(engine: Engine) {
    let site = TestSite::open(engine).await;
    let browser = site.browser();
    add(&browser, CHAIR).await;
    let page = to_payment(&browser).await;
    let place = || browser.submit(&page, "/api/checkout/place", &[]);
    let (one, two, three) = tokio::join!(place(), place(), place());
    let gateway_pages = [&one, &two, &three].map(|p| p.url.clone());
    assert!(
        gateway_pages
            .iter()
            .all(|url| url == &gateway_pages[0] && url.contains("/test-gateway/pay/")),
        "{gateway_pages:?}"
    );
    site.close().await;
}

async fn a_changed_price_is_explained_and_asked_again(engine: Engine) {
    let site = TestSite::open(engine).await;
    let browser = site.browser();
    add(&browser, CHAIR).await;
    let page = to_payment(&browser).await;
    changes::set_price(&site.ctx, CHAIR_SKU, 15_000)
        .await
        .expect("a price");
    let page = browser.submit(&page, "/api/checkout/place", &[]).await;
    assert!(page.url.ends_with("/en/checkout/payment"), "{}", page.url);
    assert!(
        page.one("main [role=alert]")
            .contains("was $179.00 and is $150.00 now"),
        "{}",
        page.text
    );
    let page = browser.submit(&page, "/api/checkout/place", &[]).await;
    assert!(
        page.url.contains("/test-gateway/pay/"),
        "agreed to on the second asking: {}",
        page.url
    );
    site.close().await;
}

async fn what_changed_before_the_checkout_is_said_in_it(engine: Engine) {
    let site = TestSite::open(engine).await;
    let browser = site.browser();
    add(&browser, CHAIR).await;
    changes::set_price(&site.ctx, CHAIR_SKU, 15_000)
        .await
        .expect("a price");
    let page = browser.open("/en/checkout/contact").await;
    let told = "Arco shell armchair: The price went down from $179.00 to $150.00.";
    assert_eq!(page.one("main .notice"), told);
    let page = to_payment(&browser).await;
    assert_eq!(page.one("main .notice"), told);
    site.close().await;
}

async fn a_declined_card_can_be_followed_by_a_good_one(engine: Engine) {
    let site = TestSite::open(engine).await;
    let browser = site.browser();
    let page = to_gateway(&browser, CHAIR).await;
    let page = pay(&browser, &page, DECLINED_CARD).await;
    assert!(
        page.one("[role=alert]").contains("Your card was declined"),
        "{}",
        page.text
    );
    let page = pay(&browser, &page, GOOD_CARD).await;
    assert_eq!(page.one("main [role=status]"), "Paid");
    site.close().await;
}

async fn change_brings_the_lines_back(engine: Engine) {
    let site = TestSite::open(engine).await;
    let browser = site.browser();
    let gateway = to_gateway(&browser, CHAIR).await;
    let cart = browser.open("/en/cart").await;
    assert!(
        cart.one("main").contains("awaits your payment"),
        "{}",
        cart.one("main")
    );
    let cart = browser.submit(&cart, "/api/orders/change", &[]).await;
    assert!(
        cart.one("main").contains("Arco shell armchair")
            && !cart.one("main").contains("awaits your payment"),
        "{}",
        cart.one("main")
    );
    let expired = browser.open(&gateway.url).await;
    assert!(
        expired
            .attributes("input[autocomplete=cc-number]", "name")
            .is_empty(),
        "the old page takes no card any more"
    );
    site.close().await;
}

async fn a_checkout_page_is_never_cached(engine: Engine) {
    let site = TestSite::open(engine).await;
    let browser = site.browser();
    add(&browser, CHAIR).await;
    let page = browser.open("/en/checkout/contact").await;
    assert!(
        page.header("cache-control").contains("no-store"),
        "{:?}",
        page.headers
    );
    site.close().await;
}
