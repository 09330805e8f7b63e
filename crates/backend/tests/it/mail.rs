//! Mail: what it says in each language, and how it leaves.

#![allow(clippy::unwrap_used)]

use std::sync::Arc;

use backend::catalog::changes::set_stock;
use backend::checkout::{place_order, save_contact, view_checkout};
use backend::context::MailTransport;
use backend::mail::{list_mailbox, read_mail};
use backend::orders::verify_link;
use backend::payments::{reconcile_order, start_payment};
use domain::address::Field;
use domain::ids::OrderId;
use domain::locale::Locale;
use domain::payments::Mode;
use domain::time::Timestamp;
use secrecy::SecretString;
use tokio::io::{AsyncBufReadExt, AsyncWriteExt, BufReader};
use tokio::net::TcpListener;

use crate::buying::{Buyer, Till, contact, mails, paying, ready, work};
use crate::shop::TestShop;

/// An order placed in a language and paid; gives its number too.
async fn bought(shop: &TestShop, till: &Till, locale: Locale) -> OrderId {
    let buyer = ready(shop, &[("MUG-SAGE-L", 1), ("BOWL", 2)]).await;
    let view = view_checkout(&shop.ctx, Some(&buyer.token), locale)
        .await
        .unwrap();
    let placed = place_order(&shop.ctx, &buyer.token, locale, &view.consent.unwrap())
        .await
        .unwrap();
    work(shop).await;
    start_payment(&shop.ctx, &placed.order_id).await.unwrap();
    for session in till.gateway.sessions() {
        till.gateway.pay(&session.snapshot.reference);
    }
    reconcile_order(&shop.ctx, &placed.order_id).await.unwrap();
    shop.clock.advance_seconds(1);
    work(shop).await;
    placed.order_id
}

#[track_caller]
fn assert_says(text: &str, expected: &[&str]) {
    for part in expected {
        assert!(text.contains(part), "{part:?} is missing in:\n{text}");
    }
}

