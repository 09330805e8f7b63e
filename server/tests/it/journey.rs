//! The steps of a purchase, each a function from page to page.

use crate::site::{Browser, Page, TestSite};

pub(crate) const GOOD_CARD: &str = "4242 4242 4242 4242";
pub(crate) const DECLINED_CARD: &str = "4000 0000 0000 0002";

/// A simple product with plenty of stock.
pub(crate) const CHAIR: &str = "/en/p/arco-shell-armchair";
pub(crate) const CHAIR_SKU: &str = "ARC-CHR-BLK";

/// An address in the United States.
pub(crate) const CONTACT: [(&str, &str); 7] = [
    ("email", "maria@example.com"),
    ("country", "US"),
    ("name", "Maria Silva"),
    ("street", "548 Market Street"),
    ("city", "San Francisco"),
    ("region", "CA"),
    ("postal_code", "94104"),
];

/// Puts one of a product into the cart.
pub(crate) async fn add(browser: &Browser, product: &str) -> Page {
    let page = browser.open(product).await;
    assert_eq!(page.status, 200, "{product}");
    browser.submit(&page, "/api/cart/add", &[]).await
}

/// From a filled cart to the page with the pay button.
pub(crate) async fn to_payment(browser: &Browser) -> Page {
    let page = browser.open("/en/checkout/contact").await;
    // The country decides the fields: it is sent first, as a shopper without script would.
    let page = browser
        .submit(
            &page,
            "/api/checkout/contact",
            &[
                ("email", "maria@example.com"),
                ("country", "US"),
                ("update", "country"),
            ],
        )
        .await;
    let page = browser
        .submit(&page, "/api/checkout/contact", &CONTACT)
        .await;
    assert!(
        page.url.ends_with("/en/checkout/shipping"),
        "{}\n{}",
        page.url,
        page.text
    );
    let page = browser
        .submit(&page, "/api/checkout/shipping", &[("method", "standard")])
        .await;
    assert!(
        page.url.ends_with("/en/checkout/payment"),
        "{}\n{}",
        page.url,
        page.text
    );
    page
}

/// From an empty cart to the gateway's page.
pub(crate) async fn to_gateway(browser: &Browser, product: &str) -> Page {
    add(browser, product).await;
    let page = to_payment(browser).await;
    let page = browser.submit(&page, "/api/checkout/place", &[]).await;
    assert!(
        page.url.contains("/test-gateway/pay/"),
        "{}\n{}",
        page.url,
        page.text
    );
    page
}

/// Fills in the gateway's card form.
pub(crate) async fn pay(browser: &Browser, page: &Page, card: &str) -> Page {
    let name =
        |token: &str| page.attributes(&format!("input[autocomplete={token}]"), "name")[0].clone();
    let (number, expiry, code) = (name("cc-number"), name("cc-exp"), name("cc-csc"));
    let action = page.attributes("form", "action")[0].clone();
    let action = action.split('?').next().unwrap_or(&action).to_owned();
    browser
        .submit(
            page,
            &action,
            &[(&number, card), (&expiry, "12/34"), (&code, "123")],
        )
        .await
}

/// A whole purchase; gives the confirmation page.
pub(crate) async fn buy(site: &TestSite, browser: &Browser, product: &str) -> Page {
    let page = to_gateway(browser, product).await;
    let page = pay(browser, &page, GOOD_CARD).await;
    site.work().await;
    assert_eq!(page.one("main [role=status]"), "Paid", "{}", page.text);
    page
}
