//! Searching, suggesting, narrowing down, on the small catalogue.

use backend::catalog::{list_related, products_of};
use backend::search::{search, suggest};
use domain::catalog::Sort;
use domain::facets::{Facets, Filters, ListingRequest};
use domain::ids::ProductId;
use domain::locale::Locale;
use domain::search::Found;

use crate::shop::TestShop;

async fn find(shop: &TestShop, locale: Locale, query: &str, filters: Filters) -> Found {
    let request = ListingRequest {
        filters,
        ..ListingRequest::default()
    };
    search(&shop.ctx, locale, query, &request)
        .await
        .expect("an answer")
}

fn slugs(found: &Found) -> Vec<&str> {
    found
        .results
        .products
        .iter()
        .map(|card| card.slug.as_str())
        .collect()
}

/// `code=value:count`, chosen ones with a star.
fn counts(facets: &Facets) -> Vec<String> {
    let options = facets.options.iter().flat_map(|option| {
        option.values.iter().map(|value| {
            let star = if value.chosen { "*" } else { "" };
            format!("{}={}{star}:{}", option.code, value.name, value.count)
        })
    });
    options.collect()
}

on_both_engines! {
    async fn names_inflections_slips_and_skus_find(shop) {
        shop.configure(|settings| settings.page_size = 10);
        let check = async |locale, query: &str, expected: &[&str]| {
            assert_eq!(slugs(&find(shop, locale, query, Filters::default()).await), expected, "{query}");
        };
        check(Locale::En, " MUGS ", &["mug"]).await;
        check(Locale::En, "aprn", &["apron"]).await;
        check(Locale::En, "zpron", &["apron"]).await;
        check(Locale::En, "kitchen", &["mug", "bowl", "jug", "plate", "apron"]).await;
        check(Locale::En, "sage kitchen", &["mug"]).await;
        check(Locale::En, "mug sage s", &["mug"]).await;
        check(Locale::En, "mugsand", &["mug"]).await;
        check(Locale::En, "coffee", &["mug"]).await;
        check(Locale::En, "", &[]).await;
        check(Locale::Ru, "кружки", &["kruzhka"]).await;
        check(Locale::Ru, "кружка шалфей", &["kruzhka"]).await;
        check(Locale::Ru, "jugs", &["jug"]).await;
        // The Portuguese text has no description of its own: the English one is searched.
        check(Locale::PtBr, "canecas coffee", &["caneca"]).await;
    }

    async fn where_nothing_is_found_near_words_are_offered(shop) {
        let found = find(shop, Locale::En, "platter sage", Filters::default()).await;
        assert_eq!((slugs(&found).len(), found.query.as_str()), (0, "platter sage"));
        assert_eq!(found.alternatives, ["sage", "plate"]);
        assert_eq!(find(shop, Locale::En, "mug", Filters::default()).await.alternatives, [""; 0]);
    }

    async fn facets_count_what_there_would_be(shop) {
        let all = find(shop, Locale::En, "kitchen", Filters::default()).await.results;
        assert_eq!(counts(&all.facets), ["colour=Sage:1", "colour=Sand:1", "size=small:1", "size=large:1"]);
        assert_eq!((all.total, all.facets.available, all.sort), (5, 4, Sort::Relevance));
        let prices = all.facets.prices.expect("prices");
        assert_eq!((prices.0.minor, prices.1.minor), (500, 2_000));
        // There is no large mug in sand: it stays listed, and counts nothing.
        let large = find(shop, Locale::En, "kitchen", Filters::default().toggle_option("size", "l")).await.results;
        assert_eq!(large.total, 1);
        assert_eq!(counts(&large.facets), ["colour=Sage:1", "colour=Sand:0", "size=small:1", "size=large*:1"]);
        // The mug in sand is sold out, the one in sage is not.
        let filters = Filters { available: true, ..Filters::default().toggle_option("colour", "sand") };
        let sand = find(shop, Locale::En, "kitchen", filters).await.results;
        assert_eq!((sand.total, sand.facets.available), (0, 0));
        assert_eq!(counts(&sand.facets), ["colour=Sage:1", "colour=Sand*:0", "size=small:0", "size=large:0"]);
        let price = Filters { price_min: Some(1_400), ..Filters::default().toggle_option("utm_source", "mail") };
        let dear = find(shop, Locale::En, "kitchen", price.clone()).await.results;
        assert_eq!((dear.total, dear.products.len()), (2, 2));
        assert_eq!(dear.filters, Filters { price_min: Some(1_400), ..Filters::default() }, "what nothing has is no filter");
        assert_eq!(dear.facets.categories, [], "all are of one category");
    }

    async fn suggestions_tell_apart_what_they_are(shop) {
        let suggested = suggest(&shop.ctx, Locale::En, "k", 10).await.expect("suggestions");
        assert_eq!(suggested.queries, ["kitchen"]);
        assert_eq!(suggested.categories.iter().map(|c| c.slug.as_str()).collect::<Vec<_>>(), ["kitchen"]);
        let products = |suggested: &domain::search::Suggestions| {
            suggested.products.iter().map(|p| p.slug.clone()).collect::<Vec<_>>()
        };
        assert_eq!(products(&suggested), ["mug", "bowl", "jug", "plate", "apron"]);
        let few = suggest(&shop.ctx, Locale::En, "kitch", 4).await.expect("suggestions");
        assert_eq!((few.queries.len(), few.categories.len(), products(&few).len()), (1, 0, 3));
        let two = suggest(&shop.ctx, Locale::En, "sage m", 10).await.expect("suggestions");
        assert_eq!((two.queries.as_slice(), products(&two)), (["sage mug".to_owned()].as_slice(), vec!["mug".to_owned()]));
        assert_eq!(suggest(&shop.ctx, Locale::En, "", 10).await.expect("nothing"), Default::default());
        assert_eq!(suggest(&shop.ctx, Locale::En, "mug", 0).await.expect("nothing"), Default::default());
    }

    async fn related_products_are_others_that_can_be_had(shop) {
        let id = async |sku: &str| {
            let variant = shop.variant(sku).await;
            products_of(&shop.ctx, &[variant]).await.expect("products")[0]
        };
        let (mug, jug) = (id("MUG-SAGE-L").await, id("JUG").await);
        let related = async |without: &[ProductId], limit| {
            let cards = list_related(&shop.ctx, Locale::En, mug, without, limit).await.expect("cards");
            cards.into_iter().map(|card| card.slug).collect::<Vec<_>>()
        };
        assert_eq!(related(&[], 9).await, ["bowl", "jug", "apron"]);
        assert_eq!(related(&[jug], 9).await, ["bowl", "apron"]);
        assert_eq!(related(&[], 1).await, ["bowl"]);
        let variants = [shop.variant("MUG-SAGE-S").await, shop.variant("MUG-SAGE-L").await, shop.variant("JUG").await];
        assert_eq!(products_of(&shop.ctx, &variants).await.expect("products"), [mug, jug]);
    }
}
