//! Orders after they were placed: who may see them, and what time does to them.

#![allow(clippy::unwrap_used)]

use std::sync::Arc;

use backend::Ctx;
use backend::context::SecretKey;
use backend::orders::{find_order, order_link, order_path, sign_link, verify_link};
use backend::payments::{StartError, reconcile_order, start_payment};
use domain::ids::OrderId;
use domain::locale::Locale;
use domain::orders::PaymentStatus;
use domain::payments::PaymentState;
use domain::time::Timestamp;

use crate::buying::{
    Till, count_captures, events, order_state, paying, payment_states, placed, ready, stock,
    subjects, work,
};

/// Past the half hour that an order waits in the tests.
const TOO_LATE_SECONDS: i64 = 1_801;

on_both_engines! {
    async fn a_link_opens_its_own_order_until_it_expires(shop) {
        let ctx = &shop.ctx;
        let order = OrderId("0198".to_owned());
        let expires = ctx.now().plus_seconds(60);
        let signature = sign_link(ctx, &order, expires);
        assert!(verify_link(ctx, &order, expires, &signature));
        assert_eq!(
            order_link(ctx, Locale::PtBr, &order),
            format!("https://shop.example/pt-br/orders/0198?expires={}&signature={}",
                ctx.now().plus_seconds(86_400).0, sign_link(ctx, &order, ctx.now().plus_seconds(86_400)))
        );
        assert_eq!(order_path(Locale::ZhHans, &order), "/zh-hans/orders/0198");
        for wrong in ["", "%%%", "AAAA", &signature[1..], &format!("{signature}A"), &signature.to_lowercase()] {
            assert!(!verify_link(ctx, &order, expires, wrong), "{wrong}");
        }
        assert!(!verify_link(ctx, &OrderId("0199".to_owned()), expires, &signature));
        assert!(!verify_link(ctx, &order, Timestamp(expires.0 + 1), &signature));
        let other_shop = Ctx { link_key: Arc::new(SecretKey::new([8; 32])), ..ctx.clone() };
        assert!(!verify_link(&other_shop, &order, expires, &signature));
        shop.clock.advance_seconds(60);
        assert!(!verify_link(ctx, &order, expires, &signature));
    }

    async fn nobodys_order_is_not_found(shop) {
        assert_eq!(find_order(&shop.ctx, &OrderId("nobody's".to_owned()), Locale::En).await.unwrap(), None);
    }

    async fn an_order_is_shown_in_the_readers_language(shop) {
        let till = Till::open(shop);
        let (_, order, reference) = paying(shop, &till, &[("MUG-SAGE-L", 2)]).await;
        till.gateway.pay(&reference);
        reconcile_order(&shop.ctx, &order).await.unwrap();
        let english = find_order(&shop.ctx, &order, Locale::En).await.unwrap().unwrap();
        assert_eq!(english.placed_at, "Nov 21, 2026, 12:00 PM");
        assert_eq!(english.pay_until, "Nov 21, 2026, 12:30 PM");
        assert_eq!(english.arrives, "Arrives Wednesday, November 25 – Friday, November 27");
        assert_eq!(english.payment_reference.as_deref(), Some("pi_cs_fake_1"));
        assert_eq!(english.dashboard_url.as_deref(), Some("https://dashboard.example/pi_cs_fake_1"));
        let russian = find_order(&shop.ctx, &order, Locale::Ru).await.unwrap().unwrap();
        assert_eq!(russian.address_lines.last().unwrap(), "Германия");
        // What was ordered keeps the words it was ordered in.
        assert_eq!((russian.lines[0].name.as_str(), russian.lines[0].total.text.as_str()), ("Mug", "30,00\u{a0}$"));
        assert_eq!((russian.locale, russian.status), (Locale::En, PaymentStatus::Paid));
    }

    async fn an_order_that_nobody_pays_expires_and_gives_its_stock_back(shop) {
        let till = Till::open(shop);
        let (_, never_sent) = placed(shop, &[("JUG", 1)]).await;
        let (_, open, _) = paying(shop, &till, &[("BOWL", 3)]).await;
        shop.clock.advance_seconds(1_799);
        work(shop).await;
        assert_eq!((stock(shop, "JUG").await, stock(shop, "BOWL").await), (0, 97));
        shop.clock.advance_seconds(2);
        assert!(matches!(start_payment(&shop.ctx, &open).await, Err(StartError::NotPayable(PaymentStatus::Expired))));
        work(shop).await;
        for order in [&never_sent, &open] {
            assert_eq!((order_state(shop, order).await.as_str(), payment_states(shop, order).await.as_slice()), ("expired", ["expired".to_owned()].as_slice()));
            assert_eq!(events(shop, order).await, ["placed", "expired"]);
        }
        assert_eq!((stock(shop, "JUG").await, stock(shop, "BOWL").await), (1, 100));
        assert_eq!(till.gateway.only_session().snapshot.state, PaymentState::Expired);
    }

    async fn no_stock_is_given_back_before_the_gateway_has_spoken(shop) {
        let till = Till::open(shop);
        let (_, order, _) = paying(shop, &till, &[("JUG", 1)]).await;
        till.gateway.set_down(true);
        shop.clock.advance_seconds(TOO_LATE_SECONDS);
        work(shop).await;
        assert_eq!((order_state(shop, &order).await.as_str(), stock(shop, "JUG").await), ("awaiting_payment", 0));
        till.gateway.set_down(false);
        shop.clock.advance_seconds(10);
        work(shop).await;
        assert_eq!((order_state(shop, &order).await.as_str(), stock(shop, "JUG").await), ("expired", 1));
    }

    async fn an_order_paid_in_the_last_moment_is_paid(shop) {
        let till = Till::open(shop);
        let (_, order, reference) = paying(shop, &till, &[("JUG", 1)]).await;
        till.gateway.pay(&reference);
        shop.clock.advance_seconds(TOO_LATE_SECONDS);
        work(shop).await;
        assert_eq!((order_state(shop, &order).await.as_str(), stock(shop, "JUG").await), ("paid", 0));
    }

    async fn money_under_way_keeps_its_stock_past_the_end(shop) {
        let till = Till::open(shop);
        let (_, order, reference) = paying(shop, &till, &[("JUG", 1)]).await;
        till.gateway.set_state(&reference, PaymentState::Processing);
        shop.clock.advance_seconds(TOO_LATE_SECONDS);
        work(shop).await;
        assert_eq!((order_state(shop, &order).await.as_str(), stock(shop, "JUG").await), ("awaiting_payment", 0));
        assert_eq!(reconcile_order(&shop.ctx, &order).await.unwrap(), PaymentStatus::Processing);
        till.gateway.set_state(&reference, PaymentState::Failed);
        assert_eq!(reconcile_order(&shop.ctx, &order).await.unwrap(), PaymentStatus::Expired);
        assert_eq!(stock(shop, "JUG").await, 1);
    }

    async fn paid_after_the_end_takes_the_stock_again_if_it_is_there(shop) {
        let till = Till::open(shop);
        let (_, order, reference) = paying(shop, &till, &[("BOWL", 2), ("JUG", 1)]).await;
        shop.clock.advance_seconds(TOO_LATE_SECONDS);
        work(shop).await;
        assert_eq!(order_state(shop, &order).await, "expired");
        till.gateway.pay(&reference);
        for _ in 0..2 {
            assert_eq!(reconcile_order(&shop.ctx, &order).await.unwrap(), PaymentStatus::Paid);
        }
        assert_eq!((stock(shop, "BOWL").await, stock(shop, "JUG").await, count_captures(shop).await), (98, 0, 1));
        work(shop).await;
        assert!(subjects(shop).await.iter().any(|subject| subject.contains("Payment received")));
    }

    async fn paid_after_the_end_without_stock_is_for_a_person(shop) {
        let till = Till::open(shop);
        let (_, order, reference) = paying(shop, &till, &[("BOWL", 2), ("JUG", 1)]).await;
        shop.clock.advance_seconds(TOO_LATE_SECONDS);
        work(shop).await;
        placed(shop, &[("JUG", 1)]).await;
        till.gateway.pay(&reference);
        for _ in 0..2 {
            assert_eq!(reconcile_order(&shop.ctx, &order).await.unwrap(), PaymentStatus::Review);
        }
        assert_eq!(events(shop, &order).await, ["placed", "expired", "paid_without_stock"]);
        // The bowls that were there have not been taken either; the money is on record.
        assert_eq!((stock(shop, "BOWL").await, stock(shop, "JUG").await, count_captures(shop).await), (100, 0, 1));
    }

    async fn the_sweep_finds_what_everybody_else_has_missed(shop) {
        let till = Till::open(shop);
        let (_, paid, reference) = paying(shop, &till, &[("BOWL", 1)]).await;
        till.gateway.pay(&reference);
        let (_, overdue) = placed(shop, &[("JUG", 1)]).await;
        // Neither webhook nor job is left.
        shop.meddle("DELETE FROM jobs").await;
        shop.clock.advance_seconds(TOO_LATE_SECONDS);
        let (stop, stopped) = tokio::sync::oneshot::channel::<()>();
        let worker = tokio::spawn(crate::jobs::work(&shop.ctx, async { stopped.await.unwrap_or(()) }));
        for _ in 0..500 {
            if order_state(shop, &paid).await == "paid" && order_state(shop, &overdue).await == "expired" {
                break;
            }
            tokio::time::sleep(std::time::Duration::from_millis(10)).await;
        }
        stop.send(()).unwrap();
        worker.await.unwrap();
        assert_eq!((order_state(shop, &paid).await.as_str(), order_state(shop, &overdue).await.as_str()), ("paid", "expired"));
        assert_eq!(stock(shop, "JUG").await, 1);
    }

    async fn an_expired_order_no_longer_blocks_its_cart(shop) {
        let till = Till::open(shop);
        let (buyer, order, _) = paying(shop, &till, &[("BOWL", 1)]).await;
        shop.clock.advance_seconds(TOO_LATE_SECONDS);
        work(shop).await;
        assert_eq!(order_state(shop, &order).await, "expired");
        // Its lines can still be brought back.
        let changed = backend::checkout::change_order(&shop.ctx, &buyer.token, &order).await.unwrap();
        assert_eq!(changed, backend::checkout::Changed::LinesBack);
        assert_eq!(stock(shop, "BOWL").await, 100);
        let again = ready(shop, &[("BOWL", 1)]).await;
        crate::buying::place(shop, &again).await.unwrap();
    }
}
