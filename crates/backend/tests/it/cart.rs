//! What shoppers do to a cart.

use backend::Ctx;
use backend::cart::{
    CartError, CartToken, add_to_cart, list_products, remove_line, restore_line, set_quantity,
    view_cart,
};
use backend::catalog::changes::{self, OnSale};
use domain::cart::{Cart, CartRejection};
use domain::ids::VariantId;
use domain::locale::Locale;
use futures::future::join_all;

use crate::shop::TestShop;

async fn cart(shop: &TestShop, token: &CartToken) -> Cart {
    view_cart(&shop.ctx, Some(token), Locale::En)
        .await
        .expect("a cart")
}

/// (SKU, pieces, price each) of the lines.
fn lines(cart: &Cart) -> Vec<(&str, i64, &str)> {
    cart.lines
        .iter()
        .map(|line| {
            (
                line.sku.as_str(),
                line.quantity,
                line.unit_price.text.as_str(),
            )
        })
        .collect()
}

#[track_caller]
fn rejected<T: std::fmt::Debug>(outcome: Result<T, CartError>, expected: CartRejection) {
    match outcome {
        Err(CartError::Rejected(rejection)) => assert_eq!(rejection, expected),
        other => panic!("{other:?} in place of {expected:?}"),
    }
}

/// So often is a race run, so that luck hides nothing.
const ROUNDS: usize = 6;

/// Five variants at once, one each, by two processes; gives how many were not refused for want of lines.
async fn add_all_at_once(shop: &TestShop, processes: &[Ctx], token: &CartToken) -> i64 {
    let skus = ["BOWL", "JUG", "APRON", "MUG-SAGE-S", "MUG-SAGE-L"];
    let variants = join_all(skus.map(|sku| shop.variant(sku))).await;
    let mut adding = tokio::task::JoinSet::new();
    for (variant, ctx) in variants.into_iter().zip(processes.iter().cycle()) {
        let (ctx, token) = (ctx.clone(), token.clone());
        adding.spawn(async move {
            match add_to_cart(&ctx, &token, Locale::En, variant, 1).await {
                Ok(_) => 1,
                Err(CartError::Rejected(CartRejection::TooManyLines)) => 0,
                Err(other) => panic!("{other:?}"),
            }
        });
    }
    adding.join_all().await.into_iter().sum()
}

async fn add(
    shop: &TestShop,
    token: &CartToken,
    sku: &str,
    pieces: i64,
) -> domain::cart::CartChange {
    let variant = shop.variant(sku).await;
    add_to_cart(&shop.ctx, token, Locale::En, variant, pieces)
        .await
        .expect("it is added")
}

