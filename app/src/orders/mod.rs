//! Orders as shoppers see them: confirmation, status, paying again, changing.
//!
//! A page opens for the session that placed the order and for the bearer of a
//! signed link. States are in `domain::orders`, use cases in `backend::orders`,
//! `backend::payments` and `backend::checkout`.

pub(crate) mod api;
pub(crate) mod content;
mod lookup;
mod page;

pub(crate) use lookup::OrderLookupPage;
pub(crate) use page::OrderPage;
