//! Sessions in the database.

use std::collections::HashMap;

use backend::context::Clock as _;
use backend::sessions::{SqlSessionStore, delete_expired};
use serde_json::json;
use tower_sessions::SessionStore;
use tower_sessions::cookie::time::OffsetDateTime;
use tower_sessions::session::{Id, Record};

use crate::shop::TestShop;

fn store(shop: &TestShop) -> SqlSessionStore {
    SqlSessionStore {
        db: shop.ctx.db.clone(),
        clock: shop.ctx.clock.clone(),
    }
}

/// A session that says `said` and lives for an hour.
fn session(shop: &TestShop, id: i128, said: &str) -> Record {
    let expiry = i128::from(shop.clock.now().plus_seconds(3_600).0) * 1_000_000;
    Record {
        id: Id(id),
        data: HashMap::from([("said".to_owned(), json!(said))]),
        expiry_date: OffsetDateTime::from_unix_timestamp_nanos(expiry).expect("a date"),
    }
}

async fn said(store: &SqlSessionStore, id: i128) -> Option<String> {
    let record = store.load(&Id(id)).await.expect("an answer")?;
    Some(record.data["said"].as_str().expect("a text").to_owned())
}

on_both_engines! {
    async fn a_session_is_loaded_as_it_was_saved(shop) {
        let store = store(shop);
        let mut record = session(shop, -1, "hello");
        store.create(&mut record).await.expect("created");
        assert_eq!(store.load(&Id(-1)).await.expect("an answer"), Some(record.clone()));
        record.data.insert("said".to_owned(), json!("bye"));
        store.save(&record).await.expect("saved");
        assert_eq!(store.load(&Id(-1)).await.expect("an answer"), Some(record));
        assert_eq!(store.load(&Id(2)).await.expect("an answer"), None);
    }

    async fn saving_what_is_gone_brings_it_back(shop) {
        let store = store(shop);
        store.save(&session(shop, 5, "still here")).await.expect("saved");
        assert_eq!(said(&store, 5).await.as_deref(), Some("still here"));
    }

    async fn creating_never_overwrites(shop) {
        let store = store(shop);
        store.create(&mut session(shop, 7, "mine")).await.expect("created");
        let mut other = session(shop, 7, "yours");
        store.create(&mut other).await.expect("created under another id");
        assert_ne!(other.id, Id(7));
        assert_eq!(said(&store, 7).await.as_deref(), Some("mine"));
        assert_eq!(said(&store, other.id.0).await.as_deref(), Some("yours"));
    }

    async fn an_expired_session_is_not_loaded_and_can_be_deleted(shop) {
        let store = store(shop);
        store.create(&mut session(shop, 1, "old")).await.expect("created");
        shop.clock.advance_seconds(3_599);
        assert!(said(&store, 1).await.is_some());
        store.create(&mut session(shop, 2, "new")).await.expect("created");
        shop.clock.advance_seconds(1);
        assert_eq!(said(&store, 1).await, None);
        assert_eq!(delete_expired(&shop.ctx).await.expect("deleted"), 1);
        assert_eq!(delete_expired(&shop.ctx).await.expect("deleted"), 0);
        assert!(said(&store, 2).await.is_some());
    }

    async fn a_deleted_session_is_gone(shop) {
        let store = store(shop);
        store.create(&mut session(shop, 1, "hello")).await.expect("created");
        store.delete(&Id(1)).await.expect("deleted");
        store.delete(&Id(1)).await.expect("deleted twice is no error");
        assert_eq!(said(&store, 1).await, None);
    }

    async fn what_a_session_holds_is_not_printed(shop) {
        assert_eq!(format!("{:?}", store(shop)), "SqlSessionStore");
    }
}
