//! What search engines see: every listed page, its addresses, its data.

use std::collections::{BTreeMap, BTreeSet};

use backend::db::Engine;
use domain::locale::Locale;
use domain::money::{Currency, Money};
use serde_json::Value;

use crate::site::{Browser, Page, TestSite, on_both_databases};

on_both_databases!(
    every_page_of_the_sitemaps_says_where_it_lives
    a_products_data_says_what_its_page_says
    a_shop_says_who_it_is
    later_pages_of_a_listing_are_pages_of_their_own
    other_spellings_lead_to_the_page
    a_test_shop_keeps_crawlers_out
);

/// What a page says about its addresses.
struct Addresses {
    /// (language, address)
    alternates: BTreeSet<(String, String)>,
    title: String,
    description: String,
}

fn addresses(page: &Page) -> Addresses {
    let links = "link[rel=alternate][hreflang]";
    let languages = page.attributes(links, "hreflang");
    let hrefs = page.attributes(links, "href");
    Addresses {
        alternates: languages.into_iter().zip(hrefs).collect(),
        title: page.one("title"),
        description: page.attributes("meta[name=description]", "content")[0].clone(),
    }
}

/// The addresses that a sitemap or index names.
fn locations(xml: &str) -> Vec<String> {
    xml.split("<loc>")
        .skip(1)
        .filter_map(|rest| rest.split("</loc>").next())
        .map(str::to_owned)
        .collect()
}

async fn every_listed_address(browser: &Browser) -> Vec<String> {
    let index = browser.get("/sitemap.xml").await;
    assert_eq!(index.status, 200);
    assert!(index.header("content-type").starts_with("application/xml"));
    let mut all = Vec::new();
    for sitemap in locations(&index.text) {
        let found = browser.get(&sitemap).await;
        assert_eq!(found.status, 200, "{sitemap}");
        all.extend(locations(&found.text));
    }
    all
}

async fn every_page_of_the_sitemaps_says_where_it_lives(engine: Engine) {
    let site = TestSite::open(engine).await;
    let browser = site.browser();
    let listed = every_listed_address(&browser).await;
    assert!(listed.len() > 150, "{} addresses", listed.len());
    let mut pages = BTreeMap::new();
    for address in &listed {
        let page = browser.get(address).await;
        assert_eq!(page.status, 200, "{address}");
        assert_eq!(
            page.attributes("link[rel=canonical]", "href"),
            std::slice::from_ref(address)
        );
        assert_eq!(
            page.attributes("meta[property='og:url']", "content"),
            std::slice::from_ref(address)
        );
        assert!(page.attributes("meta[name=robots]", "content").is_empty());
        let before = pages.insert(address.clone(), addresses(&page));
        assert!(before.is_none(), "{address} is listed twice");
    }
    for (address, page) in &pages {
        check_reciprocity(address, page, &pages);
    }
    check_uniqueness(&pages);
    site.close().await;
}

fn check_reciprocity(address: &str, page: &Addresses, all: &BTreeMap<String, Addresses>) {
    assert_eq!(page.alternates.len(), 5, "{address}: four and x-default");
    for (language, other) in &page.alternates {
        let back = all.get(other).unwrap_or_else(|| {
            panic!("{address}: {language} leads to {other}, which is not listed")
        });
        assert_eq!(back.alternates, page.alternates, "{address} and {other}");
    }
}

/// No two pages of a language are called the same.
fn check_uniqueness(pages: &BTreeMap<String, Addresses>) {
    let mut seen = BTreeMap::new();
    for (address, page) in pages {
        let language = address.split('/').nth(3).unwrap_or_default();
        for text in [&page.title, &page.description] {
            assert!(!text.is_empty(), "{address}");
            let other = seen.insert((language, text.clone()), address);
            assert!(other.is_none(), "{address} and {other:?}: {text}");
        }
    }
}

/// The things of a page's data by their kind.
fn things(page: &Page, kind: &str) -> Vec<Value> {
    let selector = "script[type='application/ld+json']";
    let blocks = page.all(selector);
    assert_eq!(blocks.len(), 1, "{}", page.url);
    let data: Value = serde_json::from_str(&blocks[0]).expect("JSON");
    assert_eq!(data["@context"], "https://schema.org");
    let graph = data["@graph"].as_array().expect("a list").clone();
    graph.into_iter().filter(|t| t["@type"] == kind).collect()
}

