//! The whole way with the real Stripe client against the embedded gateway:
//! placed, paid on its page, told by its webhooks, with the faults of bad days.

#![allow(clippy::unwrap_used)]

use std::sync::Arc;
use std::time::Duration;

use axum::Router;
use axum::body::{Body, Bytes};
use axum::extract::State;
use axum::http::{HeaderMap, Request, StatusCode};
use axum::routing::post;
use backend::Ctx;
use backend::checkout::{Changed, change_order};
use backend::context::{Clock, MailTransport, SystemClock};
use backend::payments::{Received, StartError, receive_webhook, reconcile_order, start_payment};
use domain::ids::OrderId;
use domain::orders::PaymentStatus;
use domain::payments::Mode;
use domain::time::Timestamp;
use payments::stripe::{Patience, StripeGateway, StripeOptions};
use secrecy::SecretString;
use tempfile::TempDir;
use test_gateway::{FaultSettings, Options, TestGateway};
use tokio::net::TcpListener;
use tower::ServiceExt;

use crate::buying::{
    count_captures, events, order_state, payment_states, placed, stock, subjects, work,
};
use crate::shop::TestShop;

const KEY: &str = "sk_test_of_the_tests";
const SECRET: &str = "whsec_of_the_tests";
const APPROVED: &str = "4242 4242 4242 4242";
const DECLINED: &str = "4000 0000 0000 0002";

/// The embedded gateway, its API on a port, delivering to the shop.
struct Stripe {
    gateway: TestGateway,
    _folder: TempDir,
}

impl Stripe {
    /// Connects the shop to a gateway of its own; both keep the machine's time.
    async fn open(shop: &mut TestShop) -> Self {
        let folder = TempDir::new().unwrap();
        shop.ctx.clock = Arc::new(SystemClock);
        shop.ctx.mail = Arc::new(MailTransport::Folder(folder.path().join("mail")));
        shop.configure(|settings| settings.payment_seconds = 3_600);
        let hook = TcpListener::bind("127.0.0.1:0").await.unwrap();
        let gateway = TestGateway::open(Options {
            database: folder.path().join("gateway.sqlite"),
            hosted_pages: "https://shop.example/test-gateway/".parse().unwrap(),
            webhook_url: Some(
                format!("http://{}/webhooks", hook.local_addr().unwrap())
                    .parse()
                    .unwrap(),
            ),
            webhook_secret: SECRET.to_owned(),
            secret_key: KEY.to_owned(),
        })
        .await
        .unwrap();
        gateway.faults().update(|faults| faults.retry_base_ms = 20);
        let api = TcpListener::bind("127.0.0.1:0").await.unwrap();
        shop.ctx.gateway = Some(Arc::new(client(&format!(
            "http://{}",
            api.local_addr().unwrap()
        ))));
        tokio::spawn(axum::serve(api, gateway.api()).into_future());
        let endpoint = Router::new()
            .route("/webhooks", post(webhook))
            .with_state(shop.ctx.clone());
        tokio::spawn(axum::serve(hook, endpoint).into_future());
        tokio::spawn(gateway.clone().deliver_webhooks(std::future::pending()));
        Self {
            gateway,
            _folder: folder,
        }
    }

    fn set(&self, change: impl FnOnce(&mut FaultSettings)) {
        self.gateway.faults().update(change);
    }

    /// Fills in the form of the page; gives the answer's status.
    async fn pay(&self, url: &str, card: &str, delayed: bool) -> StatusCode {
        let path = url.strip_prefix("https://shop.example").unwrap();
        let delayed = if delayed { "&delayed=on" } else { "" };
        let form = format!(
            "number={}&expiry=12%2F34&code=123&name=Ada{delayed}",
            card.replace(' ', "+")
        );
        let pages = Router::new().nest("/test-gateway", self.gateway.pages());
        let request = Request::post(path).body(Body::from(form)).unwrap();
        pages.oneshot(request).await.unwrap().status()
    }
}

fn client(api_base: &str) -> StripeGateway {
    let secrets = vec![SecretString::from(SECRET)];
    StripeGateway::new(StripeOptions {
        api_base: Some(api_base.to_owned()),
        patience: Patience {
            timeout: Duration::from_millis(1_500),
            tries: 1,
            first_pause: Duration::from_millis(1),
        },
        ..StripeOptions::new(SecretString::from(KEY), secrets, Mode::Test)
    })
    .unwrap()
}

async fn webhook(State(ctx): State<Ctx>, headers: HeaderMap, body: Bytes) -> StatusCode {
    let signature = headers
        .get("stripe-signature")
        .map(|value| value.as_bytes());
    match receive_webhook(&ctx, &body, signature).await {
        Ok(Received::New | Received::Duplicate) => StatusCode::OK,
        Err(_) => StatusCode::BAD_REQUEST,
    }
}

