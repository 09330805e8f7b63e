//! Four languages: negotiated once at `/`, then part of every address.

use backend::db::Engine;
use domain::locale::Locale;

use crate::site::{TestSite, on_both_databases};

on_both_databases!(
    the_root_leads_to_the_browsers_language
    deep_links_are_never_negotiated
    every_page_is_in_its_language_and_names_the_others
    an_unknown_language_is_not_found
);

async fn the_root_leads_to_the_browsers_language(engine: Engine) {
    let site = TestSite::open(engine).await;
    let check = async |wish: &str, expected: &str| {
        let answer = site
            .browser()
            .with_header("accept-language", wish)
            .get("/")
            .await;
        assert!(answer.status.is_redirection(), "{wish}");
        assert_eq!(answer.location().as_deref(), Some(expected), "{wish}");
        assert!(answer.header("vary").contains("Accept-Language"));
    };
    check("pt-BR,pt;q=0.9", "/pt-br").await;
    check("ru", "/ru").await;
    check("zh-CN,zh;q=0.8,en;q=0.5", "/zh-hans").await;
    check("de", "/en").await;
    site.close().await;
}

async fn deep_links_are_never_negotiated(engine: Engine) {
    let site = TestSite::open(engine).await;
    let page = site
        .browser()
        .with_header("accept-language", "ru")
        .get("/en")
        .await;
    assert_eq!(page.status, 200);
    assert_eq!(page.attributes("html", "lang"), ["en"]);
    site.close().await;
}

async fn every_page_is_in_its_language_and_names_the_others(engine: Engine) {
    let site = TestSite::open(engine).await;
    for locale in Locale::ALL {
        let page = site.browser().get(&format!("/{}", locale.path())).await;
        assert_eq!(page.status, 200);
        assert_eq!(page.attributes("html", "lang"), [locale.tag()]);
        let languages = page.attributes("link[rel=alternate]", "hreflang");
        for other in Locale::ALL.map(Locale::tag).iter().chain(&["x-default"]) {
            assert!(
                languages.iter().any(|l| l == other),
                "{other} in {languages:?}"
            );
        }
        for alternate in page.attributes("link[rel=alternate]", "href") {
            let other = site.browser().get(&alternate).await;
            assert_eq!(other.status, 200, "{alternate}");
            let back = other.attributes("link[rel=alternate]", "href");
            assert!(
                back.contains(&site.url(&format!("/{}", locale.path()))),
                "{alternate} does not lead back"
            );
        }
    }
    site.close().await;
}

async fn an_unknown_language_is_not_found(engine: Engine) {
    let site = TestSite::open(engine).await;
    for path in ["/de", "/de/cart", "/DE", "/en/nothing", "/nothing.txt"] {
        let page = site.browser().get(path).await;
        assert_eq!(page.status, 404, "{path}");
        assert!(!page.one("h1").is_empty());
    }
    site.close().await;
}
