//! What search engines are told: where they may go, and every page that there is.
//!
//! `/sitemap.xml` names one sitemap a language, each with every page in that
//! language and the same page's addresses in the others. Pages' dates are left
//! out: nothing records when a product's page last changed, and wrong dates
//! make engines ignore all of them.

use std::fmt::Write;

use axum::Router;
use axum::extract::{Query, State};
use axum::http::StatusCode;
use axum::http::header::{CACHE_CONTROL, CONTENT_TYPE};
use axum::response::{IntoResponse, Response};
use axum::routing::get;
use backend::catalog::sitemap::{count_product_pages, list_category_slugs, list_product_slugs};
use backend::{Ctx, InternalError};
use domain::catalog::LocalizedSlug;
use domain::locale::Locale;
use serde::Deserialize;
use url::Url;

/// The protocol takes 50,000 addresses and 50 MB a file; with the addresses of
/// all languages beside each, this many are some 8 MB.
const PRODUCTS_PER_FILE: i64 = 10_000;
const AN_HOUR: &str = "public, max-age=3600";

/// Behind the language: pages that are not in the catalogue.
const PAGES: [&str; 6] = [
    "",
    "/shipping",
    "/returns",
    "/contact",
    "/privacy",
    "/terms",
];

/// Behind the language: what belongs to one shopper, or has no end.
const PRIVATE: [&str; 4] = ["/cart", "/checkout", "/orders", "/search"];

pub fn routes<S: Clone + Send + Sync + 'static>(ctx: &Ctx) -> Router<S> {
    let mut router = Router::new()
        .route("/robots.txt", get(robots))
        .route("/sitemap.xml", get(index));
    for locale in Locale::ALL {
        let sitemap = move |state: State<Ctx>, part: Query<Part>| language(locale, state, part);
        router = router.route(&sitemap_path(locale), get(sitemap));
    }
    router.with_state(ctx.clone())
}

/// Which of a language's sitemaps; the first where nothing is said.
#[derive(Deserialize)]
struct Part {
    #[serde(default)]
    part: Option<i64>,
}

fn sitemap_path(locale: Locale) -> String {
    format!("/sitemap-{}.xml", locale.path())
}

async fn robots(State(ctx): State<Ctx>) -> Response {
    let text = if ctx.settings.mode.is_live() {
        rules(&ctx.settings.public_url)
    } else {
        // A test shop is not to be found.
        "User-agent: *\nDisallow: /\n".to_owned()
    };
    let headers = [
        (CONTENT_TYPE, "text/plain; charset=utf-8"),
        (CACHE_CONTROL, AN_HOUR),
    ];
    (headers, text).into_response()
}

/// The rules of a shop that wants to be found.
fn rules(public_url: &str) -> String {
    let mut text = "User-agent: *\nDisallow: /api/\nDisallow: /admin\n".to_owned();
    for locale in Locale::ALL {
        for path in PRIVATE {
            text.push_str(&format!("Disallow: /{}{path}\n", locale.path()));
        }
    }
    text.push_str(&format!("\nSitemap: {public_url}/sitemap.xml\n"));
    text
}

async fn index(State(ctx): State<Ctx>) -> Response {
    let products = match count_product_pages(&ctx).await {
        Ok(products) => products,
        Err(error) => return failed(&error),
    };
    let mut text =
        r#"<sitemapindex xmlns="http://www.sitemaps.org/schemas/sitemap/0.9">"#.to_owned();
    for locale in Locale::ALL {
        for part in 1..=parts(products) {
            let query = if part > 1 {
                format!("?part={part}")
            } else {
                String::new()
            };
            let path = format!("{}{query}", sitemap_path(locale));
            let address = address(&ctx, &path);
            text.push_str(&format!("\n<sitemap><loc>{address}</loc></sitemap>"));
        }
    }
    text.push_str("\n</sitemapindex>\n");
    xml(text)
}

/// How many files a language's products take; at least the one with the other pages.
fn parts(products: i64) -> i64 {
    (products + PRODUCTS_PER_FILE - 1)
        .div_euclid(PRODUCTS_PER_FILE)
        .max(1)
}

async fn language(
    locale: Locale,
    State(ctx): State<Ctx>,
    Query(Part { part }): Query<Part>,
) -> Response {
    match list_pages(&ctx, part.unwrap_or(1)).await {
        Ok(pages) if pages.is_empty() => StatusCode::NOT_FOUND.into_response(),
        Ok(pages) => xml(url_set(&ctx, locale, &pages)),
        Err(error) => failed(&error),
    }
}

