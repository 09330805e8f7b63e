//! The use cases of the shop and their SQL.
//!
//! A use case is a public async function that takes [`Ctx`], loads, asks
//! `domain`, and saves in one transaction. Only use cases begin transactions;
//! the functions they call take `&mut Tx`. No feature touches another's
//! tables: what crosses features lives under the verb's owner (`checkout`).
//! No Leptos, no axum, no environment in here.

pub mod cart;
pub mod catalog;
pub mod checkout;
pub mod context;
pub mod db;
pub mod demo;
mod digest;
pub mod error;
pub mod invariants;
pub mod jobs;
pub mod mail;
pub mod orders;
pub mod payments;
mod prices;
pub mod search;
pub mod sessions;
pub mod shop;
mod stock;

pub use context::Ctx;
pub use error::InternalError;
