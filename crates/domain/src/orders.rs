//! Orders: their states, the transitions between them, and how they are shown.

use serde::{Deserialize, Serialize};

use crate::checkout::SummaryLine;
use crate::ids::OrderId;
use crate::locale::Locale;
use crate::money::{Money, Price};
use crate::payments::PaymentState;
use crate::time::Timestamp;

/// Where an order stands.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum OrderState {
    /// Placed, stock reserved, not paid.
    AwaitingPayment,
    Paid,
    /// The shopper changed their mind before paying; stock released.
    Cancelled,
    /// Not paid in time; stock released.
    Expired,
    /// Paid, but not as agreed or too late for the stock: a person must look.
    Review,
}

impl OrderState {
    pub const ALL: [Self; 5] = [
        Self::AwaitingPayment,
        Self::Paid,
        Self::Cancelled,
        Self::Expired,
        Self::Review,
    ];

    pub const fn as_str(self) -> &'static str {
        match self {
            Self::AwaitingPayment => "awaiting_payment",
            Self::Paid => "paid",
            Self::Cancelled => "cancelled",
            Self::Expired => "expired",
            Self::Review => "review",
        }
    }

    pub fn parse(text: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|s| s.as_str() == text)
    }

    /// Whether the order holds stock back.
    pub const fn holds_stock(self) -> bool {
        matches!(self, Self::AwaitingPayment | Self::Paid)
    }
}

/// An order that waits for its payment.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct PlacedOrder {
    pub id: OrderId,
    pub total: Money,
    pub expires_at: Timestamp,
}

/// An order whose total was captured.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct PaidOrder {
    pub id: OrderId,
    pub total: Money,
    pub paid_at: Timestamp,
}

/// The gateway took, or will take, another amount than the order's.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
#[error("the captured amount is not the order's total")]
pub struct AmountMismatch {
    pub order: Money,
    pub captured: Money,
}

impl PlacedOrder {
    /// # Errors
    /// [`AmountMismatch`] unless amount and currency are exactly the order's.
    pub fn pay(self, captured: Money, at: Timestamp) -> Result<PaidOrder, AmountMismatch> {
        if captured == self.total {
            Ok(PaidOrder {
                id: self.id,
                total: self.total,
                paid_at: at,
            })
        } else {
            Err(AmountMismatch {
                order: self.total,
                captured,
            })
        }
    }
}

/// How an order's payment is shown to the shopper.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum PaymentStatus {
    AwaitingPayment,
    Processing,
    Paid,
    Cancelled,
    Expired,
    Failed,
    Review,
}

impl PaymentStatus {
    pub const ALL: [Self; 7] = [
        Self::AwaitingPayment,
        Self::Processing,
        Self::Paid,
        Self::Cancelled,
        Self::Expired,
        Self::Failed,
        Self::Review,
    ];

    /// What to tell, from the order's state and that of its newest attempt.
    pub const fn of(order: OrderState, newest: Option<PaymentState>) -> Self {
        match (order, newest) {
            (OrderState::Paid, _) => Self::Paid,
            (OrderState::Cancelled, _) => Self::Cancelled,
            (OrderState::Expired, _) => Self::Expired,
            (OrderState::Review, _) => Self::Review,
            (OrderState::AwaitingPayment, Some(PaymentState::Processing)) => Self::Processing,
            (OrderState::AwaitingPayment, Some(PaymentState::Review)) => Self::Review,
            (OrderState::AwaitingPayment, Some(PaymentState::Failed)) => Self::Failed,
            (OrderState::AwaitingPayment, _) => Self::AwaitingPayment,
        }
    }
}

/// An order, ready to be shown: confirmation page, order page, mail.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct OrderSummary {
    pub id: OrderId,
    pub number: String,
    /// The language it was placed in.
    pub locale: Locale,
    pub status: PaymentStatus,
    /// Long date with time, in the shop's time zone.
    pub placed_at: String,
    /// Until when it can be paid, in the same form.
    pub pay_until: String,
    pub lines: Vec<SummaryLine>,
    pub subtotal: Price,
    pub shipping_name: String,
    pub shipping: Price,
    /// Contained in the total.
    pub tax: Price,
    pub total: Price,
    /// One entry a line, country last.
    pub address_lines: Vec<String>,
    /// Expected delivery, a sentence.
    pub arrives: String,
    /// `m•••@example.com`.
    pub masked_email: String,
    /// The gateway's reference of the capture, once there is one.
    pub payment_reference: Option<String>,
    /// Where staff see the payment at the gateway.
    pub dashboard_url: Option<String>,
    pub is_test: bool,
}

#[cfg(test)]
mod tests {
    use super::{AmountMismatch, OrderState, PlacedOrder};
    use crate::ids::OrderId;
    use crate::money::{Currency, Money};
    use crate::time::Timestamp;

    #[test]
    fn only_the_exact_total_pays_an_order() {
        let order = |minor| PlacedOrder {
            id: OrderId("o".into()),
            total: Money::new(minor, Currency::Usd),
            expires_at: Timestamp(0),
        };
        assert!(
            order(100)
                .pay(Money::new(100, Currency::Usd), Timestamp(5))
                .is_ok()
        );
        for captured in [
            Money::new(99, Currency::Usd),
            Money::new(101, Currency::Usd),
            Money::new(100, Currency::Eur),
        ] {
            assert_eq!(
                order(100).pay(captured, Timestamp(5)),
                Err(AmountMismatch {
                    order: Money::new(100, Currency::Usd),
                    captured
                })
            );
        }
    }

    #[test]
    fn states_are_read_back_as_written() {
        for state in OrderState::ALL {
            assert_eq!(OrderState::parse(state.as_str()), Some(state));
        }
    }
}
