//! `/design`, the page of all components: for who builds the shop, for nobody who buys there.

use backend::db::Engine;
use domain::locale::Locale;

use crate::site::{TestSite, on_both_databases};

on_both_databases!(
    a_test_shop_shows_its_components_in_every_language
    a_shop_in_production_has_no_such_page
);

async fn a_test_shop_shows_its_components_in_every_language(engine: Engine) {
    let site = TestSite::open(engine).await;
    for locale in Locale::ALL {
        let page = site
            .browser()
            .get(&format!("/{}/design", locale.path()))
            .await;
        assert_eq!(page.status, 200);
        assert_eq!(page.attributes("html", "lang"), [locale.tag()]);
        assert_eq!(page.attributes("meta[name=robots]", "content"), ["noindex"]);
        assert_eq!(page.all("h1").len(), 1);
        let components = page.attributes(".design-component", "id");
        for name in ["colours", "fields", "cards", "buy-box", "cart", "status"] {
            let id = format!("design-{name}");
            assert!(components.contains(&id), "{id}: {components:?}");
        }
        // Each states its figures; none is below what it must have.
        assert!(page.all("#design-contrast tbody tr").len() > 10);
        assert!(page.attributes("[autofocus]", "class").is_empty());
        assert!(page.attributes("[style]", "style").is_empty());
    }
    let wished = site.browser().with_header("accept-language", "ru");
    let page = wished.get("/design").await;
    assert_eq!(page.status, 200);
    assert_eq!(page.attributes("html", "lang"), ["ru"]);
    let chosen = site.browser().get("/design?lang=zh-Hans").await;
    assert_eq!(chosen.location().as_deref(), Some("/zh-hans/design"));
    assert_eq!(site.browser().get("/de/design").await.status, 404);
    // Nothing leads there.
    let home = site.browser().get("/en").await;
    assert!(!home.text.contains("/design"));
    site.close().await;
}

async fn a_shop_in_production_has_no_such_page(engine: Engine) {
    let production = [
        ("ENVIRONMENT", "production"),
        ("ALLOW_PUBLIC_TEST_SHOP", "yes"),
    ];
    let site = TestSite::open_with(engine, &production).await;
    for path in ["/design", "/design?lang=ru", "/en/design", "/ru/design"] {
        let page = site.browser().get(path).await;
        assert_eq!(page.status, 404, "{path}");
        assert!(page.all(".design-component").is_empty(), "{path}");
    }
    site.close().await;
}