async fn a_products_data_says_what_its_page_says(engine: Engine) {
    let site = TestSite::open(engine).await;
    let browser = site.browser();
    let listed = every_listed_address(&browser).await;
    let english = |address: &&String| address.contains("/en/p/");
    let mut states = BTreeSet::new();
    for address in listed.iter().filter(english) {
        let page = browser.get(address).await;
        let product = things(&page, "Product").remove(0);
        assert_eq!(product["name"], page.one("h1"));
        assert_eq!(product["url"], *address.as_str());
        check_breadcrumbs(&page);
        for offer in offers_of(&product["offers"]) {
            states.insert(check_offer(&browser, &offer).await);
        }
    }
    assert_eq!(
        states.len(),
        3,
        "the demo has every state of stock: {states:?}"
    );
    site.close().await;
}

fn offers_of(offers: &Value) -> Vec<Value> {
    if offers["@type"] == "Offer" {
        return vec![offers.clone()];
    }
    let all = offers["offers"].as_array().expect("offers").clone();
    let amounts = || all.iter().map(|offer| minor(&offer["price"]));
    assert_eq!(Some(minor(&offers["lowPrice"])), amounts().min());
    assert_eq!(Some(minor(&offers["highPrice"])), amounts().max());
    assert_eq!(offers["offerCount"], all.len());
    all
}

fn minor(price: &Value) -> i64 {
    let text = price.as_str().expect("a text");
    let amount = Money::parse_plain(text, Currency::Usd).expect("plain decimals");
    amount.minor
}

/// The page at the offer's address shows its price and its stock; gives the latter.
async fn check_offer(browser: &Browser, offer: &Value) -> String {
    let address = offer["url"].as_str().expect("an address");
    let page = browser.get(address).await;
    assert_eq!(page.status, 200, "{address}");
    let price = Money::new(minor(&offer["price"]), Currency::Usd);
    let shown = texts::format::money(price, Locale::En);
    assert_eq!(offer["priceCurrency"], "USD");
    assert_eq!(page.one("main .price .now"), shown, "{address}");
    let sku = offer["sku"].as_str().expect("a text");
    assert!(page.one("main .sku").contains(sku), "{address}");
    let state = offer["availability"].as_str().expect("a text");
    let words = match state {
        "https://schema.org/InStock" => "In stock",
        "https://schema.org/LimitedAvailability" => "Only",
        "https://schema.org/OutOfStock" => "Sold out",
        other => panic!("{address}: {other}"),
    };
    let stock = page.one("main .stock");
    assert!(stock.contains(words), "{address}: {stock}, not {words}");
    state.to_owned()
}

/// The data's way is the one that the page shows.
fn check_breadcrumbs(page: &Page) {
    let list = things(page, "BreadcrumbList").remove(0);
    let items = list["itemListElement"].as_array().expect("a list");
    let names: Vec<&str> = items.iter().filter_map(|i| i["name"].as_str()).collect();
    assert_eq!(names, page.all(".breadcrumbs li"), "{}", page.url);
    let links = page.attributes(".breadcrumbs a", "href");
    for (item, link) in items.iter().zip(links) {
        let address = item["item"].as_str().expect("an address");
        assert!(address.ends_with(&link), "{address} and {link}");
    }
}

async fn a_shop_says_who_it_is(engine: Engine) {
    let folder = tempfile::tempdir().expect("a folder");
    let logo = folder.path().join("logo.svg");
    std::fs::write(
        &logo,
        "<svg xmlns='http://www.w3.org/2000/svg' viewBox='0 0 80 40'/>",
    )
    .expect("written");
    let settings = [
        ("SHOP_NAME", "Pots & <Plants>"),
        ("SHOP_LEGAL_NAME", "Pots </script> Ltd"),
        ("SHOP_TAX_ID", "GB 123"),
        ("SHOP_EMAIL", "hello@pots.example"),
        ("SHOP_PHONE", "+44 20 7946 0000"),
        ("SHOP_ADDRESS", "1 High Street; London"),
        ("SHOP_HUE", "30"),
        ("SHOP_LOGO", logo.to_str().expect("a path")),
    ];
    let site = TestSite::open_with(engine, &settings).await;
    let browser = site.browser();
    let home = browser.get("/en").await;
    let shop = things(&home, "Organization").remove(0);
    assert_eq!(shop["name"], "Pots & <Plants>");
    assert_eq!(shop["legalName"], "Pots </script> Ltd");
    assert_eq!(shop["telephone"], "+44 20 7946 0000");
    assert_eq!(shop["address"], "1 High Street, London");
    let search = &things(&home, "WebSite").remove(0)["potentialAction"]["target"];
    let template = search["urlTemplate"].as_str().expect("a text");
    assert!(template.ends_with("/en/search?q={search_term_string}"));
    for path in ["/en/contact", "/en/terms"] {
        let main = browser.get(path).await.one("main");
        for part in [
            "hello@pots.example",
            "+44 20 7946 0000",
            "1 High Street",
            "London",
        ] {
            assert!(main.contains(part), "{path}: {part}");
        }
    }
    assert!(
        home.one("footer")
            .contains("Pots </script> Ltd · Tax number GB 123")
    );
    check_looks(&browser, &home).await;
    site.close().await;
}

