//! Pages that are the same for everyone are kept, and are never old.

use backend::catalog::changes;
use backend::db::Engine;

use crate::journey::{CHAIR, add};
use crate::site::{TestSite, on_both_databases};

on_both_databases!(
    a_kept_page_is_the_page_as_it_was_sent_first
    a_kept_page_is_left_as_soon_as_the_catalogue_changes
    who_has_a_cart_gets_a_page_of_their_own
    nothing_of_one_shopper_is_kept
);

async fn a_kept_page_is_the_page_as_it_was_sent_first(engine: Engine) {
    let site = TestSite::open(engine).await;
    for path in [
        "/en",
        CHAIR,
        "/en/c/seating?sort=name",
        "/ru/returns",
        "/en/search?q=lamp",
    ] {
        let first = site.browser().get(path).await;
        let second = site.browser().get(path).await;
        assert_eq!(first.status, 200, "{path}");
        assert_eq!(first.text, second.text, "{path}");
        let tag = first.header("etag").to_owned();
        assert!(!tag.is_empty(), "{path} is not kept");
        assert_eq!(second.header("etag"), tag);
        assert!(first.header("x-vitrine-shared").is_empty());
        let again = site
            .browser()
            .with_header("if-none-match", &tag)
            .get(path)
            .await;
        assert_eq!(
            (again.status.as_u16(), again.text.as_str()),
            (304, ""),
            "{path}"
        );
        let packed = site
            .browser()
            .with_header("accept-encoding", "br")
            .get(path)
            .await;
        assert_eq!(packed.header("content-encoding"), "br");
        assert_ne!(packed.header("etag"), tag, "other bytes, another tag");
    }
    site.close().await;
}

async fn a_kept_page_is_left_as_soon_as_the_catalogue_changes(engine: Engine) {
    let site = TestSite::open(engine).await;
    let tag = site.browser().get(CHAIR).await.header("etag").to_owned();
    changes::set_price(&site.ctx, "ARC-CHR-BLK", 12_300)
        .await
        .expect("set");
    for path in [CHAIR, "/en/c/seating"] {
        let page = site
            .browser()
            .with_header("if-none-match", &tag)
            .get(path)
            .await;
        assert_eq!(page.status, 200, "{path}");
        assert!(page.text.contains("$123.00"), "{path} shows an old price");
    }
    site.close().await;
}

async fn who_has_a_cart_gets_a_page_of_their_own(engine: Engine) {
    let site = TestSite::open(engine).await;
    let shopper = site.browser();
    assert!(shopper.get("/en").await.one(".cart-link").contains("empty"));
    add(&shopper, CHAIR).await;
    let page = shopper.get("/en").await;
    assert!(page.one(".cart-link").contains('1'));
    assert!(page.header("etag").is_empty());
    assert!(
        site.browser()
            .get("/en")
            .await
            .one(".cart-link")
            .contains("empty")
    );
    site.close().await;
}

async fn nothing_of_one_shopper_is_kept(engine: Engine) {
    let site = TestSite::open(engine).await;
    for path in [
        "/en/cart",
        "/en/orders/lookup",
        "/en/nothing-here",
        "/admin/mail",
    ] {
        let page = site.browser().get(path).await;
        assert!(page.header("etag").is_empty(), "{path}");
        assert!(page.header("x-vitrine-shared").is_empty(), "{path}");
    }
    site.close().await;
}
