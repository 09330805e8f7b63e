//! Payments: attempts at the gateway, and what the shop believes of them.
//!
//! What always holds: the shop believes only what a gateway answers when it is
//! asked; redirects, webhooks and timers are reasons to ask. An attempt is
//! stored, with everything that a retry must repeat, before the gateway is
//! called. No gateway is called within a transaction. States and their order
//! are in `domain::payments`, the gateways in the crate `payments`.

mod attempts;
mod expiry;
mod inbox;
mod reconcile;
mod rows;
mod settling;
mod starting;
mod tasks;
mod verdict;

pub use inbox::{Received, WebhookRefusal, receive_webhook};
pub use reconcile::reconcile_order;
pub use starting::{StartError, start_payment};

pub(crate) use attempts::{close_attempts, insert_attempt};
pub(crate) use expiry::{Closed, close_at_gateway};
pub(crate) use rows::{PaymentRow, find_newest};
pub(crate) use tasks::{enqueue_expiry, enqueue_unsettled};