/// Works until the order is in the state; nobody but webhooks and jobs brings it there.
async fn until(shop: &TestShop, order: &OrderId, state: &str) {
    for _ in 0..500 {
        work(shop).await;
        if order_state(shop, order).await == state {
            return;
        }
        tokio::time::sleep(Duration::from_millis(20)).await;
    }
    panic!(
        "the order is {} and not {state}; events: {:?}",
        order_state(shop, order).await,
        events(shop, order).await
    );
}

async fn count_events(shop: &TestShop, state: &str) -> i64 {
    let (count,): (i64,) = backend::sql!(
        "SELECT COUNT(*) FROM webhook_events WHERE state = $1",
        state
    )
    .fetch_one(&mut shop.ctx.db.read().await.unwrap())
    .await
    .unwrap();
    count
}

on_both_engines! {
    async fn an_order_is_paid_on_the_page_and_the_shop_hears_of_it(shop) {
        let stripe = Stripe::open(shop).await;
        let (buyer, order) = placed(shop, &[("BOWL", 2)]).await;
        let url = start_payment(&shop.ctx, &order).await.unwrap();
        assert_eq!(start_payment(&shop.ctx, &order).await.unwrap(), url);
        assert_eq!(reconcile_order(&shop.ctx, &order).await.unwrap(), PaymentStatus::AwaitingPayment);
        // A declined card leaves the page open for another one.
        assert!(stripe.pay(&url, DECLINED, false).await != StatusCode::SEE_OTHER);
        assert_eq!(reconcile_order(&shop.ctx, &order).await.unwrap(), PaymentStatus::AwaitingPayment);
        assert_eq!(stripe.pay(&url, APPROVED, false).await, StatusCode::SEE_OTHER);
        until(shop, &order, "paid").await;
        assert_eq!((count_captures(shop).await, stock(shop, "BOWL").await), (1, 98));
        assert_eq!(change_order(&shop.ctx, &buyer.token, &order).await.unwrap(), Changed::AlreadyPaid);
        work(shop).await;
        assert_eq!(subjects(shop).await.len(), 2);
    }

    async fn events_sent_twice_shuffled_and_with_wrong_signatures_end_the_same(shop) {
        let stripe = Stripe::open(shop).await;
        stripe.set(|faults| {
            faults.duplicate_events = 2;
            faults.reorder_events = true;
            faults.mis_sign_next_events = 2;
        });
        let (_, order) = placed(shop, &[("BOWL", 2)]).await;
        let url = start_payment(&shop.ctx, &order).await.unwrap();
        assert_eq!(stripe.pay(&url, APPROVED, false).await, StatusCode::SEE_OTHER);
        until(shop, &order, "paid").await;
        for _ in 0..100 {
            tokio::time::sleep(Duration::from_millis(20)).await;
            work(shop).await;
            if count_events(shop, "ignored").await >= 3 {
                break;
            }
        }
        assert_eq!((count_events(shop, "applied").await, count_events(shop, "pending").await, count_events(shop, "failed").await), (1, 0, 0));
        assert_eq!((count_captures(shop).await, events(shop, &order).await), (1, vec!["placed".to_owned(), "paid".to_owned()]));
        assert_eq!(subjects(shop).await.len(), 2);
    }

    async fn a_delayed_payment_is_under_way_and_then_paid(shop) {
        let stripe = Stripe::open(shop).await;
        stripe.set(|faults| faults.settle_after_ms = 300_000);
        let (_, order) = placed(shop, &[("BOWL", 2)]).await;
        let url = start_payment(&shop.ctx, &order).await.unwrap();
        assert_eq!(stripe.pay(&url, APPROVED, true).await, StatusCode::SEE_OTHER);
        assert_eq!(reconcile_order(&shop.ctx, &order).await.unwrap(), PaymentStatus::Processing);
        assert!(matches!(start_payment(&shop.ctx, &order).await, Err(StartError::NotPayable(PaymentStatus::Processing))));
        stripe.gateway.faults().advance_clock(600);
        until(shop, &order, "paid").await;
    }

    async fn a_delayed_payment_that_fails_can_be_paid_by_another_attempt(shop) {
        let stripe = Stripe::open(shop).await;
        stripe.set(|faults| faults.settle_after_ms = 300_000);
        let (_, order) = placed(shop, &[("BOWL", 2)]).await;
        let url = start_payment(&shop.ctx, &order).await.unwrap();
        assert_eq!(stripe.pay(&url, DECLINED, true).await, StatusCode::SEE_OTHER);
        stripe.gateway.faults().advance_clock(600);
        assert_eq!(reconcile_order(&shop.ctx, &order).await.unwrap(), PaymentStatus::Failed);
        let second = start_payment(&shop.ctx, &order).await.unwrap();
        assert_ne!(second, url);
        assert_eq!(stripe.pay(&second, APPROVED, false).await, StatusCode::SEE_OTHER);
        until(shop, &order, "paid").await;
        assert_eq!(payment_states(shop, &order).await, ["failed", "paid"]);
    }

    async fn a_page_that_was_made_unheard_is_found_again_and_paid_once(shop) {
        let stripe = Stripe::open(shop).await;
        stripe.set(|faults| faults.time_out_next_after_commit = 1);
        let (_, order) = placed(shop, &[("BOWL", 2)]).await;
        assert!(matches!(start_payment(&shop.ctx, &order).await, Err(StartError::GatewayUnavailable)));
        let url = start_payment(&shop.ctx, &order).await;
        // The first call may still be holding its key.
        let url = match url {
            Ok(url) => url,
            Err(_) => start_payment(&shop.ctx, &order).await.unwrap(),
        };
        assert_eq!(stripe.pay(&url, APPROVED, false).await, StatusCode::SEE_OTHER);
        until(shop, &order, "paid").await;
        assert_eq!((payment_states(shop, &order).await, count_captures(shop).await), (vec!["paid".to_owned()], 1));
    }

    async fn the_page_expires_and_gives_the_stock_back(shop) {
        let stripe = Stripe::open(shop).await;
        let (_, order) = placed(shop, &[("JUG", 1)]).await;
        let url = start_payment(&shop.ctx, &order).await.unwrap();
        stripe.gateway.faults().advance_clock(3_700);
        assert_eq!(stripe.pay(&url, APPROVED, false).await, StatusCode::GONE);
        until(shop, &order, "expired").await;
        assert_eq!(stock(shop, "JUG").await, 1);
    }

    async fn a_changed_order_can_no_longer_be_paid_there(shop) {
        let stripe = Stripe::open(shop).await;
        let (buyer, order) = placed(shop, &[("JUG", 1)]).await;
        let url = start_payment(&shop.ctx, &order).await.unwrap();
        assert_eq!(change_order(&shop.ctx, &buyer.token, &order).await.unwrap(), Changed::LinesBack);
        assert_ne!(stripe.pay(&url, APPROVED, false).await, StatusCode::SEE_OTHER);
        until(shop, &order, "cancelled").await;
        tokio::time::sleep(Duration::from_millis(200)).await;
        work(shop).await;
        assert_eq!((order_state(shop, &order).await.as_str(), stock(shop, "JUG").await, count_captures(shop).await), ("cancelled", 1, 0));
    }

    async fn busy_answers_are_waited_out_with_the_same_key(shop) {
        let stripe = Stripe::open(shop).await;
        let (_, order) = placed(shop, &[("JUG", 1)]).await;
        for answer in [429, 409] {
            stripe.set(|faults| faults.next_answers = vec![answer]);
            assert!(matches!(start_payment(&shop.ctx, &order).await, Err(StartError::GatewayUnavailable)), "{answer}");
        }
        let url = start_payment(&shop.ctx, &order).await.unwrap();
        assert_eq!(stripe.pay(&url, APPROVED, false).await, StatusCode::SEE_OTHER);
        until(shop, &order, "paid").await;
        assert_eq!(payment_states(shop, &order).await, ["paid"]);
    }

    async fn a_failure_that_is_repeated_for_its_key_is_left_behind_after_a_minute(shop) {
        let stripe = Stripe::open(shop).await;
        let (_, order) = placed(shop, &[("JUG", 1)]).await;
        stripe.set(|faults| faults.next_answers = vec![500]);
        for _ in 0..3 {
            assert!(matches!(start_payment(&shop.ctx, &order).await, Err(StartError::GatewayUnavailable)));
        }
        assert_eq!(payment_states(shop, &order).await, ["starting"]);
        shop.ctx.clock = Arc::new(Ahead(61));
        let url = start_payment(&shop.ctx, &order).await.unwrap();
        assert_eq!(payment_states(shop, &order).await, ["failed", "open"]);
        assert_eq!(stripe.pay(&url, APPROVED, false).await, StatusCode::SEE_OTHER);
        until(shop, &order, "paid").await;
    }
}

/// The machine's time and so many seconds more.
struct Ahead(i64);

impl Clock for Ahead {
    fn now(&self) -> Timestamp {
        SystemClock.now().plus_seconds(self.0)
    }
}
