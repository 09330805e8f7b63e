//! What the shop knows about an order's payment.
//!
//! Only what a gateway answers when it is asked becomes a [`PaymentState`];
//! redirects and webhooks are merely reasons to ask.

use serde::{Deserialize, Serialize};

/// Whether real money moves. Set once per database, never changed.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum Mode {
    Test,
    Live,
}

impl Mode {
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Test => "test",
            Self::Live => "live",
        }
    }

    pub fn parse(text: &str) -> Option<Self> {
        [Self::Test, Self::Live]
            .into_iter()
            .find(|m| m.as_str() == text)
    }

    pub const fn is_live(self) -> bool {
        matches!(self, Self::Live)
    }
}

/// Where a payment attempt stands, as the gateway said last.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum PaymentState {
    /// The row exists; the gateway has not answered yet.
    Starting,
    /// The shopper can pay at the gateway.
    Open,
    /// The shopper has confirmed; the money is under way (delayed methods).
    Processing,
    /// Captured in full.
    Paid,
    /// Over without payment: expired or cancelled at the gateway.
    Expired,
    /// A delayed payment failed.
    Failed,
    /// The gateway's amount or currency is not the order's: a person must look.
    Review,
}

impl PaymentState {
    pub const ALL: [Self; 7] = [
        Self::Starting,
        Self::Open,
        Self::Processing,
        Self::Paid,
        Self::Expired,
        Self::Failed,
        Self::Review,
    ];

    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Starting => "starting",
            Self::Open => "open",
            Self::Processing => "processing",
            Self::Paid => "paid",
            Self::Expired => "expired",
            Self::Failed => "failed",
            Self::Review => "review",
        }
    }

    pub fn parse(text: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|s| s.as_str() == text)
    }

    /// Whether money may still arrive, so that the order's stock stays reserved.
    pub const fn may_still_be_paid(self) -> bool {
        matches!(
            self,
            Self::Starting | Self::Open | Self::Processing | Self::Review
        )
    }

    /// The state after the gateway said `said`. Moves forward only: a paid
    /// attempt stays paid whatever arrives late.
    #[must_use]
    pub const fn after(self, said: Self) -> Self {
        match (self, said) {
            (Self::Paid, _) => Self::Paid,
            (_, Self::Paid) => Self::Paid,
            (Self::Review, _) => Self::Review,
            (Self::Expired | Self::Failed, Self::Starting | Self::Open | Self::Processing) => self,
            (Self::Processing, Self::Starting | Self::Open) => self,
            (Self::Open, Self::Starting) => self,
            (_, said) => said,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::PaymentState;

    #[test]
    fn a_paid_attempt_stays_paid() {
        for said in PaymentState::ALL {
            assert_eq!(PaymentState::Paid.after(said), PaymentState::Paid);
        }
    }

    #[test]
    fn every_order_of_answers_ends_where_the_last_word_is() {
        let run = |answers: &[PaymentState]| {
            answers
                .iter()
                .fold(PaymentState::Starting, |state, said| state.after(*said))
        };
        use PaymentState::{Expired, Open, Paid, Processing};
        assert_eq!(run(&[Open, Processing, Paid]), Paid);
        assert_eq!(run(&[Paid, Processing, Open]), Paid);
        assert_eq!(run(&[Expired, Open]), Expired);
        assert_eq!(run(&[Expired, Paid]), Paid);
    }

    #[test]
    fn states_are_read_back_as_written() {
        for state in PaymentState::ALL {
            assert_eq!(PaymentState::parse(state.as_str()), Some(state));
        }
    }
}
