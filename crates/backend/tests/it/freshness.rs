//! What is kept of the catalogue in memory is right at once, whoever changes it.

use backend::Ctx;
use backend::catalog::changes::{self, OnSale};
use backend::catalog::freshness::at_one_moment;
use backend::catalog::{find_listing, find_product, list_categories, list_newest};
use backend::db::{Db, Engine, counting};
use backend::search::search;
use domain::catalog::BySlug;
use domain::facets::ListingRequest;
use domain::locale::Locale;
use sqlx::{Connection, Executor};

use crate::shop::TestShop;

/// What shoppers see of the products that a query finds: name, price, stock left.
async fn seen(ctx: &Ctx, locale: Locale, query: &str) -> Vec<String> {
    let found = search(ctx, locale, query, &ListingRequest::default())
        .await
        .expect("an answer");
    let cards = found.results.products.into_iter();
    cards
        .map(|card| format!("{} {} {:?}", card.name, card.price.minor, card.availability))
        .collect()
}

/// The same in the first process and in another one, which must agree.
async fn seen_by_both(shop: &TestShop, other: &Ctx, locale: Locale, query: &str) -> Vec<String> {
    let (one, another) = (
        seen(&shop.ctx, locale, query).await,
        seen(other, locale, query).await,
    );
    assert_eq!(one, another, "two processes see the same of {query}");
    one
}

async fn page(ctx: &Ctx, slug: &str) -> String {
    match find_product(ctx, Locale::En, slug)
        .await
        .expect("an answer")
    {
        BySlug::Found(product) => format!("{}: {}", product.name, product.description),
        BySlug::Moved { slug } => format!("-> {slug}"),
        BySlug::Unknown => String::new(),
    }
}