/// A page's path in every language.
type Everywhere = Vec<(Locale, String)>;

async fn list_pages(ctx: &Ctx, part: i64) -> Result<Vec<Everywhere>, InternalError> {
    let mut pages = Vec::new();
    let offset = part.saturating_sub(1).saturating_mul(PRODUCTS_PER_FILE);
    if part == 1 {
        pages.extend(PAGES.map(|path| {
            let everywhere = Locale::ALL.map(|l| (l, format!("/{}{path}", l.path())));
            everywhere.to_vec()
        }));
        let categories = list_category_slugs(ctx).await?;
        pages.extend(categories.iter().map(|slugs| paths(slugs, "/c/")));
    }
    if part >= 1 {
        let products = list_product_slugs(ctx, PRODUCTS_PER_FILE, offset).await?;
        pages.extend(products.iter().map(|slugs| paths(slugs, "/p/")));
    }
    Ok(pages)
}

fn paths(slugs: &[LocalizedSlug], between: &str) -> Everywhere {
    slugs
        .iter()
        .map(|s| (s.locale, format!("/{}{between}{}", s.locale.path(), s.slug)))
        .collect()
}

fn url_set(ctx: &Ctx, locale: Locale, pages: &[Everywhere]) -> String {
    let mut text = concat!(
        r#"<urlset xmlns="http://www.sitemaps.org/schemas/sitemap/0.9""#,
        r#" xmlns:xhtml="http://www.w3.org/1999/xhtml">"#
    )
    .to_owned();
    for page in pages {
        let own = page.iter().find(|(language, _)| *language == locale);
        if let Some((_, path)) = own {
            text.push_str(&entry(ctx, path, page));
        }
    }
    text.push_str("\n</urlset>\n");
    text
}

fn entry(ctx: &Ctx, path: &str, everywhere: &Everywhere) -> String {
    let mut text = format!("\n<url><loc>{}</loc>", address(ctx, path));
    let default = everywhere
        .iter()
        .find(|(locale, _)| *locale == Locale::default())
        .map(|(_, path)| ("x-default", path));
    let languages = everywhere.iter().map(|(locale, path)| (locale.tag(), path));
    for (language, path) in languages.chain(default) {
        let address = address(ctx, path);
        // Writing into a text cannot fail.
        let _ = write!(
            text,
            r#"<xhtml:link rel="alternate" hreflang="{language}" href="{address}"/>"#
        );
    }
    text.push_str("</url>");
    text
}

/// The whole address, ready to stand in XML.
fn address(ctx: &Ctx, path: &str) -> String {
    let whole = format!("{}{path}", ctx.settings.public_url);
    // Percent-encodes what addresses cannot hold.
    let whole = Url::parse(&whole).map_or(whole, String::from);
    whole
        .replace('&', "&amp;")
        .replace('<', "&lt;")
        .replace('>', "&gt;")
        .replace('"', "&quot;")
        .replace('\'', "&apos;")
}

fn xml(text: String) -> Response {
    let headers = [
        (CONTENT_TYPE, "application/xml; charset=utf-8"),
        (CACHE_CONTROL, AN_HOUR),
    ];
    let text = format!("<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n{text}");
    (headers, text).into_response()
}

fn failed(error: &InternalError) -> Response {
    tracing::error!(%error, "a sitemap could not be made");
    StatusCode::INTERNAL_SERVER_ERROR.into_response()
}

#[cfg(test)]
mod tests {
    use super::{parts, rules};

    #[test]
    fn a_live_shop_shows_its_sitemap_and_hides_what_is_private() {
        let text = rules("https://shop.example");
        for line in [
            "Sitemap: https://shop.example/sitemap.xml",
            "Disallow: /api/",
            "Disallow: /admin",
            "Disallow: /pt-br/checkout",
            "Disallow: /ru/search",
        ] {
            assert!(text.lines().any(|l| l == line), "{line}\n{text}");
        }
        assert!(!text.lines().any(|l| l == "Disallow: /"), "{text}");
    }

    #[test]
    fn products_are_split_over_files() {
        for (products, files) in [(0, 1), (1, 1), (10_000, 1), (10_001, 2), (100_000, 10)] {
            assert_eq!(parts(products), files, "{products}");
        }
    }
}
