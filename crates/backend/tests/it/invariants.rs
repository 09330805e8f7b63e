//! The checks find what they are for.

use backend::cart::{CartToken, add_to_cart};
use backend::catalog::changes;
use backend::invariants::check;
use domain::locale::Locale;

use crate::shop::TestShop;

async fn broken(shop: &mut TestShop, statement: &'static str) -> Vec<String> {
    shop.must_be_sound = false;
    shop.meddle(statement).await;
    check(&shop.ctx).await.expect("the checks run")
}

on_both_engines! {
    async fn a_sound_shop_has_nothing_broken(shop) {
        assert_eq!(check(&shop.ctx).await.expect("the checks run"), Vec::<String>::new());
        shop.ctx.db.ping().await.expect("the database answers");
    }

    async fn stock_that_the_ledger_does_not_explain_is_found(shop) {
        let broken = broken(shop, "UPDATE variants SET stock = 11 WHERE sku = 'MUG-SAGE-S'").await;
        assert_eq!(broken, ["stock of MUG-SAGE-S is 11, its ledger says 10"]);
    }

    async fn a_missing_english_text_is_found(shop) {
        let broken = broken(shop, "DELETE FROM product_translations WHERE slug = 'bowl'").await;
        assert_eq!(broken, ["bowl has no English text"]);
    }

    async fn variants_that_cannot_be_chosen_are_found(shop) {
        let broken = broken(shop, "DELETE FROM option_values WHERE code = 'sand'").await;
        assert_eq!(broken, ["MUG-SAND-S cannot be chosen by its options"]);
    }

    async fn a_redirect_that_leads_nowhere_is_found(shop) {
        changes::rename_product(&shop.ctx, "bowl", Locale::En, "dish").await.expect("renamed");
        let broken = broken(shop, "UPDATE slug_redirects SET target_id = 999999").await;
        assert_eq!(broken, ["the former product slug bowl leads nowhere or astray"]);
    }

    async fn a_cart_with_too_many_lines_is_found(shop) {
        let token = CartToken::generate(&shop.ctx);
        let bowl = shop.variant("BOWL").await;
        add_to_cart(&shop.ctx, &token, Locale::En, bowl, 1).await.expect("added");
        shop.configure(|settings| settings.max_lines = 0);
        assert_eq!(broken(shop, "UPDATE carts SET updated_at = 0").await.len(), 1);
    }
}
