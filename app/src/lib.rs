//! What people see: pages, hydrated islands, and the server functions behind them.
//!
//! Pages are rendered on the server only (feature `ssr`); the WASM (feature
//! `hydrate`) holds the islands and the client's half of the server functions
//! and nothing else. Every noun has its folder: `api.rs` talks to `backend`,
//! the other files show. Only `api.rs` files and [`session`] name `backend`.

#![recursion_limit = "256"]
#![allow(
    unreachable_pub,
    reason = "components and server functions are public to their macros"
)]

pub mod cart;
pub mod catalog;
#[cfg(feature = "ssr")]
mod checkout;
pub mod error;
#[cfg(feature = "ssr")]
mod information;
#[cfg(feature = "ssr")]
mod mailbox;
#[cfg(feature = "ssr")]
mod orders;
mod wire;

#[cfg(feature = "ssr")]
mod breadcrumbs;
#[cfg(feature = "ssr")]
mod design;
#[cfg(feature = "ssr")]
mod desk;
#[cfg(feature = "ssr")]
mod discovery;
#[cfg(feature = "ssr")]
mod document;
#[cfg(feature = "ssr")]
mod flash;
#[cfg(feature = "ssr")]
mod footer;
#[cfg(feature = "ssr")]
mod frame;
#[cfg(feature = "ssr")]
mod html;
#[cfg(feature = "ssr")]
mod icon;
#[cfg(feature = "ssr")]
mod identity;
#[cfg(feature = "ssr")]
mod page;
#[cfg(feature = "ssr")]
mod picture;
#[cfg(feature = "ssr")]
mod routes;
#[cfg(feature = "ssr")]
mod search;
#[cfg(feature = "ssr")]
pub mod session;
#[cfg(feature = "ssr")]
mod structured;

#[cfg(feature = "ssr")]
pub use document::{allowed_scripts, shell};
#[cfg(feature = "ssr")]
pub use routes::App;
