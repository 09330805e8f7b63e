//! Who may see an order.

use backend::db::Engine;

use crate::journey::{CHAIR, buy, to_gateway, to_payment};
use crate::site::{TestSite, on_both_databases};

on_both_databases!(
    an_order_opens_for_the_session_that_placed_it_only
    the_link_in_the_mail_opens_the_order_anywhere
    a_forged_or_expired_link_opens_nothing
    an_unpaid_order_offers_to_pay_and_to_change
    an_order_whose_session_was_lost_is_paid_from_its_cart
);

async fn an_order_opens_for_the_session_that_placed_it_only(engine: Engine) {
    let site = TestSite::open(engine).await;
    let browser = site.browser();
    let confirmation = buy(&site, &browser, CHAIR).await;
    let address = confirmation
        .url
        .split('?')
        .next()
        .expect("an address")
        .to_owned();
    assert_eq!(browser.open(&address).await.status, 200);
    let stranger = site.browser().open(&address).await;
    assert_eq!(stranger.status, 404);
    assert!(!stranger.text.contains("Maria"), "nothing of it is shown");
    site.close().await;
}

async fn link_in_mail(site: &TestSite) -> String {
    let mails = backend::mail::list_mailbox(&site.ctx)
        .await
        .expect("a mailbox");
    let mail = backend::mail::read_mail(&site.ctx, &mails[0].name)
        .await
        .expect("a mail")
        .expect("it is there");
    let link = mail
        .text
        .split_whitespace()
        .find(|word| word.contains("/orders/"))
        .expect("a link");
    link.to_owned()
}

async fn the_link_in_the_mail_opens_the_order_anywhere(engine: Engine) {
    let site = TestSite::open(engine).await;
    buy(&site, &site.browser(), CHAIR).await;
    let page = site.browser().open(&link_in_mail(&site).await).await;
    assert_eq!(page.status, 200);
    assert_eq!(page.one("main [role=status]"), "Paid");
    site.close().await;
}

async fn a_forged_or_expired_link_opens_nothing(engine: Engine) {
    let site = TestSite::open(engine).await;
    buy(&site, &site.browser(), CHAIR).await;
    let link = link_in_mail(&site).await;
    let later = link.replace("expires=1", "expires=2");
    assert_ne!(later, link);
    let cut = &link[..link.len() - 2];
    for forged in [later.as_str(), cut] {
        assert_eq!(site.browser().open(forged).await.status, 404, "{forged}");
    }
    site.close().await;
}

async fn an_order_whose_session_was_lost_is_paid_from_its_cart(engine: Engine) {
    let site = TestSite::open(engine).await;
    let browser = site.browser();
    let product = browser.open(CHAIR).await;
    let added = browser.submit_once(&product, "/api/cart/add", &[]).await;
    let cookies = added.headers.get_all("set-cookie").iter();
    let token = cookies
        .filter_map(|cookie| cookie.to_str().ok()?.strip_prefix("cart="))
        .find_map(|rest| rest.split(';').next())
        .expect("the cart's cookie")
        .to_owned();
    let page = to_payment(&browser).await;
    let gateway = browser.submit(&page, "/api/checkout/place", &[]).await;
    assert!(
        gateway.url.contains("/test-gateway/pay/"),
        "{}",
        gateway.url
    );
    // The answer with the session's cookie never arrived; and another cookie of the domain is not ASCII.
    let again = site
        .browser()
        .with_header("cookie", &format!("visited=café; cart={token}"));
    let cart = again.open("/en/cart").await;
    let paying = again.submit_once(&cart, "/api/orders/pay", &[]).await;
    assert_eq!(paying.location().as_deref(), Some(gateway.url.as_str()));
    let stranger = site
        .browser()
        .with_header("cookie", "cart=AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA");
    let (target, fields) = cart.form("/api/orders/pay");
    let refused = stranger.post(&target, &fields).await;
    assert!(
        !refused
            .location()
            .unwrap_or_default()
            .contains("test-gateway")
    );
    site.close().await;
}

async fn an_unpaid_order_offers_to_pay_and_to_change(engine: Engine) {
    let site = TestSite::open(engine).await;
    let browser = site.browser();
    let gateway = to_gateway(&browser, CHAIR).await;
    let back = gateway.attributes(".cancel a", "href");
    let cart = browser.open(&back[0]).await;
    assert!(
        cart.one("main").contains("You came back without paying"),
        "{}",
        cart.one("main")
    );
    let again = browser.submit(&cart, "/api/orders/pay", &[]).await;
    assert_eq!(again.url, gateway.url, "the same page at the gateway");
    site.close().await;
}
