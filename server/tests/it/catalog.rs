//! Home, listings and product pages over HTTP.

use backend::catalog::changes;
use backend::db::Engine;
use domain::locale::Locale;

use crate::journey::{CHAIR, add};
use crate::site::{TestSite, on_both_databases};

on_both_databases!(
    home_shows_categories_and_products_with_prices
    a_listing_is_sorted_and_paged_by_its_address
    a_variant_is_chosen_by_the_address
    a_sold_out_product_says_so_and_cannot_be_added
    a_product_promises_the_days_that_the_checkout_offers
    recommendations_leave_out_the_product_itself_and_what_is_in_the_cart
    no_product_is_twice_on_the_front_page
    an_unknown_slug_is_a_404_page
    a_renamed_slug_moves_for_good
    a_missing_translation_falls_back_and_says_so
);

async fn home_shows_categories_and_products_with_prices(engine: Engine) {
    let site = TestSite::open(engine).await;
    let home = site.browser().open("/en").await;
    for category in [
        "seating",
        "tables",
        "lighting",
        "tableware",
        "plants",
        "accents",
    ] {
        assert!(
            home.attributes("main a", "href")
                .contains(&format!("/en/c/{category}")),
            "{category}"
        );
    }
    assert!(home.one("main").contains('$'));
    site.close().await;
}

async fn a_listing_is_sorted_and_paged_by_its_address(engine: Engine) {
    let site = TestSite::open_with(engine, &[("PAGE_SIZE", "3")]).await;
    let browser = site.browser();
    let links = async |address: &str| {
        let page = browser.open(address).await;
        assert_eq!(page.status, 200, "{address}");
        let mut seen = Vec::new();
        for link in page
            .attributes("main a", "href")
            .into_iter()
            .filter(|l| l.contains("/p/"))
        {
            let link = link.split('?').next().unwrap_or(&link).to_owned();
            if !seen.contains(&link) {
                seen.push(link);
            }
        }
        seen
    };
    let first = links("/en/c/plants?sort=price-asc").await;
    let second = links("/en/c/plants?sort=price-asc&page=2").await;
    assert_eq!((first.len(), second.len()), (3, 3));
    assert_eq!(
        first[0], "/en/p/zebra-haworthia",
        "the cheapest plant comes first"
    );
    assert!(
        first.iter().all(|l| !second.contains(l)),
        "pages share nothing"
    );
    let dearest = links("/en/c/plants?sort=price-desc").await;
    assert_eq!(dearest[0], "/en/p/cypress-bonsai");
    let beyond = browser.open("/en/c/plants?page=99").await;
    assert_eq!(beyond.status, 200, "a page beyond the end is the last one");
    site.close().await;
}

async fn a_variant_is_chosen_by_the_address(engine: Engine) {
    let site = TestSite::open(engine).await;
    let page = site
        .browser()
        .open("/en/p/dune-stoneware-mug?colour=sage&volume=ml400")
        .await;
    assert!(page.one("main").contains("$19.00"), "{}", page.one("main"));
    let checked = page.attributes("main input[type=radio][checked]", "value");
    assert_eq!(checked.len(), 2, "{checked:?}");
    site.close().await;
}

async fn a_sold_out_product_says_so_and_cannot_be_added(engine: Engine) {
    let site = TestSite::open(engine).await;
    let browser = site.browser();
    let page = browser.open("/en/p/nika-bedside-table").await;
    assert!(page.one("main").contains("Sold out"));
    assert_eq!(page.all("#buy .add[disabled]"), ["Sold out"]);
    site.close().await;
}

async fn a_product_promises_the_days_that_the_checkout_offers(engine: Engine) {
    let site = TestSite::open(engine).await;
    let browser = site.browser();
    let page = browser.open(CHAIR).await;
    let offered = backend::checkout::list_shipping(&site.ctx, Locale::En)
        .await
        .expect("ways of shipping");
    assert!(page.one(".promises").contains(&offered[0].arrives));
    let table = page.one(".shipping-table");
    for choice in &offered {
        assert!(
            table.contains(&choice.arrives) && table.contains(&choice.name),
            "{table}"
        );
    }
    site.close().await;
}

async fn recommendations_leave_out_the_product_itself_and_what_is_in_the_cart(engine: Engine) {
    let site = TestSite::open(engine).await;
    let browser = site.browser();
    let page = browser.open(CHAIR).await;
    let related = page.attributes(".related .card .name a", "href");
    assert!(!related.is_empty());
    assert!(!related.iter().any(|link| link.starts_with(CHAIR)));
    let plant = "/en/p/blue-column-cactus";
    let beside = async || {
        let page = browser.open("/en/p/magenta-moth-orchid").await;
        page.attributes(".related .card .name a", "href")
    };
    assert!(beside().await.iter().any(|link| link == plant));
    add(&browser, plant).await;
    assert!(!beside().await.iter().any(|link| link == plant));
    site.close().await;
}

async fn no_product_is_twice_on_the_front_page(engine: Engine) {
    let site = TestSite::open(engine).await;
    let home = site.browser().open("/en").await;
    let mut links = home.attributes(".card .name a", "href");
    assert_eq!(links.len(), 12, "{links:?}");
    links.sort_unstable();
    links.dedup();
    assert_eq!(links.len(), 12, "{links:?}");
    site.close().await;
}

async fn an_unknown_slug_is_a_404_page(engine: Engine) {
    let site = TestSite::open(engine).await;
    for path in [
        "/en/p/no-such-thing",
        "/en/c/no-such-thing",
        "/ru/p/%00",
        "/en/p/%FF",
    ] {
        let page = site.browser().open(path).await;
        assert_eq!(page.status, 404, "{path}");
        assert!(!page.attributes("main a", "href").is_empty(), "it leads on");
    }
    site.close().await;
}

async fn a_renamed_slug_moves_for_good(engine: Engine) {
    let site = TestSite::open(engine).await;
    changes::rename_product(&site.ctx, "oslo-sofa", Locale::En, "oslo-sofa")
        .await
        .expect("renamed");
    let answer = site
        .browser()
        .get("/en/p/oslo-three-seat-sofa?colour=forest")
        .await;
    assert_eq!(answer.status, 301);
    let to = answer.location().expect("a place");
    assert!(to.starts_with("/en/p/oslo-sofa"), "{to}");
    assert_eq!(site.browser().open(&to).await.status, 200);
    site.close().await;
}

async fn a_missing_translation_falls_back_and_says_so(engine: Engine) {
    let site = TestSite::open(engine).await;
    let english = site.browser().open("/en/p/ebba-serving-tray").await;
    let russian = english.attributes("link[hreflang=ru]", "href");
    let page = site.browser().open(&russian[0]).await;
    assert_eq!(page.status, 200);
    assert!(
        !page.all("main [lang=en]").is_empty(),
        "the English description is marked as English"
    );
    site.close().await;
}
