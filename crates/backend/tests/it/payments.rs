//! Payments: what the shop believes, and what it must never do twice.

#![allow(clippy::unwrap_used)]

use std::sync::atomic::Ordering;

use backend::checkout::change_order;
use backend::payments::{
    Received, StartError, WebhookRefusal, receive_webhook, reconcile_order, start_payment,
};
use backend::{InternalError, sql};
use domain::ids::OrderId;
use domain::locale::Locale;
use domain::money::{Currency, Money};
use domain::orders::PaymentStatus;
use domain::payments::PaymentState;
use futures::future::join_all;
use payments::gateway::{GatewayError, WebhookError};

use crate::buying::{
    Till, count_captures, events, order_state, paying, payment_states, placed, stock, subjects,
    work,
};
use crate::fake_gateway::{Fault, sign};
use crate::shop::TestShop;

/// Hands an event over as the gateway would.
async fn deliver(shop: &TestShop, till: &Till, id: &str, kind: &str, reference: &str) -> Received {
    let (body, signature) = till.gateway.event(id, kind, reference, shop.ctx.now());
    receive_webhook(&shop.ctx, body.as_bytes(), Some(signature.as_bytes()))
        .await
        .unwrap()
}

/// (state, detail) of an event in the inbox.
async fn inbox(shop: &TestShop, event: &str) -> (String, Option<String>) {
    sql!(
        "SELECT state, detail FROM webhook_events WHERE event_id = $1",
        event
    )
    .fetch_one(&mut shop.ctx.db.read().await.unwrap())
    .await
    .unwrap()
}

async fn count_events(shop: &TestShop) -> i64 {
    let (count,): (i64,) = sql!("SELECT COUNT(*) FROM webhook_events")
        .fetch_one(&mut shop.ctx.db.read().await.unwrap())
        .await
        .unwrap();
    count
}

async fn count_paid_mails(shop: &TestShop) -> usize {
    subjects(shop)
        .await
        .iter()
        .filter(|subject| subject.contains("Payment received"))
        .count()
}

async fn expires_at(shop: &TestShop, order: &OrderId) -> i64 {
    let (at,): (i64,) = sql!(
        "SELECT expires_at FROM orders WHERE id = $1",
        order.as_str()
    )
    .fetch_one(&mut shop.ctx.db.read().await.unwrap())
    .await
    .unwrap();
    at
}

