//! The search page and its suggestions over HTTP.

use backend::db::Engine;
use serde_json::Value;

use crate::site::{Browser, Page, TestSite, on_both_databases};

const MUG: &str = "/en/p/dune-stoneware-mug";

on_both_databases!(
    a_search_keeps_its_words_and_shows_cards
    every_page_of_the_shop_has_a_search_field_and_the_checkout_has_none
    a_search_is_narrowed_down_like_a_category
    one_wrong_letter_still_finds
    a_search_that_finds_nothing_leads_on
    a_search_for_nothing_asks_what_for
    what_was_typed_is_never_taken_for_html
    suggestions_are_told_apart_and_lead_to_their_pages
    suggestions_are_in_the_language_of_the_page
    odd_requests_for_suggestions_are_answered_calmly
);

fn products(page: &Page) -> Vec<String> {
    page.attributes(".cards .name a", "href")
}

async fn a_search_keeps_its_words_and_shows_cards(engine: Engine) {
    let site = TestSite::open(engine).await;
    let page = site.browser().open("/en/search?q=+mug+").await;
    assert_eq!(page.status, 200);
    assert_eq!(products(&page).first().map(String::as_str), Some(MUG));
    assert_eq!(
        page.attributes("header input[type=search]", "value"),
        ["mug"]
    );
    let sentence = page.one("#count");
    assert!(sentence.contains("“mug”"), "{sentence}");
    assert!(page.one("title").contains("mug"), "{}", page.one("title"));
    assert_eq!(page.attributes("meta[name=robots]", "content"), ["noindex"]);
    assert_eq!(page.attributes("#sort option[selected]", "value"), [""]);
    let russian = page.attributes(".languages a[lang=ru]", "href");
    assert_eq!(russian, ["/ru/search?q=mug"]);
    site.close().await;
}

async fn every_page_of_the_shop_has_a_search_field_and_the_checkout_has_none(engine: Engine) {
    let site = TestSite::open(engine).await;
    let browser = site.browser();
    for path in ["/en", "/en/c/seating", MUG, "/en/cart", "/en/privacy"] {
        let page = browser.open(path).await;
        assert_eq!(
            page.attributes("header form[role=search]", "action"),
            ["/en/search"],
            "{path}"
        );
        assert_eq!(
            page.attributes("header form[role=search] input", "name"),
            ["q"],
            "{path}"
        );
    }
    crate::journey::add(&browser, crate::journey::CHAIR).await;
    let contact = browser.open("/en/checkout/contact").await;
    assert_eq!(contact.status, 200);
    assert!(
        contact.all("form[role=search]").is_empty(),
        "nothing leads away"
    );
    site.close().await;
}

async fn a_search_is_narrowed_down_like_a_category(engine: Engine) {
    let site = TestSite::open(engine).await;
    let browser = site.browser();
    let mixed = browser.open("/en/search?q=table").await;
    let categories = mixed.attributes("#filter-form input[name=category]", "value");
    for category in ["tables", "lighting"] {
        assert!(categories.contains(&category.to_owned()), "{categories:?}");
    }
    let all = browser.open("/en/search?q=dune").await;
    assert_eq!(
        all.attributes("#filter-form input[name=q]", "value"),
        ["dune"]
    );
    let ink = browser
        .open("/en/search?q=dune&colour=ink&sort=price-asc")
        .await;
    assert_eq!(products(&ink), [MUG]);
    let clear = ink.attributes("a.clear-all", "href");
    assert_eq!(clear, ["/en/search?q=dune&sort=price-asc"]);
    let none = browser.open("/en/search?q=dune&price-max=1").await;
    assert!(
        none.one("main")
            .contains("No products match these filters.")
    );
    site.close().await;
}

async fn one_wrong_letter_still_finds(engine: Engine) {
    let site = TestSite::open(engine).await;
    for query in ["stonewere", "muug"] {
        let page = site.browser().open(&format!("/en/search?q={query}")).await;
        assert!(
            products(&page).contains(&MUG.to_owned()),
            "{query}: {:?}",
            products(&page)
        );
    }
    site.close().await;
}

