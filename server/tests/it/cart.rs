//! The cart over HTTP, without JavaScript.

use backend::catalog::changes;
use backend::db::Engine;

use crate::journey::{CHAIR, CHAIR_SKU, add};
use crate::site::{TestSite, on_both_databases};

on_both_databases!(
    an_added_product_is_in_the_cart_and_counted
    a_quantity_is_set_and_a_line_removed_and_brought_back
    a_price_change_is_explained
    a_deleted_product_does_not_break_the_cart
    too_many_are_refused_with_the_limit
    a_nonsense_request_is_refused_and_nothing_is_written
);

async fn an_added_product_is_in_the_cart_and_counted(engine: Engine) {
    let site = TestSite::open(engine).await;
    let browser = site.browser();
    add(&browser, CHAIR).await;
    add(&browser, CHAIR).await;
    let cart = browser.open("/en/cart").await;
    assert!(cart.one("main").contains("Arco shell armchair"));
    assert!(
        cart.one("main").contains("$358.00"),
        "two at $179.00: {}",
        cart.one("main")
    );
    assert!(cart.one("header").contains('2'), "{}", cart.one("header"));
    site.close().await;
}

async fn a_quantity_is_set_and_a_line_removed_and_brought_back(engine: Engine) {
    let site = TestSite::open(engine).await;
    let browser = site.browser();
    add(&browser, CHAIR).await;
    let cart = browser.open("/en/cart").await;
    let cart = browser
        .submit(&cart, "/api/cart/set-quantity", &[("quantity", "3")])
        .await;
    assert!(cart.one("main").contains("$537.00"), "{}", cart.one("main"));
    let cart = browser.submit(&cart, "/api/cart/remove", &[]).await;
    assert!(
        cart.one("main").contains("Arco shell armchair removed"),
        "{}",
        cart.one("main")
    );
    let cart = browser.submit(&cart, "/api/cart/restore", &[]).await;
    assert!(
        cart.one("main").contains("$537.00"),
        "the same quantity is back: {}",
        cart.one("main")
    );
    site.close().await;
}

async fn a_price_change_is_explained(engine: Engine) {
    let site = TestSite::open(engine).await;
    let browser = site.browser();
    add(&browser, CHAIR).await;
    changes::set_price(&site.ctx, CHAIR_SKU, 15_000)
        .await
        .expect("a price");
    let cart = browser.open("/en/cart").await;
    assert!(
        cart.one("main")
            .contains("The price went down from $179.00 to $150.00."),
        "{}",
        cart.one("main")
    );
    changes::set_price(&site.ctx, CHAIR_SKU, 20_000)
        .await
        .expect("a price");
    let cart = browser.open("/en/cart").await;
    assert!(
        cart.one("main").contains("$179.00") && !cart.one("main").contains("$200.00"),
        "the promise holds: {}",
        cart.one("main")
    );
    site.close().await;
}

async fn a_deleted_product_does_not_break_the_cart(engine: Engine) {
    let site = TestSite::open(engine).await;
    let browser = site.browser();
    add(&browser, CHAIR).await;
    changes::delete_product(&site.ctx, "arco-shell-chair")
        .await
        .expect("it goes");
    let cart = browser.open("/en/cart").await;
    assert_eq!(cart.status, 200);
    assert!(
        cart.one("main").contains("Arco shell armchair")
            && cart.one("main").contains("No longer available"),
        "{}",
        cart.one("main")
    );
    assert_eq!(browser.open(CHAIR).await.status, 404);
    site.close().await;
}

async fn too_many_are_refused_with_the_limit(engine: Engine) {
    let site = TestSite::open(engine).await;
    let browser = site.browser();
    add(&browser, CHAIR).await;
    let cart = browser.open("/en/cart").await;
    let cart = browser
        .submit(&cart, "/api/cart/set-quantity", &[("quantity", "500")])
        .await;
    assert!(
        cart.text.contains("You can order up to 20 of this."),
        "{}",
        cart.one("main")
    );
    site.close().await;
}

async fn a_nonsense_request_is_refused_and_nothing_is_written(engine: Engine) {
    let site = TestSite::open(engine).await;
    let browser = site.browser();
    let product = browser.open(CHAIR).await;
    for (name, value) in [
        ("quantity", "-1"),
        ("quantity", "lots"),
        ("quantity", "99999999999999999999"),
    ] {
        let answer = browser
            .submit(&product, "/api/cart/add", &[(name, value)])
            .await;
        assert!(
            !answer.status.is_server_error(),
            "{name}={value}: {}",
            answer.status
        );
    }
    let answer = browser.post("/api/cart/add", &[]).await;
    assert!(
        answer.status.is_client_error() || answer.status.is_redirection(),
        "{}",
        answer.status
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