on_both_engines! {
    async fn what_use_cases_change_is_seen_by_the_next_request(shop) {
        let other = shop.another_process().await;
        let check = async |query: &str, expected: &[&str]| {
            assert_eq!(seen_by_both(shop, &other, Locale::En, query).await, expected, "{query}");
        };
        check("bowl", &["bowl 2000 InStock"]).await;
        changes::set_price(&shop.ctx, "BOWL", 1_999).await.expect("set");
        check("bowl", &["bowl 1999 InStock"]).await;
        changes::set_stock(&other, "BOWL", 2).await.expect("set");
        check("bowl", &["bowl 1999 Few(2)"]).await;
        changes::set_on_sale(&shop.ctx, "bowl", OnSale::No).await.expect("taken off");
        check("bowl", &[]).await;
        changes::set_on_sale(&shop.ctx, "bowl", OnSale::Yes).await.expect("put on");
        check("bowl", &["bowl 1999 Few(2)"]).await;
        changes::delete_product(&other, "bowl").await.expect("deleted");
        check("bowl", &[]).await;
        other.db.close().await;
    }

    async fn what_is_changed_past_the_use_cases_is_seen_as_well(shop) {
        shop.must_be_sound = false;
        let other = shop.another_process().await;
        let check = async |statement: &str, locale: Locale, query: &str, expected: &[&str]| {
            let before = seen_by_both(shop, &other, locale, query).await;
            shop.meddle(statement).await;
            let after = seen_by_both(shop, &other, locale, query).await;
            assert_eq!(after, expected, "{query} after {statement}");
            assert_ne!(before, after, "{statement} changes nothing of {query}");
        };
        let bowl = "(SELECT id FROM products WHERE code = 'bowl')";
        let own = |text: &str| text.replace("BOWL", bowl);
        check(&own("UPDATE product_translations SET name = 'Basin' WHERE product_id = BOWL"),
            Locale::En, "basins", &["Basin 2000 InStock"]).await;
        check(&own("INSERT INTO product_translations (product_id, locale, slug, name, summary) VALUES (BOWL, 'ru', 'miska', 'Миска', '')"),
            Locale::Ru, "миску", &["Миска 2000 InStock"]).await;
        check(&own("DELETE FROM product_translations WHERE product_id = BOWL AND locale = 'ru'"),
            Locale::Ru, "миску", &[]).await;
        check("UPDATE option_value_translations SET name = 'crimson' WHERE name = 'Sage'",
            Locale::En, "crimson", &["Mug 1200 InStock"]).await;
        check("UPDATE category_translations SET name = 'Galley' WHERE name = 'Kitchen'",
            Locale::En, "galley jug", &["Jug 900 Few(1)"]).await;
        check("INSERT INTO search_synonyms (locale, words) VALUES ('en', 'pitcher, jug')",
            Locale::En, "pitcher", &["Jug 900 Few(1)"]).await;
        check("UPDATE variants SET sku = 'PITCH-77' WHERE sku = 'JUG'",
            Locale::En, "pitch77", &["Jug 900 Few(1)"]).await;
        check(&own("INSERT INTO variants (product_id, sku, position, price_minor, tax_class, stock) VALUES (BOWL, 'DISH-2', 2, 100, 'standard', 9)"),
            Locale::En, "basin", &["Basin 100 InStock"]).await;
        check(&own("DELETE FROM variants WHERE product_id = BOWL"), Locale::En, "basin", &[]).await;
        other.db.close().await;
    }

    async fn a_products_page_is_kept_until_something_of_it_changes(shop) {
        shop.must_be_sound = false;
        assert_eq!(page(&shop.ctx, "bowl").await, "bowl: Round.");
        assert_eq!(page(&shop.ctx, "bowl").await, "bowl: Round.");
        shop.meddle("UPDATE product_translations SET description = 'Oval.' WHERE slug = 'bowl'").await;
        assert_eq!(page(&shop.ctx, "bowl").await, "bowl: Oval.");
        changes::rename_product(&shop.ctx, "bowl", Locale::En, "dish").await.expect("renamed");
        assert_eq!(page(&shop.ctx, "bowl").await, "-> dish");
        assert_eq!(page(&shop.ctx, "dish").await, "bowl: Oval.");
        // The Chinese page goes by the English slug until another product has it for its own.
        let name = async || match find_product(&shop.ctx, Locale::ZhHans, "dish").await.expect("an answer") {
            BySlug::Found(product) => product.name,
            other => panic!("{other:?}"),
        };
        assert_eq!(name().await, "bowl");
        shop.meddle("INSERT INTO product_translations (product_id, locale, slug, name, summary)
            VALUES ((SELECT id FROM products WHERE code = 'jug'), 'zh-Hans', 'dish', '壶', '')").await;
        assert_eq!(name().await, "壶");
        // A picture of the second kind of row.
        shop.meddle("UPDATE product_pictures SET file = 'bowl-9' WHERE file = 'bowl-1'").await;
        let newest = list_newest(&shop.ctx, Locale::En, 9).await.expect("cards");
        let files: Vec<String> = newest.into_iter().filter_map(|card| Some(card.picture?.file)).collect();
        assert!(files.contains(&"bowl-9".to_owned()), "{files:?}");
    }

    async fn categories_are_fresh_in_every_process(shop) {
        let other = shop.another_process().await;
        let names = async |ctx: &Ctx| {
            let categories = list_categories(ctx, Locale::En).await.expect("categories");
            categories.into_iter().map(|category| category.name).collect::<Vec<_>>()
        };
        assert_eq!(names(&other).await, ["Kitchen", "Garden"]);
        shop.meddle("UPDATE categories SET position = 9 WHERE code = 'kitchen'").await;
        assert_eq!(names(&shop.ctx).await, ["Garden", "Kitchen"]);
        assert_eq!(names(&other).await, ["Garden", "Kitchen"]);
        other.db.close().await;
    }

    async fn twenty_readers_see_each_change_at_once_and_whole(shop) {
        // Both prices of a product change together; whoever sees one without the other sees half of it.
        shop.must_be_sound = false;
        let other = shop.another_process().await;
        let done = std::sync::Arc::new(std::sync::atomic::AtomicI64::new(1_000));
        let readers = (0..20).map(|number| {
            let ctx = if number % 2 == 0 { shop.ctx.clone() } else { other.clone() };
            let done = done.clone();
            tokio::spawn(async move {
                for _ in 0..25 {
                    let at_least = done.load(std::sync::atomic::Ordering::SeqCst);
                    let request = ListingRequest::default();
                    let BySlug::Found(listing) = find_listing(&ctx, Locale::En, "kitchen", &request).await.expect("a listing")
                    else { panic!("no kitchen") };
                    let price = |slug: &str| {
                        let card = listing.results.products.iter().find(|card| card.slug == slug);
                        card.map(|card| card.price.minor)
                    };
                    let (mug, jug) = (price("mug"), price("jug"));
                    assert_eq!(mug, jug, "half a change was seen");
                    assert!(mug >= Some(at_least), "{mug:?} is older than {at_least}");
                }
            })
        });
        shop.meddle("UPDATE variants SET price_minor = 1000, compare_at_minor = NULL, stock = 5").await;
        let readers: Vec<_> = readers.collect();
        for price in 1_001..1_040 {
            shop.meddle(format!("UPDATE variants SET price_minor = {price}")).await;
            done.store(price, std::sync::atomic::Ordering::SeqCst);
        }
        for reader in readers {
            reader.await.expect("a reader");
        }
        other.db.close().await;
    }

    async fn a_page_costs_one_query(shop) {
        let page = async |shop: &TestShop| {
            let request = ListingRequest::default();
            list_categories(&shop.ctx, Locale::En).await.expect("categories");
            list_newest(&shop.ctx, Locale::En, 4).await.expect("cards");
            find_listing(&shop.ctx, Locale::En, "kitchen", &request).await.expect("a listing");
            find_product(&shop.ctx, Locale::En, "mug").await.expect("a page");
            search(&shop.ctx, Locale::En, "mug", &request).await.expect("an answer");
        };
        page(shop).await;
        let ((), queries) = counting(at_one_moment(page(shop))).await;
        assert_eq!(queries, 1);
        let ((), queries) = counting(page(shop)).await;
        assert_eq!(queries, 5, "five pages, one query each");
    }

    async fn a_process_that_slept_reads_everything(shop) {
        assert_eq!(seen(&shop.ctx, Locale::En, "jug").await, ["Jug 900 Few(1)"]);
        changes::set_price(&shop.ctx, "JUG", 950).await.expect("set");
        changes::set_price(&shop.ctx, "BOWL", 950).await.expect("set");
        // As if the sweep had forgotten the change while the process slept.
        shop.meddle("DELETE FROM catalog_changes WHERE id < (SELECT MAX(id) FROM catalog_changes)").await;
        shop.clock.advance_seconds(3_600);
        assert_eq!(seen(&shop.ctx, Locale::En, "jug").await, ["Jug 950 Few(1)"]);
    }

    async fn a_database_that_was_put_back_is_read_anew(shop) {
        shop.must_be_sound = false;
        assert_eq!(seen(&shop.ctx, Locale::En, "jug").await, ["Jug 900 Few(1)"]);
        changes::set_price(&shop.ctx, "JUG", 950).await.expect("set");
        assert_eq!(seen(&shop.ctx, Locale::En, "jug").await, ["Jug 950 Few(1)"]);
        // What a restored database has: other rows, and numbers that begin anew.
        shop.meddle("UPDATE variants SET price_minor = 800 WHERE sku = 'JUG'").await;
        match &shop.ctx.db {
            Db::Sqlite { .. } => shop.meddle("DELETE FROM catalog_changes").await,
            Db::Postgres(_) => {
                shop.meddle("DELETE FROM catalog_changes").await;
                shop.meddle("CREATE OR REPLACE VIEW catalog_horizon AS SELECT 3::bigint AS number").await;
            }
        }
        assert_eq!(seen(&shop.ctx, Locale::En, "jug").await, ["Jug 800 Few(1)"]);
    }
}

/// A change that is committed after later ones is not overlooked: the horizon waits for it.
///
/// The same with the guard removed, by a horizon that is just behind the last change seen.
async fn late_commit(horizon: &str) -> Vec<String> {
    let mut shop = TestShop::new(Engine::Postgres).await;
    shop.must_be_sound = false;
    let Db::Postgres(pool) = &shop.ctx.db else {
        panic!("PostgreSQL");
    };
    shop.meddle(format!(
        "CREATE OR REPLACE VIEW catalog_horizon AS {horizon}"
    ))
    .await;
    seen(&shop.ctx, Locale::En, "jug").await;
    let mut first = pool.acquire().await.expect("a connection");
    let mut late = first.begin().await.expect("a transaction");
    late.execute("UPDATE variants SET price_minor = 910 WHERE sku = 'JUG'")
        .await
        .expect("changed");
    shop.meddle("UPDATE variants SET price_minor = 2100 WHERE sku = 'BOWL'")
        .await;
    let mut answers = seen(&shop.ctx, Locale::En, "bowl").await;
    answers.extend(seen(&shop.ctx, Locale::En, "jug").await);
    late.commit().await.expect("committed");
    answers.extend(seen(&shop.ctx, Locale::En, "jug").await);
    answers.extend(seen(&shop.ctx, Locale::En, "bowl").await);
    drop(first);
    answers
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_change_that_is_committed_late_is_seen() {
    let guarded = "SELECT pg_snapshot_xmin(pg_current_snapshot())::text::bigint AS number";
    assert_eq!(
        late_commit(guarded).await,
        [
            "bowl 2100 InStock",
            "Jug 900 Few(1)",
            "Jug 910 Few(1)",
            "bowl 2100 InStock"
        ]
    );
    let unguarded = "SELECT COALESCE(MAX(number), 0) + 1 AS number FROM catalog_changes";
    assert_eq!(
        late_commit(unguarded).await,
        [
            "bowl 2100 InStock",
            "Jug 900 Few(1)",
            "Jug 900 Few(1)",
            "bowl 2100 InStock"
        ],
        "without the guard the late change is overlooked: the test can fail"
    );
}