async fn a_search_that_finds_nothing_leads_on(engine: Engine) {
    let site = TestSite::open(engine).await;
    let page = site.browser().open("/en/search?q=qwrtzuiop").await;
    assert_eq!(page.status, 200);
    assert_eq!(page.one("h1"), "Nothing found for “qwrtzuiop”");
    assert_eq!(
        page.attributes("main input[type=search]", "value"),
        ["qwrtzuiop"]
    );
    assert!(
        page.attributes("main a", "href")
            .contains(&"/en/c/plants".to_owned())
    );
    assert_eq!(page.attributes("meta[name=robots]", "content"), ["noindex"]);
    site.close().await;
}

async fn a_search_for_nothing_asks_what_for(engine: Engine) {
    let site = TestSite::open(engine).await;
    for path in ["/en/search", "/en/search?q=", "/en/search?q=+%00"] {
        let page = site.browser().open(path).await;
        assert_eq!(page.status, 200, "{path}");
        assert_eq!(page.one("h1"), "What are you looking for?", "{path}");
        assert!(
            page.attributes("main a", "href")
                .contains(&"/en/c/plants".to_owned())
        );
    }
    site.close().await;
}

async fn what_was_typed_is_never_taken_for_html(engine: Engine) {
    let site = TestSite::open(engine).await;
    let page = site
        .browser()
        .open("/en/search?q=%3Cb%20id%3Dx%3E%22%26")
        .await;
    assert!(page.all("#x").is_empty());
    assert_eq!(
        page.attributes("header input[type=search]", "value"),
        ["<b id=x>\"&"]
    );
    site.close().await;
}

/// (kind of group, address) of all suggestions.
async fn suggestions(browser: &Browser, query: &str) -> Vec<(String, String)> {
    let answer = browser
        .with_header("accept", "application/json")
        .get(&format!("/api/search/suggest?{query}"))
        .await;
    assert_eq!(answer.status, 200, "{}", answer.text);
    let found: Value = serde_json::from_str(&answer.text).expect("JSON");
    let groups = found["groups"].as_array().expect("groups");
    groups
        .iter()
        .flat_map(|group| {
            let items = group["items"].as_array().expect("items");
            items.iter().map(|item| {
                let text = |value: &Value| value.as_str().expect("a text").to_owned();
                (text(&group["kind"]), text(&item["href"]))
            })
        })
        .collect()
}

async fn suggestions_are_told_apart_and_lead_to_their_pages(engine: Engine) {
    let site = TestSite::open(engine).await;
    let browser = site.browser();
    let found = suggestions(&browser, "locale=en&q=mu").await;
    assert!(
        found.contains(&("products".into(), MUG.into())),
        "{found:?}"
    );
    assert!(found.len() <= 10, "{found:?}");
    for (_, address) in &found {
        assert_eq!(browser.open(address).await.status, 200, "{address}");
    }
    let found = suggestions(&browser, "locale=en&q=plan").await;
    let category = ("categories".into(), "/en/c/plants".into());
    assert!(found.contains(&category), "{found:?}");
    assert!(suggestions(&browser, "locale=en&q=d&limit=3").await.len() <= 3);
    site.close().await;
}

async fn suggestions_are_in_the_language_of_the_page(engine: Engine) {
    let site = TestSite::open(engine).await;
    let browser = site.browser();
    let found = suggestions(&browser, "locale=ru&q=%D1%80%D0%B0%D1%81%D1%82").await;
    let category = ("categories".into(), "/ru/c/rasteniya".into());
    assert!(found.contains(&category), "{found:?}");
    site.close().await;
}

async fn odd_requests_for_suggestions_are_answered_calmly(engine: Engine) {
    let site = TestSite::open(engine).await;
    let browser = site.browser();
    for query in [
        "locale=en",
        "locale=xx&q=",
        "locale=en&q=%00%0A",
        "locale=en&q=a&limit=-1",
    ] {
        suggestions(&browser, query).await;
    }
    assert!(suggestions(&browser, "locale=en&q=").await.is_empty());
    let answer = browser.get("/api/search/suggest?locale=en&q=mug").await;
    assert_eq!(answer.header("cache-control"), "private, max-age=60");
    site.close().await;
}
