//! What the gateway's answer means for the attempt it is about. Pure.

use ::payments::gateway::PaymentSnapshot;
use domain::payments::{Mode, PaymentState};

use super::rows::PaymentRow;

/// What to believe of an answer.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Verdict {
    Said(PaymentState),
    /// The answer does not fit the attempt; what differs.
    Mismatch(&'static str),
}

impl Verdict {
    /// A person must look at what does not fit; it never counts as paid.
    pub(super) const fn state(self) -> PaymentState {
        match self {
            Self::Said(state) => state,
            Self::Mismatch(_) => PaymentState::Review,
        }
    }
}

/// Compares the answer with what was asked for.
pub(super) fn judge(attempt: &PaymentRow, answer: &PaymentSnapshot) -> Verdict {
    let mode = if attempt.is_test {
        Mode::Test
    } else {
        Mode::Live
    };
    match () {
        () if answer.livemode != mode.is_live() => Verdict::Mismatch("livemode"),
        () if answer.order_id.as_ref() != Some(&attempt.order_id) => Verdict::Mismatch("order"),
        // Where no money comes, it does not matter how much.
        () if matches!(answer.state, PaymentState::Expired | PaymentState::Failed) => {
            Verdict::Said(answer.state)
        }
        () if answer.amount != attempt.amount => Verdict::Mismatch("amount"),
        () => Verdict::Said(answer.state),
    }
}
