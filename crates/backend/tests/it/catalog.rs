//! Categories, listings and slugs.

use backend::catalog::changes::{self, ChangeError, OnSale};
use backend::catalog::{find_listing, find_product, list_categories, list_featured, list_newest};
use domain::catalog::{Availability, BySlug, Listing, ProductCard, Sort};
use domain::facets::ListingRequest;
use domain::locale::Locale;

use crate::shop::TestShop;

fn slugs(cards: &[ProductCard]) -> Vec<&str> {
    cards.iter().map(|card| card.slug.as_str()).collect()
}

fn found<T>(by_slug: BySlug<T>) -> T {
    match by_slug {
        BySlug::Found(thing) => thing,
        BySlug::Moved { slug } => panic!("moved to {slug}"),
        BySlug::Unknown => panic!("unknown"),
    }
}

fn request(sort: Sort, page: i64) -> ListingRequest {
    ListingRequest {
        sort: Some(sort),
        page,
        ..ListingRequest::default()
    }
}

async fn kitchen(shop: &TestShop, sort: Sort, page: i64) -> Listing {
    found(
        find_listing(&shop.ctx, Locale::En, "kitchen", &request(sort, page))
            .await
            .expect("a listing"),
    )
}

async fn sorted(shop: &TestShop, sort: Sort) -> Vec<String> {
    slugs(&kitchen(shop, sort, 1).await.results.products)
        .into_iter()
        .map(str::to_owned)
        .collect()
}

/// Where a product's slug leads: its name, `-> slug`, or nothing.
async fn product_at(shop: &TestShop, locale: Locale, slug: &str) -> String {
    match find_product(&shop.ctx, locale, slug)
        .await
        .expect("an answer")
    {
        BySlug::Found(product) => product.name,
        BySlug::Moved { slug } => format!("-> {slug}"),
        BySlug::Unknown => String::new(),
    }
}