async fn check_looks(browser: &Browser, home: &Page) {
    let logo = home.attributes(".site-header .logo img", "src");
    let drawing = browser.get(&logo[0]).await;
    assert_eq!(drawing.header("content-type"), "image/svg+xml");
    assert_eq!(drawing.header("x-content-type-options"), "nosniff");
    let policy = drawing.header("content-security-policy");
    assert!(policy.contains("default-src 'none'") && policy.contains("sandbox"));
    assert_eq!(home.attributes(".site-header .logo img", "width"), ["72"]);
    let styles = home.attributes("link[rel=stylesheet]", "href");
    let hue = browser.get(&styles[1]).await;
    assert!(hue.header("content-type").starts_with("text/css"));
    assert_eq!(hue.text.trim(), ":root{--hue:30}");
    let manifest = browser.get("/identity/site.webmanifest").await;
    let manifest: Value = serde_json::from_str(&manifest.text).expect("JSON");
    assert_eq!(manifest["name"], "Pots & <Plants>");
}

async fn later_pages_of_a_listing_are_pages_of_their_own(engine: Engine) {
    let site = TestSite::open_with(engine, &[("PAGE_SIZE", "3")]).await;
    let browser = site.browser();
    let first = browser.get("/en/c/plants").await;
    let second = browser.get("/en/c/plants?page=2").await;
    assert_eq!(
        second.attributes("link[rel=canonical]", "href"),
        [site.url("/en/c/plants?page=2")]
    );
    let (one, two) = (addresses(&first), addresses(&second));
    assert_ne!(one.title, two.title);
    assert_ne!(one.description, two.description);
    for (language, address) in &two.alternates {
        let other = browser.get(address).await;
        assert_eq!(addresses(&other).alternates, two.alternates, "{language}");
    }
    check_breadcrumbs(&second);
    let sorted = browser.get("/en/c/plants?sort=price-asc").await;
    assert_eq!(
        sorted.attributes("meta[name=robots]", "content"),
        ["noindex"]
    );
    site.close().await;
}

async fn other_spellings_lead_to_the_page(engine: Engine) {
    let site = TestSite::open(engine).await;
    let browser = site.browser();
    let check = async |path: &str, expected: &str| {
        let answer = browser.get(path).await;
        assert_eq!(answer.status, 301, "{path}");
        assert_eq!(answer.location().as_deref(), Some(expected), "{path}");
        assert_eq!(browser.get(expected).await.status, 200, "{expected}");
    };
    check("/EN", "/en").await;
    check("/en/", "/en").await;
    check("/pt-BR/cart/", "/pt-br/cart").await;
    check("/zh-Hans//shipping", "/zh-hans/shipping").await;
    check(
        "/en/c/plants/?page=1&sort=name",
        "/en/c/plants?page=1&sort=name",
    )
    .await;
    for unknown in ["/de/", "/de", "//evil.example/", "/en/nothing"] {
        assert_eq!(browser.get(unknown).await.status, 404, "{unknown}");
    }
    site.close().await;
}

async fn a_test_shop_keeps_crawlers_out(engine: Engine) {
    let site = TestSite::open(engine).await;
    let robots = site.browser().get("/robots.txt").await;
    assert_eq!(robots.status, 200);
    assert!(robots.header("content-type").starts_with("text/plain"));
    assert_eq!(robots.text, "User-agent: *\nDisallow: /\n");
    site.close().await;
}
