//! The row that says what a database may be used for.

use backend::InternalError;
use backend::shop::{ShopRow, claim, find};
use domain::money::Currency;
use domain::payments::Mode;
use domain::time::Timestamp;
use futures::future::join_all;

use crate::shop::TestShop;

async fn start(
    shop: &TestShop,
    mode: Mode,
    currency: Currency,
    candidate: u8,
) -> Result<ShopRow, InternalError> {
    claim(&shop.ctx.db, mode, currency, Timestamp(1), [candidate; 32]).await
}

fn refusal(outcome: Result<ShopRow, InternalError>) -> String {
    match outcome {
        Err(InternalError::Setup(why)) => why,
        Err(other) => panic!("{other:?}"),
        Ok(_) => panic!("not refused"),
    }
}

on_both_engines! {
    async fn the_first_start_decides_and_later_ones_find_it(shop) {
        let first = start(shop, Mode::Test, Currency::Eur, 1).await.expect("claimed");
        assert!(first.mode == Mode::Test && first.currency == Currency::Eur && first.link_key == [1; 32]);
        let later = start(shop, Mode::Test, Currency::Eur, 2).await.expect("found");
        assert!(later == first);
    }

    async fn who_only_looks_claims_nothing(shop) {
        assert!(find(&shop.ctx.db, Currency::Usd).await.expect("read").is_none());
        let claimed = start(shop, Mode::Live, Currency::Usd, 1).await.expect("claimed");
        assert!(find(&shop.ctx.db, Currency::Usd).await.expect("read") == Some(claimed));
        assert!(find(&shop.ctx.db, Currency::Brl).await.is_err());
    }

    async fn another_mode_or_currency_is_refused_in_words(shop) {
        assert!(start(shop, Mode::Test, Currency::Usd, 1).await.is_ok());
        let why = refusal(start(shop, Mode::Live, Currency::Usd, 1).await);
        assert!(why.contains("test shop") && why.contains("live mode"), "{why}");
        let why = refusal(start(shop, Mode::Test, Currency::Brl, 1).await);
        assert!(why.contains("USD") && why.contains("BRL"), "{why}");
    }

    async fn of_several_first_starts_all_get_one_key(shop) {
        let processes = join_all((0..3).map(|_| shop.another_process())).await;
        let starts = processes.iter().cycle().zip(1..=24).map(|(ctx, candidate)| {
            claim(&ctx.db, Mode::Live, Currency::Usd, Timestamp(1), [candidate; 32])
        });
        let keys: Vec<_> = join_all(starts).await.into_iter().map(|row| row.map(|row| row.link_key).expect("a row")).collect();
        assert!(keys.iter().all(|key| *key == keys[0]), "{keys:?}");
        join_all(processes.iter().map(|ctx| ctx.db.close())).await;
    }
}
