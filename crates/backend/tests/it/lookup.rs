//! Asking for the link to an order again.

#![allow(clippy::unwrap_used)]

use backend::orders::{find_order, request_link};
use domain::contact::Email;
use domain::ids::OrderId;
use domain::locale::Locale;

use crate::buying::{Till, events, mails, placed, subjects, work};
use crate::shop::TestShop;

async fn number_of(shop: &TestShop, order: &OrderId) -> String {
    let found = find_order(&shop.ctx, order, Locale::En).await.unwrap();
    found.unwrap().number
}

async fn ask(shop: &TestShop, number: &str, email: &str) {
    let email = Email::parse(email).unwrap();
    request_link(&shop.ctx, number, &email).await.unwrap();
    work(shop).await;
}

async fn links(shop: &TestShop) -> usize {
    let about = |subject: &String| subject.contains("The link to your order");
    subjects(shop).await.iter().filter(|s| about(s)).count()
}

on_both_engines! {
    async fn the_link_goes_to_the_orders_own_address(shop) {
        let _till = Till::open(shop);
        let (_, order) = placed(shop, &[("BOWL", 1)]).await;
        work(shop).await;
        let number = number_of(shop, &order).await;
        ask(shop, &format!(" {} ", number.to_lowercase()), "MARIA@Example.com").await;
        let all = mails(shop).await;
        let mail = all.iter().find(|mail| mail.head.subject.contains("The link")).unwrap();
        assert_eq!(mail.head.to, "maria@example.com");
        assert!(mail.text.contains(&format!("/en/orders/{order}?expires=")), "{}", mail.text);
        assert!(mail.text.contains(&number));
    }

    async fn a_wrong_number_or_address_sends_nothing(shop) {
        let _till = Till::open(shop);
        let (_, order) = placed(shop, &[("BOWL", 1)]).await;
        let number = number_of(shop, &order).await;
        ask(shop, &number, "somebody@example.com").await;
        ask(shop, "TEST-00000000", "maria@example.com").await;
        ask(shop, "", "maria@example.com").await;
        assert_eq!(links(shop).await, 0);
        assert!(!events(shop, &order).await.contains(&"link_requested".to_owned()));
    }

    async fn asked_for_again_at_once_it_is_sent_once(shop) {
        let _till = Till::open(shop);
        let (_, order) = placed(shop, &[("BOWL", 1)]).await;
        let number = number_of(shop, &order).await;
        let email = Email::parse("maria@example.com").unwrap();
        let one = request_link(&shop.ctx, &number, &email);
        let other = request_link(&shop.ctx, &number, &email);
        let (one, other) = tokio::join!(one, other);
        one.unwrap();
        other.unwrap();
        work(shop).await;
        assert_eq!(links(shop).await, 1);
        shop.clock.advance_seconds(299);
        ask(shop, &number, "maria@example.com").await;
        assert_eq!(links(shop).await, 1, "the first is still on its way");
        shop.clock.advance_seconds(2);
        ask(shop, &number, "maria@example.com").await;
        assert_eq!(links(shop).await, 2, "the second is a mail of its own");
    }
}
