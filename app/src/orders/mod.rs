//! Orders as shoppers see them: confirmation, status, paying again, changing.
//!
//! A page opens for the session that placed the order and for the bearer of a
//! signed link. States are in `domain::orders`, use cases in `backend::orders`,
//! `backend::payments` and `backend::checkout`.

pub(crate) mod api;
mod status;

#[cfg(feature = "ssr")]
pub(crate) mod content;
#[cfg(feature = "ssr")]
mod lookup;
#[cfg(feature = "ssr")]
mod page;

#[cfg(feature = "ssr")]
pub(crate) use lookup::OrderLookupPage;
#[cfg(feature = "ssr")]
pub(crate) use page::OrderPage;
