//! What most tests of checkout, orders and payments begin with.

#![allow(clippy::unwrap_used)]

use std::collections::BTreeMap;
use std::sync::Arc;

use backend::cart::{CartToken, add_to_cart};
use backend::checkout::{
    ContactInput, PlaceError, Placed, choose_shipping, place_order, save_contact, view_checkout,
};
use backend::context::MailTransport;
use backend::mail::{ReadMail, list_mailbox, read_mail};
use backend::payments::start_payment;
use backend::{jobs, sql};
use domain::address::Field;
use domain::ids::OrderId;
use domain::locale::Locale;
use tempfile::TempDir;

use crate::fake_gateway::FakeGateway;
use crate::shop::TestShop;

/// The gateway that the shop takes payments by, and the folder that its mail goes into.
pub(crate) struct Till {
    pub(crate) gateway: Arc<FakeGateway>,
    _mail: TempDir,
}

impl Till {
    pub(crate) fn open(shop: &mut TestShop) -> Self {
        let till = Self {
            gateway: FakeGateway::new(),
            _mail: tempfile::tempdir().unwrap(),
        };
        shop.ctx.gateway = Some(till.gateway.clone());
        shop.ctx.mail = Arc::new(MailTransport::Folder(till._mail.path().to_owned()));
        till
    }
}

/// Somebody with a cart who has seen what it comes to.
#[derive(Clone)]
pub(crate) struct Buyer {
    pub(crate) token: CartToken,
    pub(crate) consent: String,
}

pub(crate) fn fields(pairs: &[(Field, &str)]) -> BTreeMap<Field, String> {
    pairs
        .iter()
        .map(|(field, text)| (*field, (*text).to_owned()))
        .collect()
}

/// Somebody in Germany.
pub(crate) fn contact() -> ContactInput {
    ContactInput {
        email: "maria@example.com".to_owned(),
        country: "DE".to_owned(),
        fields: fields(&[
            (Field::Name, "Maria Silva"),
            (Field::Street, "Lindenweg 4"),
            (Field::PostalCode, "10115"),
            (Field::City, "Berlin"),
        ]),
        billing: None,
    }
}

pub(crate) async fn fill(shop: &TestShop, token: &CartToken, lines: &[(&str, i64)]) {
    for (position, (sku, pieces)) in lines.iter().enumerate() {
        // Lines are in the order of adding; the clock stands still.
        shop.clock.advance_seconds(i64::from(position > 0));
        let variant = shop.variant(sku).await;
        add_to_cart(&shop.ctx, token, Locale::En, variant, *pieces)
            .await
            .unwrap();
    }
}

/// A cart at the last step of the checkout.
pub(crate) async fn ready(shop: &TestShop, lines: &[(&str, i64)]) -> Buyer {
    let token = CartToken::generate(&shop.ctx);
    fill(shop, &token, lines).await;
    save_contact(&shop.ctx, &token, contact()).await.unwrap();
    choose_shipping(&shop.ctx, &token, "standard")
        .await
        .unwrap();
    let consent = consent(shop, &token).await;
    Buyer { token, consent }
}

/// What the shopper sees now and would agree to.
pub(crate) async fn consent(shop: &TestShop, token: &CartToken) -> String {
    view_checkout(&shop.ctx, Some(token), Locale::En)
        .await
        .unwrap()
        .consent
        .unwrap()
}

pub(crate) async fn place(shop: &TestShop, buyer: &Buyer) -> Result<Placed, PlaceError> {
    place_order(&shop.ctx, &buyer.token, Locale::En, &buyer.consent).await
}

pub(crate) async fn placed(shop: &TestShop, lines: &[(&str, i64)]) -> (Buyer, OrderId) {
    let buyer = ready(shop, lines).await;
    let placed = place(shop, &buyer).await.unwrap();
    (buyer, placed.order_id)
}

/// An order whose page to pay at is open; gives the gateway's reference of it.
pub(crate) async fn paying(
    shop: &TestShop,
    till: &Till,
    lines: &[(&str, i64)],
) -> (Buyer, OrderId, String) {
    let (buyer, order) = placed(shop, lines).await;
    let url = start_payment(&shop.ctx, &order).await.unwrap();
    let sessions = till.gateway.sessions();
    let session = sessions
        .iter()
        .find(|s| s.snapshot.url.as_ref() == Some(&url))
        .unwrap();
    (buyer, order, session.snapshot.reference.clone())
}

/// Runs whatever is due.
pub(crate) async fn work(shop: &TestShop) {
    jobs::drain(&shop.ctx).await.unwrap();
}

pub(crate) async fn stock(shop: &TestShop, sku: &str) -> i64 {
    let (stock,): (i64,) = sql!("SELECT stock FROM variants WHERE sku = $1", sku)
        .fetch_one(&mut shop.ctx.db.read().await.unwrap())
        .await
        .unwrap();
    stock
}

pub(crate) async fn order_state(shop: &TestShop, order: &OrderId) -> String {
    let (state,): (String,) = sql!("SELECT state FROM orders WHERE id = $1", order.as_str())
        .fetch_one(&mut shop.ctx.db.read().await.unwrap())
        .await
        .unwrap();
    state
}

/// States of the order's attempts, the first one first.
pub(crate) async fn payment_states(shop: &TestShop, order: &OrderId) -> Vec<String> {
    let rows: Vec<(String,)> = sql!(
        "SELECT state FROM payments WHERE order_id = $1 ORDER BY attempt",
        order.as_str()
    )
    .fetch_all(&mut shop.ctx.db.read().await.unwrap())
    .await
    .unwrap();
    rows.into_iter().map(|(state,)| state).collect()
}

/// Kinds of the order's events, the oldest first.
pub(crate) async fn events(shop: &TestShop, order: &OrderId) -> Vec<String> {
    let rows: Vec<(String,)> = sql!(
        "SELECT kind FROM order_events WHERE order_id = $1 ORDER BY at, id",
        order.as_str()
    )
    .fetch_all(&mut shop.ctx.db.read().await.unwrap())
    .await
    .unwrap();
    rows.into_iter().map(|(kind,)| kind).collect()
}

pub(crate) async fn count_orders(shop: &TestShop) -> i64 {
    let (count,): (i64,) = sql!("SELECT COUNT(*) FROM orders")
        .fetch_one(&mut shop.ctx.db.read().await.unwrap())
        .await
        .unwrap();
    count
}

pub(crate) async fn count_captures(shop: &TestShop) -> i64 {
    let (count,): (i64,) = sql!("SELECT COUNT(*) FROM captures")
        .fetch_one(&mut shop.ctx.db.read().await.unwrap())
        .await
        .unwrap();
    count
}

/// The mails in the folder, the oldest first.
pub(crate) async fn mails(shop: &TestShop) -> Vec<ReadMail> {
    let mut mails = Vec::new();
    for head in list_mailbox(&shop.ctx).await.unwrap().into_iter().rev() {
        mails.push(read_mail(&shop.ctx, &head.name).await.unwrap().unwrap());
    }
    mails
}

pub(crate) async fn subjects(shop: &TestShop) -> Vec<String> {
    mails(shop)
        .await
        .into_iter()
        .map(|mail| mail.head.subject)
        .collect()
}