on_both_engines! {
    async fn the_products_of_a_cart_are_those_of_its_lines_each_once(shop) {
        let token = CartToken::generate(&shop.ctx);
        let products = async || list_products(&shop.ctx, Some(&token)).await.expect("products");
        assert_eq!(list_products(&shop.ctx, None).await.expect("products"), []);
        assert_eq!(products().await, [], "an unknown cart has none");
        for sku in ["MUG-SAGE-S", "MUG-SAGE-L", "BOWL"] {
            add(shop, &token, sku, 1).await;
        }
        assert_eq!(products().await.len(), 2, "two mugs are one product");
        remove_line(&shop.ctx, &token, Locale::En, shop.variant("BOWL").await)
            .await
            .expect("it is removed");
        assert_eq!(products().await.len(), 1, "what was removed is in no cart");
    }

    async fn nobodys_cart_is_empty(shop) {
        let unknown = CartToken::generate(&shop.ctx);
        for token in [None, Some(&unknown)] {
            let cart = view_cart(&shop.ctx, token, Locale::En).await.expect("a cart");
            assert_eq!((cart.lines.len(), cart.count, cart.totals, cart.count_label.as_str()), (0, 0, None, "Cart, empty"));
        }
    }

    async fn a_variant_has_one_line_however_often_it_is_added(shop) {
        let token = CartToken::generate(&shop.ctx);
        let first = add(shop, &token, "MUG-SAGE-L", 1).await;
        assert_eq!((first.message.as_str(), first.limited, first.undo), ("Mug added to cart", false, None));
        add(shop, &token, "BOWL", 2).await;
        let change = add(shop, &token, "MUG-SAGE-L", 1).await;
        assert_eq!(lines(&change.cart), [("MUG-SAGE-L", 2, "$15.00"), ("BOWL", 2, "$20.00")]);
        assert_eq!(change.cart, cart(shop, &token).await);
        assert_eq!((change.cart.count, change.cart.count_label.as_str()), (4, "Cart, 4 items"));
        let totals = change.cart.totals.expect("totals");
        assert_eq!((totals.subtotal.text.as_str(), totals.shipping_estimate.text.as_str(), totals.total.text.as_str()),
            ("$70.00", "$4.90", "$74.90"));
    }

    async fn a_line_says_what_it_is_and_where_its_page_is(shop) {
        let token = CartToken::generate(&shop.ctx);
        let variant = shop.variant("MUG-SAGE-L").await;
        add(shop, &token, "MUG-SAGE-L", 2).await;
        let cart = view_cart(&shop.ctx, Some(&token), Locale::Ru).await.expect("a cart");
        let line = &cart.lines[0];
        assert_eq!((line.variant_id, line.name.as_str(), line.variant_name.as_str()), (variant, "Кружка", "Шалфей, large"));
        assert_eq!(line.href.as_deref(), Some("/ru/p/kruzhka?colour=sage&size=l"));
        assert_eq!(line.picture.as_ref().map(|picture| picture.file.as_str()), Some("mug-sage"));
        assert_eq!((line.max_quantity, line.line_total.text.as_str(), line.buyable), (3, "30,00\u{a0}$", true));
        assert_eq!((line.notices.len(), cart.count_label.as_str()), (0, "Корзина, 2 товара"));
        add(shop, &token, "BOWL", 1).await;
        let bowl = &self::cart(shop, &token).await.lines[1];
        assert_eq!((bowl.variant_name.as_str(), bowl.href.as_deref(), bowl.max_quantity), ("", Some("/en/p/bowl"), 20));
    }

    async fn no_more_is_granted_than_is_there_or_than_a_line_holds(shop) {
        let token = CartToken::generate(&shop.ctx);
        let change = add(shop, &token, "MUG-SAGE-L", 5).await;
        assert_eq!((change.limited, change.message.as_str()), (true, "Only 3 are left, so we changed the quantity."));
        assert_eq!(lines(&change.cart), [("MUG-SAGE-L", 3, "$15.00")]);
        let change = add(shop, &token, "BOWL", 19).await;
        assert!(!change.limited);
        let change = add(shop, &token, "BOWL", i64::MAX).await;
        assert_eq!((change.limited, change.message.as_str()), (true, "You can order up to 20 of this."));
        assert_eq!(change.cart.lines[1].quantity, 20);
    }

    async fn what_cannot_be_added_is_refused_by_name(shop) {
        let token = CartToken::generate(&shop.ctx);
        let bowl = shop.variant("BOWL").await;
        let plate = shop.variant("PLATE").await;
        changes::set_on_sale(&shop.ctx, "apron", OnSale::No).await.expect("taken off");
        let apron = shop.variant("APRON").await;
        let add = async |variant, pieces| add_to_cart(&shop.ctx, &token, Locale::En, variant, pieces).await;
        rejected(add(bowl, 0).await, CartRejection::BadQuantity);
        rejected(add(bowl, -1).await, CartRejection::BadQuantity);
        rejected(add(bowl, i64::MIN).await, CartRejection::BadQuantity);
        rejected(add(plate, 1).await, CartRejection::SoldOut);
        rejected(add(apron, 1).await, CartRejection::NotSold);
        rejected(add(VariantId(999_999), 1).await, CartRejection::NotSold);
        rejected(set_quantity(&shop.ctx, &token, Locale::En, bowl, -3).await, CartRejection::BadQuantity);
        assert_eq!(cart(shop, &token).await.lines, []);
    }

    async fn a_full_cart_takes_no_further_line(shop) {
        shop.configure(|settings| settings.max_lines = 2);
        let token = CartToken::generate(&shop.ctx);
        let jug = shop.variant("JUG").await;
        let bowl = shop.variant("BOWL").await;
        add(shop, &token, "BOWL", 1).await;
        add(shop, &token, "APRON", 1).await;
        let add_jug = async || add_to_cart(&shop.ctx, &token, Locale::En, jug, 1).await;
        rejected(add_jug().await, CartRejection::TooManyLines);
        add(shop, &token, "BOWL", 1).await;
        remove_line(&shop.ctx, &token, Locale::En, bowl).await.expect("removed");
        add_jug().await.expect("there is room");
        rejected(restore_line(&shop.ctx, &token, Locale::En, bowl).await, CartRejection::TooManyLines);
    }

    async fn a_quantity_is_set_and_none_removes_the_line(shop) {
        let token = CartToken::generate(&shop.ctx);
        let bowl = shop.variant("BOWL").await;
        add(shop, &token, "BOWL", 5).await;
        let change = set_quantity(&shop.ctx, &token, Locale::En, bowl, 3).await.expect("set");
        assert_eq!((lines(&change.cart), change.message.as_str()), (vec![("BOWL", 3, "$20.00")], "Cart updated"));
        let change = set_quantity(&shop.ctx, &token, Locale::En, bowl, 21).await.expect("set");
        assert_eq!((change.cart.lines[0].quantity, change.limited), (20, true));
        let change = set_quantity(&shop.ctx, &token, Locale::En, bowl, 0).await.expect("removed");
        assert_eq!((change.cart.lines.len(), change.message.as_str()), (0, "bowl removed"));
        assert_eq!(change.undo.map(|undo| (undo.variant_id, undo.quantity.get())), Some((bowl, 20)));
    }

    async fn a_removed_line_comes_back_to_its_place_at_its_price(shop) {
        let token = CartToken::generate(&shop.ctx);
        let bowl = shop.variant("BOWL").await;
        add(shop, &token, "BOWL", 4).await;
        add(shop, &token, "JUG", 1).await;
        let change = remove_line(&shop.ctx, &token, Locale::En, bowl).await.expect("removed");
        assert_eq!((lines(&change.cart), change.cart.count), (vec![("JUG", 1, "$9.00")], 1));
        assert!(change.undo.is_some());
        let again = remove_line(&shop.ctx, &token, Locale::En, bowl).await.expect("nothing happens");
        assert_eq!((again.undo, again.message.as_str()), (None, ""));
        changes::set_price(&shop.ctx, "BOWL", 2_500).await.expect("dearer");
        changes::set_stock(&shop.ctx, "BOWL", 3).await.expect("fewer");
        let change = restore_line(&shop.ctx, &token, Locale::En, bowl).await.expect("restored");
        assert_eq!(lines(&change.cart), [("BOWL", 3, "$20.00"), ("JUG", 1, "$9.00")]);
        assert_eq!((change.limited, change.message.as_str()), (true, "Only 3 are left, so we changed the quantity."));
        let again = restore_line(&shop.ctx, &token, Locale::En, bowl).await.expect("nothing happens");
        assert_eq!((lines(&again.cart), again.message.as_str()), (lines(&change.cart), ""));
    }

    async fn a_removed_line_that_sold_out_stays_removed(shop) {
        let token = CartToken::generate(&shop.ctx);
        let jug = shop.variant("JUG").await;
        add(shop, &token, "JUG", 1).await;
        remove_line(&shop.ctx, &token, Locale::En, jug).await.expect("removed");
        changes::set_stock(&shop.ctx, "JUG", 0).await.expect("sold out");
        rejected(restore_line(&shop.ctx, &token, Locale::En, jug).await, CartRejection::SoldOut);
        changes::delete_product(&shop.ctx, "jug").await.expect("deleted");
        rejected(restore_line(&shop.ctx, &token, Locale::En, jug).await, CartRejection::NotSold);
        assert_eq!(cart(shop, &token).await.lines, []);
    }

    async fn adding_what_was_removed_starts_anew(shop) {
        let token = CartToken::generate(&shop.ctx);
        let bowl = shop.variant("BOWL").await;
        add(shop, &token, "BOWL", 7).await;
        add(shop, &token, "JUG", 1).await;
        remove_line(&shop.ctx, &token, Locale::En, bowl).await.expect("removed");
        changes::set_price(&shop.ctx, "BOWL", 2_500).await.expect("dearer");
        let change = add(shop, &token, "BOWL", 1).await;
        assert_eq!(lines(&change.cart), [("JUG", 1, "$9.00"), ("BOWL", 1, "$25.00")]);
    }

    async fn carts_of_two_tokens_have_nothing_in_common(shop) {
        let (mine, yours) = (CartToken::generate(&shop.ctx), CartToken::generate(&shop.ctx));
        add(shop, &mine, "BOWL", 1).await;
        add(shop, &yours, "JUG", 1).await;
        assert_eq!(lines(&cart(shop, &mine).await), [("BOWL", 1, "$20.00")]);
        assert_eq!(lines(&cart(shop, &yours).await), [("JUG", 1, "$9.00")]);
    }

    async fn adding_at_once_loses_nothing(shop) {
        shop.configure(|settings| settings.max_per_line = 100);
        let token = CartToken::generate(&shop.ctx);
        let bowl = shop.variant("BOWL").await;
        let processes = join_all([shop.another_process(), shop.another_process()]).await;
        let mut adding = tokio::task::JoinSet::new();
        for shopper in 0..8 {
            let (ctx, token) = (processes[shopper % 2].clone(), token.clone());
            adding.spawn(async move {
                for _ in 0..5 {
                    add_to_cart(&ctx, &token, Locale::En, bowl, 1).await.expect("it is added");
                }
            });
        }
        adding.join_all().await;
        assert_eq!(lines(&cart(shop, &token).await), [("BOWL", 40, "$20.00")]);
        join_all(processes.iter().map(|ctx| ctx.db.close())).await;
    }

    async fn the_first_adds_of_a_browser_at_once_make_one_cart(shop) {
        let processes = join_all([shop.another_process(), shop.another_process()]).await;
        for _ in 0..ROUNDS {
            let token = CartToken::generate(&shop.ctx);
            let added = add_all_at_once(shop, &processes, &token).await;
            assert_eq!((added, cart(shop, &token).await.count), (5, 5));
        }
        join_all(processes.iter().map(|ctx| ctx.db.close())).await;
    }

    async fn filling_a_cart_at_once_stays_within_its_lines(shop) {
        shop.configure(|settings| settings.max_lines = 2);
        let processes = join_all([shop.another_process(), shop.another_process()]).await;
        for _ in 0..ROUNDS {
            let token = CartToken::generate(&shop.ctx);
            let added = add_all_at_once(shop, &processes, &token).await;
            assert_eq!((added, cart(shop, &token).await.count), (2, 2));
        }
        join_all(processes.iter().map(|ctx| ctx.db.close())).await;
    }
}
