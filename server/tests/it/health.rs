//! `/healthz` and `/readyz`.

use backend::db::Engine;

use crate::site::{TestSite, on_both_databases};

on_both_databases!(a_living_shop_is_healthy_and_ready a_draining_shop_is_not_ready every_answer_has_a_request_number);

async fn a_living_shop_is_healthy_and_ready(engine: Engine) {
    let site = TestSite::open(engine).await;
    let browser = site.browser();
    for path in ["/healthz", "/readyz"] {
        assert_eq!(browser.get(path).await.status, 200, "{path}");
    }
    site.close().await;
}

async fn a_draining_shop_is_not_ready(engine: Engine) {
    let site = TestSite::open(engine).await;
    site.draining.begin();
    assert_eq!(site.browser().get("/readyz").await.status, 503);
    assert_eq!(site.browser().get("/healthz").await.status, 200);
    site.close().await;
}

async fn every_answer_has_a_request_number(engine: Engine) {
    let site = TestSite::open(engine).await;
    let numbers = [
        site.browser().get("/healthz").await,
        site.browser().get("/en").await,
    ];
    assert_ne!(numbers[0].header("x-request-id"), "");
    assert_ne!(
        numbers[0].header("x-request-id"),
        numbers[1].header("x-request-id")
    );
    site.close().await;
}