on_both_engines! {
    async fn the_gateway_is_told_exactly_what_was_agreed_to(shop) {
        let till = Till::open(shop);
        let (_, order, _) = paying(shop, &till, &[("BOWL", 2), ("MUG-SAGE-L", 1)]).await;
        let attempt = till.gateway.only_session().attempt;
        let lines: Vec<_> = attempt.lines.iter().map(|l| (l.name.as_str(), l.quantity, l.unit_price.minor)).collect();
        assert_eq!(lines, [("bowl", 2, 2_000), ("Mug, Sage, large", 1, 1_500)]);
        assert_eq!((attempt.shipping.minor, attempt.amount), (490, Money::new(5_990, Currency::Usd)));
        assert_eq!((attempt.email.as_str(), attempt.locale), ("maria@example.com", Locale::En));
        assert_eq!(attempt.idempotency_key, format!("{order}:1:start"));
        assert_eq!(attempt.success_url, format!("https://shop.example/en/orders/{order}?from=gateway&session={{CHECKOUT_SESSION_ID}}"));
        assert_eq!(attempt.cancel_url, "https://shop.example/en/cart?payment=cancelled");
        assert_eq!(attempt.expires_at.0, expires_at(shop, &order).await);
    }

    async fn pressing_pay_again_leads_to_the_same_page(shop) {
        let till = Till::open(shop);
        let (_, order) = placed(shop, &[("BOWL", 1)]).await;
        let presses = (0..10).map(|_| {
            let (ctx, order) = (shop.ctx.clone(), order.clone());
            tokio::spawn(async move { start_payment(&ctx, &order).await.unwrap() })
        });
        let urls: Vec<String> = join_all(presses).await.into_iter().map(Result::unwrap).collect();
        assert!(urls.iter().all(|url| *url == urls[0]), "{urls:?}");
        let calls = till.gateway.starts.load(Ordering::SeqCst);
        assert_eq!(start_payment(&shop.ctx, &order).await.unwrap(), urls[0]);
        assert_eq!(till.gateway.starts.load(Ordering::SeqCst), calls);
        assert_eq!(till.gateway.only_session().snapshot.url.as_ref(), Some(&urls[0]));
        assert_eq!(payment_states(shop, &order).await, ["open"]);
    }

    async fn a_lost_answer_is_asked_for_again_with_the_same_key(shop) {
        let till = Till::open(shop);
        let (_, order) = placed(shop, &[("BOWL", 1)]).await;
        till.gateway.fail_next_start(Fault::LostAnswer);
        assert!(matches!(start_payment(&shop.ctx, &order).await, Err(StartError::GatewayUnavailable)));
        assert_eq!(payment_states(shop, &order).await, ["starting"]);
        let url = start_payment(&shop.ctx, &order).await.unwrap();
        assert_eq!(till.gateway.only_session().snapshot.url, Some(url));
        assert_eq!(payment_states(shop, &order).await, ["open"]);
    }

    async fn an_event_finds_the_attempt_whose_answer_was_lost(shop) {
        let till = Till::open(shop);
        let (_, order) = placed(shop, &[("BOWL", 1)]).await;
        till.gateway.fail_next_start(Fault::LostAnswer);
        assert!(start_payment(&shop.ctx, &order).await.is_err());
        let reference = till.gateway.only_session().snapshot.reference;
        till.gateway.pay(&reference);
        deliver(shop, &till, "evt_1", "checkout.session.completed", &reference).await;
        work(shop).await;
        assert_eq!(order_state(shop, &order).await, "paid");
        assert!(matches!(start_payment(&shop.ctx, &order).await, Err(StartError::NotPayable(PaymentStatus::Paid))));
    }

    async fn nothing_happened_is_tried_again(shop) {
        let till = Till::open(shop);
        let (_, order) = placed(shop, &[("BOWL", 1)]).await;
        till.gateway.fail_next_start(Fault::Refused(GatewayError::Retryable { reason: "429".to_owned() }));
        assert!(matches!(start_payment(&shop.ctx, &order).await, Err(StartError::GatewayUnavailable)));
        start_payment(&shop.ctx, &order).await.unwrap();
        assert_eq!(payment_states(shop, &order).await, ["open"]);
    }

    async fn an_attempt_too_old_to_be_made_is_made_anew_and_the_order_waits_for_it(shop) {
        let till = Till::open(shop);
        let (_, order) = placed(shop, &[("BOWL", 1)]).await;
        shop.clock.advance_seconds(600);
        till.gateway.fail_next_start(Fault::Refused(GatewayError::Config { reason: "expires too soon".to_owned() }));
        start_payment(&shop.ctx, &order).await.unwrap();
        assert_eq!(payment_states(shop, &order).await, ["failed", "open"]);
        let attempt = till.gateway.only_session().attempt;
        assert_eq!(attempt.idempotency_key, format!("{order}:2:start"));
        assert_eq!(attempt.expires_at, shop.ctx.now().plus_seconds(31 * 60));
        assert_eq!(expires_at(shop, &order).await, attempt.expires_at.0);
        // At its first end it waits on, at its second it is over.
        shop.clock.advance_seconds(1_201);
        work(shop).await;
        assert_eq!(order_state(shop, &order).await, "awaiting_payment");
        shop.clock.advance_seconds(700);
        work(shop).await;
        assert_eq!((order_state(shop, &order).await.as_str(), stock(shop, "BOWL").await), ("expired", 100));
    }

    async fn nobody_is_sent_to_a_page_with_another_amount(shop) {
        let till = Till::open(shop);
        let (_, order) = placed(shop, &[("BOWL", 1)]).await;
        till.gateway.fail_next_start(Fault::LostAnswer);
        assert!(start_payment(&shop.ctx, &order).await.is_err());
        let reference = till.gateway.only_session().snapshot.reference;
        till.gateway.change(&reference, |snapshot| snapshot.amount = Money::new(2_489, Currency::Usd));
        assert!(matches!(start_payment(&shop.ctx, &order).await, Err(StartError::Mismatch)));
        assert_eq!(till.gateway.only_session().snapshot.state, PaymentState::Expired);
        assert_eq!((payment_states(shop, &order).await, events(shop, &order).await), (vec!["review".to_owned()], vec!["placed".to_owned(), "payment_mismatch".to_owned()]));
        assert!(matches!(start_payment(&shop.ctx, &order).await, Err(StartError::NotPayable(PaymentStatus::Review))));
        // It ends like any other order that nobody pays.
        shop.clock.advance_seconds(1_801);
        work(shop).await;
        assert_eq!((order_state(shop, &order).await.as_str(), stock(shop, "BOWL").await), ("expired", 100));
    }

    async fn without_a_gateway_nothing_is_started_or_received(shop) {
        let till = Till::open(shop);
        let (_, order) = placed(shop, &[("BOWL", 1)]).await;
        let (body, signature) = till.gateway.event("evt_1", "checkout.session.completed", "cs_1", shop.ctx.now());
        shop.ctx.gateway = None;
        assert!(matches!(start_payment(&shop.ctx, &order).await, Err(StartError::PaymentsDisabled)));
        let refused = receive_webhook(&shop.ctx, body.as_bytes(), Some(signature.as_bytes())).await;
        assert!(matches!(refused, Err(WebhookRefusal::NoGateway)));
    }

    async fn asking_ten_times_at_once_pays_once(shop) {
        let till = Till::open(shop);
        let (_, order, reference) = paying(shop, &till, &[("BOWL", 1)]).await;
        till.gateway.pay(&reference);
        let asking = (0..10).map(|_| {
            let (ctx, order) = (shop.ctx.clone(), order.clone());
            tokio::spawn(async move { reconcile_order(&ctx, &order).await.unwrap() })
        });
        for status in join_all(asking).await {
            assert_eq!(status.unwrap(), PaymentStatus::Paid);
        }
        work(shop).await;
        assert_eq!((count_captures(shop).await, count_paid_mails(shop).await), (1, 1));
        assert_eq!(events(shop, &order).await, ["placed", "paid"]);
    }

    async fn a_paid_order_stays_paid_whatever_is_said_later(shop) {
        let till = Till::open(shop);
        let (_, order, reference) = paying(shop, &till, &[("BOWL", 1)]).await;
        till.gateway.pay(&reference);
        reconcile_order(&shop.ctx, &order).await.unwrap();
        for state in [PaymentState::Open, PaymentState::Processing, PaymentState::Failed, PaymentState::Expired] {
            till.gateway.set_state(&reference, state);
            // As an answer is that was given before there was a payment.
            till.gateway.change(&reference, |snapshot| snapshot.capture_reference = None);
            deliver(shop, &till, &format!("evt_{state:?}"), "checkout.session.expired", &reference).await;
            work(shop).await;
            assert_eq!((order_state(shop, &order).await.as_str(), stock(shop, "BOWL").await), ("paid", 99));
            assert_eq!(count_captures(shop).await, 1);
        }
    }

    async fn an_order_of_a_test_gateway_that_is_gone_expires(shop) {
        let till = Till::open(shop);
        let (_, order, reference) = paying(shop, &till, &[("BOWL", 1)]).await;
        till.gateway.forget(&reference);
        shop.clock.advance_seconds(1_800);
        work(shop).await;
        assert_eq!((order_state(shop, &order).await.as_str(), stock(shop, "BOWL").await), ("expired", 100));
    }

    async fn what_does_not_fit_the_order_is_never_paid(shop) {
        let till = Till::open(shop);
        for (name, expected) in [("amount", 4), ("currency", 4), ("order", 4), ("livemode", 4)] {
            let (_, order, reference) = paying(shop, &till, &[("BOWL", 1)]).await;
            till.gateway.pay(&reference);
            till.gateway.change(&reference, |snapshot| match name {
                "amount" => snapshot.amount.minor -= 1,
                "currency" => snapshot.amount.currency = Currency::Eur,
                "order" => snapshot.order_id = Some(OrderId("somebody else's".to_owned())),
                _ => snapshot.livemode = true,
            });
            for _ in 0..2 {
                assert_eq!(reconcile_order(&shop.ctx, &order).await.unwrap(), PaymentStatus::Review, "{name}");
            }
            assert_eq!(events(shop, &order).await, ["placed", "payment_mismatch", "paid_otherwise"], "{name}");
            assert_eq!(payment_states(shop, &order).await, ["review"]);
            // What was paid for is not sold to others before a person has looked.
            assert!(stock(shop, "BOWL").await <= 100 - expected / 4);
        }
        work(shop).await;
        assert_eq!((count_captures(shop).await, count_paid_mails(shop).await), (0, 0));
    }

    async fn a_delayed_payment_that_failed_can_be_paid_again(shop) {
        let till = Till::open(shop);
        let (_, order, reference) = paying(shop, &till, &[("BOWL", 1)]).await;
        till.gateway.set_state(&reference, PaymentState::Processing);
        assert_eq!(reconcile_order(&shop.ctx, &order).await.unwrap(), PaymentStatus::Processing);
        assert!(matches!(start_payment(&shop.ctx, &order).await, Err(StartError::NotPayable(PaymentStatus::Processing))));
        till.gateway.set_state(&reference, PaymentState::Failed);
        assert_eq!(reconcile_order(&shop.ctx, &order).await.unwrap(), PaymentStatus::Failed);
        assert_eq!(stock(shop, "BOWL").await, 99);
        start_payment(&shop.ctx, &order).await.unwrap();
        assert_eq!(payment_states(shop, &order).await, ["failed", "open"]);
        till.gateway.pay("cs_fake_2");
        assert_eq!(reconcile_order(&shop.ctx, &order).await.unwrap(), PaymentStatus::Paid);
    }

    async fn a_second_payment_of_one_order_is_for_a_person(shop) {
        let till = Till::open(shop);
        let (_, order, first) = paying(shop, &till, &[("BOWL", 1)]).await;
        till.gateway.set_state(&first, PaymentState::Failed);
        reconcile_order(&shop.ctx, &order).await.unwrap();
        start_payment(&shop.ctx, &order).await.unwrap();
        till.gateway.pay("cs_fake_2");
        reconcile_order(&shop.ctx, &order).await.unwrap();
        // A gateway that takes back its word.
        till.gateway.pay(&first);
        for event in ["evt_1", "evt_2"] {
            deliver(shop, &till, event, "checkout.session.completed", &first).await;
            work(shop).await;
        }
        assert_eq!(payment_states(shop, &order).await, ["review", "paid"]);
        assert_eq!((order_state(shop, &order).await.as_str(), count_captures(shop).await), ("paid", 1));
        assert_eq!(events(shop, &order).await.iter().filter(|kind| *kind == "paid_twice").count(), 1);
    }

    async fn paid_after_it_was_cancelled_is_for_a_person(shop) {
        let till = Till::open(shop);
        let (buyer, order, reference) = paying(shop, &till, &[("BOWL", 1)]).await;
        change_order(&shop.ctx, &buyer.token, &order).await.unwrap();
        till.gateway.pay(&reference);
        assert_eq!(reconcile_order(&shop.ctx, &order).await.unwrap(), PaymentStatus::Review);
        assert_eq!((count_captures(shop).await, stock(shop, "BOWL").await), (1, 100));
        assert_eq!(events(shop, &order).await.last().unwrap(), "paid_after_cancelling");
    }

    async fn a_gateway_that_does_not_answer_changes_nothing(shop) {
        let till = Till::open(shop);
        let (_, order, reference) = paying(shop, &till, &[("BOWL", 1)]).await;
        till.gateway.pay(&reference);
        till.gateway.set_down(true);
        assert!(matches!(reconcile_order(&shop.ctx, &order).await, Err(InternalError::Gateway(_))));
        assert_eq!(order_state(shop, &order).await, "awaiting_payment");
    }

    async fn webhooks_that_are_not_the_gateways_are_refused(shop) {
        let till = Till::open(shop);
        let now = shop.ctx.now();
        let (body, signature) = till.gateway.event("evt_1", "checkout.session.completed", "cs_1", now);
        let changed = body.replace("cs_1", "cs_2");
        let old = sign(&body, now.minus_seconds(301));
        let live = body.replace("\"livemode\":false", "\"livemode\":true");
        let cases: [(&str, &str, Option<&str>, WebhookError); 7] = [
            ("missing", &body, None, WebhookError::MalformedSignature),
            ("malformed", &body, Some("v1"), WebhookError::MalformedSignature),
            ("wrong", &body, Some(&format!("t={},v1={}", now.epoch_seconds(), "0".repeat(64))), WebhookError::WrongSignature),
            ("of another body", &changed, Some(&signature), WebhookError::WrongSignature),
            ("old", &body, Some(&old), WebhookError::OutsideTolerance),
            ("live", &live, Some(&sign(&live, now)), WebhookError::WrongMode),
            ("no event", "{}", Some(&sign("{}", now)), WebhookError::MalformedBody),
        ];
        for (name, body, signature, expected) in cases {
            let refused = receive_webhook(&shop.ctx, body.as_bytes(), signature.map(str::as_bytes)).await;
            assert!(matches!(refused, Err(WebhookRefusal::Bad(error)) if error == expected), "{name}: {refused:?}");
        }
        assert_eq!(count_events(shop).await, 0);
    }

    async fn every_event_twice_and_in_any_order_gives_the_same_end(shop) {
        let till = Till::open(shop);
        let kinds = ["payment_intent.created", "charge.succeeded", "payment_intent.succeeded", "checkout.session.completed"];
        for order_of_events in [[0, 1, 2, 3], [3, 2, 1, 0], [2, 3, 0, 1]] {
            let (_, order, reference) = paying(shop, &till, &[("BOWL", 1)]).await;
            till.gateway.pay(&reference);
            for index in order_of_events {
                let id = format!("evt_{reference}_{index}");
                assert_eq!(deliver(shop, &till, &id, kinds[index], &reference).await, Received::New);
                assert_eq!(deliver(shop, &till, &id, kinds[index], &reference).await, Received::Duplicate);
                work(shop).await;
                assert_eq!(deliver(shop, &till, &id, kinds[index], &reference).await, Received::Duplicate);
                let expected = if index == 3 { "applied" } else { "ignored" };
                assert_eq!(inbox(shop, &id).await.0, expected);
            }
            assert_eq!((order_state(shop, &order).await.as_str(), events(shop, &order).await.len()), ("paid", 2));
        }
        work(shop).await;
        assert_eq!((count_captures(shop).await, count_paid_mails(shop).await), (3, 3));
    }

    async fn an_event_only_says_that_something_happened_not_what(shop) {
        let till = Till::open(shop);
        let (_, order, reference) = paying(shop, &till, &[("BOWL", 1)]).await;
        // Signed and all, but the gateway itself knows nothing of a payment.
        deliver(shop, &till, "evt_1", "checkout.session.completed", &reference).await;
        work(shop).await;
        assert_eq!((order_state(shop, &order).await.as_str(), count_captures(shop).await), ("awaiting_payment", 0));
        till.gateway.set_state(&reference, PaymentState::Expired);
        deliver(shop, &till, "evt_2", "checkout.session.expired", &reference).await;
        work(shop).await;
        assert_eq!((order_state(shop, &order).await.as_str(), stock(shop, "BOWL").await), ("expired", 100));
    }

    async fn an_event_of_an_unknown_kind_is_kept_for_the_timeline(shop) {
        let till = Till::open(shop);
        deliver(shop, &till, "evt_1", "something.new", "cs_1").await;
        work(shop).await;
        assert_eq!(inbox(shop, "evt_1").await, ("ignored".to_owned(), Some("kept for the timeline".to_owned())));
    }

    async fn an_event_about_nothing_we_know_stays_visible_and_is_tried_again(shop) {
        let till = Till::open(shop);
        deliver(shop, &till, "evt_1", "checkout.session.completed", "cs_unknown").await;
        work(shop).await;
        let (state, detail) = inbox(shop, "evt_1").await;
        assert_eq!((state.as_str(), detail.as_deref()), ("pending", Some("no payment of this shop has the reference cs_unknown")));
        for _ in 0..20 {
            shop.clock.advance_seconds(5_000);
            work(shop).await;
        }
        assert_eq!(inbox(shop, "evt_1").await.0, "failed");
        // Sent once more, it gets another chance.
        assert_eq!(deliver(shop, &till, "evt_1", "checkout.session.completed", "cs_unknown").await, Received::Duplicate);
        work(shop).await;
        assert_eq!(inbox(shop, "evt_1").await.0, "pending");
    }

    async fn an_event_that_came_while_the_gateway_was_down_is_applied_later(shop) {
        let till = Till::open(shop);
        let (_, order, reference) = paying(shop, &till, &[("BOWL", 1)]).await;
        till.gateway.pay(&reference);
        till.gateway.set_down(true);
        deliver(shop, &till, "evt_1", "checkout.session.completed", &reference).await;
        work(shop).await;
        assert_eq!((inbox(shop, "evt_1").await.0.as_str(), order_state(shop, &order).await.as_str()), ("pending", "awaiting_payment"));
        till.gateway.set_down(false);
        shop.clock.advance_seconds(10);
        work(shop).await;
        assert_eq!((inbox(shop, "evt_1").await.0.as_str(), order_state(shop, &order).await.as_str()), ("applied", "paid"));
    }
}
