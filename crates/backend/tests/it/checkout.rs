//! From a cart to an order: told exactly, placed once, taken back.

#![allow(clippy::unwrap_used)]

use std::sync::Arc;
use std::sync::atomic::Ordering;

use backend::cart::{CartToken, set_quantity, view_cart};
use backend::catalog::changes::{self, set_price, set_stock};
use backend::checkout::{
    BillingInput, ChangeError, Changed, CheckoutError, ChooseShippingError, ContactField,
    ContactProblem, PlaceError, SaveContactError, change_order, choose_shipping, list_shipping,
    place_order, save_contact, view_checkout,
};
use backend::payments::{StartError, start_payment};
use backend::{orders, sql};
use domain::address::{Field, FieldProblem};
use domain::checkout::Step;
use domain::contact::EmailError;
use domain::ids::OrderId;
use domain::locale::Locale;
use domain::orders::PaymentStatus;
use domain::payments::PaymentState;
use futures::future::join_all;

use crate::buying::{
    Buyer, Till, consent, contact, count_orders, events, fields, fill, order_state, paying,
    payment_states, place, placed, ready, stock, subjects, work,
};
use crate::jobs::wait_until;
use crate::shop::TestShop;

/// The sentences of a refusal because of changes.
#[track_caller]
fn changes_of<T: std::fmt::Debug>(outcome: Result<T, PlaceError>) -> Vec<String> {
    match outcome {
        Err(PlaceError::Changed(sentences)) => sentences,
        other => panic!("{other:?} in place of changes"),
    }
}

/// (SKU, pieces) of the cart's lines.
async fn in_cart(shop: &TestShop, token: &CartToken) -> Vec<(String, i64)> {
    let cart = view_cart(&shop.ctx, Some(token), Locale::En).await.unwrap();
    cart.lines
        .into_iter()
        .map(|line| (line.sku, line.quantity))
        .collect()
}

fn pair(sku: &str, pieces: i64) -> (String, i64) {
    (sku.to_owned(), pieces)
}

/// All of them press the button at once.
async fn place_all(shop: &TestShop, buyers: &[Buyer]) -> Vec<Result<OrderId, PlaceError>> {
    let placing = buyers.iter().cloned().map(|buyer| {
        let ctx = shop.ctx.clone();
        tokio::spawn(async move {
            place_order(&ctx, &buyer.token, Locale::En, &buyer.consent)
                .await
                .map(|placed| placed.order_id)
        })
    });
    join_all(placing)
        .await
        .into_iter()
        .map(Result::unwrap)
        .collect()
}

