//! Pages about the shop itself.

use backend::checkout::list_shipping_methods;
use backend::db::Engine;
use domain::locale::Locale;

use crate::site::{TestSite, on_both_databases};

on_both_databases!(
    every_page_is_written_in_every_language
    shipping_costs_what_the_checkout_asks_for
    the_footer_leads_everywhere
);

const PAGES: [&str; 5] = ["shipping", "returns", "contact", "privacy", "terms"];

async fn every_page_is_written_in_every_language(engine: Engine) {
    let site = TestSite::open(engine).await;
    for locale in Locale::ALL {
        for name in PAGES {
            let page = site
                .browser()
                .get(&format!("/{}/{name}", locale.path()))
                .await;
            assert_eq!(page.status, 200, "{}", page.url);
            assert_eq!(page.all("main h1").len(), 1);
            assert!(page.all("main h2").len() >= 2, "{}", page.url);
            let lead = page.one("main .lead");
            assert_eq!(page.attributes("meta[name=description]", "content"), [lead]);
        }
    }
    site.close().await;
}

async fn shipping_costs_what_the_checkout_asks_for(engine: Engine) {
    let site = TestSite::open(engine).await;
    let page = site.browser().get("/en/shipping").await;
    let methods = list_shipping_methods(&site.ctx, Locale::En).await;
    let expected: Vec<String> = methods
        .expect("methods")
        .into_iter()
        .map(|method| {
            let price = texts::format::money(method.price, Locale::En);
            let (from, to) = method.days;
            format!("{} {from}–{to} working days {price}", method.name)
        })
        .collect();
    assert_eq!(expected.len(), 2);
    let cells = page.all("main table tbody th, main table tbody td");
    let rows: Vec<String> = cells.chunks(3).map(|row| row.join(" ")).collect();
    assert_eq!(rows, expected);
    site.close().await;
}

async fn the_footer_leads_everywhere(engine: Engine) {
    let site = TestSite::open(engine).await;
    let browser = site.browser();
    let page = browser.get("/ru").await;
    let links = page.attributes(".site-footer a", "href");
    for name in PAGES.iter().chain(&["orders/lookup"]) {
        assert!(
            links.contains(&format!("/ru/{name}")),
            "{name} in {links:?}"
        );
    }
    for link in links.iter().filter(|link| link.starts_with('/')) {
        assert_eq!(browser.get(link).await.status, 200, "{link}");
    }
    let languages = page.all(".footer-languages a");
    assert_eq!(languages, Locale::ALL.map(Locale::own_name));
    site.close().await;
}
