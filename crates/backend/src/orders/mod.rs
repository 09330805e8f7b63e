//! Orders: written once at placing, then only moved from state to state.
//!
//! What always holds: an order's lines and amounts are snapshots that nothing
//! changes afterwards; a state is changed only with the order's row locked, and
//! every change leaves an event. States and transitions are in
//! `domain::orders`; what a payment does to an order is decided in
//! [`crate::payments`].

mod awaiting;
mod events;
mod links;
mod lookup;
mod numbers;
mod rows;
mod summary;
mod transitions;
mod writing;

pub use awaiting::find_awaiting;
pub use links::{order_link, order_path, sign_link, verify_link};
pub use lookup::request_link;
pub use summary::{find_order, is_of_cart};

pub(crate) use awaiting::find_awaiting_id;
pub(crate) use events::{Event, record_event};
pub(crate) use rows::{
    LineRow, OrderHead, find_head, find_recipient, get_billed, list_lines, list_overdue, lock_order,
};
pub(crate) use summary::arrival;
pub(crate) use transitions::{
    cancel, expire, extend, leave_cart, mark_paid, retake_stock, send_to_review,
};
pub(crate) use writing::insert_order;