on_both_engines! {
    async fn categories_come_in_the_shops_order_and_fall_back_to_english(shop) {
        let categories = list_categories(&shop.ctx, Locale::Ru).await.expect("categories");
        let names: Vec<_> = categories.iter().map(|c| (c.slug.as_str(), c.name.as_str())).collect();
        assert_eq!(names, [("kukhnya", "Кухня"), ("garden", "Garden")]);
        let picture = categories[0].picture.as_ref().expect("a picture");
        assert_eq!((picture.file.as_str(), picture.width, picture.alt.as_str()), ("bowl-1", 1_600, ""));
        assert_eq!(categories[1].picture, None);
    }

    async fn a_listing_is_sorted_as_asked(shop) {
        shop.configure(|settings| settings.page_size = 10);
        let check = async |sort, expected: [&str; 5]| assert_eq!(sorted(shop, sort).await, expected, "{sort:?}");
        check(Sort::Featured, ["mug", "jug", "bowl", "plate", "apron"]).await;
        check(Sort::PriceAscending, ["plate", "jug", "mug", "apron", "bowl"]).await;
        check(Sort::PriceDescending, ["bowl", "mug", "apron", "jug", "plate"]).await;
        check(Sort::Newest, ["apron", "jug", "mug", "plate", "bowl"]).await;
        check(Sort::Name, ["apron", "bowl", "jug", "mug", "plate"]).await;
    }

    async fn names_are_sorted_in_the_readers_language(shop) {
        shop.configure(|settings| settings.page_size = 10);
        let listing = found(find_listing(&shop.ctx, Locale::Ru, "kukhnya", &request(Sort::Name, 1)).await.expect("a listing"));
        assert_eq!(slugs(&listing.results.products), ["bowl", "jug", "plate", "kruzhka", "fartuk"]);
        assert_eq!((listing.name.as_str(), listing.description.as_str()), ("Кухня", "Для готовки."));
    }

    async fn pages_that_do_not_exist_are_the_nearest_that_do(shop) {
        for (asked, page, products) in [
            (1, 1, vec!["mug", "jug"]),
            (3, 3, vec!["apron"]),
            (4, 3, vec!["apron"]),
            (i64::MAX, 3, vec!["apron"]),
            (0, 1, vec!["mug", "jug"]),
            (-5, 1, vec!["mug", "jug"]),
        ] {
            let listing = kitchen(shop, Sort::Featured, asked).await;
            assert_eq!((listing.results.page, listing.results.pages, listing.results.total), (page, 3, 5), "page {asked}");
            assert_eq!(slugs(&listing.results.products), products, "page {asked}");
        }
    }

    async fn a_category_without_products_has_one_empty_page(shop) {
        let listing = found(find_listing(&shop.ctx, Locale::En, "garden", &request(Sort::Name, 3)).await.expect("a listing"));
        assert_eq!((listing.results.page, listing.results.pages, listing.results.total, listing.results.products.len()), (1, 1, 0, 0));
    }

    async fn cards_show_the_lowest_price_that_can_be_had(shop) {
        shop.configure(|settings| settings.page_size = 10);
        let listing = kitchen(shop, Sort::Featured, 1).await;
        let cards: Vec<_> = listing.results.products.iter().map(|card| {
            let before = card.compare_at.as_ref().map(|price| price.text.as_str());
            (card.slug.as_str(), card.price.text.as_str(), card.from, before, card.availability)
        }).collect();
        assert_eq!(cards, [
            ("mug", "$12.00", true, None, Availability::InStock),
            ("jug", "$9.00", false, Some("$11.00"), Availability::Few(1)),
            ("bowl", "$20.00", false, None, Availability::InStock),
            ("plate", "$5.00", false, None, Availability::SoldOut),
            ("apron", "$12.00", false, None, Availability::InStock),
        ]);
        let files = |card: &ProductCard| [&card.picture, &card.second_picture].map(|p| p.as_ref().map(|p| p.file.clone()));
        assert_eq!(files(&listing.results.products[0]), [Some("mug-all".to_owned()), Some("mug-sage".to_owned())]);
        assert_eq!(files(&listing.results.products[2]), [Some("bowl-1".to_owned()), None]);
    }

    async fn a_card_of_a_sold_out_product_shows_the_lowest_price_of_all(shop) {
        for sku in ["MUG-SAGE-S", "MUG-SAGE-L"] {
            changes::set_stock(&shop.ctx, sku, 0).await.expect("stock is set");
        }
        let mug = &kitchen(shop, Sort::Featured, 1).await.results.products[0];
        assert_eq!((mug.price.minor, mug.from, mug.availability), (1_000, true, Availability::SoldOut));
    }

    async fn the_home_page_lists_featured_and_newest(shop) {
        let featured = list_featured(&shop.ctx, Locale::En, 9).await.expect("cards");
        assert_eq!(slugs(&featured), ["mug", "jug"]);
        let newest = list_newest(&shop.ctx, Locale::PtBr, 3).await.expect("cards");
        assert_eq!(slugs(&newest), ["apron", "jarra", "caneca"]);
        assert_eq!(newest[1].price.text, "US$\u{a0}9,00");
        assert_eq!(list_newest(&shop.ctx, Locale::En, 0).await.expect("cards"), []);
    }

    async fn what_is_off_sale_is_in_no_list_and_has_no_page(shop) {
        changes::set_on_sale(&shop.ctx, "mug", OnSale::No).await.expect("taken off");
        changes::delete_product(&shop.ctx, "jug").await.expect("deleted");
        assert_eq!(kitchen(shop, Sort::Featured, 1).await.results.total, 3);
        assert_eq!(list_featured(&shop.ctx, Locale::En, 9).await.expect("cards"), []);
        assert_eq!(slugs(&list_newest(&shop.ctx, Locale::En, 9).await.expect("cards")), ["apron", "plate", "bowl"]);
        assert_eq!(product_at(shop, Locale::En, "mug").await, "");
        assert_eq!(product_at(shop, Locale::En, "jug").await, "");
        changes::set_on_sale(&shop.ctx, "mug", OnSale::Yes).await.expect("put on");
        assert_eq!(product_at(shop, Locale::En, "mug").await, "Mug");
    }

    async fn a_slug_belongs_to_its_language(shop) {
        assert_eq!(product_at(shop, Locale::Ru, "kruzhka").await, "Кружка");
        assert_eq!(product_at(shop, Locale::Ru, "mug").await, "");
        assert_eq!(product_at(shop, Locale::Ru, "bowl").await, "bowl");
        assert_eq!(product_at(shop, Locale::En, "kruzhka").await, "");
        let unknown = find_listing(&shop.ctx, Locale::Ru, "kitchen", &request(Sort::Name, 1)).await.expect("an answer");
        assert_eq!(unknown, BySlug::Unknown);
        let listing = found(find_listing(&shop.ctx, Locale::PtBr, "kitchen", &request(Sort::Name, 1)).await.expect("an answer"));
        let slugs: Vec<_> = listing.slugs.iter().map(|s| (s.locale.tag(), s.slug.as_str())).collect();
        assert_eq!(slugs, [("en", "kitchen"), ("pt-BR", "kitchen"), ("zh-Hans", "kitchen"), ("ru", "kukhnya")]);
    }

    async fn former_slugs_lead_to_the_newest(shop) {
        changes::rename_product(&shop.ctx, "mug", Locale::En, "cup").await.expect("renamed");
        changes::rename_product(&shop.ctx, "mug", Locale::En, "beaker").await.expect("renamed");
        assert_eq!(product_at(shop, Locale::En, "mug").await, "-> beaker");
        assert_eq!(product_at(shop, Locale::En, "cup").await, "-> beaker");
        // There is no Chinese text: the English slugs count, former ones too.
        assert_eq!(product_at(shop, Locale::ZhHans, "cup").await, "-> beaker");
        changes::rename_product(&shop.ctx, "mug", Locale::En, "mug").await.expect("renamed back");
        assert_eq!(product_at(shop, Locale::En, "mug").await, "Mug");
        assert_eq!(product_at(shop, Locale::En, "beaker").await, "-> mug");
        changes::set_on_sale(&shop.ctx, "mug", OnSale::No).await.expect("taken off");
        assert_eq!(product_at(shop, Locale::En, "beaker").await, "");

        changes::rename_category(&shop.ctx, "kitchen", Locale::Ru, "posuda").await.expect("renamed");
        let moved = find_listing(&shop.ctx, Locale::Ru, "kukhnya", &request(Sort::Name, 1)).await.expect("an answer");
        assert_eq!(moved, BySlug::Moved { slug: "posuda".to_owned() });
    }

    async fn changes_that_cannot_be_made_are_refused_by_name(shop) {
        use ChangeError::{Negative, NotFound, SlugTaken};
        assert!(matches!(changes::set_price(&shop.ctx, "NONE", 1).await, Err(NotFound)));
        assert!(matches!(changes::set_price(&shop.ctx, "BOWL", -1).await, Err(Negative)));
        assert!(matches!(changes::set_stock(&shop.ctx, "NONE", 1).await, Err(NotFound)));
        assert!(matches!(changes::set_stock(&shop.ctx, "BOWL", -1).await, Err(Negative)));
        assert!(matches!(changes::set_on_sale(&shop.ctx, "none", OnSale::No).await, Err(NotFound)));
        assert!(matches!(changes::delete_product(&shop.ctx, "none").await, Err(NotFound)));
        assert!(matches!(changes::rename_product(&shop.ctx, "bowl", Locale::Ru, "miska").await, Err(NotFound)));
        assert!(matches!(changes::rename_product(&shop.ctx, "bowl", Locale::En, "mug").await, Err(SlugTaken)));
        assert!(matches!(changes::rename_category(&shop.ctx, "none", Locale::En, "x").await, Err(NotFound)));
        assert!(matches!(changes::rename_category(&shop.ctx, "garden", Locale::En, "kitchen").await, Err(SlugTaken)));
    }

    async fn a_price_that_is_raised_to_the_former_one_is_no_sale(shop) {
        changes::set_price(&shop.ctx, "JUG", 1_000).await.expect("set");
        let jug = &list_featured(&shop.ctx, Locale::En, 9).await.expect("cards")[1];
        assert_eq!(jug.compare_at.as_ref().map(|price| price.minor), Some(1_100));
        changes::set_price(&shop.ctx, "JUG", 1_100).await.expect("set");
        let jug = &list_featured(&shop.ctx, Locale::En, 9).await.expect("cards")[1];
        assert_eq!((jug.price.minor, &jug.compare_at), (1_100, &None));
    }
}
