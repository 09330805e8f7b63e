//! The use cases against both databases: one file per noun, every test on SQLite and on PostgreSQL.
//!
//! `scripts/with-postgres cargo test -p backend` runs them; `shop.rs` is the harness.

/// Makes two tests of each function, `name::sqlite` and `name::postgres`, each with a shop of its own.
macro_rules! on_both_engines {
    ($(async fn $name:ident($shop:ident) $body:block)*) => {$(
        async fn $name($shop: &mut $crate::shop::TestShop) $body

        mod $name {
            use backend::db::Engine;

            use crate::shop::TestShop;

            #[tokio::test(flavor = "multi_thread", worker_threads = 4)]
            async fn sqlite() {
                super::$name(&mut TestShop::new(Engine::Sqlite).await).await;
            }

            #[tokio::test(flavor = "multi_thread", worker_threads = 4)]
            async fn postgres() {
                super::$name(&mut TestShop::new(Engine::Postgres).await).await;
            }
        }
    )*};
}

mod buying;
mod cart;
mod cart_notices;
mod catalog;
mod checkout;
mod claim;
mod coverage;
mod demo;
mod fake_gateway;
mod fixture;
mod freshness;
mod invariants;
mod invariants_orders;
mod jobs;
mod lookup;
mod mail;
mod oracle;
mod orders;
mod payments;
mod products;
mod schema;
mod search;
mod sessions;
mod shop;
mod sitemap;
mod stripe;
