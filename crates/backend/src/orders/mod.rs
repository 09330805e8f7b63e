//! Orders: written once at placing, then only moved from state to state.
//!
//! What always holds: an order's lines and amounts are snapshots that nothing
//! changes afterwards; a state is changed only with the order's row locked
//!, and every change leaves an event. States and transitions
//! are in `domain::orders`.

mod awaiting;
mod links;
mod summary;

pub use awaiting::find_awaiting;
pub use links::{order_link, order_path, sign_link, verify_link};
pub use summary::find_order;