on_both_engines! {
    async fn each_language_has_both_mails_in_both_parts(shop) {
        let till = Till::open(shop);
        set_stock(&shop.ctx, "MUG-SAGE-L", 50).await.unwrap();
        let cases: [(Locale, [&str; 2], [&str; 8]); 4] = [
            (Locale::En, ["[TEST] We received your order TEST-", "[TEST] Payment received for your order TEST-"], [
                "Hello Maria Silva,", "1 × Mug, Sage, large", "2 × bowl", "Subtotal", "Includes $9.56 tax", "Arrives Wednesday, November 25", "Germany", "This is a test order",
            ]),
            (Locale::PtBr, ["[TESTE] Recebemos", "[TESTE] Pagamento"], [
                "Maria Silva", "1 × Caneca", "2 × bowl", "Subtotal", "US$\u{a0}59,90", "25 de novembro", "Alemanha", "pedido de teste",
            ]),
            (Locale::ZhHans, ["TEST-", "TEST-"], [
                "Maria Silva", "1 × Mug", "2 × bowl", "小计", "US$59.90", "11月25日", "德国", "测试",
            ]),
            (Locale::Ru, ["[ТЕСТ] Мы получили ваш заказ TEST-", "[ТЕСТ] Заказ TEST-"], [
                "Здравствуйте, Maria Silva!", "1 × Кружка", "2 × bowl", "59,90\u{a0}$", "25 ноября", "Германия", "Посмотреть заказ", "тестовый",
            ]),
        ];
        for (locale, subjects, says) in cases {
            let order = bought(shop, &till, locale).await;
            let all = mails(shop).await;
            let [received, paid] = &all[all.len() - 2..] else { panic!("two mails") };
            for (mail, subject) in [(received, subjects[0]), (paid, subjects[1])] {
                assert!(mail.head.subject.contains(subject), "{}", mail.head.subject);
                assert_eq!((mail.head.to.as_str(), mail.head.from.as_str()), ("maria@example.com", "shop@shop.example"));
                assert_says(&mail.text, &says);
                assert_says(&mail.html, &says);
                assert_says(&mail.html, &[&format!("lang=\"{}\"", locale.tag())]);
                assert!(!mail.text.contains('<') && !mail.html.contains("<mj-"), "{}", mail.html);
                assert!(!mail.html.contains("https://fonts."), "opening a mail must tell nobody");
                assert_link(shop, &mail.text, locale, &order);
            }
            shop.clock.advance_seconds(60);
        }
    }

    async fn nothing_in_a_mail_is_read_as_markup(shop) {
        let till = Till::open(shop);
        let mut input = contact();
        input.fields.insert(Field::Name, "<script>alert(1)</script> & \"Co\"".to_owned());
        let buyer = ready(shop, &[("BOWL", 1)]).await;
        save_contact(&shop.ctx, &buyer.token, input).await.unwrap();
        let consent = crate::buying::consent(shop, &buyer.token).await;
        crate::buying::place(shop, &Buyer { consent, ..buyer }).await.unwrap();
        work(shop).await;
        let mail = mails(shop).await.remove(0);
        assert!(!mail.html.contains("<script>"), "{}", mail.html);
        assert!(mail.html.contains("script&#62;alert(1)") || mail.html.contains("script&gt;alert(1)"), "{}", mail.html);
        assert_says(&mail.text, &["Hello <script>alert(1)</script> & \"Co\","]);
        drop(till);
    }

    async fn a_live_shop_says_nothing_of_tests(shop) {
        let till = Till::open(shop);
        shop.configure(|settings| settings.mode = Mode::Live);
        let buyer = ready(shop, &[("BOWL", 1)]).await;
        let placed = crate::buying::place(shop, &buyer).await.unwrap();
        assert!(!placed.number.contains("TEST"), "{}", placed.number);
        work(shop).await;
        let mail = mails(shop).await.remove(0);
        assert_eq!(mail.head.subject, format!("We received your order {}", placed.number));
        assert!(!mail.text.contains("test order") && !mail.html.contains("test order"));
        drop(till);
    }

    async fn a_mail_sent_again_is_recognised_by_its_id(shop) {
        let till = Till::open(shop);
        let (_, order, _) = paying(shop, &till, &[("BOWL", 1)]).await;
        work(shop).await;
        // The worker died between sending and noting that it had.
        shop.meddle("UPDATE jobs SET state = 'available' WHERE kind = 'send_order_received'").await;
        shop.clock.advance_seconds(5);
        work(shop).await;
        let mails = mails(shop).await;
        assert_eq!(mails.len(), 2);
        for mail in &mails {
            assert_says(&mail.source, &[&format!("Message-ID: <{order}.received@shop.example>"), "multipart/alternative", "MIME-Version: 1.0"]);
            assert!(mail.head.name.ends_with(&format!("{order}.received")), "{}", mail.head.name);
        }
        assert_says(&mails[0].source, &["Date: Sat, 21 Nov 2026 12:00:00 +0000"]);
    }

    async fn an_order_that_is_over_is_not_confirmed(shop) {
        let till = Till::open(shop);
        let (buyer, order, _) = paying(shop, &till, &[("BOWL", 1)]).await;
        backend::checkout::change_order(&shop.ctx, &buyer.token, &order).await.unwrap();
        work(shop).await;
        assert_eq!(mails(shop).await, []);
    }

    async fn the_preview_shows_only_what_is_in_the_folder(shop) {
        let till = Till::open(shop);
        assert_eq!(list_mailbox(&shop.ctx).await.unwrap(), []);
        paying(shop, &till, &[("BOWL", 1)]).await;
        work(shop).await;
        let name = list_mailbox(&shop.ctx).await.unwrap().remove(0).name;
        assert!(read_mail(&shop.ctx, &name).await.unwrap().is_some());
        for other in ["", "..", "../x", "/etc/passwd", "nothing", &format!("../{name}"), ".hidden"] {
            assert_eq!(read_mail(&shop.ctx, other).await.unwrap(), None, "{other}");
        }
        shop.ctx.mail = Arc::new(MailTransport::Smtp(SecretString::from("smtp://127.0.0.1:1")));
        assert_eq!((list_mailbox(&shop.ctx).await.unwrap(), read_mail(&shop.ctx, &name).await.unwrap()), (vec![], None));
    }

    async fn what_a_relay_says_of_an_address_is_not_kept(shop) {
        let till = Till::open(shop);
        let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
        shop.ctx.mail = Arc::new(MailTransport::Smtp(SecretString::from(format!("smtp://{}", listener.local_addr().unwrap()))));
        let relay = tokio::spawn(refuse_one(listener));
        paying(shop, &till, &[("BOWL", 1)]).await;
        work(shop).await;
        let (error,): (Option<String>,) = backend::sql!("SELECT last_error FROM jobs WHERE kind = 'send_order_received'")
            .fetch_one(&mut shop.ctx.db.read().await.unwrap()).await.unwrap();
        let error = error.unwrap();
        assert!(error.contains("550") && !error.contains("maria"), "{error}");
        relay.abort();
    }

    async fn mail_goes_to_a_relay_and_waits_while_it_is_down(shop) {
        let till = Till::open(shop);
        let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
        let address = listener.local_addr().unwrap();
        drop(listener);
        shop.ctx.mail = Arc::new(MailTransport::Smtp(SecretString::from(format!("smtp://{address}"))));
        paying(shop, &till, &[("BOWL", 1)]).await;
        work(shop).await;
        let listener = TcpListener::bind(address).await.unwrap();
        let received = tokio::spawn(receive_one(listener));
        shop.clock.advance_seconds(10);
        work(shop).await;
        let (error,): (Option<String>,) = backend::sql!("SELECT last_error FROM jobs WHERE kind = 'send_order_received'")
            .fetch_one(&mut shop.ctx.db.read().await.unwrap()).await.unwrap();
        assert_eq!(error, None);
        let message = tokio::time::timeout(std::time::Duration::from_secs(5), received).await.unwrap().unwrap();
        assert_says(&message, &["MAIL FROM:<shop@shop.example>", "RCPT TO:<maria@example.com>", "Subject: [TEST] We received your order TEST-"]);
    }
}

