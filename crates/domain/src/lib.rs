//! The rules of a shop: pure functions and the types they speak in.
//!
//! Nothing here reads a clock, a database, the environment or a random number;
//! `now` is always a parameter. Everything compiles natively and to WASM, so
//! the types that pages, islands and use cases share live here.

pub mod address;
pub mod cart;
pub mod catalog;
pub mod checkout;
pub mod contact;
pub mod facets;
pub mod identity;
pub mod ids;
pub mod locale;
pub mod money;
pub mod orders;
pub mod payments;
pub mod quantity;
pub mod search;
pub mod shipping;
pub mod tax;
pub mod time;
