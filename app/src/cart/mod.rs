//! The cart: its page, the drawer, the number in the header.
//!
//! Islands share no context, so the browser's one cart lives in [`store`].

mod api;
pub mod badge;
pub mod drawer;
pub mod lines;
#[cfg(feature = "ssr")]
pub(crate) mod page;
mod store;
pub mod totals;

pub use api::add_to_cart;
#[cfg(feature = "ssr")]
pub(crate) use page::CartPage;
pub(crate) use store::show_added;
