//! An attempt to pay, as the shop would store it.

use domain::ids::{OrderId, PaymentId};
use domain::locale::Locale;
use domain::money::{Currency, Money};
use domain::time::Timestamp;
use payments::gateway::{Attempt, AttemptLine};

pub(crate) fn usd(minor: i64) -> Money {
    Money::new(minor, Currency::Usd)
}

/// Three teas, a cup and the post: 56.45 dollars.
pub(crate) fn attempt(expires_at: Timestamp) -> Attempt {
    Attempt {
        payment_id: PaymentId("pay-1".to_owned()),
        order_id: OrderId("order-1".to_owned()),
        order_number: "TEST-7QK2".to_owned(),
        email: "ada+shop@example.org".to_owned(),
        locale: Locale::Ru,
        lines: vec![
            AttemptLine {
                name: "Чай «Зелёный» & мята".to_owned(),
                quantity: 3,
                unit_price: usd(1_050),
            },
            AttemptLine {
                name: "Чашка".to_owned(),
                quantity: 1,
                unit_price: usd(2_000),
            },
        ],
        shipping_name: "Почта".to_owned(),
        shipping: usd(495),
        amount: usd(5_645),
        expires_at,
        success_url: "https://shop.example/ru/orders/1?cs={CHECKOUT_SESSION_ID}".to_owned(),
        cancel_url: "https://shop.example/ru/checkout?back=1&x=2".to_owned(),
        idempotency_key: "order-1:1:start".to_owned(),
    }
}