/// A relay that knows nobody.
async fn refuse_one(listener: TcpListener) {
    let (stream, _) = listener.accept().await.unwrap();
    let (reader, mut writer) = stream.into_split();
    let mut lines = BufReader::new(reader).lines();
    writer.write_all(b"220 relay.test ESMTP\r\n").await.unwrap();
    while let Ok(Some(line)) = lines.next_line().await {
        let answer: &[u8] = if line.starts_with("RCPT") {
            b"550 5.1.1 <maria@example.com>: unknown\r\n"
        } else {
            b"250 yes\r\n"
        };
        if writer.write_all(answer).await.is_err() {
            break;
        }
    }
}

/// The signed link of a mail is the order's and works.
fn assert_link(shop: &TestShop, text: &str, locale: Locale, order: &OrderId) {
    let start = format!(
        "https://shop.example/{}/orders/{order}?expires=",
        locale.path()
    );
    let (_, rest) = text
        .split_once(&start)
        .unwrap_or_else(|| panic!("no link in:\n{text}"));
    let (expires, rest) = rest.split_once("&signature=").unwrap();
    let signature = rest.lines().next().unwrap();
    assert!(verify_link(
        &shop.ctx,
        order,
        Timestamp(expires.parse().unwrap()),
        signature
    ));
}

/// The smallest relay: takes one mail, gives everything that was said to it.
async fn receive_one(listener: TcpListener) -> String {
    let (stream, _) = listener.accept().await.unwrap();
    let (reader, mut writer) = stream.into_split();
    let mut lines = BufReader::new(reader).lines();
    let (mut said, mut in_data) = (String::new(), false);
    writer.write_all(b"220 relay.test ESMTP\r\n").await.unwrap();
    while let Ok(Some(line)) = lines.next_line().await {
        said.push_str(&line);
        said.push('\n');
        let answer: &[u8] = match line.as_str() {
            "." if in_data => {
                writer.write_all(b"250 taken\r\n").await.unwrap();
                break;
            }
            _ if in_data => continue,
            "DATA" => {
                in_data = true;
                b"354 go on\r\n"
            }
            "QUIT" => b"221 bye\r\n",
            _ => b"250 yes\r\n",
        };
        writer.write_all(answer).await.unwrap();
    }
    said
}