on_both_engines! {
    async fn every_problem_of_the_contact_form_is_told_at_once(shop) {
        let token = CartToken::generate(&shop.ctx);
        fill(shop, &token, &[("BOWL", 1)]).await;
        let mut input = contact();
        input.email = "maria@".to_owned();
        input.fields = fields(&[(Field::Street, "Lindenweg 4"), (Field::City, "Berlin"), (Field::PostalCode, "10\u{7}115")]);
        input.billing = Some(BillingInput { country: "XX".to_owned(), ..BillingInput::default() });
        let Err(SaveContactError::Invalid(problems)) = save_contact(&shop.ctx, &token, input).await else {
            panic!("the form was taken");
        };
        assert_eq!(problems, [
            (ContactField::Email, ContactProblem::Email(EmailError::Malformed)),
            (ContactField::Address(Field::Name), ContactProblem::Address(FieldProblem::Missing)),
            (ContactField::Address(Field::PostalCode), ContactProblem::Address(FieldProblem::Malformed)),
            (ContactField::BillingCountry, ContactProblem::UnknownCountry),
        ]);
        let view = view_checkout(&shop.ctx, Some(&token), Locale::En).await.unwrap();
        assert_eq!(view.details.email, None);
    }

    async fn the_checkout_knows_more_with_every_step(shop) {
        let token = CartToken::generate(&shop.ctx);
        let empty = view_checkout(&shop.ctx, Some(&token), Locale::En).await;
        assert!(matches!(empty, Err(CheckoutError::EmptyCart)));
        assert!(matches!(save_contact(&shop.ctx, &token, contact()).await, Err(SaveContactError::EmptyCart)));
        fill(shop, &token, &[("BOWL", 2)]).await;
        let view = view_checkout(&shop.ctx, Some(&token), Locale::En).await.unwrap();
        assert_eq!((view.details.first_open_step(), view.shipping, view.tax), (Step::Contact, None, None));
        assert_eq!((view.subtotal.text.as_str(), view.total.text.as_str(), view.consent), ("$40.00", "$40.00", None));

        save_contact(&shop.ctx, &token, contact()).await.unwrap();
        let view = view_checkout(&shop.ctx, Some(&token), Locale::En).await.unwrap();
        assert_eq!(view.details.first_open_step(), Step::Shipping);
        // 19 % of 40.00 inclusive.
        assert_eq!(view.tax.unwrap().minor, 639);
        let choices: Vec<_> = view.shipping_choices.iter().map(|c| (c.code.as_str(), c.price.minor, c.chosen)).collect();
        assert_eq!(choices, [("standard", 490, false), ("express", 1_490, false)]);
        // Three to five working days from a Saturday.
        assert_eq!(view.shipping_choices[0].arrives, "Arrives Wednesday, November 25 – Friday, November 27");
        let offered = list_shipping(&shop.ctx, Locale::En).await.unwrap();
        assert_eq!(offered, view.shipping_choices, "what a product's page promises is what the checkout offers");

        for (code, expected) in [("", "no way of shipping was chosen"), ("drone", "this way of shipping is not offered")] {
            let refused: ChooseShippingError = choose_shipping(&shop.ctx, &token, code).await.unwrap_err();
            assert_eq!(refused.to_string(), expected);
        }
        choose_shipping(&shop.ctx, &token, "express").await.unwrap();
        let view = view_checkout(&shop.ctx, Some(&token), Locale::En).await.unwrap();
        assert_eq!(view.details.first_open_step(), Step::Payment);
        assert_eq!((view.shipping.unwrap().minor, view.total.minor), (1_490, 5_490));
        assert!(view.consent.is_some() && view.shipping_choices[1].chosen);
    }

    async fn placing_writes_everything_down_and_empties_the_cart(shop) {
        let till = Till::open(shop);
        let (buyer, order) = placed(shop, &[("BOWL", 2), ("MUG-SAGE-L", 1)]).await;
        assert_eq!((stock(shop, "BOWL").await, stock(shop, "MUG-SAGE-L").await), (98, 2));
        assert_eq!(in_cart(shop, &buyer.token).await, []);
        assert_eq!(payment_states(shop, &order).await, ["starting"]);
        assert_eq!(events(shop, &order).await, ["placed"]);
        let summary = orders::find_order(&shop.ctx, &order, Locale::En).await.unwrap().unwrap();
        assert_eq!((summary.status, summary.is_test), (PaymentStatus::AwaitingPayment, true));
        let digits = summary.number.strip_prefix("TEST-").unwrap();
        assert!(digits.len() == 8 && digits.chars().all(|c| "0123456789ABCDEFGHJKMNPQRSTVWXYZ".contains(c)), "{digits}");
        let lines: Vec<_> = summary.lines.iter().map(|l| (l.name.as_str(), l.variant_name.as_str(), l.quantity, l.total.minor)).collect();
        assert_eq!(lines, [("bowl", "", 2, 4_000), ("Mug", "Sage, large", 1, 1_500)]);
        assert_eq!(summary.lines[1].picture.as_ref().unwrap().file, "mug-sage");
        assert_eq!((summary.subtotal.minor, summary.shipping.minor, summary.total.minor), (5_500, 490, 5_990));
        assert_eq!(summary.address_lines, ["Maria Silva", "Lindenweg 4", "10115 Berlin", "Germany"]);
        assert_eq!(summary.masked_email, "m•••@example.com");
        // Nothing was asked of the gateway yet.
        assert_eq!(till.gateway.sessions().len(), 0);
        work(shop).await;
        assert_eq!(subjects(shop).await, [format!("[TEST] We received your order {}", summary.number)]);
    }

    async fn a_double_click_and_another_tab_place_one_order(shop) {
        let _till = Till::open(shop);
        let buyer = ready(shop, &[("BOWL", 1)]).await;
        let buyers = vec![buyer.clone(); 8];
        let orders: Vec<OrderId> = place_all(shop, &buyers).await.into_iter().map(Result::unwrap).collect();
        assert!(orders.iter().all(|order| *order == orders[0]));
        assert_eq!((count_orders(shop).await, stock(shop, "BOWL").await), (1, 99));
        let again = place(shop, &buyer).await.unwrap();
        assert_eq!((again.order_id, again.fresh), (orders[0].clone(), false));
        work(shop).await;
        assert_eq!(subjects(shop).await.len(), 1);
    }

    async fn fifty_buyers_of_ten_pieces_make_ten_orders(shop) {
        let _till = Till::open(shop);
        let mut buyers = Vec::new();
        for _ in 0..50 {
            buyers.push(ready(shop, &[("MUG-SAGE-S", 1)]).await);
        }
        let (sold, refused): (Vec<_>, Vec<_>) = place_all(shop, &buyers).await.into_iter().partition(Result::is_ok);
        assert_eq!((sold.len(), refused.len()), (10, 40));
        for outcome in refused {
            assert_eq!(changes_of(outcome), ["Mug: Sold out meanwhile. It is not part of your order."]);
        }
        assert_eq!((count_orders(shop).await, stock(shop, "MUG-SAGE-S").await), (10, 0));
    }

    async fn orders_of_several_products_in_opposite_order_wait_for_nobody_in_a_circle(shop) {
        let _till = Till::open(shop);
        let mut buyers = Vec::new();
        for n in 0..24 {
            let (one, other) = if n % 2 == 0 { ("MUG-SAGE-S", "APRON") } else { ("APRON", "MUG-SAGE-S") };
            let token = CartToken::generate(&shop.ctx);
            fill(shop, &token, &[(one, 1)]).await;
            shop.clock.advance_seconds(1);
            fill(shop, &token, &[(other, 1), ("BOWL", 1)]).await;
            save_contact(&shop.ctx, &token, contact()).await.unwrap();
            choose_shipping(&shop.ctx, &token, "standard").await.unwrap();
            let consent = consent(shop, &token).await;
            buyers.push(Buyer { token, consent });
        }
        let outcomes = place_all(shop, &buyers).await;
        let sold = outcomes.iter().filter(|outcome| outcome.is_ok()).count();
        // Six aprons: all or nothing, so the mugs and bowls of the others are still there.
        assert_eq!(sold, 6);
        assert!(outcomes.into_iter().filter(Result::is_err).all(|outcome| !changes_of(outcome).is_empty()));
        assert_eq!((stock(shop, "APRON").await, stock(shop, "MUG-SAGE-S").await, stock(shop, "BOWL").await), (0, 4, 94));
    }

    async fn what_changed_since_the_shopper_agreed_is_told_and_asked_again(shop) {
        let _till = Till::open(shop);
        let buyer = ready(shop, &[("BOWL", 5), ("APRON", 2), ("JUG", 1)]).await;
        // The promise of the price has run out, and it went up; most aprons and the jug are gone.
        shop.clock.advance_seconds(3_601);
        set_price(&shop.ctx, "BOWL", 2_150).await.unwrap();
        set_stock(&shop.ctx, "APRON", 1).await.unwrap();
        set_stock(&shop.ctx, "JUG", 0).await.unwrap();
        assert_eq!(changes_of(place(shop, &buyer).await), [
            "Jug: Sold out meanwhile. It is not part of your order.",
            "bowl: the price was $20.00 and is $21.50 now.",
            "apron: the quantity was 2 and is 1 now.",
        ]);
        assert_eq!((count_orders(shop).await, stock(shop, "BOWL").await), (0, 100));
        let placed = place_order(&shop.ctx, &buyer.token, Locale::Ru, &buyer.consent).await;
        assert_eq!(changes_of(placed)[2], "Фартук: количество было 2, стало 1.");
        // Agreed anew, it is placed at exactly that.
        let consent = consent(shop, &buyer.token).await;
        let placed = place(shop, &Buyer { consent, ..buyer }).await.unwrap();
        let summary = orders::find_order(&shop.ctx, &placed.order_id, Locale::En).await.unwrap().unwrap();
        assert_eq!(summary.total.minor, 5 * 2_150 + 1_200 + 490);
    }

    async fn a_promised_price_holds_and_a_lower_one_needs_no_second_consent_to_be_told(shop) {
        let _till = Till::open(shop);
        let buyer = ready(shop, &[("BOWL", 1)]).await;
        set_price(&shop.ctx, "BOWL", 9_000).await.unwrap();
        place(shop, &buyer).await.unwrap();
        let other = ready(shop, &[("APRON", 1)]).await;
        set_price(&shop.ctx, "APRON", 1_100).await.unwrap();
        assert_eq!(changes_of(place(shop, &other).await), ["apron: the price was $12.00 and is $11.00 now."]);
    }

    async fn another_tabs_changes_are_told(shop) {
        let _till = Till::open(shop);
        let buyer = ready(shop, &[("BOWL", 1)]).await;
        choose_shipping(&shop.ctx, &buyer.token, "express").await.unwrap();
        fill(shop, &buyer.token, &[("APRON", 1)]).await;
        assert_eq!(changes_of(place(shop, &buyer).await), [
            "apron was added to the cart.",
            "Shipping was $4.90 and is $14.90 now.",
            "Your contact details, an address or the shipping method were changed elsewhere. Please check them.",
        ]);
        let bowl = shop.variant("BOWL").await;
        set_quantity(&shop.ctx, &buyer.token, Locale::En, bowl, 0).await.unwrap();
        assert_eq!(changes_of(place(shop, &buyer).await)[0], "A product is no longer in the cart.");
    }

    async fn a_product_that_is_gone_stops_nothing_else(shop) {
        let _till = Till::open(shop);
        let buyer = ready(shop, &[("APRON", 1)]).await;
        changes::delete_product(&shop.ctx, "apron").await.unwrap();
        assert_eq!(changes_of(place(shop, &buyer).await), ["apron: No longer available. It is not part of your order."]);
        let gone = view_checkout(&shop.ctx, Some(&buyer.token), Locale::En).await;
        assert!(matches!(gone, Err(CheckoutError::EmptyCart)));
        fill(shop, &buyer.token, &[("BOWL", 1)]).await;
        let consent = consent(shop, &buyer.token).await;
        place(shop, &Buyer { consent, ..buyer }).await.unwrap();
    }

    async fn what_cannot_be_placed_is_refused_by_name(shop) {
        let buyer = ready(shop, &[("BOWL", 1)]).await;
        assert!(matches!(place(shop, &buyer).await, Err(PlaceError::PaymentsDisabled)));
        let _till = Till::open(shop);
        for nonsense in ["", "1;2", "x;0;;1", "1;2;3:4:5", "1;2;3:4:5;six", "1;2;3:4:5;6;7"] {
            let outcome = place_order(&shop.ctx, &buyer.token, Locale::En, nonsense).await;
            assert!(matches!(outcome, Err(PlaceError::BadConsent)), "{nonsense}");
        }
        let token = CartToken::generate(&shop.ctx);
        let stranger = Buyer { token: token.clone(), consent: buyer.consent.clone() };
        assert!(matches!(place(shop, &stranger).await, Err(PlaceError::EmptyCart)));
        fill(shop, &token, &[("BOWL", 1)]).await;
        assert!(matches!(place(shop, &stranger).await, Err(PlaceError::Incomplete(Step::Contact))));
        save_contact(&shop.ctx, &token, contact()).await.unwrap();
        assert!(matches!(place(shop, &stranger).await, Err(PlaceError::Incomplete(Step::Shipping))));
    }

    async fn a_cart_filled_again_waits_until_its_order_is_paid_or_changed(shop) {
        let _till = Till::open(shop);
        let (buyer, order) = placed(shop, &[("BOWL", 2)]).await;
        let waiting = view_cart(&shop.ctx, Some(&buyer.token), Locale::En).await.unwrap().awaiting.unwrap();
        assert_eq!((waiting.total.minor, waiting.lines.as_slice()), (4_490, ["2 × bowl".to_owned()].as_slice()));
        assert_eq!(waiting.href, format!("/en/orders/{order}"));
        assert!(waiting.until.contains("12:30"), "{}", waiting.until);
        let empty = view_checkout(&shop.ctx, Some(&buyer.token), Locale::En).await;
        assert!(matches!(empty, Err(CheckoutError::Awaiting(id)) if id == order));

        fill(shop, &buyer.token, &[("APRON", 1)]).await;
        shop.clock.advance_seconds(1);
        assert!(matches!(place(shop, &buyer).await, Err(PlaceError::Awaiting(id)) if id == order));
        let filled = view_checkout(&shop.ctx, Some(&buyer.token), Locale::En).await;
        assert!(matches!(filled, Err(CheckoutError::Awaiting(id)) if id == order));

        let changed = change_order(&shop.ctx, &buyer.token, &order).await.unwrap();
        assert_eq!(changed, Changed::LinesBack);
        assert_eq!(in_cart(shop, &buyer.token).await, [pair("APRON", 1), pair("BOWL", 2)]);
        let consent = consent(shop, &buyer.token).await;
        assert!(place(shop, &Buyer { consent, ..buyer }).await.unwrap().fresh);
        assert_eq!(order_state(shop, &order).await, "cancelled");
    }

    async fn details_that_were_changed_in_another_tab_are_agreed_to_anew(shop) {
        let _till = Till::open(shop);
        let buyer = ready(shop, &[("BOWL", 1)]).await;
        let elsewhere = contact();
        save_contact(&shop.ctx, &buyer.token, backend::checkout::ContactInput { email: "joao@example.com".to_owned(), ..elsewhere }).await.unwrap();
        choose_shipping(&shop.ctx, &buyer.token, "standard").await.unwrap();
        let refused = place(shop, &buyer).await;
        assert!(matches!(&refused, Err(PlaceError::Changed(changes)) if changes.len() == 1 && changes[0].contains("contact details")), "{refused:?}");
        let consent = consent(shop, &buyer.token).await;
        assert!(place(shop, &Buyer { consent, ..buyer }).await.unwrap().fresh);
    }

    async fn who_has_the_cart_may_pay_its_order(shop) {
        let _till = Till::open(shop);
        let (buyer, order) = placed(shop, &[("BOWL", 1)]).await;
        let other = CartToken::generate(&shop.ctx);
        fill(shop, &other, &[("BOWL", 1)]).await;
        let is_of = async |token: &CartToken| orders::is_of_cart(&shop.ctx, &order, token).await.unwrap();
        assert!(is_of(&buyer.token).await);
        assert!(!is_of(&other).await);
        assert!(!is_of(&CartToken::generate(&shop.ctx)).await);
    }

    async fn an_order_that_is_changed_does_not_prolong_a_promised_price(shop) {
        let _till = Till::open(shop);
        let (buyer, order) = placed(shop, &[("BOWL", 2)]).await;
        shop.clock.advance_seconds(1_500);
        assert_eq!(change_order(&shop.ctx, &buyer.token, &order).await.unwrap(), Changed::LinesBack);
        changes::set_price(&shop.ctx, "BOWL", 2_500).await.unwrap();
        let price = async || view_cart(&shop.ctx, Some(&buyer.token), Locale::En).await.unwrap().lines[0].unit_price.minor;
        assert_eq!(price().await, 2_000);
        // An hour after the adding, though less than an hour after the change.
        shop.clock.advance_seconds(2_200);
        assert_eq!(price().await, 2_500);
    }

    async fn changing_closes_the_page_and_gives_lines_and_stock_back_once(shop) {
        let till = Till::open(shop);
        let (buyer, order, _) = paying(shop, &till, &[("BOWL", 2), ("JUG", 1)]).await;
        assert_eq!(stock(shop, "JUG").await, 0);
        let presses = (0..6).map(|_| {
            let (ctx, token, order) = (shop.ctx.clone(), buyer.token.clone(), order.clone());
            tokio::spawn(async move { change_order(&ctx, &token, &order).await.unwrap() })
        });
        for changed in join_all(presses).await {
            assert_eq!(changed.unwrap(), Changed::LinesBack);
        }
        assert_eq!(in_cart(shop, &buyer.token).await, [pair("BOWL", 2), pair("JUG", 1)]);
        assert_eq!((stock(shop, "BOWL").await, stock(shop, "JUG").await), (100, 1));
        assert_eq!(till.gateway.only_session().snapshot.state, PaymentState::Expired);
        assert_eq!((order_state(shop, &order).await.as_str(), payment_states(shop, &order).await.as_slice()), ("cancelled", ["expired".to_owned()].as_slice()));
        assert!(matches!(start_payment(&shop.ctx, &order).await, Err(StartError::NotPayable(PaymentStatus::Cancelled))));
        // The contact is still known.
        assert_eq!(view_checkout(&shop.ctx, Some(&buyer.token), Locale::En).await.unwrap().details.first_open_step(), Step::Payment);
    }

    async fn a_paid_order_is_not_changed(shop) {
        let till = Till::open(shop);
        let (buyer, order, reference) = paying(shop, &till, &[("BOWL", 2)]).await;
        till.gateway.pay(&reference);
        assert_eq!(change_order(&shop.ctx, &buyer.token, &order).await.unwrap(), Changed::AlreadyPaid);
        assert_eq!((order_state(shop, &order).await.as_str(), stock(shop, "BOWL").await), ("paid", 98));
        assert_eq!(change_order(&shop.ctx, &buyer.token, &order).await.unwrap(), Changed::AlreadyPaid);
        assert_eq!(in_cart(shop, &buyer.token).await, []);
    }

    async fn money_under_way_is_not_changed_but_frees_the_cart(shop) {
        let till = Till::open(shop);
        let (buyer, order, reference) = paying(shop, &till, &[("BOWL", 2)]).await;
        till.gateway.set_state(&reference, PaymentState::Processing);
        for _ in 0..2 {
            assert_eq!(change_order(&shop.ctx, &buyer.token, &order).await.unwrap(), Changed::AlreadyPaid);
        }
        assert_eq!((order_state(shop, &order).await.as_str(), stock(shop, "BOWL").await), ("awaiting_payment", 98));
        assert_eq!(view_cart(&shop.ctx, Some(&buyer.token), Locale::En).await.unwrap().awaiting, None);
        fill(shop, &buyer.token, &[("APRON", 1)]).await;
        let consent = consent(shop, &buyer.token).await;
        place(shop, &Buyer { consent, ..buyer }).await.unwrap();
        assert_eq!(count_orders(shop).await, 2);
    }

    async fn nobody_changes_an_order_of_another_cart_or_unheard(shop) {
        let till = Till::open(shop);
        let (buyer, order, _) = paying(shop, &till, &[("BOWL", 2)]).await;
        let (other, _) = placed(shop, &[("BOWL", 1)]).await;
        for token in [&other.token, &CartToken::generate(&shop.ctx)] {
            assert!(matches!(change_order(&shop.ctx, token, &order).await, Err(ChangeError::NotFound)));
        }
        till.gateway.set_down(true);
        assert!(matches!(change_order(&shop.ctx, &buyer.token, &order).await, Err(ChangeError::Gateway)));
        assert_eq!((order_state(shop, &order).await.as_str(), stock(shop, "BOWL").await), ("awaiting_payment", 97));
    }

    async fn a_page_that_opens_while_its_order_is_changed_is_closed_again(shop) {
        let till = Till::open(shop);
        let (buyer, order) = placed(shop, &[("BOWL", 2)]).await;
        let gate = till.gateway.hold_starts();
        let paying = tokio::spawn({ let (ctx, order) = (shop.ctx.clone(), order.clone()); async move { start_payment(&ctx, &order).await } });
        let gateway = Arc::clone(&till.gateway);
        wait_until(|| gateway.starts.load(Ordering::SeqCst) == 1).await;
        assert_eq!(change_order(&shop.ctx, &buyer.token, &order).await.unwrap(), Changed::LinesBack);
        gate.add_permits(1);
        let outcome = paying.await.unwrap();
        assert!(matches!(outcome, Err(StartError::NotPayable(PaymentStatus::Cancelled))), "{outcome:?}");
        assert_eq!(till.gateway.only_session().snapshot.state, PaymentState::Expired);
        assert_eq!(payment_states(shop, &order).await, ["expired"]);
    }

    async fn an_order_is_a_snapshot(shop) {
        let _till = Till::open(shop);
        let (_, order) = placed(shop, &[("APRON", 1)]).await;
        let before = orders::find_order(&shop.ctx, &order, Locale::En).await.unwrap();
        set_price(&shop.ctx, "APRON", 1).await.unwrap();
        changes::delete_product(&shop.ctx, "apron").await.unwrap();
        let mut tx = shop.ctx.db.begin().await.unwrap();
        sql!("DELETE FROM shipping_methods WHERE code = $1", "standard").execute(&mut tx).await.unwrap();
        tx.commit().await.unwrap();
        assert_eq!(orders::find_order(&shop.ctx, &order, Locale::En).await.unwrap(), before);
    }
}
