//! Home, listings and product pages over HTTP.

use backend::catalog::changes::{self, OnSale};
use backend::db::Engine;
use domain::locale::Locale;

use crate::journey::{CHAIR, add};
use crate::site::{Page, TestSite, on_both_databases};

on_both_databases!(
    home_shows_categories_and_products_with_prices
    a_listing_is_sorted_and_paged_by_its_address
    filters_in_the_address_narrow_a_list_down
    values_that_would_leave_nothing_are_disabled
    links_to_pages_keep_filters_and_order
    a_price_range_is_read_as_it_is_written
    a_choice_without_products_says_how_to_go_on
    only_the_list_itself_is_for_search_engines
    an_empty_category_leads_on
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

/// The products that a page lists, in its order.
fn products(page: &Page) -> Vec<String> {
    page.attributes(".cards .name a", "href")
}

async fn filters_in_the_address_narrow_a_list_down(engine: Engine) {
    let site = TestSite::open(engine).await;
    let page = site
        .browser()
        .open("/en/c/seating?colour=sage&sort=name")
        .await;
    let expected = ["/en/p/mila-knitted-pouf", "/en/p/pilo-stacking-chair"];
    assert_eq!(products(&page), expected);
    assert_eq!(page.one("#count"), "2 products");
    let ticked = page.attributes("#filter-form input[checked]", "value");
    assert_eq!(ticked, ["sage"]);
    assert_eq!(page.attributes("#sort option[selected]", "value"), ["name"]);
    let chips = page.attributes(".applied a", "href");
    assert_eq!(
        chips, ["/en/c/seating?sort=name"; 2],
        "take it back, clear all"
    );
    assert_eq!(page.all(".applied a")[0], "Remove filter Colour: Sage");
    // The form holds everything that it must send again.
    let (action, fields) = page.form("/c/seating");
    assert_eq!(action, "/en/c/seating");
    let field = |name: &str, value: &str| (name.to_owned(), value.to_owned());
    assert!(fields.contains(&field("colour", "sage")), "{fields:?}");
    assert_eq!(page.attributes("#sort", "form"), ["filter-form"]);
    // Languages have the same codes: switching keeps the choice.
    let russian = page.attributes(".languages a[lang=ru]", "href");
    let page = site.browser().open(&russian[0]).await;
    assert_eq!(products(&page).len(), 2, "{russian:?}");
    site.close().await;
}

async fn values_that_would_leave_nothing_are_disabled(engine: Engine) {
    let site = TestSite::open(engine).await;
    let browser = site.browser();
    let page = browser.open("/en/c/seating").await;
    let number = |page: &Page, value: &str| {
        page.one(&format!(
            "label:has(input[name=colour][value={value}]) .number"
        ))
    };
    assert_eq!(
        (number(&page, "sage"), number(&page, "slate")),
        ("2".into(), "1".into())
    );
    assert_eq!(page.all("#filter-form input[disabled]").len(), 0);
    let page = browser.open("/en/c/seating?available=yes").await;
    assert_eq!(number(&page, "slate"), "0", "sold out in this colour");
    let disabled = page.attributes("#filter-form input[disabled]", "value");
    assert!(disabled.contains(&"slate".to_owned()), "{disabled:?}");
    assert!(!disabled.contains(&"sage".to_owned()), "{disabled:?}");
    let page = browser
        .open("/en/c/seating?available=yes&colour=slate")
        .await;
    let chosen = "#filter-form input[value=slate][checked]:not([disabled])";
    assert_eq!(
        page.all(chosen).len(),
        1,
        "what is chosen can be taken back"
    );
    site.close().await;
}

async fn links_to_pages_keep_filters_and_order(engine: Engine) {
    let site = TestSite::open_with(engine, &[("PAGE_SIZE", "1")]).await;
    let browser = site.browser();
    let page = browser.open("/en/c/seating?sort=name&colour=sage").await;
    let next = page.attributes("nav.pages a[rel=next]", "href");
    assert_eq!(next, ["/en/c/seating?colour=sage&sort=name&page=2"]);
    let second = browser.open(&next[0]).await;
    assert_eq!(products(&second), ["/en/p/pilo-stacking-chair"]);
    assert_eq!(second.one("nav.pages a[aria-current=page]"), "2");
    let chip = second.attributes(".applied a", "href");
    assert_eq!(
        chip[0], "/en/c/seating?sort=name",
        "from the first page again"
    );
    let all = browser.open("/en/c/seating").await;
    assert!(
        all.one("nav.pages").contains("12…8"),
        "{}",
        all.one("nav.pages")
    );
    site.close().await;
}

async fn a_price_range_is_read_as_it_is_written(engine: Engine) {
    let site = TestSite::open(engine).await;
    let browser = site.browser();
    let page = browser
        .open("/en/c/tableware?price-min=15&price-max=19,50")
        .await;
    assert_eq!(page.attributes("#price-min", "value"), ["15"]);
    assert_eq!(page.attributes("#price-max", "value"), ["19.50"]);
    assert_eq!(page.attributes("#price-max", "inputmode"), ["decimal"]);
    assert_eq!(
        page.all(".applied a")[0],
        "Remove filter From $15.00 to $19.50"
    );
    assert!(products(&page).contains(&"/en/p/dune-stoneware-mug".to_owned()));
    let russian = browser.open("/ru/c/posuda?price-max=19.50").await;
    assert_eq!(russian.attributes("#price-max", "value"), ["19,50"]);
    site.close().await;
}

async fn a_choice_without_products_says_how_to_go_on(engine: Engine) {
    let site = TestSite::open(engine).await;
    let page = site.browser().open("/en/c/seating?price-max=1").await;
    assert_eq!(page.status, 200);
    assert_eq!(page.one("#count"), "0 products");
    assert!(
        page.one("main")
            .contains("No products match these filters.")
    );
    assert_eq!(page.attributes("a.clear-all", "href"), ["/en/c/seating"]);
    site.close().await;
}

async fn only_the_list_itself_is_for_search_engines(engine: Engine) {
    let site = TestSite::open_with(engine, &[("PAGE_SIZE", "3")]).await;
    let browser = site.browser();
    for address in [
        "/en/c/seating?colour=sage",
        "/en/c/seating?sort=name",
        "/en/c/seating?price-max=300",
        "/en/c/seating?available=yes",
    ] {
        let page = browser.open(address).await;
        assert_eq!(
            page.attributes("meta[name=robots]", "content"),
            ["noindex"],
            "{address}"
        );
    }
    for (address, canonical) in [
        ("/en/c/seating", "/en/c/seating"),
        (
            "/en/c/seating?sort=featured&page=1&utm_source=x",
            "/en/c/seating",
        ),
        ("/en/c/seating?page=2", "/en/c/seating?page=2"),
    ] {
        let page = browser.open(address).await;
        let robots = page.attributes("meta[name=robots]", "content");
        assert!(!robots.contains(&"noindex".to_owned()), "{address}");
        let found = page.attributes("link[rel=canonical]", "href");
        assert_eq!(found, [site.url(canonical)], "{address}");
    }
    let second = browser.open("/en/c/seating?page=2").await;
    let russian = second.attributes("link[hreflang=ru]", "href");
    assert!(russian[0].ends_with("?page=2"), "{russian:?}");
    site.close().await;
}

async fn an_empty_category_leads_on(engine: Engine) {
    let site = TestSite::open(engine).await;
    for product in [
        "fjell-cone-pendant",
        "sol-globe-lamp",
        "tuva-table-lamp",
        "alto-floor-lamp",
    ] {
        changes::set_on_sale(&site.ctx, product, OnSale::No)
            .await
            .expect("off sale");
    }
    let page = site.browser().open("/en/c/lighting").await;
    assert_eq!(page.status, 200);
    assert!(
        page.one("main")
            .contains("There is nothing in this category yet.")
    );
    let links = page.attributes("main a", "href");
    assert!(links.contains(&"/en/c/tables".to_owned()), "{links:?}");
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
        let links = page.attributes("main a", "href");
        assert!(links.iter().any(|link| link.contains("/c/")), "it leads on");
        assert_eq!(page.attributes("main form[role=search]", "method"), ["get"]);
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
