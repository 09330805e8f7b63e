//! The checks of orders find what they are for.

#![allow(clippy::unwrap_used)]

use backend::invariants::check;
use backend::payments::reconcile_order;

use crate::buying::{Till, paying, placed};
use crate::shop::TestShop;

/// A shop with a paid and a waiting order, and what is broken after the statement.
async fn broken(shop: &mut TestShop, statement: &'static str) -> Vec<String> {
    let till = Till::open(shop);
    let (_, order, reference) = paying(shop, &till, &[("BOWL", 2)]).await;
    till.gateway.pay(&reference);
    reconcile_order(&shop.ctx, &order).await.unwrap();
    placed(shop, &[("JUG", 1)]).await;
    assert_eq!(check(&shop.ctx).await.unwrap(), Vec::<String>::new());
    shop.must_be_sound = false;
    shop.meddle(statement).await;
    check(&shop.ctx).await.unwrap()
}

#[track_caller]
fn assert_found(broken: &[String], what: &str) {
    assert!(
        broken.len() == 1 && broken[0].ends_with(what),
        "{what:?} in {broken:?}"
    );
}

on_both_engines! {
    async fn lines_that_are_not_the_total_are_found(shop) {
        let broken = broken(shop, "UPDATE order_lines SET net_minor = net_minor + 1, tax_minor = tax_minor - 1 WHERE sku = 'BOWL'").await;
        assert_found(&broken, "are not its total");
    }

    async fn a_payment_that_is_not_the_total_is_found(shop) {
        let broken = broken(shop, "UPDATE captures SET amount_minor = amount_minor - 1").await;
        assert_found(&broken, "is paid with 4489 captured of 4490");
    }

    async fn stock_that_an_order_does_not_hold_is_found(shop) {
        let broken = broken(shop, "UPDATE stock_movements SET order_id = NULL WHERE change = -1").await;
        assert_found(&broken, "has 1 of JUG, but moved 0 of its stock");
    }

    async fn a_paid_order_that_can_be_paid_again_is_found(shop) {
        let broken = broken(shop, "UPDATE payments SET state = 'open' WHERE state = 'paid'").await;
        assert_found(&broken, "is paid, and can still be paid");
    }

    async fn a_paid_order_without_its_mail_is_found(shop) {
        let broken = broken(shop, "DELETE FROM jobs WHERE kind = 'send_payment_received'").await;
        assert_found(&broken, "is paid without exactly one mail");
    }
}
