//! What a cart says about what changed since something was added.

use backend::cart::{CartToken, add_to_cart, set_quantity, view_cart};
use backend::catalog::changes::{self, OnSale};
use domain::cart::{Cart, CartLine};
use domain::locale::Locale;

use crate::shop::TestShop;

/// A cart with two bowls, of which there are 100, at $20.00 for an hour.
async fn two_bowls(shop: &TestShop) -> CartToken {
    let token = CartToken::generate(&shop.ctx);
    let bowl = shop.variant("BOWL").await;
    add_to_cart(&shop.ctx, &token, Locale::En, bowl, 2)
        .await
        .expect("it is added");
    token
}

async fn cart(shop: &TestShop, token: &CartToken) -> Cart {
    view_cart(&shop.ctx, Some(token), Locale::En)
        .await
        .expect("a cart")
}

async fn line(shop: &TestShop, token: &CartToken) -> CartLine {
    cart(shop, token).await.lines.remove(0)
}

async fn set_price(shop: &TestShop, minor: i64) {
    changes::set_price(&shop.ctx, "BOWL", minor)
        .await
        .expect("the price is set");
}

on_both_engines! {
    async fn a_lower_price_counts_at_once_and_is_said(shop) {
        let token = two_bowls(shop).await;
        set_price(shop, 1_500).await;
        let line = line(shop, &token).await;
        assert_eq!((line.unit_price.minor, line.line_total.minor, line.buyable), (1_500, 3_000, true));
        assert_eq!(line.notices, ["The price went down from $20.00 to $15.00."]);
        assert_eq!(cart(shop, &token).await.totals.map(|totals| totals.subtotal.minor), Some(3_000));
    }

    async fn a_higher_price_counts_when_the_promise_has_run_out(shop) {
        let token = two_bowls(shop).await;
        set_price(shop, 2_500).await;
        shop.clock.advance_seconds(3_599);
        let held = line(shop, &token).await;
        assert_eq!((held.unit_price.minor, held.notices.len()), (2_000, 0));
        shop.clock.advance_seconds(1);
        let line = line(shop, &token).await;
        assert_eq!((line.unit_price.minor, line.line_total.minor, line.buyable), (2_500, 5_000, true));
        assert_eq!(line.notices, ["The price you were offered has run out: it was $20.00 and is $25.00 now."]);
    }

    async fn changing_a_line_promises_its_price_anew(shop) {
        let token = two_bowls(shop).await;
        let bowl = shop.variant("BOWL").await;
        shop.clock.advance_seconds(3_000);
        set_quantity(&shop.ctx, &token, Locale::En, bowl, 3).await.expect("set");
        set_price(shop, 2_500).await;
        shop.clock.advance_seconds(3_000);
        assert_eq!(line(shop, &token).await.unit_price.minor, 2_000);
        shop.clock.advance_seconds(600);
        let change = add_to_cart(&shop.ctx, &token, Locale::En, bowl, 1).await.expect("added");
        assert_eq!(change.message,
            "bowl added to cart The price you were offered has run out: it was $20.00 and is $25.00 now.");
        let now = line(shop, &token).await;
        assert_eq!((now.unit_price.minor, now.quantity, now.notices.len()), (2_500, 4, 0));
    }

    async fn a_promise_below_the_catalogue_is_kept_and_not_prolonged(shop) {
        let token = two_bowls(shop).await;
        let bowl = shop.variant("BOWL").await;
        set_price(shop, 2_500).await;
        shop.clock.advance_seconds(3_000);
        let change = add_to_cart(&shop.ctx, &token, Locale::En, bowl, 1).await.expect("added");
        assert_eq!((change.cart.lines[0].unit_price.minor, change.message.as_str()), (2_000, "bowl added to cart"));
        shop.clock.advance_seconds(600);
        assert_eq!(line(shop, &token).await.unit_price.minor, 2_500);
    }

    async fn fewer_than_wanted_are_shown_and_counted_as_what_is_there(shop) {
        let token = two_bowls(shop).await;
        changes::set_stock(&shop.ctx, "BOWL", 1).await.expect("fewer");
        let shown = cart(shop, &token).await;
        let line = &shown.lines[0];
        assert_eq!((line.quantity, line.max_quantity, line.line_total.minor), (1, 1, 2_000));
        assert_eq!(line.notices, ["Only 1 is left, so we changed the quantity."]);
        assert_eq!((shown.count, shown.totals.map(|totals| totals.subtotal.minor)), (1, Some(2_000)));
        changes::set_stock(&shop.ctx, "BOWL", 9).await.expect("more again");
        assert_eq!(self::line(shop, &token).await.quantity, 2);
    }

    async fn a_lowered_limit_per_line_is_said(shop) {
        let token = two_bowls(shop).await;
        shop.configure(|settings| settings.max_per_line = 1);
        let line = line(shop, &token).await;
        assert_eq!((line.quantity, line.max_quantity), (1, 1));
        assert_eq!(line.notices, ["You can order up to 1 of this."]);
    }

    async fn what_sold_out_is_shown_and_in_no_total(shop) {
        let token = two_bowls(shop).await;
        let apron = shop.variant("APRON").await;
        add_to_cart(&shop.ctx, &token, Locale::En, apron, 1).await.expect("added");
        changes::set_stock(&shop.ctx, "BOWL", 0).await.expect("sold out");
        let shown = cart(shop, &token).await;
        let line = shown.lines.iter().find(|line| line.sku == "BOWL").expect("the line is there");
        assert_eq!((line.quantity, line.max_quantity, line.buyable), (2, 0, false));
        assert_eq!(line.notices, ["Sold out meanwhile. It is not part of your order."]);
        assert_eq!((shown.count, shown.totals.map(|totals| totals.subtotal.minor)), (1, Some(1_200)));
    }

    async fn what_is_no_longer_sold_keeps_its_name_and_can_be_removed(shop) {
        let token = two_bowls(shop).await;
        let bowl = shop.variant("BOWL").await;
        changes::set_on_sale(&shop.ctx, "bowl", OnSale::No).await.expect("taken off");
        for _ in 0..2 {
            let shown = cart(shop, &token).await;
            let line = &shown.lines[0];
            assert_eq!((line.name.as_str(), line.buyable, &line.href, line.max_quantity), ("bowl", false, &None, 0));
            assert_eq!(line.notices, ["No longer available. It is not part of your order."]);
            assert_eq!((shown.count, shown.totals), (0, None));
            let _ = changes::delete_product(&shop.ctx, "bowl").await;
        }
        let change = set_quantity(&shop.ctx, &token, Locale::En, bowl, 0).await.expect("removed");
        assert_eq!((change.cart.lines.len(), change.message.as_str()), (0, "bowl removed"));
    }

    async fn several_changes_are_all_said(shop) {
        let token = two_bowls(shop).await;
        set_price(shop, 1_000).await;
        changes::set_stock(&shop.ctx, "BOWL", 1).await.expect("fewer");
        assert_eq!(line(shop, &token).await.notices,
            ["The price went down from $20.00 to $10.00.", "Only 1 is left, so we changed the quantity."]);
    }
}
