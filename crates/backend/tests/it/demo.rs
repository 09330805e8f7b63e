//! The demo's catalogue, and seeding as such.

use backend::InternalError;
use backend::catalog::{list_categories, list_featured, list_newest};
use backend::db::Engine;
use backend::demo::{Seeded, seed_catalogue, seed_if_empty};
use domain::locale::Locale;

use crate::fixture;
use crate::shop::TestShop;

async fn an_empty_shop_is_filled_once(engine: Engine) {
    let shop = TestShop::empty(engine).await;
    let first = seed_if_empty(&shop.ctx).await.expect("seeded");
    assert!(
        matches!(first, Seeded::Now { products } if products >= 10),
        "{first:?}"
    );
    assert_eq!(
        seed_if_empty(&shop.ctx).await.expect("nothing happens"),
        Seeded::Already
    );
    for locale in Locale::ALL {
        assert!(
            list_categories(&shop.ctx, locale)
                .await
                .expect("categories")
                .len()
                >= 4
        );
        assert!(
            list_featured(&shop.ctx, locale, 8)
                .await
                .expect("cards")
                .len()
                >= 3
        );
        assert_eq!(
            list_newest(&shop.ctx, locale, 8)
                .await
                .expect("cards")
                .len(),
            8
        );
    }
}

async fn two_processes_that_start_at_once_fill_a_shop_once(engine: Engine) {
    let shop = TestShop::empty(engine).await;
    let other = shop.another_process().await;
    let json = fixture::catalogue();
    let (mine, others) = tokio::join!(
        seed_catalogue(&shop.ctx, &json),
        seed_catalogue(&other, &json)
    );
    let mut outcomes = [mine.expect("no error"), others.expect("no error")];
    outcomes.sort_by_key(|outcome| *outcome == Seeded::Already);
    assert_eq!(outcomes, [Seeded::Now { products: 5 }, Seeded::Already]);
    other.db.close().await;
}

async fn a_catalogue_that_contradicts_itself_leaves_nothing_behind(engine: Engine) {
    let shop = TestShop::empty(engine).await;
    let wrong = fixture::catalogue().replace(
        r#""category":"kitchen","code":"plate""#,
        r#""category":"attic","code":"plate""#,
    );
    let refused = seed_catalogue(&shop.ctx, &wrong).await;
    assert!(
        matches!(&refused, Err(InternalError::Setup(why)) if why.contains("attic")),
        "{refused:?}"
    );
    assert!(matches!(
        seed_catalogue(&shop.ctx, "{").await,
        Err(InternalError::Json(_))
    ));
    assert_eq!(
        list_categories(&shop.ctx, Locale::En).await.expect("none"),
        []
    );
    let now = seed_catalogue(&shop.ctx, &fixture::catalogue())
        .await
        .expect("seeded");
    assert_eq!(now, Seeded::Now { products: 5 });
}

macro_rules! from_empty_on_both_engines {
    ($($name:ident)*) => {$(
        mod $name {
            use backend::db::Engine;

            #[tokio::test(flavor = "multi_thread", worker_threads = 4)]
            async fn sqlite() {
                super::$name(Engine::Sqlite).await;
            }

            #[tokio::test(flavor = "multi_thread", worker_threads = 4)]
            async fn postgres() {
                super::$name(Engine::Postgres).await;
            }
        }
    )*};
}

from_empty_on_both_engines! {
    an_empty_shop_is_filled_once
    two_processes_that_start_at_once_fill_a_shop_once
    a_catalogue_that_contradicts_itself_leaves_nothing_behind
}
